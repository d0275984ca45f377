package payments

import (
	"bytes"
	"slices"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/trade"
)

// endpoints are merchants' servers that are told of their events, also those
// that were dropped.
type endpoints struct {
	*objects[delivery.Endpoint]
	of map[ledger.ID][]ledger.ID // by merchant, those not dropped, in order of id; each event asks
}

func openEndpoints(s *store.Store) endpoints {
	e := endpoints{objects: openObjects[delivery.Endpoint](s, "endpoints"), of: map[ledger.ID][]ledger.ID{}}
	e.list(ledger.ID{}, func(id ledger.ID, v delivery.Endpoint) bool {
		if !v.Dropped {
			e.of[v.Merchant] = append(e.of[v.Merchant], id)
		}
		return true
	})
	return e
}

// put keeps an endpoint.
func (e endpoints) put(v delivery.Endpoint) {
	e.set(v.ID, v)
	ids := e.of[v.Merchant]
	at, there := slices.BinarySearchFunc(ids, v.ID, func(a, b ledger.ID) int { return bytes.Compare(a[:], b[:]) })
	switch {
	case v.Dropped && len(ids) == 1:
		delete(e.of, v.Merchant)
	case v.Dropped:
		e.of[v.Merchant] = slices.Delete(ids, at, at+1)
	case !there:
		e.of[v.Merchant] = slices.Insert(ids, at, v.ID)
	}
}

// emit puts an event into the outbox and, in the same step, owes it to those who
// want to be told: the merchant's endpoints, and the address in a trade's note. A
// merchant who has neither costs no more than that there is nothing to find.
func (m *Machine) emit(e *Event) {
	switch {
	case e.Sequence != 0:
	case e.Object == e.Wallet: // a wallet's version also counts payments, which are told of as the trade's
		n := m.told.change(e.Object, 0)
		*n++
		e.Sequence = *n
	default:
		e.Sequence = e.Version
	}
	pos := m.outbox.rows.Len()
	m.outbox.add(e)
	about := delivery.About{Event: pos, Cause: m.base, Merchant: e.Merchant, Object: e.Object, At: e.At}
	for _, id := range m.endpoints.of[e.Merchant] {
		if to, _ := m.endpoints.load(id); to.Wants(e.Type) {
			m.owe(delivery.Make(about, id))
		}
	}
	if noticeable(e.Type) && m.notes.notify(e.Object) && !m.noticed(pos, e) {
		m.owe(delivery.MakeNotice(about))
	}
}

// emitOf is emit for an event about a trade that is not one of its own changes. It
// takes its place among them: the trade is put once more as it is, with one event
// more.
func (m *Machine) emitOf(id trade.ID, e *Event) {
	t, _ := m.trades.load(id)
	_, told := m.trades.put(&t, &t, 1)
	e.Object, e.Version, e.Sequence = id, uint64(t.Version), uint64(told)+1
	m.emit(e)
}

// owe records a delivery that was not there before.
func (m *Machine) owe(d delivery.Delivery) {
	m.deliveries.put(delivery.Delivery{}, owedDelivery{Delivery: d, Last: none})
}

// noticeable reports whether the incumbent's notifications tell of such events:
// what changes a trade's state or its refunds for its merchant. That it waits
// for its buyer they never tell.
func noticeable(event string) bool {
	switch trade.Event(event) {
	case trade.EventPaid, trade.EventRefunded, trade.EventChargedBack, trade.EventClosed:
		return true
	case trade.EventCreated, trade.EventShipped, trade.EventExtended, trade.EventCompleted, trade.EventDisputed,
		trade.EventResolved, trade.EventReleaseFailed:
		return false
	default: // not of a trade
		return false
	}
}

// noticed reports whether an event at pos is one of a transition that a notice
// tells of already: a trade that a refund closes.
func (m *Machine) noticed(pos uint64, e *Event) bool {
	if trade.Event(e.Type) != trade.EventClosed || pos == 0 {
		return false
	}
	before, _, _ := m.outbox.at(pos - 1)
	return before.Object == e.Object && before.Version == e.Version && noticeable(before.Type)
}

func (m *Machine) setEndpoint(c *machine.Command, cmd delivery.SetEndpoint, at int64) (delivery.Endpoint, errkind.Refusal) {
	if !cmd.ID.IsZero() {
		old, ok := m.endpoints.load(cmd.ID)
		if !ok {
			return delivery.Endpoint{}, delivery.RefusedEndpoint
		}
		return m.keepEndpoint(old.Set(cmd, principal(c)))
	}
	made, r := delivery.MakeEndpoint(ledger.ID(c.ID), cmd, principal(c), at)
	if !r.OK() {
		return delivery.Endpoint{}, r
	}
	if _, ok := m.merchants.load(cmd.Merchant); !ok {
		return delivery.Endpoint{}, delivery.RefusedMerchant
	}
	if len(m.endpoints.of[cmd.Merchant]) >= delivery.EndpointsMax {
		return delivery.Endpoint{}, delivery.RefusedTooMany
	}
	return m.keepEndpoint(made, r)
}

func (m *Machine) dropEndpoint(c *machine.Command, cmd delivery.DropEndpoint, _ int64) (delivery.Endpoint, errkind.Refusal) {
	old, ok := m.endpoints.load(cmd.ID)
	if !ok {
		return delivery.Endpoint{}, delivery.RefusedEndpoint
	}
	return m.keepEndpoint(old.Drop(principal(c)))
}

func (m *Machine) keepEndpoint(e delivery.Endpoint, r errkind.Refusal) (delivery.Endpoint, errkind.Refusal) {
	if r.OK() {
		m.endpoints.put(e)
	}
	return e, r
}

// reportDelivery counts an attempt. That there was nothing to send to an endpoint
// which wants no more ends what it is owed.
func (m *Machine) reportDelivery(c *machine.Command, cmd delivery.Report, at int64) (delivery.Delivery, errkind.Refusal) {
	d, ok := m.deliveries.load(cmd.Delivery)
	if !ok {
		return delivery.Delivery{}, delivery.RefusedMissing
	}
	before := d.Delivery
	next, changed, r := before.Report(cmd, principal(c), at)
	if !r.OK() || !changed {
		return next, r
	}
	if cmd.Outcome == delivery.Unbuildable && m.unwanted(before.Endpoint) {
		next = before.GiveUp(at)
	} else {
		d.Last = m.deliveries.attempted(d.Last, delivery.Attempt{
			At: at, Number: cmd.Number, Status: cmd.Status, Outcome: cmd.Outcome,
		})
	}
	d.Delivery = next
	m.deliveries.put(before, d)
	return next, r
}

// unwanted reports whether an endpoint is dropped or disabled. A notice's address
// is neither.
func (m *Machine) unwanted(endpoint ledger.ID) bool {
	if endpoint.IsZero() {
		return false
	}
	e, ok := m.endpoints.load(endpoint)
	return !ok || !e.Enabled
}

func (m *Machine) resendDelivery(c *machine.Command, cmd delivery.Resend, at int64) (delivery.Delivery, errkind.Refusal) {
	d, ok := m.deliveries.load(cmd.Delivery)
	if !ok {
		return delivery.Delivery{}, delivery.RefusedMissing
	}
	next, r := d.Delivery.Resend(principal(c), at)
	if !r.OK() {
		return delivery.Delivery{}, r
	}
	m.deliveries.put(d.Delivery, owedDelivery{Delivery: next, Last: d.Last})
	return next, r
}

// replayEndpoint owes an endpoint the events behind a cursor again. Each has the
// id that it would have had, so that what came before is recognised.
func (m *Machine) replayEndpoint(c *machine.Command, cmd delivery.Replay, at int64) (delivery.Replayed, errkind.Refusal) {
	e, ok := m.endpoints.load(cmd.Endpoint)
	if !ok {
		return delivery.Replayed{}, delivery.RefusedEndpoint
	}
	if r := e.Replays(cmd, principal(c)); !r.OK() {
		return delivery.Replayed{}, r
	}
	done := delivery.Replayed{Next: cmd.After}
	for _, event := range m.EventsOf(e.Merchant, cmd.After, int(cmd.Limit)) {
		done.Seen, done.Next = done.Seen+1, event.Position
		if !e.Wants(event.Type) {
			continue
		}
		done.Count++
		if d, ok := m.deliveries.load(delivery.IDOf(event.Position, e.ID)); ok {
			m.deliveries.put(d.Delivery, owedDelivery{Delivery: d.Delivery.Renew(at), Last: d.Last})
			continue
		}
		m.owe(delivery.Make(delivery.About{Event: event.Position, Merchant: e.Merchant, Object: event.Object, At: at}, e.ID))
	}
	return done, errkind.Refusal{}
}

// Endpoint returns the endpoint with the id, also a dropped one.
func (m *Machine) Endpoint(id ledger.ID) (delivery.Endpoint, bool) { return m.endpoints.get(id) }

// Endpoints returns a merchant's endpoints that are not dropped, oldest first:
// delivery.EndpointsMax at most.
func (m *Machine) Endpoints(merchant ledger.ID) []delivery.Endpoint {
	list := make([]delivery.Endpoint, 0, len(m.endpoints.of[merchant]))
	for _, id := range m.endpoints.of[merchant] {
		e, _ := m.endpoints.get(id)
		list = append(list, e)
	}
	return list
}

// Event returns the event at a position.
func (m *Machine) Event(pos uint64) (Event, bool) {
	if pos >= m.outbox.rows.Len() {
		return Event{}, false
	}
	e, _, _ := m.outbox.at(pos)
	return e, true
}
