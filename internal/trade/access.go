package trade

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// kinds is a set of actor kinds, one bit each.
type kinds uint8

// Sets of actor kinds. Candor itself may do what an operator may, except to
// decide: charge-backs and disputes want a person's answer.
const (
	deciders kinds = 1 << ledger.ActorOperator
	house          = deciders | 1<<ledger.ActorSystem
	seller         = house | 1<<ledger.ActorMerchant
	buyer          = house | 1<<ledger.ActorCustomer
	anyone         = seller | buyer
)

// has reports whether the set holds the kind.
func (k kinds) has(kind ledger.ActorKind) bool { return k>>kind&1 == 1 }

// Visible reports whether the actor may know of the trade: its merchant, its
// buyer, an operator and Candor itself. For anybody else it does not exist.
func (t *Trade) Visible(by ledger.Actor) bool {
	switch by.Kind {
	case ledger.ActorSystem, ledger.ActorOperator:
		return true
	case ledger.ActorMerchant:
		return by.ID == t.Merchant
	case ledger.ActorCustomer:
		return by.ID == t.Buyer && by.ID != ledger.ID{}
	}
	return false
}

// admit refuses an actor that may not know of the trade or is not among may.
func (t *Trade) admit(by ledger.Actor, may kinds) errkind.Refusal {
	if !t.Visible(by) {
		return RefusedMissing
	}
	if !may.has(by.Kind) {
		return RefusedActor
	}
	return errkind.Refusal{}
}

// source returns the account that a funding is debited to and returned to.
func (t *Trade) source(f *Funding) ledger.ID {
	if f.Instrument == Wallet {
		return ledger.AccountID(f.Wallet, ledger.WalletRole)
	}
	if f.units() {
		return ledger.AccountID(f.Wallet, ledger.FundPaymentRole)
	}
	return ledger.House(ledger.AccountClearing, uint32(t.Amount.Currency), uint8(f.Instrument))
}

// escrow returns the account that holds the trade's money until release.
func (t *Trade) escrow() ledger.ID { return ledger.AccountID(t.Merchant, ledger.EscrowRole) }

// fees returns the house's account for fees.
func (t *Trade) fees() ledger.ID {
	return ledger.House(ledger.AccountFees, uint32(t.Amount.Currency), 0)
}

// text reports whether s is 1 to TextMax of [A-Za-z0-9_-].
func text(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return len(s) >= 1 && len(s) <= TextMax
}
