package alipay

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// Spoofs reports whether a text could pass for a part of a notification.
func Spoofs(text string) bool { return spoofs(text) }

// SampleNotice is all that a notification can say: of a trade that was paid and
// refunded whole.
func SampleNotice() (map[string]string, error) {
	n := platform.NoticedTrade{AppID: "a", Seller: "s", Buyer: "b"}
	n.Trade = trade.Trade{
		ID: ledger.ID{1}, Order: "A1", Paid: 100, PaidAt: 1, State: trade.Closed,
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Minor: 100, Refunded: 100}},
		Returns:  []trade.Return{{Cause: trade.Refunded, Request: "r", Minor: 100, At: 2}},
	}
	return noticeOf(&n, trade.EventRefunded, 2)
}
