package platform_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/store"
)

// livedIn makes a folder in which customers were read, refused, looked up, erased
// and imported, and closes it. It returns the folder.
func livedIn(t *testing.T) string {
	t.Helper()
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	for n := range 4 {
		who := h.register(n)
		c, agent := h.ticket(who.ID)
		if _, err := h.reveal(agent, who.ID, c.Number); err != nil {
			t.Fatal(err)
		}
		if _, err := h.reveal(agent, who.ID, 0); err == nil {
			t.Fatal("read without a case")
		}
		if n == 0 {
			if _, _, err := h.EraseCustomer(t.Context(), auth.Candor(), "", who.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if seesPhone(h, 1) != 1 || seesPhone(h, 77) != 0 {
		t.Fatal("lookups find somebody else")
	}
	importLog(h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return h.dir
}

// importLog imports an access log of two rows about customers 1 and 2.
func importLog(h *house) {
	h.t.Helper()
	log := "time,path,customer,fields,level,purpose,case\n"
	for n := 1; n <= 2; n++ {
		log += fmt.Sprintf("2025-01-02T03:04:05Z,staff:0042,%s,phone,clear,support,7\n", person(n).External)
	}
	r, err := h.ImportDisclosures(h.t.Context(), auth.Candor(), strings.NewReader(log), platform.ImportOptions{Format: "csv"})
	if err != nil || r.Added != 2 {
		h.t.Fatalf("import: %+v, %v", r, err)
	}
}

func TestVerifyPeople(t *testing.T) {
	dir := livedIn(t)
	v := verify(t, dir)
	if len(v.Problems)+len(v.Notices) != 0 {
		t.Errorf("wrong: %q, told: %q", v.Problems, v.Notices)
	}
	p := &v.People
	l := p.Ledger
	if l.Rows != 12 || l.Allowed != 5 || l.Refused != 4 || l.Missed != 1 || l.Imported != 2 || l.Last != 12 {
		t.Errorf("the ledger has %+v", l)
	}
	if p.Customers != 4 || p.Erased != 1 || p.Keys != 3 || p.High != 10 { // the lookups are the last that leave
		t.Errorf("customers: %+v", p)
	}
	if p.StateHash != p.ReplayHash || p.StateHash == [32]byte{} {
		t.Error("hashes differ")
	}
	if left, err := filepath.Glob(filepath.Join(dir, "customers", "verify-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// flipIn flips a bit of the first byte of a file behind the offset that is not
// zero.
func flipIn(t *testing.T, offset int, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for b[offset] == 0 {
		offset++
	}
	b[offset] ^= 1
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Bytes that are not what was written make a folder that cannot be verified, and
// it is said which half.
func TestVerifyDamagedPeople(t *testing.T) {
	for name, test := range map[string]struct {
		path   string
		offset int
		want   error
	}{
		"a row":          {"customers/state/rows/disclosures.000000", 150, store.ErrCorrupt},
		"a command":      {"customers/log/0000000001.seg", 8400, cmdlog.ErrCorrupt},
		"the key store":  {"keys/keys", 30, seal.ErrDamaged},
		"another's keys": {"keys/slots", 10, seal.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := livedIn(t)
			flipIn(t, test.offset, dir, test.path)
			_, err := platform.Verify(t.Context(), dir, nil)
			var half *platform.HalfError
			if !errors.Is(err, test.want) || !errors.As(err, &half) || half.Half != "customers" {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// One customer's keys that cannot be read are told with her number.
func TestVerifyDamagedSlot(t *testing.T) {
	dir := livedIn(t)
	flipIn(t, 2*256+20, dir, "keys/slots")
	wantProblems(t, verify(t, dir), "customer 2 has keys that cannot be read")
}

// wantProblems wants these problems and no other.
func wantProblems(t *testing.T, v platform.Verification, want ...string) {
	t.Helper()
	if len(v.Problems) != len(want) {
		t.Errorf("problems: %q, want %q", v.Problems, want)
		return
	}
	for i := range want {
		if !strings.Contains(v.Problems[i], want[i]) {
			t.Errorf("%q is not %q", v.Problems[i], want[i])
		}
	}
}

// rewrite makes the customers' command log anew from what keep returns of its
// blocks, and takes the state away, so that it is made from that log.
func rewrite(t *testing.T, dir string, keep func(blocks []cmdlog.Block) []cmdlog.Block) {
	t.Helper()
	path := filepath.Join(dir, "customers", "log")
	old, err := file.Open(path, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var blocks []cmdlog.Block
	for b, err := range old.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		b.Body = bytes.Clone(b.Body)
		blocks = append(blocks, b)
	}
	forged, err := file.Open(path+"-forged", file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range keep(blocks) {
		if err := forged.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	err = errors.Join(old.Close(), forged.Close(), os.RemoveAll(path), os.Rename(path+"-forged", path))
	if err != nil {
		t.Fatal(err)
	}
}

// forgetState removes the customers' state.
func forgetState(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"state", "scope"} {
		if err := os.RemoveAll(filepath.Join(dir, "customers", name)); err != nil {
			t.Fatal(err)
		}
	}
}

// Whoever cuts the end off both log and state leaves a folder that is sound in
// itself. The key store knows, and so do anchors. Once the gap is recorded it is
// told, and is no problem any more.
func TestVerifyFindsACutLedger(t *testing.T) {
	dir := livedIn(t)
	mark := filepath.Join(t.TempDir(), "marks.jsonl")
	line := `{"sequence":12,"hash":"` + fmt.Sprintf("%x", verify(t, dir).People.Ledger.Hash) + `","time":"2025-01-02T03:04:05Z"}` + "\n"
	if err := os.WriteFile(mark, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	anchored := platform.VerifyOptions{Anchors: []string{mark}}
	if v, err := platform.VerifyFolder(t.Context(), dir, anchored); err != nil || len(v.Problems) != 0 || v.People.Marks != 1 {
		t.Fatalf("the anchor does not hold: %q, %v", v.Problems, err)
	}
	rewrite(t, dir, func(blocks []cmdlog.Block) []cmdlog.Block { return blocks[:len(blocks)-12] })
	forgetState(t, dir)
	v, err := platform.VerifyFolder(t.Context(), dir, anchored)
	if err != nil {
		t.Fatal(err)
	}
	last := v.People.Ledger.Last
	wantProblems(t, v, fmt.Sprintf("saw row 12 of the ledger of disclosures, which ends at %d", last),
		fmt.Sprintf("the key store opened for row 10 of the ledger of disclosures, which ends at %d", last))
	if last >= 10 {
		t.Fatalf("cut to %d rows", last)
	}
	p, err := platform.Open(dir, platform.Options{Anchors: anchored.Anchors})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if v, err = platform.VerifyFolder(t.Context(), dir, anchored); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, v)
	// What the key store knew, and then what the anchor knew besides.
	want := []string{fmt.Sprintf("rows %d to 10 of the ledger of disclosures are lost", last+1), "rows 11 to 12 of the ledger of disclosures are lost"}
	if len(v.Notices) != len(want) || !strings.HasPrefix(v.Notices[0], want[0]) || !strings.HasPrefix(v.Notices[1], want[1]) {
		t.Errorf("told: %q, want %q", v.Notices, want)
	}
}

// A command log with two reads exchanged leads to another state.
func TestVerifyFindsSwappedReads(t *testing.T) {
	dir := livedIn(t)
	rewrite(t, dir, func(blocks []cmdlog.Block) []cmdlog.Block {
		var reads []int
		for i := range blocks {
			commands, err := machine.Commands(blocks[i].Header, blocks[i].Body, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(commands) == 1 && commands[0].Kind == customers.KindRead {
				reads = append(reads, i)
			}
		}
		a, b := &blocks[reads[len(reads)-1]], &blocks[reads[len(reads)-2]]
		a.Body, b.Body = b.Body, a.Body
		return blocks
	})
	if v := verify(t, dir); v.People.StateHash == v.People.ReplayHash || len(v.Problems) == 0 {
		t.Errorf("problems: %q", v.Problems)
	}
}

// A key store from a backup lacks whoever came after it and has whoever was erased
// since; opening the folder sets right what can be.
func TestVerifyFindsOldKeys(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	gone := h.register(1)
	var copied bytes.Buffer
	if _, err := h.BackupKeys(t.Context(), auth.Candor(), "nightly", &copied); err != nil {
		t.Fatal(err)
	}
	h.register(2)
	if _, _, err := h.EraseCustomer(t.Context(), auth.Candor(), "", gone.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(h.dir, "keys")
	if err := os.RemoveAll(keys); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, verify(t, h.dir), "there is no key store in "+keys)
	if err := seal.Restore(keys, &copied); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, verify(t, h.dir), "customer 1 is erased and her keys are in the key store", "customer 2 has no keys")
	h.open()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	wantProblems(t, verify(t, h.dir), "customer 2 has no keys")
}

// A verification that is cut off in the customers' half stops, and leaves nothing
// that the next one minds.
func TestVerifyPeopleCancelled(t *testing.T) {
	dir := livedIn(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop := func(done, all uint64) {
		if done == all-1 {
			cancel()
		}
	}
	if _, err := platform.Verify(ctx, dir, stop); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	wantProblems(t, verify(t, dir))
}
