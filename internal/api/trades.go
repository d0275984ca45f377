package api

import (
	"math"
	"net/http"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// newest is the platform's cursor in front of the newest item, or of the first.
const newest = math.MaxUint64

func (s *server) trades() {
	change(s, operation{
		path: "/v1/trades", id: "createTrade", tag: "trades", roles: sellers, status: http.StatusCreated,
		summary: "Make a trade and, with fundings, pay it into escrow in the same step.",
	}, (*tradeRequest).command, s.p.CreateTrade, showTrade)
	list(s, operation{
		path: "/v1/trades", id: "listTrades", tag: "trades",
		summary: "List a merchant's or a wallet's trades, newest first.",
		query: []parameter{
			{"merchant", "string", "Only trades of this merchant; a merchant's own when left out."},
			{"wallet", "string", "Only trades that this wallet buys."},
		},
	}, listTrades)
	read(s, operation{
		path: "/v1/trades/{id}", id: "getTrade", tag: "trades", summary: "Read a trade.",
	}, getTrade)
	read(s, operation{
		path: "/v1/merchants/{id}/orders/{order}", id: "getTradeByOrder", tag: "trades",
		summary: "Read the trade of a merchant's order number.",
	}, getTradeByOrder)
	s.tradeSteps()
	s.tradeReturns()
}

// tradeSteps registers what moves a trade forward.
func (s *server) tradeSteps() {
	change(s, operation{
		path: "/v1/trades/{id}/pay", id: "payTrade", tag: "trades", roles: buyers,
		summary: "Pay a trade whole, into escrow. Operators vouch for instruments other than wallets.",
	}, (*payRequest).command, s.p.PayTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/ship", id: "shipTrade", tag: "trades", roles: sellers,
		summary: "Record that the goods are on their way.",
	}, func(_ *nothing, c *call) trade.Ship { return trade.Ship{Trade: c.self()} }, s.p.ShipTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/confirm", id: "confirmTrade", tag: "trades", roles: buyers,
		summary: "Confirm that the goods have come: releases the money.",
	}, func(_ *nothing, c *call) trade.Confirm { return trade.Confirm{Trade: c.self()} }, s.p.ConfirmTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/extend", id: "extendTrade", tag: "trades", roles: buyers,
		summary: "Move the release timer, once.",
	}, (*extendRequest).command, s.p.ExtendTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/close", id: "closeTrade", tag: "trades",
		summary: "End a trade that was never paid.",
	}, func(_ *nothing, c *call) trade.Close { return trade.Close{Trade: c.self()} }, s.p.CloseTrade, showTrade)
}

// tradeReturns registers what gives money back, and disputes.
func (s *server) tradeReturns() {
	change(s, operation{
		path: "/v1/trades/{id}/refunds", id: "refundTrade", tag: "trades", roles: sellers,
		summary: "Give back a part of what was paid.",
	}, (*returnRequest).refund, s.p.RefundTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/charge-backs", id: "chargeBackTrade", tag: "trades", roles: operators,
		summary: "Take back what a card network or bank demands. Operators only.",
	}, (*returnRequest).chargeBack, s.p.ChargeBackTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/disputes", id: "disputeTrade", tag: "trades", roles: buyers,
		summary: "Freeze timers and release until an operator decides.",
	}, func(_ *nothing, c *call) trade.Dispute { return trade.Dispute{Trade: c.self()} }, s.p.DisputeTrade, showTrade)
	change(s, operation{
		path: "/v1/trades/{id}/disputes/resolution", id: "resolveTrade", tag: "trades", roles: operators,
		summary: "Decide a dispute: a part goes back, the rest is released. Operators only.",
	}, (*resolveRequest).command, s.p.ResolveTrade, showTrade)
}

func getTrade(c *call) (tradeReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return tradeReply{}, err
	}
	t, err := c.p.Trade(c.ctx(), c.by, id)
	if err != nil {
		return tradeReply{}, err
	}
	return showTrade(t), nil
}

func getTradeByOrder(c *call) (tradeReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return tradeReply{}, err
	}
	t, err := c.p.TradeByOrder(c.ctx(), c.by, id, c.r.PathValue("order"))
	if err != nil {
		return tradeReply{}, err
	}
	return showTrade(t), nil
}

func listTrades(c *call) (page[tradeReply], error) {
	filter := platform.TradeFilter{
		Merchant: c.queryID("merchant"), Wallet: c.queryID("wallet"), Before: c.after(newest), Limit: c.limit(),
	}
	if err := c.failure(); err != nil {
		return page[tradeReply]{}, err
	}
	found, next, more, err := c.p.Trades(c.ctx(), c.by, filter)
	if err != nil {
		return page[tradeReply]{}, err
	}
	p := page[tradeReply]{Data: make([]tradeReply, len(found))}
	for i := range found {
		p.Data[i] = showTrade(found[i])
	}
	if more {
		p.Next = positionCursor(next)
	}
	return p, nil
}

// tradeCurrency refuses an amount that is not in the trade's currency. It reads
// the trade first, which is safe because its currency never changes.
func (c *call) inTradeCurrency(id ledger.ID, field string, b amount) int64 {
	m := c.money(field, b)
	if len(c.bad) > 0 {
		return 0
	}
	t, err := c.p.Trade(c.ctx(), c.by, id)
	c.err = err
	c.sameCurrency(field, m, t.Amount.Currency)
	return m.Minor
}
