package seal

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/candorpay/candor/internal/customer"
)

// numbers gives out slot numbers. A durable mark runs ahead of them, so that
// most cost no sync; after a crash it is the mark that counts, and what lay
// between is left out. Nothing is given twice.
type numbers struct {
	mu    sync.Mutex
	next  uint32
	mark  *mark // numbers up to it may have been given
	slots *slots
}

const (
	// TakeMax is the most numbers that Take gives at once.
	TakeMax = 65536
	// markAhead is how far the mark runs ahead: what a crash wastes at most.
	markAhead = 4096
)

func (n *numbers) open(path string, t *slots) (err error) {
	if n.mark, err = openMark(path); err != nil {
		return err
	}
	if n.mark.value > numberMax {
		return fmt.Errorf("%w: %s", ErrDamaged, takenFile)
	}
	n.slots, n.next = t, uint32(n.mark.value)+1
	return nil
}

func (n *numbers) file() *os.File {
	if n.mark == nil {
		return nil
	}
	return n.mark.f
}

// taken returns the highest number given out.
func (n *numbers) taken() uint32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.next - 1
}

// take gives count numbers in a row.
func (n *numbers) take(count uint32) (first uint32, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if uint64(n.next)+uint64(count) > numberMax {
		return 0, ErrFull
	}
	first = n.next
	if err := n.reserve(first + count - 1); err != nil {
		return 0, err
	}
	n.next += count
	return first, nil
}

// pass leaves out all numbers up to last.
func (n *numbers) pass(last uint32) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if last < n.next {
		return nil
	}
	if last > numberMax-markAhead {
		return ErrFull
	}
	if err := n.reserve(last); err != nil {
		return err
	}
	n.next = last + 1
	return nil
}

// reserve makes sure that the mark stands at last or beyond before a number is
// used, and that the file has slots up to the mark: after a crash all of them
// count as given. It is called under mu.
func (n *numbers) reserve(last uint32) error {
	if uint64(last) <= n.mark.value && last < n.slots.capacity.Load() {
		return nil
	}
	ahead := min(uint64(last)+markAhead, numberMax-1)
	if err := n.slots.grow(uint32(ahead)); err != nil {
		return err
	}
	return n.mark.set(max(ahead, n.mark.value))
}

// close sets the mark to what was given out, so that nothing is left out.
func (n *numbers) close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.mark.value == uint64(n.next)-1 {
		return nil
	}
	return n.mark.set(uint64(n.next) - 1)
}

// Take reserves n ordinals in a row, 1 to TakeMax, and returns the first. They
// are never given again, also after a crash; what is not used is left out. It
// needs no root.
func (v *Vault) Take(n int) (customer.Ordinal, error) {
	if n < 1 || n > TakeMax {
		return 0, fmt.Errorf("%w: %d ordinals at once, of at most %d", ErrDraft, n, TakeMax)
	}
	v.writers.RLock()
	defer v.writers.RUnlock()
	return v.takeLocked(uint32(n))
}

// takeLocked takes numbers for who holds writers.
func (v *Vault) takeLocked(n uint32) (customer.Ordinal, error) {
	if err := v.writable(); err != nil {
		return 0, err
	}
	first, err := v.numbers.take(n)
	if err != nil && !errors.Is(err, ErrFull) {
		return 0, v.fail(err)
	}
	return customer.Ordinal(first), err
}

// Pass makes sure that Take gives no ordinal up to last. After a restore the
// backup knows less than the customers machine: pass its highest ordinal, or a
// new customer would share an ordinal with one whose key is lost.
func (v *Vault) Pass(last customer.Ordinal) error {
	v.writers.RLock()
	defer v.writers.RUnlock()
	if err := v.writable(); err != nil {
		return err
	}
	err := v.numbers.pass(uint32(last))
	if err != nil && !errors.Is(err, ErrFull) {
		return v.fail(err)
	}
	return err
}
