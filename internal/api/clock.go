package api

import (
	"context"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// clockConfirmation says that the wall clock is right.
type clockConfirmation struct {
	Approval uint32 `json:"approval" doc:"Of kind clock."`
}

// clockConfirmed is the answer.
type clockConfirmed struct {
	Held bool `json:"held" doc:"Whether budgets still go by the monotonic clock."`
}

func (s *server) confirmations() {
	change(s, operation{
		path: "/v1/budgets/clock", id: "confirmClock", tag: "budgets", roles: insiders,
		summary: "Say that the wall clock is right after it jumped, under an approval: budgets go by it again.",
	}, func(b *clockConfirmation, _ *call) approval.Number { return approval.Number(b.Approval) },
		func(ctx context.Context, by auth.Caller, once platform.Once, n approval.Number) (bool, bool, error) {
			replayed, err := s.p.ConfirmClock(ctx, by, once, n)
			return s.p.ClockHeld(), replayed, err
		}, func(held bool) clockConfirmed { return clockConfirmed{held} })
}
