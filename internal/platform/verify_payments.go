package platform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
)

// payments verifies the money side: with the auditor, and with a second machine.
func (v *Verification) payments(ctx context.Context, h half) error {
	state, err := payments.Open(filepath.Join(h.dir, "state"))
	if err != nil {
		return fmt.Errorf("open state: %w", err)
	}
	v.Head = h.log.Head()
	err = v.follow(h.log, state, applyTo(ctx, state, payments.Version))
	auditor := audit.New()
	if err == nil {
		v.ReplayHash, err = again(h, payments.Open, func(m machine.Machine) func(cmdlog.Block) error {
			apply := applyTo(ctx, m, payments.Version)
			return func(b cmdlog.Block) error { return errors.Join(auditor.Block(b), apply(b)) }
		})
	}
	if err == nil {
		err = v.compare(state, auditor)
	}
	return joinClose(err, state)
}

// compare compares the state with what was recomputed.
func (v *Verification) compare(state *payments.Machine, auditor *audit.Auditor) (err error) {
	if v.StateHash, err = state.Hash(); err != nil {
		return fmt.Errorf("hash the state: %w", err)
	}
	v.Audit, v.AuditDigest = auditor.Report(), auditor.Digest()
	for _, p := range v.Audit.Problems {
		v.wrong("%v", p)
	}
	if more := v.Audit.ProblemCount - uint64(len(v.Audit.Problems)); more > 0 {
		v.wrong("and %d more of these", more)
	}
	if err := state.Ledger().Check(); err != nil {
		v.wrong("the state's ledger: %v", err)
	}
	if v.StateHash != v.ReplayHash {
		v.wrong("the state is not the one that its commands lead to")
	}
	accounts, trades := accountsOf(state), tradesOf(state)
	d := audit.NewDigester()
	for _, a := range accounts {
		d.Account(a)
	}
	for _, t := range trades {
		d.Trade(t)
	}
	funds := fundsOf(state)
	funds.digest(d)
	if v.StateDigest = d.Sum(); v.StateDigest != v.AuditDigest {
		v.wrong("the state's accounts, trades and funds are not those of the audit")
		differ(v, "account", accounts, all(auditor.Accounts), func(a audit.Account) key { return key{of: a.ID} })
		differ(v, "trade", trades, all(auditor.Trades), func(t audit.Trade) key { return key{of: t.ID} })
		funds.differ(v, auditor)
	}
	return nil
}

// differencesMax is how many accounts or trades that differ are named.
const differencesMax = 20

// differ names what differs between the state and the audit; both are in the
// order of their ids.
func differ[T comparable](v *Verification, what string, state, audited []T, id func(T) key) {
	named := 0
	for (len(state) > 0 || len(audited) > 0) && named < differencesMax {
		order := 0
		switch {
		case len(state) == 0:
			order = 1
		case len(audited) == 0:
			order = -1
		default:
			order = id(state[0]).compare(id(audited[0]))
		}
		switch {
		case order < 0:
			v.wrong("%s %v is in the state alone", what, id(state[0]))
			state, named = state[1:], named+1
		case order > 0:
			v.wrong("%s %v is missing from the state", what, id(audited[0]))
			audited, named = audited[1:], named+1
		default:
			if state[0] != audited[0] {
				v.wrong("%s %v: the state has %+v, the audit %+v", what, id(state[0]), state[0], audited[0])
				named++
			}
			state, audited = state[1:], audited[1:]
		}
	}
}

// all collects what an iterator yields.
func all[T any](iterate func(yield func(T) bool)) []T {
	var list []T
	iterate(func(v T) bool { list = append(list, v); return true })
	return list
}

// accountsOf returns the state's accounts in the order of their ids.
func accountsOf(m *payments.Machine) []audit.Account {
	var list []audit.Account
	m.Ledger().QueryAccounts(ledger.Filter{}, func(a ledger.Account) bool {
		list = append(list, audit.Account{
			ID: a.ID, Ledger: a.Ledger, Code: a.Code, Flags: uint16(a.Flags),
			DebitsPending: a.DebitsPending, DebitsPosted: a.DebitsPosted,
			CreditsPending: a.CreditsPending, CreditsPosted: a.CreditsPosted,
		})
		return true
	})
	slices.SortFunc(list, func(x, y audit.Account) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	return list
}

// tradesOf returns the state's trades in the order of their ids.
func tradesOf(m *payments.Machine) []audit.Trade {
	const page = 1000
	var list []audit.Trade
	for after := (ledger.ID{}); ; {
		merchants := m.Merchants(after, page)
		for i := range merchants {
			list = appendTradesOf(list, m, merchants[i].ID)
		}
		if len(merchants) < page {
			break
		}
		after = merchants[page-1].ID
	}
	slices.SortFunc(list, func(x, y audit.Trade) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	return list
}

func appendTradesOf(list []audit.Trade, m *payments.Machine, merchant ledger.ID) []audit.Trade {
	const page = 1000
	for before, more := payments.Start, true; more; {
		trades, next, rest := m.TradesOf(merchant, before, page)
		for i := range trades {
			t := &trades[i]
			list = append(list, audit.Trade{
				ID: t.ID, State: uint8(t.State), Paid: t.Paid, Held: t.Held, Released: t.Released,
				RefundedHeld: t.RefundedHeld, RefundedAfter: t.RefundedAfter,
				ChargedHeld: t.ChargedHeld, ChargedAfter: t.ChargedAfter,
				FeeCharged: t.FeeCharged, FeeReturned: t.FeeReturned, Lost: t.Lost,
			})
		}
		before, more = next, rest
	}
	return list
}
