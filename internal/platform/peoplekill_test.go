package platform_test

import (
	"bufio"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// quiet opens a folder without a word of it.
var quiet = platform.Options{Logger: slog.New(slog.DiscardHandler)}

// A process is killed with SIGKILL at random moments of the customers' half.
// Afterwards everything that it acknowledged is there and equal; every value that
// it released has its row; whoever was registered or changed has those values, and
// whoever was erased has none; what was under way can be asked for again and is
// done once. At the end the folder is verified: no key of an erased customer, no
// sequence that the ledger lacks, no gap.
func TestKillPeople(t *testing.T) {
	kills := 40
	if testing.Short() {
		kills = 6
	}
	k := newPeopleKiller(t)
	for round := 1; round <= kills; round++ {
		acked, open := k.round(round, k.random.IntN(200))
		k.open()
		k.check(acked, open)
		k.close()
	}
	k.end()
	t.Logf("%d kills, %d deeds acknowledged, %d under way, %d rows with values, %d customers",
		kills, k.acked, k.begun, len(k.rows), len(k.truth))
}

// life is what must be so of a customer.
type life struct {
	number int // of her values
	erased bool
}

// peopleKiller is the side that kills and checks.
type peopleKiller struct {
	*house
	random *rand.Rand
	truth  map[customer.ID]*life
	rows   map[disclosure.Sequence][32]byte // of all that was acknowledged
	logged int                              // rows of imported access logs

	acked, begun int
}

func newPeopleKiller(t *testing.T) *peopleKiller {
	t.Helper()
	h := newHouse(t, true, quiet)
	for _, handle := range []string{"ann", "ben", "cleo"} {
		h.enrol(handle, staff.Support)
	}
	budgets := disclosure.DefaultBudgets()
	for p := range budgets {
		for m := range budgets[p] {
			for w := range budgets[p][m] {
				budgets[p][m][w] *= 10_000 // what is nothing stays nothing
			}
		}
	}
	if _, _, err := h.SetBudgets(t.Context(), auth.Candor(), "", budgets, 0); err != nil {
		t.Fatal(err)
	}
	k := &peopleKiller{
		house: h, random: rand.New(rand.NewPCG(3, 5)), truth: map[customer.ID]*life{}, rows: map[disclosure.Sequence][32]byte{},
	}
	k.close()
	return k
}

func (k *peopleKiller) close() {
	k.t.Helper()
	if err := k.Close(); err != nil {
		k.t.Fatal(err)
	}
}

// tell says to the next writer which customers there are: twenty at most.
func (k *peopleKiller) tell(round int) {
	k.t.Helper()
	s := shift{Round: round}
	for id, l := range k.truth {
		if !l.erased && len(s.Known) < 20 {
			s.Known = append(s.Known, known{id, l.number})
		}
	}
	text, err := json.Marshal(s)
	if err == nil {
		err = os.WriteFile(shiftFile(k.dir), text, 0o600)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// round starts a writer, kills it when it has said so many things, and returns
// what it acknowledged and what it had begun.
func (k *peopleKiller) round(round, lines int) (acked []deed, open map[platform.Once]deed) {
	k.t.Helper()
	k.tell(round)
	w := exec.Command(os.Args[0])
	w.Env = append(os.Environ(), peopleEnv+"="+k.dir)
	w.Stderr = os.Stderr
	out, err := w.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		k.t.Fatal(err)
	}
	open = map[platform.Once]deed{}
	said := bufio.NewScanner(out)
	for n := 0; said.Scan(); n++ {
		var d deed
		if err := json.Unmarshal(said.Bytes(), &d); err != nil {
			break // cut off by the kill
		}
		switch {
		case d.Done:
			acked = append(acked, d)
			delete(open, d.Once)
		case d.Once != "":
			open[d.Once] = d
		}
		if n == lines {
			if err := w.Process.Kill(); err != nil {
				k.t.Fatal(err)
			}
		}
	}
	if err := w.Wait(); err == nil || w.ProcessState.Exited() {
		k.t.Fatalf("the writer was not killed: %v", err)
	}
	return acked, open
}

// check takes in what was acknowledged, asks again for what was under way, and
// looks whether all of it is so.
func (k *peopleKiller) check(acked []deed, open map[platform.Once]deed) {
	k.t.Helper()
	for i := range acked {
		k.take(&acked[i])
	}
	for _, d := range open {
		d.do(k.Platform)
		k.take(&d)
		acked = append(acked, d)
	}
	k.acked, k.begun = k.acked+len(acked)-len(open), k.begun+len(open)
	seen := map[customer.ID]bool{}
	for i := range acked {
		d := &acked[i]
		k.holds(d)
		if l := k.truth[d.ID]; l != nil && !seen[d.ID] {
			seen[d.ID] = true
			k.customer(d.ID, l)
		}
	}
}

// take takes in what a deed makes so.
func (k *peopleKiller) take(d *deed) {
	k.t.Helper()
	// Without a case nobody reads; all else that clerks ask for is granted.
	if (d.Code != "") != (d.Do == "stranger") {
		k.t.Fatalf("%s about %v: %q", d.Do, d.ID, d.Code)
	}
	if d.Sequence != 0 {
		k.rows[d.Sequence] = d.Hash
	}
	released := d.Do == "read" || d.Do == "masked" || d.Do == "lookup"
	if d.Released != released || released && d.Sequence == 0 {
		k.t.Fatalf("%s about %v released %v by row %d", d.Do, d.ID, d.Released, d.Sequence)
	}
	switch d.Do {
	case "register":
		k.truth[d.ID] = &life{number: d.Number}
	case "update":
		k.truth[d.ID].number = d.Number
	case "erase":
		k.truth[d.ID].erased = true
	case "log":
		k.logged += logRows
		if d.Rows != logRows {
			k.t.Fatalf("an access log of %d rows has %d", logRows, d.Rows)
		}
	case "import":
		if d.Rows != 2 {
			k.t.Fatalf("a file of two customers has %d", d.Rows)
		}
	}
}

// holds looks whether what a deed made so is so.
func (k *peopleKiller) holds(d *deed) {
	k.t.Helper()
	if d.Sequence != 0 {
		k.row(d.Sequence)
	}
	switch d.Do {
	case "import":
		if seesPhone(k.house, d.Number) != 1 || seesPhone(k.house, d.Number+1) != 1 {
			k.t.Fatalf("%s and the next are not there once", d.External)
		}
	case "log":
		again := *d
		if again.do(k.Platform); again.Code != "" || again.Rows != logRows {
			k.t.Fatalf("an access log of %d rows has %d again: %s", logRows, again.Rows, again.Code)
		}
	case "consent":
		a, err := k.Approval(k.t.Context(), auth.Candor(), d.Approval)
		if err != nil || a.State != d.State || d.State == approval.Granted != (d.Number/8%2 == 1) {
			k.t.Fatalf("request %d was %v and is %v, %v", d.Approval, d.State, a.State, err)
		}
	case "close", "read", "masked":
		c, err := k.Case(k.t.Context(), auth.Candor(), d.Case)
		live := d.Do != "close" && !k.truth[d.ID].erased
		if err != nil || c.CustomerID != d.ID || c.Number == cases.Number(0) || live && !c.Live() || d.Do == "close" && c.Live() {
			k.t.Fatalf("case %d of a %s: %+v, %v", d.Case, d.Do, c.Case, err)
		}
	}
}

// row looks whether an acknowledged row is the one that was seen.
func (k *peopleKiller) row(n disclosure.Sequence) {
	k.t.Helper()
	rows, err := k.Disclosures(k.t.Context(), auth.Candor(), platform.DisclosureQuery{Before: n + 1, Limit: 1})
	if err != nil || len(rows) != 1 || rows[0].Sequence != n || rows[0].Row.Hash != k.rows[n] {
		k.t.Fatalf("row %d is not there, or another: %v", n, err)
	}
}

// customer looks whether a customer's values are hers, and an erased one's gone,
// and whether she is there once.
func (k *peopleKiller) customer(id customer.ID, l *life) {
	k.t.Helper()
	self := auth.Caller{Role: auth.Customer, Subject: id, Key: [16]byte{5}}
	_, r, err := k.MyData(k.t.Context(), self)
	got, want := r.Values.Get(customer.Phone), phone(l.number)
	if l.erased {
		want = ""
	}
	if got != want || (err != nil) != l.erased {
		k.t.Fatalf("customer %v, erased %v: her phone is hers: %v, %v", id, l.erased, got == want, err)
	}
	found := 1
	if l.erased {
		found = 0
	}
	if n := seesPhone(k.house, l.number); n != found {
		k.t.Fatalf("customer %v, erased %v, is there %d times", id, l.erased, n)
	}
}

// end looks at everybody and every row once more, and verifies the folder.
func (k *peopleKiller) end() {
	k.t.Helper()
	k.open()
	for id, l := range k.truth {
		k.customer(id, l)
	}
	for n := range k.rows {
		k.row(n)
	}
	k.close()
	v := verify(k.t, k.dir)
	if len(v.Problems)+len(v.Notices)+len(v.People.Gaps) != 0 {
		k.t.Errorf("wrong: %q, told: %q", v.Problems, v.Notices)
	}
	if v.People.Ledger.Imported != uint64(k.logged) {
		k.t.Errorf("%d rows were imported, of %d", v.People.Ledger.Imported, k.logged)
	}
}
