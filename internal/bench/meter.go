package bench

import (
	"context"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range of latencies in microseconds, kept to three digits.
const (
	latencyMax    = 100_000_000
	latencyDigits = 3
)

// shards is how many histograms a meter has, so that clients seldom meet.
const shards = 8

// meter gathers the latencies of requests. It is safe for concurrent use.
type meter [shards]shard

type shard struct {
	mu        sync.Mutex
	latencies *hdrhistogram.Histogram
}

func newMeter() *meter {
	m := new(meter)
	for i := range m {
		m[i].latencies = hdrhistogram.New(1, latencyMax, latencyDigits)
	}
	return m
}

// record notes what a client waited for a request.
func (m *meter) record(client int, waited time.Duration) {
	s := &m[client%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	// Clamped, so that it cannot fail.
	_ = s.latencies.RecordValue(min(max(waited.Microseconds(), 1), latencyMax))
}

// quantiles returns the median, the 99th percentile and the longest latency, in
// microseconds.
func (m *meter) quantiles() (p50, p99, p100 int64) {
	all := hdrhistogram.New(1, latencyMax, latencyDigits)
	for i := range m {
		all.Merge(m[i].latencies)
	}
	return all.ValueAtQuantile(50), all.ValueAtQuantile(99), all.Max()
}

// request sends operations first to first+n-1 on behalf of a client, and checks
// the answer.
type request func(client, first, n int) error

// closedLoop lets clients ask as fast as they are answered until all operations
// of the case are done, and returns what that took. Requests that are under way
// when ctx ends are waited for.
func (b *Bench) closedLoop(ctx context.Context, c Case, m *meter, ask request) (spent, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, done atomic.Int64
	var clients sync.WaitGroup
	start := since()
	for client := range c.Clients {
		clients.Go(func() {
			for ctx.Err() == nil {
				first := int(next.Add(int64(c.Batch))) - c.Batch
				if first >= c.Ops {
					return
				}
				n := min(c.Batch, c.Ops-first)
				sent := time.Now()
				if err := ask(client, first, n); err != nil {
					cancel(err)
					return
				}
				m.record(client, time.Since(sent))
				if all := done.Add(int64(n)); b.Progress != nil && all/progressEvery != (all-int64(n))/progressEvery {
					b.Progress(int(all), c.Ops)
				}
			}
		})
	}
	clients.Wait()
	return since().less(start), context.Cause(ctx)
}

// progressEvery is how many operations a report of progress stands for.
const progressEvery = 1 << 15

// spent is time: of the clock, and of this process's threads on a core.
type spent struct{ wall, cpu time.Duration }

var processStart = time.Now()

// since returns what this process has spent so far.
func since() spent {
	var u syscall.Rusage
	// It fails for wrong arguments only; a figure of zero is left out.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return spent{time.Since(processStart), time.Duration(u.Utime.Nano() + u.Stime.Nano())}
}

func (s spent) less(t spent) spent { return spent{s.wall - t.wall, s.cpu - t.cpu} }
