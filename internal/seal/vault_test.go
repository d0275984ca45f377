package seal_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/seal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a store with the ledger and the clock that it is opened on.
type bench struct {
	*seal.Vault
	dir    string
	root   seal.Root
	ledger *ledger
	opts   seal.Options
}

// ledger holds rows as the customers machine does.
type ledger struct {
	mu   sync.RWMutex
	rows map[disclosure.Sequence]disclosure.Row
	last disclosure.Sequence
	now  int64
}

func (l *ledger) Row(s disclosure.Sequence) (disclosure.Row, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	r, ok := l.rows[s]
	return r, ok
}

// record appends a row and mints its receipt.
func (l *ledger) record(row disclosure.Row) disclosure.Receipt {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	row.Link([32]byte{byte(l.last)})
	l.rows[l.last] = row
	return disclosure.MintReceipt(l.last, row, l.now)
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{
		dir: filepath.Join(t.TempDir(), "keys"), root: seal.NewRoot(),
		ledger: &ledger{rows: map[disclosure.Sequence]disclosure.Row{}, last: 99, now: 1000},
	}
	b.opts = seal.Options{Root: b.root, Ledger: b.ledger, First: 100, Clock: func() int64 {
		b.ledger.mu.RLock()
		defer b.ledger.mu.RUnlock()
		return b.ledger.now
	}}
	b.Vault = mustOpen(t, b.dir, b.opts)
	return b
}

func mustOpen(t testing.TB, dir string, o seal.Options) *seal.Vault {
	t.Helper()
	v, err := seal.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() }) // a second time where the test closed it
	return v
}

// reopen closes the store and opens it again.
func (b *bench) reopen(t testing.TB) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.Vault = mustOpen(t, b.dir, b.opts)
}

// values are a customer's, none of which can be a person's.
func values(i int) (v customer.Values) {
	v.Set(customer.Name, fmt.Sprintf("Test Person %d", i))
	v.Set(customer.NationalID, fmt.Sprintf("990000%012d", i))
	v.Set(customer.Phone, fmt.Sprintf("+86100%08d", i))
	v.Set(customer.Email, fmt.Sprintf("person%d@example.com", i))
	v.Set(customer.Address, fmt.Sprintf("%d Test Road", i))
	v.Set(customer.Card, fmt.Sprintf("411111%010d", i))
	return v
}

func of(f customer.Field, text string) (v customer.Values) {
	v.Set(f, text)
	return v
}

// register seals n customers and returns their drafts.
func (b *bench) register(t testing.TB, n int) []seal.Draft {
	t.Helper()
	first, err := b.Take(n)
	if err != nil {
		t.Fatal(err)
	}
	drafts := make([]seal.Draft, n)
	for i := range drafts {
		o := first + customer.Ordinal(i)
		drafts[i] = seal.Draft{Ordinal: o, Version: 1, Values: values(int(o))}
	}
	if err := b.Seal(drafts); err != nil {
		t.Fatal(err)
	}
	return drafts
}

// inClear is the row of an allowed disclosure of all fields.
func inClear(o customer.Ordinal, version uint32) disclosure.Row {
	return disclosure.Row{Customer: o, Fields: customer.AllFields, Version: version, Level: disclosure.Clear}
}

// read records a disclosure and opens.
func (b *bench) read(row disclosure.Row, sealed []customer.Sealed) (v customer.Values, err error) {
	err = b.Open(b.ledger.record(row), sealed, &v)
	return v, err
}

func texts(v customer.Values) map[string]string {
	m := map[string]string{}
	for f := range v.Fields().All() {
		m[f.String()] = v.Get(f)
	}
	return m
}

func (b *bench) wantValues(t *testing.T, row disclosure.Row, sealed []customer.Sealed, want customer.Values) {
	t.Helper()
	got, err := b.read(row, sealed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(texts(want), texts(got)); diff != "" {
		t.Fatal(diff)
	}
}

func (b *bench) find(t testing.TB, f customer.Field, normal string) []seal.Match {
	t.Helper()
	m, _, err := b.Find(f, normal)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSealOpenFind(t *testing.T) {
	b := newBench(t)
	drafts := b.register(t, 300)
	for range 2 {
		for _, d := range drafts {
			b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, values(int(d.Ordinal)))
			for f := range d.Values.Fields().All() {
				var want []seal.Match
				if f.Indexed() {
					want = []seal.Match{{Ordinal: d.Ordinal, From: 1}}
				}
				if diff := cmp.Diff(want, b.find(t, f, d.Values.Get(f))); diff != "" {
					t.Fatal(f, diff)
				}
			}
		}
		b.reopen(t)
	}
	if got := b.find(t, customer.Phone, "+8610099999999"); got != nil {
		t.Errorf("nobody's phone is of %v", got)
	}
	// A value of one field is not found as another's.
	if got := b.find(t, customer.Name, drafts[0].Values.Get(customer.Phone)); got != nil {
		t.Errorf("a phone is the name of %v", got)
	}
}

// What is hidden opens like anybody's, and nobody is found by it: the store's tables
// have nothing of it.
func TestHidden(t *testing.T) {
	b := newBench(t)
	known := b.register(t, 1)
	before, _ := b.Entries()
	o, err := b.Take(1)
	if err != nil {
		t.Fatal(err)
	}
	drafts := []seal.Draft{{Ordinal: o, Version: 1, Values: known[0].Values, Hidden: true}}
	if err := b.Seal(drafts); err != nil {
		t.Fatal(err)
	}
	b.wantValues(t, inClear(o, 1), drafts[0].Sealed, known[0].Values)
	for f := range known[0].Values.Fields().All() {
		held, err := b.Held(o, f, known[0].Values.Get(f))
		if held != nil || err != nil {
			t.Errorf("%s is said to be hers: %v, %v", f, held, err)
		}
		for _, m := range b.find(t, f, known[0].Values.Get(f)) {
			if m.Ordinal != known[0].Ordinal {
				t.Errorf("%s finds %d", f, m.Ordinal)
			}
		}
	}
	_, err = b.Reseal(seal.Draft{Ordinal: o, Version: 2, Values: known[0].Values, Hidden: true})
	if !errors.Is(err, seal.ErrDraft) {
		t.Errorf("an update is hidden: %v", err)
	}
	owners, err := b.owners(known[0].Values)
	if err != nil || len(owners) != 1 || owners[0][0].Ordinal != known[0].Ordinal {
		t.Errorf("the values are %v's, %v", owners, err)
	}
	if after, _ := b.Entries(); after != before {
		t.Errorf("%d entries became %d", before, after)
	}
}

func TestSealed(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 2)
	b.opts.Root = seal.Root{}
	b.reopen(t)
	if s := b.Status(); !s.Sealed || s.Source != seal.FromNowhere || s.RootID != b.root.ID() {
		t.Errorf("status %+v", s)
	}
	var into customer.Values
	_, _, findErr := b.Find(customer.Phone, "x")
	_, pseudonymErr := b.Pseudonym("m17", "x")
	_, fingerprintErr := b.Fingerprint(nil)
	_, resealErr := b.Reseal(seal.Draft{Ordinal: d[0].Ordinal, Version: 2, Values: of(customer.Name, "New")})
	for name, err := range map[string]error{
		"open": b.Open(b.ledger.record(inClear(d[0].Ordinal, 1)), d[0].Sealed, &into), "seal": b.Seal(nil),
		"find": findErr, "pseudonym": pseudonymErr, "fingerprint": fingerprintErr, "reseal": resealErr,
		"rotate": b.Rotate(t.Context(), seal.NewRoot(), nil),
	} {
		if !errors.Is(err, seal.ErrSealed) || errkind.Of(err) != errkind.Unavailable || errkind.CodeOf(err) != "sealed" {
			t.Errorf("%s while sealed: %v", name, err)
		}
	}
	// An erasure is not put off.
	if err := b.Erase(d[1].Ordinal); err != nil || !b.Erased(d[1].Ordinal) {
		t.Errorf("erase while sealed: %v", err)
	}
	if err := b.Unseal(seal.NewRoot()); !errors.Is(err, seal.ErrWrongRoot) {
		t.Errorf("another root: %v", err)
	}
	if err := b.Unseal(b.root); err != nil {
		t.Fatal(err)
	}
	b.wantValues(t, inClear(d[0].Ordinal, 1), d[0].Sealed, d[0].Values)
	if _, err := b.read(inClear(d[1].Ordinal, 1), d[1].Sealed); !errors.Is(err, seal.ErrErased) {
		t.Errorf("erased while sealed: %v", err)
	}
	if got := b.find(t, customer.Phone, d[1].Values.Get(customer.Phone)); got != nil {
		t.Errorf("erased while sealed is found: %v", got)
	}
}

func TestOpenStore(t *testing.T) {
	b := newBench(t)
	if _, err := seal.Open(b.dir, b.opts); !errors.Is(err, seal.ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.opts.Root = seal.NewRoot()
	if _, err := seal.Open(b.dir, b.opts); !errors.Is(err, seal.ErrWrongRoot) {
		t.Errorf("another root: %v", err)
	}
	if _, err := seal.Open(filepath.Join(t.TempDir(), "none"), seal.Options{}); !errors.Is(err, seal.ErrNoStore) {
		t.Errorf("no store and no root: %v", err)
	}
}

func TestDrafts(t *testing.T) {
	b := newBench(t)
	used := b.register(t, 1)[0].Ordinal
	o, err := b.Take(3)
	if err != nil {
		t.Fatal(err)
	}
	long := make([]byte, customer.ValueMax+1)
	for name, drafts := range map[string][]seal.Draft{
		"nobody":         {{Version: 1}},
		"not taken":      {{Ordinal: o + 3, Version: 1}},
		"no version":     {{Ordinal: o}},
		"used":           {{Ordinal: used, Version: 1}},
		"one of two":     {{Ordinal: used, Version: 1}, {Ordinal: o, Version: 1, Values: values(1)}},
		"twice":          {{Ordinal: o, Version: 1}, {Ordinal: o, Version: 1}},
		"downwards":      {{Ordinal: o + 1, Version: 1}, {Ordinal: o, Version: 1}},
		"an empty value": {{Ordinal: o, Version: 1, Values: of(customer.Name, "")}},
		"a long value":   {{Ordinal: o, Version: 1, Values: of(customer.Name, string(long))}},
		"removes":        {{Ordinal: o, Version: 1, Removed: customer.FieldsOf(customer.Name)}},
	} {
		if err := b.Seal(drafts); !errors.Is(err, seal.ErrDraft) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Nothing of all that was written, so the numbers still serve.
	if err := b.Seal([]seal.Draft{{Ordinal: o, Version: 1, Values: values(1)}, {Ordinal: o + 2, Version: 1}}); err != nil {
		t.Error(err)
	}
	for _, n := range []int{0, -1, seal.TakeMax + 1} {
		if _, err := b.Take(n); !errors.Is(err, seal.ErrDraft) {
			t.Errorf("take %d: %v", n, err)
		}
	}
}

func TestPseudonymAndFingerprint(t *testing.T) {
	b := newBench(t)
	seen := map[[16]byte]string{}
	add := func(what string, sum [16]byte, err error) {
		t.Helper()
		if other, again := seen[sum]; again || err != nil {
			t.Errorf("%s is as %s, %v", what, other, err)
		}
		seen[sum] = what
	}
	for _, pair := range [][2]string{{"m1", "7x"}, {"m17", "x"}, {"", "m17x"}, {"m17x", ""}} {
		sum, err := b.Pseudonym(pair[0], pair[1])
		add("pseudonym of "+pair[0]+"/"+pair[1], sum, err)
		again, _ := b.Pseudonym(pair[0], pair[1])
		if again != sum {
			t.Errorf("%v has two pseudonyms", pair)
		}
	}
	sum, err := b.Fingerprint([]byte("\x00m17x"))
	add("fingerprint", sum, err)
	before, _ := b.Pseudonym("m1", "7x")
	b.reopen(t)
	after, _ := b.Pseudonym("m1", "7x")
	if before != after {
		t.Error("a pseudonym changed with a restart")
	}
	if _, err := b.Pseudonym(string(make([]byte, 256)), ""); err == nil {
		t.Error("a domain of 256 bytes has a pseudonym")
	}
}

func TestHighSequence(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	if got := b.HighSequence(); got != 0 {
		t.Errorf("a new store has opened for %d", got)
	}
	for range 3 {
		if _, err := b.read(inClear(d.Ordinal, 1), d.Sealed); err != nil {
			t.Fatal(err)
		}
	}
	var into customer.Values
	_ = b.Open(disclosure.MintReceipt(500, inClear(d.Ordinal, 1), b.ledger.now), d.Sealed, &into) // not in the ledger
	for range 2 {
		if got := b.HighSequence(); got != 102 {
			t.Errorf("opened for %d, want 102", got)
		}
		b.reopen(t)
	}
}

// After a write failed nothing is written any more, and reads go on; a store that
// is opened again is whole.
func TestFailedWrite(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 2)
	if err := b.Break(); err != nil {
		t.Fatal(err)
	}
	first, err := b.Take(1)
	if err != nil {
		t.Fatal(err)
	}
	_, resealErr := b.Reseal(seal.Draft{Ordinal: d[0].Ordinal, Version: 2, Values: of(customer.Name, "New")})
	_, takeErr := b.Take(1)
	for name, err := range map[string]error{
		"reseal": resealErr, "take": takeErr, "pass": b.Pass(9000), "erase": b.Erase(d[0].Ordinal),
		"seal":   b.Seal([]seal.Draft{{Ordinal: first, Version: 1, Values: values(9)}}),
		"rotate": b.Rotate(t.Context(), seal.NewRoot(), nil),
	} {
		if !errors.Is(err, seal.ErrFailed) || errkind.Of(err) != errkind.Unavailable || errkind.CodeOf(err) != "not_writable" {
			t.Errorf("%s after a failure: %v", name, err)
		}
	}
	b.wantValues(t, inClear(d[0].Ordinal, 1), d[0].Sealed, d[0].Values)
	b.reopen(t)
	b.wantValues(t, inClear(d[0].Ordinal, 1), d[0].Sealed, d[0].Values)
	if got := b.find(t, customer.Name, d[0].Values.Get(customer.Name)); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

func TestClosed(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	if err := errors.Join(b.Close(), b.Close()); err != nil {
		t.Error(err)
	}
	_, takeErr := b.Take(1)
	_, _, findErr := b.Find(customer.Name, "x")
	_, readErr := b.read(inClear(d.Ordinal, 1), d.Sealed)
	if !errors.Is(takeErr, seal.ErrFailed) || !errors.Is(findErr, seal.ErrSealed) || !errors.Is(readErr, seal.ErrSealed) {
		t.Errorf("closed: take %v, find %v, read %v", takeErr, findErr, readErr)
	}
}
