package trade_test

import (
	"math"
	"testing"

	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
)

// A timer that is put off runs out at the same time of the first day to come,
// which may be the last instant that there is.
func TestPutOff(t *testing.T) {
	id := ledgertest.Named("t1")
	for _, row := range []struct{ due, at, want int64 }{
		{start, start, start + trade.Day},
		{start, start + trade.Day - 1, start + trade.Day},
		{start, start + trade.Day, start + 2*trade.Day},
		{start, start + 10*trade.Day + 1, start + 11*trade.Day},
		{math.MaxInt64 - 1, math.MaxInt64 - 1, math.MaxInt64},
	} {
		paid := trade.Trade{ID: id, State: trade.Paid, ReleaseAt: row.due, Version: 3}
		o := paid.PutOff(row.at)
		if o.Trade.ReleaseAt != row.want || o.Trade.Version != 4 || len(o.Movements) != 0 ||
			len(o.Events) != 1 || o.Events[0] != trade.EventReleaseFailed {
			t.Errorf("due %d at %d: %+v", row.due, row.at, o)
		}
	}
}
