package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/seal"
)

// What leaves at level masked is the mask, and the same box at clear the value.
func TestOpenMasks(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	row := inClear(d.Ordinal, 1)
	row.Level = disclosure.Masked
	var want customer.Values
	for f := range d.Values.Fields().All() {
		want.Set(f, customer.Mask(f, d.Values.Get(f)))
	}
	b.wantValues(t, row, d.Sealed, want)
	if want.Get(customer.Phone) == d.Values.Get(customer.Phone) {
		t.Error("a mask shows the whole phone")
	}
	row.Level = disclosure.Exported
	b.wantValues(t, row, d.Sealed, d.Values)
}

// changed records a row that differs from one that serves.
func (b *bench) changed(o customer.Ordinal, change func(r *disclosure.Row)) disclosure.Receipt {
	row := inClear(o, 1)
	change(&row)
	return b.ledger.record(row)
}

// minted is a receipt that nobody should have made.
func (b *bench) minted(s disclosure.Sequence, row disclosure.Row, age int64) disclosure.Receipt {
	return disclosure.MintReceipt(s, row, b.ledger.now-age)
}

// forged are receipts of customer 1, each by what differs from one that serves.
var forged = map[string]struct {
	receipt func(b *bench) disclosure.Receipt
	want    error
}{
	"zero": {func(*bench) disclosure.Receipt { return disclosure.Receipt{} }, seal.ErrReceiptZero},
	"a row before this process": {func(b *bench) disclosure.Receipt {
		b.ledger.rows[99] = inClear(1, 1)
		return b.minted(99, inClear(1, 1), 0)
	}, seal.ErrReceiptForeign},
	"of a later clock": {func(b *bench) disclosure.Receipt {
		r := b.ledger.record(inClear(1, 1))
		return b.minted(r.Sequence(), r.Row(), -1)
	}, seal.ErrReceiptForeign},
	"over five seconds old": {func(b *bench) disclosure.Receipt {
		r := b.ledger.record(inClear(1, 1))
		return b.minted(r.Sequence(), r.Row(), 5_000_000_001)
	}, seal.ErrReceiptOld},
	"five seconds old": {func(b *bench) disclosure.Receipt {
		r := b.ledger.record(inClear(1, 1))
		return b.minted(r.Sequence(), r.Row(), 5_000_000_000)
	}, nil},
	"not in the ledger": {func(b *bench) disclosure.Receipt {
		return b.minted(1_000_000, inClear(1, 1), 0)
	}, seal.ErrReceiptUnrecorded},
	"another customer in the ledger": {func(b *bench) disclosure.Receipt {
		r := b.ledger.record(inClear(2, 1))
		row := r.Row()
		row.Customer = 1
		return b.minted(r.Sequence(), row, 0)
	}, seal.ErrReceiptDiffers},
	"fewer fields in the ledger": {func(b *bench) disclosure.Receipt {
		r := b.changed(1, func(r *disclosure.Row) { r.Fields = customer.FieldsOf(customer.Phone) })
		row := r.Row()
		row.Fields = customer.AllFields
		return b.minted(r.Sequence(), row, 0)
	}, seal.ErrReceiptDiffers},
	"another hash in the ledger": {func(b *bench) disclosure.Receipt {
		r := b.ledger.record(inClear(1, 1))
		row := r.Row()
		row.Hash[31] ^= 1
		return b.minted(r.Sequence(), row, 0)
	}, seal.ErrReceiptDiffers},
	"refused": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Outcome = disclosure.RefusedBudget })
	}, seal.ErrReceiptOutcome},
	"missed": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Outcome = disclosure.Missed })
	}, seal.ErrReceiptOutcome},
	"a lookup": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Level = disclosure.Matched })
	}, seal.ErrReceiptLevel},
	"a backup": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Level = disclosure.Ciphertext })
	}, seal.ErrReceiptLevel},
	"no level": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Level = 0 })
	}, seal.ErrReceiptLevel},
	"without one of the fields": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Fields &^= customer.FieldsOf(customer.Card) })
	}, seal.ErrReceiptField},
	"an older version": {func(b *bench) disclosure.Receipt {
		return b.changed(1, func(r *disclosure.Row) { r.Version = 0 })
	}, seal.ErrReceiptVersion},
	"nobody": {func(b *bench) disclosure.Receipt {
		return b.ledger.record(inClear(77, 1))
	}, seal.ErrNoSlot},
	"another customer": {func(b *bench) disclosure.Receipt {
		return b.ledger.record(inClear(2, 1))
	}, seal.ErrBox},
}

// Every refusal of a receipt, and that nothing leaves then.
func TestOpenRefusesReceipts(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 2)[0]
	for name, row := range forged {
		b.refuses(t, name, row.receipt(b), d.Sealed, row.want)
	}
	r := b.ledger.record(inClear(1, 1))
	var into customer.Values
	if err := b.Open(r, d.Sealed, &into); err != nil {
		t.Fatal(err)
	}
	b.refuses(t, "used twice", r, d.Sealed, seal.ErrReceiptUsed)
	if !errors.Is(seal.ErrReceiptUsed, seal.ErrReceipt) {
		t.Error("a refusal of a receipt is not one")
	}
}

// Boxes that are not what the receipt is for.
func TestOpenRefusesBoxes(t *testing.T) {
	b := newBench(t)
	drafts := b.register(t, 2)
	name := drafts[0].Sealed[0].Box
	flipped := bytes.Clone(name)
	flipped[20] ^= 1
	for what, row := range map[string]struct {
		sealed customer.Sealed
		want   error
	}{
		"a field that is none": {customer.Sealed{Field: 40, Version: 1, Box: name}, seal.ErrReceiptField},
		"a newer value":        {customer.Sealed{Field: customer.Name, Version: 2, Box: name}, seal.ErrReceiptVersion},
		"another customer's":   {drafts[1].Sealed[0], seal.ErrBox},
		"another field's":      {customer.Sealed{Field: customer.Phone, Version: 1, Box: name}, seal.ErrBox},
		"another version's":    {customer.Sealed{Field: customer.Name, Version: 0, Box: name}, seal.ErrBox},
		"a bit of it another":  {customer.Sealed{Field: customer.Name, Version: 1, Box: flipped}, seal.ErrBox},
		"cut":                  {customer.Sealed{Field: customer.Name, Version: 1, Box: name[:27]}, seal.ErrBox},
		"empty":                {customer.Sealed{Field: customer.Name, Version: 1}, seal.ErrBox},
		"endless":              {customer.Sealed{Field: customer.Name, Version: 1, Box: make([]byte, 4096)}, seal.ErrBox},
	} {
		// Behind one that opens, so that it would show if half of them left.
		sealed := []customer.Sealed{drafts[0].Sealed[2], row.sealed}
		b.refuses(t, what, b.ledger.record(inClear(1, 1)), sealed, row.want)
	}
}

// refuses checks that Open fails as wanted and gives nothing away.
func (b *bench) refuses(t *testing.T, name string, r disclosure.Receipt, sealed []customer.Sealed, want error) {
	t.Helper()
	into := of(customer.Address, "kept")
	err := b.Open(r, sealed, &into)
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", name, err, want)
	}
	if diff := cmp.Diff(map[string]string{"address": "kept"}, texts(into)); diff != "" && want != nil {
		t.Errorf("%s: something left: %s", name, diff)
	}
}

// A receipt whose opening failed is used all the same.
func TestFailedOpenUsesTheReceipt(t *testing.T) {
	b := newBench(t)
	drafts := b.register(t, 2)
	r := b.ledger.record(inClear(drafts[0].Ordinal, 1))
	var into customer.Values
	if err := b.Open(r, drafts[1].Sealed, &into); !errors.Is(err, seal.ErrBox) {
		t.Fatal(err)
	}
	if err := b.Open(r, drafts[0].Sealed, &into); !errors.Is(err, seal.ErrReceiptUsed) {
		t.Error(err)
	}
}

// Receipts are used in any order, and one far behind the newest is too old.
func TestReceiptWindow(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	receipts := make([]disclosure.Receipt, 200)
	for i := range receipts {
		receipts[i] = b.ledger.record(inClear(d.Ordinal, 1))
	}
	var into customer.Values
	for i := range receipts {
		if err := b.Open(receipts[(i*77+5)%200], d.Sealed, &into); err != nil {
			t.Fatal(i, err)
		}
	}
	for i, r := range receipts {
		if err := b.Open(r, d.Sealed, &into); !errors.Is(err, seal.ErrReceiptUsed) {
			t.Fatal(i, err)
		}
	}
	late := b.ledger.record(inClear(d.Ordinal, 1))
	for _, jump := range []disclosure.Sequence{1 << 22, 1 << 30} {
		b.ledger.last += jump
		if _, err := b.read(inClear(d.Ordinal, 1), d.Sealed); err != nil {
			t.Fatal(err)
		}
		if err := b.Open(late, d.Sealed, &into); !errors.Is(err, seal.ErrReceiptOld) {
			t.Errorf("%d rows behind: %v", jump, err)
		}
	}
}

// Without a ledger or a clock nothing opens.
func TestNoLedger(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	whole := b.opts
	for name, take := range map[string]func(){
		"ledger": func() { b.opts.Ledger = nil },
		"clock":  func() { b.opts.Clock = nil },
	} {
		b.opts = whole
		take()
		b.reopen(t)
		if _, err := b.read(inClear(d.Ordinal, 1), d.Sealed); !errors.Is(err, seal.ErrReceiptUnrecorded) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}
