// Package ledgertest is a ledger's State in memory, for tests.
//
// It promises what the State interfaces ask for and that everything put into it
// is still there when another ledger is opened on it. It checks what the real
// store takes on trust, and panics when a ledger breaks it: row widths,
// positions that fall, reads behind the end.
//
//	l := ledger.Open(ledgertest.New())
//	l.CreateAccounts(1, events, out)
package ledgertest

import (
	"container/heap"
	"fmt"
	"slices"

	"github.com/candorpay/candor/internal/ledger"
)

// New returns an empty state.
func New() ledger.State {
	return ledger.State{
		Transfers: &rows{width: ledger.TransferRow},
		Balances:  &rows{width: ledger.BalanceRow},
		ByID:      &index{positions: make(map[[16]byte]uint64)},
		Expiries:  &timers{},
		Accounts:  &table{values: make(map[string][]byte)},
		Pendings:  &table{values: make(map[string][]byte)},
		Holds:     &table{values: make(map[string][]byte)},
		Burnt:     &rows{width: ledger.BurntRow},
		ByBurnt:   &index{positions: make(map[[16]byte]uint64)},
	}
}

// ForgetIndex makes the index of a state from New forget every Put from a
// position on, as a crash would, and report that in Covered.
func ForgetIndex(s ledger.State, from uint64) {
	x := s.ByID.(*index)
	for key, pos := range x.positions {
		if pos >= from {
			delete(x.positions, key)
		}
	}
	x.next = min(x.next, from)
}

// rows keeps rows end to end in chunks, so that growth does not copy.
type rows struct {
	width  int
	chunks [][]byte
	len    uint64
}

const chunkRows = 4096

// Append implements ledger.Rows.
func (r *rows) Append(row []byte) uint64 {
	if len(row) != r.width {
		panic(fmt.Sprintf("ledgertest: row of %d bytes in rows of %d", len(row), r.width))
	}
	if r.len%chunkRows == 0 {
		r.chunks = append(r.chunks, make([]byte, 0, chunkRows*r.width))
	}
	last := len(r.chunks) - 1
	r.chunks[last] = append(r.chunks[last], row...)
	r.len++
	return r.len - 1
}

// Read implements ledger.Rows.
func (r *rows) Read(pos uint64, row []byte) {
	if pos >= r.len || len(row) != r.width {
		panic(fmt.Sprintf("ledgertest: read of %d bytes at %d of %d rows", len(row), pos, r.len))
	}
	at := int(pos%chunkRows) * r.width
	copy(row, r.chunks[pos/chunkRows][at:])
}

// Scan implements ledger.Rows.
func (r *rows) Scan(from uint64, yield func(pos uint64, row []byte) bool) {
	row := make([]byte, r.width)
	for pos := from; pos < r.len; pos++ {
		if r.Read(pos, row); !yield(pos, row) {
			return
		}
	}
}

// Len implements ledger.Rows.
func (r *rows) Len() uint64 { return r.len }

type index struct {
	positions map[[16]byte]uint64
	next      uint64
}

// Get implements ledger.Index.
func (x *index) Get(key [16]byte) (uint64, bool) {
	pos, ok := x.positions[key]
	return pos, ok
}

// Put implements ledger.Index.
func (x *index) Put(key [16]byte, pos uint64) {
	if pos+1 < x.next {
		panic(fmt.Sprintf("ledgertest: position %d put after %d", pos, x.next-1))
	}
	x.positions[key] = pos
	x.next = pos + 1
}

// Covered implements ledger.Index.
func (x *index) Covered() uint64 { return x.next }

type timer struct {
	due   int64
	added uint64
	ref   uint64
}

// timers is a heap by due time and then order of adding.
type timers struct {
	heap  timerHeap
	added uint64
}

// Add implements ledger.Timers.
func (t *timers) Add(due int64, ref uint64) {
	heap.Push(&t.heap, timer{due, t.added, ref})
	t.added++
}

// Pop implements ledger.Timers.
func (t *timers) Pop(now int64) (int64, uint64, bool) {
	if len(t.heap) == 0 || t.heap[0].due > now {
		return 0, 0, false
	}
	first := heap.Pop(&t.heap).(timer)
	return first.due, first.ref, true
}

type timerHeap []timer

// Len implements heap.Interface.
func (h timerHeap) Len() int { return len(h) }

// Less implements heap.Interface.
func (h timerHeap) Less(i, j int) bool {
	if h[i].due != h[j].due {
		return h[i].due < h[j].due
	}
	return h[i].added < h[j].added
}

// Swap implements heap.Interface.
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *timerHeap) Push(x any) { *h = append(*h, x.(timer)) }

// Pop implements heap.Interface.
func (h *timerHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

type table struct{ values map[string][]byte }

// Get implements ledger.Table.
func (t *table) Get(key []byte) ([]byte, bool) {
	value, ok := t.values[string(key)]
	return value, ok
}

// Delete implements ledger.Table.
func (t *table) Delete(key []byte) { delete(t.values, string(key)) }

// Set implements ledger.Table.
func (t *table) Set(key, value []byte) { t.values[string(key)] = slices.Clone(value) }

// Scan implements ledger.Table.
func (t *table) Scan(yield func(key, value []byte) bool) {
	keys := make([]string, 0, len(t.values))
	for key := range t.values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if !yield([]byte(key), t.values[key]) {
			return
		}
	}
}
