package cmdlogtest

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
)

func testEmpty(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	c.Check(t, l, 0)
	c.Check(t, l, 1)
	if err := l.Truncate(10); err != nil {
		t.Fatalf("truncate: %v", err)
	}
	closeLog(t, l)
	l = open()
	defer closeLog(t, l)
	c.Check(t, l, 0)
	c.Append(t, l, 1)
}

// Sizes around a page and around the limits, a tick among them.
func testSizes(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	defer closeLog(t, l)
	const page = 4096
	for _, size := range []int{
		0, 1, page - cmdlog.HeaderSize - 1, page - cmdlog.HeaderSize, page - cmdlog.HeaderSize + 1,
		page, 8190, 65536, 1 << 20, cmdlog.MaxBody - 1, cmdlog.MaxBody, 0,
	} {
		c.Append(t, l, size)
		c.Check(t, l, c.Head.Sequence)
	}
	c.Check(t, l, 0)
}

func testExtremes(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	for _, h := range []cmdlog.Header{
		{Span: math.MaxUint32, Count: math.MaxUint32, Version: math.MaxUint32, Wall: math.MinInt64, Mono: math.MaxInt64},
		{Timestamp: math.MaxUint32, Wall: math.MaxInt64, Mono: math.MinInt64},
		{Timestamp: math.MaxInt64 - 1, Span: 1},
	} {
		h.Sequence = c.Head.Sequence + 1
		b := cmdlog.Block{Header: h, Body: []byte{1}}
		if err := l.Append(b); err != nil {
			t.Fatalf("append %+v: %v", h, err)
		}
		c.Add(b)
	}
	closeLog(t, l)
	l = open()
	defer closeLog(t, l)
	c.Check(t, l, 0)
}

func testReadFrom(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	defer closeLog(t, l)
	for i := range 20 {
		c.Append(t, l, i*1000)
	}
	for from := range c.Head.Sequence + 3 {
		c.Check(t, l, from)
	}
	c.Check(t, l, math.MaxUint64)
}

func testReadStops(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	defer closeLog(t, l)
	for range 5 {
		c.Append(t, l, 100)
	}
	seq := l.Read(2)
	for range 2 { // a second iteration reads again
		var got []uint64
		for b, err := range seq {
			if err != nil {
				t.Fatalf("read: %v", err)
			}
			if got = append(got, b.Sequence); len(got) == 3 {
				break
			}
		}
		if !slices.Equal(got, []uint64{2, 3, 4}) {
			t.Fatalf("read %d", got)
		}
	}
}

func testSnapshot(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	defer closeLog(t, l)
	c.Append(t, l, 10)
	seq := l.Read(1)
	c.Append(t, l, 10)
	var last uint64
	for b, err := range seq {
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		last = b.Sequence
	}
	if last != 1 {
		t.Fatalf("read to block %d; at the call the head was 1", last)
	}
}

func testRefused(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	for range 3 {
		c.Append(t, l, 5000)
		for name, change := range map[string]func(*cmdlog.Header){
			"sequence 0":    func(h *cmdlog.Header) { h.Sequence = 0 },
			"same sequence": func(h *cmdlog.Header) { h.Sequence-- },
			"gap":           func(h *cmdlog.Header) { h.Sequence++ },
			"time back":     func(h *cmdlog.Header) { h.Timestamp = c.Head.End() - 1 },
			"beyond time":   func(h *cmdlog.Header) { h.Timestamp, h.Span = math.MaxInt64, 1 },
		} {
			b := Next(c.Head, 9000)
			change(&b.Header)
			if err := l.Append(b); !errors.Is(err, cmdlog.ErrSequence) {
				t.Fatalf("%s: %v", name, err)
			}
			c.Check(t, l, 0)
		}
	}
	c.Append(t, l, 1)
	closeLog(t, l)
	l = open()
	defer closeLog(t, l)
	c.Check(t, l, 0)
}

func testTooLarge(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	defer closeLog(t, l)
	c.Append(t, l, 1)
	b := Next(c.Head, cmdlog.MaxBody+1)
	if err := l.Append(b); !errors.Is(err, cmdlog.ErrTooLarge) {
		t.Fatalf("got %v", err)
	}
	c.Append(t, l, cmdlog.MaxBody)
	c.Check(t, l, 0)
}

func testBodyNotKept(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	defer closeLog(t, l)
	for _, size := range []int{100, 200_000} {
		b := Next(c.Head, size)
		own := slices.Clone(b.Body)
		if err := l.Append(b); err != nil {
			t.Fatalf("append: %v", err)
		}
		clear(b.Body)
		c.Add(cmdlog.Block{Header: b.Header, Body: own})
	}
	c.Check(t, l, 0)
}

func testReopen(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	for i := range 6 {
		l := open()
		c.Check(t, l, 0)
		for k := range i {
			c.Append(t, l, 200_000*k+i)
		}
		c.Check(t, l, 0)
		closeLog(t, l)
	}
}

func testClosed(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	c.Append(t, l, 10)
	closeLog(t, l)
	if err := l.Append(Next(c.Head, 10)); !errors.Is(err, cmdlog.ErrFailed) {
		t.Fatalf("append to a closed log: %v", err)
	}
	l = open()
	defer closeLog(t, l)
	c.Check(t, l, 0)
}

// fill appends 8 MiB in blocks of 800,000 bytes.
func fill(t *testing.T, c *Chain, l cmdlog.Log) {
	t.Helper()
	for range 10 {
		c.Append(t, l, 800_000)
	}
}

func testTruncate(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	for range 3 {
		fill(t, &c, l)
		before := c.Head.Sequence - 1
		if err := l.Truncate(before); err != nil {
			t.Fatalf("truncate: %v", err)
		}
		c.Check(t, l, before)
		checkDropped(t, l, 1)
		closeLog(t, l)
		l = open()
		c.Check(t, l, before)
		checkDropped(t, l, 1)
	}
	closeLog(t, l)
}

// checkDropped fails the test unless reading from there says ErrTruncated, and
// nothing else.
func checkDropped(t *testing.T, l cmdlog.Log, from uint64) {
	t.Helper()
	n := 0
	for _, err := range l.Read(from) {
		if n++; !errors.Is(err, cmdlog.ErrTruncated) {
			t.Fatalf("read from %d: got %v, want %v", from, err, cmdlog.ErrTruncated)
		}
	}
	if n != 1 {
		t.Fatalf("read from %d: %d items after truncation, want one error", from, n)
	}
}

func testTruncateHead(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	l := open()
	fill(t, &c, l)
	if err := l.Truncate(math.MaxUint64); err != nil {
		t.Fatalf("truncate: %v", err)
	}
	c.Check(t, l, c.Head.Sequence)
	c.Append(t, l, 10)
	closeLog(t, l)
	l = open()
	defer closeLog(t, l)
	c.Check(t, l, c.Head.Sequence-1)
}

// testWalk does at random what the other cases do one at a time.
func testWalk(t *testing.T, open func() cmdlog.Log) {
	var c Chain
	random := rand.New(rand.NewPCG(1, 2))
	l := open()
	kept := uint64(1)
	for range 150 {
		switch random.IntN(12) {
		case 0:
			closeLog(t, l)
			l = open()
		case 1:
			kept = max(kept, min(c.Head.Sequence, random.Uint64N(c.Head.Sequence+2)))
			if err := l.Truncate(kept); err != nil {
				t.Fatalf("truncate: %v", err)
			}
		case 2:
			c.Check(t, l, kept+random.Uint64N(c.Head.Sequence+2))
		case 3:
			b := Next(c.Head, 10)
			b.Sequence += 1 + random.Uint64N(5)
			if err := l.Append(b); !errors.Is(err, cmdlog.ErrSequence) {
				t.Fatalf("append with a gap: %v", err)
			}
		case 4, 5:
			c.Append(t, l, random.IntN(cmdlog.MaxBody+1))
		default:
			c.Append(t, l, random.IntN(30_000))
		}
	}
	c.Check(t, l, kept)
	closeLog(t, l)
}
