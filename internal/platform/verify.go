package platform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/store"
)

// verifyPrefix is how the folder of a second state begins, beside the state.
const verifyPrefix = "verify-"

// verifyCheckpoint is how many bytes of commands a second state takes between
// checkpoints.
const verifyCheckpoint = 64 << 20

// Verification is what verifying a folder found. The digests are of all accounts
// and trades, as audit.Digester says; the hashes are of the whole state.
type Verification struct {
	Head        cmdlog.Head  // of the command log; its checksums and chain hold
	Audit       audit.Report // of the command log, by rules of its own
	AuditDigest [32]byte     // of what the audit says is there
	StateDigest [32]byte     // of what the state says
	StateHash   [32]byte     // of the folder's state
	ReplayHash  [32]byte     // of a state made anew from the command log
	// Problems is everything that is wrong, for people: the audit's, and where
	// state, audit and replay differ. None: all holds.
	Problems []string
}

// Verify recomputes the data folder at dir from its command log alone, twice:
// with the auditor, which shares no code with the machine, and with a second
// machine from empty, in a folder beside the state that is removed again. It
// compares both with the state. Nothing else may have the folder open. progress,
// when not nil, is called behind every block. The error says why the folder could
// not be verified; what is wrong with it is in the Verification.
func Verify(ctx context.Context, dir string, progress func(block, head uint64)) (v Verification, err error) {
	if _, err := ReadFolder(dir); err != nil {
		return v, err
	}
	commands, err := openLog(dir, "payments")
	if err != nil {
		return v, err
	}
	defer func() { err = joinClose(err, commands) }()
	state, err := payments.Open(filepath.Join(dir, "payments", "state"))
	if err != nil {
		return v, fmt.Errorf("open state: %w", err)
	}
	defer func() { err = joinClose(err, state) }()
	v.Head = commands.Head()
	// What the state had not made durable yet it catches up with, as at a start.
	switch err := machine.Replay(commands, state, applyTo(ctx, state)); {
	case errors.Is(err, machine.ErrOtherLog):
		v.wrong("%v", err)
	case err != nil:
		return v, fmt.Errorf("bring the state up to the command log: %w", err)
	}
	auditor, err := v.recompute(ctx, commands, filepath.Join(dir, "payments"), progress)
	if err != nil {
		return v, err
	}
	return v, v.compare(state, auditor)
}

// recompute audits the command log and replays it into a machine from empty.
func (v *Verification) recompute(
	ctx context.Context, commands cmdlog.Log, dir string, progress func(block, head uint64),
) (auditor *audit.Auditor, err error) {
	// An earlier verification may have been killed.
	stale, err := filepath.Glob(filepath.Join(dir, verifyPrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("look for earlier verifications: %w", err)
	}
	for _, old := range stale {
		if err := os.RemoveAll(old); err != nil {
			return nil, fmt.Errorf("remove an earlier verification: %w", err)
		}
	}
	scratch, err := os.MkdirTemp(dir, verifyPrefix)
	if err != nil {
		return nil, fmt.Errorf("make a second state: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	second, err := payments.Open(scratch)
	if err != nil {
		return nil, fmt.Errorf("open a second state: %w", err)
	}
	defer func() { err = joinClose(err, second) }()
	auditor = audit.New()
	apply := applyTo(ctx, second)
	err = machine.Replay(commands, second, func(b cmdlog.Block) error {
		if err := errors.Join(auditor.Block(b), apply(b)); err != nil {
			return err
		}
		if progress != nil {
			progress(b.Sequence, v.Head.Sequence)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("recompute: %w", err)
	}
	if v.ReplayHash, err = second.Hash(); err != nil {
		return nil, fmt.Errorf("hash the second state: %w", err)
	}
	return auditor, nil
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
	if v.StateDigest = d.Sum(); v.StateDigest != v.AuditDigest {
		v.wrong("the state's accounts and trades are not those of the audit")
		differ(v, "account", accounts, all(auditor.Accounts), func(a audit.Account) audit.ID { return a.ID })
		differ(v, "trade", trades, all(auditor.Trades), func(t audit.Trade) audit.ID { return t.ID })
	}
	return nil
}

func (v *Verification) wrong(format string, args ...any) {
	v.Problems = append(v.Problems, fmt.Sprintf(format, args...))
}

// differencesMax is how many accounts or trades that differ are named.
const differencesMax = 20

// differ names what differs between the state and the audit; both are in the
// order of their ids.
func differ[T comparable](v *Verification, what string, state, audited []T, id func(T) audit.ID) {
	named := 0
	for (len(state) > 0 || len(audited) > 0) && named < differencesMax {
		order := 0
		switch {
		case len(state) == 0:
			order = 1
		case len(audited) == 0:
			order = -1
		default:
			s, a := id(state[0]), id(audited[0])
			order = bytes.Compare(s[:], a[:])
		}
		switch {
		case order < 0:
			v.wrong("%s %x is in the state alone", what, id(state[0]))
			state, named = state[1:], named+1
		case order > 0:
			v.wrong("%s %x is missing from the state", what, id(audited[0]))
			audited, named = audited[1:], named+1
		default:
			if state[0] != audited[0] {
				v.wrong("%s %x: the state has %+v, the audit %+v", what, id(state[0]), state[0], audited[0])
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

// applyTo returns how a machine takes a block, until ctx ends. A store that fails
// comes back as an error, as in normal operation.
func applyTo(ctx context.Context, m *payments.Machine) func(cmdlog.Block) error {
	var commands []machine.Command
	var results []machine.Result
	behind := 0
	return func(b cmdlog.Block) (err error) {
		defer recoverFault(&err)
		if err := ctx.Err(); err != nil {
			return err
		}
		if b.Version > payments.Version {
			return fmt.Errorf("block %d was written by machine version %d, this is %d", b.Sequence, b.Version, payments.Version)
		}
		if commands, err = machine.Commands(b.Header, b.Body, commands[:0]); err != nil {
			return err
		}
		results = slices.Grow(results[:0], len(commands))[:len(commands)]
		m.Apply(b.Header, commands, results)
		if behind += len(b.Body); behind < verifyCheckpoint {
			return nil
		}
		behind = 0
		return m.Checkpoint(b.Hash)
	}
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

// recoverFault turns a store's panic into an error; any other goes on.
func recoverFault(err *error) {
	switch p := recover().(type) {
	case nil:
	case store.Fault:
		*err = p
	default:
		panic(p)
	}
}
