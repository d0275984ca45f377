package history_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/replay/history"
)

// What is read is replayed to its end, twice the same; what is not is an error
// that names a line.
func FuzzFlows(f *testing.F) {
	f.Add("date,purchase,redeem\n2014-03-03,1,0\n")
	f.Add("date,user,purchase,redeem,redeem_consume,redeem_transfer,income,closing\n20140303,a,100,5,2,3,,95\n20140304,a,0,9999,,,1,0\n")
	f.Add("\xef\xbb\xbfclosing,\"date\",redeem,purchase\r\n\"5\",2014-03-03,-7,12.00\r\n9,2014-03-03,0,1\r\n7,2014-03-09,1000000000000000,1000000000000000\r\n")
	calendar := fund.DefaultCalendar()
	yields, err := history.ReadYields(strings.NewReader(
		"date,income_per_10000,seven_day_yield\n2014-03-03,1.3,4.859\n2014-03-04,-1000,\n2014-03-05,1000,1\n2014-03-08,0.000001,\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		flows, err := history.ReadFlows(strings.NewReader(text), nil)
		if err != nil {
			wantLine(t, err)
			return
		}
		var printed [2]strings.Builder
		for i := range printed {
			report, err := history.Replay(context.Background(), history.Files{Flows: flows, Yields: yields, Calendar: &calendar}, nil)
			if errors.Is(err, history.ErrTooLarge) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Print(&printed[i]); err != nil {
				t.Fatal(err)
			}
		}
		if printed[0].String() != printed[1].String() {
			t.Error("two replays of the same files differ")
		}
	})
}

// Yields that are read agree with themselves, however they are written.
func FuzzYields(f *testing.F) {
	f.Add("date,income_per_10000\n2014-03-03,1.3\n")
	f.Add("seven_day_yield,income_per_10000,date\n4.859,1.3000,20140303\n,+0.5,20140304\n-1.5,-9.999999,20140305\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := history.ReadYields(strings.NewReader(text)); err != nil {
			wantLine(t, err)
		}
	})
}

func wantLine(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, history.ErrFile) || !strings.HasPrefix(err.Error(), "line ") {
		t.Errorf("error %q names no line", err)
	}
}
