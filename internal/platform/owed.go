package platform

import "math"

// owed returns credits less debits as an int64, which ends at the largest or
// smallest one there is. Amounts of the business stay below ledger.MovementMax,
// so only an operator's raw transfers get there; wrapping would show a fortune as
// a debt.
func owed(credits, debits uint64) int64 {
	if credits >= debits {
		return int64(min(credits-debits, math.MaxInt64))
	}
	if short := debits - credits; short <= math.MaxInt64 {
		return -int64(short)
	}
	return math.MinInt64
}
