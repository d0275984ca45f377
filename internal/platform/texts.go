package platform

import (
	"encoding/hex"
	"fmt"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// Text is what a merchant says about a trade in words of its own. It is kept under
// the merchant's own key, and opened for that merchant and that trade's buyer.
type Text struct {
	_         struct{} `cbor:",toarray"`
	Subject   string
	Body      string
	Passback  string // comes back in notifications as it was
	NotifyURL string // is told of what happens to the trade; "": nobody
	ReturnURL string // where the cashier sends the buyer back to; "": nowhere
	Operator  string
	Store     string
	Terminal  string
	Contact   string // id of the sealed record that receives the goods; "": none
}

// String hides the words.
func (Text) String() string { return "platform.Text[hidden]" }

// GoString hides the words.
func (Text) GoString() string { return "platform.Text[hidden]" }

// sealOwn encrypts a merchant's words under its own key, for what names alone.
func (p *Platform) sealOwn(owner ledger.ID, what string, plain []byte) ([]byte, error) {
	return p.people.vault.SealOwn(owner, what, plain)
}

// openOwn is the other direction of sealOwn. Who may see the words its callers
// have to know.
func (p *Platform) openOwn(owner ledger.ID, what string, box []byte) ([]byte, error) {
	plain, err := p.people.vault.OpenOwn(owner, what, box)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", what, err)
	}
	return plain, nil
}

// noteOf is what a trade's words are sealed for.
func noteOf(id trade.ID) string { return "note of trade " + hex.EncodeToString(id[:]) }

// words opens a trade's words; a trade without a note has none.
func (p *Platform) words(t *trade.Trade, note trade.Note) (text Text, err error) {
	if len(note.Sealed) == 0 {
		return text, nil
	}
	plain, err := p.openOwn(t.Merchant, noteOf(t.ID), note.Sealed)
	if err != nil {
		return text, err
	}
	return payments.Decode[Text](plain)
}

// readsWords reports whether the caller may read what a merchant said about the
// trade: the merchant, the buyer, and Candor itself on behalf of either.
func readsWords(by auth.Caller, t *trade.Trade, as ledger.Actor) bool {
	switch by.Role {
	case auth.System:
		return true
	case auth.Merchant:
		return ledger.ID(by.Subject) == t.Merchant
	case auth.Customer:
		return t.Visible(as)
	case auth.Operator, auth.Staff, auth.Service:
		return false
	}
	return false
}
