package leak_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// TestDay holds days against the calendar, around ends of years and leap days.
func TestDay(t *testing.T) {
	beijing := time.FixedZone("Beijing", 8*3600)
	for _, text := range []string{
		"2024-02-28T23:59:59+08:00", "2024-02-29T00:00:00+08:00", "2024-12-31T15:59:59Z", "2024-12-31T16:00:00Z",
		"2100-02-28T16:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1969-12-31T15:59:59Z",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		local := at.In(beijing)
		day, _ := leak.DayOf(at.UnixNano())
		if day.String() != local.Format(time.DateOnly) || day.Month() != local.Year()*12+int(local.Month())-1 {
			t.Errorf("%s is in %s, month %d", text, day, day.Month())
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, -1, 0})).Draw(rt, "time")
		day, passed := leak.DayOf(at)
		if passed < 0 || passed >= int64(24*time.Hour) || day.At(passed) != at {
			rt.Errorf("%d is %d ns into %s", at, passed, day)
		}
	})
}

// TestReleases lists what counts as a release.
func TestReleases(t *testing.T) {
	for _, c := range []struct {
		row  disclosure.Row
		want bool
	}{
		{disclosure.Row{Customer: 1, Level: disclosure.Clear}, true},
		{disclosure.Row{Customer: 1, Level: disclosure.Matched}, true},
		{disclosure.Row{Level: disclosure.Ciphertext}, true},
		{disclosure.Row{Level: disclosure.Matched}, false},
		{disclosure.Row{Customer: 1, Level: disclosure.Matched, Outcome: disclosure.Missed}, false},
		{disclosure.Row{Customer: 1, Level: disclosure.Clear, Outcome: disclosure.RefusedBudget}, false},
		{disclosure.Row{Customer: 1, Level: 9}, false},
	} {
		if got := leak.Releases(&c.row); got != c.want {
			t.Errorf("%+v: %t", c.row, got)
		}
	}
}

// TestWants says what a query asks of a release.
func TestWants(t *testing.T) {
	phone, both := customer.FieldsOf(customer.Phone), customer.FieldsOf(customer.Name, customer.Phone)
	for _, c := range []struct {
		query  leak.Query
		level  disclosure.Level
		fields customer.Fields
		asked  customer.Fields
		want   bool
	}{
		{leak.Query{}, disclosure.Clear, both, both, true},
		{leak.Query{}, disclosure.Clear, 0, 0, true},
		{leak.Query{}, disclosure.Matched, phone, 0, false},
		{leak.Query{Levels: []disclosure.Level{disclosure.Matched}}, disclosure.Matched, phone, phone, true},
		{leak.Query{Fields: phone}, disclosure.Masked, both, phone, true},
		{leak.Query{Fields: phone}, disclosure.Masked, both &^ phone, 0, false},
		{leak.Query{Fields: phone}, disclosure.Masked, 0, 0, false},
	} {
		if asked, ok := c.query.Wants(c.level, c.fields); asked != c.asked || ok != c.want {
			t.Errorf("%+v of %d at %d: %d, %t", c.query, c.fields, c.level, asked, ok)
		}
	}
}
