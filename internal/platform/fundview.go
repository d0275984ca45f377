package platform

import (
	"math"

	"github.com/candorpay/candor/internal/fund"
)

// FundView is a fund with its latest figures. To everybody but operators Fund has
// its terms alone, and Last its day, rate and yield alone.
type FundView struct {
	Fund    fund.Fund
	Whole   bool         // the caller sees all of it
	Last    *fund.Record // of the last day whose income was distributed; nil: none yet
	Through fund.Day     // the last day that its calendar speaks of
	Due     int64        // business time of what it does next by itself, ns; math.MaxInt64: nothing
	Today   fund.Day     // of business time
}

// Total returns all holders' units, confirmed or not, in minor units.
func (v *FundView) Total() int64 { return v.Fund.Total() }

// Idle reports whether the fund has nothing to do by itself.
func (v *FundView) Idle() bool { return v.Due == math.MaxInt64 }

// calendarSoon is how many days before a calendar ends it ends soon.
const calendarSoon = 30

// EndsSoon reports whether the calendar has ended, or ends within 30 days: behind
// its end the fund's orders settle on holidays too.
func (v *FundView) EndsSoon() bool { return v.Through < v.Today+calendarSoon }

// NextIncome returns the day whose income is to be distributed next. A fund that
// had none yet may begin with this or any later day.
func (v *FundView) NextIncome() fund.Day {
	switch f := &v.Fund; {
	case f.Run != nil:
		return f.Run.Day + 1
	case f.Distributed != 0:
		return f.Distributed + 1
	default:
		return fund.DayOf(f.CreatedAt)
	}
}

// Waiting returns how many days are over whose income nobody has begun to
// distribute. What others than operators see does not say.
func (v *FundView) Waiting() int { return int(max(0, v.Today-v.NextIncome())) }
