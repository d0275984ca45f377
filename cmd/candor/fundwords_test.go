package main

import (
	"math"
	"testing"
)

func TestFixed(t *testing.T) {
	for _, c := range []struct {
		n        int64
		decimals int
		want     string
	}{
		{13000, 4, "1.3000"},
		{4859, 3, "4.859"},
		{0, 4, "0.0000"},
		{-5, 4, "-0.0005"},
		{-12_3456, 4, "-12.3456"},
		{math.MinInt64, 3, "-9223372036854775.808"},
	} {
		if got := fixed(c.n, c.decimals); got != c.want {
			t.Errorf("fixed(%d, %d) = %s, not %s", c.n, c.decimals, got, c.want)
		}
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]int32{
		"0": 0, "0.35": 3500, "0.0001": 1, "100": 1_000_000, "1.5000": 15_000, "2.": 20_000,
		"": -1, ".5": -1, "0.00001": -1, "100.0001": -1, "-1": -1, "1e2": -1, "1.2.3": -1, "1.+3": -1,
	} {
		got, err := parseRate("--deposit-rate", text)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d, not %d", text, got, want)
		}
	}
}

func TestParseMinute(t *testing.T) {
	for text, want := range map[string]int32{
		"00:00": 0, "15:00": 900, "23:59": 1439,
		"24:00": -1, "12:60": -1, "9:00": -1, "0900": -1, "": -1, "+1:00": -1, "12:00:00": -1,
	} {
		got, err := parseMinute("--cut-off", text)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d, not %d", text, got, want)
		}
	}
}
