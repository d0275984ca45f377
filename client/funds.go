package client

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/candorpay/candor/money"
)

// FundRules are what a fund lets its holders do, in its currency. A limit that is
// nil does not limit, but for InstantDay: of that nil is 10,000, and zero no limit.
type FundRules struct {
	HoldingMax  *money.Amount `json:"holding_max,omitempty"`  // what buying may bring a person's units to
	PurchaseMin *money.Amount `json:"purchase_min,omitempty"` // least of one purchase
	PurchaseDay *money.Amount `json:"purchase_day,omitempty"` // most that a person buys in a day
	QuotaDay    *money.Amount `json:"quota_day,omitempty"`    // most that all persons buy in a day
	InstantDay  *money.Amount `json:"instant_day,omitempty"`  // most that a person redeems instantly in a day
	InstantAll  *money.Amount `json:"instant_all,omitempty"`  // most that all persons redeem instantly in a day
	CutOff      string        `json:"cut_off,omitempty"`      // such as 15:00, in Beijing; empty: 15:00
	SweepAt     string        `json:"sweep_at,omitempty"`     // such as 02:00, in Beijing; empty: 02:00
	DepositRate string        `json:"deposit_rate,omitempty"` // of demand deposits, per cent a year, such as 0.3500
}

// NewFund makes a fund.
type NewFund struct {
	Name     string         `json:"name"`
	Currency money.Currency `json:"currency"`
	Rules    *FundRules     `json:"rules,omitempty"`
	Calendar string         `json:"calendar,omitempty"` // the dated file; empty: China's
}

// FundFigure is what is published of a fund's day.
type FundFigure struct {
	Date          string `json:"date"`
	Per10000      string `json:"income_per_10000"` // four decimals
	SevenDayYield string `json:"seven_day_yield"`  // per cent a year, three decimals; empty: not known yet
}

// FundSettlement is what a fund settles at the beginning of a working day.
type FundSettlement struct {
	Date     string       `json:"date"`
	Bought   money.Amount `json:"bought"`
	Redeemed money.Amount `json:"redeemed"`
	Advanced money.Amount `json:"advanced"`
}

// FundBooks is what a fund has and does.
type FundBooks struct {
	Units       money.Amount     `json:"units"` // all holders', confirmed or not
	Holders     uint32           `json:"holders"`
	Sweeps      uint32           `json:"sweeps"`
	Remainder   money.Amount     `json:"remainder"`       // carried into the next day's income
	Distributed string           `json:"distributed"`     // the last day; empty: none yet
	NextIncome  string           `json:"next_income_day"` // of a fund that had none yet, this or a later one
	Waiting     int              `json:"days_waiting"`    // days from that one on that are over
	Running     *FundIncome      `json:"running"`         // the distribution that is under way
	Settlements []FundSettlement `json:"settlements"`     // to come
	DueAt       time.Time        `json:"due_at"`
	Version     uint64           `json:"version"`
}

// Fund is a fund as it stands. Books come to operators only.
type Fund struct {
	ID               ID             `json:"id"`
	Name             string         `json:"name"`
	Currency         money.Currency `json:"currency"`
	Closed           bool           `json:"closed"` // to purchases
	Rules            FundRules      `json:"rules"`
	CalendarThrough  string         `json:"calendar_through"`
	CalendarEndsSoon bool           `json:"calendar_ends_soon"` // it has ended, or ends within 30 days
	CreatedAt        time.Time      `json:"created_at"`
	Last             *FundFigure    `json:"last"` // of the last distributed day
	Books            *FundBooks     `json:"books"`
}

// FundHolder is a holder who is brought over.
type FundHolder struct {
	Wallet ID           `json:"wallet"`
	Amount money.Amount `json:"amount"`
}

// FundEarnings is a day's income and what became of it: Net and CarryIn are Shared
// and CarryOut.
type FundEarnings struct {
	Net           money.Amount `json:"net"`
	CarryIn       money.Amount `json:"carry_in"`
	Shared        money.Amount `json:"shared"` // among the holders
	CarryOut      money.Amount `json:"carry_out"`
	Units         money.Amount `json:"units"`   // that earned
	Earners       uint32       `json:"earners"` // holders that had any
	Per10000      string       `json:"income_per_10000"`
	SevenDayYield string       `json:"seven_day_yield"` // empty: not known yet
	BegunAt       time.Time    `json:"begun_at"`
	EndedAt       time.Time    `json:"ended_at"`
}

// FundIncome is how far the distribution of a day's income is.
type FundIncome struct {
	Fund     ID            `json:"fund"`
	Date     string        `json:"date"`
	Amount   money.Amount  `json:"amount"` // net
	Done     uint32        `json:"done"`   // holders that have their share
	Of       uint32        `json:"of"`     // holders
	Finished bool          `json:"finished"`
	Income   *FundEarnings `json:"income"` // once finished
}

// FundFlows is what went into a fund and out of it on a day.
type FundFlows struct {
	Bought   money.Amount `json:"bought"`
	Swept    money.Amount `json:"swept"`
	Refunded money.Amount `json:"refunded"` // of trades that units had paid
	Entered  money.Amount `json:"entered"`  // brought over
	Redeemed money.Amount `json:"redeemed"` // normally
	Instant  money.Amount `json:"instant"`
	Paid     money.Amount `json:"paid"` // for trades
}

// FundReport is a fund's day. Opening and Closing are all holders' units.
type FundReport struct {
	Fund    ID            `json:"fund"`
	Name    string        `json:"name"`
	Date    string        `json:"date"`
	Opening money.Amount  `json:"opening"`
	Flows   FundFlows     `json:"flows"`
	Closing money.Amount  `json:"closing"`
	Holders uint32        `json:"holders"` // wallets that ever held units and had joined when it ended
	Income  *FundEarnings `json:"income"`  // once it is distributed
}

// FundOrder is a purchase or redemption.
type FundOrder struct {
	ID       ID           `json:"id"`
	Fund     ID           `json:"fund"`
	Wallet   ID           `json:"wallet"`
	Kind     string       `json:"kind"` // bought, swept, refunded, redeemed, redeemed_instantly or paid
	Amount   money.Amount `json:"amount"`
	At       time.Time    `json:"at"`
	TradeDay string       `json:"trade_day"`
	From     string       `json:"from"` // the units earn from then, or no longer
	Settles  string       `json:"settles"`
	PaidAt   time.Time    `json:"paid_at"` // when the money of a redemption arrived
	Trade    ID           `json:"trade"`   // that was paid or refunded
}

// Holding is a wallet's units of a fund.
type Holding struct {
	Fund        ID           `json:"fund"`
	Name        string       `json:"name"`
	Wallet      ID           `json:"wallet"`
	Confirmed   money.Amount `json:"confirmed"` // can be redeemed, and pay
	Unconfirmed money.Amount `json:"unconfirmed"`
	Total       money.Amount `json:"total"`
	Income      money.Amount `json:"income"`      // all so far
	LastIncome  money.Amount `json:"last_income"` // of the day of Last
	Last        *FundFigure  `json:"last"`
}

// UnitsLine is one change of a wallet's units.
type UnitsLine struct {
	Number  uint64       `json:"number"` // 1, 2, 3, ... from the first of all
	At      time.Time    `json:"at"`     // of income, when its distribution began
	Kind    string       `json:"kind"`   // an order's, income, or entered: brought over
	Day     string       `json:"day"`    // that income is of; of an order, its trade day
	Order   ID           `json:"order"`
	Trade   ID           `json:"trade"`
	Amount  money.Amount `json:"amount"` // above zero: came in
	Balance money.Amount `json:"balance"`
}

// HoldingStatement is a part of the statement of a wallet's units, oldest first.
type HoldingStatement struct {
	Data    []UnitsLine  `json:"data"`
	Next    string       `json:"next"` // the cursor of the next page; empty: there is none
	Opening money.Amount `json:"opening"`
	Closing money.Amount `json:"closing"`
}

// FundSweep is a wallet's standing instruction.
type FundSweep struct {
	Wallet ID            `json:"wallet"`
	On     bool          `json:"on"`
	Fund   ID            `json:"fund"`
	Floor  *money.Amount `json:"floor"` // what stays in the wallet
	SetAt  time.Time     `json:"set_at"`
}

// FundEstimate is what an amount would earn in some days if the fund's yield stayed
// as it is, which nobody promises.
type FundEstimate struct {
	Amount        money.Amount  `json:"amount"`
	Days          int           `json:"days"`
	SevenDayYield string        `json:"seven_day_yield"` // by which it is reckoned; empty while the fund has none
	Income        *money.Amount `json:"income"`          // of the fund; nil without a yield
	DepositRate   string        `json:"deposit_rate"`    // of a demand deposit, per cent a year
	Deposit       money.Amount  `json:"deposit"`         // interest of a demand deposit
}

// CreateFund makes a fund.
func (c *Client) CreateFund(ctx context.Context, f NewFund) (Fund, error) {
	return post[Fund](ctx, c, at("funds"), f)
}

// Fund reads a fund.
func (c *Client) Fund(ctx context.Context, id ID) (Fund, error) {
	return get[Fund](ctx, c, at("funds", string(id)), nil)
}

// Funds lists all funds.
func (c *Client) Funds(ctx context.Context) ([]Fund, error) {
	p, err := get[Page[Fund]](ctx, c, at("funds"), nil)
	return p.Data, err
}

// SetFundRules replaces a fund's rules, and says whether it is closed to purchases.
func (c *Client) SetFundRules(ctx context.Context, id ID, rules FundRules, closed bool) (Fund, error) {
	return put[Fund](ctx, c, at("funds", string(id), "rules"), struct {
		Rules  FundRules `json:"rules"`
		Closed bool      `json:"closed"`
	}{rules, closed})
}

// FundCalendar reads a fund's calendar as its dated file.
func (c *Client) FundCalendar(ctx context.Context, id ID) ([]byte, error) {
	a, err := c.send(ctx, request{method: http.MethodGet, path: at("funds", string(id), "calendar")})
	return a.body, err
}

// SetFundCalendar replaces a fund's calendar by a dated file.
func (c *Client) SetFundCalendar(ctx context.Context, id ID, file []byte) (Fund, error) {
	return send[Fund](ctx, c, request{
		method: http.MethodPut, path: at("funds", string(id), "calendar"), body: file, media: "text/plain; charset=utf-8",
	}, nil)
}

// EnterHolders brings up to 2,000 holders over whose money the custodian keeps
// already, all or none.
func (c *Client) EnterHolders(ctx context.Context, id ID, holders []FundHolder) (Fund, error) {
	return post[Fund](ctx, c, at("funds", string(id), "holders"), map[string][]FundHolder{"holders": holders})
}

// DistributeIncome begins to distribute the net income of a day, such as
// 2026-11-23; the same day and amount again changes nothing. FundIncome says how
// far it is.
func (c *Client) DistributeIncome(ctx context.Context, id ID, date string, amount money.Amount) (FundIncome, error) {
	return post[FundIncome](ctx, c, at("funds", string(id), "income"), struct {
		Date   string       `json:"date"`
		Amount money.Amount `json:"amount"`
	}{date, amount})
}

// FundIncome reads how far the distribution of a day's income is.
func (c *Client) FundIncome(ctx context.Context, id ID, date string) (FundIncome, error) {
	return get[FundIncome](ctx, c, at("funds", string(id), "income", date), nil)
}

// FundDays lists what is published of a fund's days from one to another; empty:
// the last 31 days.
func (c *Client) FundDays(ctx context.Context, id ID, from, to string) ([]FundFigure, error) {
	q := Paging{}.query()
	set(q, "from", from)
	set(q, "to", to)
	p, err := get[Page[FundFigure]](ctx, c, at("funds", string(id), "days"), q)
	return p.Data, err
}

// FundReport reads the report of a fund's day.
func (c *Client) FundReport(ctx context.Context, id ID, date string) (FundReport, error) {
	return get[FundReport](ctx, c, at("funds", string(id), "report", date), nil)
}

// EstimateFund reckons what an amount, a decimal in the fund's currency such as
// 10000.00, would earn in 1 to 3,650 days; zero: 365.
func (c *Client) EstimateFund(ctx context.Context, id ID, decimal string, days int) (FundEstimate, error) {
	q := Paging{}.query()
	set(q, "amount", decimal)
	if days != 0 {
		set(q, "days", strconv.Itoa(days))
	}
	return get[FundEstimate](ctx, c, at("funds", string(id), "estimate"), q)
}

// BuyUnits buys units of a fund with a wallet's money.
func (c *Client) BuyUnits(ctx context.Context, fund, wallet ID, amount money.Amount) (FundOrder, error) {
	return post[FundOrder](ctx, c, at("funds", string(fund), "purchases"), FundHolder{wallet, amount})
}

// RedeemUnits turns units of a fund into a wallet's money: mode is normal or
// instant.
func (c *Client) RedeemUnits(ctx context.Context, fund, wallet ID, amount money.Amount, mode string) (FundOrder, error) {
	return post[FundOrder](ctx, c, at("funds", string(fund), "redemptions"), struct {
		Wallet ID           `json:"wallet"`
		Amount money.Amount `json:"amount"`
		Mode   string       `json:"mode"`
	}{wallet, amount, mode})
}

// SetSweep has a wallet's balance above the floor buy units of a fund every day.
func (c *Client) SetSweep(ctx context.Context, wallet, fund ID, floor money.Amount) (FundSweep, error) {
	return put[FundSweep](ctx, c, at("wallets", string(wallet), "sweep"), struct {
		Fund  ID           `json:"fund"`
		Floor money.Amount `json:"floor"`
	}{fund, floor})
}

// EndSweep ends a wallet's sweep.
func (c *Client) EndSweep(ctx context.Context, wallet ID) (FundSweep, error) {
	return send[FundSweep](ctx, c, request{method: http.MethodDelete, path: at("wallets", string(wallet), "sweep")}, nil)
}

// Sweep reads a wallet's sweep.
func (c *Client) Sweep(ctx context.Context, wallet ID) (FundSweep, error) {
	return get[FundSweep](ctx, c, at("wallets", string(wallet), "sweep"), nil)
}

// Holdings lists a wallet's units of all funds.
func (c *Client) Holdings(ctx context.Context, wallet ID) ([]Holding, error) {
	p, err := get[Page[Holding]](ctx, c, at("wallets", string(wallet), "holdings"), nil)
	return p.Data, err
}

// Holding reads a wallet's units of a fund.
func (c *Client) Holding(ctx context.Context, fund, wallet ID) (Holding, error) {
	return get[Holding](ctx, c, at("funds", string(fund), "holdings", string(wallet)), nil)
}

// FundOrders lists a wallet's orders of a fund, newest first.
func (c *Client) FundOrders(ctx context.Context, fund, wallet ID, p Paging) (Page[FundOrder], error) {
	return get[Page[FundOrder]](ctx, c, at("funds", string(fund), "holdings", string(wallet), "orders"), p.query())
}

// HoldingStatement reads the statement of a wallet's units of a fund: its orders,
// and each day's income.
func (c *Client) HoldingStatement(ctx context.Context, fund, wallet ID, p Period) (HoldingStatement, error) {
	return get[HoldingStatement](ctx, c, at("funds", string(fund), "holdings", string(wallet), "statement"), p.query())
}

// HoldingStatementCSV reads a page of it as CSV, and the cursor of the next page,
// empty when there is none.
func (c *Client) HoldingStatementCSV(ctx context.Context, fund, wallet ID, p Period) (csv []byte, next string, err error) {
	return c.csv(ctx, at("funds", string(fund), "holdings", string(wallet), "statement"), p)
}
