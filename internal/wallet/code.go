package wallet

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Limits of payment codes.
const (
	// CodeLife is how long a payment code serves, in ns of business time.
	CodeLife int64 = 60_000_000_000
	// CodesMax is how many codes of one wallet may be good at once.
	CodesMax = 64
)

// RefusedCode says that there is no payment code with the digits, or none any
// more: it was used, or its minute is over. Which of these it does not say.
var RefusedCode = errkind.Refusal{Kind: errkind.Conflict, Code: "payment_code_invalid"}

// RefusedCodes says that the wallet has CodesMax payment codes that are still
// good.
var RefusedCodes = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_payment_codes"}

// IssueCode makes a payment code: whoever is shown its digits may take one
// payment from the wallet within CodeLife. Only a hash of the digits is told.
type IssueCode struct {
	_      struct{} `cbor:",toarray"`
	Wallet ledger.ID
	Hash   [16]byte
}

// Code is a payment code that was not used yet.
type Code struct {
	_         struct{} `cbor:",toarray"`
	Wallet    ledger.ID
	ExpiresAt int64 // business time, ns
}

// Issue returns a new payment code of the wallet, for its customer or an
// operator. live is how many of its codes are still good.
func (w *Wallet) Issue(live int, by ledger.Actor, at int64) (Code, errkind.Refusal) {
	if !w.Visible(by) {
		return Code{}, RefusedMissing
	}
	if live >= CodesMax {
		return Code{}, RefusedCodes
	}
	return Code{Wallet: w.ID, ExpiresAt: at + CodeLife}, errkind.Refusal{}
}

// Good reports whether the code still serves at a business time.
func (c *Code) Good(at int64) bool { return at < c.ExpiresAt }
