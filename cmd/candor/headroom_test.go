package main

import "testing"

func TestMemoryLimit(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct{ live, other, want int64 }{
		{0, 0, 512 * mib},
		{100 * mib, 10 * mib, 622 * mib}, // above twice as much: the runtime's own rule comes first
		{1200 * mib, 50 * mib, 1762 * mib},
		{6000 * mib, 0, 8000 * mib},
	} {
		if got := memoryLimit(c.live, c.other); got != c.want {
			t.Errorf("%d live and %d besides: %d, not %d", c.live, c.other, got, c.want)
		}
	}
}
