package history_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/replay/history"
)

// model is a user's history told another way: every purchase and every day's
// income is a part of its own, with the day from which it earns.
type model struct {
	parts []part
}

type part struct {
	from  time.Time
	minor int64
}

func (m *model) total() (sum int64) {
	for _, p := range m.parts {
		sum += p.minor
	}
	return sum
}

func (m *model) redeem(minor int64) {
	slices.SortStableFunc(m.parts, func(a, b part) int { return a.from.Compare(b.from) })
	for i := range m.parts {
		taken := min(minor, m.parts[i].minor)
		m.parts[i].minor -= taken
		minor -= taken
	}
}

// earn adds floor(what earns x rate / 10,000), of a rate in ten-thousandths.
func (m *model) earn(day time.Time, rate int64) int64 {
	earning := new(big.Int)
	for _, p := range m.parts {
		if !p.from.After(day) {
			earning.Add(earning, big.NewInt(p.minor))
		}
	}
	earning.Mul(earning, big.NewInt(rate))
	income := earning.Div(earning, big.NewInt(100_000_000)).Int64()
	if income < 0 {
		m.redeem(-income)
	} else {
		m.parts = append(m.parts, part{day.AddDate(0, 0, 1), income})
	}
	return income
}

// Around the Spring Festival of 2014, the days on which people work against their
// weekday, and those on which they do not.
var (
	madeUp = []string{"2014-01-26", "2014-02-08"}
	off    = []string{"2014-01-31", "2014-02-03", "2014-02-04", "2014-02-05", "2014-02-06"}
)

func works(d time.Time) bool {
	name := d.Format(time.DateOnly)
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	return slices.Contains(madeUp, name) || !weekend && !slices.Contains(off, name)
}

// earnsFrom returns the first working day after the trade day.
func earnsFrom(d time.Time) time.Time {
	for !works(d) {
		d = d.AddDate(0, 0, 1)
	}
	d = d.AddDate(0, 0, 1)
	for !works(d) {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// line is a row of FLOWS.
type line struct {
	day, user                                          string
	purchase, redeem, consume, transfer, income, close int64
	first                                              bool // of the user
	opening                                            bool // of a user who had something before
}

// exact is a history without a contradiction.
type exact struct {
	lines    []line
	yields   []string // dates
	rates    []int64  // ten-thousandths
	closings map[string]int64
	incomes  map[string]int64
	users    int
}

func drawHistory(t *rapid.T) *exact {
	x := &exact{closings: map[string]int64{}, incomes: map[string]int64{}}
	first := time.Date(2014, 1, rapid.IntRange(6, 31).Draw(t, "first"), 0, 0, 0, 0, time.UTC)
	days := rapid.IntRange(2, 30).Draw(t, "days")
	rate := rapid.Custom(func(t *rapid.T) int64 { return rapid.Int64Range(-2_000, 30_000).Draw(t, "rate") })
	for i := range days {
		x.yields = append(x.yields, first.AddDate(0, 0, i).Format(time.DateOnly))
		x.rates = append(x.rates, rate.Draw(t, "rate"))
	}
	x.users = rapid.IntRange(1, 3).Draw(t, "users")
	for user := range x.users {
		x.drawUser(t, fmt.Sprintf("u%d", user), first)
	}
	return x
}

func (x *exact) drawUser(t *rapid.T, user string, first time.Time) {
	amounts := rapid.Int64Range(0, 50_000_000)
	var m model
	begun := false
	for i, name := range x.yields {
		day := first.AddDate(0, 0, i)
		edge := !begun && (user == "u0" || rapid.Bool().Draw(t, "begins")) || i == len(x.yields)-1 && user == "u0"
		if !begun && !edge {
			continue
		}
		l := line{day: name, user: user, first: !begun}
		if !begun && rapid.Bool().Draw(t, "had") {
			// More than a value is broken by, or that could be told from nothing.
			m.parts = []part{{first, 20_000_000 + amounts.Draw(t, "opening")}}
			l.opening = true
		}
		begun = true
		stated := edge || rapid.IntRange(0, 4).Draw(t, "stated") > 0
		if stated && rapid.Bool().Draw(t, "buys") {
			l.purchase = amounts.Draw(t, "purchase")
			m.parts = append(m.parts, part{earnsFrom(day), l.purchase})
		}
		// Of a first row, what is bought and redeemed at once may not be told from
		// an opening: she redeems what she had.
		if most := m.total() - l.purchase; stated && most > 0 && rapid.Bool().Draw(t, "redeems") {
			l.redeem = rapid.Int64Range(0, most).Draw(t, "redeem")
			l.consume = rapid.Int64Range(0, l.redeem).Draw(t, "consume")
			l.transfer = l.redeem - l.consume
			m.redeem(l.redeem)
		}
		l.income = m.earn(day, x.rates[i])
		l.close = m.total()
		x.closings[name] += l.close
		x.incomes[name] += l.income
		if stated {
			x.lines = append(x.lines, l)
		}
	}
}

// files writes the history; without closings no row states one.
func (x *exact) files(closings bool) (flows, yields string) {
	var f, y strings.Builder
	f.WriteString("date,user,purchase,redeem,redeem_consume,redeem_transfer,income,closing\n")
	for _, l := range x.lines {
		closing := fmt.Sprint(l.close)
		if !closings {
			closing = ""
		}
		fmt.Fprintf(&f, "%s,%s,%d,%d,%d,%d,%d,%s\n",
			l.day, l.user, l.purchase, l.redeem, l.consume, l.transfer, l.income, closing)
	}
	y.WriteString("date,income_per_10000\n")
	for i, day := range x.yields {
		fmt.Fprintf(&y, "%s,%s\n", day, big.NewRat(x.rates[i], 10_000).FloatString(4))
	}
	return f.String(), y.String()
}

func contradictions(r *history.Report) (days []string) {
	for _, d := range r.Days {
		if d.Contradiction != nil {
			days = append(days, d.Date)
		}
	}
	return days
}

// A history that is exact is replayed to the cent, and no day contradicts it.
func TestExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawHistory(t)
		flows, yields := x.files(true)
		report := replayed(t, flows, yields)
		if wrong := contradictions(report); len(wrong) > 0 {
			t.Fatal("contradictions on", wrong)
		}
		for _, d := range report.Days {
			if d.Closing != x.closings[d.Date] || d.Income != x.incomes[d.Date] {
				t.Fatalf("%s closes with %d of income %d, want %d and %d",
					d.Date, d.Closing, d.Income, x.closings[d.Date], x.incomes[d.Date])
			}
		}
	})
}

// One value that is broken is found on its day, and on no other.
func TestBroken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawHistory(t)
		l := &x.lines[rapid.IntRange(0, len(x.lines)-1).Draw(t, "line")]
		off := rapid.Int64Range(1, 10_000_000).Draw(t, "off")
		if rapid.Bool().Draw(t, "less") {
			off = -off
		}
		closings := true
		switch rapid.SampledFrom([]string{"income", "closing", "purchase", "redeem", "consume", "alone"}).Draw(t, "value") {
		case "alone":
			l.income += off
			closings = false
		case "income":
			l.income += off
		case "closing":
			l.close += off
		case "purchase":
			l.purchase += off
		case "redeem":
			l.redeem += off
		case "consume":
			l.consume += off
		}
		if l.first || !closings && slices.ContainsFunc(x.lines, func(l line) bool { return l.opening }) {
			t.Skip("what she had before follows from her first row alone")
		}
		flows, yields := x.files(closings)
		report := replayed(t, flows, yields)
		if wrong := contradictions(report); len(wrong) != 1 || wrong[0] != l.day {
			t.Fatalf("contradictions on %v, want %s", wrong, l.day)
		}
	})
}

// A row that is missing, in which something was bought or redeemed, is found in the
// next one of its user, and on no other day.
func TestMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawHistory(t)
		var telling []int
		for i := range x.lines {
			if x.tells(i) {
				telling = append(telling, i)
			}
		}
		if len(telling) == 0 {
			t.Skip("no row whose lack one day alone must show")
		}
		i := rapid.SampledFrom(telling).Draw(t, "line")
		next := x.lines[i+1].day
		x.lines = slices.Delete(x.lines, i, i+1)
		flows, yields := x.files(true)
		report := replayed(t, flows, yields)
		if wrong := contradictions(report); len(wrong) != 1 || wrong[0] != next {
			t.Fatalf("contradictions on %v, want %s", wrong, next)
		}
	})
}

// tells reports whether the lack of a row must show on the next day of its user, and
// nowhere else.
func (x *exact) tells(i int) bool {
	missing := &x.lines[i]
	if missing.first || x.lines[i-1].first || i+1 == len(x.lines) || x.lines[i+1].user != missing.user {
		return false // of the first row and the next alone, either may be wrong
	}
	if net := missing.purchase - missing.redeem; -100_000 < net && net < 100_000 {
		return false // losses of the days between can be that much
	}
	// What earned in between follows from both, and only their difference shows.
	return min(missing.purchase, missing.redeem) == 0
}
