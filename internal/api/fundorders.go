package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// purchaseRequest buys units.
type purchaseRequest struct {
	Wallet hexID  `json:"wallet" doc:"Pays, and holds the units."`
	Amount amount `json:"amount"`
}

// redemptionRequest turns units into money.
type redemptionRequest struct {
	Wallet hexID  `json:"wallet" doc:"Holds the units, and gets the money."`
	Amount amount `json:"amount"`
	Mode   string `json:"mode" enum:"normal,instant" doc:"normal: the money comes with the first working day after the order's; instant: at once, within the fund's limits."`
}

// sweepRequest is a standing instruction.
type sweepRequest struct {
	Fund  hexID   `json:"fund"`
	Floor *amount `json:"floor,omitempty" doc:"What stays in the wallet; left out: nothing."`
}

// orderReply is a purchase or redemption.
type orderReply struct {
	ID       hexID   `json:"id"`
	Fund     hexID   `json:"fund"`
	Wallet   hexID   `json:"wallet"`
	Kind     string  `json:"kind" enum:"bought,swept,refunded,redeemed,redeemed_instantly,paid"`
	Amount   amount  `json:"amount"`
	At       instant `json:"at"`
	TradeDay date    `json:"trade_day" doc:"As of which it counts."`
	From     date    `json:"from" doc:"The units earn from then, or no longer."`
	Settles  date    `json:"settles,omitempty" doc:"Working day on which a purchase is confirmed, or the money of a normal redemption arrives."`
	PaidAt   instant `json:"paid_at,omitempty" doc:"When the money of a redemption arrived."`
	Trade    hexID   `json:"trade,omitempty" doc:"That was paid or refunded."`
}

// sweepReply is a wallet's standing instruction.
type sweepReply struct {
	Wallet hexID   `json:"wallet"`
	On     bool    `json:"on"`
	Fund   hexID   `json:"fund,omitempty"`
	Floor  *amount `json:"floor,omitempty" doc:"What stays in the wallet."`
	SetAt  instant `json:"set_at,omitempty"`
}

// estimateReply is what an amount would earn.
type estimateReply struct {
	Amount  amount  `json:"amount"`
	Days    int     `json:"days"`
	Seven   string  `json:"seven_day_yield,omitempty" doc:"In per cent a year, by which it is reckoned; absent while the fund has none."`
	Income  *amount `json:"income,omitempty" doc:"Income of the fund in these days, if its yield stays as it is. Nobody promises that."`
	Rate    string  `json:"deposit_rate" doc:"Of a demand deposit, in per cent a year."`
	Deposit amount  `json:"deposit" doc:"Interest of a demand deposit in these days."`
}

var modes = []name[fund.Mode]{{fund.Normal, "normal"}, {fund.Instant, "instant"}}

func (s *server) fundOrders() {
	change(s, operation{
		path: "/v1/funds/{id}/purchases", id: "buyUnits", tag: "funds", roles: buyers, status: http.StatusCreated,
		summary: "Buy units of a fund with a wallet's money.",
	}, (*purchaseRequest).command, s.p.BuyUnits, showOrder)
	change(s, operation{
		path: "/v1/funds/{id}/redemptions", id: "redeemUnits", tag: "funds", roles: buyers, status: http.StatusCreated,
		summary: "Turn units of a fund into a wallet's money.",
	}, (*redemptionRequest).command, s.p.RedeemUnits, showOrder)
	put(s, operation{
		path: "/v1/wallets/{id}/sweep", id: "setSweep", tag: "funds", roles: buyers,
		summary: "Have a wallet's idle balance buy units every day.",
	}, (*sweepRequest).command, s.p.SetSweep, showSweep)
	s.route(operation{
		method: http.MethodDelete, path: "/v1/wallets/{id}/sweep", id: "endSweep", tag: "funds", roles: buyers, unkeyed: true,
		summary: "End a wallet's sweep.",
	}, nil, reflect.TypeFor[sweepReply](), endSweep)
	read(s, operation{
		path: "/v1/wallets/{id}/sweep", id: "getSweep", tag: "funds", roles: buyers, summary: "Read a wallet's sweep.",
	}, getSweep)
	read(s, operation{
		path: "/v1/funds/{id}/estimate", id: "estimateIncome", tag: "funds",
		summary: "Reckon what an amount would earn, and a demand deposit beside it.",
		query: []parameter{
			{"amount", "string", "Decimal string in the fund's currency, such as 10000.00."},
			{"days", "integer", "1 to 3650; left out: 365."},
		},
	}, estimateIncome)
}

func (b *purchaseRequest) command(c *call) fund.Buy {
	return fund.Buy{Fund: c.self(), Wallet: c.id("wallet", b.Wallet), Amount: c.positive("amount", b.Amount)}
}

func (b *redemptionRequest) command(c *call) fund.Redeem {
	return fund.Redeem{
		Fund: c.self(), Wallet: c.id("wallet", b.Wallet), Amount: c.positive("amount", b.Amount), Mode: need(c, "mode", b.Mode, modes),
	}
}

func (b *sweepRequest) command(c *call) fund.SetSweep {
	cmd := fund.SetSweep{Wallet: c.self(), Fund: c.id("fund", b.Fund)}
	cmd.Floor = c.natural("floor", b.Floor, c.fundCurrency(cmd.Fund))
	return cmd
}

func showOrder(o platform.FundOrder) orderReply {
	return orderReply{
		ID: showID(o.ID), Fund: showID(o.Fund), Wallet: showID(o.Wallet), Kind: nameOf(o.Kind, orderKinds),
		Amount: show(o.Minor, o.Currency), At: showTime(o.At), TradeDay: showDay(o.TradeDay), From: showDay(o.From),
		Settles: showDay(o.Settles), PaidAt: showTime(o.PaidAt), Trade: showID(o.Trade),
	}
}

func showSweep(v platform.SweepView) sweepReply {
	reply := sweepReply{Wallet: showID(v.Wallet), On: v.On}
	if v.On {
		floor := show(v.Floor, v.Currency)
		reply.Fund, reply.Floor, reply.SetAt = showID(v.Fund), &floor, showTime(v.SetAt)
	}
	return reply
}

func endSweep(c *call) error {
	reply, err := c.sweep(func(ctx context.Context, by auth.Caller, id ledger.ID) (platform.SweepView, error) {
		v, _, err := c.p.EndSweep(ctx, by, "", id)
		return v, err
	})
	if err != nil {
		return err
	}
	return c.reply(reply)
}

func getSweep(c *call) (sweepReply, error) { return c.sweep(c.p.Sweep) }

// sweep answers with what do says of the sweep of the wallet in the path.
func (c *call) sweep(do func(context.Context, auth.Caller, ledger.ID) (platform.SweepView, error)) (sweepReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return sweepReply{}, err
	}
	v, err := do(c.ctx(), c.by, id)
	if err != nil {
		return sweepReply{}, err
	}
	return showSweep(v), nil
}

// estimateDays is for how many days is reckoned unless it is said.
const estimateDays = 365

func estimateIncome(c *call) (estimateReply, error) {
	id := c.self()
	days := c.count("days", fund.EstimateDaysMax, estimateDays)
	currency := c.fundCurrency(id)
	minor := c.queryAmount("amount", currency)
	if err := c.failure(); err != nil {
		return estimateReply{}, err
	}
	v, err := c.p.Estimate(c.ctx(), c.by, id, minor, days)
	if err != nil {
		return estimateReply{}, err
	}
	reply := estimateReply{
		Amount: show(minor, currency), Days: days, Rate: money.Fixed(int64(v.DepositRate), rateDecimals), Deposit: show(v.Deposit, currency),
	}
	if v.SevenKnown {
		income := show(v.Income, currency)
		reply.Seven, reply.Income = money.Fixed(v.Seven, yieldDecimals), &income
	}
	return reply, nil
}
