package customers

import (
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
)

// clockSlack is how far the wall clock may move from the monotonic one.
const clockSlack = int64(time.Minute)

// clock is the time by which budgets, draws and reviews run. It is business time
// while the wall clock and the monotonic one agree. Once they part by more than
// clockSlack it runs by monotonic time alone, until two people say that the wall
// clock is right: who can set the clock could otherwise let a year of budgets
// pass in a minute. It never goes back.
//
// The two are compared by their distance when the process was first heard of,
// so that many small steps count as one large one. Monotonic time starts anew
// with a process, and nothing then tells downtime from a step of the clock: as
// much as clockSlack passes, and the rest is held.
type clock struct {
	_    struct{} `cbor:",toarray"`
	Now  int64    // budget time, ns
	Held bool
	Wall int64 // of the last block
	Mono int64
	Base int64 // wall less monotonic time, as they stood when they were last trusted
}

// tick takes a block's header in.
func (c *clock) tick(h cmdlog.Header, at int64, sandbox bool) {
	last := *c
	c.Wall, c.Mono = h.Wall, h.Mono
	switch {
	case sandbox:
		c.Now = max(c.Now, at)
		return
	case last.Now == 0: // the first block
		c.Now, c.Base = at, h.Wall-h.Mono
		return
	}
	passed := h.Mono - last.Mono
	if passed < 0 { // another process
		passed = min(max(h.Wall-last.Wall, 0), clockSlack)
		c.Held = c.Held || h.Wall-last.Wall != passed
		c.Base = h.Wall - h.Mono
	}
	apart := h.Wall - h.Mono - c.Base
	c.Held = c.Held || apart > clockSlack || apart < -clockSlack
	if c.Held {
		c.Now += passed
		return
	}
	c.Now = max(c.Now, at)
}

// confirm trusts the wall clock as it stands.
func (c *clock) confirm(at int64) {
	c.Held, c.Base = false, c.Wall-c.Mono
	c.Now = max(c.Now, at)
}

// ClockHeld reports whether budget time runs by monotonic time alone, because the
// wall clock was moved and nobody confirmed it yet.
func (m *Machine) ClockHeld() bool { return m.state.Clock.Held }

// BudgetTime returns the time by which budgets run as of the last block, ns.
func (m *Machine) BudgetTime() int64 { return m.state.Clock.Now }
