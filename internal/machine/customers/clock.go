package customers

import (
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
)

// clockSlack is how much time in all passes for budgets that only the wall clock
// tells of.
const clockSlack = int64(time.Minute)

// clock is the time by which budgets, draws and reviews run. It goes by the
// monotonic clock, which nobody can set on, and never back. Business time may be
// ahead of it, because the wall clock was set on or corrected, or because Candor
// did not run: monotonic time starts anew with a process, and nothing tells
// downtime from a step of the clock. Of such time clockSlack passes, not each time
// but in all since two people last confirmed the clock; so small steps and many
// restarts add up to no more than one. The rest does not pass at all: whoever
// took something before a restart gets it back by as much later. Budgets go on
// without anybody's word, and two people who confirm the clock let them catch up.
type clock struct {
	_    struct{} `cbor:",toarray"`
	Now  int64    // budget time, ns
	Mono int64    // of the last block
	Lent int64    // of clockSlack: how much passed
	Held bool     // business time is ahead by what did not pass
}

// tick takes a block's header in.
func (c *clock) tick(h cmdlog.Header, at int64, sandbox bool) {
	last := *c
	c.Mono = h.Mono
	switch {
	case sandbox, last.Now == 0: // or the first block
		c.Now = max(c.Now, at)
		return
	case h.Mono > last.Mono: // of another process too: it began since
		c.Now += h.Mono - last.Mono
	}
	unproven := max(at-c.Now, 0)
	lent := min(unproven, clockSlack-c.Lent)
	c.Now += lent
	c.Lent += lent
	c.Held = unproven > lent
}

// confirm trusts business time as it stands.
func (c *clock) confirm(at int64) {
	c.Held, c.Lent = false, 0
	c.Now = max(c.Now, at)
}

// ClockHeld reports whether budget time is behind business time, because more
// than a minute in all was told by the wall clock alone and nobody confirmed it
// yet.
func (m *Machine) ClockHeld() bool { return m.state.Clock.Held }

// BudgetTime returns the time by which budgets run as of the last block, ns.
func (m *Machine) BudgetTime() int64 { return m.state.Clock.Now }
