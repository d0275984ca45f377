package preauth

import "fmt"

// Op returns the first operation that has the merchant's number.
func (h *Hold) Op(request string) (Op, bool) {
	for i := range h.Ops {
		if h.Ops[i].Request == request && request != "" {
			return h.Ops[i], true
		}
	}
	return Op{}, false
}

// Told returns how many events there have been about the hold: one that it was
// made, one of each operation, one that it was called off.
func (h *Hold) Told() int {
	told := 1 + len(h.Ops)
	if h.State == Closed {
		told++
	}
	return told
}

// Check returns an error that names the first invariant which the hold breaks: no
// transition may lead to one, and no stored hold may be one.
func (h *Hold) Check() error {
	var sums [OpPay + 1]int64
	for _, op := range h.Ops {
		if op.Minor <= 0 || op.Kind < OpFreeze || op.Kind > OpPay {
			return fmt.Errorf("check hold %x: operation %+v", h.ID, op)
		}
		sums[op.Kind] += op.Minor
	}
	frozen := sums[OpFreeze]
	if frozen != h.Rest+h.Unfrozen+h.Paid || sums[OpUnfreeze] != h.Unfrozen || sums[OpPay] != h.Paid || h.Rest < 0 {
		return fmt.Errorf("check hold %x: operations sum to %v, rest %d, unfrozen %d, paid %d",
			h.ID, sums[OpFreeze:], h.Rest, h.Unfrozen, h.Paid)
	}
	ok := false
	switch h.State {
	case Init:
		ok = frozen == 0
	case Authorized:
		ok = frozen == h.Amount.Minor && h.Rest > 0
	case Finished:
		ok = frozen == h.Amount.Minor && h.Rest == 0
	case Closed:
		ok = (frozen == 0 || frozen == h.Amount.Minor) && h.Rest == 0 && h.Paid == 0
	}
	if !ok {
		return fmt.Errorf("check hold %x: state %d does not fit frozen %d, rest %d and paid %d",
			h.ID, h.State, frozen, h.Rest, h.Paid)
	}
	return nil
}
