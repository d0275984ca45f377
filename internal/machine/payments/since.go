package payments

import "sort"

// CursorAt returns the cursor in front of the first event at or after a business
// time in ns, for Events and EventsOf to go on from. Times of events never fall, so
// that it reads few of them.
func (m *Machine) CursorAt(at int64) Cursor {
	n := m.outbox.rows.Len()
	first := sort.Search(int(n), func(pos int) bool {
		e, _, _ := m.outbox.at(uint64(pos))
		return e.At >= at
	})
	return uint64(first) - 1 // Start for the first of all
}
