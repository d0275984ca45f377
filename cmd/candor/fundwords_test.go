package main

import "testing"

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
