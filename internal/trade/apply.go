package trade

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Ship says that the goods are on their way; a timer from shipping starts. The
// merchant or an operator does it, with a paid trade.
func (t *Trade) Ship(by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := t.admit(by, seller); !r.OK() {
		return Outcome{}, r
	}
	if t.State == Shipped {
		return Outcome{}, RefusedShipped
	}
	if r := t.inEscrow(); !r.OK() {
		return Outcome{}, r
	}
	o := t.begin(EventShipped)
	o.Trade.State, o.Trade.ShippedAt = Shipped, at
	if t.Release.Timer == FromShipping {
		o.Trade.ReleaseAt = later(at, int64(t.Release.Days)*Day)
	}
	return o, errkind.Refusal{}
}

// Confirm releases what is held: the buyer, or an operator, says that the goods
// have come, shipped or not.
func (t *Trade) Confirm(by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := t.admit(by, buyer); !r.OK() {
		return Outcome{}, r
	}
	if r := t.inEscrow(); !r.OK() {
		return Outcome{}, r
	}
	o := t.begin()
	o.release(at)
	return o, errkind.Refusal{}
}

// Extend moves a running release timer by the command's days, once. The buyer
// or an operator does it.
func (t *Trade) Extend(c Extend, by ledger.Actor, _ int64) (Outcome, errkind.Refusal) {
	if r := t.admit(by, buyer); !r.OK() {
		return Outcome{}, r
	}
	if c.Days < 1 || c.Days > ExtendMax {
		return Outcome{}, RefusedDays
	}
	if r := t.inEscrow(); !r.OK() {
		return Outcome{}, r
	}
	if t.Extended {
		return Outcome{}, RefusedExtended
	}
	if t.ReleaseAt == 0 {
		return Outcome{}, RefusedNoTimer
	}
	o := t.begin(EventExtended)
	o.Trade.Extended = true
	o.Trade.ReleaseAt = later(t.ReleaseAt, int64(c.Days)*Day)
	return o, errkind.Refusal{}
}

// Close ends a trade that was never paid. Its merchant, its buyer or an operator
// does it.
func (t *Trade) Close(by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := t.admit(by, anyone); !r.OK() {
		return Outcome{}, r
	}
	switch t.State {
	case WaitingPayment:
		return t.close(at), errkind.Refusal{}
	case Paid, Shipped:
		return Outcome{}, RefusedPaid
	case Completed:
		return Outcome{}, RefusedCompleted
	case Closed:
		return Outcome{}, RefusedClosed
	case Disputed:
		return Outcome{}, RefusedDisputed
	}
	return Outcome{}, RefusedClosed
}

func (t *Trade) close(at int64) Outcome {
	o := t.begin(EventClosed)
	o.Trade.State, o.Trade.ClosedAt = Closed, at
	return o
}

// Dispute stops the timer and freezes release until it is resolved. The buyer
// or an operator opens it while the money is in escrow; the merchant may still
// refund.
func (t *Trade) Dispute(by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := t.admit(by, buyer); !r.OK() {
		return Outcome{}, r
	}
	if r := t.inEscrow(); !r.OK() {
		return Outcome{}, r
	}
	o := t.begin(EventDisputed)
	o.Trade.State, o.Trade.DisputedAt, o.Trade.ReleaseAt = Disputed, at, 0
	return o, errkind.Refusal{}
}

// Resolve ends a dispute: RefundMinor goes back to the fundings and the rest of
// what is held is released. Only an operator decides.
func (t *Trade) Resolve(c Resolve, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := t.admit(by, deciders); !r.OK() {
		return Outcome{}, r
	}
	if t.State != Disputed {
		return Outcome{}, RefusedNoDispute
	}
	if c.RefundMinor < 0 || c.RefundMinor > t.Held {
		return Outcome{}, RefusedSplit
	}
	o := t.begin(EventResolved)
	o.Trade.ResolvedAt = at
	if c.RefundMinor > 0 {
		if r := o.giveBack(Return{Cause: Decided, Minor: c.RefundMinor, At: at}, nil); !r.OK() {
			return Outcome{}, r
		}
	}
	if o.Trade.Held > 0 {
		o.release(at)
	}
	return o, errkind.Refusal{}
}

// Due returns the business time at which the trade changes by itself, or 0: an
// unpaid one closes at its expiry, a paid one is released by its timer.
func (t *Trade) Due() int64 {
	switch t.State {
	case WaitingPayment:
		return t.ExpiresAt
	case Paid, Shipped:
		return t.ReleaseAt
	case Completed, Closed, Disputed:
		return 0
	}
	return 0
}

// Elapse does what is due at or before the business time; its outcome has
// Changed false when nothing is.
func (t *Trade) Elapse(at int64) Outcome {
	if due := t.Due(); due == 0 || due > at {
		return Outcome{Trade: *t, First: t.Transfers + 1}
	}
	if t.State == WaitingPayment {
		return t.close(at)
	}
	o := t.begin()
	o.release(at)
	return o
}

// PutOff moves a timer whose release was refused by whole days to the first time
// after at, when it runs out again. Only a trade whose timer was due at or before
// at is put off.
func (t *Trade) PutOff(at int64) Outcome {
	o := t.begin(EventReleaseFailed)
	days := (at-t.ReleaseAt)/Day + 1
	o.Trade.ReleaseAt = later(t.ReleaseAt, days*Day)
	return o
}

// inEscrow refuses a trade that is not paid or shipped.
func (t *Trade) inEscrow() errkind.Refusal {
	switch t.State {
	case Paid, Shipped:
		return errkind.Refusal{}
	case WaitingPayment:
		return RefusedUnpaid
	case Completed:
		return RefusedCompleted
	case Closed:
		return RefusedClosed
	case Disputed:
		return RefusedDisputed
	}
	return RefusedMissing
}
