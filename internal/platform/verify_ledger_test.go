package platform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/platform"
)

// importedPath is the path of an older system in rows of tests; the highest.
const importedPath = disclosure.PathNumber(3)

// entry is a row with its place.
type entry struct {
	at  disclosure.Sequence
	row disclosure.Row
}

// soundLedger is a ledger without a fault: of two paths and an imported one, two
// customers, a refusal, a miss, and a gap from row 6 to row 8.
func soundLedger() []entry {
	return linked([]entry{
		{1, disclosure.Row{Path: 1, Customer: 1, NC: 1, MA: 1}},
		{2, disclosure.Row{Path: 1, Customer: 2, NC: 1, MA: 2, PrevPath: 1}},
		{3, disclosure.Row{Path: 2, Customer: 1, Outcome: disclosure.RefusedBudget, PrevCustomer: 1}},
		{4, disclosure.Row{Path: importedPath, Customer: 1, PrevCustomer: 3}},
		{5, disclosure.Row{Path: 2, Outcome: disclosure.Missed, PrevPath: 3}},
		{9, disclosure.Row{Path: 2, Customer: 1, NC: 2, MA: 1, PrevCustomer: 4, PrevPath: 5}},
		{10, disclosure.Row{Path: 1, Customer: 1, NC: 3, MA: 3, PrevCustomer: 9, PrevPath: 2}},
	})
}

// linked puts the rows one behind the other by hash.
func linked(rows []entry) []entry {
	var last [32]byte
	for i := range rows {
		rows[i].row.Link(last)
		last = rows[i].row.Hash
	}
	return rows
}

// checked reads a ledger that is said to end at row 10 and returns what is wrong.
func checked(rows []entry) (platform.LedgerFound, []string) {
	c := platform.LedgerCheck{
		Gaps:     []customers.GapNoted{{From: 6, To: 8}},
		Imported: func(n disclosure.PathNumber) (bool, bool) { return n == importedPath, n >= 1 && n <= importedPath },
		There:    func(o customer.Ordinal) bool { return o == 1 || o == 2 },
	}
	for i := range rows {
		c.Row(rows[i].at, &rows[i].row)
	}
	return c.End(10)
}

func TestSoundLedger(t *testing.T) {
	found, problems := checked(soundLedger())
	if len(problems) != 0 {
		t.Errorf("wrong: %q", problems)
	}
	found.Hash = [32]byte{}
	want := platform.LedgerFound{Rows: 7, Allowed: 4, Missed: 1, Refused: 1, Imported: 1, Paths: 3, Last: 10}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

// Whoever changes the ledger and cannot hash is told by the hash; who links anew
// all that follows, by the chains and counters; and who takes rows from its end, by
// the sequences.
func TestUnsoundLedger(t *testing.T) {
	for _, test := range []struct {
		name string
		harm func(rows []entry) []entry
		want []string
	}{
		{"another customer", func(rows []entry) []entry { rows[1].row.Customer = 1; return rows }, []string{
			"row 2 is not the one that was put behind", "row 2 names row 0 as the one before of customer 1: it is row 1",
			"row 2 is disclosure 1 of customer 1 by its counter: it is 2",
			"row 3 names row 1 as the one before of customer 1: it is row 2",
		}},
		{"a time", func(rows []entry) []entry { rows[4].row.Time++; return rows }, []string{"row 5 is not the one"}},
		{"a hash", func(rows []entry) []entry { rows[2].row.Hash[31] ^= 1; return rows }, []string{"row 3 is not the one", "row 4 is not the one"}},
		{"two swapped", func(rows []entry) []entry {
			rows[3].row, rows[4].row = rows[4].row, rows[3].row
			return rows
		}, []string{"row 4 is not the one", "row 5 is not the one", "row 9 is not the one"}},
		{"two swapped and all linked anew", func(rows []entry) []entry {
			rows[0].row, rows[1].row = rows[1].row, rows[0].row
			return linked(rows)
		}, []string{
			"row 1 names row 1 as the one before of path 1: it is row 0", "row 1 is disclosure 2 of path 1 by its counter: it is 1",
			"row 2 names row 0 as the one before of path 1: it is row 1", "row 2 is disclosure 1 of path 1 by its counter: it is 3",
		}},
		{"one left out and all linked anew", func(rows []entry) []entry {
			return linked(append(rows[:1], rows[2:]...))
		}, []string{"row 3 of the ledger of disclosures stands where row 2 belongs", "row 10 is disclosure 3 of path 1 by its counter: it is 2"}},
		{"a counter that repeats", func(rows []entry) []entry {
			rows[5].row.NC = 1
			return linked(rows)
		}, []string{"row 9 is disclosure 1 of customer 1 by its counter: it is 2", "row 10 is disclosure 3 of customer 1 by its counter: it is 2"}},
		{"an imported row that counts", func(rows []entry) []entry {
			rows[3].row.NC, rows[3].row.MA = 2, 1
			return linked(rows)
		}, []string{"row 4 is disclosure 1 of path 3 by its counter: it is 0", "row 4 is disclosure 2 of customer 1 by its counter: it is 0"}},
		{"a refused row that counts", func(rows []entry) []entry {
			rows[2].row.MA = 1
			return linked(rows)
		}, []string{"row 3 is disclosure 1 of path 2 by its counter: it is 0"}},
		{"a miss with a place among a customer's", func(rows []entry) []entry {
			rows[4].row.PrevCustomer = 4
			return linked(rows)
		}, []string{"row 5 is of no customer and has a place"}},
		{"a customer whom there is not", func(rows []entry) []entry {
			rows[6].row.Customer = 1<<32 - 1
			return linked(rows)
		}, []string{"row 10 is of customer 4294967295, whom there is not"}},
		{"a path that there is not", func(rows []entry) []entry {
			rows[6].row.Path = 1<<32 - 1
			return linked(rows)
		}, []string{"row 10 went down path 4294967295, which there is not"}},
		{"in a gap", func(rows []entry) []entry {
			rows[5].at = 8
			return rows
		}, []string{"row 8 of the ledger of disclosures stands where row 9 belongs"}},
		{"its end cut off", func(rows []entry) []entry { return rows[:6] }, []string{"ends at row 9: its sequences were given out up to 10"}},
		{"cut off at the gap", func(rows []entry) []entry { return rows[:5] }, []string{"ends at row 8: its sequences were given out up to 10"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := checked(test.harm(soundLedger()))
			for _, want := range test.want {
				if !strings.Contains(strings.Join(problems, "\n"), want) {
					t.Errorf("%q is not among\n%s", want, strings.Join(problems, "\n"))
				}
			}
		})
	}
}

// Of very much that is wrong some is named, and the rest counted.
func TestLedgerNamesSome(t *testing.T) {
	var rows []entry
	for n := range 60 {
		rows = append(rows, entry{disclosure.Sequence(n + 1), disclosure.Row{Path: 1}})
	}
	_, problems := checked(rows)
	if len(problems) > 30 || !strings.HasSuffix(problems[len(problems)-1], " more of these") {
		t.Errorf("%d are named: %s", len(problems), fmt.Sprint(problems[len(problems)-1]))
	}
}
