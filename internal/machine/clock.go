package machine

import (
	"sync/atomic"
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
)

// Mode says how business time relates to wall time. It is a property of the
// data, fixed when a folder is made.
type Mode uint8

// Modes of a clock.
const (
	// Live: business time is wall time, made strictly increasing.
	Live Mode = 0
	// Sandbox: business time runs on from wherever the log's head left it, so
	// that an advance survives a restart.
	Sandbox Mode = 1
	// Unstarted: a sandbox in which nothing has happened yet. Business time
	// stands at the log's head until AdvanceTo moves it.
	Unstarted Mode = 2
)

// Clock yields wall, monotonic and business time in nanoseconds. Tests give it
// their own sources.
type Clock struct {
	Mode     Mode
	WallTime func() int64 // nil: time.Now
	MonoTime func() int64 // nil: since this process started

	offset *atomic.Int64 // business minus wall
}

// ClockStarted is a business time before any real one: the blocks of a folder
// whose clock nobody has started yet count up from zero.
const ClockStarted = int64(365 * 24 * time.Hour)

var processStart = time.Now()

// Wall returns nanoseconds since the Unix epoch.
func (c Clock) Wall() int64 {
	if c.WallTime != nil {
		return c.WallTime()
	}
	return time.Now().UnixNano()
}

// Mono returns monotonic nanoseconds, comparable within this process only.
func (c Clock) Mono() int64 {
	if c.MonoTime != nil {
		return c.MonoTime()
	}
	return int64(time.Since(processStart))
}

// start fixes the offset from the log's head.
func (c *Clock) start(head cmdlog.Header) {
	c.offset = new(atomic.Int64)
	if c.Mode == Sandbox && head.Timestamp >= ClockStarted {
		c.offset.Store(head.Timestamp - head.Wall)
	}
}

// moved notes that a sandbox's time was pushed forward to t.
func (c Clock) moved(t int64) {
	if c.Mode != Sandbox {
		return
	}
	if ahead := t - c.Wall(); ahead > c.offset.Load() {
		c.offset.Store(ahead)
	}
}

func (c Clock) business() int64 {
	if c.Mode == Unstarted {
		return 0
	}
	return c.Wall() + c.offset.Load()
}
