package seal

import (
	"os"
	"sync/atomic"
	"time"

	"github.com/candorpay/candor/internal/disclosure"
)

// high keeps the highest sequence that was opened for. A ledger that ends before
// it has lost rows, and every answer of it has a gap.
//
// It is written at most every 100 ms, beside the reads. That suffices: what it
// guards against is a ledger that somebody cuts or replaces later, and every row
// that was opened for was durable in the ledger before. A crash loses at most the
// last 100 ms of this mark and nothing of the ledger; to gain from that, somebody
// would have to read, crash the process and cut the ledger all within them, and
// the rows before stay guarded.
type high struct {
	mark    *mark
	value   atomic.Uint64
	raised  chan struct{}
	stop    chan struct{}
	stopped chan struct{}
	err     error // of the last write, read after stopped
}

const highEvery = 100 * time.Millisecond

func (h *high) open(path string) (err error) {
	h.mark, err = openMark(path)
	if err == nil {
		h.value.Store(h.mark.value)
	}
	return err
}

func (h *high) file() *os.File {
	if h.mark == nil {
		return nil
	}
	return h.mark.f
}

func (h *high) start() {
	h.raised, h.stop, h.stopped = make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	go h.run()
}

// Note says that the answer of a row of the ledger is about to leave, when that is
// not by Open: a lookup's, a backup's, a trace's. HighSequence counts it then.
func (v *Vault) Note(s disclosure.Sequence) { v.high.raise(s) }

// raise notes a sequence that is being opened for.
func (h *high) raise(s disclosure.Sequence) {
	for {
		old := h.value.Load()
		if uint64(s) <= old {
			return
		}
		if h.value.CompareAndSwap(old, uint64(s)) {
			break
		}
	}
	select {
	case h.raised <- struct{}{}:
	default: // it will be seen
	}
}

// run writes the mark while there is something to write, with a rest between.
func (h *high) run() {
	defer close(h.stopped)
	for {
		select {
		case <-h.stop:
			h.save()
			return
		case <-h.raised:
		}
		h.save()
		select {
		case <-h.stop:
			h.save()
			return
		case <-time.After(highEvery):
		}
	}
}

// save makes the value durable. After a failure it writes no more, and close
// says why: reads are safe without the mark, which only lags.
func (h *high) save() {
	if value := h.value.Load(); h.err == nil && value != h.mark.value {
		h.err = h.mark.set(value)
	}
}

// close writes the value and ends.
func (h *high) close() error {
	if h.stop == nil {
		return nil
	}
	close(h.stop)
	<-h.stopped
	h.stop = nil
	return h.err
}

// HighSequence returns the highest sequence that was ever opened for: of the
// store's life, but for at most 100 ms before a crash. 0 is none.
func (v *Vault) HighSequence() disclosure.Sequence {
	return disclosure.Sequence(v.high.value.Load())
}
