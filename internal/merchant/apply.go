package merchant

import (
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Refusals of a merchant's commands. Another's merchant looks exactly like a
// missing one.
var (
	// RefusedMissing says that there is no such merchant, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedCurrency says that a merchant needs a currency.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_currency"}
	// RefusedRelease says that a release rule is unknown or its days out of range.
	RefusedRelease = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_release"}
	// RefusedFee says that a schedule is negative, above its limits, or has a cap
	// below its minimum.
	RefusedFee = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_fee"}
	// RefusedPayees says that the payees are more than PayeesMax, or one is no
	// merchant's id or named twice. Whether they exist is seen when a trade names
	// them.
	RefusedPayees = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_payees"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
)

// Make makes the merchant id. Only an operator or Candor itself takes on
// merchants. That the currency exists the caller has seen to.
func Make(id ledger.ID, c Create, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if !house(by) {
		return Outcome{}, RefusedActor
	}
	if c.Currency == money.Currency(0) {
		return Outcome{}, RefusedCurrency
	}
	terms, r := c.Terms.resolve()
	if !r.OK() {
		return Outcome{}, r
	}
	m := Merchant{ID: id, Currency: c.Currency, Terms: terms, CreatedAt: at}
	return m.begin(EventCreated), errkind.Refusal{}
}

// SetTerms replaces the terms. Fees are the house's to set, and that the payees
// consented it vouches: only an operator or
// Candor itself does it.
func (m *Merchant) SetTerms(c SetTerms, by ledger.Actor) (Outcome, errkind.Refusal) {
	if !m.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if !house(by) {
		return Outcome{}, RefusedActor
	}
	terms, r := c.Terms.resolve()
	if !r.OK() {
		return Outcome{}, r
	}
	o := m.begin(EventTerms)
	o.Merchant.Terms = terms
	return o, errkind.Refusal{}
}

// Reserve moves money between balance and reserve. A merchant may add to its
// reserve; only an operator or Candor itself lets it go, because the house
// relies on it.
func (m *Merchant) Reserve(c Reserve, by ledger.Actor) (Outcome, errkind.Refusal) {
	if !m.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if c.Withdraw && !house(by) {
		return Outcome{}, RefusedActor
	}
	if c.Minor <= 0 {
		return Outcome{}, RefusedAmount
	}
	if c.Minor > ledger.MovementMax {
		return Outcome{}, RefusedTooLarge
	}
	balance := ledger.AccountID(m.ID, ledger.BalanceRole)
	reserve := ledger.AccountID(m.ID, ledger.ReserveRole)
	o, move := m.begin(EventReserved), ledger.Movement{
		Debit: balance, Credit: reserve, Minor: uint64(c.Minor), Code: ledger.TransferReserve,
	}
	if c.Withdraw {
		o.Event, move.Code = EventReturned, ledger.TransferReserveBack
		move.Debit, move.Credit = reserve, balance
	}
	o.Movements = []ledger.Movement{move}
	return o, errkind.Refusal{}
}

// Visible reports whether the actor may know the merchant's terms and figures:
// itself, an operator and Candor.
func (m *Merchant) Visible(by ledger.Actor) bool {
	return house(by) || by.Kind == ledger.ActorMerchant && by.ID == m.ID
}

func (m *Merchant) begin(e Event) Outcome {
	o := Outcome{Merchant: *m, Event: e}
	o.Merchant.Version++
	return o
}

func house(by ledger.Actor) bool {
	return by.Kind == ledger.ActorOperator || by.Kind == ledger.ActorSystem
}

// resolve returns the terms with the default timer filled in.
func (t Terms) resolve() (Terms, errkind.Refusal) {
	r, f := t.Release, t.Fee
	ranged := r.Days >= 1 && r.Days <= DaysMax
	switch r.Timer {
	case Default:
		if r.Days != 0 {
			return t, RefusedRelease
		}
		t.Release = Release{Timer: FromShipping, Days: DaysDefault}
	case FromPayment, FromShipping:
		if !ranged {
			return t, RefusedRelease
		}
	case NoTimer, NoEscrow:
		if r.Days != 0 {
			return t, RefusedRelease
		}
	default:
		return t, RefusedRelease
	}
	if f.PartsPerMillion > Million || min(f.Fixed, f.Min, f.Cap) < 0 ||
		max(f.Fixed, f.Min, f.Cap) > FeeMax || f.Cap > 0 && f.Cap < f.Min {
		return t, RefusedFee
	}
	if !distinct(t.Payees) {
		return t, RefusedPayees
	}
	return t, errkind.Refusal{}
}

// distinct reports whether ids can be the payees of terms.
func distinct(ids []ledger.ID) bool {
	if len(ids) > PayeesMax {
		return false
	}
	for i, id := range ids {
		if id.IsZero() || slices.Contains(ids[:i], id) {
			return false
		}
	}
	return true
}
