package index_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
)

// start is where time begins in tests: shortly before a leap day, and a year
// before the next year's end.
var start = time.Date(2024, 2, 26, 15, 30, 0, 0, time.UTC).UnixNano()

// sameSet compares sets by their members.
var sameSet = cmp.Comparer(func(a, b *roaring.Bitmap) bool {
	return (a == nil) == (b == nil) && (a == nil || a.Equals(b))
})

// smallest makes every structure come up with few rows.
var smallest = index.Small{Seal: 40, Batch: 64, Fan: 3, MonthMin: 12, YearMin: 30, SummaryMin: 4, SparseMax: 25}

func newLedger(salt uint64) *ledger {
	l := &ledger{salt: salt}
	for i := range 5 {
		l.paths = append(l.paths, disclosure.Path{Kind: disclosure.PathStaff, Name: fmt.Sprintf("%04d", i)})
	}
	l.paths = append(l.paths,
		disclosure.Path{Kind: disclosure.PathBackup, Name: "weekly"},
		disclosure.Path{Kind: disclosure.PathStaff, Name: "0001", Import: "ab"},
		disclosure.Path{Kind: disclosure.PathExport, Name: "7"})
	return l
}

// fieldSets are few, or so many that an answer has a lane for each field.
var fieldSets = []customer.Fields{1, 4, 5, 6, 0, 2, 7, 9, 16, 33, 64, 128, 255}

// row draws a row: mostly later than the ones before, of few customers.
func row(t *rapid.T, clock *int64) disclosure.Row {
	*clock += rapid.Int64Range(0, 40*int64(time.Hour)).Draw(t, "later")
	r := disclosure.Row{
		Time: *clock, Path: disclosure.PathNumber(rapid.IntRange(1, 8).Draw(t, "path")),
		Customer: customer.Ordinal(rapid.OneOf(rapid.Uint32Range(1, 30), rapid.Uint32Range(1, 200_000)).Draw(t, "customer")),
		Version:  rapid.Uint32Range(1, 3).Draw(t, "version"), Level: disclosure.Clear,
	}
	few := rapid.IntRange(1, len(fieldSets)).Draw(t, "few")
	r.Fields = fieldSets[rapid.IntRange(0, few-1).Draw(t, "fields")]
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		r.Outcome = disclosure.Outcome(rapid.IntRange(1, 10).Draw(t, "outcome"))
	case 1, 2:
		r.Level = disclosure.Level(rapid.IntRange(1, 5).Draw(t, "level"))
	case 3: // an older system's access, late
		r.Path, r.Version = 7, 0
		r.Time = start + rapid.Int64Range(-800, 800).Draw(t, "days")*24*int64(time.Hour)
	case 4:
		r.Path, r.Customer, r.Level, r.Fields = 6, 0, disclosure.Ciphertext, customer.AllFields
	case 5: // a trace: it names nobody
		r.Customer = 0
	case 6:
		r.Time = rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, -1, 0, math.MaxInt64 - 1, r.Time}).Draw(t, "odd")
	}
	return r
}

// query draws a query whose bounds are often those of a row.
func query(t *rapid.T, l *ledger) leak.Query {
	var q leak.Query
	at := func(name string) int64 {
		base := start
		if len(l.rows) > 0 {
			base = l.rows[rapid.IntRange(0, len(l.rows)-1).Draw(t, name)].Time
		}
		return base + rapid.Int64Range(-1, 1).Draw(t, name+" off")
	}
	q.From, q.To = at("from"), at("to")
	if q.From > q.To {
		q.From, q.To = q.To, q.From
	}
	if rapid.Bool().Draw(t, "all time") {
		q.From, q.To = math.MinInt64, math.MaxInt64
	}
	for i, p := range l.paths {
		if rapid.Bool().Draw(t, fmt.Sprint("path ", i)) {
			q.Paths = append(q.Paths, p)
		}
	}
	q.Paths = append(q.Paths, disclosure.Path{Kind: disclosure.PathService, Name: "unknown"})
	if rapid.Bool().Draw(t, "some fields") {
		q.Fields = customer.Fields(rapid.Uint32Range(1, 255).Draw(t, "fields"))
	}
	if rapid.Bool().Draw(t, "some levels") {
		q.Levels = rapid.SliceOfN(rapid.Map(rapid.Uint8Range(1, 5), func(v uint8) disclosure.Level { return disclosure.Level(v) }), 1, 4).Draw(t, "levels")
	}
	return q
}

// TestModel holds an index, which catches up, merges and is opened again at any
// moment, against a look at every row.
func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		l, clock := newLedger(1), start
		small := smallest
		if rapid.Bool().Draw(rt, "dense") {
			small.SparseMax = 0
		}
		openIndex := func() *index.Index {
			x, err := index.OpenSmall(dir, l, index.Options{Presence: present{}}, small)
			if err != nil {
				rt.Fatal(err)
			}
			return x
		}
		x := openIndex()
		rt.Repeat(map[string]func(*rapid.T){
			"add": func(rt *rapid.T) {
				for range rapid.SampledFrom([]int{1, 3, 50, 200}).Draw(rt, "rows") {
					l.add(row(rt, &clock))
				}
			},
			"open again": func(rt *rapid.T) {
				if err := x.Close(); err != nil {
					rt.Fatal(err)
				}
				x = openIndex()
			},
			"wait": func(*rapid.T) { x.Wait() },
			"scope": func(rt *rapid.T) {
				if err := x.CatchUp(); err != nil {
					rt.Fatal(err)
				}
				q := query(rt, l)
				got, err := x.Scope(q)
				if err != nil {
					rt.Fatal(err)
				}
				if diff := cmp.Diff(l.scope(q), got, sameSet); diff != "" {
					rt.Fatalf("scope of %+v: %s", q, diff)
				}
			},
			"trace": func(rt *rapid.T) {
				if err := x.CatchUp(); err != nil {
					rt.Fatal(err)
				}
				checkSources(rt, l, x)
			},
		})
		if err := x.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}

// checkSources holds what a trace is given against the rows.
func checkSources(t *rapid.T, l *ledger, x *index.Index) {
	source := index.Source{
		Import: rapid.SampledFrom([]string{"", "ab"}).Draw(t, "import"),
		Fields: customer.Fields(rapid.SampledFrom([]uint32{0, 1, 4, 5, 12}).Draw(t, "of fields")),
	}
	got, err := x.Exposures(source)
	if err != nil {
		t.Fatal(err)
	}
	var want []leak.Exposure
	accesses := map[customer.Ordinal]uint32{}
	for _, p := range l.paths {
		if p.Import != source.Import {
			continue
		}
		if by := l.saw(p, source.Fields); len(by) > 0 {
			want = append(want, leak.Exposure{Path: p, ByVersion: by})
		}
		for i := range l.rows {
			r := &l.rows[i]
			if l.paths[r.Path-1] == p && r.Outcome == disclosure.Allowed && r.Customer != 0 &&
				r.Level >= disclosure.Masked && r.Level <= disclosure.Exported {
				accesses[r.Customer]++
			}
		}
	}
	if diff := cmp.Diff(want, got, sameSet); diff != "" {
		t.Fatalf("exposures of %+v: %s", source, diff)
	}
	counted, err := x.Accesses(source)
	if err != nil {
		t.Fatal(err)
	}
	sum := uint64(0)
	for o, n := range accesses {
		sum += uint64(n)
		if counted.Of(o) != n {
			t.Fatalf("customer %d: %d accesses, not %d", o, counted.Of(o), n)
		}
	}
	if counted.Sum != sum {
		t.Fatalf("%d accesses, not %d", counted.Sum, sum)
	}
}
