package fund

import "github.com/candorpay/candor/money"

// What DefaultRules say.
const (
	instantDefault = "10000" // units of the currency
	cutOffDefault  = 15 * 60
	sweepAtDefault = 2 * 60
)

// DefaultRules are the rules of a fund of which nothing else is said: orders from
// 15:00 on count as the next working day's, idle balances are swept in at 02:00,
// and a person redeems at most 10,000 units instantly in a day; whoever forgets
// that limit is to have one. Nothing else is limited. Of a currency that nobody
// knows they have no such limit, and no fund is made.
func DefaultRules(c money.Currency) Rules {
	r := Rules{PurchaseMin: 1, CutOff: cutOffDefault, SweepAt: sweepAtDefault}
	if instant, err := money.Parse(instantDefault, c); err == nil {
		r.InstantDay = instant.Minor
	}
	return r
}
