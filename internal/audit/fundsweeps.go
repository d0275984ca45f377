package audit

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"sort"
)

// setSweep gives a wallet its standing instruction, or ends it.
func (a *Auditor) setSweep(c *command, body fundSweep, at int64) string {
	f, w, at, r := a.ordering(c, body.Fund, body.Wallet, at)
	if r != "" {
		return r
	}
	if body.Floor < 0 || body.Floor > amountMax {
		return "invalid_floor"
	}
	had := a.sweeps[w.id]
	if !body.Off && w.currency != f.currency {
		return "currency_mismatch"
	}
	if body.Off && had != f {
		return ""
	}
	if body.Off || had != f {
		a.endSweep(w.id)
	}
	if body.Off {
		return ""
	}
	if len(f.sweepers) == 0 {
		f.sweepDue = f.nextSweep(at)
	}
	a.sweeps[w.id], f.sweepers[w.id], f.queue = f, body.Floor, nil
	return ""
}

// endSweep forgets a wallet's standing instruction, if it has one.
func (a *Auditor) endSweep(w ID) {
	f := a.sweeps[w]
	if f == nil {
		return
	}
	delete(a.sweeps, w)
	delete(f.sweepers, w)
	if f.queue = nil; len(f.sweepers) == 0 {
		f.sweepDue, f.swept = 0, ID{}
	}
}

// nextSweep returns the first time behind at when the fund sweeps.
func (f *fund) nextSweep(at int64) int64 {
	d := dateOf(at)
	if due := d.at(f.rules.SweepAt); due > at {
		return due
	}
	return (d + 1).at(f.rules.SweepAt)
}

// sweepFund sweeps idle balances in, in the order of wallets.
func (a *Auditor) sweepFund(f *fund, at, last int64) int64 {
	if f.swept == (ID{}) && (len(f.sweepers) == 0 || f.sweepDue > at) {
		return at
	}
	if f.queue == nil {
		f.queue = slices.SortedFunc(maps.Keys(f.sweepers), func(x, y ID) int { return bytes.Compare(x[:], y[:]) })
	}
	behind := sort.Search(len(f.queue), func(i int) bool { return bytes.Compare(f.queue[i][:], f.swept[:]) > 0 })
	wallets := f.queue[behind:]
	all := len(wallets) < sweepsChunk
	for _, id := range wallets[:min(len(wallets), sweepsChunk)] {
		if at > last {
			all = false
			break
		}
		at += a.sweepWallet(f, a.wallets[id], at)
		f.swept = id
	}
	if all {
		f.swept, f.sweepDue = ID{}, f.nextSweep(at)
	}
	return at
}

// sweepWallet buys units with what is idle in a wallet, as far as limits let it,
// once a day. It returns how many timestamps that took.
func (a *Auditor) sweepWallet(f *fund, w *wallet, at int64) int64 {
	number := uint32(dateOf(f.sweepDue)) * 8
	if a.sweptOn[transferID(w.id, number)] {
		return 0
	}
	minor := a.idle(f, w, at)
	if minor < f.rules.PurchaseMin {
		return 0
	}
	a.base, a.posted = w.id, number
	moves := []movement{{accountOf(w.id, purse), f.account(fundBought), minor, 60}}
	if a.post(transferID(w.id, number), uint32(f.currency), moves, at) != "" {
		return 1
	}
	a.sweptOn[transferID(w.id, number)] = true
	a.bought(f, w, minor, at)
	f.on(dateOf(at)).swept += minor
	return 1
}

// idle returns what a wallet has above its floor, as far as limits let it be swept.
func (a *Auditor) idle(f *fund, w *wallet, at int64) int64 {
	has, floor := a.available(accountOf(w.id, purse)), uint64(f.sweepers[w.id])
	if f.closed || w.currency != f.currency || has <= floor {
		return 0
	}
	holding, day, quota := a.room(f, w, at)
	return min(int64(min(has-floor, math.MaxInt64)), holding, day, quota, amountMax, fundMax-f.sum)
}
