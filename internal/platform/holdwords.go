package platform

import (
	"context"
	"encoding/hex"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/money"
)

// HoldText is what a merchant says about a pre-authorisation in words of its own.
// It is kept under the merchant's own key, and opened for that merchant; the customer
// who is asked to consent is shown the title.
type HoldText struct {
	_     struct{} `cbor:",toarray"`
	Title string
	Extra string // comes back in queries as it was
}

// String hides the words.
func (HoldText) String() string { return "platform.HoldText[hidden]" }

// GoString hides the words.
func (HoldText) GoString() string { return "platform.HoldText[hidden]" }

// AskedHold asks for a pre-authorisation in a merchant's own words.
type AskedHold struct {
	Order, Request string
	Amount         money.Amount
	Text           HoldText
	Digits         string // of the payment code that a customer showed; "": it waits for one
	ExpiresAt      int64  // see preauth.Create
}

// sameHold is what two requests under the same numbers share when they ask for the
// same hold. Digits are not among it: a customer shows other ones each time.
type sameHold struct {
	_              struct{} `cbor:",toarray"`
	Merchant       ledger.ID
	Order, Request string
	Amount         money.Amount
	Text           HoldText
	Coded          bool
}

// HoldInWords is CreateHold for a merchant's gateway: the same again is the same
// hold, as it is now.
func (p *Platform) HoldInWords(ctx context.Context, by auth.Caller, r AskedHold) (h preauth.Hold, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return h, err
	}
	create := preauth.Create{
		Merchant: by.Subject, Order: r.Order, Request: r.Request, Amount: r.Amount, ExpiresAt: r.ExpiresAt,
	}
	if r.Digits != "" {
		if create.Code, err = p.CodeHash(r.Digits); err != nil {
			return h, err
		}
	}
	if create.Mark, err = p.people.vault.Fingerprint(payments.Encode(sameHold{
		Merchant: by.Subject, Order: r.Order, Request: r.Request, Amount: r.Amount, Text: r.Text, Coded: r.Digits != "",
	})); err != nil {
		return h, err
	}
	c := command(request{by: by, kind: payments.KindHoldCreate}, nil)
	if create.Sealed, err = p.sealOwn(by.Subject, holdWordsOf(c.ID), payments.Encode(r.Text)); err != nil {
		return h, err
	}
	c.Body = payments.Encode(create)
	h, _, err = submit[preauth.Hold](ctx, p, c)
	return h, err
}

// holdWordsOf is what a hold's words are sealed for.
func holdWordsOf(id ledger.ID) string { return "words of hold " + hex.EncodeToString(id[:]) }

// HoldWords returns what a merchant said about a hold of its own, and nothing of
// one that it made without words.
func (p *Platform) HoldWords(ctx context.Context, by auth.Caller, id ledger.ID) (text HoldText, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return text, err
	}
	h, err := p.Hold(ctx, by, id)
	if err != nil {
		return text, err
	}
	return p.holdWords(&h)
}

// holdWords opens a hold's words; a hold that was made without has none.
func (p *Platform) holdWords(h *preauth.Hold) (text HoldText, err error) {
	if len(h.Sealed) == 0 {
		return text, nil
	}
	plain, err := p.openOwn(h.Merchant, holdWordsOf(h.ID), h.Sealed)
	if err != nil {
		return text, err
	}
	return payments.Decode[HoldText](plain)
}
