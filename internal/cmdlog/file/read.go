package file

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/candorpay/candor/internal/cmdlog"
)

// walker goes through the blocks of one segment and checks them.
type walker struct {
	seg    segment
	in     *bufio.Reader
	pos    int64       // of the block that comes next
	behind int         // bytes of the last block, still to be discarded from in
	at     cmdlog.Head // the last block
	linked bool        // at.Hash is known
}

func newWalker(f *os.File, s segment) *walker {
	body := io.NewSectionReader(f, firstBlock, s.size-firstBlock)
	return &walker{seg: s, in: bufio.NewReaderSize(body, maxExtent), pos: firstBlock, at: s.base, linked: true}
}

// peek returns the next n bytes, errNoBlock at the end of the segment.
func (w *walker) peek(n int) ([]byte, error) {
	p, err := w.in.Peek(n)
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: the segment ends", errNoBlock)
	}
	return p, err
}

// header moves to the next block's header and checks its place in the chain.
// It returns errNoBlock when there is no header, errChain when there is one
// that does not follow.
func (w *walker) header() (cmdlog.Frame, error) {
	if _, err := w.in.Discard(w.behind); err != nil {
		return cmdlog.Frame{}, err
	}
	w.behind = 0
	p, err := w.peek(cmdlog.HeaderSize)
	if err != nil {
		return cmdlog.Frame{}, err
	}
	f, err := w.seg.frame(p)
	if err != nil {
		return f, err
	}
	if w.pos+extent(int(f.BodySize)) > w.seg.size {
		return f, fmt.Errorf("%w: block %d of %d bytes does not fit", errNoBlock, f.Sequence, f.BodySize)
	}
	if f.Sequence != w.at.Sequence+1 {
		return f, fmt.Errorf("%w: block %d follows %d", errChain, f.Sequence, w.at.Sequence)
	}
	if w.linked && f.Prev != w.at.Hash {
		return f, fmt.Errorf("%w: block %d holds another hash of the one before", errChain, f.Sequence)
	}
	return f, nil
}

func (w *walker) advance(f cmdlog.Frame) {
	w.at.Header = f.Header
	w.behind = int(extent(int(f.BodySize)))
	w.pos += int64(w.behind)
}

// skip goes over a block without looking at its body.
func (w *walker) skip() error {
	f, err := w.header()
	if err != nil {
		return err
	}
	w.advance(f)
	w.linked = false
	return nil
}

// next checks the next block and returns it. The body is valid until the
// following call. Besides header's errors it returns ErrEncoding when the body
// is not the header's.
func (w *walker) next() (cmdlog.Block, error) {
	f, err := w.header()
	if err != nil {
		return cmdlog.Block{}, err
	}
	p, err := w.peek(cmdlog.HeaderSize + int(f.BodySize))
	if err != nil {
		return cmdlog.Block{}, err
	}
	body := p[cmdlog.HeaderSize:]
	if err := f.CheckBody(body); err != nil {
		return cmdlog.Block{}, fmt.Errorf("block %d: %w", f.Sequence, err)
	}
	w.advance(f)
	w.at.Hash, w.linked = f.Hash(body), true
	return cmdlog.Block{Header: f.Header, Body: body, Hash: w.at.Hash}, nil
}

// Read implements cmdlog.Log. It finds its first block by the headers before
// it in the segment; that block's own link is checked by the one after it, and
// the last one's by the head.
func (l *Log) Read(from uint64) iter.Seq2[cmdlog.Block, error] {
	l.mu.Lock()
	r := reader{dir: l.dir, head: l.head, live: l.live, from: max(from, 1)}
	l.mu.Unlock()
	return func(yield func(cmdlog.Block, error) bool) {
		r := r // each iteration starts anew
		err := r.run(func(b cmdlog.Block) bool { return yield(b, nil) })
		if err == nil {
			return
		}
		l.mu.Lock()
		first := l.live[0].base.Sequence + 1
		l.mu.Unlock()
		if r.from < first { // the file went away, or was recycled, under the reader
			err = fmt.Errorf("%w: %d, the first is %d", cmdlog.ErrTruncated, r.from, first)
		}
		yield(cmdlog.Block{}, err)
	}
}

// reader reads blocks through all segments of a moment.
type reader struct {
	dir  string
	head cmdlog.Head
	live []segment
	from uint64 // the sequence that comes next
}

// run yields the blocks until the head, or until yield returns false.
func (r *reader) run(yield func(cmdlog.Block) bool) error {
	if r.from > r.head.Sequence {
		return nil
	}
	i := len(r.live) - 1
	for i >= 0 && r.live[i].base.Sequence >= r.from {
		i--
	}
	if i < 0 {
		return fmt.Errorf("%w: %d", cmdlog.ErrTruncated, r.from)
	}
	for ; i < len(r.live); i++ {
		end := r.head
		if i+1 < len(r.live) {
			end = r.live[i+1].base
		}
		if more, err := r.segment(r.live[i], end, yield); err != nil || !more {
			return err
		}
	}
	return nil
}

// segment yields the blocks of one segment, whose last one must be end. It
// reports false when yield did.
func (r *reader) segment(s segment, end cmdlog.Head, yield func(cmdlog.Block) bool) (bool, error) {
	f, err := os.Open(segmentPath(r.dir, s.index))
	if err != nil {
		return false, fmt.Errorf("read segment: %w", err)
	}
	defer f.Close()
	w := newWalker(f, s)
	for w.at.Sequence < end.Sequence {
		var b cmdlog.Block
		if skip := w.at.Sequence+1 < r.from; skip {
			err = w.skip()
		} else {
			b, err = w.next()
		}
		if err != nil {
			return false, w.explain(f.Name(), err)
		}
		if w.at.Sequence == end.Sequence && w.at != end {
			return false, corrupt(f.Name(), "block %d is not the one that the chain goes on from", end.Sequence)
		}
		if w.at.Sequence < r.from {
			continue
		}
		r.from++
		if !yield(b) {
			return false, nil
		}
	}
	return true, nil
}

// explain turns what was found instead of a block into an ErrCorrupt. An error
// of the disk stays what it is.
func (w *walker) explain(path string, err error) error {
	if errors.Is(err, errNoBlock) || errors.Is(err, cmdlog.ErrEncoding) || errors.Is(err, errChain) {
		return corrupt(path, "block %d at byte %d: %v", w.at.Sequence+1, w.pos, err)
	}
	return fmt.Errorf("read block %d of %s: %w", w.at.Sequence+1, path, err)
}
