package file_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

// damaged is a log of 12 blocks in three segments, closed, whose files a row
// of the table damages.
type damaged struct {
	dir    string
	chain  cmdlogtest.Chain
	starts []int64 // of the blocks in the active segment
	active string  // its path
	sealed string  // the path of the segment before
	spare  string  // the path of the prepared segment
}

func newDamaged(t *testing.T) *damaged {
	t.Helper()
	d := &damaged{dir: t.TempDir()}
	l, err := file.OpenOn(d.dir, small, file.Disk{}, false)
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		d.chain.Append(t, l, 240_000)
	}
	var index uint64
	d.starts, index = l.Positions()
	if l.Segments() != 3 || len(d.starts) != 4 {
		t.Fatalf("%d segments, %d blocks in the last", l.Segments(), len(d.starts))
	}
	d.active, d.sealed = file.SegmentPath(d.dir, index), file.SegmentPath(d.dir, index-1)
	d.spare = file.SegmentPath(d.dir, index+1)
	if !l.WaitPrepared() { // or Close gives it up
		t.Fatal("no segment was prepared")
	}
	closeNow(t, l)
	return d
}

// flip flips a bit of a file.
func flip(t *testing.T, path string, at int64) {
	t.Helper()
	change(t, path, at, func(p []byte) { p[0] ^= 0x10 }, 1)
}

// change changes n bytes of a file.
func change(t *testing.T, path string, at int64, f func(p []byte), n int) {
	t.Helper()
	p, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f(p[at : at+int64(n)])
	if err := os.WriteFile(path, p, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

const page = file.PageSize

func zero(p []byte) { clear(p) }

// damages is the table of damage: what happens to the files of a log whose
// blocks 9 to 12 are in the active segment and 5 to 8 in the one before; and
// what must hold when it is opened again.
var damages = []struct {
	name   string
	damage func(t *testing.T, d *damaged)
	head   uint64 // where the log goes on
	says   string // or what ErrCorrupt names
}{
	{"nothing", func(*testing.T, *damaged) {}, 12, ""},
	{"torn tail: the last page is missing", func(t *testing.T, d *damaged) {
		change(t, d.active, d.starts[3]+58*page, zero, page)
	}, 11, ""},
	{"torn tail: the first page is missing", func(t *testing.T, d *damaged) {
		change(t, d.active, d.starts[3], zero, page)
	}, 11, ""},
	{"torn tail: only the first sector was written", func(t *testing.T, d *damaged) {
		change(t, d.active, d.starts[3]+512, zero, 59*page-512)
	}, 11, ""},
	{"bit flipped in the tail's body", func(t *testing.T, d *damaged) {
		flip(t, d.active, d.starts[3]+100_000)
	}, 11, ""},
	{"bit flipped in the tail's header", func(t *testing.T, d *damaged) {
		flip(t, d.active, d.starts[3]+20)
	}, 11, ""},
	{"bit flipped in the zeros behind the tail", func(t *testing.T, d *damaged) {
		flip(t, d.active, d.starts[3]+59*page)
	}, 12, ""},
	{"bit flipped in a body in the middle", func(t *testing.T, d *damaged) {
		flip(t, d.active, d.starts[1]+100_000)
	}, 0, "block 10"},
	{"bit flipped in a header in the middle", func(t *testing.T, d *damaged) {
		flip(t, d.active, d.starts[1]+60)
	}, 0, "block 10"},
	{"header in the middle lost", func(t *testing.T, d *damaged) {
		change(t, d.active, d.starts[2], zero, page)
	}, 0, "block 11"},
	{"all but the last block lost", func(t *testing.T, d *damaged) {
		change(t, d.active, d.starts[0], zero, int(d.starts[3]-d.starts[0]))
	}, 0, "block 9"},
	{"an older block in the place of a newer one", func(t *testing.T, d *damaged) {
		older := make([]byte, 59*page)
		change(t, d.active, d.starts[1], func(p []byte) { copy(older, p) }, len(older))
		change(t, d.active, d.starts[3], func(p []byte) { copy(p, older) }, len(older))
	}, 0, "block 12"},
	{"a whole block cut out", func(t *testing.T, d *damaged) {
		last := make([]byte, 59*page)
		change(t, d.active, d.starts[3], func(p []byte) { copy(last, p); clear(p) }, len(last))
		change(t, d.active, d.starts[2], func(p []byte) { copy(p, last) }, len(last))
	}, 0, "block 11"},
	{"header of the active segment", func(t *testing.T, d *damaged) { flip(t, d.active, 9) }, 0, "0000000003.seg"},
	{"base of the active segment", func(t *testing.T, d *damaged) {
		flip(t, d.active, file.OffBase+50)
	}, 0, "0000000003.seg"},
	{"base of the active segment, nothing prepared", func(t *testing.T, d *damaged) {
		remove(t, d.spare)
		flip(t, d.active, file.OffBase+50)
	}, 0, "block 9 stands behind"},
	{"base of the active segment and its first block", func(t *testing.T, d *damaged) {
		remove(t, d.spare)
		flip(t, d.active, file.OffBase+50)
		flip(t, d.active, d.starts[0]+50)
	}, 0, "block 10 stands behind"},
	{"a body changed together with its checksums", func(t *testing.T, d *damaged) {
		tamper(t, d.active, d.starts[1])
	}, 0, "block 11"},
	{"base of a sealed segment", func(t *testing.T, d *damaged) {
		flip(t, d.sealed, file.OffBase+50)
	}, 0, "0000000002.seg"},
	{"header of the prepared segment", func(t *testing.T, d *damaged) { flip(t, d.spare, 9) }, 0, "0000000004.seg"},
	{"torn base of the prepared segment", func(t *testing.T, d *damaged) {
		flip(t, d.spare, file.OffBase+50)
	}, 12, ""},
	{"prepared segment removed", func(t *testing.T, d *damaged) { remove(t, d.spare) }, 12, ""},
	{"sealed segment removed", func(t *testing.T, d *damaged) { remove(t, d.sealed) }, 0, "segment 2 is missing"},
	{"active segment removed", func(t *testing.T, d *damaged) { remove(t, d.active) }, 0, "segment 3 is missing"},
	{"active segment cut short", func(t *testing.T, d *damaged) {
		if err := os.Truncate(d.active, d.starts[3]); err != nil {
			t.Fatal(err)
		}
	}, 0, "0000000003.seg"},
	{"segments swapped", func(t *testing.T, d *damaged) {
		p, err := os.ReadFile(d.sealed)
		if err != nil {
			t.Fatal(err)
		}
		change(t, d.active, 0, func(q []byte) { copy(q, p) }, len(p))
	}, 0, "0000000003.seg"},
	{"a segment half made", func(t *testing.T, d *damaged) {
		if err := os.WriteFile(filepath.Join(d.dir, "prepare.tmp"), make([]byte, 5000), 0o600); err != nil {
			t.Fatal(err)
		}
	}, 12, ""},
}

func TestDamage(t *testing.T) {
	for _, row := range damages {
		t.Run(row.name, func(t *testing.T) {
			d := newDamaged(t)
			row.damage(t, d)
			if row.says != "" {
				refuses(t, d.dir, row.says)
				refuses(t, d.dir, row.says) // and changes nothing by refusing
				return
			}
			goesOn(t, d, row.head)
		})
	}
}

// refuses expects ErrCorrupt with a text that names the place.
func refuses(t *testing.T, dir, says string) {
	t.Helper()
	l, err := file.Open(dir, small)
	if err == nil {
		closeNow(t, l)
	}
	if !errors.Is(err, cmdlog.ErrCorrupt) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "restore") {
		t.Fatalf("open: %v; want ErrCorrupt that names %q", err, says)
	}
}

// goesOn expects the log to have the blocks up to head, zeros behind them, and
// to take new ones.
func goesOn(t *testing.T, d *damaged, head uint64) {
	t.Helper()
	c := cmdlogtest.Chain{}
	for _, b := range d.chain.Blocks[:head] {
		c.Add(b)
	}
	l := mustOpen(t, d.dir, small)
	c.Check(t, l, 0)
	p, err := os.ReadFile(d.active)
	if err != nil {
		t.Fatal(err)
	}
	if tail := p[d.starts[head-9]+59*file.PageSize:]; strings.Trim(string(tail), "\x00") != "" {
		t.Fatal("what was cut is still in the file")
	}
	for range 5 {
		c.Append(t, l, 300_000)
	}
	closeNow(t, l)
	c.Check(t, mustOpen(t, d.dir, small), 0)
}

// tamper changes a block's body and makes both checksums fit, so that only the
// chain can tell. The salt need not be known: it is in the old checksum.
func tamper(t *testing.T, path string, at int64) {
	t.Helper()
	change(t, path, at, func(p []byte) {
		le, table := binary.LittleEndian, crc32.MakeTable(crc32.Castagnoli)
		salt := le.Uint32(p[124:]) ^ crc32.Checksum(p[:124], table)
		p[cmdlog.HeaderSize] ^= 1
		le.PutUint32(p[88:], crc32.Checksum(p[cmdlog.HeaderSize:], table))
		le.PutUint32(p[124:], crc32.Checksum(p[:124], table)^salt)
	}, cmdlog.HeaderSize+240_000)
}

// Blocks of sealed segments are not verified at opening, but when read.
func TestReadVerifiesSealedSegments(t *testing.T) {
	second := int64(file.FirstBlock + 59*file.PageSize)
	last := int64(file.FirstBlock + 3*59*file.PageSize)
	for _, row := range []struct {
		name   string
		damage func(t *testing.T, path string)
		read   uint64
		says   string
	}{
		{"header", func(t *testing.T, path string) { flip(t, path, second+20) }, 5, "block 6"},
		{"body", func(t *testing.T, path string) { flip(t, path, second+50_000) }, 5, "block 6"},
		{"chain", func(t *testing.T, path string) { tamper(t, path, second) }, 6, "block 7"},
		{"chain, at the segment's end", func(t *testing.T, path string) { tamper(t, path, last) }, 7, "block 8"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDamaged(t)
			row.damage(t, d.sealed)
			l := mustOpen(t, d.dir, small)
			var read uint64
			var failure error
			for b, err := range l.Read(1) {
				if err != nil {
					failure = err
					continue
				}
				read = b.Sequence
			}
			if !errors.Is(failure, cmdlog.ErrCorrupt) || !strings.Contains(failure.Error(), row.says) || read != row.read {
				t.Fatalf("read to %d, then %v", read, failure)
			}
			d.chain.Check(t, l, 9)
		})
	}
}

// A body that holds what looks like a block of this log, with a higher
// sequence, at the start of a page, does not make a torn tail a broken chain.
func TestBodyThatLooksLikeABlock(t *testing.T) {
	var c cmdlogtest.Chain
	dir := t.TempDir()
	l, err := file.OpenOn(dir, small, file.Disk{}, false)
	if err != nil {
		t.Fatal(err)
	}
	c.Append(t, l, 10)
	forged := cmdlog.NewFrame(cmdlog.Block{Header: cmdlog.Header{Sequence: 3}}, [32]byte{}).Encode()
	b := cmdlogtest.Next(c.Head, 40_000)
	copy(b.Body[file.PageSize-cmdlog.HeaderSize:], forged[:])
	if err := l.Append(b); err != nil {
		t.Fatal(err)
	}
	starts, index := l.Positions()
	closeNow(t, l)
	flip(t, file.SegmentPath(dir, index), starts[1]+20)
	c.Check(t, mustOpen(t, dir, small), 0)
}
