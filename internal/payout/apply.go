package payout

import (
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Refusals of a payout's commands. Another's payout looks exactly like a missing
// one.
var (
	// RefusedMissing says that there is no such payout, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "payout_not_found"}
	// RefusedMerchant says that there is no such merchant, or not for this caller.
	RefusedMerchant = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedAmount says that an amount is zero or negative.
	RefusedAmount = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_not_positive"}
	// RefusedTooLarge says that an amount is above ledger.MovementMax.
	RefusedTooLarge = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_too_large"}
	// RefusedCurrency says that the amount is not in the merchant's currency.
	RefusedCurrency = errkind.Refusal{Kind: errkind.Invalid, Code: "currency_mismatch"}
	// RefusedInstrument says that money cannot be paid out to the instrument.
	RefusedInstrument = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_instrument"}
	// RefusedReport says that the report names no outcome.
	RefusedReport = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_payout_state"}
	// RefusedState says that the payout's state does not lead to the one reported.
	RefusedState = errkind.Refusal{Kind: errkind.Conflict, Code: "payout_state"}
)

// transitions are the states to which each state leads. Failed and returned
// lead nowhere: the money is back, and sending it again is a new payout.
var transitions = map[State][]State{
	Created:   {Sent, Succeeded, Failed, Unknown},
	Sent:      {Succeeded, Failed, Returned, Unknown},
	Unknown:   {Succeeded, Failed, Returned},
	Succeeded: {Returned},
	Failed:    nil,
	Returned:  nil,
}

// events are what a report of each state makes known.
var events = map[State]Event{
	Sent: EventSent, Succeeded: EventSucceeded, Failed: EventFailed, Returned: EventReturned, Unknown: EventUnknown,
}

// Make makes the payout id and moves its amount from the balance into flight.
// The merchant or an operator does it; currency is the merchant's, which exists,
// as the caller has seen.
func Make(id ledger.ID, c Create, currency money.Currency, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	p := Payout{
		ID: id, Merchant: c.Merchant, Amount: c.Amount, Instrument: c.Instrument,
		State: Created, CreatedAt: at,
	}
	switch {
	case by.Kind == ledger.ActorCustomer:
		return Outcome{}, RefusedActor
	case !p.Visible(by):
		return Outcome{}, RefusedMerchant
	case c.Amount.Minor <= 0:
		return Outcome{}, RefusedAmount
	case c.Amount.Minor > ledger.MovementMax:
		return Outcome{}, RefusedTooLarge
	case c.Amount.Currency != currency:
		return Outcome{}, RefusedCurrency
	case c.Instrument < InstrumentMin || c.Instrument > InstrumentMax:
		return Outcome{}, RefusedInstrument
	}
	o := p.begin(Created, EventCreated, at)
	o.move(p.balance(), p.inFlight(), ledger.TransferPayout)
	return o, errkind.Refusal{}
}

// Report books what became of the payout. Success moves what is in flight to
// clearing; failure and return move it back to the balance, a return after
// success out of clearing. Only an operator or Candor itself reports.
func (p *Payout) Report(c Report, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if !p.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if !house(by) {
		return Outcome{}, RefusedActor
	}
	event, known := events[c.State]
	if !known {
		return Outcome{}, RefusedReport
	}
	if c.State == p.State {
		return Outcome{Payout: *p}, errkind.Refusal{}
	}
	if !slices.Contains(transitions[p.State], c.State) {
		return Outcome{}, RefusedState
	}
	o := p.begin(c.State, event, at)
	switch c.State {
	case Created, Sent, Unknown: // the money stays in flight
	case Succeeded:
		o.move(p.inFlight(), p.clearing(), ledger.TransferPayoutSettled)
	case Failed, Returned:
		from := p.inFlight()
		if p.State == Succeeded {
			from = p.clearing()
		}
		o.move(from, p.balance(), ledger.TransferPayoutReturned)
	}
	return o, errkind.Refusal{}
}

// Visible reports whether the actor may know of the payout: its merchant, an
// operator and Candor itself.
func (p *Payout) Visible(by ledger.Actor) bool {
	return house(by) || by.Kind == ledger.ActorMerchant && by.ID == p.Merchant
}

func house(by ledger.Actor) bool {
	return by.Kind == ledger.ActorOperator || by.Kind == ledger.ActorSystem
}

func (p *Payout) begin(s State, e Event, at int64) Outcome {
	o := Outcome{Payout: *p, Changed: true, Event: e}
	o.Payout.State, o.Payout.ChangedAt = s, at
	o.Payout.Version++
	return o
}

// move adds the movement of the whole amount.
func (o *Outcome) move(debit, credit ledger.ID, code uint16) {
	o.Movements = append(o.Movements, ledger.Movement{
		Debit: debit, Credit: credit, Minor: uint64(o.Payout.Amount.Minor), Code: code,
	})
}

func (p *Payout) balance() ledger.ID  { return ledger.AccountID(p.Merchant, ledger.BalanceRole) }
func (p *Payout) inFlight() ledger.ID { return ledger.AccountID(p.Merchant, ledger.PayoutRole) }
func (p *Payout) clearing() ledger.ID {
	return ledger.House(ledger.AccountClearing, uint32(p.Amount.Currency), p.Instrument)
}
