package file_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

// writerEnv makes the test binary a writer for TestKill.
const writerEnv = "CANDOR_CMDLOG_WRITER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerEnv); dir != "" {
		writeUntilKilled(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

var small = file.Options{SegmentSize: file.MinSegmentSize}

func mustOpen(t testing.TB, dir string, opts file.Options) *file.Log {
	t.Helper()
	l, err := file.Open(dir, opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l
}

func TestLog(t *testing.T) {
	for name, opts := range map[string]file.Options{
		"smallest segments": small,
		"growing segments":  {SegmentSize: 8 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			cmdlogtest.Run(t, func(t *testing.T) func() cmdlog.Log {
				dir := filepath.Join(t.TempDir(), "log")
				return func() cmdlog.Log { return mustOpen(t, dir, opts) }
			})
		})
	}
}

func TestTwoWriters(t *testing.T) {
	var c cmdlogtest.Chain
	dir := t.TempDir()
	l := mustOpen(t, dir, small)
	if _, err := file.Open(dir, small); !errors.Is(err, cmdlog.ErrLocked) {
		t.Fatalf("second open: %v", err)
	}
	c.Append(t, l, 100)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	c.Check(t, mustOpen(t, dir, small), 0)
}

func TestSegmentSizeIsChecked(t *testing.T) {
	for _, size := range []int64{-1, 1, file.MinSegmentSize - 4096, file.MinSegmentSize + 1} {
		if _, err := file.Open(t.TempDir(), file.Options{SegmentSize: size}); err == nil {
			t.Errorf("segment size %d was accepted", size)
		}
	}
}

// Truncated segments are used again, and their old blocks are not seen in
// their new life, however it ends.
func TestRecycle(t *testing.T) {
	var c cmdlogtest.Chain
	dir := t.TempDir()
	l := mustOpen(t, dir, small)
	for round := range 12 {
		for range 3 {
			c.Append(t, l, 300_000+round)
		}
		if err := l.Truncate(c.Head.Sequence); err != nil {
			t.Fatal(err)
		}
		if round%3 == 2 {
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			l = mustOpen(t, dir, small)
		}
		c.Check(t, l, c.Head.Sequence)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) > 7 { // two live, one prepared, one in the making, two spares, the lock
		t.Errorf("%d files after truncation: %v", len(entries), entries)
	}
}

// A reader that is overtaken by Truncate is told so, and yields nothing wrong.
func TestTruncateUnderReader(t *testing.T) {
	var c cmdlogtest.Chain
	l := mustOpen(t, t.TempDir(), small)
	for range 10 {
		c.Append(t, l, 500_000)
	}
	next, failure := uint64(1), error(nil)
	for b, err := range l.Read(1) {
		if err != nil {
			failure = err
			break
		}
		if b.Sequence != next || string(b.Body) != string(c.Blocks[next-1].Body) {
			t.Fatalf("block %d differs", next)
		}
		if next++; b.Sequence > 1 {
			continue
		}
		if err := l.Truncate(c.Head.Sequence); err != nil {
			t.Fatal(err)
		}
		for range 10 { // overwrite what was recycled
			c.Append(t, l, 400_000)
		}
	}
	if !errors.Is(failure, cmdlog.ErrTruncated) {
		t.Fatalf("after block %d: %v", next-1, failure)
	}
}

// The sizes of segments grow to the option's, and a log opens with another.
func TestSegmentsGrow(t *testing.T) {
	var c cmdlogtest.Chain
	dir := t.TempDir()
	l := mustOpen(t, dir, file.Options{SegmentSize: 16 << 20})
	for range 30 {
		c.Append(t, l, cmdlog.MaxBody)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{4 << 20, 8 << 20, 16 << 20} {
		info, err := os.Stat(file.SegmentPath(dir, uint64(i+1)))
		if err != nil || info.Size() != want {
			t.Errorf("segment %d: %v, %v", i+1, info, err)
		}
	}
	l = mustOpen(t, dir, small)
	for range 30 {
		c.Append(t, l, 500_000)
	}
	c.Check(t, l, 0)
}
