package platform

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/seal"
)

// side is the half of an installation that knows names: its own command log,
// state and keys. It moves no money, and the other half does not know it.
type side struct {
	log      cmdlog.Log
	money    func() int64 // business time of the other half
	machine  *customers.Machine
	runner   *machine.Runner
	vault    *seal.Vault
	index    *index.Index
	presence *presence
	part     uint64     // ordinals of an incident's set that one command covers
	indexed  sync.Mutex // one catches up at a time
	changes  keyed      // changes of one customer's values go one after the other
	former   former     // records that were changed lately
	tracing  sync.Mutex // a trace is numbered and recorded before the next one is
	parts    unsealing  // of the root, from its custodians
	sandbox  bool
	logger   *slog.Logger
	anchors  []anchor
	unread   []anchor // that did not tell their marks yet
	// replaced are ranges of rows that are not those that an anchor saw.
	replaced  []leak.Gap
	replacing sync.Mutex
	house     House               // who writes to customers and regulators
	anchored  disclosure.Sequence // of the last mark that every anchor has
	relayed   uint64              // events of the money side that were looked at
	stop      context.CancelFunc
	done      sync.WaitGroup
}

// monoStart is what receipts' times count from.
var monoStart = time.Now()

// mono returns monotonic nanoseconds.
func mono() int64 { return int64(time.Since(monoStart)) }

// openSide opens the customers' half of the folder at dir.
func openSide(dir string, f Folder, opts Options) (s *side, err error) {
	log, err := openLog(dir, "customers")
	if err != nil {
		return nil, err
	}
	return startSide(dir, f, log, opts)
}

// startSide opens state and keys behind a command log, which it closes if it
// fails.
func startSide(dir string, f Folder, log *file.Log, opts Options) (s *side, err error) {
	s = &side{log: log, sandbox: f.Sandbox, logger: opts.logger(), house: opts.House, part: partCustomers}
	if s.anchors, err = openAnchors(opts.Anchors); err != nil {
		return nil, joinClose(err, log)
	}
	s.machine, err = openState(log, filepath.Join(dir, "customers"), opts, customers.Open)
	if err != nil {
		return nil, joinClose(fmt.Errorf("open customers' state: %w", err), log)
	}
	if s.machine.Founded() && s.machine.Sandbox() != f.Sandbox {
		return nil, joinClose(fmt.Errorf("%s: %w", dir, ErrSandboxChanged), s.machine, log)
	}
	clock := opts.Clock
	if log.Head().Sequence > 0 {
		opts.HoldClock = false // a replay sets the money side's clock; people are now
	}
	clock.Mode = clockMode(f, log.Head(), opts)
	s.runner, err = machine.Start(log, s.machine, machine.Options{
		Clock: clock, Version: customers.Version, CheckpointBytes: opts.CheckpointBytes,
	})
	if err != nil {
		return nil, joinClose(fmt.Errorf("start customers' machine: %w", err), s.machine, log)
	}
	if err = s.openKeys(dir, opts); err != nil {
		return nil, joinClose(err, s.runner, s.machine, log)
	}
	s.presence = newPresence(s)
	s.index, err = index.Open(filepath.Join(dir, "customers", "scope"), ledgerReader{s}, index.Options{Presence: s.presence})
	if err != nil {
		return nil, joinClose(fmt.Errorf("open scope index: %w", err), s.vault, s.runner, s.machine, log)
	}
	return s, nil
}

// openKeys opens the key store and brings it in line with the records: whoever is
// erased there is erased here, also when the store came back from a backup.
func (s *side) openKeys(dir string, opts Options) (err error) {
	var root seal.Root
	if !opts.Sealed {
		root, err = seal.ReadRoot(opts.root(dir))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	o := seal.Options{Root: root, Ledger: s.rows(), First: s.machine.Len() + 1, Clock: mono}
	if s.vault, err = seal.Open(opts.keys(dir), o); err != nil {
		return fmt.Errorf("open key store: %w", err)
	}
	if err = errors.Join(s.passKnown(), s.reapplyErasures(), s.sweep()); err != nil {
		return joinClose(err, s.vault)
	}
	return nil
}

// sweep empties the slots of customers whose registration a crash came before.
func (s *side) sweep() error {
	_, err := s.vault.Sweep(s.machine.There)
	if err != nil {
		return fmt.Errorf("empty slots of nobody: %w", err)
	}
	return nil
}

// passKnown makes sure that nobody new gets the ordinal of somebody whom the
// records know and the key store does not, because it came back from a backup.
func (s *side) passKnown() error {
	last := customer.Ordinal(s.vault.Status().Taken)
	s.machine.Customers(last, func(r *customer.Record) bool {
		last = r.Ordinal
		return true
	})
	if err := s.vault.Pass(last); err != nil {
		return fmt.Errorf("leave out ordinals: %w", err)
	}
	return nil
}

// reapplyErasures overwrites the keys of everyone who is erased.
func (s *side) reapplyErasures() (err error) {
	s.machine.Erased(func(o customer.Ordinal) bool {
		if !s.vault.Erased(o) {
			err = s.vault.Erase(o)
		}
		return err == nil
	})
	if err != nil {
		return fmt.Errorf("erase keys again: %w", err)
	}
	return nil
}

// Close ends the background work and releases everything.
func (s *side) Close() error {
	if s.stop != nil {
		s.stop()
	}
	s.done.Wait()
	// What was disclosed since the last mark would be missed by nobody.
	if err := s.anchor(context.Background()); err != nil {
		s.alarm("an anchor does not take the head of the ledger of disclosures", "error", err)
	}
	return joinClose(nil, s.runner, s.index, s.vault, s.machine, s.log)
}

// view runs a read of the state. Where the state cannot be shown it does not
// run, and *err says so.
func (s *side) view(err *error, read func()) {
	if refused := s.runner.View(read); refused != nil {
		*err = refused
	}
}

// command makes a command of the caller's for this half.
func (s *side) command(r request, body any) machine.Command {
	s.follow()
	c := machine.Command{
		Kind: r.kind, ID: newID(), Events: customers.EventsPerCommand, Body: customers.Encode(body),
		Caller: machine.Caller{Role: machine.Role(r.by.Role), ID: r.by.Subject},
	}
	if r.by.Role == auth.Operator || r.by.Role == auth.Service {
		c.Caller.ID = r.by.Key // the ledger tells which key acted
	}
	return c
}

// keyed is send for a command that a retry with the same Once must not do again.
// The fingerprint is of what was asked, under a key of the vault: the body may
// hold what was sealed anew, and a plain hash of values could be guessed at.
func sendKeyed[R any](ctx context.Context, s *side, r request, body any, asked []byte) (R, bool, error) {
	c := s.command(r, body)
	if r.once != "" {
		c.Key = keyOf(r, c.Caller.ID)
		mark, err := s.vault.Fingerprint(asked)
		if err != nil {
			var none R
			return none, false, err
		}
		c.Fingerprint = mark
	}
	return answer[R](s.runner.Submit(ctx, c))
}

// sendTo records a command with a body that holds nothing personal.
func sendTo[R any](ctx context.Context, s *side, r request, body any) (R, bool, error) {
	return sendKeyed[R](ctx, s, r, body, customers.Encode(body))
}

// drawn returns what draws are made from.
func drawn() (r customers.Random) {
	rand.Read(r[:]) // never fails: the process stops instead
	return r
}

// session returns what a disclosure keeps of the key that asked.
func session(by auth.Caller) (n uint64) {
	for _, b := range by.Key[:8] {
		n = n<<8 | uint64(b)
	}
	return n
}

// rows is the ledger as the vault sees it.
func (s *side) rows() seal.Ledger { return vaultLedger{s} }

type vaultLedger struct{ s *side }

// Row implements seal.Ledger. A row is in the state only when its block is
// durable.
func (l vaultLedger) Row(n disclosure.Sequence) (row disclosure.Row, ok bool) {
	if err := l.s.runner.View(func() { row, ok = l.s.machine.Row(n) }); err != nil {
		return row, false
	}
	return row, ok
}

// keyed is a set of locks by customer.
type keyed struct{ locks [64]sync.Mutex }

// lock locks a customer's and returns the unlocking.
func (k *keyed) lock(id [16]byte) func() {
	l := &k.locks[id[15]&63^id[0]&63]
	l.Lock()
	return l.Unlock
}
