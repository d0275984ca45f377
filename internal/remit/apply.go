package remit

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Admit refuses callers who may ask for nothing of the merchant's, and numbers
// that are none: before the number is looked up, and whether or not the merchant
// is there. The merchant and an operator may.
func (c *Create) Admit(by ledger.Actor) errkind.Refusal {
	switch {
	case by.Kind == ledger.ActorCustomer:
		return RefusedActor
	case !visible(c.Merchant, by):
		return RefusedMerchant
	case !number(c.Number):
		return RefusedNumber
	}
	return errkind.Refusal{}
}

// Again answers a number that has its remittance: with it, unchanged, if the mark
// is the same and so is the amount, which a mark that was made carelessly could
// leave out; with a refusal if not.
func (r *Remittance) Again(c Create) (Outcome, errkind.Refusal) {
	if c.Mark != r.Mark || c.Amount != r.Amount {
		return Outcome{}, RefusedTaken
	}
	return Outcome{Remittance: *r}, errkind.Refusal{}
}

// Make makes the remittance id, whose number is free, and moves its amount from
// the merchant's balance to the payee. What is wrong with the merchant comes
// before what is wrong with how much the payee may have: who could ask for more
// than it has would learn by the answer how full another's wallet is.
func Make(id ledger.ID, c Create, f Facts, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := c.Admit(by); !r.OK() {
		return Outcome{}, r
	}
	if r := c.check(f); !r.OK() {
		return Outcome{}, r
	}
	if r := c.checkPayee(f.Payee); !r.OK() {
		return Outcome{}, r
	}
	minor := uint64(c.Amount.Minor)
	if minor > f.Available {
		return Outcome{}, RefusedFunds
	}
	o := Outcome{Changed: true, Event: EventSucceeded, Remittance: Remittance{
		ID: id, Merchant: c.Merchant, Number: c.Number, Payee: c.Payee, Amount: c.Amount,
		Mark: c.Mark, Sealed: c.Sealed, CreatedAt: at, Version: 1,
	}}
	if c.Payee.Kind == Bank {
		o.Remittance.Payout, o.Event = true, EventCreated
		return o, errkind.Refusal{}
	}
	if f.Payee.Balance > f.Payee.Most || minor > f.Payee.Most-f.Payee.Balance {
		return Outcome{}, RefusedFull
	}
	o.Movements = []ledger.Movement{{
		Debit: ledger.AccountID(c.Merchant, ledger.BalanceRole), Credit: c.Payee.account(),
		Minor: minor, Code: ledger.TransferRemittance,
	}}
	return o, errkind.Refusal{}
}

// check refuses what is wrong with the amount and with what is sealed.
func (c *Create) check(f Facts) errkind.Refusal {
	switch {
	case c.Amount.Minor <= 0:
		return RefusedAmount
	case c.Amount.Minor > ledger.MovementMax:
		return RefusedTooLarge
	case c.Amount.Currency != f.Currency:
		return RefusedCurrency
	case len(c.Sealed) > SealedMax:
		return RefusedSealed
	}
	return errkind.Refusal{}
}

// checkPayee refuses a payee that is not there or cannot be this one.
func (c *Create) checkPayee(to Receiver) errkind.Refusal {
	switch c.Payee.Kind {
	case Bank:
		if c.Payee.ID == (ledger.ID{}) {
			return RefusedPayee
		}
		return errkind.Refusal{}
	case Wallet, Merchant:
		return c.checkReceiver(to)
	}
	return RefusedKind
}

func (c *Create) checkReceiver(to Receiver) errkind.Refusal {
	switch {
	case c.Payee.ID == c.Merchant:
		return RefusedSame
	case !to.Found:
		return RefusedPayee
	case to.Currency != c.Amount.Currency:
		return RefusedCurrency
	}
	return errkind.Refusal{}
}

// account is the ledger account of a payee that has one.
func (p Payee) account() ledger.ID {
	if p.Kind == Wallet {
		return ledger.AccountID(p.ID, ledger.WalletRole)
	}
	return ledger.AccountID(p.ID, ledger.BalanceRole)
}

// Visible reports whether the actor may know of the remittance: its merchant, an
// operator and Candor itself.
func (r *Remittance) Visible(by ledger.Actor) bool { return visible(r.Merchant, by) }

func visible(merchant ledger.ID, by ledger.Actor) bool {
	switch by.Kind {
	case ledger.ActorSystem, ledger.ActorOperator:
		return true
	case ledger.ActorMerchant:
		return by.ID == merchant
	case ledger.ActorCustomer:
		return false
	}
	return false
}

// number reports whether s is 1 to NumberMax of [A-Za-z0-9_-].
func number(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return len(s) >= 1 && len(s) <= NumberMax
}
