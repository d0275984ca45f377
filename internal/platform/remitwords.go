package platform

import (
	"context"
	"encoding/hex"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/money"
)

// RemitText is what a merchant says about a remittance in words of its own. It is
// kept under the merchant's own key, and opened for that merchant.
type RemitText struct {
	_      struct{} `cbor:",toarray"`
	Title  string
	Remark string
}

// String hides the words.
func (RemitText) String() string { return "platform.RemitText[hidden]" }

// GoString hides the words.
func (RemitText) GoString() string { return "platform.RemitText[hidden]" }

// AskedRemit asks for a remittance in a merchant's own words. Payee is what it
// names the payee by, personal values among it: that is kept nowhere, and only
// compared, by a MAC, when the number comes again.
type AskedRemit struct {
	Number string
	Amount money.Amount
	Text   RemitText
	Payee  []string
}

// String hides what was asked.
func (AskedRemit) String() string { return "platform.AskedRemit[hidden]" }

// GoString hides what was asked.
func (AskedRemit) GoString() string { return "platform.AskedRemit[hidden]" }

// sameRemit is what two requests with one number share when they ask for the same.
type sameRemit struct {
	_        struct{} `cbor:",toarray"`
	Merchant ledger.ID
	Number   string
	Amount   money.Amount
	Text     RemitText
	Payee    []string
}

// RemitInWords is Remit for a merchant's gateway. Who the payee is payee says: it is
// given the mark of what was asked, and called only when the number has no
// remittance yet, so that asking again looks nobody up again. A number that has
// another remittance is remit.RefusedTaken.
func (p *Platform) RemitInWords(
	ctx context.Context, by auth.Caller, r AskedRemit, payee func(mark [16]byte) (remit.Payee, error),
) (v RemittanceView, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return v, err
	}
	create := remit.Create{Merchant: by.Subject, Number: r.Number, Amount: r.Amount}
	if create.Mark, err = p.people.vault.Fingerprint(payments.Encode(sameRemit{
		Merchant: by.Subject, Number: r.Number, Amount: r.Amount, Text: r.Text, Payee: r.Payee,
	})); err != nil {
		return v, err
	}
	v, err = p.RemittanceBy(ctx, by, by.Subject, r.Number)
	switch {
	case err == nil && v.Mark != create.Mark:
		return RemittanceView{}, remit.RefusedTaken.Err()
	case errkind.CodeOf(err) != remit.RefusedMissing.Code:
		return v, err
	}
	if create.Payee, err = payee(create.Mark); err != nil {
		return v, err
	}
	c := command(request{by: by, kind: payments.KindRemit}, nil)
	if create.Sealed, err = p.sealOwn(by.Subject, remitWordsOf(c.ID), payments.Encode(r.Text)); err != nil {
		return v, err
	}
	c.Body = payments.Encode(create)
	made, _, err := submit[remit.Remittance](ctx, p, c)
	if err != nil {
		return v, err
	}
	return p.Remittance(ctx, by, made.ID)
}

// remitWordsOf is what a remittance's words are sealed for.
func remitWordsOf(id ledger.ID) string { return "words of remittance " + hex.EncodeToString(id[:]) }

// RemittanceText returns what a merchant said about a remittance of its own, and
// nothing of one that it asked for without words.
func (p *Platform) RemittanceText(ctx context.Context, by auth.Caller, id ledger.ID) (text RemitText, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return text, err
	}
	v, err := p.Remittance(ctx, by, id)
	if err != nil || len(v.Sealed) == 0 {
		return text, err
	}
	plain, err := p.openOwn(v.Merchant, remitWordsOf(v.ID), v.Sealed)
	if err != nil {
		return text, err
	}
	return payments.Decode[RemitText](plain)
}
