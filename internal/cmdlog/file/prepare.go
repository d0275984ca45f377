package file

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/candorpay/candor/internal/cmdlog"
)

const (
	// tmpName is a segment that is being filled.
	tmpName = "prepare.tmp"
	// sparePrefix begins the names of truncated segments kept for recycling.
	sparePrefix = "spare-"
	// sparesMax is how many of them are kept; the others are removed.
	sparesMax = 2
	// fillSync is how many bytes of zeros are written between two syncs, so
	// that they never pile up before a block that waits for its own sync.
	fillSync = 16 << 20
	// fillMax is how many bytes of zeros are written at a time.
	fillMax = 1 << 20
)

var errStopped = errors.New("stopped")

// preparation is the making of the next segment. Its results may be read when
// done is closed.
type preparation struct {
	seg   segment
	spare string // the file to recycle, or ""
	stop  atomic.Bool
	done  chan struct{}
	file  *os.File
	err   error
}

// newPreparation plans the segment that follows the active one.
func (l *Log) newPreparation() *preparation {
	p := &preparation{seg: segment{index: 1, size: min(firstSize, l.size)}, done: make(chan struct{})}
	if len(l.live) > 0 {
		p.seg.index = l.last().index + 1
		p.seg.size = min(2*l.last().size, l.size)
	}
	if n := len(l.spares); n > 0 {
		p.spare, l.spares = l.spares[n-1], l.spares[:n-1]
		p.seg.size = l.size
	}
	var salt [4]byte
	_, _ = rand.Read(salt[:]) // never fails, by its documentation
	p.seg.salt = binary.LittleEndian.Uint32(salt[:])
	return p
}

// startNext begins to prepare the next segment in the background, as soon as
// one is activated: at full speed a segment lasts a fraction of a second.
func (l *Log) startNext() {
	if l.inline {
		return
	}
	l.next = l.newPreparation()
	go l.next.run(l.dev, l.dir)
}

// takeNext returns the prepared segment, waiting for it. If preparing it
// failed, it is tried once more, from nothing: the disk may have been full
// then and have room now. No data depends on what failed.
func (l *Log) takeNext() (*preparation, error) {
	if p := l.next; p != nil {
		l.next = nil
		if <-p.done; p.err == nil {
			return p, nil
		}
	}
	p := l.newPreparation()
	p.run(l.dev, l.dir)
	return p, p.err
}

func (p *preparation) run(dev device, dir string) {
	defer close(p.done)
	if p.file, p.err = p.build(dev, dir); p.err != nil {
		p.err = fmt.Errorf("prepare segment %d of %d bytes: %w", p.seg.index, p.seg.size, p.err)
	}
}

// build makes the segment under another name and renames it when it is
// durable, so that a segment in place is always whole.
func (p *preparation) build(dev device, dir string) (*os.File, error) {
	from, flags := p.spare, os.O_RDWR
	if from == "" {
		from, flags = filepath.Join(dir, tmpName), os.O_RDWR|os.O_CREATE|os.O_TRUNC
	}
	f, err := os.OpenFile(from, flags, 0o600)
	if err != nil {
		return nil, err
	}
	err = p.fill(dev, f)
	if err == nil {
		err = place(dev, from, segmentPath(dir, p.seg.index))
	}
	if err != nil {
		// Gives its room back to a full disk. If the rename was done, there is
		// nothing under this name, and the next attempt renames over it.
		return nil, errors.Join(err, f.Close(), removeIfThere(from))
	}
	return f, nil
}

// fill writes the first two pages and, unless the file is recycled, zeros up
// to the segment's size, and syncs. What a recycled file holds is told from
// live blocks by the salt, the sequence and the chain.
func (p *preparation) fill(dev device, f *os.File) error {
	for at := int64(0); at < p.seg.size && p.spare == ""; {
		if p.stop.Load() {
			return errStopped
		}
		end := min(at+fillMax, p.seg.size)
		if err := dev.Fill(f, at, end); err != nil {
			return fmt.Errorf("fill with zeros: %w", err)
		}
		if at = end; at%fillSync == 0 {
			if err := dev.Sync(f); err != nil {
				return fmt.Errorf("sync zeros: %w", err)
			}
		}
	}
	if err := dev.Write(f, 0, p.seg.encode(), zeros[:pageSize]); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	if err := dev.Sync(f); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return nil
}

func place(dev device, from, to string) error {
	if err := dev.Rename(from, to); err != nil {
		return err
	}
	return dev.SyncDir(filepath.Dir(to))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// roll activates the next segment. Its base is durable before its first block
// is written: a base that is damaged then cannot have an acknowledged block
// behind it, and recovery can tell.
func (l *Log) roll() error {
	p, err := l.takeNext()
	if err != nil {
		return err
	}
	p.seg.base = l.head
	err = l.dev.Write(p.file, offBase, encodeBase(l.head))
	if err == nil {
		err = l.dev.Sync(p.file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("activate segment %d: %w", p.seg.index, err), p.file.Close())
	}
	old := l.active
	l.active, l.pos = p.file, firstBlock
	l.mu.Lock()
	l.live = append(l.live, p.seg)
	l.mu.Unlock()
	l.startNext()
	if old != nil {
		return old.Close()
	}
	return nil
}

// Truncate implements cmdlog.Log. After a failure the log is failed.
func (l *Log) Truncate(before uint64) error {
	if l.failed != nil {
		return fmt.Errorf("%w: %w", cmdlog.ErrFailed, l.failed)
	}
	before = min(before, l.head.Sequence)
	for len(l.live) > 1 && l.live[1].base.Sequence < before {
		oldest := l.live[0]
		// First out of sight: a reader that misses the file finds out why.
		l.mu.Lock()
		l.live = l.live[1:]
		l.mu.Unlock()
		if err := l.drop(oldest); err != nil {
			l.failed = fmt.Errorf("truncate: %w", err)
			return l.failed
		}
	}
	return nil
}

// drop removes a segment from the log for good before it returns: if a later
// one could go first, a crash would leave a gap; and if the file were
// overwritten first, a crash could bring it back under its old name.
func (l *Log) drop(s segment) error {
	path := segmentPath(l.dir, s.index)
	if s.size != l.size || len(l.spares) == sparesMax {
		if err := os.Remove(path); err != nil {
			return err
		}
		return l.dev.SyncDir(l.dir)
	}
	spare := filepath.Join(l.dir, fmt.Sprintf("%s%010d", sparePrefix, s.index))
	if err := place(l.dev, path, spare); err != nil {
		return err
	}
	l.spares = append(l.spares, spare)
	return nil
}
