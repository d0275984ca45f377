package platform_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// Where a slot of the key store has what an erasure must take, as package seal
// lays it out.
const (
	slotSize    = 256
	keyAt       = 36 // of 48 bytes, wrapped
	indexesAt   = 84
	entrySize   = 28 // the index first, of 16 bytes
	entriesMost = 6
)

// slotsOf returns what the key store's slots hold that reads or finds somebody:
// wrapped keys and blind indexes, by slot.
func slotsOf(t *testing.T, keys string) (held [][][]byte) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(keys, "slots"))
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at+slotSize <= len(b); at += slotSize {
		slot := b[at : at+slotSize]
		secrets := [][]byte{slot[keyAt : keyAt+48]}
		for i := range entriesMost {
			from := indexesAt + i*entrySize
			secrets = append(secrets, slot[from:from+16])
		}
		held = append(held, secrets)
	}
	return held
}

// filesWith counts the files under folders that have bytes in them.
func filesWith(t *testing.T, what []byte, dirs ...string) (n int) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if bytes.Contains(b, what) {
				n++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// After an erasure no file holds her wrapped key or an index of a value of hers,
// former ones included; the same bytes were there before. Closing the house and
// opening it again brings nothing back.
func TestErasedFromFiles(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	h := newHouse(t, true, platform.Options{Keys: keys})
	h.register(1)
	gone := h.register(2)
	h.register(3)
	change := platform.CustomerChange{Customer: gone.ID}
	change.Values.Set(customer.Phone, phone(22))
	if _, _, err := h.UpdateCustomer(t.Context(), auth.Candor(), "", change); err != nil {
		t.Fatal(err)
	}
	h.reopen(h.opts) // everything is in the files
	before := slotsOf(t, keys)
	if _, _, err := h.EraseCustomer(t.Context(), auth.Candor(), "", gone.ID); err != nil {
		t.Fatal(err)
	}
	after := slotsOf(t, keys)
	var lost [][]byte
	zero := make([]byte, 48)
	for i, slot := range before {
		for j, secret := range slot {
			if !bytes.Equal(secret, zero[:len(secret)]) && !bytes.Equal(secret, after[i][j]) {
				lost = append(lost, secret)
			}
		}
	}
	if len(lost) < 5 { // a key; name, phone and mail; the phone before
		t.Fatalf("the erasure took %d secrets", len(lost))
	}
	for _, when := range []string{"at once", "after a close", "after another start"} {
		for i, secret := range lost {
			if n := filesWith(t, secret, h.dir, keys); n != 0 {
				t.Errorf("%s, secret %d is in %d files", when, i, n)
			}
		}
		switch when {
		case "at once":
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
		case "after a close":
			h.open()
		}
	}
	for n, want := range map[int]int{1: 1, 2: 0, 22: 0, 3: 1} {
		if got := seesPhone(h, n); got != want {
			t.Errorf("%d customers have phone %d, want %d", got, n, want)
		}
	}
	v, err := h.Customer(t.Context(), auth.Candor(), gone.ID)
	if err != nil || v.State != customer.Erased || v.LastCopy-v.ErasedAt != int64(platform.BackupLife) {
		t.Errorf("she is %+v, %v", v, err)
	}
}

// Who ever had a wallet is stored for as long as the law says, and shown to
// nobody meanwhile; while the wallet holds money nothing is erased at all.
func TestErasureWaits(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	empty, rich := h.register(1), h.register(2)
	for _, v := range []platform.CustomerView{empty, rich} {
		w, _, err := h.OpenWallet(t.Context(), auth.Candor(), "", wallet.Open{Owner: ledger.ID(v.ID), Currency: yuan, Tier: wallet.Unlimited})
		if err != nil {
			t.Fatal(err)
		}
		if v.ID == rich.ID {
			top := wallet.TopUp{Wallet: w.ID, Instrument: 4, Amount: money.Amount{Minor: 100, Currency: yuan}}
			if _, _, err := h.TopUp(t.Context(), auth.Candor(), "", top); err != nil {
				t.Fatal(err)
			}
		}
	}
	c, agent := h.ticket(empty.ID)
	asked := h.Now()
	for _, id := range []customer.ID{empty.ID, rich.ID} {
		v, _, err := h.EraseCustomer(t.Context(), auth.Candor(), "", id)
		if err != nil {
			t.Fatal(err)
		}
		if v.State != customer.Erasing || v.EraseDue < asked+int64(platform.Retention) {
			t.Errorf("state %v, due %v after it was asked for", v.State, time.Duration(v.EraseDue-asked))
		}
	}
	if r, err := h.reveal(agent, empty.ID, c.Number); err == nil {
		t.Errorf("what is stored for the law alone shows %v", r.Values.Fields())
	}
	if seesPhone(h, 1) != 0 {
		t.Error("a lookup finds her")
	}
	if _, err := h.Advance(t.Context(), auth.Candor(), h.Now()+int64(platform.Retention)+int64(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.await("the empty one is erased", func() bool {
		v, err := h.Customer(t.Context(), auth.Candor(), empty.ID)
		return err == nil && v.ErasedAt != 0
	})
	if v, err := h.Customer(t.Context(), auth.Candor(), rich.ID); err != nil || v.ErasedAt != 0 {
		t.Errorf("somebody with money here is erased: %+v, %v", v, err)
	}
}

// await waits for something that the house does by itself.
func (h *house) await(what string, done func() bool) {
	h.t.Helper()
	until := time.After(5 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-until:
			h.t.Fatalf("in five seconds it is not so: %s", what)
		case <-tick.C:
		}
	}
}
