// Package seal keeps the keys to customers' data. What it encrypts is opened
// against a receipt: the proof that the disclosure was recorded first.
//
// What it promises: a value is encrypted with AES-256-GCM under a data key of
// its customer's own, bound to customer, field and version; data keys are
// wrapped under a root that is not in the store; plaintext leaves by Open alone,
// for a receipt whose row the ledger holds, and a receipt serves once, for five
// seconds; once Erase has returned, no file of the store can open that customer's
// data or say that a value was hers. What belongs to no customer, such as a
// merchant's texts and the installation's own secrets, is sealed under keys that
// follow from the store, needs no receipt, and opens through rotations and
// restores.
//
// Vocabulary: the store is a folder of its own, backed up apart from everything
// else; a slot is a customer's place in it, by her ordinal, with her wrapped data
// key and her blind indexes; a blind index is a MAC of a value, by which it can
// be found and not read; a history is a slot with indexes that were hers before;
// the root wraps data keys, and is a file outside or shares of custodians; a
// store without a root in memory is sealed, and can erase and be copied, no more.
//
//	v, err := seal.Open(dir, seal.Options{Root: root, Ledger: machine, First: next, Clock: mono})
//	first, err := v.Take(1)
//	drafts := []seal.Draft{{Ordinal: first, Version: 1, Values: normal}}
//	err = v.Seal(drafts)                        // drafts[0].Sealed goes into the command
//	err = v.Open(receipt, record.Sealed, &into) // when the disclosure is durable
//	box, err := v.SealOwn(merchant, "note", text) // OpenOwn opens it
//
// Overwriting in place is what the file system makes of it: put the store on one
// that does not copy on write, without snapshots.
package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
)

// Errors of a vault. They are matched with errors.Is.
var (
	// ErrSealed: nobody has given the root yet.
	ErrSealed error = errkind.New(errkind.Unavailable, "sealed", "the key store is sealed: give its root key or enough shares")
	// ErrFailed: a write failed earlier. Reads go on; nothing is written until
	// the store is opened anew, because a sync that failed cannot be repeated.
	ErrFailed error = errkind.New(errkind.Unavailable, "not_writable", "the key store failed and writes nothing until it is opened again")
	// ErrLocked: another process has the store open.
	ErrLocked = errors.New("seal: another process has this key store open")
	// ErrNoStore: the folder has no store, and without a root none is made.
	ErrNoStore = errors.New("seal: no key store there, and no root to make one")
	// ErrWrongRoot: the root is another store's, or an older one of this.
	ErrWrongRoot = errors.New("seal: not this key store's root")
	// ErrMovedRoot: a rotation away from this root has begun; only the new one
	// opens all.
	ErrMovedRoot = errors.New("seal: the key store is on its way to a newer root; give that one")
	// ErrDamaged: bytes of the store are not what was written.
	ErrDamaged = errors.New("seal: the key store is damaged; restore it from a backup")
	// ErrNoSlot: the ordinal has no customer in the store.
	ErrNoSlot = errors.New("seal: no customer with the ordinal")
	// ErrErased: the customer was erased.
	ErrErased = errors.New("seal: the customer was erased")
	// ErrDraft: a draft's ordinal, version or values cannot be.
	ErrDraft = errors.New("seal: not a draft that can be sealed")
	// ErrFull: there are no more ordinals.
	ErrFull = errors.New("seal: no ordinals left")
)

// Ledger is the disclosure ledger on which receipts are checked. Row returns a
// row only when it is durable. It is called from many goroutines.
type Ledger interface {
	Row(s disclosure.Sequence) (disclosure.Row, bool)
}

// Options say how a store is opened.
type Options struct {
	Root   Root                // zero: the store stays sealed until Unseal
	Ledger Ledger              // nil, or no Clock: no receipt is accepted
	First  disclosure.Sequence // of the rows that this process appends
	Clock  func() int64        // monotonic, ns: the one by which receipts are minted
	step   func(string)        // told before and after each durable step, by tests
}

// Vault is an open store. Its methods may be called from many goroutines.
type Vault struct {
	dir  string
	opts Options
	lock *os.File

	keys   atomic.Pointer[keys]
	source atomic.Uint32
	failed atomic.Pointer[error]

	writers sync.RWMutex // held for reading by who writes slots, for writing when keys change
	long    sync.Mutex   // one rotation or backup at a time
	secrets sync.Mutex   // one secret is put at a time
	header  atomic.Pointer[header]
	moved   atomic.Uint64
	moving  atomic.Bool

	numbers numbers
	slots   slots
	owners  [256]sync.Mutex // of customers, by ordinal: one change of one at a time
	finder  finder
	used    window
	high    high
}

// Files of a store beside the header.
const (
	lockFile     = "lock"
	slotsFile    = "slots"
	takenFile    = "taken"
	highFile     = "high"
	finderFile   = "finder"
	creatingFile = "creating" // there while a new store is being made
)

// Open opens the store in the folder. An empty folder, or one that is not there,
// becomes a new store if the options have a root, else ErrNoStore. Without a root
// an existing store stays sealed. A wrong root is ErrWrongRoot.
func Open(dir string, o Options) (*Vault, error) {
	if o.step == nil {
		o.step = func(string) {}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open key store: %w", err)
	}
	lock, err := lockStore(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, err
	}
	v := &Vault{dir: dir, opts: o, lock: lock}
	if err := v.open(); err != nil {
		v.release()
		return nil, fmt.Errorf("open key store: %w", err)
	}
	return v, nil
}

// open reads what there is, or makes it.
func (v *Vault) open() error {
	h, err := readHeader(v.dir)
	if errors.Is(err, fs.ErrNotExist) {
		h, err = v.create()
	}
	if err != nil {
		return err
	}
	v.header.Store(&h)
	v.moving.Store(h.previous.version != 0)
	if err := v.slots.open(filepath.Join(v.dir, slotsFile), h.store, v.opts.step); err != nil {
		return err
	}
	if err := v.numbers.open(filepath.Join(v.dir, takenFile), &v.slots); err != nil {
		return err
	}
	if err := v.high.open(filepath.Join(v.dir, highFile)); err != nil {
		return err
	}
	if !v.opts.Root.IsZero() {
		if err := v.Unseal(v.opts.Root); err != nil {
			return err
		}
	}
	if err := v.openFinder(); err != nil {
		return err
	}
	v.high.start()
	return nil
}

// create makes a store in a folder that has nothing of one. The header comes
// last: a folder with a header has all the rest.
func (v *Vault) create() (header, error) {
	creating := filepath.Join(v.dir, creatingFile)
	for _, name := range []string{slotsFile, takenFile, highFile, finderFile} {
		_, begun := os.Stat(creating)
		if _, err := os.Stat(filepath.Join(v.dir, name)); err == nil && begun != nil {
			return header{}, fmt.Errorf("%w: %s is there, and %s is not", ErrDamaged, name, headerFile)
		}
	}
	if v.opts.Root.IsZero() {
		return header{}, ErrNoStore
	}
	if err := replaceFile(creating, nil); err != nil {
		return header{}, err
	}
	h := newHeader(v.opts.Root, time.Now().UnixNano())
	err := createSlots(filepath.Join(v.dir, slotsFile), h.store)
	for _, name := range []string{takenFile, highFile} {
		err = errors.Join(err, createMark(filepath.Join(v.dir, name)))
	}
	if err = errors.Join(err, syncDir(v.dir)); err != nil {
		return header{}, err
	}
	if err := h.write(v.dir); err != nil {
		return header{}, err
	}
	return h, os.Remove(creating)
}

// Unseal gives a sealed store its root. A wrong one is ErrWrongRoot, or
// ErrMovedRoot; a store that is unsealed takes its own root again.
func (v *Vault) Unseal(root Root) error {
	if root.IsZero() {
		return ErrWrongRoot
	}
	k, err := v.header.Load().unlock(root)
	if err != nil {
		return err
	}
	if v.keys.CompareAndSwap(nil, k) {
		v.source.Store(uint32(root.Source()))
	} else {
		k.wipe()
	}
	return nil
}

// unsealed returns the keys, or ErrSealed.
func (v *Vault) unsealed() (*keys, error) {
	if k := v.keys.Load(); k != nil {
		return k, nil
	}
	return nil, ErrSealed
}

// fail records the first failure of a write, after which nothing is written.
func (v *Vault) fail(err error) error {
	if err == nil {
		return nil
	}
	v.failed.CompareAndSwap(nil, &err)
	return fmt.Errorf("%w: %w", ErrFailed, err)
}

// writable returns an ErrFailed after a failure.
func (v *Vault) writable() error {
	if err := v.failed.Load(); err != nil {
		return fmt.Errorf("%w: %w", ErrFailed, *err)
	}
	return nil
}

// Status is what a store says of itself.
type Status struct {
	Sealed   bool
	Root     uint32 // version of the root, from 1; a rotation counts it up
	RootID   string // 16 hexadecimal digits
	Source   Source // FromNowhere while sealed
	Taken    uint32 // numbers given out
	Rotating bool   // a rotation has begun and is not done; Rotate goes on with it
	Rotated  uint64 // slots that it looked at, in this process
	Created  time.Time
}

// Status returns the store's state.
func (v *Vault) Status() Status {
	h := v.header.Load()
	return Status{
		Sealed: v.keys.Load() == nil, Root: h.current.version, RootID: fmt.Sprintf("%x", h.current.id),
		Source: Source(v.source.Load()), Taken: v.numbers.taken(), Rotating: v.moving.Load(),
		Rotated: v.moved.Load(), Created: time.Unix(0, h.created),
	}
}

// Erased reports whether the customer's slot was overwritten by Erase. It needs
// no root.
func (v *Vault) Erased(o customer.Ordinal) bool {
	s, err := v.slots.read(uint32(o))
	return err == nil && s.state == slotErased
}

// Holds returns nil when the store has the customer's keys; ErrErased or ErrNoSlot
// when it has not, ErrDamaged when nobody can tell. It needs no root.
func (v *Vault) Holds(o customer.Ordinal) error {
	_, err := v.slots.customer(o)
	return err
}

// Close makes everything durable and releases the store.
func (v *Vault) Close() error {
	v.long.Lock()
	defer v.long.Unlock()
	v.writers.Lock() // who writes is done first
	defer v.writers.Unlock()
	err := v.high.close()
	if v.writable() == nil {
		err = errors.Join(err, v.slots.sync(), v.numbers.close())
		if err == nil {
			err = v.finder.settle()
		}
	}
	if k := v.keys.Swap(nil); k != nil {
		k.wipe()
	}
	_ = v.fail(errors.New("closed")) // nothing is written from here on
	v.release()
	return err
}

// release gives files and the lock back.
func (v *Vault) release() {
	v.finder.release()
	for _, f := range []*os.File{v.slots.f, v.numbers.file(), v.high.file(), v.lock} {
		if f != nil {
			f.Close()
		}
	}
}

// lockStore takes the store's lock, which the kernel drops with the process.
func lockStore(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock key store: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, ErrLocked
		}
		return nil, fmt.Errorf("lock key store: %w", err)
	}
	return f, nil
}
