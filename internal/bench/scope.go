package bench

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
)

// ScopeCase is a ledger of a year, and where its index is made. Half of its
// releases go down one service's path, which goes through all customers again
// and again; staff share the rest by Zipf's law. One row in sixteen is refused.
type ScopeCase struct {
	Disclosures int // rows of the ledger
	Customers   int
	Paths       int    // the service's included
	Dir         string // "": the bench's
}

// ScopeAnswer is what a query took, by wall time in microseconds: the first time
// that anybody asked after the index was opened, and the median of five more.
type ScopeAnswer struct {
	Query       string `json:"query"`
	Customers   uint64 `json:"customers"`
	Disclosures uint64 `json:"disclosures"`
	First       int64  `json:"first_us"`
	Median      int64  `json:"median_us"`
}

// ScopeResult is what was measured. Every answer was held against a look at every
// row of the ledger.
type ScopeResult struct {
	Disclosures int           `json:"disclosures"`
	Releases    uint64        `json:"releases"`
	Customers   int           `json:"customers"`
	Paths       int           `json:"paths"`
	Build       float64       `json:"build_seconds"` // from an empty folder, merges included
	Open        int64         `json:"open_us"`       // after that, the rows behind the last file read again
	Bytes       uint64        `json:"index_bytes"`
	PerRelease  float64       `json:"bytes_per_release"`
	Heap        uint64        `json:"heap_bytes"` // of the process with the index open, before the first query
	Answers     []ScopeAnswer `json:"answers"`
	Cores       int           `json:"cores"`
	Load        string        `json:"load"`
	Go          string        `json:"go"`
	Commit      string        `json:"commit"`
}

// Check returns an error that says what of a case cannot be run.
func (c *ScopeCase) Check() error {
	switch {
	case c.Disclosures < 1 || c.Disclosures > OpsMax:
		return fmt.Errorf("disclosures: 1 to %d", OpsMax)
	case c.Customers < 1 || c.Customers > OpsMax:
		return fmt.Errorf("customers: 1 to %d", OpsMax)
	case c.Paths < 2 || c.Paths > AccountsMax:
		return fmt.Errorf("paths: 2 to %d", AccountsMax)
	}
	return nil
}

// Scope measures how long it takes to say whose data went down paths.
func (b *Bench) Scope(ctx context.Context, c ScopeCase) (r ScopeResult, err error) {
	if err := c.Check(); err != nil {
		return r, err
	}
	if c.Dir == "" {
		c.Dir = b.Dir
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	dir, err := os.MkdirTemp(c.Dir, "candor-bench-")
	if err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = ScopeResult{
		Disclosures: c.Disclosures, Customers: c.Customers, Paths: c.Paths,
		Cores: runtime.GOMAXPROCS(0), Load: loadAverage(), Go: runtime.Version(), Commit: b.Commit,
	}
	l := &yearLedger{ScopeCase: c, progress: b.Progress}
	if err := r.build(ctx, dir, l); err != nil {
		return r, fmt.Errorf("build index: %w", err)
	}
	l.progress = nil
	return r, r.ask(ctx, dir, l)
}

// build makes the index of the ledger.
func (r *ScopeResult) build(ctx context.Context, dir string, l *yearLedger) error {
	begin := time.Now()
	l.stop = ctx.Err
	x, err := index.Open(dir, l, index.Options{})
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	x.Wait()
	r.Build = seconds(time.Since(begin))
	st := x.Stats()
	r.Bytes, r.Releases = st.Bytes, st.Releases
	r.PerRelease = math.Round(100*float64(st.Bytes)/float64(max(1, st.Releases))) / 100
	if err := x.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}

// ask opens the index, asks each query and checks the answers.
func (r *ScopeResult) ask(ctx context.Context, dir string, l *yearLedger) (err error) {
	begin := time.Now()
	x, err := index.Open(dir, l, index.Options{})
	if err != nil {
		return fmt.Errorf("open index: %w", err)
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	r.Open = time.Since(begin).Microseconds()
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	r.Heap = memory.HeapAlloc
	queries := l.queries()
	for i := range queries {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("ask: %w", err)
		}
		answer, err := queries[i].ask(x)
		if err != nil {
			return err
		}
		r.Answers = append(r.Answers, answer)
	}
	return l.check(queries, r.Answers)
}

// scopeQuery is a query with its name, and what a look at every row counts.
type scopeQuery struct {
	leak.Query
	name     string
	paths    map[disclosure.PathNumber]bool
	who      []uint64 // a bit for each customer
	releases uint64
}

// ask asks the query six times.
func (q *scopeQuery) ask(x *index.Index) (a ScopeAnswer, err error) {
	var took [6]int64
	for i := range took {
		begin := time.Now()
		s, err := x.Scope(q.Query)
		took[i] = time.Since(begin).Microseconds()
		if err != nil {
			return a, fmt.Errorf("ask %s: %w", q.name, err)
		}
		a = ScopeAnswer{Query: q.name, Customers: s.Customers, Disclosures: s.Disclosures}
	}
	a.First = took[0]
	slices.Sort(took[1:])
	a.Median = took[3]
	return a, nil
}

// yearLedger is a ledger whose rows are made when they are read: the same ones
// each time.
type yearLedger struct {
	ScopeCase
	stop     func() error // returns why no more rows are to be made; a build takes minutes
	progress func(done, all int)
}

// Where the year of the ledger begins: on 1 July, so that an index which rolls
// years up gains nothing from where they end.
var yearStart = time.Date(2030, time.July, 1, 0, 0, 0, 0, time.FixedZone("Beijing", 8*3600)).UnixNano()

// year is how long the ledger goes on.
const year = 365 * 24 * time.Hour

// Len implements leak.Ledger.
func (l *yearLedger) Len() disclosure.Sequence { return disclosure.Sequence(l.Disclosures) }

// Scan implements leak.Ledger.
func (l *yearLedger) Scan(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) error {
	if err := l.stop(); err != nil {
		return fmt.Errorf("make rows: %w", err)
	}
	if l.progress != nil {
		l.progress(int(from), l.Disclosures)
	}
	var row disclosure.Row
	for s := from; s <= l.Len(); s++ {
		l.make(s, &row)
		if !yield(s, &row) {
			break
		}
	}
	return nil
}

// Path implements leak.Ledger. The first is the service's.
func (l *yearLedger) Path(n disclosure.PathNumber) (disclosure.Path, bool) {
	switch {
	case n == 1:
		return disclosure.Path{Kind: disclosure.PathService, Name: "risk"}, true
	case n > 1 && int(n) <= l.Paths:
		return disclosure.Path{Kind: disclosure.PathStaff, Name: fmt.Sprintf("%05d", n)}, true
	}
	return disclosure.Path{}, false
}

// The field sets of rows: the service's, from the most usual, and staff's.
var (
	serviceFields = [4]customer.Fields{
		customer.FieldsOf(customer.Phone), customer.FieldsOf(customer.Name, customer.Phone),
		customer.FieldsOf(customer.Card), customer.FieldsOf(customer.Name, customer.NationalID, customer.Card),
	}
	serviceTurns = [16]uint8{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3}
	staffFields  = [8]customer.Fields{
		customer.FieldsOf(customer.Name, customer.Phone), customer.FieldsOf(customer.Phone), customer.FieldsOf(customer.Name),
		customer.FieldsOf(customer.Address), customer.FieldsOf(customer.Name, customer.Address, customer.Phone),
		customer.FieldsOf(customer.BankAccount), customer.FieldsOf(customer.Email), customer.FieldsOf(customer.NationalID),
	}
)

// stride is a prime: multiples of it go through any lesser number of customers.
const stride = 2_147_483_647

// make makes the row with a sequence.
func (l *yearLedger) make(s disclosure.Sequence, row *disclosure.Row) {
	n := uint64(s) - 1
	h := mix(n)
	*row = disclosure.Row{
		Time: yearStart + int64(float64(n)/float64(l.Disclosures)*float64(year)),
		Path: 1, Version: 1 + uint32(h>>60)/12, Level: disclosure.Masked,
	}
	if h>>20%4 == 0 {
		row.Level = disclosure.Clear
	}
	if n%16 == 15 {
		row.Outcome = disclosure.RefusedBudget
	}
	if n%2 == 0 {
		row.Customer = customer.Ordinal(1 + n/2%uint64(l.Customers)*stride%uint64(l.Customers))
		row.Fields = serviceFields[serviceTurns[h%16]]
	} else {
		law := math.Exp(float64(h>>11) / (1 << 53) * math.Log(float64(l.Paths-1)))
		row.Path = disclosure.PathNumber(min(2+int(law-1), l.Paths))
		row.Customer = customer.Ordinal(1 + mix(h)%uint64(l.Customers))
		row.Fields = staffFields[h%8]
	}
	binary.LittleEndian.PutUint64(row.Hash[:], h)
}

// mix returns a number that looks unrelated: the finish of SplitMix64.
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// queries returns what is asked.
func (l *yearLedger) queries() []scopeQuery {
	const day = int64(24 * time.Hour)
	end := yearStart + int64(year)
	autumn := yearStart + 100*day + day/3
	return []scopeQuery{
		l.query("one service, all the year", 1, 1, yearStart, end),
		l.query("one service, from midday to midday a year later", 1, 1, yearStart+day/2, end-day/2),
		l.query("120 members, six weeks from a morning on", 2, 121, autumn, autumn+42*day),
		l.query("one member, six weeks from a morning on", 500, 500, autumn, autumn+42*day),
		l.query("one service and 120 members, all the year", 1, 121, yearStart, end),
	}
}

// query returns a query about the paths from one number to another, as far as
// there are such.
func (l *yearLedger) query(name string, first, last int, from, to int64) scopeQuery {
	q := scopeQuery{name: name, paths: map[disclosure.PathNumber]bool{}, who: make([]uint64, l.Customers/64+1)}
	q.From, q.To = from, to
	first = min(first, l.Paths)
	for n := first; n <= min(last, l.Paths); n++ {
		p, _ := l.Path(disclosure.PathNumber(n))
		q.Paths = append(q.Paths, p)
		q.paths[disclosure.PathNumber(n)] = true
	}
	return q
}

// check holds the answers against the rows.
func (l *yearLedger) check(queries []scopeQuery, answers []ScopeAnswer) error {
	err := l.Scan(1, func(_ disclosure.Sequence, row *disclosure.Row) bool {
		for i := range queries {
			q := &queries[i]
			if row.Outcome == disclosure.Allowed && row.Time >= q.From && row.Time < q.To && q.paths[row.Path] {
				q.who[row.Customer/64] |= 1 << (row.Customer % 64)
				q.releases++
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	for i, q := range queries {
		customers := roaring.FromDense(q.who, false).GetCardinality()
		if a := answers[i]; a.Customers != customers || a.Disclosures != q.releases {
			return fmt.Errorf("%s: the index says %d customers in %d disclosures, the ledger %d in %d",
				q.name, a.Customers, a.Disclosures, customers, q.releases)
		}
	}
	return nil
}

// Text returns the result as lines for people.
func (r *ScopeResult) Text() string {
	text := fmt.Sprintf("scope: %d disclosures, %d customers, %d paths: built in %.1f s, %.2f bytes a release, opened in %d us\n",
		r.Disclosures, r.Customers, r.Paths, r.Build, r.PerRelease, r.Open)
	for _, a := range r.Answers {
		text += fmt.Sprintf("  %-50s %9d customers in %9d disclosures: %7d us at first, %7d us again\n",
			a.Query, a.Customers, a.Disclosures, a.First, a.Median)
	}
	return text
}
