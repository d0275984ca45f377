package ledger

import "unsafe"

// AccountBytes is the size of an account in memory.
const AccountBytes = unsafe.Sizeof(account{})

// Push pushes a row onto a chain and returns what the row must hold and the end
// of the chain with it.
func Push(head, mark, count, pos uint64) (prev, skip, h, m, n uint64) {
	c := newChain(head, mark, count)
	prev, skip = c.push(pos)
	return prev, skip, c.head(), c.mark(), c.count()
}

// Chain packs the end of a chain and returns what it unpacks.
func Chain(head, mark, count uint64) (h, m, n uint64) {
	c := newChain(head, mark, count)
	return c.head(), c.mark(), c.count()
}
