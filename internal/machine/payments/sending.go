package payments

import (
	"encoding/binary"
	"math"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/store"
)

// deliveries are what merchants' servers are owed, and the attempts made.
type deliveries struct {
	*objects[owedDelivery]
	of       *store.Table // keys: merchant, complement of the event's position, delivery
	due      *store.Table // keys: merchant, time, delivery
	firsts   *store.Table // keys: the time of a merchant's first in due, merchant
	first    map[ledger.ID]int64
	attempts *store.Rows
}

// owedDelivery is a delivery with the row of its last attempt.
type owedDelivery struct {
	_        struct{} `cbor:",toarray"`
	Delivery delivery.Delivery
	Last     uint64 // or none
}

// An attempt's row is the position of the delivery's attempt before, its time,
// number, status and outcome.
const attemptRow = 8 + 8 + 2 + 2 + 1

func openDeliveries(s *store.Store) deliveries {
	d := deliveries{
		objects: openObjects[owedDelivery](s, "deliveries"), of: s.Table("deliveries_of"),
		due: s.Table("deliveries_due"), firsts: s.Table("deliveries_first"),
		first: map[ledger.ID]int64{}, attempts: s.Rows("delivery_attempts", attemptRow),
	}
	d.firsts.Scan(func(key, _ []byte) bool {
		d.first[ledger.ID(key[8:])] = int64(binary.BigEndian.Uint64(key))
		return true
	})
	return d
}

// put keeps a delivery's new version in place of before, which is empty for its
// first.
func (d deliveries) put(before delivery.Delivery, now owedDelivery) {
	next := &now.Delivery
	if before.Version == 0 {
		d.of.Set(listKey(next), nil)
	}
	if before.NextAt != 0 {
		d.due.Delete(dueKey(&before))
	}
	if next.NextAt != 0 {
		d.due.Set(dueKey(next), nil)
	}
	d.set(next.ID, now)
	d.order(next.Merchant, before.NextAt, next.NextAt)
}

// order puts a merchant, of whose deliveries one was due and is now due at other
// times, where the first of them wants it. Only when that one goes must the next
// be looked for.
func (d deliveries) order(merchant ledger.ID, was, is int64) {
	had := d.first[merchant]
	first := had
	switch {
	case is != 0 && (had == 0 || is <= had):
		first = is
	case was != 0 && was == had:
		first = d.earliest(merchant)
	}
	if first == had {
		return
	}
	if had != 0 {
		d.firsts.Delete(firstKey(had, merchant))
	}
	if first == 0 {
		delete(d.first, merchant)
		return
	}
	d.first[merchant] = first
	d.firsts.Set(firstKey(first, merchant), nil)
}

// earliest returns when the first of a merchant's deliveries is due, or zero.
func (d deliveries) earliest(merchant ledger.ID) (at int64) {
	d.eachDue(merchant, math.MaxInt64, func(_ ledger.ID, due int64) bool {
		at = due
		return false
	})
	return at
}

// eachDue yields a merchant's deliveries that are due by now, in order of time.
func (d deliveries) eachDue(merchant ledger.ID, now int64, yield func(id ledger.ID, at int64) bool) {
	d.due.Range(merchant[:], nil, func(key, _ []byte) bool {
		at := int64(binary.BigEndian.Uint64(key[16:]))
		return ledger.ID(key) == merchant && at <= now && yield(ledger.ID(key[24:]), at)
	})
}

// attempted appends an attempt to a delivery's chain, of which the last so far is
// at prev, and returns its position.
func (d deliveries) attempted(prev uint64, a delivery.Attempt) uint64 {
	le := binary.LittleEndian
	b := make([]byte, 0, attemptRow)
	b = le.AppendUint64(b, prev)
	b = le.AppendUint64(b, uint64(a.At))
	b = le.AppendUint16(b, a.Number)
	b = le.AppendUint16(b, a.Status)
	return d.attempts.Append(append(b, byte(a.Outcome)))
}

// attempt returns the attempt of a delivery at a position, and where the one
// before it is.
func (d deliveries) attempt(id ledger.ID, pos uint64) (a delivery.Attempt, prev uint64) {
	le := binary.LittleEndian
	var b [attemptRow]byte
	d.attempts.Read(pos, b[:])
	return delivery.Attempt{
		Delivery: id, At: int64(le.Uint64(b[8:])), Number: le.Uint16(b[16:]), Status: le.Uint16(b[18:]),
		Outcome: delivery.Outcome(b[20]),
	}, le.Uint64(b[:])
}

// listKey is a delivery's place in its merchant's list, newest event first.
func listKey(d *delivery.Delivery) []byte {
	b := append(make([]byte, 0, 40), d.Merchant[:]...)
	b = binary.BigEndian.AppendUint64(b, ^d.Event)
	return append(b, d.ID[:]...)
}

func dueKey(d *delivery.Delivery) []byte {
	b := append(make([]byte, 0, 40), d.Merchant[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(d.NextAt))
	return append(b, d.ID[:]...)
}

func firstKey(at int64, merchant ledger.ID) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 24), uint64(at))
	return append(b, merchant[:]...)
}

// Delivery returns the delivery with the id.
func (m *Machine) Delivery(id ledger.ID) (delivery.Delivery, bool) {
	d, ok := m.deliveries.get(id)
	return d.Delivery, ok
}

// DueDeliveries returns deliveries that are due by now: of each merchant the
// first for which there is room, and up to limit in all. Merchants for which there
// is none are passed over: what one of them is owed keeps nobody else's waiting.
func (m *Machine) DueDeliveries(now int64, limit int, room delivery.Room) []delivery.Delivery {
	var list []delivery.Delivery
	m.deliveries.firsts.Range(nil, nil, func(key, _ []byte) bool {
		merchant := ledger.ID(key[8:])
		if int64(binary.BigEndian.Uint64(key)) > now {
			return false
		}
		left := room.Each(merchant)
		if left <= 0 {
			return true
		}
		m.deliveries.eachDue(merchant, now, func(id ledger.ID, _ int64) bool {
			if room.UnderWay(id) {
				return true
			}
			d, _ := m.deliveries.get(id)
			list = append(list, d.Delivery)
			left--
			return left > 0 && len(list) < limit
		})
		return len(list) < limit
	})
	return list
}

// Deliveries returns up to limit of what a merchant's servers are or were owed,
// newest events first, behind the delivery after; zero: from the newest. Behind
// one that is not there, or not the merchant's, there is nothing.
func (m *Machine) Deliveries(merchant, after ledger.ID, limit int) []delivery.Delivery {
	from := merchant[:]
	if !after.IsZero() {
		d, ok := m.deliveries.get(after)
		if !ok || d.Delivery.Merchant != merchant {
			return nil
		}
		from = append(listKey(&d.Delivery), 0)
	}
	var list []delivery.Delivery
	m.deliveries.of.Range(from, nil, func(key, _ []byte) bool {
		if ledger.ID(key) != merchant {
			return false
		}
		d, _ := m.deliveries.get(ledger.ID(key[24:]))
		list = append(list, d.Delivery)
		return len(list) < limit
	})
	return list
}

// AttemptsOf returns up to limit attempts of a delivery, newest first.
func (m *Machine) AttemptsOf(id ledger.ID, limit int) []delivery.Attempt {
	d, ok := m.deliveries.get(id)
	if !ok {
		return nil
	}
	var list []delivery.Attempt
	for pos := d.Last; pos != none && len(list) < limit; {
		var a delivery.Attempt
		a, pos = m.deliveries.attempt(id, pos)
		list = append(list, a)
	}
	return list
}
