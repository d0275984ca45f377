package replay

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
)

// Report is where the orders of a file stand, as the platform says. Its JSON is
// the answer of `candor replay --json`. Cents are minor units.
type Report struct {
	Orders      int              `json:"orders"`    // of good lines
	Cents       Cents            `json:"cents"`     // by what became of them
	ByStatus    map[string]Count `json:"by_status"` // by the file's status
	Dirt        Dirt             `json:"dirt"`
	Sellers     map[string]int64 `json:"sellers"`     // released to each, by the file's id
	Marketplace int64            `json:"marketplace"` // released, and no seller's
	BadLines    []BadLine        `json:"bad_lines"`   // in the order of the file
	NewCommands int64            `json:"new_commands"`
	Seconds     Seconds          `json:"seconds"`

	// Outcomes counts the orders by where their trades stand.
	Outcomes Outcomes `json:"-"`
	// Strays are orders whose trades stand elsewhere than their plans end.
	Strays int `json:"-"`
	// Unbalanced are trades whose paid amount is not what was released, refunded
	// and is held together, or is neither nothing nor the trade's amount.
	Unbalanced int `json:"-"`
}

// Cents is the sum of all trades and what became of it.
type Cents struct {
	Total    int64 `json:"total"`
	Released int64 `json:"released"`
	Refunded int64 `json:"refunded"`
	Held     int64 `json:"held"`
	Closed   int64 `json:"closed"` // never paid
}

// Count is a number of orders and their sum.
type Count struct {
	Orders int   `json:"orders"`
	Cents  int64 `json:"cents"`
}

// Outcomes is a number of orders by outcome.
type Outcomes struct{ Released, Refunded, Held, Closed int }

// Seconds is a duration that is written as seconds with three decimals.
type Seconds time.Duration

// String returns the seconds with three decimals.
func (s Seconds) String() string {
	ms := time.Duration(s).Milliseconds()
	return fmt.Sprintf("%d.%03d", ms/1000, ms%1000)
}

// MarshalJSON returns the seconds as a number.
func (s Seconds) MarshalJSON() ([]byte, error) { return []byte(s.String()), nil }

// Balances reports whether money was conserved: everything that was paid is
// released, refunded or held, trade by trade and in all, and all that was
// released has a payee.
func (r *Report) Balances() bool {
	c := r.Cents
	var sellers int64
	for _, cents := range r.Sellers {
		sellers += cents
	}
	return r.Unbalanced == 0 && r.Marketplace >= 0 && sellers+r.Marketplace == c.Released &&
		c.Total == c.Released+c.Refunded+c.Held+c.Closed
}

// outcome is where a trade's order counts.
type outcome uint8

const (
	released outcome = iota + 1
	refunded
	held
	closed
)

// outcomeOf returns where a trade stands.
func outcomeOf(t *trade.Trade) outcome {
	switch t.State {
	case trade.Completed:
		return released
	case trade.Paid, trade.Shipped, trade.Disputed:
		return held
	case trade.Closed:
		if t.Paid > 0 {
			return refunded
		}
	case trade.WaitingPayment:
	}
	return closed
}

// givenBack returns what went back to the instruments out of escrow. What went
// back after release had been released, and counts as that.
func givenBack(t *trade.Trade) int64 { return t.RefundedHeld + t.ChargedHeld }

// outcome returns where a plan ends.
func (p *Plan) outcome() outcome {
	switch p.Steps[len(p.Steps)-1].Kind {
	case Confirm:
		return released
	case Pay, Ship:
		return held
	case Refund:
		return refunded
	case Create, Close:
	}
	return closed
}

// report asks the platform for every trade of the file.
func (r *run) report(ctx context.Context) (*Report, error) {
	report := &Report{
		ByStatus: map[string]Count{}, Sellers: map[string]int64{},
		BadLines: slices.Clone(r.file.Bad), NewCommands: r.commands.Load(),
	}
	names := make(map[ledger.ID]string, len(r.sellers))
	for name, id := range r.sellers {
		names[id] = name
	}
	for i := range r.file.Plans {
		plan := &r.file.Plans[i]
		if reason, ok := r.refused[int32(i)]; ok {
			report.BadLines = append(report.BadLines, BadLine{plan.Line, reason})
			continue
		}
		t, ok, err := r.desk.Trades.Find(ctx, r.marketplace, plan.Order)
		if err != nil {
			return nil, fmt.Errorf("find the trade of line %d: %w", plan.Line, err)
		}
		if !ok {
			return nil, fmt.Errorf("the trade of line %d is gone", plan.Line)
		}
		report.add(plan, &t, names)
	}
	slices.SortFunc(report.BadLines, func(a, b BadLine) int { return a.Line - b.Line })
	if report.BadLines == nil {
		report.BadLines = []BadLine{}
	}
	return report, nil
}

// add counts a plan's order by its trade.
func (r *Report) add(plan *Plan, t *trade.Trade, names map[ledger.ID]string) {
	r.Orders++
	r.Dirt.Add(plan.Dirt)
	count := r.ByStatus[plan.Status.String()]
	r.ByStatus[plan.Status.String()] = Count{count.Orders + 1, count.Cents + t.Amount.Minor}
	r.Cents.Total += t.Amount.Minor
	r.Cents.Released += t.Released
	r.Cents.Refunded += givenBack(t)
	r.Cents.Held += t.Held
	r.Cents.Closed += t.Amount.Minor - t.Paid
	stands := outcomeOf(t)
	switch stands {
	case released:
		r.Outcomes.Released++
	case refunded:
		r.Outcomes.Refunded++
	case held:
		r.Outcomes.Held++
	case closed:
		r.Outcomes.Closed++
	}
	r.Strays += one(stands != plan.outcome())
	whole := t.Paid == 0 || t.Paid == t.Amount.Minor
	r.Unbalanced += one(!whole || t.Paid != t.Released+givenBack(t)+t.Held)
	r.Marketplace += t.Released
	for _, s := range t.Shares {
		if name, ok := names[s.Merchant]; ok && s.Released > 0 {
			r.Sellers[name] += s.Released
			r.Marketplace -= s.Released
		}
	}
}

// badLinesShown is how many bad lines the printed report lists.
const badLinesShown = 20

// Print writes the report as tables for a reader.
func (r *Report) Print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	c, o := r.Cents, r.Outcomes
	fmt.Fprint(t, "outcome\torders\tcents\t\n")
	row(t, "released", o.Released, c.Released)
	row(t, "refunded", o.Refunded, c.Refunded)
	row(t, "held", o.Held, c.Held)
	row(t, "closed", o.Closed, c.Closed)
	row(t, "total", r.Orders, c.Total)
	fmt.Fprint(t, "\ndirt\tfound\t\n")
	r.Dirt.rows(func(kind string, count int) bool {
		fmt.Fprintf(t, "%s\t%s\t\n", kind, group(int64(count)))
		return true
	})
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print report: %w", err)
	}
	return r.printFoot(w)
}

// printFoot writes what follows the tables.
func (r *Report) printFoot(w io.Writer) error {
	b := fmt.Appendf(nil, "\npayees: %s sellers got %s, the marketplace %s\n",
		group(int64(len(r.Sellers))), group(r.Cents.Released-r.Marketplace), group(r.Marketplace))
	if r.Balances() {
		b = append(b, "conservation: holds; total = released + refunded + held + closed, trade by trade\n"...)
	} else {
		b = fmt.Appendf(b, "conservation: BROKEN; %s trades do not balance\n", group(int64(r.Unbalanced)))
	}
	if r.Strays > 0 {
		b = fmt.Appendf(b, "strays: %s orders stand elsewhere than the file says\n", group(int64(r.Strays)))
	}
	if len(r.BadLines) > 0 {
		b = fmt.Appendf(b, "bad lines: %s, nothing of them is booked\n", group(int64(len(r.BadLines))))
	}
	for _, bad := range r.BadLines[:min(badLinesShown, len(r.BadLines))] {
		b = fmt.Appendf(b, "  line %d: %s\n", bad.Line, bad.Reason)
	}
	if more := len(r.BadLines) - badLinesShown; more > 0 {
		b = fmt.Appendf(b, "  and %s more\n", group(int64(more)))
	}
	switch {
	case r.NewCommands > 0:
		b = fmt.Appendf(b, "new commands: %s\n", group(r.NewCommands))
	case r.Orders > 0:
		b = append(b, "nothing changed: all of this had been booked before\n"...)
	default:
		b = append(b, "nothing changed: there was no good order\n"...)
	}
	b = fmt.Appendf(b, "seconds: %s\n", r.Seconds)
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("print report: %w", err)
	}
	return nil
}

func row(w io.Writer, name string, orders int, cents int64) {
	fmt.Fprintf(w, "%s\t%s\t%s\t\n", name, group(int64(orders)), group(cents))
}

// group writes a number with commas between thousands.
func group(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
