package machine_test

import (
	"path/filepath"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/machine"
)

// Due work counts as if commands had asked for it: else millions of due items would
// be in memory before a checkpoint comes.
func TestWeightOfDueWork(t *testing.T) {
	m := openTally(t, filepath.Join(t.TempDir(), "state"))
	defer m.store.Close()
	for range 2*machine.DueMax + 1 {
		m.timers.Add(5, 1)
	}
	for i, want := range []int{
		cmdlog.HeaderSize + 3 + machine.DueWeight, cmdlog.HeaderSize + 3 + machine.DueWeight,
		cmdlog.HeaderSize + 3 + 512, cmdlog.HeaderSize + 3,
	} {
		h := cmdlog.Header{Sequence: uint64(i + 1), Timestamp: int64(i + 10)}
		m.Apply(h, nil, nil)
		if got := machine.Weight(m, make([]byte, 3)); got != want {
			t.Errorf("block %d counts as %d bytes, want %d", h.Sequence, got, want)
		}
	}
}
