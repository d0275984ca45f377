package seal

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/candorpay/candor/internal/customer"
)

// Draft is a customer's values to be sealed.
type Draft struct {
	Ordinal customer.Ordinal // from Take
	Version uint32           // that her record will have, from 1
	Values  customer.Values  // in normal form; of an update, what changes
	Removed customer.Fields  // of an update: fields taken away
	Hidden  bool             // of a registration: no index says whose the values are
	Sealed  []customer.Sealed
}

// check refuses what cannot be sealed.
func (d *Draft) check() error {
	if d.Ordinal == 0 || d.Version == 0 || d.Hidden && d.Version != 1 || d.Values.Fields()&^customer.AllFields != 0 || d.Values.Fields().Meets(d.Removed) {
		return fmt.Errorf("%w: customer %d at version %d", ErrDraft, d.Ordinal, d.Version)
	}
	for f := range d.Values.Fields().All() {
		if n := len(d.Values.Get(f)); n == 0 || n > customer.ValueMax {
			return fmt.Errorf("%w: customer %d, %s has %d bytes", ErrDraft, d.Ordinal, f, n)
		}
	}
	return nil
}

// Seal gives each draft's customer a data key, encrypts her values under it into
// Draft.Sealed, and writes her slot. All are durable when it returns, after one
// sync. Drafts are in order of ordinal; a slot serves one customer once, else
// ErrDraft, and then nothing was written. It is for registrations: updates go
// through Reseal.
func (v *Vault) Seal(drafts []Draft) error {
	k, err := v.begin()
	if err != nil {
		return err
	}
	defer v.writers.RUnlock()
	taken := v.numbers.taken()
	for i := range drafts {
		if err := drafts[i].check(); err != nil {
			return err
		}
		if uint32(drafts[i].Ordinal) > taken || i > 0 && drafts[i].Ordinal <= drafts[i-1].Ordinal || drafts[i].Removed != 0 {
			return fmt.Errorf("%w: ordinal %d", ErrDraft, drafts[i].Ordinal)
		}
	}
	made := make([]slot, len(drafts))
	encoded := make([]byte, len(drafts)*slotSize)
	inParallel(len(drafts), func(from, to int) {
		var random entropy
		for i := from; i < to; i++ {
			k.register(&drafts[i], &made[i], &random)
			made[i].encode(encoded[i*slotSize : (i+1)*slotSize])
		}
	})
	if err := v.place(made, encoded); err != nil {
		return err
	}
	return v.commit(made)
}

// begin lets a writer in, who ends with writers.RUnlock. Keys do not change
// meanwhile, so that no slot is written under a root that a rotation left behind.
func (v *Vault) begin() (*keys, error) {
	v.writers.RLock()
	k, err := v.unsealed()
	if err == nil {
		err = v.writable()
	}
	if err != nil {
		v.writers.RUnlock()
		return nil, err
	}
	return k, nil
}

// register makes a draft's slot and boxes under a new data key.
func (k *keys) register(d *Draft, s *slot, random *entropy) {
	*s = slot{state: slotCustomer, number: uint32(d.Ordinal)}
	if !d.Hidden {
		k.enter(s, d)
	}
	var key [keySize]byte
	var nonce [nonceSize]byte
	random.fill(key[:])
	random.fill(nonce[:])
	k.wrapSlot(s, key[:], nonce[:])
	d.Sealed = sealFields(gcm(key[:]), d, random)
	clear(key[:])
}

// enter adds the entries of a draft's indexed values, where there are none yet.
func (k *keys) enter(s *slot, d *Draft) {
	for f := range d.Values.Fields().All() {
		if f.Indexed() {
			s.add(entry{index: k.index(f, d.Values.Get(f)), from: d.Version, field: f})
		}
	}
}

// inParallel calls work for pieces of n, on all processors when there is much.
func inParallel(n int, work func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), n/64+1)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() { work(n*w/workers, n*(w+1)/workers) })
	}
	group.Wait()
}

// place writes new customers' slots, if all of them are free.
func (v *Vault) place(made []slot, encoded []byte) error {
	t := &v.slots
	t.mu.Lock()
	defer t.mu.Unlock()
	var runs [][2]int
	for from := 0; from < len(made); {
		to := from + 1
		for to < len(made) && made[to].number == made[to-1].number+1 {
			to++
		}
		runs = append(runs, [2]int{from, to})
		from = to
	}
	for _, r := range runs {
		if err := t.free(made[r[0]:r[1]]); err != nil {
			return err
		}
	}
	for _, r := range runs {
		if err := t.writeRun(made[r[0]].number, encoded[r[0]*slotSize:r[1]*slotSize]); err != nil {
			return v.fail(err)
		}
	}
	return nil
}

// free returns an ErrDraft unless all the slots, which follow each other, are
// free. It is called under mu.
func (t *slots) free(run []slot) error {
	there := make([]byte, len(run)*slotSize)
	if err := t.readRun(run[0].number, there); err != nil {
		return err
	}
	for i := range run {
		if s, err := checkSlot(there[i*slotSize:(i+1)*slotSize], run[i].number); err != nil || s.state != slotFree {
			return fmt.Errorf("%w: ordinal %d was used", ErrDraft, run[i].number)
		}
	}
	return nil
}

// commit syncs new slots and adds them to the finder, side by side.
func (v *Vault) commit(made []slot) error {
	synced := make(chan error, 1)
	go func() { synced <- v.slots.sync() }()
	list := make([]pointer, 0, len(made)*entryMax)
	for i := range made {
		list = pointers(list, made[i].number, made[i].entries())
	}
	err := v.note(list)
	if synced := <-synced; synced != nil {
		err = synced
	}
	return v.fail(err)
}
