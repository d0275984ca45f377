package index_test

import (
	"errors"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
)

// TestSnapshots finds backups and exports, and no path on which rows were looked
// at one by one.
func TestSnapshots(t *testing.T) {
	l := newLedger(1)
	for i := range 30 {
		l.add(disclosure.Row{
			Time: start + int64(i), Path: 8, Customer: customer.Ordinal(i + 1), Version: uint32(1 + i%2),
			Level: disclosure.Exported, Fields: customer.Fields(1 + i%3*2),
		})
		l.add(disclosure.Row{Time: start, Path: 1, Customer: 3, Level: disclosure.Clear, Fields: 5})
	}
	for _, at := range []int64{start + 5e17, start} {
		l.add(disclosure.Row{Time: at, Path: 6, Level: disclosure.Ciphertext, Fields: customer.AllFields})
	}
	x, err := index.Open(t.TempDir(), l, index.Options{Presence: present{}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	got, err := x.Snapshots(index.Source{Fields: customer.FieldsOf(customer.Name, customer.Phone)})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := present{}.Present(start, false)
	second, _ := present{}.Present(start+5e17, false)
	exported := roaring.New()
	for i := range uint32(30) {
		if i%3 == 2 { // fields 5: name and phone
			exported.Add(i + 1)
		}
	}
	want := []leak.Snapshot{
		{Path: l.paths[5], Time: start, Members: first},
		{Path: l.paths[5], Time: start + 5e17, Members: second},
		{Path: l.paths[7], Time: start + 29, Members: exported},
	}
	if diff := cmp.Diff(want, got, sameSet); diff != "" {
		t.Error(diff)
	}
	if got, err := x.Snapshots(index.Source{Import: "ab"}); len(got) != 0 || err != nil {
		t.Error(got, err)
	}
}

// TestManyAccesses counts more than a byte holds.
func TestManyAccesses(t *testing.T) {
	l := newLedger(1)
	for i := range 1000 {
		l.add(disclosure.Row{Time: start, Path: 1, Customer: customer.Ordinal(1 + i%700/400), Level: disclosure.Masked, Fields: 1})
	}
	for range 254 {
		l.add(disclosure.Row{Time: start, Path: 2, Customer: 9, Level: disclosure.Masked, Fields: 1})
	}
	x, err := index.Open(t.TempDir(), l, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	a, err := x.Accesses(index.Source{})
	if err != nil {
		t.Fatal(err)
	}
	got := []uint32{a.Of(0), a.Of(1), a.Of(2), a.Of(9), a.Of(10), a.Of(1 << 30)}
	if diff := cmp.Diff([]uint32{0, 700, 300, 254, 0, 0}, got); diff != "" || a.Sum != 1254 {
		t.Error(diff, a.Sum)
	}
}

// absent fails.
type absent struct{}

var errAbsent = errors.New("no answer")

func (absent) Present(int64, bool) (*roaring.Bitmap, error) { return nil, errAbsent }

// TestNoPresence passes on why it is not known whom a backup held: an answer
// without them would be too small.
func TestNoPresence(t *testing.T) {
	l := newLedger(1)
	l.add(disclosure.Row{Time: start, Path: 6, Level: disclosure.Ciphertext, Fields: customer.AllFields})
	for _, small := range []index.Small{smallest, dense} {
		x, err := index.OpenSmall(t.TempDir(), l, index.Options{Presence: absent{}}, small)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Scope(leak.Query{Paths: l.paths, From: start, To: start + 1}); !errors.Is(err, errAbsent) {
			t.Error(err)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
}
