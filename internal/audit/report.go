package audit

import (
	"cmp"
	"fmt"
	"iter"
	"math/big"
	"slices"
)

// problemsMax is how many problems a report describes; the rest it counts.
const problemsMax = 100

// Problem is an invariant that does not hold.
type Problem struct {
	Block   uint64
	Command int // in the block, from 1; zero: due work, or the block as a whole
	What    string
}

// String returns the problem with its place.
func (p Problem) String() string {
	if p.Command == 0 {
		return fmt.Sprintf("block %d: %s", p.Block, p.What)
	}
	return fmt.Sprintf("block %d, command %d: %s", p.Block, p.Command, p.What)
}

// Report is what an audit found.
type Report struct {
	Blocks, Commands            uint64
	Accepted, Refused, Replayed uint64            // together, Commands
	Refusals                    map[string]uint64 // how many commands were refused, by code
	Outcomes                    map[string]uint64 // how many accounts and transfers, by the ledger's code
	Accounts, Transfers         uint64
	Totals                      []Totals      // by ledger
	Trades                      []TradeTotals // by currency and state
	Foreign                     []Foreign     // escrow accounts that operators moved by hand
	Problems                    []Problem     // the first 100
	ProblemCount                uint64        // all of them
}

// Foreign is what operators' own ledger transfers did to an escrow account: money
// of trades that no trade knows of. It is no broken invariant, and nobody should
// have to look for it.
type Foreign struct {
	Account ID
	Net     int64 // minor units: above zero they put in, below they took out
}

// Totals are the sums of the counters of all accounts of a ledger, in minor
// units.
type Totals struct {
	Ledger                        uint32 // ISO 4217 number of its currency
	DebitsPending, DebitsPosted   *big.Int
	CreditsPending, CreditsPosted *big.Int
}

// TradeTotals are the sums of the trades of one currency in one state, in minor
// units. FeeCharged less FeeReturned is what the house earned.
type TradeTotals struct {
	Currency                uint16 // ISO 4217 number
	State                   string
	Count                   uint64
	Paid, Held, Released    *big.Int
	Refunded, ChargedBack   *big.Int // out of escrow and after release
	FeeCharged, FeeReturned *big.Int
	Lost                    *big.Int // of ChargedBack, borne by the house
}

// problem notes a broken invariant.
func (a *Auditor) problem(format string, args ...any) {
	a.report.ProblemCount++
	if len(a.report.Problems) < problemsMax {
		a.report.Problems = append(a.report.Problems, Problem{a.block, a.number, fmt.Sprintf(format, args...)})
	}
}

// Report sums everything up, and checks once more what must hold of all accounts
// together.
func (a *Auditor) Report() Report {
	r := a.report
	r.Problems = slices.Clone(r.Problems)
	r.Accounts, r.Transfers = uint64(len(a.opened)), uint64(len(a.transfers))
	r.Totals, r.Trades = a.totals(), a.tradeTotals()
	for c := range a.moved() {
		r.Foreign = append(r.Foreign, Foreign{c.id, int64(c.foreign)})
	}
	whole := &Auditor{report: r, block: a.block, opened: a.opened, transfers: a.transfers}
	whole.checkTotals(r.Totals)
	whole.checkPending()
	for _, f := range a.inOrder {
		whole.checkHolders(f)
	}
	return whole.report
}

// moved yields the escrow accounts whose money operators moved by hand.
func (a *Auditor) moved() iter.Seq[*account] {
	return func(yield func(*account) bool) {
		for _, c := range a.opened {
			if c.code == escrow && c.foreign != 0 && !yield(c) {
				return
			}
		}
	}
}

func (a *Auditor) totals() []Totals {
	byLedger := map[uint32]*Totals{}
	for _, c := range a.opened {
		t := byLedger[c.ledger]
		if t == nil {
			t = &Totals{c.ledger, new(big.Int), new(big.Int), new(big.Int), new(big.Int)}
			byLedger[c.ledger] = t
		}
		plus(t.DebitsPending, c.debitsPending)
		plus(t.DebitsPosted, c.debitsPosted)
		plus(t.CreditsPending, c.creditsPending)
		plus(t.CreditsPosted, c.creditsPosted)
	}
	all := make([]Totals, 0, len(byLedger))
	for _, t := range byLedger {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(x, y Totals) int { return cmp.Compare(x.Ledger, y.Ledger) })
	return all
}

func (a *Auditor) tradeTotals() []TradeTotals {
	type kind struct {
		currency uint16
		state    state
	}
	byKind := map[kind]*TradeTotals{}
	for _, t := range a.trades {
		k := kind{uint16(t.amount.Currency), t.state}
		s := byKind[k]
		if s == nil {
			s = &TradeTotals{
				Currency: k.currency, State: k.state.String(),
				Paid: new(big.Int), Held: new(big.Int), Released: new(big.Int), Refunded: new(big.Int),
				ChargedBack: new(big.Int), FeeCharged: new(big.Int), FeeReturned: new(big.Int), Lost: new(big.Int),
			}
			byKind[k] = s
		}
		s.Count++
		add(s.Paid, t.paid)
		add(s.Held, t.held)
		add(s.Released, t.released)
		add(s.Refunded, t.refundedHeld, t.refundedAfter)
		add(s.ChargedBack, t.chargedHeld, t.chargedAfter)
		add(s.FeeCharged, t.feeCharged)
		add(s.FeeReturned, t.feeReturned)
		add(s.Lost, t.lost)
	}
	all := make([]TradeTotals, 0, len(byKind))
	for _, t := range byKind {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(x, y TradeTotals) int {
		return cmp.Or(cmp.Compare(x.Currency, y.Currency), cmp.Compare(x.State, y.State))
	})
	return all
}

func plus(sum *big.Int, n uint64) { sum.Add(sum, new(big.Int).SetUint64(n)) }

func add(sum *big.Int, minors ...int64) {
	for _, n := range minors {
		sum.Add(sum, big.NewInt(n))
	}
}
