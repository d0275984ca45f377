package platform_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
)

// copyFolder copies a folder with its root key beside it: of an open one, it is
// what kill -9 would leave.
func copyFolder(to, from string) (string, error) {
	dir := filepath.Join(to, "data")
	root, err := os.ReadFile(from + ".root")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(dir+".root", root, 0o600); err != nil {
		return "", err
	}
	return dir, filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		to := dir + strings.TrimPrefix(path, from)
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return os.Mkdir(to, 0o700)
		}
		return copyFile(to, path)
	})
}

// copyFile copies a file up to where only zeros follow, of which a log keeps
// megabytes ready, and gives it its length.
func copyFile(to, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, bytes.TrimRight(b, "\x00"), 0o600); err != nil {
		return err
	}
	return os.Truncate(to, int64(len(b)))
}

// copied is copyFolder into a folder of the test's.
func copied(t *testing.T, from string) string {
	t.Helper()
	dir, err := copyFolder(t.TempDir(), from)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// over opens a copy of the scene with a faulty log.
func (s *scene) over(t *testing.T, l *faultyLog) *house {
	t.Helper()
	h := &house{t: t, dir: copied(t, s.dir), opts: quiet}
	p, err := platform.OpenOver(h.dir, quiet, func(inner cmdlog.Log) cmdlog.Log {
		l.Log = inner
		return l
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Platform = p
	t.Cleanup(func() { _ = p.Close() })
	return h
}

// image is a folder as a crash left it.
type image struct {
	when    string
	dir     string
	durable int // blocks of the feat
}

// crashes does the feat and returns what a crash would have left before and behind
// each block, and when all was answered: as it was, and with the mark of the
// highest sequence that was opened for lost.
func (s *scene) crashes(t *testing.T, f feat) (images []image, blocks int) {
	t.Helper()
	l, failed := &faultyLog{}, error(nil)
	h := s.over(t, l)
	high, err := os.ReadFile(filepath.Join(h.dir, "keys", "high"))
	if err != nil {
		t.Fatal(err)
	}
	l.told = func(what string, n int) {
		i := image{when: fmt.Sprintf("killed %s block %d", what, n), durable: n}
		if what == "before" {
			i.durable--
		}
		to, err := os.MkdirTemp(filepath.Dir(h.dir), "image-")
		if err == nil {
			i.dir, err = copyFolder(to, h.dir)
		}
		failed, images = errors.Join(failed, err), append(images, i)
	}
	l.arm()
	err = f.do(h, s)
	l.mu.Lock() // the money side's events and timers make blocks besides
	l.told = nil
	blocks = l.appends
	err = errors.Join(err, failed)
	l.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	images = append(images, image{"killed when it was answered", copied(t, h.dir), blocks})
	images = append(images, image{"killed before the high mark", copied(t, h.dir), blocks})
	if err := os.WriteFile(filepath.Join(images[len(images)-1].dir, "keys", "high"), high, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return images, blocks
}

// survives opens what a fault left: the feat was done if the block that makes it
// so was durable, it can be asked for again, everybody else is as before, and the
// folder verifies.
func (s *scene) survives(t *testing.T, f feat, i image, blocks int) {
	t.Helper()
	h := &house{t: t, dir: i.dir, opts: quiet}
	h.open()
	at := f.doneAt
	if at == 0 {
		at = blocks
	}
	if done := f.done(h, s); done != (i.durable >= at) {
		t.Errorf("%s: done %v with %d of %d blocks", i.when, done, i.durable, blocks)
	}
	if err := f.do(h, s); err != nil {
		t.Errorf("%s: again: %v", i.when, err)
	}
	if err := f.holds(h, s); err != nil {
		t.Errorf("%s: %v", i.when, err)
	}
	if err := isThere(h, 2, 3); err != nil {
		t.Errorf("%s: somebody else: %v", i.when, err)
	}
	if err := h.Close(); err != nil {
		t.Fatalf("%s: %v", i.when, err)
	}
	if v := verify(t, i.dir); len(v.Problems)+len(v.Notices) != 0 {
		t.Errorf("%s: wrong: %q, told: %q", i.when, v.Problems, v.Notices)
	}
}

// breakSlots makes every write of the key store of an open folder fail.
func breakSlots(t *testing.T, dir string) {
	t.Helper()
	slots := filepath.Join(dir, "keys", "slots")
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("open files are not listed here") // only Linux tells them, and nothing else breaks one file of a process
	}
	reader, err := os.Open(slots)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, e := range open {
		var fd int
		path, _ := os.Readlink("/proc/self/fd/" + e.Name())
		if _, err := fmt.Sscan(e.Name(), &fd); err != nil || path != slots || fd == int(reader.Fd()) {
			continue
		}
		if err := unix.Dup3(int(reader.Fd()), fd, unix.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("the key store is not open")
}

// refused does a feat that must fail and say so.
func refused(t *testing.T, h *house, s *scene, f feat) {
	t.Helper()
	if err := f.do(h, s); errkind.Of(err) != errkind.Unavailable {
		t.Errorf("answered %v", err)
	}
	_ = h.Close() // it says the same again
}

// Each durable step of each feat fails, fails and is durable all the same, or is
// the last before a crash or the first behind it.
func TestFaultsOfPeople(t *testing.T) {
	s := newScene(t)
	for name, f := range feats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			images, blocks := s.crashes(t, f)
			for _, i := range images {
				s.survives(t, f, i, blocks)
			}
			for n := 1; n <= blocks; n++ {
				for persisted := range 2 {
					l := &faultyLog{armed: true, failAt: n, persist: persisted == 1}
					h := s.over(t, l)
					if err := f.do(h, s); !l.reached() {
						// A block that a timer makes comes or does not, by how fast the
						// rest was: without it there was no fault.
						if err = errors.Join(err, h.Close()); err != nil {
							t.Errorf("without a fault: %v", err)
						}
						continue
					} else if errkind.Of(err) != errkind.Unavailable {
						t.Errorf("answered %v", err)
					}
					_ = h.Close() // it says the same again
					s.survives(t, f, image{fmt.Sprintf("block %d failed, durable %d", n, persisted), h.dir, n - 1 + persisted}, blocks)
				}
			}
			if !f.keys {
				return
			}
			h := s.over(t, &faultyLog{})
			breakSlots(t, h.dir)
			refused(t, h, s, f)
			durable := 0
			if f.doneAt > 0 { // an erasure is recorded before the keys go
				durable = blocks
			}
			s.survives(t, f, image{"the key store failed", h.dir, durable}, blocks)
		})
	}
}

// When the customers' log cannot be written, nothing personal is read, looked up
// or changed, and the payments go on.
func TestCustomersLogFails(t *testing.T) {
	s := newScene(t)
	for persisted := range 2 {
		h := s.over(t, &faultyLog{armed: true, failAt: 1, persist: persisted == 1})
		if _, err := h.reveal(s.agent, s.ids[1], s.about); errkind.Of(err) != errkind.Unavailable {
			t.Errorf("the read whose record failed: %v", err)
		}
		for what, do := range map[string]func() (shown bool, err error){
			"read": func() (bool, error) {
				r, err := h.reveal(s.agent, s.ids[1], s.about)
				return r.Values.Fields() != 0, err
			},
			"her own": func() (bool, error) {
				_, r, err := h.MyData(t.Context(), auth.Caller{Role: auth.Customer, Subject: s.ids[1], Key: [16]byte{5}})
				return r.Values.Fields() != 0, err
			},
			"break-glass": func() (bool, error) {
				r, err := h.BreakGlass(t.Context(), s.agent, s.ids[2], customer.FieldsOf(customer.Phone))
				return r.Values.Fields() != 0, err
			},
			"lookup": func() (bool, error) {
				f, err := h.Lookup(t.Context(), auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}, Key: [16]byte{8}},
					platform.LookupRequest{Field: customer.Phone, Value: phone(1), Purpose: disclosure.ForPayment})
				return len(f.Customers) != 0, err
			},
			"register": func() (bool, error) { return false, feats["register"].do(h, s) },
			"update":   func() (bool, error) { return false, feats["update"].do(h, s) },
			"erase":    func() (bool, error) { return false, feats["erase"].do(h, s) },
			"export":   func() (bool, error) { return false, feats["export"].do(h, s) },
		} {
			shown, err := do()
			if wantCode(t, err, "not_writable"); shown || errkind.Of(err) != errkind.Unavailable {
				t.Errorf("%s: shown %v, %v", what, shown, err)
			}
		}
		pays(t, h)
		if err := h.Close(); !errors.Is(err, errDisk) {
			t.Errorf("close: %v", err)
		}
	}
}

// pays opens a wallet and tops it up.
func pays(t *testing.T, h *house) {
	t.Helper()
	w, _, err := h.OpenWallet(context.Background(), auth.Candor(), "", wallet.Open{Currency: yuan, Tier: wallet.Unlimited})
	if err != nil {
		t.Fatal(err)
	}
	r := request{Do: "top_up", Buyer: w.ID, Minor: 100}
	if a := r.do(h.Platform, auth.Candor()); a.ID != w.ID {
		t.Errorf("payments stopped: %s", a.Text)
	}
	if err := h.Ready(); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

// Whoever asks for a change and goes away before it is recorded leaves it done, as
// if he had waited: the values can be found, and the erased are.
func TestAskedForAndGone(t *testing.T) {
	s := newScene(t)
	for name, do := range map[string]func(ctx context.Context, h *house) error{
		"update": func(ctx context.Context, h *house) error {
			_, _, err := h.UpdateCustomer(ctx, auth.Candor(), "u", platform.CustomerChange{Customer: s.ids[1], Values: person(8).Values})
			return err
		},
		"erase": func(ctx context.Context, h *house) error {
			_, _, err := h.EraseCustomer(ctx, auth.Candor(), "e", s.ids[1])
			return err
		},
	} {
		for gone := range feats[name].doneAt + 1 {
			ctx, cancel := context.WithCancel(t.Context())
			l := &faultyLog{armed: true, told: func(_ string, n int) {
				if n == gone+1 {
					cancel()
				}
			}}
			h := s.over(t, l)
			if err := do(ctx, h); err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
			if err := feats[name].holds(h, s); err != nil {
				t.Errorf("%s, gone at block %d: %v", name, gone+1, err)
			}
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			if v := verify(t, h.dir); len(v.Problems) != 0 {
				t.Errorf("%s, gone at block %d: %q", name, gone+1, v.Problems)
			}
		}
	}
}
