package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// EstimateView is what an amount would earn in some days. Without a 7-day yield
// the fund's income is not known, and zero.
type EstimateView struct {
	fund.Estimate
	Currency    money.Currency
	Seven       int64 // the fund's 7-day yield, in thousandths of a per cent
	SevenKnown  bool
	DepositRate int32 // parts per million a year
}

// Estimate reckons what an amount, in minor units, would earn in some days if the
// fund's last 7-day yield stayed as it is, and what a demand deposit would. Anybody
// may ask. Invalid, "invalid_estimate": not 1 to ledger.MovementMax minor units and
// 1 to fund.EstimateDaysMax days.
func (p *Platform) Estimate(ctx context.Context, by auth.Caller, id fund.ID, minor int64, days int) (v EstimateView, err error) {
	if minor < 1 || minor > ledger.MovementMax || days < 1 || days > fund.EstimateDaysMax {
		return v, RefusedEstimate.Err()
	}
	f, err := p.Fund(ctx, by, id)
	if err != nil {
		return v, err
	}
	v.Currency, v.DepositRate = f.Fund.Currency, f.Fund.Rules.DepositRate
	if f.Last != nil {
		v.Seven, v.SevenKnown = f.Last.Seven, f.Last.SevenKnown
	}
	v.Estimate = fund.Compare(minor, days, v.Seven, v.DepositRate)
	return v, nil
}

// RefusedEstimate answers who asks what too much, or nothing, would earn.
var RefusedEstimate = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_estimate"}
