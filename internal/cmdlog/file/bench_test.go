package file_test

import (
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/cmdlogtest"
	"github.com/candorpay/candor/internal/cmdlog/file"
)

// BenchmarkAppend measures durable appends to a log that is fresh, whose
// segments are being filled beside it, and to one that has reached its full
// size and recycles its segments.
func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("fresh/%dKiB", size>>10), func(b *testing.B) {
			l := mustOpen(b, b.TempDir(), file.Options{})
			b.SetBytes(int64(size))
			block := cmdlogtest.Next(l.Head(), size)
			for b.Loop() {
				appendMore(b, l, block)
			}
		})
		b.Run(fmt.Sprintf("grown/%dKiB", size>>10), func(b *testing.B) {
			l := mustOpen(b, b.TempDir(), file.Options{SegmentSize: 64 << 20})
			b.SetBytes(int64(size))
			block := cmdlogtest.Next(l.Head(), 1<<20)
			for range 320 {
				appendMore(b, l, block)
			}
			block = cmdlogtest.Next(l.Head(), size)
			for b.Loop() {
				appendMore(b, l, block)
			}
		})
	}
}

// appendMore appends the block's body again and truncates now and then.
func appendMore(b *testing.B, l *file.Log, block cmdlog.Block) {
	b.Helper()
	head := l.Head()
	block.Sequence, block.Timestamp = head.Sequence+1, head.End()
	if err := l.Append(block); err != nil {
		b.Fatal(err)
	}
	if block.Sequence%50 == 0 {
		if err := l.Truncate(block.Sequence); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen measures opening a log whose active segment is empty or holds
// 200 MiB.
func BenchmarkOpen(b *testing.B) {
	for _, mebibytes := range []int{0, 200} {
		b.Run(fmt.Sprintf("%dMiB", mebibytes), func(b *testing.B) {
			dir := b.TempDir()
			l, err := file.Open(dir, file.Options{})
			if err != nil {
				b.Fatal(err)
			}
			block := cmdlogtest.Next(l.Head(), 1<<20)
			for range 2 * mebibytes {
				appendMore(b, l, block)
			}
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				l, err := file.Open(dir, file.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := l.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}
