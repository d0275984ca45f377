package platform

import (
	"fmt"
	"slices"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine/customers"
)

// ledgerProblemsMax is how many problems of the ledger are named.
const ledgerProblemsMax = 20

// LedgerFound counts the rows of a ledger of disclosures.
type LedgerFound struct {
	Rows     uint64
	Allowed  uint64 // released something, imported rows not among them
	Missed   uint64 // lookups that found nobody
	Refused  uint64
	Imported uint64              // of access logs of older systems
	Paths    uint64              // that rows went down
	Last     disclosure.Sequence // the highest that was given out
	Hash     [32]byte            // of the last row and, by the chain, of all
}

// ledgerCheck reads the ledger of disclosures from its first row to its last and
// tells what breaks a rule: each row follows the one before by sequence, or by a
// gap that is recorded, and by hash; it names its customer's and its path's last
// row before it; and the counters of both count one by one, on rows that released
// one customer's data and are not imported. It knows no machine's bookkeeping.
type ledgerCheck struct {
	Gaps     []customers.GapNoted
	Imported func(disclosure.PathNumber) (imported, known bool)
	There    func(customer.Ordinal) bool

	found     LedgerFound
	customers chains
	paths     chains
	problems  []string
	more      int // problems that are not named
}

// chains is the end of each chain, by number, and how far its counter is. It
// holds 12 bytes for each number up to the highest.
type chains struct {
	heads  []disclosure.Sequence
	counts []uint32
}

// grow makes room for a number.
func (c *chains) grow(n uint32) {
	if more := int(n) + 1 - len(c.heads); more > 0 {
		c.heads = append(c.heads, make([]disclosure.Sequence, more)...)
		c.counts = append(c.counts, make([]uint32, more)...)
	}
}

func (c *ledgerCheck) wrong(format string, args ...any) {
	if len(c.problems) == ledgerProblemsMax {
		c.more++
		return
	}
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// skipGaps returns the first sequence from s on that is in no gap.
func (c *ledgerCheck) skipGaps(s disclosure.Sequence) disclosure.Sequence {
	for _, g := range c.Gaps {
		if s >= g.From && s <= g.To {
			s = g.To + 1
		}
	}
	return s
}

// Row takes the next row.
func (c *ledgerCheck) Row(s disclosure.Sequence, r *disclosure.Row) {
	if want := c.skipGaps(c.found.Last + 1); s != want {
		c.wrong("row %d of the ledger of disclosures stands where row %d belongs", s, want)
	}
	if !r.Links(c.found.Hash) {
		c.wrong("row %d is not the one that was put behind the row before it: its hash differs", s)
	}
	c.found.Last, c.found.Hash = s, r.Hash
	imported, known := c.Imported(r.Path)
	if !known {
		c.wrong("row %d went down path %d, which there is not", s, r.Path)
	}
	c.count(r, imported)
	counts := r.Outcome == disclosure.Allowed && r.Customer != 0 && !imported
	if known {
		c.join(s, "path", &c.paths, link{uint32(r.Path), r.PrevPath, r.MA, counts})
	}
	switch {
	case r.Customer == 0:
		if r.PrevCustomer != 0 || r.NC != 0 {
			c.wrong("row %d is of no customer and has a place among a customer's", s)
		}
	case !c.There(r.Customer):
		c.wrong("row %d is of customer %d, whom there is not", s, r.Customer)
	default:
		c.join(s, "customer", &c.customers, link{uint32(r.Customer), r.PrevCustomer, r.NC, counts})
	}
}

// count counts a row by what it says happened.
func (c *ledgerCheck) count(r *disclosure.Row, imported bool) {
	c.found.Rows++
	switch {
	case imported:
		c.found.Imported++
	case r.Outcome == disclosure.Allowed:
		c.found.Allowed++
	case r.Outcome == disclosure.Missed:
		c.found.Missed++
	default:
		c.found.Refused++
	}
}

// link is a row's place in one chain.
type link struct {
	number  uint32
	prev    disclosure.Sequence
	counter uint32
	counts  bool // it has a counter
}

// join puts a row at the end of a chain and holds it against the end before. The
// chain goes on with what the row says, so that one hole is told once.
func (c *ledgerCheck) join(s disclosure.Sequence, what string, all *chains, l link) {
	all.grow(l.number)
	head, count := &all.heads[l.number], &all.counts[l.number]
	if l.prev != *head {
		c.wrong("row %d names row %d as the one before of %s %d: it is row %d", s, l.prev, what, l.number, *head)
	}
	*head = s
	want := uint32(0)
	if l.counts {
		want = *count + 1
	}
	if l.counter != want {
		c.wrong("row %d is disclosure %d of %s %d by its counter: it is %d", s, l.counter, what, l.number, want)
	}
	if l.counts {
		*count = l.counter
	}
}

// End ends the ledger at the highest sequence that was given out, and returns
// what was found and what is wrong.
func (c *ledgerCheck) End(last disclosure.Sequence) (LedgerFound, []string) {
	if end := c.skipGaps(c.found.Last+1) - 1; end != last {
		c.wrong("the ledger of disclosures ends at row %d: its sequences were given out up to %d", end, last)
	}
	c.found.Last = last
	for _, head := range c.paths.heads {
		if head != 0 {
			c.found.Paths++
		}
	}
	if c.more > 0 {
		return c.found, append(slices.Clip(c.problems), fmt.Sprintf("and %d more of these", c.more))
	}
	return c.found, c.problems
}
