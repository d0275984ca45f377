package history_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/replay/history"
)

// What cannot be read is named by line and column.
func TestBadFlows(t *testing.T) {
	const header = "date,user,purchase,redeem,redeem_consume,redeem_transfer,income,closing\n"
	for text, want := range map[string]string{
		"":                                      "line 1: there is no header",
		header:                                  "line 2: there is no row",
		"date;purchase;redeem\n":                "line 1: there is no column date: cells are parted by commas, and the text is UTF-8",
		"date,purchase\n":                       "line 1: there is no column redeem",
		"purchase,redeem\n":                     "line 1: there is no column date",
		"date,redeem\n":                         "line 1: there is no column purchase",
		"date,date,redeem,purchase\n":           "line 1: column date: is there twice",
		"date,purchase,redeem_consume\n":        "line 1: there is no column redeem_transfer",
		header + "2014-03-03,a,1,1\n":           "line 2: 4 columns, where the header has 8",
		header + "\n2014-02-30,a,1,1,1,1,1,1\n": "line 3: column date: not a date like 2014-01-31 or 20140131 between 1970 and 2199",
		header + "3.3.2014,a,1,1,1,1,1,1\n":     "line 2: column date: not a date like 2014-01-31 or 20140131 between 1970 and 2199",
		header + "2014-03-03,a,1.5,1,1,1,1,1\n": "line 2: column purchase: not a whole number of cents up to 1,000,000,000,000,000",
		header + "2014-03-03,a,1,x,1,1,1,1\n":   "line 2: column redeem: not a whole number of cents up to 1,000,000,000,000,000",
		header + "2014-03-03,a,1,1,1,1,1,1000000000000001\n":                 "line 2: column closing: not a whole number of cents up to 1,000,000,000,000,000",
		header + "2014-03-03,a,1,1,1,1,99999999999999999999,1\n":             "line 2: column income: not a whole number of cents up to 1,000,000,000,000,000",
		header + "2014-03-03,\"a,1,1,1,1,1,1\n":                              "line 2: a quoted value has no end on its line, or something behind it",
		header + "2014-03-03,\"a\"b,1,1,1,1,1,1\n":                           "line 2: a quoted value has no end on its line, or something behind it",
		header + "2014-03-03," + strings.Repeat("a", 129) + ",1,1,1,1,1,1\n": "line 2: column user: too long",
		header + "2014-03-03," + strings.Repeat("a", history.LineMax) + "\n": "line 2: is longer than 65536 bytes",
		strings.Repeat(",", history.ColumnsMax) + "\n":                       "line 1: too many columns",
		header + "2014-03-03,a,1,1,1,1,1,1\n2099-03-03,a,1,1,1,1,1,1\n":      "line 3: column date: too far from the other days",
	} {
		_, err := history.ReadFlows(strings.NewReader(text), nil)
		if !errors.Is(err, history.ErrFile) || err.Error() != want {
			t.Errorf("%.80q: %v, want %s", text, err, want)
		}
	}
}

func TestBadYields(t *testing.T) {
	const header = "date,income_per_10000,seven_day_yield\n"
	const number = "not a number with up to six decimals, or too large"
	for text, want := range map[string]string{
		"":                                          "line 1: there is no header",
		header:                                      "line 2: there is no row",
		"date\n":                                    "line 1: there is no column income_per_10000: cells are parted by commas, and the text is UTF-8",
		header + "2014-03-03,,1\n":                  "line 2: column income_per_10000: is empty",
		header + "2014-03-03,1.,1\n":                "line 2: column income_per_10000: " + number,
		header + "2014-03-03,.5,1\n":                "line 2: column income_per_10000: " + number,
		header + "2014-03-03,1e3,1\n":               "line 2: column income_per_10000: " + number,
		header + "2014-03-03,1000.01,1\n":           "line 2: column income_per_10000: " + number,
		header + "2014-03-03,-1000.01,\n":           "line 2: column income_per_10000: " + number,
		header + "2014-03-03,1,4.8590001\n":         "line 2: column seven_day_yield: " + number,
		header + "2014-03-03,1,-\n":                 "line 2: column seven_day_yield: " + number,
		header + "2014-03-03,1,1\n1983-03-03,1,1\n": "line 3: column date: too far from the other days",
	} {
		_, err := history.ReadYields(strings.NewReader(text))
		if !errors.Is(err, history.ErrFile) || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Balances that nobody has are refused before they overflow, whichever reading
// they are of.
func TestTooLarge(t *testing.T) {
	var flows, yields strings.Builder
	flows.WriteString("date,purchase,redeem,closing\n")
	yields.WriteString("date,income_per_10000\n")
	for i := range 300 {
		day := fund.Day(16_000 + i)
		fmt.Fprintf(&yields, "%s,1000\n", day)
		if i%2 == 0 {
			fmt.Fprintf(&flows, "%s,1000000000000000,0,%d\n", day, i)
		}
	}
	f, err := history.ReadFlows(strings.NewReader(flows.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	y, err := history.ReadYields(strings.NewReader(yields.String()))
	if err != nil {
		t.Fatal(err)
	}
	calendar := fund.DefaultCalendar()
	files := history.Files{Flows: f, Yields: y, Calendar: &calendar}
	if _, err := history.Replay(context.Background(), files, nil); !errors.Is(err, history.ErrTooLarge) {
		t.Errorf("replayed with %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := history.Replay(ctx, files, nil); err == nil {
		t.Error("replayed although it was stopped")
	}
}

// Rows of one day whose sum no longer fits a number are too large, not something small.
func TestManyTooLarge(t *testing.T) {
	text := "date,purchase,redeem\n" + strings.Repeat("2014-03-03,1000000000000000,0\n", 18_447)
	flows, err := history.ReadFlows(strings.NewReader(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	yields, err := history.ReadYields(strings.NewReader("date,income_per_10000\n2014-03-03,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	calendar := fund.DefaultCalendar()
	_, err = history.Replay(context.Background(), history.Files{Flows: flows, Yields: yields, Calendar: &calendar}, nil)
	if !errors.Is(err, history.ErrTooLarge) {
		t.Errorf("%v", err)
	}
}
