package seal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/candorpay/candor/internal/disclosure"
)

// Info is what a backup says of itself.
type Info struct {
	Date   time.Time           `json:"date"` // when it was begun
	Root   uint32              `json:"root"` // version of the root that it needs
	RootID string              `json:"root_id"`
	Slots  uint32              `json:"slots"` // taken when it was begun
	High   disclosure.Sequence `json:"high"`  // HighSequence then
}

// A backup is a magic and frames: a kind of one byte, a length of four, little
// endian, and content. They come in this order; the last has the SHA-256 of all
// before it.
const (
	backupMagic             = "CANDORB1"
	frameInfo        byte   = 'i' // Info as JSON
	frameHeader      byte   = 'k' // the header file
	frameSlots       byte   = 's' // slots from 0 on, as many as fit, again and again
	frameMarks       byte   = 'm' // taken 8, high 8
	frameSecret      byte   = 'x' // a secret of the installation, again and again; of older backups none
	frameSum         byte   = 'e'
	frameMax         uint32 = 1 << 20
	backupRun               = uint64(frameMax / slotSize)
	backupPrefixSize        = 5
)

// ErrBackup says that bytes are not a backup of a key store, or not all of one.
var ErrBackup = errors.New("seal: not a whole backup of a key store")

// ErrNotEmpty says that a store is to be restored over something.
var ErrNotEmpty = errors.New("seal: a key store is restored into an empty folder")

// Backup writes a consistent copy of the store, sealed as it is: it opens with
// the root alone. Reads go on meanwhile; writes and a rotation wait. It holds
// everybody who was not erased when it was begun, so it has to die with its time,
// and after a restore the erasures since then are applied again.
func (v *Vault) Backup(w io.Writer) (Info, error) {
	v.long.Lock()
	defer v.long.Unlock()
	// Whoever writes waits: of a change that is half in the copy, a history could be
	// there to which its customer does not lead, and no erasure would reach it.
	v.writers.Lock()
	defer v.writers.Unlock()
	h := v.header.Load()
	info := Info{
		Date: time.Now().UTC().Truncate(time.Second), Root: h.current.version, RootID: fmt.Sprintf("%x", h.current.id),
		Slots: v.numbers.taken(), High: v.HighSequence(),
	}
	text, err := json.Marshal(info)
	if err != nil {
		return Info{}, fmt.Errorf("back up keys: %w", err)
	}
	sum := sha256.New()
	out := bufio.NewWriter(w)
	to := frames{w: io.MultiWriter(out, sum)}
	to.raw([]byte(backupMagic))
	to.frame(frameInfo, text)
	to.frame(frameHeader, h.encode())
	taken := v.copySlots(&to)
	to.frame(frameMarks, binary.LittleEndian.AppendUint64(
		binary.LittleEndian.AppendUint64(nil, taken), uint64(v.HighSequence())))
	if err := v.copySecrets(&to); err != nil {
		return Info{}, fmt.Errorf("back up keys: %w", err)
	}
	to.frame(frameSum, sum.Sum(nil))
	if err := errors.Join(to.err, out.Flush()); err != nil {
		return Info{}, fmt.Errorf("back up keys: %w", err)
	}
	return info, nil
}

// copySlots copies all slots by number and returns the last. A customer leads to
// slots of higher numbers, which were written before she did; so going up, and on
// to numbers that were taken meanwhile, everything that a copied slot leads to is
// copied after it.
func (v *Vault) copySlots(to *frames) (last uint64) {
	buffer := make([]byte, frameMax)
	for first := uint64(0); to.err == nil; {
		last = uint64(v.numbers.taken())
		if first > last {
			return last
		}
		n := min(backupRun, last-first+1)
		b := buffer[:n*slotSize]
		v.slots.mu.RLock()
		err := v.slots.readRun(uint32(first), b)
		v.slots.mu.RUnlock()
		if err != nil {
			to.err = err
			return last
		}
		to.frame(frameSlots, b)
		first += n
	}
	return last
}

// frames writes frames until the first error.
type frames struct {
	w   io.Writer
	err error
}

func (t *frames) raw(b []byte) {
	if t.err == nil {
		_, t.err = t.w.Write(b)
	}
}

func (t *frames) frame(kind byte, content []byte) {
	t.raw(binary.LittleEndian.AppendUint32([]byte{kind}, uint32(len(content))))
	t.raw(content)
}

// unframer reads frames and sums them.
type unframer struct {
	r   *bufio.Reader
	sum hash.Hash
	b   []byte
}

func newUnframer(r io.Reader) (*unframer, error) {
	u := &unframer{r: bufio.NewReader(r), sum: sha256.New(), b: make([]byte, frameMax)}
	magic := u.b[:len(backupMagic)]
	if _, err := io.ReadFull(u.r, magic); err != nil || string(magic) != backupMagic {
		return nil, ErrBackup
	}
	u.sum.Write(magic)
	return u, nil
}

// next returns a frame, whose content is valid until the next. Of the last one
// it checks the sum.
func (u *unframer) next() (kind byte, content []byte, err error) {
	var prefix [backupPrefixSize]byte
	if _, err := io.ReadFull(u.r, prefix[:]); err != nil {
		return 0, nil, ErrBackup
	}
	n := binary.LittleEndian.Uint32(prefix[1:])
	if n > frameMax {
		return 0, nil, ErrBackup
	}
	content = u.b[:n]
	if _, err := io.ReadFull(u.r, content); err != nil {
		return 0, nil, ErrBackup
	}
	if prefix[0] == frameSum {
		if !bytes.Equal(content, u.sum.Sum(nil)) {
			return 0, nil, ErrBackup
		}
		return frameSum, content, nil
	}
	u.sum.Write(prefix[:])
	u.sum.Write(content)
	return prefix[0], content, nil
}

// want returns the content of the next frame, which must be of the kind.
func (u *unframer) want(kind byte) ([]byte, error) {
	got, content, err := u.next()
	if err != nil || got != kind {
		return nil, ErrBackup
	}
	return content, nil
}

// ReadInfo reads what a backup says of itself, and no more of it.
func ReadInfo(r io.Reader) (Info, error) {
	u, err := newUnframer(r)
	if err != nil {
		return Info{}, err
	}
	return u.info()
}

func (u *unframer) info() (info Info, err error) {
	text, err := u.want(frameInfo)
	if err != nil {
		return Info{}, err
	}
	if err := json.Unmarshal(text, &info); err != nil {
		return Info{}, ErrBackup
	}
	return info, nil
}

// Restore makes a store of a backup in a folder that is empty or not there. Its
// owner then opens it, applies all erasures since the backup's date, and passes
// the highest ordinal to Pass, before anything else. What is no whole backup
// leaves nothing behind.
func Restore(dir string, r io.Reader) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("restore keys: %w", err)
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("restore keys: %w", err)
	}
	if len(there) > 0 {
		return ErrNotEmpty
	}
	if err := restore(dir, r); err != nil {
		begun := []string{slotsFile, takenFile, highFile}
		names, unlisted := secretNames(dir)
		for _, name := range names {
			begun = append(begun, secretPrefix+name)
		}
		err = errors.Join(err, unlisted)
		for _, name := range begun {
			if gone := os.Remove(filepath.Join(dir, name)); gone != nil && !errors.Is(gone, os.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
		return fmt.Errorf("restore keys: %w", err)
	}
	return nil
}

// restore writes the files; the header, which makes them a store, comes last.
func restore(dir string, r io.Reader) error {
	u, err := newUnframer(r)
	if err != nil {
		return err
	}
	if _, err := u.info(); err != nil {
		return err
	}
	content, err := u.want(frameHeader)
	if err != nil {
		return err
	}
	h, err := parseHeader(content)
	if err != nil {
		return err
	}
	taken, high, err := restoreSlots(filepath.Join(dir, slotsFile), u)
	if err != nil {
		return err
	}
	if err := restoreSecrets(dir, u); err != nil {
		return err
	}
	for name, value := range map[string]uint64{takenFile: taken, highFile: high} {
		b := make([]byte, 2*markEvery)
		(&mark{value: value}).encode(b)
		if err := writeFile(filepath.Join(dir, name), b); err != nil {
			return err
		}
	}
	return h.write(dir)
}

// restoreSecrets writes the secrets as they come, up to the backup's last frame.
func restoreSecrets(dir string, u *unframer) error {
	for {
		kind, content, err := u.next()
		if err != nil {
			return err
		}
		switch kind {
		case frameSum:
			return nil
		case frameSecret:
			if err := restoreSecret(dir, content); err != nil {
				return err
			}
		default:
			return ErrBackup
		}
	}
}

// restoreSlots writes the slots as they come and returns the marks behind them.
func restoreSlots(path string, u *unframer) (taken, high uint64, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	slots := uint64(0)
	for {
		kind, content, err := u.next()
		if err != nil {
			return 0, 0, err
		}
		if kind == frameMarks && len(content) == 16 {
			taken, high = binary.LittleEndian.Uint64(content), binary.LittleEndian.Uint64(content[8:])
			break
		}
		if kind != frameSlots || len(content)%slotSize != 0 {
			return 0, 0, ErrBackup
		}
		if _, err := f.Write(content); err != nil {
			return 0, 0, err
		}
		slots += uint64(len(content) / slotSize)
	}
	if slots != taken+1 || taken > numberMax {
		return 0, 0, ErrBackup
	}
	return taken, high, f.Sync()
}
