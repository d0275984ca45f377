package api

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// incomeRequest distributes a day's net income.
type incomeRequest struct {
	Date   string `json:"date" doc:"A day in Beijing that is over: the one after the last that was distributed." example:"2026-11-23"`
	Amount amount `json:"amount" doc:"Net income of the day; below zero for a loss."`
}

// incomeReply is how far the distribution of a day's income is.
type incomeReply struct {
	Fund     hexID       `json:"fund"`
	Date     date        `json:"date"`
	Amount   amount      `json:"amount" doc:"Net income of the day."`
	Done     uint32      `json:"done" doc:"Holders that have their share."`
	Of       uint32      `json:"of" doc:"Holders."`
	Finished bool        `json:"finished"`
	Income   *sharesBody `json:"income,omitempty" doc:"Once it is finished."`
}

// sharesBody is a day's income and what became of it.
type sharesBody struct {
	Net      amount  `json:"net"`
	CarryIn  amount  `json:"carry_in" doc:"Remainder of the day before."`
	Shared   amount  `json:"shared" doc:"Among the holders: net and carry_in are shared and carry_out."`
	CarryOut amount  `json:"carry_out" doc:"Remainder, which goes into the next day's income."`
	Units    amount  `json:"units" doc:"That earned."`
	Earners  uint32  `json:"earners" doc:"Holders that had any."`
	Rate     string  `json:"income_per_10000" doc:"Of the net income, with four decimals."`
	Seven    string  `json:"seven_day_yield,omitempty" doc:"In per cent a year, with three decimals."`
	BegunAt  instant `json:"begun_at"`
	EndedAt  instant `json:"ended_at"`
}

// daysReply is a part of a fund's days, in order.
type daysReply struct {
	Data []figureBody `json:"data"`
}

// fundReportReply is a fund's day.
type fundReportReply struct {
	Fund    hexID       `json:"fund"`
	Name    string      `json:"name"`
	Date    date        `json:"date"`
	Opening amount      `json:"opening" doc:"All holders' units before it, with the income of the days before."`
	Flows   flowsReply  `json:"flows"`
	Closing amount      `json:"closing" doc:"All holders' units after it, with its own income once that is distributed."`
	Holders uint32      `json:"holders" doc:"Wallets that ever held units and had joined when it ended."`
	Income  *sharesBody `json:"income,omitempty" doc:"Once it is distributed."`
}

// flowsReply is what went into a fund and out of it.
type flowsReply struct {
	Bought   amount `json:"bought"`
	Swept    amount `json:"swept" doc:"Bought by sweeps."`
	Refunded amount `json:"refunded" doc:"Bought with refunds of trades that units had paid."`
	Entered  amount `json:"entered" doc:"Brought over."`
	Redeemed amount `json:"redeemed" doc:"Normally."`
	Instant  amount `json:"instant" doc:"Redeemed at once."`
	Paid     amount `json:"paid" doc:"For trades."`
}

func (s *server) fundDays() {
	change(s, operation{
		path: "/v1/funds/{id}/income", id: "distributeIncome", tag: "funds", roles: operators, status: http.StatusAccepted,
		summary: "Distribute the net income of a day that is over; the same day and amount again changes nothing. Operators only.",
	}, (*incomeRequest).command, s.p.DistributeIncome, showIncome)
	read(s, operation{
		path: "/v1/funds/{id}/income/{date}", id: "getIncome", tag: "funds", roles: operators,
		summary: "Read how far the distribution of a day's income is. Operators only.",
	}, getIncome)
	read(s, operation{
		path: "/v1/funds/{id}/days", id: "listFundDays", tag: "funds",
		summary: "List what is published of a fund's days: income per 10,000 units and 7-day yield.",
		query: []parameter{
			{"from", "string", "The first day; left out: 30 days before the last."},
			{"to", "string", "The last day, at most 400 days from the first; left out: today."},
		},
	}, listFundDays)
	s.route(operation{
		method: http.MethodGet, path: "/v1/funds/{id}/report/{date}", id: "getFundReport", tag: "funds", roles: operators,
		summary: "Read the report of a fund's day, as JSON, text/csv or a page. Operators only.", query: []parameter{reportFormat}, csv: true, html: true,
	}, nil, reflect.TypeFor[fundReportReply](), s.getFundReport)
}

func (b *incomeRequest) command(c *call) fund.Distribute {
	cmd := fund.Distribute{Fund: c.self(), Amount: c.money("amount", b.Amount)}
	if b.Date == "" {
		c.wrong("date", CodeMissingField, "is required")
		return cmd
	}
	cmd.Day = c.dayIn("date", b.Date)
	return cmd
}

func showIncome(v platform.IncomeProgress) incomeReply {
	return incomeReply{
		Fund: showID(v.Fund), Date: showDay(v.Day), Amount: show(v.Net, v.Currency), Done: v.Done, Of: v.Of,
		Finished: v.Finished, Income: showEarned(v.Record, v.Currency),
	}
}

// showEarned shows a day's income, nothing where it is not distributed.
func showEarned(r *fund.Record, currency money.Currency) *sharesBody {
	if r == nil || !r.Distributed {
		return nil
	}
	in := func(minor int64) amount { return show(minor, currency) }
	figure := showFigure(r)
	return &sharesBody{
		Net: in(r.Net), CarryIn: in(r.CarryIn), Shared: in(r.Paid), CarryOut: in(r.CarryOut), Units: in(r.Units), Earners: r.Earners,
		Rate: figure.Rate, Seven: figure.Seven, BegunAt: showTime(r.BegunAt), EndedAt: showTime(r.EndedAt),
	}
}

func getIncome(c *call) (incomeReply, error) {
	id, day := c.self(), c.dayIn("date", c.r.PathValue("date"))
	if err := c.failure(); err != nil {
		return incomeReply{}, err
	}
	v, err := c.p.FundIncome(c.ctx(), c.by, id, day)
	if err != nil {
		return incomeReply{}, err
	}
	return showIncome(v), nil
}

func listFundDays(c *call) (daysReply, error) {
	id := c.self()
	to := c.queryDay("to", fund.DayOf(c.p.Now()))
	from := c.queryDay("from", max(1, to-30))
	if err := c.failure(); err != nil {
		return daysReply{}, err
	}
	found, err := c.p.FundRecords(c.ctx(), c.by, id, from, to)
	reply := daysReply{Data: []figureBody{}}
	for i := range found {
		if found[i].Distributed {
			reply.Data = append(reply.Data, *showFigure(&found[i]))
		}
	}
	return reply, err
}

func (s *server) getFundReport(c *call) error {
	id, day, page := c.self(), c.dayIn("date", c.r.PathValue("date")), s.wantsPage(c)
	rows := !page && c.wantsCSV()
	if err := c.failure(); err != nil {
		return err
	}
	v, err := c.p.FundReport(c.ctx(), c.by, id, day)
	if err != nil {
		return err
	}
	if page {
		return s.replyPage(c, v)
	}
	reply := showFundReport(id, &v)
	if rows {
		return c.replyRows(reply.rows(v.Currency))
	}
	return c.reply(reply)
}

func showFundReport(id fund.ID, v *platform.FundReport) fundReportReply {
	in := func(minor int64) amount { return show(minor, v.Currency) }
	f := &v.Record.Flows
	return fundReportReply{
		Fund: showID(id), Name: v.Name, Date: showDay(v.Record.Day), Opening: in(v.Opening), Closing: in(v.Closing),
		Flows: flowsReply{
			Bought: in(f.Bought), Swept: in(f.Swept), Refunded: in(f.Refunded), Entered: in(f.Entered),
			Redeemed: in(f.Redeemed), Instant: in(f.Instant), Paid: in(f.Paid),
		},
		Holders: v.Holders, Income: showEarned(&v.Record, v.Currency),
	}
}

// rows are the report as CSV: one line under the columns' names.
func (r *fundReportReply) rows(currency money.Currency) [][]string {
	columns := []string{
		"date", "fund", "currency", "opening", "bought", "swept", "refunded", "entered", "redeemed", "instant", "paid", "closing",
		"holders", "net", "carry_in", "shared", "carry_out", "units", "earners", "income_per_10000", "seven_day_yield",
	}
	f := &r.Flows
	line := []string{
		string(r.Date), string(r.Fund), currency.Code(), r.Opening.Amount, f.Bought.Amount, f.Swept.Amount, f.Refunded.Amount,
		f.Entered.Amount, f.Redeemed.Amount, f.Instant.Amount, f.Paid.Amount, r.Closing.Amount,
		strconv.FormatUint(uint64(r.Holders), 10),
	}
	if i := r.Income; i != nil {
		line = append(line, i.Net.Amount, i.CarryIn.Amount, i.Shared.Amount, i.CarryOut.Amount, i.Units.Amount,
			strconv.FormatUint(uint64(i.Earners), 10), i.Rate, i.Seven)
	} else {
		line = append(line, make([]string, len(columns)-len(line))...)
	}
	return [][]string{columns, line}
}
