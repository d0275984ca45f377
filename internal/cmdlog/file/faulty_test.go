package file_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog/file"
)

// action is what happens to one operation of a device.
type action int

const (
	pass    action = iota
	fail           // reports an error and does nothing; a sync loses its pages
	persist        // reports an error, but is done and durable
	tear           // a write writes some of its pages; anything else fails
	crash          // neither this operation nor any later one is done
)

func (a action) String() string {
	return [...]string{"pass", "fail", "fail but persist", "tear", "crash"}[a]
}

var (
	errFault   = errors.New("fault of the device")
	errCrashed = errors.New("the machine has crashed")
)

// place is a page of a file.
type place struct {
	inode uint64
	page  int64
}

// image is what the disk holds of a page that differs from it in the kernel's
// cache. A page that is not dirty will not be written by a sync: one failed.
type image struct {
	durable []byte
	dirty   bool
}

// faulty is a device whose files are the kernel's cache, and which knows what
// of them a loss of power would undo. It never syncs: the model stands for it.
type faulty struct {
	mu      sync.Mutex
	random  *rand.Rand
	lost    map[place]*image
	renames [][2]string // not durable, oldest first
	ops     int
	faultAt int // the operation, from 1, to which does happens; 0: none
	does    action
	crashed bool
	full    bool // there is no room for zeros
}

var _ file.Device = (*faulty)(nil)

func newFaulty(seed uint64) *faulty {
	return &faulty{random: rand.New(rand.NewPCG(seed, 6)), lost: map[place]*image{}}
}

// next counts an operation and returns what happens to it.
func (d *faulty) next() action {
	d.ops++
	if d.ops == d.faultAt {
		d.crashed = d.does == crash
		return d.does
	}
	if d.crashed {
		return crash
	}
	return pass
}

func (d *faulty) Write(f *os.File, offset int64, parts ...[]byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := bytes.Join(parts, nil)
	if d.full && isZero(p) && len(p) > file.PageSize*2 {
		return syscall.ENOSPC
	}
	switch d.next() {
	case pass:
		return d.write(f, offset, p)
	case persist:
		return errors.Join(errFault, d.write(f, offset, p))
	case tear:
		for ; len(p) > 0; p, offset = p[file.PageSize:], offset+file.PageSize {
			if d.random.IntN(2) == 0 {
				if err := d.write(f, offset, p[:file.PageSize]); err != nil {
					return err
				}
			}
		}
		return errFault
	case fail:
		return errFault
	case crash:
	}
	return errCrashed
}

func (d *faulty) Fill(f *os.File, offset, end int64) error {
	return d.Write(f, offset, make([]byte, end-offset))
}

func (d *faulty) write(f *os.File, offset int64, p []byte) error {
	inode, err := inodeOf(f)
	if err != nil {
		return err
	}
	old := make([]byte, len(p)) // zeros behind the end of the file
	if _, err := f.ReadAt(old, offset); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for at := 0; at < len(p); at += file.PageSize {
		where := place{inode, (offset + int64(at)) / file.PageSize}
		if d.lost[where] == nil {
			d.lost[where] = &image{durable: old[at : at+file.PageSize]}
		}
		d.lost[where].dirty = true
	}
	_, err = f.WriteAt(p, offset)
	return err
}

func (d *faulty) Sync(f *os.File) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	inode, err := inodeOf(f)
	if err != nil {
		return err
	}
	does := d.next()
	if does == crash {
		return errCrashed
	}
	for where, image := range d.lost {
		if where.inode != inode || !image.dirty {
			continue
		}
		if does == fail || does == tear && d.random.IntN(2) == 0 {
			image.dirty = false // clean, says the kernel, but not on the disk
		} else {
			delete(d.lost, where)
		}
	}
	if does != pass {
		return errFault
	}
	return nil
}

func (d *faulty) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch d.next() {
	case pass:
		d.renames = append(d.renames, [2]string{from, to})
		return os.Rename(from, to)
	case persist:
		return errors.Join(errFault, os.Rename(from, to))
	case fail, tear:
		return errFault
	case crash:
	}
	return errCrashed
}

func (d *faulty) SyncDir(string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch d.next() {
	case pass:
		d.renames = nil
		return nil
	case persist:
		d.renames = nil
		return errFault
	case fail, tear:
		return errFault
	case crash:
	}
	return errCrashed
}

// losePower undoes what was not durable: of the renames the later ones, of the
// pages some, because the kernel may have written any of them unasked. The
// device works again afterwards, without faults.
func (d *faulty) losePower(t *testing.T, dir string) {
	t.Helper()
	keep := d.random.IntN(len(d.renames) + 1)
	for i := len(d.renames) - 1; i >= keep; i-- {
		if err := os.Rename(d.renames[i][1], d.renames[i][0]); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		d.undo(t, filepath.Join(dir, e.Name()))
	}
	d.lost, d.renames = map[place]*image{}, nil
	d.restart()
}

// restart takes the faults away; what is in the cache stays there.
func (d *faulty) restart() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faultAt, d.crashed, d.full = 0, false, false
}

// setFull takes the room for further zeros away.
func (d *faulty) setFull() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = true
}

func (d *faulty) undo(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	inode, err := inodeOf(f)
	if err != nil {
		t.Fatal(err)
	}
	for where, image := range d.lost {
		if where.inode != inode || image.dirty && d.random.IntN(2) == 0 {
			continue
		}
		if _, err := f.WriteAt(image.durable, where.page*file.PageSize); err != nil {
			t.Fatal(err)
		}
	}
}

func isZero(p []byte) bool { return len(bytes.Trim(p, "\x00")) == 0 }

func inodeOf(f *os.File) (uint64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Sys().(*syscall.Stat_t).Ino, nil
}
