package machine_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
)

// memory is replies in a store.
type memory struct {
	*machine.Replies
	t     *testing.T
	dir   string
	store *store.Store
}

func (m *memory) open() {
	m.t.Helper()
	var err error
	if m.store, err = store.Open(m.dir, 1); err != nil {
		m.t.Fatal(err)
	}
	m.Replies = machine.OpenReplies(m.store)
}

// reopen opens the store again, with a checkpoint or as after a crash.
func (m *memory) reopen(checkpoint bool) {
	m.t.Helper()
	if checkpoint {
		if err := m.store.Checkpoint(1, store.Origin{}); err != nil {
			m.t.Fatal(err)
		}
	}
	if err := errors.Join(m.store.Wait(), m.store.Close()); err != nil {
		m.t.Fatal(err)
	}
	m.open()
}

func keyed(n byte) *machine.Command { return &machine.Command{Key: [16]byte{n + 1}} }

// remember keeps a reply that says n under the key n.
func (m *memory) remember(n byte, at int64) {
	m.Remember(keyed(n), at, machine.Reply{Body: []byte{n}}, nil)
}

// known fails the test unless exactly these of the first 100 keys have replies.
func (m *memory) known(at int64, want ...byte) {
	m.t.Helper()
	var got []byte
	for n := range byte(100) {
		if r, ok := m.Find(keyed(n), at); ok {
			got = append(got, n)
			if len(r.Body) != 1 || r.Body[0] != n {
				m.t.Errorf("reply to %d: %x", n, r.Body)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		m.t.Errorf("at %d, keys with replies (-want +got):\n%s", at, diff)
	}
}

// kept fails the test unless exactly these have files.
func (m *memory) kept(want string) {
	m.t.Helper()
	var names []string
	entries, err := os.ReadDir(filepath.Join(m.dir, "rows"))
	if err != nil {
		m.t.Fatal(err)
	}
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), ".")
		names = append(names, name)
	}
	if got := strings.Join(slices.Compact(names), " "); got != want {
		m.t.Errorf("files of %q, want %q", got, want)
	}
}

// A reply is found for a day, to the nanosecond, across the border of days and
// across restarts; what it took on the disk is gone on the second day after.
func TestRepliesGo(t *testing.T) {
	const life = machine.ReplyLife
	m := &memory{t: t, dir: filepath.Join(t.TempDir(), "state")}
	m.open()
	m.remember(1, 10*life+5)
	m.remember(2, 11*life-1)
	m.known(11*life+4, 1, 2)
	m.known(11*life+5, 2)
	m.reopen(true)
	m.known(11*life+5, 2)
	m.remember(3, 11*life+6)
	m.known(12*life-2, 2, 3)
	m.known(12*life-1, 3)
	m.reopen(true)
	m.kept("replies_10 replies_11")

	m.remember(4, 12*life) // nothing of day 10 can be asked for any more
	m.known(12*life, 3, 4)
	m.reopen(false) // but that was not durable
	m.kept("replies_10 replies_11")
	m.known(12*life, 3)
	m.remember(4, 12*life)
	m.reopen(true)
	m.kept("replies_11 replies_12")
	m.known(12*life, 3, 4)

	m.remember(3, 20*life) // its first reply expired long ago
	m.known(20*life, 3)
	m.reopen(true)
	m.kept("replies_20")
	m.known(20*life, 3)
	if err := m.store.Close(); err != nil {
		t.Error(err)
	}
}
