// Package file is the command log in segment files of one folder: the log of a
// Candor that runs on one machine.
//
// What it promises beyond cmdlog.Log: files never grow while a block waits.
// A segment is filled with real zeros and synced before it is needed, so that
// an append is one write and one fdatasync into blocks that the file system
// has already allocated; growing a file, or writing into extents that were
// only reserved, commits metadata at every sync. One process writes: it holds
// a lock on the file "lock".
//
// Vocabulary: a page is 4,096 bytes; a block starts on a page of its own, so
// that a torn write damages no earlier block. A segment is active when blocks
// go to it, sealed when a later one is active, prepared when it waits to be
// activated; a spare is a truncated segment that waits to be recycled. The
// base of a segment is the head of the log as it was activated.
//
// What opening verifies: the headers of all segments, their sizes and order,
// and every block of the active one. Sealed segments hold the chain's hash at
// their start, so their blocks need no check before they are read; Read
// verifies every checksum and link of what it yields, up to the head.
//
// After a crash a block that is damaged, with no valid block behind it, was
// being written and is cut off. That cannot be told from damage to the very
// last block that was acknowledged: whoever keeps the sequence that it applied
// must compare it with the head. A block that is damaged with a valid one
// behind it is ErrCorrupt, and the log does not open.
//
//	l, err := file.Open(dir, file.Options{})
//	...
//	defer l.Close()
//	for b, err := range l.Read(applied + 1) { ... }
//	err = l.Append(next)
package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/candorpay/candor/internal/cmdlog"
)

// DefaultSegmentSize is the size in bytes of the segments of a grown log.
const DefaultSegmentSize = 256 << 20

// MinSegmentSize is the smallest size in bytes of a segment: its two pages and
// one block of the largest body.
const MinSegmentSize = firstBlock + maxExtent

// firstSize is the size in bytes of the first segment of a log, so that a
// fresh folder opens at once. Each segment is twice as large as the one
// before, up to Options.SegmentSize.
const firstSize = 4 << 20

// hashBesideSize is the body size in bytes from which hashing is worth a
// goroutine beside the write.
const hashBesideSize = 32 << 10

var errClosed = errors.New("log was closed")

// Options are the settings of a log. The zero value is ready to use.
type Options struct {
	// SegmentSize is the size in bytes up to which segments grow that are made
	// from now on, a multiple of 4,096 and at least MinSegmentSize. Zero:
	// DefaultSegmentSize. Besides the blocks kept, the folder holds one prepared
	// segment and up to two spares.
	SegmentSize int64
}

// Log is a command log in a folder. It is a cmdlog.Log.
type Log struct {
	dir    string
	size   int64 // of a full-grown segment
	dev    device
	inline bool // prepare segments when they are needed, not before
	lock   *os.File

	mu   sync.Mutex // guards what Read and Head look at
	head cmdlog.Head
	live []segment // oldest first; the last one is active

	synced atomic.Uint64 // bytes of blocks

	// What follows belongs to the writing goroutine.
	active *os.File
	pos    int64 // where in the active segment the next block goes
	next   *preparation
	spares []string // paths of truncated segments of full size
	failed error
}

var _ cmdlog.Log = (*Log)(nil)

// Open opens the log in dir, which it creates when missing, and recovers it
// from a crash. It returns ErrLocked when another Log has it open, ErrCorrupt
// with the place when it is damaged elsewhere than at its end.
func Open(dir string, opts Options) (*Log, error) {
	return open(&Log{dir: dir, size: opts.SegmentSize, dev: disk{}})
}

func open(l *Log) (*Log, error) {
	if l.size == 0 {
		l.size = DefaultSegmentSize
	}
	if l.size < MinSegmentSize || l.size%pageSize != 0 {
		return nil, fmt.Errorf("open command log: segment size %d is not a multiple of %d from %d",
			l.size, pageSize, MinSegmentSize)
	}
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return nil, fmt.Errorf("open command log: %w", err)
	}
	lock, err := lockFile(filepath.Join(l.dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("open command log %s: %w", l.dir, err)
	}
	l.lock = lock
	if err := l.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("open command log %s: %w", l.dir, err), l.Close())
	}
	return l, nil
}

// Append implements cmdlog.Log. When no segment can be prepared for the block,
// because the disk is full for instance, it fails before it wrote anything.
func (l *Log) Append(b cmdlog.Block) error {
	if l.failed != nil {
		return fmt.Errorf("%w: %w", cmdlog.ErrFailed, l.failed)
	}
	if err := l.head.Admit(b); err != nil {
		return err
	}
	if err := l.append(b); err != nil {
		l.failed = err
		return fmt.Errorf("append block %d: %w", b.Sequence, err)
	}
	return nil
}

func (l *Log) append(b cmdlog.Block) error {
	if l.pos+extent(len(b.Body)) > l.last().size {
		if err := l.roll(); err != nil {
			return err
		}
	}
	frame := cmdlog.NewFrame(b, l.head.Hash)
	hash := hashBeside(frame, b.Body)
	err := l.write(frame, b.Body)
	// Waited for even after a failure: the body is the caller's again when
	// Append returns.
	sum := hash()
	if err != nil {
		return err
	}
	l.pos += extent(len(b.Body))
	l.synced.Add(uint64(extent(len(b.Body))))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head = cmdlog.Head{Header: b.Header, Hash: sum}
	return nil
}

// write makes the block durable at pos. It writes whole pages: the rest of the
// last one would otherwise be read from the disk first.
func (l *Log) write(frame cmdlog.Frame, body []byte) error {
	header := frame.Encode()
	l.last().mask(header[:])
	pad := zeros[:extent(len(body))-cmdlog.HeaderSize-int64(len(body))]
	if err := l.dev.Write(l.active, l.pos, header[:], body, pad); err != nil {
		return fmt.Errorf("write %s: %w", l.active.Name(), err)
	}
	if err := l.dev.Sync(l.active); err != nil {
		return fmt.Errorf("sync %s: %w", l.active.Name(), err)
	}
	return nil
}

// hashBeside starts hashing the block and returns a function that waits for
// the hash. The hash is needed only for the next block, and takes as long as
// making a large block durable.
func hashBeside(frame cmdlog.Frame, body []byte) func() [32]byte {
	if len(body) < hashBesideSize {
		return func() [32]byte { return frame.Hash(body) }
	}
	sum := make(chan [32]byte, 1)
	go func() { sum <- frame.Hash(body) }()
	return func() [32]byte { return <-sum }
}

// last returns the active segment. Only the writer changes live, so the writer
// reads it without the lock.
func (l *Log) last() segment { return l.live[len(l.live)-1] }

// Head implements cmdlog.Log.
func (l *Log) Head() cmdlog.Head {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

// Synced returns how many bytes of blocks, in whole pages, were made durable
// since the log was opened.
func (l *Log) Synced() uint64 { return l.synced.Load() }

// Close implements cmdlog.Log. It waits for a segment that is being prepared
// to be given up. Reads that are under way go on.
func (l *Log) Close() error {
	if l.lock == nil {
		return nil
	}
	if l.failed == nil {
		l.failed = errClosed
	}
	var errs []error
	if l.next != nil {
		l.next.stop.Store(true)
		<-l.next.done
		if l.next.file != nil {
			errs = append(errs, l.next.file.Close())
		}
	}
	if l.active != nil {
		errs = append(errs, l.active.Close())
	}
	errs = append(errs, l.lock.Close()) // the lock goes with its descriptor
	l.lock, l.active, l.next = nil, nil, nil
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close command log: %w", err)
	}
	return nil
}
