// Package world makes up data to try things with, from a seed: marketplaces,
// which are orders as they come in real files, with the dirt of real files; and
// worlds of customers, staff and disclosures, with insiders in them who take what
// is not theirs.
//
// What it promises: one seed and one size give the same bytes on every machine
// and in every version that keeps the golden tests: there is no float, clock or
// map order in it. With what it makes comes the truth, counted from what the
// generator meant and not from what it wrote, so that whoever works it out can
// be checked against it. Every person is made of values that nobody can have.
//
// Vocabulary: an order is a line of the format that package replay reads; the
// truth is where the money of all orders must end; a fate is what is to become
// of one order. A scenario is a way of taking data; an insider is one scenario as
// it happens; an answer says which paths the data went, exactly whose was seen on
// them, and which file it turned up in.
//
//	truth, err := world.WriteOrders(file, 7, 1_000)
//	for order := range world.Orders(7, 1_000) { ... }
//	answer, err := world.GenerateWorld(ctx, "shop", world.DefaultWorld(), nil)
package world

import (
	"bufio"
	"fmt"
	"io"
	"iter"

	"github.com/candorpay/candor/internal/replay"
)

// Truth is where the money of a marketplace's orders must end, in cents, and
// the dirt among them.
type Truth struct {
	Orders      int
	Total       int64
	Released    int64
	Refunded    int64
	Held        int64
	Closed      int64
	ByStatus    map[string]replay.Count
	Dirt        replay.Dirt
	Sellers     map[string]int64 // released to each; none of nothing
	Marketplace int64            // released to the marketplace itself
}

// Orders yields n orders of the seed's marketplace in the order of purchase. An
// order is valid for good; nothing of it is shared.
func Orders(seed uint64, n int) iter.Seq[replay.Order] {
	return func(yield func(replay.Order) bool) {
		m := newMarket(seed, n)
		for i := range n {
			if !yield(m.order(i)) {
				return
			}
		}
	}
}

// WriteOrders writes n orders of the seed's marketplace as lines of an order
// file and returns their truth. Errors are w's own.
func WriteOrders(w io.Writer, seed uint64, n int) (Truth, error) {
	m := newMarket(seed, n)
	out := bufio.NewWriter(w)
	var line []byte
	for i := range n {
		order := m.order(i)
		line = order.AppendLine(line[:0])
		if _, err := out.Write(line); err != nil {
			return Truth{}, fmt.Errorf("write orders: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return Truth{}, fmt.Errorf("write orders: %w", err)
	}
	return m.truth, nil
}
