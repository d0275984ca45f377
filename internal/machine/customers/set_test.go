package customers_test

import (
	"bytes"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/machine/customers"
)

// The bytes of a set are these: another way to write them would be other state.
func TestSetBytes(t *testing.T) {
	for _, tc := range []struct {
		list []uint32
		want []byte
	}{
		{nil, nil},
		{[]uint32{1}, []byte{1, 0}},
		{[]uint32{1, 2, 3, 7}, []byte{1, 2, 4, 0}},
		{[]uint32{300, 301, 900}, []byte{0xac, 2, 1, 0xd7, 4, 0}},
		{[]uint32{0, 5, 1 << 28}, []byte{5, 0}}, // no customer has the others
	} {
		if got := customers.PackSet(roaring.BitmapOf(tc.list...)); !bytes.Equal(got, tc.want) {
			t.Errorf("%v is % x, want % x", tc.list, got, tc.want)
		}
	}
}

// FuzzSet: what is read is written again byte for byte, so that no set has two
// forms.
func FuzzSet(f *testing.F) {
	for _, b := range []string{"", "\x01\x00", "\x01\x02\x04\x00", "\x01", "\x00\x00", "\x01\x00\x01\x00", "\x81\x00\x00", "\x01\x80\x00", "\xff\xff\xff\xff\x7f\x00"} {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<10 {
			return
		}
		set, err := customers.UnpackSet(b)
		if err != nil {
			return
		}
		if back := customers.PackSet(set); !bytes.Equal(back, b) {
			t.Errorf("% x became % x", b, back)
		}
	})
}

// As many parts as there are make the set again, each within a command.
func TestSetInParts(t *testing.T) {
	set := roaring.New()
	for o := uint32(1); o < 1_200_000; o += 2 {
		set.Add(o)
	}
	set.AddRange(2_000_000, 9_000_000)
	parts := customers.PackParts(set)
	back := roaring.New()
	for _, part := range parts {
		some, err := customers.UnpackSet(part)
		if err != nil || len(part) > 900<<10 {
			t.Fatalf("a part of %d bytes: %v", len(part), err)
		}
		back.Or(some)
	}
	if len(parts) < 2 || !back.Equals(set) {
		t.Errorf("%d parts hold %d of %d", len(parts), back.GetCardinality(), set.GetCardinality())
	}
	if parts := customers.PackParts(roaring.New()); len(parts) != 1 || len(parts[0]) != 0 {
		t.Errorf("the empty set has parts %v", parts)
	}
}

// What a machine makes of an incident's sets is what sets are.
func TestSetsOfAnIncident(t *testing.T) {
	some := rapid.Custom(func(t *rapid.T) *roaring.Bitmap {
		return roaring.BitmapOf(rapid.SliceOfN(rapid.Uint32Range(1, 60), 0, 50).Draw(t, "set")...)
	})
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	rapid.Check(t, func(t *rapid.T) {
		affected, more := some.Draw(t, "affected"), some.Draw(t, "more")
		i := d.do(customers.KindIncident, system, customers.OpenIncident{Title: "t", Set: customers.PackSet(affected)}).(customers.Incident)
		d.do(customers.KindAffected, system, customers.AddAffected{Incident: i.Number, Set: customers.PackSet(more)})
		affected.Or(more)
		delivered, failed := roaring.New(), roaring.New()
		for range 3 {
			arrived, lost := some.Draw(t, "arrived"), some.Draw(t, "lost")
			d.do(customers.KindNotice, system, customers.DeliverNotices{
				Incident: i.Number, Delivered: customers.PackSet(arrived), Failed: customers.PackSet(lost),
			})
			arrived.And(affected)
			lost.And(affected)
			lost.AndNot(arrived)
			delivered.AndNot(lost)
			delivered.Or(arrived)
			failed.AndNot(arrived)
			failed.Or(lost)
		}
		d.view(func(m *customers.Machine) { i, _ = m.Incident(i.Number) })
		for what, pair := range map[string][2][]byte{
			"affected":  {i.Set, customers.PackSet(affected)},
			"delivered": {i.Delivered, customers.PackSet(delivered)},
			"failed":    {i.Failed, customers.PackSet(failed)},
		} {
			if !bytes.Equal(pair[0], pair[1]) {
				t.Errorf("%s are % x, want % x", what, pair[0], pair[1])
			}
		}
		if uint64(i.Customers) != affected.GetCardinality() {
			t.Errorf("%d affected, want %d", i.Customers, affected.GetCardinality())
		}
	})
}
