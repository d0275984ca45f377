package alipay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/alipay"
)

func TestYuan(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "0.01": 1, "0.1": 10, "1": 100, "1.5": 150, "12.34": 1234, "100000000": 10_000_000_000,
		"100000000.00": 10_000_000_000, "99999999999.99": 9_999_999_999_999,
	} {
		if got, ok := alipay.ParseYuan(text); !ok || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "1.005", "1.000", "1e2", "1E2", "NaN", "Inf", "+1", "-1", "-0", "00.1", "01", ".5", "5.", ".", "1.2.3", " 1", "1 ",
		"1\n", "１", "１.００", "٣", "1,000", "1_0", "0x1", "1.0a", "¥1", "1/2", "99999999999999999999", "1.\x00",
	} {
		if got, ok := alipay.ParseYuan(text); ok {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
}

func TestYuanReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 1<<60).Draw(t, "fen")
		if got, ok := alipay.ParseYuan(alipay.Yuan(fen)); !ok || got != fen {
			t.Fatalf("%d is written as %s and read as %d, %v", fen, alipay.Yuan(fen), got, ok)
		}
	})
}

// The sub code of an amount depends on what is wrong with it, and on the family
// of its method.
func TestAmounts(t *testing.T) {
	for _, tc := range []struct{ method, text, sub string }{
		{"alipay.trade.create", "0.01", ""},
		{"alipay.trade.create", "100000000", ""},
		{"alipay.trade.create", "", "ACQ.INVALID_PARAMETER"},
		{"alipay.trade.create", "0", "ACQ.INVALID_PARAMETER"},
		{"alipay.trade.create", "0.00", "ACQ.INVALID_PARAMETER"},
		{"alipay.trade.create", "1.005", "ACQ.INVALID_PARAMETER"},
		{"alipay.trade.create", "100000000.01", "ACQ.TOTAL_FEE_EXCEED"},
		{"alipay.fund.trans.uni.transfer", "1e2", "INVALID_PARAMETER"},
	} {
		_, err := alipay.Amount(tc.method, "total_amount", alipay.Loose(tc.text))
		var f *alipay.Failure
		switch {
		case tc.sub == "" && err != nil, tc.sub != "" && (!errors.As(err, &f) || f.SubCode != tc.sub || f.Code != "40004"):
			t.Errorf("%s of %q: %v, want %q", tc.method, tc.text, err, tc.sub)
		case f != nil && tc.text != "" && tc.text != "0" && strings.Contains(f.SubMsg, tc.text):
			t.Errorf("the failure repeats the value: %s", f.SubMsg)
		}
	}
}

func TestTimeouts(t *testing.T) {
	from := time.Date(2026, 3, 1, 15, 59, 59, 0, time.UTC) // 23:59:59 in UTC+8
	for text, want := range map[string]time.Duration{
		"1m": time.Minute, "90m": 90 * time.Minute, "21600m": 15 * 24 * time.Hour, "1h": time.Hour,
		"360h": 15 * 24 * time.Hour, "1d": 24 * time.Hour, "15d": 15 * 24 * time.Hour, "1c": time.Second,
	} {
		if got, ok := alipay.ParseTimeout(text, from); !ok || !got.Equal(from.Add(want)) {
			t.Errorf("%s ends at %v, %v; want %v later", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "m", "0m", "1.5h", "01m", "+1m", "-1m", "1M", "1s", "16d", "361h", "21601m", "2c", "0c", "1 d", "1d ", "１d",
		"99999999999999999999m",
	} {
		if got, ok := alipay.ParseTimeout(text, from); ok {
			t.Errorf("%q ends at %v", text, got)
		}
	}
}

func TestSettlePeriods(t *testing.T) {
	for text, want := range map[string]int{"1d": 1, "7d": 7, "365d": 365} {
		if got, ok := alipay.ParseSettlePeriod(text); !ok || got != want {
			t.Errorf("%s is %d days, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "0d", "366d", "1h", "d", "1", "1.0d", "007d", "-1d", "1D"} {
		if got, ok := alipay.ParseSettlePeriod(text); ok {
			t.Errorf("%q is %d days", text, got)
		}
	}
}

func TestExpiries(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2026-03-01 08:00:01": time.Date(2026, 3, 1, 0, 0, 1, 0, time.UTC),
		"2026-03-01 08:00":    time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	} {
		if got, ok := alipay.ParseExpiry(text); !ok || !got.Equal(want) {
			t.Errorf("%s is %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "2026-03-01", "2026-3-1 08:00", "2026-03-01 8:00:00", "2026-02-30 08:00:00", "2026-03-01T08:00:00", "2026-03-01 24:00:00",
		"2026-03-01 08:00:00.5", "2026-03-01 08:00:00 ", "2026-03-01 08:00:00Z",
	} {
		if got, ok := alipay.ParseExpiry(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestTimely(t *testing.T) {
	now := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC) // noon in UTC+8
	for text, want := range map[string]bool{
		"2026-03-01 12:00:00": true,
		"2026-03-01 12:10:00": true,
		"2026-03-01 12:10:01": false,
		"2026-03-01 11:50:00": true,
		"2026-03-01 11:49:59": false,
		"2026-03-01 04:00:00": true,
		"2026-03-01 03:49:59": false,
		"2026-03-01 09:00:00": false, // in UTC+5
		"2026-03-01 4:00:00":  false,
		"1772337600":          false,
		"":                    false,
	} {
		if got := alipay.Timely(text, now); got != want {
			t.Errorf("%q is about noon in UTC+8: %v, want %v", text, got, want)
		}
	}
}

func TestCounts(t *testing.T) {
	for text, want := range map[alipay.Loose]int{"0": 0, "1": 1, "2000": 2000} {
		if got, ok := alipay.Count(text); !ok || got != want {
			t.Errorf("%s counts %d, %v", text, got, ok)
		}
	}
	for _, text := range []alipay.Loose{"", "-1", "+1", "1.0", "01", "4294967296", "1 "} {
		if got, ok := alipay.Count(text); ok {
			t.Errorf("%q counts %d", text, got)
		}
	}
}

func FuzzYuan(f *testing.F) {
	for _, text := range []string{"12.34", "1.005", "1e2", "００", "0.01", "-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, ok := alipay.ParseYuan(text)
		if !ok {
			return
		}
		// Whatever was taken is what is written back, but for zeros at its end.
		back := alipay.Yuan(fen)
		if text != back && text+"0" != back && text+".00" != back {
			t.Fatalf("%q is taken for %s", text, back)
		}
	})
}
