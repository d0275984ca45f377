package preauth

import (
	"math"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// MayMake refuses callers who may make no hold for the merchant, before anything
// else: what else is wrong would tell them whether it is there.
func (c *Create) MayMake(by ledger.Actor) errkind.Refusal {
	if by.Kind == ledger.ActorMerchant && by.ID == c.Merchant || house(by) {
		return errkind.Refusal{}
	}
	if by.Kind == ledger.ActorMerchant {
		return RefusedMerchant
	}
	return RefusedActor
}

// Make makes the hold id, which waits for a customer. The merchant or an operator
// does it; currency is the merchant's, which exists, and the request is new, as
// the caller has seen.
func Make(id ledger.ID, c Create, currency money.Currency, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := c.MayMake(by); !r.OK() {
		return Outcome{}, r
	}
	expires := c.ExpiresAt
	if expires == 0 {
		expires = later(at, WaitDefault)
	}
	switch {
	case !text(c.Order):
		return Outcome{}, RefusedOrder
	case !text(c.Request):
		return Outcome{}, RefusedRequest
	case c.Amount.Minor <= 0:
		return Outcome{}, RefusedAmount
	case c.Amount.Minor > ledger.MovementMax:
		return Outcome{}, RefusedTooLarge
	case c.Amount.Currency != currency:
		return Outcome{}, RefusedCurrency
	case expires <= at || expires > later(at, WaitMax):
		return Outcome{}, RefusedExpiry
	case len(c.Sealed) > SealedMax:
		return Outcome{}, RefusedSealed
	}
	h := Hold{
		ID: id, Merchant: c.Merchant, Order: c.Order, Request: c.Request, Amount: c.Amount, State: Init,
		CreatedAt: at, ExpiresAt: expires, Mark: c.Mark, Sealed: c.Sealed,
	}
	return h.begin(EventCreated), errkind.Refusal{}
}

// Consent freezes the amount of a hold that was just made out of the wallet whose
// payment code the merchant was shown. It is a part of the same transition.
func (o *Outcome) Consent(p Payer, at int64) errkind.Refusal {
	if r := o.freeze(o.Hold.ID, p, at); !r.OK() {
		return r
	}
	o.Hold.ExpiresAt = 0
	return errkind.Refusal{}
}

// Again answers a request for a hold under numbers that this one has: the same
// request changes nothing.
func (h *Hold) Again(c *Create) (Outcome, errkind.Refusal) {
	if c.Request != h.Request || c.Mark != h.Mark {
		return Outcome{}, RefusedDiscordant
	}
	return Outcome{Hold: *h}, errkind.Refusal{}
}

// Accept freezes the amount out of the wallet, for its own customer or an
// operator; op is the id of the operation. Accepting twice is accepting once.
// Whoever has the number of a hold that waits may accept it: that is how a
// customer is asked. p is zero when there is no such wallet.
func (h *Hold) Accept(op ledger.ID, c Accept, p Payer, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := h.mayAccept(&c, by); !r.OK() {
		return Outcome{}, r
	}
	if h.Wallet == c.Wallet && h.Wallet != (ledger.ID{}) {
		return Outcome{Hold: *h}, errkind.Refusal{}
	}
	switch h.At(at) {
	case Init:
	case Authorized:
		return Outcome{}, RefusedAuthorized
	case Finished:
		return Outcome{}, RefusedFinished
	case Closed:
		return Outcome{}, RefusedClosed
	}
	o := h.begin()
	if r := o.freeze(op, p, at); !r.OK() {
		return Outcome{}, r
	}
	return o, errkind.Refusal{}
}

func (h *Hold) mayAccept(c *Accept, by ledger.Actor) errkind.Refusal {
	if by.Kind == ledger.ActorCustomer {
		if by.ID != c.Wallet || by.ID == (ledger.ID{}) {
			return RefusedWallet
		}
		if h.Wallet != (ledger.ID{}) && h.Wallet != by.ID {
			return RefusedMissing
		}
		return errkind.Refusal{}
	}
	if !h.Visible(by) {
		return RefusedMissing
	}
	if !house(by) {
		return RefusedActor
	}
	return errkind.Refusal{}
}

// Release unfreezes a part of the rest; op is the id of the operation. Its
// merchant or an operator does it. The hold is finished when nothing is left.
func (h *Hold) Release(op ledger.ID, c Release, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := h.admit(by); !r.OK() {
		return Outcome{}, r
	}
	if !text(c.Request) {
		return Outcome{}, RefusedRequest
	}
	if c.Minor <= 0 {
		return Outcome{}, RefusedAmount
	}
	if again, ok := h.Op(c.Request); ok {
		if again.Kind != OpUnfreeze || again.Minor != c.Minor {
			return Outcome{}, RefusedDiscordant
		}
		return Outcome{Hold: *h}, errkind.Refusal{}
	}
	if r := h.refuses(c.Minor, c.Minor == h.Rest, at); !r.OK() {
		return Outcome{}, r
	}
	o := h.begin()
	o.unfreeze(Op{ID: op, Request: c.Request, Kind: OpUnfreeze, Minor: c.Minor, At: at})
	o.finish(at)
	return o, errkind.Refusal{}
}

// Cancel calls the hold off: whatever is frozen goes back, unless something was
// paid; op is the id of the operation. Its merchant or an operator does it.
func (h *Hold) Cancel(op ledger.ID, c Cancel, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := h.admit(by); !r.OK() {
		return Outcome{}, r
	}
	if c.Request != "" && !text(c.Request) {
		return Outcome{}, RefusedRequest
	}
	switch h.At(at) {
	case Closed:
		return Outcome{Hold: *h}, errkind.Refusal{}
	case Finished:
		return Outcome{}, RefusedFinished
	case Init, Authorized:
	}
	if h.Paid != 0 {
		return Outcome{}, RefusedPaid
	}
	o := h.begin()
	if h.Rest > 0 {
		o.unfreeze(Op{ID: op, Request: c.Request, Kind: OpUnfreeze, Minor: h.Rest, At: at})
	}
	o.Hold.State, o.Hold.EndedAt = Closed, at
	o.note(EventClosed)
	return o, errkind.Refusal{}
}

// Pay takes what a trade costs out of the rest and puts it into the wallet, which
// pays the trade with it in the same step; op is the id of the operation. Its
// merchant or an operator does it: the customer consented when it was frozen. The
// same trade again is paid once.
func (h *Hold) Pay(op ledger.ID, c Pay, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if r := h.admit(by); !r.OK() {
		return Outcome{}, r
	}
	if c.Minor <= 0 {
		return Outcome{}, RefusedAmount
	}
	for i := range h.Ops {
		if h.Ops[i].Kind != OpPay || h.Ops[i].Trade != c.Trade {
			continue
		}
		if h.Ops[i].Minor != c.Minor {
			return Outcome{}, RefusedDiscordant
		}
		return Outcome{Hold: *h}, errkind.Refusal{}
	}
	if r := h.refuses(c.Minor, c.Finish || c.Minor == h.Rest, at); !r.OK() {
		return Outcome{}, r
	}
	o := h.begin()
	o.move(h.account(), h.purse(), c.Minor, ledger.TransferHoldPaid)
	o.Hold.Rest -= c.Minor
	o.Hold.Paid += c.Minor
	o.done(Op{ID: op, Kind: OpPay, Minor: c.Minor, At: at, Trade: c.Trade}, EventPaid)
	if c.Finish && o.Hold.Rest > 0 {
		o.unfreeze(Op{ID: op, Kind: OpUnfreeze, Minor: o.Hold.Rest, At: at})
	}
	o.finish(at)
	return o, errkind.Refusal{}
}

// refuses says why minor cannot be taken from the rest; last: nothing is left
// behind it.
func (h *Hold) refuses(minor int64, last bool, at int64) errkind.Refusal {
	switch h.At(at) {
	case Init:
		return RefusedWaiting
	case Finished:
		return RefusedFinished
	case Closed:
		return RefusedClosed
	case Authorized:
	}
	if minor > h.Rest {
		return RefusedExceeds
	}
	if len(h.Ops) >= OperationsMax && !last {
		return RefusedOps
	}
	return errkind.Refusal{}
}

// Visible reports whether the actor may know of the hold: its merchant, its
// wallet's customer, an operator and Candor itself.
func (h *Hold) Visible(by ledger.Actor) bool {
	switch by.Kind {
	case ledger.ActorSystem, ledger.ActorOperator:
		return true
	case ledger.ActorMerchant:
		return by.ID == h.Merchant
	case ledger.ActorCustomer:
		return by.ID == h.Wallet && by.ID != ledger.ID{}
	}
	return false
}

// admit refuses an actor that may not know of the hold, or may not act on it.
func (h *Hold) admit(by ledger.Actor) errkind.Refusal {
	if !h.Visible(by) {
		return RefusedMissing
	}
	if by.Kind == ledger.ActorCustomer {
		return RefusedActor
	}
	return errkind.Refusal{}
}

func house(by ledger.Actor) bool {
	return by.Kind == ledger.ActorOperator || by.Kind == ledger.ActorSystem
}

// freeze moves the whole amount out of the payer's wallet.
func (o *Outcome) freeze(op ledger.ID, p Payer, at int64) errkind.Refusal {
	h := &o.Hold
	switch {
	case p.Wallet == ledger.ID{}:
		return RefusedWallet
	case p.Currency != h.Amount.Currency:
		return RefusedCurrency
	case uint64(h.Amount.Minor) > p.Available:
		return RefusedFunds
	}
	h.Wallet, h.Rest = p.Wallet, h.Amount.Minor
	h.State, h.AuthorizedAt = Authorized, at
	o.move(h.purse(), h.account(), h.Rest, ledger.TransferFreeze)
	o.done(Op{ID: op, Request: h.Request, Kind: OpFreeze, Minor: h.Rest, At: at}, EventFrozen)
	return errkind.Refusal{}
}

// unfreeze moves the operation's money back to the wallet.
func (o *Outcome) unfreeze(op Op) {
	h := &o.Hold
	o.move(h.account(), h.purse(), op.Minor, ledger.TransferUnfreeze)
	h.Rest -= op.Minor
	h.Unfrozen += op.Minor
	o.done(op, EventUnfrozen)
}

// finish ends a hold of which nothing is left.
func (o *Outcome) finish(at int64) {
	if o.Hold.Rest == 0 {
		o.Hold.State, o.Hold.EndedAt = Finished, at
	}
}

// begin returns an outcome that changes h and has moved nothing yet.
func (h *Hold) begin(events ...Event) Outcome {
	o := Outcome{Hold: *h, Changed: true, Events: events}
	o.Hold.Version++
	return o
}

func (o *Outcome) move(debit, credit ledger.ID, minor int64, code uint16) {
	o.Movements = append(o.Movements, ledger.Movement{Debit: debit, Credit: credit, Minor: uint64(minor), Code: code})
}

// done adds an operation. The list is copied: the hold before the transition has
// its own.
func (o *Outcome) done(op Op, e Event) {
	o.Hold.Ops = append(o.Hold.Ops[:len(o.Hold.Ops):len(o.Hold.Ops)], op)
	o.note(e)
}

func (o *Outcome) note(e Event) { o.Events = append(o.Events, e) }

func (h *Hold) account() ledger.ID { return ledger.AccountID(h.ID, ledger.HoldRole) }
func (h *Hold) purse() ledger.ID   { return ledger.AccountID(h.Wallet, ledger.WalletRole) }

// later returns at + ns, or the last instant when that overflows.
func later(at, ns int64) int64 {
	if at > math.MaxInt64-ns {
		return math.MaxInt64
	}
	return at + ns
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
