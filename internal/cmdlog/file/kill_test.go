package file_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

// writeUntilKilled appends blocks of random sizes and prints the sequence and
// the size of each when it was acknowledged.
func writeUntilKilled(dir string) {
	l, err := file.Open(dir, file.Options{SegmentSize: 2 << 20})
	for err == nil {
		b := nextKilled(l.Head())
		if err = l.Append(b); err == nil {
			fmt.Println(b.Sequence)
		}
		if err == nil && b.Sequence%40 == 0 {
			err = l.Truncate(b.Sequence - 20)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// nextKilled returns the block that follows head, of a size that depends on
// the sequence alone.
func nextKilled(head cmdlog.Head) cmdlog.Block {
	random := rand.New(rand.NewPCG(head.Sequence, 3))
	size := random.IntN(20_000)
	if random.IntN(8) == 0 {
		size = random.IntN(cmdlog.MaxBody)
	}
	return cmdlogtest.Next(head, size)
}

// A writer is killed with SIGKILL 50 times. What it acknowledged is there,
// once, and the chain holds.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(4, 5))
	var acked uint64
	var chain cmdlogtest.Chain
	for kill := range 50 {
		acked = max(acked, killAfter(t, dir, 1+random.IntN(15)))
		l, err := file.Open(dir, file.Options{SegmentSize: 2 << 20})
		if err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		if got := l.Head().Sequence; got < acked {
			t.Fatalf("kill %d: head %d, but block %d was acknowledged", kill, got, acked)
		}
		for chain.Head.Sequence < l.Head().Sequence {
			chain.Add(nextKilled(chain.Head))
		}
		chain.Check(t, l, acked-min(acked-1, 15))
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d blocks acknowledged, %d in the log", acked, chain.Head.Sequence)
}

// killAfter starts a writer, kills it when it has acknowledged so many blocks,
// and returns the last sequence that it acknowledged.
func killAfter(t *testing.T, dir string, blocks int) uint64 {
	t.Helper()
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), writerEnv+"="+dir)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	var last uint64
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		if last, err = strconv.ParseUint(lines.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if n == blocks {
			if err := writer.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := writer.Wait(); err == nil || writer.ProcessState.Exited() {
		t.Fatalf("the writer was not killed: %v", err)
	}
	return last
}
