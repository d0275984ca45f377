package api

import (
	"context"
	"math"
	"regexp"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
)

// clockRequest moves a sandbox's business time forward.
type clockRequest struct {
	Advance string  `json:"advance,omitempty" doc:"How far, such as 72h or 90m; instead of to." example:"72h"`
	To      instant `json:"to,omitempty" doc:"Until when; instead of advance."`
}

// clockReply is business time.
type clockReply struct {
	Now instant `json:"now"`
}

// advance is a checked clockRequest: one of the two, in ns.
type advance struct{ by, to int64 }

// advancesMax is how many Idempotency-Keys of the clock are remembered.
const advancesMax = 1_000

// clock advances a sandbox's business time once for each Idempotency-Key. It
// remembers keys itself and only while the process runs: time that has passed
// is not undone by a restart, and nothing but a sandbox depends on it.
type clock struct {
	p    *platform.Platform
	mu   sync.Mutex
	done map[clockKey]advanced
}

type clockKey struct {
	caller [16]byte
	once   platform.Once
}

// advanced is what became of an advance: where it was to go, and business time
// when it got there, zero if it was interrupted on the way.
type advanced struct {
	asked advance
	to    int64
	now   int64
}

func (s *server) sandbox() {
	k := &clock{p: s.p, done: map[clockKey]advanced{}}
	read(s, operation{
		path: "/v1/sandbox/clock", id: "getSandboxClock", tag: "sandbox",
		summary: "Read business time. Operators of a sandbox only.",
	}, func(c *call) (clockReply, error) {
		if err := k.admit(c.by); err != nil {
			return clockReply{}, err
		}
		return clockReply{Now: showTime(c.p.Now())}, nil
	})
	change(s, operation{
		path: "/v1/sandbox/clock", id: "advanceSandboxClock", tag: "sandbox", roles: operators,
		summary: "Advance business time, and do what falls due. Operators of a sandbox only.",
	}, (*clockRequest).command, k.advance, func(now int64) clockReply { return clockReply{Now: showTime(now)} })
}

func (b *clockRequest) command(c *call) advance {
	if (b.Advance == "") == (b.To == "") {
		c.wrong("advance", CodeMissingField, "give either advance or to")
		return advance{}
	}
	if b.To != "" {
		if t, err := time.Parse(time.RFC3339Nano, string(b.To)); err == nil && t.UTC().Year() > 2200 {
			c.wrong("to", codeTooFar, tooFar)
			return advance{}
		}
		return advance{to: c.instant("to", b.To)}
	}
	d, err := time.ParseDuration(b.Advance)
	switch {
	case err != nil && duration.MatchString(b.Advance): // above what 64 bits of ns hold
		c.wrong("advance", codeTooFar, tooFar)
	case err != nil || d <= 0:
		c.wrong("advance", CodeInvalidField, "must be a duration above zero, such as 72h")
	}
	return advance{by: int64(d)}
}

const (
	codeTooFar = "clock_too_far"
	tooFar     = "must not go beyond the year 2200, where a sandbox's clock ends"
)

// duration is how durations are written, however long.
var duration = regexp.MustCompile(`^[+]?(([0-9]+([.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+$`)

// admit refuses all but operators of a sandbox.
func (k *clock) admit(by auth.Caller) error {
	if by.Role != auth.Operator {
		return errkind.New(errkind.Denied, "forbidden", "a key with this role may not do this")
	}
	if !k.p.Sandbox() {
		return errkind.New(errkind.Denied, "not_a_sandbox", "only a sandbox has a clock to read and advance")
	}
	return nil
}

func (k *clock) advance(ctx context.Context, by auth.Caller, once platform.Once, a advance) (int64, bool, error) {
	if err := k.admit(by); err != nil {
		return 0, false, err
	}
	k.mu.Lock() // a concurrent duplicate waits
	defer k.mu.Unlock()
	key := clockKey{by.Key, once}
	before, ok := k.done[key]
	switch {
	case ok && before.asked != a:
		return 0, false, invalid(CodeKeyReuse, "this Idempotency-Key came before with another body")
	case ok && before.now != 0:
		return before.now, true, nil
	}
	step, err := k.step(ctx, by, a, before.to)
	if err != nil && errkind.Of(err) == errkind.Invalid {
		return 0, false, err // and nothing has moved
	}
	if len(k.done) >= advancesMax {
		clear(k.done)
	}
	k.done[key] = step
	return step.now, false, err
}

// step advances to where an interrupted step under the same key was to go, or else
// to where a says: a repeat must not go twice as far.
func (k *clock) step(ctx context.Context, by auth.Caller, a advance, to int64) (advanced, error) {
	reach := k.p.Reach
	switch {
	case to != 0:
	case a.to != 0:
		to, reach = a.to, k.p.Advance
	default:
		now := k.p.Now()
		to = now + min(a.by, math.MaxInt64-now)
	}
	now, err := reach(ctx, by, to)
	return advanced{asked: a, to: to, now: now}, err
}
