package api

import (
	"net/http"
	"strconv"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// fundRequest makes a fund.
type fundRequest struct {
	Name     string     `json:"name" doc:"1 to 64 bytes, shown to everybody." maxLength:"64"`
	Currency string     `json:"currency" doc:"ISO 4217 code." example:"CNY"`
	Rules    *rulesBody `json:"rules,omitempty"`
	Calendar string     `json:"calendar,omitempty" doc:"The dated file of holidays and working weekends; left out: China's, which comes with Candor."`
}

// rulesBody is what a fund lets its holders do, in its currency.
type rulesBody struct {
	HoldingMax  *amount `json:"holding_max,omitempty" doc:"What buying may bring a person's units to; left out, or zero: no limit."`
	PurchaseMin *amount `json:"purchase_min,omitempty" doc:"Least of one purchase; left out: the least amount that there is."`
	PurchaseDay *amount `json:"purchase_day,omitempty" doc:"Most that a person buys in a day; left out, or zero: no limit."`
	QuotaDay    *amount `json:"quota_day,omitempty" doc:"Most that all persons buy in a day; left out, or zero: no limit."`
	InstantDay  *amount `json:"instant_day,omitempty" doc:"Most that a person redeems instantly in a day; left out: 10,000; zero: no limit."`
	InstantAll  *amount `json:"instant_all,omitempty" doc:"Most that all persons redeem instantly in a day; left out, or zero: no limit."`
	CutOff      string  `json:"cut_off,omitempty" doc:"Time in Beijing from which orders count as the next working day's; left out: 15:00." example:"15:00"`
	SweepAt     string  `json:"sweep_at,omitempty" doc:"Time in Beijing at which idle balances are swept in every day; left out: 02:00." example:"02:00"`
	DepositRate string  `json:"deposit_rate,omitempty" doc:"What a bank pays for demand deposits, in per cent a year with up to four decimals, for comparison; left out: none." example:"0.3500"`
}

// fundRulesRequest replaces a fund's rules.
type fundRulesRequest struct {
	Rules  *rulesBody `json:"rules" doc:"All of them: what is left out is as each says, not as it was."`
	Closed bool       `json:"closed,omitempty" doc:"To purchases; left out: open. Who holds units can redeem and pay with them all the same."`
}

// entryBody is a holder who is brought over.
type entryBody struct {
	Wallet hexID  `json:"wallet"`
	Amount amount `json:"amount"`
}

// enterRequest brings holders over.
type enterRequest struct {
	Holders []entryBody `json:"holders" maxItems:"2000" doc:"All are taken or none. They earn from today."`
}

// fundReply is a fund as it stands.
type fundReply struct {
	ID        hexID       `json:"id"`
	Name      string      `json:"name"`
	Currency  string      `json:"currency"`
	Closed    bool        `json:"closed" doc:"To purchases."`
	Rules     rulesBody   `json:"rules"`
	Through   date        `json:"calendar_through" doc:"The last day that the calendar speaks of; behind it only weekends are free."`
	EndsSoon  bool        `json:"calendar_ends_soon,omitempty" doc:"It has ended, or ends within 30 days: replace it, or orders settle on holidays."`
	CreatedAt instant     `json:"created_at"`
	Last      *figureBody `json:"last,omitempty" doc:"Of the last day whose income was distributed."`
	Books     *booksReply `json:"books,omitempty" doc:"To operators."`
}

// figureBody is what is published of a day.
type figureBody struct {
	Date  date   `json:"date"`
	Rate  string `json:"income_per_10000" doc:"Income per 10,000 units, with four decimals." example:"1.3000"`
	Seven string `json:"seven_day_yield,omitempty" doc:"Annualised yield of the seven days that end with it, in per cent with three decimals; absent while there are not seven." example:"4.859"`
}

// booksReply is what a fund has and does.
type booksReply struct {
	Units       amount            `json:"units" doc:"All holders', confirmed or not."`
	Holders     uint32            `json:"holders" doc:"Wallets that ever held units."`
	Sweeps      uint32            `json:"sweeps" doc:"Wallets whose idle balance is swept in."`
	Remainder   amount            `json:"remainder" doc:"Carried into the next day's income."`
	Distributed date              `json:"distributed,omitempty" doc:"The last day whose income was distributed."`
	NextIncome  date              `json:"next_income_day" doc:"The day whose income comes next; of a fund that had none yet, this or a later one."`
	Waiting     int               `json:"days_waiting" doc:"Days from that one on that are over."`
	Running     *incomeReply      `json:"running,omitempty" doc:"The distribution that is under way."`
	Settlements []settlementReply `json:"settlements" doc:"To come."`
	DueAt       instant           `json:"due_at,omitempty" doc:"When the fund does something by itself next."`
	Version     uint32            `json:"version" doc:"Counts its changes."`
}

// settlementReply is what a fund settles at the beginning of a working day.
type settlementReply struct {
	Date     date   `json:"date"`
	Bought   amount `json:"bought" doc:"Is confirmed; its money goes to the custodian."`
	Redeemed amount `json:"redeemed" doc:"Normally: the custodian pays it."`
	Advanced amount `json:"advanced" doc:"Is repaid to the bank that advanced it."`
}

func (s *server) funds() {
	change(s, operation{
		path: "/v1/funds", id: "createFund", tag: "funds", roles: operators, status: http.StatusCreated, bodyMax: ListBodyMax,
		summary: "Make a fund. Operators only.",
	}, (*fundRequest).command, s.p.CreateFund, showFund)
	read(s, operation{
		path: "/v1/funds", id: "listFunds", tag: "funds",
		summary: "List all funds in the order in which they were made: all on one page.",
	}, listFunds)
	read(s, operation{
		path: "/v1/funds/{id}", id: "getFund", tag: "funds",
		summary: "Read a fund: its rules, rate and yield, and to operators its books.",
	}, getFund)
	put(s, operation{
		path: "/v1/funds/{id}/rules", id: "setFundRules", tag: "funds", roles: operators,
		summary: "Replace a fund's rules. Operators only.",
	}, (*fundRulesRequest).command, s.p.SetFundRules, showFund)
	change(s, operation{
		path: "/v1/funds/{id}/holders", id: "enterHolders", tag: "funds", roles: operators, bodyMax: ListBodyMax,
		summary: "Bring holders over whose money the custodian keeps already. Operators only.",
	}, (*enterRequest).command, s.p.EnterHolders, showFund)
	s.fundCalendar()
	s.fundDays()
	s.fundOrders()
	s.holdings()
}

func (b *fundRequest) command(c *call) fund.Create {
	cmd := fund.Create{Name: b.Name, Currency: c.currency("currency", b.Currency), Calendar: fund.DefaultCalendar()}
	if b.Name == "" {
		c.wrong("name", CodeMissingField, "is required")
	}
	if b.Calendar != "" {
		cmd.Calendar = c.calendar("calendar", []byte(b.Calendar))
	}
	if b.Rules == nil {
		b.Rules = &rulesBody{}
	}
	cmd.Rules = b.Rules.rules(c, cmd.Currency)
	return cmd
}

func (b *fundRulesRequest) command(c *call) fund.SetRules {
	cmd := fund.SetRules{Fund: c.self(), Closed: b.Closed}
	if b.Rules == nil {
		c.wrong("rules", CodeMissingField, "is required: all of them, what is left out is not as it was")
		return cmd
	}
	cmd.Rules = b.Rules.rules(c, c.fundCurrency(cmd.Fund))
	return cmd
}

func (b *enterRequest) command(c *call) fund.Enter {
	cmd := fund.Enter{Fund: c.self()}
	currency := c.fundCurrency(cmd.Fund)
	for i, e := range b.Holders {
		field := "holders[" + strconv.Itoa(i) + "]."
		m := c.positive(field+"amount", e.Amount)
		c.sameCurrency(field+"amount", m, currency)
		cmd.Entries = append(cmd.Entries, fund.Entry{Wallet: c.id(field+"wallet", e.Wallet), Minor: m.Minor})
	}
	return cmd
}

// fundCurrency returns a fund's currency, in which the amounts of some requests
// must be; it never changes.
func (c *call) fundCurrency(id fund.ID) money.Currency {
	if len(c.bad) > 0 || c.err != nil {
		return 0
	}
	v, err := c.p.Fund(c.ctx(), c.by, id)
	c.err = err
	return v.Fund.Currency
}

func (b *rulesBody) rules(c *call, currency money.Currency) fund.Rules {
	r := fund.DefaultRules(currency)
	for _, limit := range []struct {
		field string
		given *amount
		to    *int64
	}{
		{"rules.holding_max", b.HoldingMax, &r.HoldingMax},
		{"rules.purchase_min", b.PurchaseMin, &r.PurchaseMin},
		{"rules.purchase_day", b.PurchaseDay, &r.PurchaseDay},
		{"rules.quota_day", b.QuotaDay, &r.QuotaDay},
		{"rules.instant_day", b.InstantDay, &r.InstantDay},
		{"rules.instant_all", b.InstantAll, &r.InstantAll},
	} {
		if limit.given != nil {
			*limit.to = c.natural(limit.field, limit.given, currency)
		}
	}
	r.PurchaseMin = max(1, r.PurchaseMin)
	r.CutOff = c.minute("rules.cut_off", b.CutOff, r.CutOff)
	r.SweepAt = c.minute("rules.sweep_at", b.SweepAt, r.SweepAt)
	if b.DepositRate == "" {
		return r
	}
	rate, ok := parseDecimal(b.DepositRate, rateDecimals)
	if !ok || rate > 100_0000 {
		c.wrong("rules.deposit_rate", CodeInvalidField, `must be 0 to 100 with up to four decimals, such as "0.3500"`)
	}
	r.DepositRate = int32(rate)
	return r
}

func showRules(r *fund.Rules, currency money.Currency) rulesBody {
	instant := show(r.InstantDay, currency) // zero as well: left out it would be another
	b := rulesBody{
		InstantDay: &instant, CutOff: fund.MinuteText(r.CutOff), SweepAt: fund.MinuteText(r.SweepAt),
		DepositRate: money.Fixed(int64(r.DepositRate), rateDecimals),
	}
	for _, limit := range []struct {
		to    **amount
		minor int64
	}{
		{&b.HoldingMax, r.HoldingMax},
		{&b.PurchaseMin, r.PurchaseMin},
		{&b.PurchaseDay, r.PurchaseDay},
		{&b.QuotaDay, r.QuotaDay},
		{&b.InstantAll, r.InstantAll},
	} {
		if limit.minor != 0 {
			a := show(limit.minor, currency)
			*limit.to = &a
		}
	}
	return b
}

func showFund(v platform.FundView) fundReply {
	f := &v.Fund
	reply := fundReply{
		ID: showID(f.ID), Name: f.Name, Currency: f.Currency.Code(), Closed: f.Closed, Rules: showRules(&f.Rules, f.Currency),
		Through: showDay(v.Through), EndsSoon: v.EndsSoon(), CreatedAt: showTime(f.CreatedAt), Last: showFigure(v.Last),
	}
	if v.Whole {
		reply.Books = showBooks(&v)
	}
	return reply
}

// showFigure shows what is published of a day, nothing where there is none.
func showFigure(r *fund.Record) *figureBody {
	if r == nil {
		return nil
	}
	b := &figureBody{Date: showDay(r.Day), Rate: money.Fixed(r.Rate, rateDecimals)}
	if r.SevenKnown {
		b.Seven = money.Fixed(r.Seven, yieldDecimals)
	}
	return b
}

func showBooks(v *platform.FundView) *booksReply {
	f := &v.Fund
	in := func(minor int64) amount { return show(minor, f.Currency) }
	b := &booksReply{
		Units: in(f.Total()), Holders: f.Holders, Sweeps: f.Sweeps, Remainder: in(f.Carry), Distributed: showDay(f.Distributed), NextIncome: showDay(v.NextIncome()), Waiting: v.Waiting(),
		Settlements: make([]settlementReply, len(f.Settlements)), Version: f.Version,
	}
	if !v.Idle() {
		b.DueAt = showTime(v.Due)
	}
	for i, s := range f.Settlements {
		b.Settlements[i] = settlementReply{
			Date: showDay(s.Day), Bought: in(s.Bought), Redeemed: in(s.Redeemed), Advanced: in(s.Advanced),
		}
	}
	if run := f.Run; run != nil {
		b.Running = &incomeReply{
			Fund: showID(f.ID), Date: showDay(run.Day), Amount: in(run.Net), Done: run.Next, Of: run.Rows,
		}
	}
	return b
}

// fundListReply is all funds.
type fundListReply struct {
	Data []fundReply `json:"data"`
}

func listFunds(c *call) (fundListReply, error) {
	found, err := c.p.Funds(c.ctx(), c.by)
	reply := fundListReply{Data: make([]fundReply, len(found))}
	for i := range found {
		reply.Data[i] = showFund(found[i])
	}
	return reply, err
}

func getFund(c *call) (fundReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return fundReply{}, err
	}
	v, err := c.p.Fund(c.ctx(), c.by, id)
	if err != nil {
		return fundReply{}, err
	}
	return showFund(v), nil
}
