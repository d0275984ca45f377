package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// fundCommand is candor fund.
type fundCommand struct {
	Create   fundCreate   `cmd:"" help:"Make a fund."`
	List     fundList     `cmd:"" help:"List funds."`
	Show     fundShow     `cmd:"" help:"Show a fund: its rules, its figures, and what it settles next."`
	Rules    fundRules    `cmd:"" help:"Change a fund's rules, and whether it takes purchases."`
	Enter    fundEnter    `cmd:"" help:"Bring over holders from another register."`
	Income   fundIncome   `cmd:"" help:"Distribute a day's net income among a fund's holders."`
	Report   fundReport   `cmd:"" help:"Write a fund's day: units, holders, flows, income, and what is carried."`
	Calendar fundCalendar `cmd:"" help:"Write or replace the working days by which a fund counts."`

	Buy       fundBuy       `cmd:"" help:"Buy units with a wallet's money, for its customer."`
	Redeem    fundRedeem    `cmd:"" help:"Turn a wallet's units into its money, for its customer."`
	Sweep     fundSweep     `cmd:"" help:"Have a wallet's idle balance buy units every day, or end that."`
	Holding   fundHolding   `cmd:"" help:"Show a wallet's units of a fund, and their income."`
	Statement fundStatement `cmd:"" help:"Write the statement of a wallet's units: orders, and each day's income."`

	Replay fundReplay `cmd:"" help:"Replay files of a fund's history, and say on which days they contradict themselves."`
}

// fundFlags are those of every command about one fund.
type fundFlags struct {
	folder
	Fund string `help:"The fund: its id, or its whole name." required:"" placeholder:"FUND"`
}

// funds has work done with funds. It needs the present: a sandbox whose clock
// nobody has started yet starts it.
func (f folder) funds(sh *shell, work func(doer) error) error {
	return f.jobs(sh, platform.Options{}, work)
}

// find returns the fund that was meant.
func (f fundFlags) find(do doer) (v platform.FundView, err error) {
	var all []platform.FundView
	if err := do(job{Fund: &fundJob{List: &fundListJob{}}}, &all); err != nil {
		return v, fmt.Errorf("find fund: %w", err)
	}
	named := 0
	id, notID := ledger.ParseID(f.Fund)
	for i := range all {
		switch {
		case notID == nil && all[i].Fund.ID == id:
			return all[i], nil
		case all[i].Fund.Name == f.Fund:
			v = all[i]
			named++
		}
	}
	switch {
	case named > 1:
		return v, usage(fmt.Errorf("--fund: %d funds have that name: give the id", named))
	case named == 0:
		return v, fmt.Errorf("find fund: %w", fund.RefusedMissing.Err())
	}
	return v, nil
}

// fundList is candor fund list.
type fundList struct {
	folder
}

// fundLine is a fund in a list. Units are money: a unit is worth one of the
// currency.
type fundLine struct {
	Fund        string  `json:"fund"`
	Name        string  `json:"name"`
	Currency    string  `json:"currency"`
	Units       string  `json:"units"`            // of all holders, confirmed or not
	Holders     uint32  `json:"holders"`          // that ever had any
	Closed      bool    `json:"closed"`           // to purchases
	Distributed *string `json:"distributed"`      // the last day whose income was
	Rate        *string `json:"income_per_10000"` // of that day
	Seven       *string `json:"seven_day_yield"`
}

// Run lists them.
func (c *fundList) Run(sh *shell) error {
	var all []platform.FundView
	err := c.funds(sh, func(do doer) error { return do(job{Fund: &fundJob{List: &fundListJob{}}}, &all) })
	if err != nil {
		return fmt.Errorf("list funds: %w", err)
	}
	lines := []fundLine{}
	var text strings.Builder
	for i := range all {
		lines = append(lines, lineOf(&all[i]))
		lines[i].text(&text)
	}
	return sh.print(lines, text.String())
}

func lineOf(v *platform.FundView) fundLine {
	f := &v.Fund
	l := fundLine{
		Fund: f.ID.String(), Name: f.Name, Currency: f.Currency.Code(), Units: decimal(v.Total(), f.Currency),
		Holders: f.Holders, Closed: f.Closed,
	}
	if v.Last != nil {
		day := v.Last.Day.String()
		l.Distributed = &day
		rate := rateText(v.Last)
		l.Rate = &rate
		if v.Last.SevenKnown {
			seven := sevenText(v.Last, "")
			l.Seven = &seven
		}
	}
	return l
}

// text says the same to people.
func (l *fundLine) text(to *strings.Builder) {
	fmt.Fprintf(to, "%s %s %s, %s so far, %q", l.Fund, l.Units, l.Currency, howMany(int(l.Holders), "wallet"), l.Name)
	if l.Distributed != nil {
		fmt.Fprintf(to, ", %s on %s%s", *l.Rate, *l.Distributed, l.seven())
	}
	if l.Closed {
		to.WriteString(", closed to purchases")
	}
	to.WriteString("\n")
}

// seven says what the 7-day yield is, if it is known.
func (l *fundLine) seven() string {
	if l.Seven == nil {
		return ""
	}
	return ", 7-day yield " + *l.Seven + " %"
}

// fundShow is candor fund show.
type fundShow struct {
	fundFlags
}

// fundShown is a fund as it stands.
type fundShown struct {
	fundLine
	CreatedAt   string           `json:"created_at"`
	Rules       fundRulesShown   `json:"rules"`
	Through     string           `json:"calendar_through"` // the last day that its calendar speaks of
	EndsSoon    bool             `json:"calendar_ends_soon"`
	NextIncome  string           `json:"next_income_day"` // of a fund that had none yet, this or a later one
	Waiting     int              `json:"days_waiting"`    // days that are over, without their income
	Carried     string           `json:"remainder"`       // carried from of the last distributed day
	Settlements []settlementLine `json:"settlements"`     // to come
	Run         *runLine         `json:"run"`             // a distribution under way
	Due         *string          `json:"due"`             // when it does something by itself next
}

// fundRulesShown are a fund's rules; null does not limit.
type fundRulesShown struct {
	HoldingMax  *string `json:"holding_max"`
	PurchaseMin *string `json:"purchase_min"`
	PurchaseDay *string `json:"purchase_day"`
	QuotaDay    *string `json:"quota_day"`
	InstantDay  *string `json:"instant_day"`
	InstantAll  *string `json:"instant_all"`
	CutOff      string  `json:"cut_off"`
	SweepAt     string  `json:"sweep_at"`
	DepositRate string  `json:"deposit_rate"` // per cent a year
}

// settlementLine is what a fund settles at the beginning of a working day.
type settlementLine struct {
	Date     string `json:"date"`
	Bought   string `json:"bought"`
	Redeemed string `json:"redeemed"`
	Advanced string `json:"advanced"`
}

// runLine is how far a distribution is.
type runLine struct {
	Date string `json:"date"`
	Done uint32 `json:"done"` // holders
	Of   uint32 `json:"of"`
}

// Run shows it.
func (c *fundShow) Run(sh *shell) error {
	var v platform.FundView
	err := c.funds(sh, func(do doer) (err error) {
		v, err = c.find(do)
		return err
	})
	if err != nil {
		return err
	}
	s := shown(&v)
	return sh.print(s, s.text())
}

func shown(v *platform.FundView) fundShown {
	f := &v.Fund
	s := fundShown{
		fundLine: lineOf(v), CreatedAt: moment(f.CreatedAt, time.UTC), Rules: rulesShown(&f.Rules, f.Currency),
		Through: v.Through.String(), EndsSoon: v.EndsSoon(), NextIncome: v.NextIncome().String(), Waiting: v.Waiting(),
		Carried: decimal(f.Carry, f.Currency), Settlements: []settlementLine{},
	}
	for _, e := range f.Settlements {
		s.Settlements = append(s.Settlements, settlementLine{
			e.Day.String(), decimal(e.Bought, f.Currency), decimal(e.Redeemed, f.Currency), decimal(e.Advanced, f.Currency),
		})
	}
	if r := f.Run; r != nil {
		s.Run = &runLine{r.Day.String(), r.Next, r.Rows}
	}
	if v.Due != 0 && v.Due != math.MaxInt64 {
		due := moment(v.Due, time.UTC)
		s.Due = &due
	}
	return s
}

func rulesShown(r *fund.Rules, c money.Currency) fundRulesShown {
	limit := func(minor int64) *string {
		if minor == 0 {
			return nil
		}
		text := decimal(minor, c)
		return &text
	}
	return fundRulesShown{
		HoldingMax: limit(r.HoldingMax), PurchaseMin: limit(r.PurchaseMin), PurchaseDay: limit(r.PurchaseDay), QuotaDay: limit(r.QuotaDay),
		InstantDay: limit(r.InstantDay), InstantAll: limit(r.InstantAll),
		CutOff: fund.MinuteText(r.CutOff), SweepAt: fund.MinuteText(r.SweepAt), DepositRate: money.Fixed(int64(r.DepositRate), 4),
	}
}

// text says the same to people.
func (s *fundShown) text() string {
	var b strings.Builder
	s.fundLine.text(&b)
	for _, rule := range []struct {
		name  string
		limit *string
	}{
		{"units of a person at most", s.Rules.HoldingMax},
		{"least purchase", s.Rules.PurchaseMin},
		{"purchases of a person in a day", s.Rules.PurchaseDay},
		{"purchases of everybody in a day", s.Rules.QuotaDay},
		{"instant redemptions of a person in a day", s.Rules.InstantDay},
		{"instant redemptions of everybody in a day", s.Rules.InstantAll},
	} {
		limit := "no limit"
		if rule.limit != nil {
			limit = *rule.limit
		}
		fmt.Fprintf(&b, "  %-42s %s\n", rule.name, limit)
	}
	fmt.Fprintf(&b, "  orders from %s on count as the next working day's; idle balances are swept in at %s, Beijing time\n",
		s.Rules.CutOff, s.Rules.SweepAt)
	if strings.Trim(s.Rules.DepositRate, "0.") != "" {
		fmt.Fprintf(&b, "  a demand deposit pays %s %% a year\n", s.Rules.DepositRate)
	}
	fmt.Fprintf(&b, "  the calendar ends with %s\n", s.Through)
	if s.EndsSoon {
		b.WriteString("  behind that day only weekends are free: give it the next year's, with candor fund calendar\n")
	}
	fmt.Fprintf(&b, "  the next income is that of %s; carried into it: %s\n", s.NextIncome, s.Carried)
	if s.Waiting > 0 {
		fmt.Fprintf(&b, "  days that are over and wait for their income: %d\n", s.Waiting)
	}
	for _, e := range s.Settlements {
		fmt.Fprintf(&b, "  settles on %s: bought %s, redeemed %s, advanced %s\n", e.Date, e.Bought, e.Redeemed, e.Advanced)
	}
	if s.Run != nil {
		fmt.Fprintf(&b, "  distributes the income of %s: %d of %d holders\n", s.Run.Date, s.Run.Done, s.Run.Of)
	}
	return b.String()
}
