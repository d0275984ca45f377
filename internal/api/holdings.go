package api

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// holdingReply is a wallet's units of a fund.
type holdingReply struct {
	Fund        hexID       `json:"fund"`
	Name        string      `json:"name" doc:"Of the fund."`
	Wallet      hexID       `json:"wallet"`
	Confirmed   amount      `json:"confirmed" doc:"Can be redeemed, and pay."`
	Unconfirmed amount      `json:"unconfirmed" doc:"Bought, and not earning yet."`
	Total       amount      `json:"total"`
	Income      amount      `json:"income" doc:"All so far."`
	LastIncome  amount      `json:"last_income" doc:"Of the day of last: mostly yesterday."`
	Last        *figureBody `json:"last,omitempty" doc:"Of the fund's last day whose income was distributed."`
}

// holdingsReply is a wallet's units of all funds.
type holdingsReply struct {
	Data []holdingReply `json:"data"`
}

// holdingStatementReply is a part of the statement of a wallet's units.
type holdingStatementReply struct {
	Data    []unitsLineReply `json:"data"`
	Next    *string          `json:"next" doc:"The cursor of the next page; null when there is none."`
	Opening amount           `json:"opening" doc:"Units before the first line."`
	Closing amount           `json:"closing" doc:"Units after the last line. While a day's income is being distributed, a statement ends where that began."`
}

// unitsLineReply is one change of a wallet's units.
type unitsLineReply struct {
	Number  uint64  `json:"number" doc:"1, 2, 3, ... from the first of all."`
	At      instant `json:"at" doc:"Of income, when its distribution began."`
	Kind    string  `json:"kind" enum:"income,entered,bought,swept,refunded,redeemed,redeemed_instantly,paid"`
	Day     date    `json:"day" doc:"That income is of; of an order, its trade day."`
	Order   hexID   `json:"order,omitempty"`
	Trade   hexID   `json:"trade,omitempty"`
	Amount  amount  `json:"amount" doc:"Above zero: came in."`
	Balance amount  `json:"balance" doc:"Units after this line."`
}

var orderKinds = []name[fund.OrderKind]{
	{fund.OrderBought, "bought"},
	{fund.OrderSwept, "swept"},
	{fund.OrderRefunded, "refunded"},
	{fund.OrderRedeemed, "redeemed"},
	{fund.OrderInstant, "redeemed_instantly"},
	{fund.OrderPaid, "paid"},
}

func (s *server) holdings() {
	read(s, operation{
		path: "/v1/wallets/{id}/holdings", id: "listHoldings", tag: "funds", roles: buyers,
		summary: "List a wallet's units of all funds: all on one page.",
	}, listHoldings)
	read(s, operation{
		path: "/v1/funds/{id}/holdings/{wallet}", id: "getHolding", tag: "funds", roles: buyers,
		summary: "Read a wallet's units of a fund.",
	}, getHolding)
	list(s, operation{
		path: "/v1/funds/{id}/holdings/{wallet}/orders", id: "listFundOrders", tag: "funds", roles: buyers,
		summary: "List a wallet's purchases and redemptions of a fund, newest first.",
	}, listFundOrders)
	s.route(operation{
		method: http.MethodGet, path: "/v1/funds/{id}/holdings/{wallet}/statement", id: "getHoldingStatement", tag: "funds", roles: buyers,
		summary: "Read the statement of a wallet's units of a fund, as JSON or text/csv.", csv: true,
		query: []parameter{
			{"from", "string", "RFC 3339 time or a date in Beijing, included; left out: from the beginning."},
			{"to", "string", "RFC 3339 time or a date in Beijing, not included; left out: until now."},
			limitParameter, cursorParameter, formatParameter,
		},
	}, nil, reflect.TypeFor[holdingStatementReply](), getHoldingStatement)
}

func showHolding(v *platform.HoldingView) holdingReply {
	in := func(minor int64) amount { return show(minor, v.Currency) }
	return holdingReply{
		Fund: showID(v.Fund), Name: v.Name, Wallet: showID(v.Wallet), Confirmed: in(v.Confirmed), Unconfirmed: in(v.Unconfirmed),
		Total: in(v.Total), Income: in(v.Income), LastIncome: in(v.LastIncome), Last: showFigure(v.Last),
	}
}

func listHoldings(c *call) (holdingsReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return holdingsReply{}, err
	}
	found, err := c.p.Holdings(c.ctx(), c.by, id)
	reply := holdingsReply{Data: make([]holdingReply, len(found))}
	for i := range found {
		reply.Data[i] = showHolding(&found[i])
	}
	return reply, err
}

func getHolding(c *call) (holdingReply, error) {
	id, wallet := c.self(), c.pathID("wallet")
	if err := c.failure(); err != nil {
		return holdingReply{}, err
	}
	v, err := c.p.Holding(c.ctx(), c.by, id, wallet)
	if err != nil {
		return holdingReply{}, err
	}
	return showHolding(&v), nil
}

func listFundOrders(c *call) (page[orderReply], error) {
	limit := c.limit()
	q := platform.OrderQuery{Fund: c.self(), Wallet: c.pathID("wallet"), After: c.afterID(), Limit: min(limit+1, PageMax)}
	if err := c.failure(); err != nil {
		return page[orderReply]{}, err
	}
	found, err := c.p.FundOrders(c.ctx(), c.by, q)
	return pageByID(found, limit, func(o *platform.FundOrder) ledger.ID { return o.ID }, showOrder), err
}

func getHoldingStatement(c *call) error {
	r := platform.HoldingStatementRequest{
		Fund: c.self(), Wallet: c.pathID("wallet"), From: c.queryTime("from"), To: c.queryTime("to"), After: c.after(0), Limit: c.limit(),
	}
	rows := c.wantsCSV()
	if err := c.failure(); err != nil {
		return err
	}
	found, err := c.p.HoldingStatement(c.ctx(), c.by, r)
	if err != nil {
		return err
	}
	reply := showUnits(&found)
	if !rows {
		return c.reply(reply)
	}
	if reply.Next != nil {
		c.Header().Set("Next-Cursor", *reply.Next)
	}
	return c.replyRows(reply.rows())
}

func showUnits(s *platform.HoldingStatement) holdingStatementReply {
	reply := holdingStatementReply{
		Data: make([]unitsLineReply, len(s.Lines)), Opening: show(s.Opening, s.Currency), Closing: show(s.Closing, s.Currency),
	}
	for i := range s.Lines {
		l := &s.Lines[i]
		line := unitsLineReply{
			Number: l.Number, At: showTime(l.At), Kind: "income", Day: showDay(l.Day),
			Amount: show(l.Minor, s.Currency), Balance: show(l.Balance, s.Currency),
		}
		switch {
		case l.Entered:
			line.Kind = "entered"
		case l.Order != nil:
			line.Kind, line.Order, line.Trade = nameOf(l.Order.Kind, orderKinds), showID(l.Order.ID), showID(l.Order.Trade)
		}
		reply.Data[i] = line
	}
	if s.Next != 0 {
		reply.Next = positionCursor(s.Next)
	}
	return reply
}

// rows are the lines as CSV under the columns' names.
func (r *holdingStatementReply) rows() [][]string {
	rows := [][]string{{"number", "at", "kind", "day", "order", "trade", "amount", "balance", "currency"}}
	for _, l := range r.Data {
		rows = append(rows, []string{
			strconv.FormatUint(l.Number, 10), string(l.At), l.Kind, string(l.Day), string(l.Order), string(l.Trade),
			l.Amount.Amount, l.Balance.Amount, l.Amount.Currency,
		})
	}
	return rows
}
