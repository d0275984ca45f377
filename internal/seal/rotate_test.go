package seal_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/seal"
)

func TestRotate(t *testing.T) {
	b := newBench(t)
	drafts := b.register(t, 700)
	o, sealed := b.withHistory(t)
	if err := b.Erase(drafts[3].Ordinal); err != nil {
		t.Fatal(err)
	}
	pseudonym, err := b.Pseudonym("m17", "x")
	if err != nil {
		t.Fatal(err)
	}
	wrapped := b.secretsOf(t, drafts[0].Ordinal)[0]
	next := seal.NewRoot()
	var told [][2]uint64
	if err := b.Rotate(t.Context(), next, func(done, total uint64) { told = append(told, [2]uint64{done, total}) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][2]uint64{{0, 703}, {256, 703}, {512, 703}, {703, 703}}, told); diff != "" {
		t.Error(diff)
	}
	if s := b.Status(); s.Root != 2 || s.RootID != next.ID() || s.Rotating || s.Rotated != 703 {
		t.Errorf("status %+v", s)
	}
	if holds(t, b.dir, [][]byte{wrapped}) != "" {
		t.Error("a key is still wrapped under the old root")
	}
	old := b.opts.Root
	b.opts.Root = next
	for range 2 {
		for _, d := range drafts[:3] {
			b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, d.Values)
			if got := b.find(t, customer.Name, d.Values.Get(customer.Name)); len(got) != 1 {
				t.Errorf("found %v", got)
			}
		}
		if diff := cmp.Diff([]seal.Match{{Ordinal: o, From: 4, To: 4}}, b.find(t, customer.Phone, "phone 4")); diff != "" {
			t.Error(diff)
		}
		b.wantValues(t, inClear(o, 10), sealed, values(int(o)))
		if again, err := b.Pseudonym("m17", "x"); err != nil || again != pseudonym {
			t.Errorf("the pseudonym changed, %v", err)
		}
		b.reopen(t)
	}
	if !b.Erased(drafts[3].Ordinal) {
		t.Error("a rotation brought somebody back")
	}
	if err := b.Rotate(t.Context(), next, nil); !errors.Is(err, seal.ErrSameRoot) {
		t.Errorf("onto itself: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.opts.Root = old
	if _, err := seal.Open(b.dir, b.opts); !errors.Is(err, seal.ErrWrongRoot) {
		t.Errorf("the old root opens: %v", err)
	}
}

// A rotation that was ended goes on with its own root alone.
func TestRotateGoesOn(t *testing.T) {
	b := newBench(t)
	drafts := b.register(t, 900)
	next := seal.NewRoot()
	ctx, stop := context.WithCancel(t.Context())
	err := b.Rotate(ctx, next, func(done, total uint64) {
		if done > total/2 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || !b.Status().Rotating {
		t.Fatalf("status %+v, %v", b.Status(), err)
	}
	// Meanwhile everything works: slots of both roots, and new ones.
	drafts = append(drafts, b.register(t, 2)...)
	for _, i := range []int{0, 899, 901} {
		b.wantValues(t, inClear(drafts[i].Ordinal, 1), drafts[i].Sealed, drafts[i].Values)
	}
	if _, err := b.Reseal(seal.Draft{Ordinal: drafts[899].Ordinal, Version: 2, Values: of(customer.Phone, "other")}); err != nil {
		t.Error(err)
	}
	if err := b.Rotate(t.Context(), seal.NewRoot(), nil); !errors.Is(err, seal.ErrMovedRoot) {
		t.Errorf("onto a third root: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(b.dir, b.opts); !errors.Is(err, seal.ErrMovedRoot) {
		t.Errorf("the old root: %v", err)
	}
	b.opts.Root = next
	b.Vault = mustOpen(t, b.dir, b.opts)
	if s := b.Status(); !s.Rotating || s.Root != 2 {
		t.Errorf("status %+v", s)
	}
	if err := b.Rotate(t.Context(), next, nil); err != nil {
		t.Fatal(err)
	}
	b.reopen(t)
	for _, d := range drafts {
		b.wantValues(t, inClear(d.Ordinal, 1), d.Sealed, d.Values)
	}
}

// A backup made in the middle of a rotation opens with its next root.
func TestBackupWithinRotation(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 600)
	next := seal.NewRoot()
	ctx, stop := context.WithCancel(t.Context())
	_ = b.Rotate(ctx, next, func(done, _ uint64) {
		if done > 0 {
			stop()
		}
	})
	if !b.Status().Rotating {
		t.Fatal("the rotation is done already")
	}
	b.restoreInto(t, next)
	for _, i := range []int{0, 599} {
		b.wantValues(t, inClear(d[i].Ordinal, 1), d[i].Sealed, d[i].Values)
	}
}
