package trade

import "fmt"

// Check returns an error that names the first invariant which the trade breaks:
// no transition may lead to one, and no stored trade may be one.
func (t *Trade) Check() error {
	for _, check := range []func() error{t.checkPaid, t.checkFundings, t.checkShares, t.checkReturns, t.checkState} {
		if err := check(); err != nil {
			return fmt.Errorf("check trade %x: %w", t.ID, err)
		}
	}
	return nil
}

func (t *Trade) checkPaid() error {
	if out := t.Released + t.RefundedHeld + t.ChargedHeld + t.Held; t.Paid != out {
		return fmt.Errorf("paid %d, but released, given back and held are %d", t.Paid, out)
	}
	if t.Paid != 0 && t.Paid != t.Amount.Minor {
		return fmt.Errorf("paid %d of %d", t.Paid, t.Amount.Minor)
	}
	for _, minor := range []int64{
		t.Held, t.Released, t.RefundedHeld, t.ChargedHeld, t.RefundedAfter, t.ChargedAfter,
		t.FeeCharged, t.FeeReturned, t.Lost,
		t.Refundable(), t.Released - t.FeeCharged, t.FeeCharged - t.FeeReturned, t.ChargedAfter - t.Lost,
		t.Released - t.RefundedAfter - t.ChargedAfter,
	} {
		if minor < 0 {
			return fmt.Errorf("a sum below zero: %d in %+v", minor, *t)
		}
	}
	return nil
}

func (t *Trade) checkFundings() error {
	var paid, back int64
	for _, f := range t.Fundings {
		if f.Refunded < 0 || f.Refunded > f.Minor {
			return fmt.Errorf("funding of %d got %d back", f.Minor, f.Refunded)
		}
		paid, back = paid+f.Minor, back+f.Refunded
	}
	if paid != t.Paid || back != t.Paid-t.Refundable() {
		return fmt.Errorf("fundings paid %d and got %d back, the trade %d and %d",
			paid, back, t.Paid, t.Paid-t.Refundable())
	}
	return nil
}

func (t *Trade) checkShares() error {
	var sum Share
	for _, s := range t.Shares {
		if s.Returned > s.Released || s.Charged > s.Returned || s.Fee > s.Released || s.FeeBack > s.Fee {
			return fmt.Errorf("share beyond itself: %+v", s)
		}
		sum.Minor += s.Minor
		sum.Released += s.Released
		sum.Fee += s.Fee
		sum.Returned += s.Returned
		sum.Charged += s.Charged
		sum.FeeBack += s.FeeBack
	}
	want := Share{
		Minor: t.Amount.Minor, Released: t.Released, Fee: t.FeeCharged, Charged: t.ChargedAfter,
		Returned: t.RefundedAfter + t.ChargedAfter, FeeBack: t.FeeReturned,
	}
	if sum != want {
		return fmt.Errorf("shares sum to %+v, the trade has %+v", sum, want)
	}
	return nil
}

func (t *Trade) checkReturns() error {
	var sum [2][2]int64 // by charged back, after release
	var fee, loss int64
	for _, back := range t.Returns {
		if back.Minor <= 0 {
			return fmt.Errorf("return of %d", back.Minor)
		}
		sum[bit(back.Cause == ChargedBack)][bit(back.After)] += back.Minor
		fee, loss = fee+back.FeeBack, loss+back.Loss
	}
	want := [2][2]int64{{t.RefundedHeld, t.RefundedAfter}, {t.ChargedHeld, t.ChargedAfter}}
	if sum != want || fee != t.FeeReturned || loss != t.Lost {
		return fmt.Errorf("returns sum to %v, fee %d, loss %d; the trade has %v, %d, %d",
			sum, fee, loss, want, t.FeeReturned, t.Lost)
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *Trade) checkState() error {
	ok := false
	switch t.State {
	case WaitingPayment:
		ok = t.Paid == 0 && t.ReleaseAt == 0
	case Paid, Shipped:
		ok = t.Held > 0
	case Disputed:
		ok = t.Held > 0 && t.ReleaseAt == 0
	case Completed:
		ok = t.Held == 0 && t.Released > 0 && t.Refundable() > 0 && t.ReleaseAt == 0
	case Closed:
		ok = t.Held == 0 && t.Refundable() == 0 && t.ReleaseAt == 0
	}
	if !ok {
		return fmt.Errorf("state %d does not fit the sums: %+v", t.State, *t)
	}
	return nil
}
