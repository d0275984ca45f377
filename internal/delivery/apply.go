package delivery

import (
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Refusals of commands about deliveries and endpoints. Another's endpoint looks
// exactly like a missing one.
var (
	// RefusedMissing says that there is no such delivery, or not for this caller.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "delivery_not_found"}
	// RefusedEndpoint says that there is no such endpoint, or not for this caller.
	RefusedEndpoint = errkind.Refusal{Kind: errkind.NotFound, Code: "endpoint_not_found"}
	// RefusedMerchant says that there is no such merchant, or not for this caller.
	RefusedMerchant = errkind.Refusal{Kind: errkind.NotFound, Code: "merchant_not_found"}
	// RefusedActor says that this kind of caller may not do this.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedScheme says that the scheme is none, or not the one that the endpoint
	// was made with.
	RefusedScheme = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_scheme"}
	// RefusedSealed says that the sealed part is empty or longer than SealedMax.
	RefusedSealed = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_endpoint"}
	// RefusedTypes says that event types are more than TypesMax, or that one is
	// malformed or there twice.
	RefusedTypes = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_event_types"}
	// RefusedChanged says that the endpoint is no longer the one that was to be
	// replaced.
	RefusedChanged = errkind.Refusal{Kind: errkind.Conflict, Code: "changed_meanwhile"}
	// RefusedTooMany says that the merchant has EndpointsMax endpoints.
	RefusedTooMany = errkind.Refusal{Kind: errkind.Exhausted, Code: "too_many_endpoints"}
	// RefusedDisabled says that a disabled endpoint is owed nothing.
	RefusedDisabled = errkind.Refusal{Kind: errkind.Conflict, Code: "endpoint_disabled"}
	// RefusedReport says that a report names no outcome, or an attempt that cannot
	// have been made.
	RefusedReport = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_delivery_report"}
	// RefusedLimit says that a replay is of no events, or of more than ReplayMax.
	RefusedLimit = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_replay_limit"}
)

// MakeEndpoint makes the endpoint id. The merchant itself or the house does it;
// that the merchant exists and has room the caller has seen to.
func MakeEndpoint(id ledger.ID, c SetEndpoint, by ledger.Actor, at int64) (Endpoint, errkind.Refusal) {
	if by.Kind == ledger.ActorCustomer {
		return Endpoint{}, RefusedActor
	}
	if !visible(c.Merchant, by) {
		return Endpoint{}, RefusedMerchant
	}
	if c.Scheme != HMAC && c.Scheme != Ed25519 {
		return Endpoint{}, RefusedScheme
	}
	e := Endpoint{ID: id, Merchant: c.Merchant, Scheme: c.Scheme, CreatedAt: at}
	return e.with(c)
}

// Set replaces what the endpoint says, of the version that the command names. Its
// merchant and scheme stay.
func (e *Endpoint) Set(c SetEndpoint, by ledger.Actor) (Endpoint, errkind.Refusal) {
	if !e.Visible(by) || c.Merchant != e.Merchant || e.Dropped {
		return Endpoint{}, RefusedEndpoint
	}
	if c.Scheme != e.Scheme {
		return Endpoint{}, RefusedScheme
	}
	return e.with(c)
}

// Drop ends the endpoint for good.
func (e *Endpoint) Drop(by ledger.Actor) (Endpoint, errkind.Refusal) {
	if !e.Visible(by) || e.Dropped {
		return Endpoint{}, RefusedEndpoint
	}
	next := *e
	next.Sealed, next.Enabled, next.Dropped = nil, false, true
	next.Version++
	return next, errkind.Refusal{}
}

// Replays returns nothing when the actor may have the endpoint's events replayed.
func (e *Endpoint) Replays(c Replay, by ledger.Actor) errkind.Refusal {
	switch {
	case !e.Visible(by) || e.Dropped:
		return RefusedEndpoint
	case c.Limit == 0 || c.Limit > ReplayMax:
		return RefusedLimit
	case !e.Enabled:
		return RefusedDisabled
	}
	return errkind.Refusal{}
}

// with returns the endpoint with what the command says.
func (e Endpoint) with(c SetEndpoint) (Endpoint, errkind.Refusal) {
	switch {
	case len(c.Sealed) == 0 || len(c.Sealed) > SealedMax:
		return Endpoint{}, RefusedSealed
	case !validTypes(c.Types):
		return Endpoint{}, RefusedTypes
	case c.Version != e.Version:
		return Endpoint{}, RefusedChanged
	}
	e.Sealed, e.Types, e.Enabled = c.Sealed, c.Types, c.Enabled
	e.Version++
	return e, errkind.Refusal{}
}

// validTypes reports whether an endpoint can choose the types.
func validTypes(types []string) bool {
	if len(types) > TypesMax {
		return false
	}
	for i, t := range types {
		odd := func(r rune) bool { return (r < 'a' || r > 'z') && r != '.' && r != '_' }
		if t == "" || len(t) > TypeMax || strings.ContainsFunc(t, odd) || slices.Contains(types[:i], t) {
			return false
		}
	}
	return true
}

// Wants reports whether the endpoint is to be told of events of the type.
func (e *Endpoint) Wants(event string) bool {
	return e.Enabled && (len(e.Types) == 0 || slices.Contains(e.Types, event))
}

// Visible reports whether the actor may know of the endpoint: its merchant and
// the house.
func (e *Endpoint) Visible(by ledger.Actor) bool { return visible(e.Merchant, by) }

// About is the event that a delivery is about.
type About struct {
	Event    uint64    // its position in the outbox
	Cause    ledger.ID // the id of the command that it came of
	Merchant ledger.ID
	Object   ledger.ID // that changed
	At       int64     // business time, ns
}

// Make makes what an event owes an endpoint, due at once. Its id is IDOf's.
func Make(a About, endpoint ledger.ID) Delivery {
	return Delivery{
		ID: IDOf(a.Event, endpoint), Event: a.Event, Merchant: a.Merchant, Endpoint: endpoint, Object: a.Object,
		State: Pending, NextAt: a.At, CreatedAt: a.At, Version: 1,
	}
}

// MakeNotice makes the notice of an event, due at once. Its id can be guessed
// neither from the event nor from the object.
func MakeNotice(a About) Delivery {
	d := Make(a, ledger.ID{})
	d.ID = noticeID(a.Event, a.Cause, a.At)
	return d
}

// Visible reports whether the actor may know of the delivery: its merchant and
// the house.
func (d *Delivery) Visible(by ledger.Actor) bool { return visible(d.Merchant, by) }

func visible(merchant ledger.ID, by ledger.Actor) bool {
	return house(by) || by.Kind == ledger.ActorMerchant && by.ID == merchant
}

func house(by ledger.Actor) bool {
	return by.Kind == ledger.ActorOperator || by.Kind == ledger.ActorSystem
}

// Report counts an attempt, and says whether it was a new one. Acknowledged, the
// delivery is done; otherwise the next attempt is owed after its wait, if there
// is one left. Only Candor itself reports.
func (d *Delivery) Report(c Report, by ledger.Actor, at int64) (next Delivery, changed bool, r errkind.Refusal) {
	switch {
	case !d.Visible(by):
		return Delivery{}, false, RefusedMissing
	case by.Kind != ledger.ActorSystem:
		return Delivery{}, false, RefusedActor
	case c.Outcome < Acknowledged || c.Outcome > Unbuildable || c.Number == 0 || c.Number > d.Attempts+1:
		return Delivery{}, false, RefusedReport
	case c.Number <= d.Attempts:
		return *d, false, errkind.Refusal{} // reported before
	case d.State != Pending:
		return Delivery{}, false, RefusedReport
	}
	next = *d
	next.Version++
	next.Attempts++
	switch {
	case c.Outcome == Acknowledged:
		next.end(Delivered, at)
	case d.Again != 0:
		next.end(d.Again, at)
	case next.Attempts >= AttemptsMax:
		next.end(Exhausted, at)
	default:
		next.NextAt = at + int64(waits[next.Attempts-1])
	}
	return next, true, errkind.Refusal{}
}

// end makes the delivery one of which nothing is owed.
func (d *Delivery) end(s State, at int64) {
	d.State, d.Again, d.NextAt, d.DoneAt = s, 0, 0, at
}

// GiveUp returns the delivery exhausted: there is nobody left whom it is owed.
func (d *Delivery) GiveUp(at int64) Delivery {
	next := *d
	next.Version++
	next.end(Exhausted, at)
	return next
}

// Resend asks for one more attempt at once. Of a pending delivery it brings the
// next attempt forward; of any other it is one attempt and, unless that is
// acknowledged, then again what it was. Only the house asks.
func (d *Delivery) Resend(by ledger.Actor, at int64) (Delivery, errkind.Refusal) {
	if !d.Visible(by) {
		return Delivery{}, RefusedMissing
	}
	if !house(by) {
		return Delivery{}, RefusedActor
	}
	return d.Renew(at), errkind.Refusal{}
}

// attemptsCount is the most attempts that a delivery counts; who has made so many
// is asked to stop.
const attemptsCount = 1<<16 - 2

// Renew returns the delivery with one more attempt owed at once, as Resend does,
// for whoever may ask for that otherwise. Attempts that no longer fit their count
// are not made.
func (d *Delivery) Renew(at int64) Delivery {
	next := *d
	if d.Attempts >= attemptsCount {
		return next
	}
	next.Version++
	if d.State == Pending {
		next.NextAt = min(d.NextAt, at)
		return next
	}
	next.Again, next.State, next.NextAt, next.DoneAt = d.State, Pending, at, 0
	return next
}
