package fund

import (
	"errors"
	"fmt"
)

var (
	errSteps       = errors.New("steps are not in the order of days, one for each, none of nothing")
	errBelow       = errors.New("units fall below zero")
	errSettlements = errors.New("settlements are not in the order of days, or one is of less than nothing")
	errRun         = errors.New("the run does not fit the fund")
	errSweeps      = errors.New("a sweep is due without anybody who asked for it, or none is")
	errIncome      = errors.New("income and remainder out are not net income and remainder in")
	errRate        = errors.New("the rate is not the net income's")
	errFlows       = errors.New("a flow is below zero")
	errEarners     = errors.New("there are more earners than holders")
)

// Check returns an error that names the first invariant which the fund breaks: no
// transition may lead to one, and no stored fund may be one.
func (f *Fund) Check() error {
	after := f.Distributed
	if f.Run != nil {
		after = f.Run.Day
	}
	err := checkSteps(f.Units, f.Steps)
	switch {
	case err != nil:
	case len(f.Steps) > 0 && after != 0 && f.Steps[0].Day <= after:
		err = errSteps
	case !f.settlesInOrder():
		err = errSettlements
	case f.Run != nil && !f.runs():
		err = errRun
	case (f.Sweeps == 0) != (f.SweepDue == 0):
		err = errSweeps
	}
	if err != nil {
		return fmt.Errorf("check fund %d: %w", f.Number, err)
	}
	return nil
}

func (f *Fund) settlesInOrder() bool {
	before := Day(0)
	for _, s := range f.Settlements {
		if s.Day <= before || min(s.Bought, s.Redeemed, s.Advanced) < 0 {
			return false
		}
		before = s.Day
	}
	return true
}

// runs reports whether the run fits: the fund's units are what earned and what was
// paid of the income, and at its end everything that earned was seen.
func (f *Fund) runs() bool {
	r := f.Run
	return (f.Distributed == 0 || r.Day == f.Distributed+1) &&
		r.Next <= r.Rows && r.Rows <= f.Holders && r.Count <= r.Next &&
		r.Seen >= 0 && r.Seen <= r.Units && (r.Next < r.Rows || r.Seen == r.Units) &&
		f.Units == r.Units+r.Paid && r.Pool == r.Net+f.Carry
}

// Check returns an error that names the first invariant which the holding breaks.
// It does not say whose it is.
func (h *Holding) Check() error {
	if err := checkSteps(h.Units, h.Steps); err != nil {
		return fmt.Errorf("check holding: %w", err)
	}
	return nil
}

// Check returns an error that names the first invariant which the record breaks.
func (r *Record) Check() error {
	var err error
	w := &r.Flows
	switch {
	case min(w.Bought, w.Swept, w.Refunded, w.Entered, w.Redeemed, w.Instant, w.Paid) < 0:
		err = errFlows
	case !r.Distributed:
	case r.Net+r.CarryIn != r.Paid+r.CarryOut:
		err = errIncome
	case r.Rate != PerTenThousand(r.Net, r.Units):
		err = errRate
	case r.Earners > r.Rows:
		err = errEarners
	}
	if err != nil {
		return fmt.Errorf("check record of %s: %w", r.Day, err)
	}
	return nil
}

// checkSteps says what is wrong with a list of steps that change units.
func checkSteps(units int64, steps []Step) error {
	before := Day(0)
	for _, s := range steps {
		if s.Day <= before || s.Minor == 0 {
			return errSteps
		}
		before = s.Day
	}
	if least(units, steps) < 0 {
		return errBelow
	}
	return nil
}
