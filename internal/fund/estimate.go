package fund

import "math/big"

// EstimateDaysMax is the longest time that Compare estimates for: ten years.
const EstimateDaysMax = 10 * daysYear

// rateDeposit is 1 in the scale of Rules.DepositRate.
const rateDeposit = 1_000_000

// Estimate is what an amount would earn in some days if a yield stayed as it is,
// without interest on interest, and what a bank would pay for it. Minor units.
type Estimate struct {
	Income  int64 // of the fund
	Deposit int64 // of demand deposits
}

// Compare estimates for an amount of 0 to ledger.MovementMax minor units and 0 to
// EstimateDaysMax days. The yield is in thousandths of a per cent a year, the
// deposit rate in parts per million a year; both years have 365 days. Everything
// is rounded down.
func Compare(minor int64, days int, seven int64, deposit int32) Estimate {
	return Estimate{
		Income:  interest(minor, days, seven, yieldOne),
		Deposit: interest(minor, days, int64(deposit), rateDeposit),
	}
}

// interest returns floor(minor x rate x days / (one x 365)).
func interest(minor int64, days int, rate, one int64) int64 {
	x := new(big.Int).Mul(big.NewInt(minor), big.NewInt(rate))
	x.Mul(x, big.NewInt(int64(days)))
	x.Div(x, new(big.Int).Mul(big.NewInt(one), big.NewInt(daysYear))) // Euclidean: down, for a divisor above zero
	if !x.IsInt64() {
		return saturated(x.Sign() < 0)
	}
	return x.Int64()
}
