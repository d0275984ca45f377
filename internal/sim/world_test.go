// Package sim_test drives a generated world through the real product and holds
// every answer against the truth about it.
package sim_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/world"
)

// settled is an installation that took a world's files in.
type settled struct {
	*platform.Platform
	t      *testing.T
	dir    string // of the world
	data   string // of the installation
	hash   string // of the access log
	answer world.Answer
}

// settle makes a world and imports it.
func settle(t *testing.T, c world.WorldConfig) *settled {
	t.Helper()
	s := &settled{t: t, dir: filepath.Join(t.TempDir(), "world")}
	var err error
	if s.answer, err = world.GenerateWorld(t.Context(), s.dir, c, nil); err != nil {
		t.Fatal(err)
	}
	s.data = filepath.Join(t.TempDir(), "data")
	if _, err := platform.Init(t.Context(), s.data, true); err != nil {
		t.Fatal(err)
	}
	s.open()
	t.Cleanup(s.close)
	people, log := s.take()
	if people.Added != int64(c.Customers) || people.Known != 0 {
		t.Fatalf("customers: %+v", people)
	}
	if log.Added != s.answer.Disclosures || log.Known != 0 {
		t.Fatalf("disclosures: %+v, want %d added", log, s.answer.Disclosures)
	}
	s.hash = hex.EncodeToString(log.File[:])
	return s
}

func (s *settled) open() {
	s.t.Helper()
	p, err := platform.Open(s.data, platform.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Platform = p
}

func (s *settled) close() {
	if err := s.Close(); err != nil {
		s.t.Error(err)
	}
}

// take imports both files of the world.
func (s *settled) take() (people, log platform.ImportResult) {
	s.t.Helper()
	o := platform.ImportOptions{Format: intake.CSV, Bad: func(line int64, reason string) { s.t.Errorf("line %d: %s", line, reason) }}
	people, err := s.ImportCustomers(s.t.Context(), auth.Candor(), s.file("customers.csv"), o)
	if err != nil {
		s.t.Fatal(err)
	}
	if log, err = s.ImportDisclosures(s.t.Context(), auth.Candor(), s.file("disclosures.csv"), o); err != nil {
		s.t.Fatal(err)
	}
	return people, log
}

// file opens a file of the world.
func (s *settled) file(name string) *os.File {
	s.t.Helper()
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = f.Close() })
	return f
}

// scope asks for a path of the old system, between two times as answers write
// them.
func (s *settled) scope(path, from, to string, levels ...disclosure.Level) leak.Scope {
	s.t.Helper()
	return s.ask(path, leak.Query{From: s.time(from), To: s.time(to), Levels: levels})
}

// ask asks for a path of the old system.
func (s *settled) ask(path string, q leak.Query) leak.Scope {
	s.t.Helper()
	p, err := disclosure.ParsePath(path)
	if err != nil {
		s.t.Fatal(err)
	}
	p.Import = s.hash
	q.Paths = []disclosure.Path{p}
	scope, err := s.LeakScope(s.t.Context(), auth.Candor(), q)
	if err != nil {
		s.t.Fatalf("scope of %s: %v", path, err)
	}
	return scope
}

// time reads a time of an answer; "" is open.
func (s *settled) time(text string) int64 {
	s.t.Helper()
	if text == "" {
		return 0
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		s.t.Fatal(err)
	}
	return t.UnixNano()
}

// names returns the external ids of a scope's customers, sorted, one a line.
func (s *settled) names(scope leak.Scope) string {
	s.t.Helper()
	var names []string
	err := s.CustomerNames(s.t.Context(), auth.Candor(), scope, func(_ customer.ID, external string) error {
		names = append(names, external+"\n")
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(names)
	return strings.Join(names, "")
}

// countsOf is a scope as answers write it.
func countsOf(s *leak.Scope) world.Counts {
	c := world.Counts{Customers: s.Customers, Disclosures: s.Disclosures, ByField: map[string]uint64{}, ByDay: s.ByDay}
	for f, n := range s.ByField {
		if n > 0 {
			c.ByField[customer.Field(f).String()] = n
		}
	}
	return c
}

// TestWorldScopes asks for the scope of every insider of a world with all of
// them: it is the answer's, to the customer, field and day, whole and for the
// time at which they took what they took.
func TestWorldScopes(t *testing.T) {
	t.Parallel()
	c := world.DefaultWorld()
	c.Customers, c.Days = 4_000, 40
	s := settle(t, c)
	scenarios := map[string]bool{}
	for i := range s.answer.Leaks {
		l := &s.answer.Leaks[i]
		scenarios[l.Scenario] = true
		for j := range l.Scopes {
			s.checkScope(l, &l.Scopes[j])
		}
	}
	s.again(&s.answer.Leaks[0])
	if want := len(world.Scenarios()) - 2; len(scenarios) != want { // none and all are no insider's
		t.Errorf("%d scenarios, want %d", len(scenarios), want)
	}
}

// again imports the same files once more, which adds nothing, and opens the folder
// anew with its index and without: answers stay the same.
func (s *settled) again(l *world.Leak) {
	if people, log := s.take(); people.Added != 0 || log.Added != 0 {
		s.t.Errorf("the same files again add %d customers and %d disclosures", people.Added, log.Added)
	}
	s.checkScope(l, &l.Scopes[0])
	for _, lost := range []bool{false, true} {
		s.close()
		if lost {
			if err := os.RemoveAll(filepath.Join(s.data, "customers", "scope")); err != nil {
				s.t.Fatal(err)
			}
		}
		s.open()
		s.checkScope(l, &l.Scopes[0])
	}
}

// checkScope holds what the product says of one path against the truth.
func (s *settled) checkScope(l *world.Leak, want *world.PathScope) {
	whole := s.scope(want.Path, "", "")
	if diff := cmp.Diff(want.Whole, countsOf(&whole)); diff != "" {
		s.t.Errorf("%s, %s, whole (-answer +scope):\n%s", l.Scenario, want.Path, diff)
	}
	if len(whole.Gaps) != 0 || whole.AtMost != whole.Customers {
		s.t.Errorf("%s: gaps %v, at most %d", want.Path, whole.Gaps, whole.AtMost)
	}
	list, err := os.ReadFile(filepath.Join(s.dir, want.File))
	if err != nil {
		s.t.Fatal(err)
	}
	if got := s.names(whole); got != string(list) {
		s.t.Errorf("%s, %s: %d customers, and not those of the answer", l.Scenario, want.Path, strings.Count(got, "\n"))
	}
	window := s.scope(want.Path, l.From, l.To)
	if diff := cmp.Diff(want.Window, countsOf(&window)); diff != "" {
		s.t.Errorf("%s, %s, while it was taken (-answer +scope):\n%s", l.Scenario, want.Path, diff)
	}
	for name, n := range want.Whole.ByField {
		f, _ := customer.ParseField(name)
		got := s.ask(want.Path, leak.Query{Fields: customer.FieldsOf(f)})
		if got.Customers != n {
			s.t.Errorf("%s, %s: %d customers' %s, want %d", l.Scenario, want.Path, got.Customers, name, n)
		}
	}
	for day, n := range want.Whole.ByDay {
		from := s.time(day + "T00:00:00+08:00")
		got := s.ask(want.Path, leak.Query{From: from, To: from + int64(24*time.Hour)})
		if got.Customers != n {
			s.t.Errorf("%s, %s: %d customers on %s, want %d", l.Scenario, want.Path, got.Customers, day, n)
		}
	}
	matched := s.scope(want.Path, "", "", disclosure.Matched)
	if matched.Customers != want.Matched || matched.Disclosures != want.Lookups-want.Misses {
		s.t.Errorf("%s, %s: lookups found %d customers in %d rows, want %d in %d", l.Scenario, want.Path,
			matched.Customers, matched.Disclosures, want.Matched, want.Lookups-want.Misses)
	}
}

// TestWorldTraces traces every dump of worlds: what is named is a true path, and
// what cannot be told apart has one among it.
func TestWorldTraces(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 5} {
		c := world.DefaultWorld()
		c.Seed = seed
		s := settle(t, c)
		named := 0
		for i := range s.answer.Leaks {
			l := &s.answer.Leaks[i]
			r := s.trace(l)
			if r.Rows != l.Rows || r.Matched != l.Rows-l.Foreign || r.Malformed != 0 {
				t.Errorf("seed %d, %s: %d rows, %d matched, %d malformed; want %d with %d of nobody",
					seed, l.Scenario, r.Rows, r.Matched, r.Malformed, l.Rows, l.Foreign)
			}
			if s.judge(l, &r) {
				named++
			}
		}
		if named < len(s.answer.Leaks)/2 {
			t.Errorf("seed %d: %d of %d dumps were traced to a path", seed, named, len(s.answer.Leaks))
		}
	}
}

// TestWorldOfNobody traces a dump of people at random in a world without an
// insider: nobody is named, and nobody is under suspicion.
func TestWorldOfNobody(t *testing.T) {
	t.Parallel()
	c := world.DefaultWorld()
	c.Customers, c.Days, c.Scenario = 4_000, 40, world.ScenarioNone
	s := settle(t, c)
	for i := range s.answer.Leaks {
		if r := s.trace(&s.answer.Leaks[i]); len(r.Named)+len(r.Indistinguishable) != 0 || r.Snapshot != 0 {
			t.Errorf("of a dump that nobody took, %v are named and %v not told apart, snapshot %d", r.Named, r.Indistinguishable, r.Snapshot)
		}
	}
}

// trace asks where a dump came from.
func (s *settled) trace(l *world.Leak) leak.Report {
	s.t.Helper()
	columns := map[customer.Field]string{}
	for name, column := range l.Columns {
		if f, ok := customer.ParseField(name); ok && f.Indexed() {
			columns[f] = column
		}
	}
	r, err := s.LeakTrace(s.t.Context(), auth.Candor(), platform.TraceRequest{
		Dump: s.file(l.Dump), Format: intake.CSV, Map: columns, Import: s.hash,
	})
	if err != nil {
		s.t.Fatalf("trace %s: %v", l.Dump, err)
	}
	return r
}

// judge holds a report of an insider's dump against the truth, and reports whether
// it names a path.
func (s *settled) judge(l *world.Leak, r *leak.Report) bool {
	s.t.Helper()
	isTrue := func(path string) bool {
		return slices.Contains(l.Paths, strings.TrimPrefix(path, "import:"+s.hash+":"))
	}
	for _, path := range r.Named {
		if !isTrue(path) {
			s.t.Errorf("%s: %s is named, and it was %v", l.Scenario, path, l.Paths)
		}
	}
	if len(r.Indistinguishable) > 0 && !slices.ContainsFunc(r.Indistinguishable, isTrue) {
		s.t.Errorf("%s: %v cannot be told apart, and it was %v", l.Scenario, r.Indistinguishable, l.Paths)
	}
	// A few hundred rows of one day's backup are those of the next day's as well, and
	// nearly a draw of all customers.
	if len(r.Named)+len(r.Indistinguishable) == 0 && l.Scenario != "backup" {
		s.t.Errorf("%s: nothing is said of %v", l.Scenario, l.Paths)
	}
	return len(r.Named) > 0
}
