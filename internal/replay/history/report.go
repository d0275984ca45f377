package history

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/money"
)

// Report is what a replay found. Amounts are minor units, sums over all users.
type Report struct {
	Days           []Day      `json:"days"`    // every day from the first row's to the last row's
	Outside        []Outside  `json:"outside"` // days of YIELDS alone that contradict it
	Rows           int        `json:"rows"`
	Users          int        `json:"users"`
	Contradictions int        `json:"contradictions"` // days with one
	Convention     Convention `json:"convention"`     // by which the files were written
}

// Day is a day of the history.
type Day struct {
	Date          string  `json:"date"`          // 2006-01-02
	Closing       int64   `json:"closing"`       // with the day's income
	Income        int64   `json:"income"`        // computed; what was credited may be another, and is in Closing
	Stated        *int64  `json:"stated"`        // income that FLOWS states, if it states any
	Contradiction *string `json:"contradiction"` // nil: none
}

// Outside is a contradiction of YIELDS on a day that FLOWS does not speak of.
type Outside struct {
	Date          string `json:"date"`
	Contradiction string `json:"contradiction"`
}

// report sums up.
func (w *walk) report() *Report {
	flows := w.files.Flows
	report := &Report{
		Rows: flows.Rows, Users: flows.Users, Days: make([]Day, len(w.days)), Outside: []Outside{},
		Convention: w.by,
	}
	for i := range w.days {
		t := &w.tallies[i]
		day := Day{Date: w.days[i].day.String(), Closing: t.closing, Income: t.income}
		if t.states {
			day.Stated = &t.stated
		}
		parts := w.files.Yields.contradictions(w.days[i].day)
		if t.first != nil {
			parts = slices.Insert(parts, 0, t.text(flows.Users))
		}
		if len(parts) > 0 {
			text := strings.Join(parts, "; ")
			day.Contradiction = &text
			report.Contradictions++
		}
		report.Days[i] = day
	}
	w.outside(report)
	return report
}

// outside adds the days of YIELDS before the first row and behind the last.
func (w *walk) outside(report *Report) {
	var days []fund.Day
	for d := range w.files.Yields.days {
		if d < w.files.Flows.first || d > w.files.Flows.last {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	for _, d := range days {
		if parts := w.files.Yields.contradictions(d); len(parts) > 0 {
			report.Outside = append(report.Outside, Outside{d.String(), strings.Join(parts, "; ")})
			report.Contradictions++
		}
	}
}

// contradictions returns how YIELDS contradicts itself on a day.
func (y *Yields) contradictions(d fund.Day) []string {
	row, ok := y.days[d]
	if !ok {
		return nil
	}
	var parts []string
	if row.count > 1 {
		parts = append(parts, "the yields have the day more than once")
	}
	if seven, ok := y.seven(d); ok && row.sevenKnown && !y.precision.agrees(row.seven, seven) {
		parts = append(parts, fmt.Sprintf("seven_day_yield is stated as %s, the seven days give %s",
			percent(row.seven), percent(seven*milli)))
	}
	return parts
}

// percent writes millionths with three decimals, or as many as they need.
func percent(n int64) string {
	s := money.Fixed(n, 6)
	for strings.HasSuffix(s, "0") && len(s)-strings.IndexByte(s, '.') > 4 {
		s = s[:len(s)-1]
	}
	return s
}

// text says how many users' rows are wrong, and how the first one is.
func (t *tally) text(users int) string {
	text := t.first.text()
	switch {
	case users == 1:
		return text
	case t.wrong == 1:
		return fmt.Sprintf("1 user, on line %d: %s", t.first.line, text)
	}
	return fmt.Sprintf("%d users, the first on line %d: %s", t.wrong, t.first.line, text)
}

// Print writes the report as text.
func (r *Report) Print(to io.Writer) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "date\tclosing\tincome\tstated\t  contradiction")
	for _, d := range r.Days {
		stated, text := "-", ""
		if d.Stated != nil {
			stated = fmt.Sprint(*d.Stated)
		}
		if d.Contradiction != nil {
			text = "  " + *d.Contradiction
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%s\n", d.Date, d.Closing, d.Income, stated, text)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	var end strings.Builder
	for _, o := range r.Outside {
		fmt.Fprintf(&end, "%s, which only the yields have: %s\n", o.Date, o.Contradiction)
	}
	fmt.Fprintf(&end, "%s, %s, %s: ", counted(len(r.Days), "day"), counted(r.Rows, "row"), counted(r.Users, "user"))
	if r.Contradictions == 0 {
		end.WriteString("no contradiction\n")
	} else {
		fmt.Fprintf(&end, "contradictions on %s\n", counted(r.Contradictions, "day"))
	}
	end.WriteString(r.Convention.text())
	if _, err := io.WriteString(to, end.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
