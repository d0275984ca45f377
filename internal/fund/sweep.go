package fund

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// SetSweep sets a wallet's standing instruction, or ends it, for its customer or
// an operator. Before is the one that the wallet has, of whatever fund, nil for
// none: of another fund it is replaced, and that fund's DropSweep is to be called
// besides. Changed is false when everything is as it was. That the wallet is there
// and keeps the fund's currency (else RefusedWallet, RefusedCurrency) the caller
// has seen.
func (f *Fund) SetSweep(c SetSweep, before *Sweep, by ledger.Actor, at int64) (next Fund, s Sweep, changed bool, r errkind.Refusal) {
	if by.Kind == ledger.ActorMerchant {
		return Fund{}, Sweep{}, false, RefusedActor
	}
	if c.Wallet == (ledger.ID{}) || by.Kind == ledger.ActorCustomer && by.ID != c.Wallet {
		return Fund{}, Sweep{}, false, RefusedWallet
	}
	if c.Floor < 0 || c.Floor > ledger.MovementMax {
		return Fund{}, Sweep{}, false, RefusedFloor
	}
	mine := before != nil && before.Fund == f.ID
	switch {
	case c.Off && !mine:
		return *f, Sweep{}, false, errkind.Refusal{}
	case c.Off:
		return f.DropSweep(), Sweep{}, true, errkind.Refusal{}
	case mine && before.Floor == c.Floor:
		return *f, *before, false, errkind.Refusal{}
	}
	if next = f.next(); !mine {
		if next.Sweeps++; next.Sweeps == 1 {
			next.SweepDue = f.sweepAfter(at)
		}
	}
	return next, Sweep{Wallet: c.Wallet, Fund: f.ID, Floor: c.Floor, SetAt: at}, true, errkind.Refusal{}
}

// DropSweep takes a wallet's standing instruction out of the fund that has it.
func (f *Fund) DropSweep() Fund {
	next := f.next()
	if next.Sweeps--; next.Sweeps == 0 {
		next.SweepDue, next.SweepAfter = 0, ledger.ID{}
	}
	return next
}

// Swept says how far the sweep that is due has come: last is the wallet that was
// looked at last, zero when all were. The next one is due at the first SweepAt
// after now: sweeps that were missed are not made up for.
func (f *Fund) Swept(last ledger.ID, at int64) Fund {
	next := f.next()
	next.SweepAfter = last
	if last == (ledger.ID{}) && f.Sweeps > 0 {
		next.SweepDue = f.sweepAfter(at)
	}
	return next
}

// sweepAfter returns the first time of a sweep after now, ns.
func (f *Fund) sweepAfter(at int64) int64 {
	today := DayOf(at)
	if due := today.Minute(f.Rules.SweepAt); due > at {
		return due
	}
	return (today + 1).Minute(f.Rules.SweepAt)
}
