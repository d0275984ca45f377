package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/cmdlog"
)

// recover finds the segments, the head and the place of the next block. What
// it relies on is durable when it returns, whoever wrote it.
func (l *Log) recover() error {
	indexes, err := l.list()
	if err != nil {
		return err
	}
	if len(indexes) == 0 { // the folder itself may be new
		if err := l.dev.SyncDir(filepath.Dir(l.dir)); err != nil {
			return err
		}
	}
	// A process that was killed may have renamed a segment into place without
	// making that durable.
	if err := l.dev.SyncDir(l.dir); err != nil {
		return err
	}
	prepared, err := l.load(indexes)
	if err != nil {
		return err
	}
	if len(l.live) > 0 {
		if err := l.resume(); err != nil {
			return err
		}
	}
	if prepared != nil {
		if err := l.adopt(prepared); err != nil {
			return err
		}
	}
	switch {
	case len(l.live) == 0:
		return l.roll() // a fresh folder
	case l.next == nil:
		l.startNext()
	}
	return nil
}

// list returns the indexes of the segments in order, notes the spares and
// removes what a crash left half made.
func (l *Log) list() ([]uint64, error) {
	entries, err := os.ReadDir(l.dir)
	if err != nil {
		return nil, fmt.Errorf("list segments: %w", err)
	}
	var indexes []uint64
	for _, e := range entries {
		path := filepath.Join(l.dir, e.Name())
		if name, ok := strings.CutSuffix(e.Name(), ".seg"); ok {
			index, err := strconv.ParseUint(name, 10, 64)
			if err != nil || segmentPath(l.dir, index) != path {
				return nil, fmt.Errorf("list segments: %s is not a segment's name", path)
			}
			indexes = append(indexes, index)
		}
		if e.Name() == tmpName || strings.HasPrefix(e.Name(), sparePrefix) {
			if err := l.keepSpare(path, e); err != nil {
				return nil, fmt.Errorf("list segments: %w", err)
			}
		}
	}
	slices.Sort(indexes)
	return indexes, nil
}

// keepSpare keeps a spare of the right size for recycling and removes any
// other, and a segment that was not finished.
func (l *Log) keepSpare(path string, e os.DirEntry) error {
	info, err := e.Info()
	if err != nil {
		return err
	}
	if e.Name() == tmpName || info.Size() != l.size || len(l.spares) == sparesMax {
		return os.Remove(path)
	}
	l.spares = append(l.spares, path)
	return nil
}

// load reads the segments' headers into live. It returns the one that is
// prepared, if there is one.
func (l *Log) load(indexes []uint64) (prepared *segment, err error) {
	for i, index := range indexes {
		path := segmentPath(l.dir, index)
		if i > 0 && index != indexes[i-1]+1 {
			return nil, corrupt(path, "segment %d is missing before it", index-1)
		}
		s, activated, err := loadSegment(l.dir, index)
		if err != nil {
			return nil, err
		}
		if prepared != nil {
			return nil, corrupt(segmentPath(l.dir, prepared.index), "it was never activated, but is followed by another")
		}
		if !activated {
			prepared = &s
			continue
		}
		if i > 0 && s.base.Sequence <= l.last().base.Sequence {
			return nil, corrupt(path, "it starts behind block %d, the one before it behind %d",
				s.base.Sequence, l.last().base.Sequence)
		}
		l.live = append(l.live, s)
	}
	if prepared != nil && len(l.live) == 0 && prepared.index != 1 {
		return nil, corrupt(segmentPath(l.dir, prepared.index), "all segments before it are missing")
	}
	return prepared, nil
}

// resume finds the head in the active segment, cuts a torn tail, and makes the
// end durable.
func (l *Log) resume() error {
	s := l.last()
	f, err := os.OpenFile(segmentPath(l.dir, s.index), os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open segment: %w", err)
	}
	l.active = f
	w := newWalker(f, s)
	final := int64(offBase) // where what was written last starts
	for err == nil {
		at := w.pos
		if _, err = w.next(); err == nil {
			final = at
		}
	}
	if !errors.Is(err, errNoBlock) && !errors.Is(err, cmdlog.ErrEncoding) {
		return w.explain(f.Name(), err)
	}
	behind, err := findBlock(f, s, w.pos+pageSize, s.size, w.at.Sequence)
	if err != nil {
		return err
	}
	if behind != 0 {
		return corrupt(f.Name(), "block %d at byte %d is damaged, but block %d stands behind it",
			w.at.Sequence+1, w.pos, behind)
	}
	l.head, l.pos = w.at, w.pos
	return l.settle(final)
}

// findBlock returns the sequence of the first block above after whose header is
// at a page in [from, to), or 0. The salt proves that the header was written in this
// life of the segment, as a header: it is no stale block and no part of a body.
// And it was written after every block in front of it was acknowledged, since
// one block is written at a time.
func findBlock(f *os.File, s segment, from, to int64, after uint64) (uint64, error) {
	buf := make([]byte, len(zeros))
	for at := from; at < to; at += int64(len(buf)) {
		p := buf[:min(to-at, int64(len(buf)))]
		if _, err := f.ReadAt(p, at); err != nil {
			return 0, fmt.Errorf("look for blocks: %w", err)
		}
		for ; len(p) > 0; p = p[pageSize:] {
			if string(p[:len(cmdlog.Magic)]) != cmdlog.Magic {
				continue
			}
			if frame, err := s.frame(p); err == nil && frame.Sequence > after {
				return frame.Sequence, nil
			}
		}
	}
	return 0, nil
}

// settle makes the end of the log durable. It zeros what a torn write may have
// left where the next blocks go, so that no crash brings it back. And it
// writes the last block anew, from byte final on: the process before may have
// died, or had its sync fail, between writing and syncing it. After a failed
// sync the kernel holds pages that are not on the disk and counts as clean; a
// sync alone would not write them. The bytes do not change, so a crash in the
// middle of that does no harm.
func (l *Log) settle(final int64) error {
	rest := make([]byte, min(maxExtent, l.last().size-l.pos))
	if _, err := l.active.ReadAt(rest, l.pos); err != nil {
		return fmt.Errorf("read the tail: %w", err)
	}
	if !isZero(rest) {
		clear(rest)
		if err := l.dev.Write(l.active, l.pos, rest); err != nil {
			return fmt.Errorf("cut the tail: %w", err)
		}
	}
	last := make([]byte, l.pos-final)
	if _, err := l.active.ReadAt(last, final); err != nil {
		return fmt.Errorf("read the last block: %w", err)
	}
	if err := l.dev.Write(l.active, final, last); err != nil {
		return fmt.Errorf("write the last block again: %w", err)
	}
	if err := l.dev.Sync(l.active); err != nil {
		return fmt.Errorf("sync the tail: %w", err)
	}
	return nil
}

// adopt takes a prepared segment that was found as the next one. Its base may
// be damaged by an activation that was torn, and is written again. Had blocks
// been acknowledged behind it, they would be among its first pages.
func (l *Log) adopt(s *segment) error {
	path := segmentPath(l.dir, s.index)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open segment: %w", err)
	}
	l.next = &preparation{seg: *s, file: f, done: make(chan struct{})}
	close(l.next.done)
	behind, err := findBlock(f, *s, firstBlock, min(s.size, firstBlock+2*maxExtent), l.head.Sequence)
	if err != nil {
		return err
	}
	if behind != 0 {
		return corrupt(path, "page 1 is damaged, but block %d stands behind it", behind)
	}
	return nil
}
