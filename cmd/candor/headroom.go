package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Garbage may take as much memory as what is live does, which is the runtime's
// rule, but not more than this, or a third of what is live where that is more: a
// process that knows ten million accounts does not take twice its memory. Beyond
// that it would collect too often.
const (
	headroomMin = 512 << 20
	headroomOf  = 3
)

// headroomEvery is how often it is looked at how much is live.
const headroomEvery = time.Second

// keepHeadroom bounds what garbage takes until ctx ends. An operator who has set a
// limit or a pace in the environment knows better.
func keepHeadroom(ctx context.Context) {
	if os.Getenv("GOMEMLIMIT") != "" || os.Getenv("GOGC") != "" {
		return
	}
	samples := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	set := int64(0)
	ticker := time.NewTicker(headroomEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		metrics.Read(samples)
		other := int64(samples[1].Value.Uint64())
		for _, s := range samples[2:] {
			other -= int64(s.Value.Uint64())
		}
		// Setting it stops everything for a moment: a small change is not worth it.
		if limit := memoryLimit(int64(samples[0].Value.Uint64()), other); abs(limit-set) > limit/20 {
			debug.SetMemoryLimit(limit)
			set = limit
		}
	}
}

// memoryLimit returns how much memory a process may take whose live objects, and
// whose stacks and the like, take so many bytes.
func memoryLimit(live, other int64) int64 { return live + other + max(headroomMin, live/headroomOf) }

func abs(n int64) int64 { return max(n, -n) }
