package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/store"
)

// verifyPrefix is how the folder of a second state begins, beside the state.
const verifyPrefix = "verify-"

// verifyCheckpoint is how many bytes of commands, as machine.Weight counts them, a
// second state takes between checkpoints.
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
	People      PeopleFound  // of the customers' half
	// Notices is what holds but must not stay unseen, for people: gaps in the ledger
	// of disclosures.
	Notices []string
	// Problems is everything that is wrong, for people: the audit's, where state,
	// audit and replay differ, and what the ledger of disclosures and the key store
	// say of each other. None: all holds.
	Problems []string
}

// VerifyOptions say where what is verified beside the folder is. The zero value
// is a folder with its keys in it.
type VerifyOptions struct {
	Keys    string   // the key store's folder; "": keys in the data folder
	Anchors []string // that the ledger of disclosures must not be behind
	// Progress, when not nil, is told how much of all is done: blocks, and thousands
	// of rows.
	Progress func(done, all uint64)
}

// HalfError says which half of a folder could not be verified.
type HalfError struct {
	Half string // payments or customers: its folder in the data folder
	Err  error
}

// Error implements error.
func (e *HalfError) Error() string { return fmt.Sprintf("%s: %v", e.Half, e.Err) }

// Unwrap returns why.
func (e *HalfError) Unwrap() error { return e.Err }

// Verify verifies the folder at dir as VerifyFolder does. Progress, when not nil,
// is called behind every block.
func Verify(ctx context.Context, dir string, progress func(done, all uint64)) (Verification, error) {
	return VerifyFolder(ctx, dir, VerifyOptions{Progress: progress})
}

// VerifyFolder recomputes the data folder at dir from its command logs alone: the
// money side with the auditor, which shares no code with the machine, and both
// halves with a second machine from empty, in a folder beside the state that is
// removed again. It compares them with the states, reads every row of the ledger
// of disclosures, and holds it against the key store and the anchors. It needs no
// root key, and nothing else may have the folder open. The error says why the
// folder could not be verified, a HalfError where one half is why; what is wrong
// with it is in the Verification.
func VerifyFolder(ctx context.Context, dir string, o VerifyOptions) (v Verification, err error) {
	if _, err := ReadFolder(dir); err != nil {
		return v, err
	}
	anchors, err := openAnchors(o.Anchors)
	if err != nil {
		return v, err
	}
	money, err := openLog(dir, "payments")
	if err != nil {
		return v, &HalfError{"payments", err}
	}
	defer func() { err = joinClose(err, money) }()
	people, err := openLog(dir, "customers")
	if err != nil {
		return v, &HalfError{"customers", err}
	}
	defer func() { err = joinClose(err, people) }()
	bar := &bar{tell: o.Progress, all: money.Head().Sequence + people.Head().Sequence}
	if err := v.payments(ctx, half{filepath.Join(dir, "payments"), money, bar}); err != nil {
		return v, &HalfError{"payments", err}
	}
	c := peopleCheck{Verification: &v, half: half{filepath.Join(dir, "customers"), people, bar}, anchors: anchors}
	if c.keys = o.Keys; c.keys == "" {
		c.keys = filepath.Join(dir, "keys")
	}
	if err := c.run(ctx); err != nil {
		return v, &HalfError{"customers", err}
	}
	return v, nil
}

// half is one half of a folder under verification.
type half struct {
	dir string
	log cmdlog.Log
	bar *bar
}

// bar tells how far a verification is.
type bar struct {
	tell      func(done, all uint64)
	done, all uint64
}

// step says that one more is done.
func (b *bar) step() {
	if b.done++; b.tell != nil {
		b.tell(b.done, b.all)
	}
}

// hashed is a machine whose whole state has a hash.
type hashed interface {
	machine.Machine
	Hash() ([32]byte, error)
	Close() error
}

// follow brings a state up to the end of its command log, as a start does: what
// it had not made durable yet is no difference.
func (v *Verification) follow(commands cmdlog.Log, state machine.Machine, apply func(cmdlog.Block) error) error {
	switch err := machine.Replay(commands, state, apply); {
	case errors.Is(err, machine.ErrOtherLog):
		v.wrong("%v", err)
	case err != nil:
		return fmt.Errorf("bring the state up to the command log: %w", err)
	}
	return nil
}

// again replays a half's command log into a machine from empty and returns the
// hash of its state. Taken returns how that machine takes a block.
func again[M hashed](h half, open func(string) (M, error), taken func(machine.Machine) func(cmdlog.Block) error) (hash [32]byte, err error) {
	scratch, err := scratchIn(h.dir)
	if err != nil {
		return hash, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	second, err := open(scratch)
	if err != nil {
		return hash, fmt.Errorf("open a second state: %w", err)
	}
	defer func() { err = joinClose(err, second) }()
	take := taken(second)
	err = machine.Replay(h.log, second, func(b cmdlog.Block) error {
		err := take(b)
		h.bar.step()
		return err
	})
	if err != nil {
		return hash, fmt.Errorf("recompute: %w", err)
	}
	if hash, err = second.Hash(); err != nil {
		return hash, fmt.Errorf("hash the second state: %w", err)
	}
	return hash, nil
}

// scratchIn makes the folder of a second state, and removes those of earlier
// verifications that were killed.
func scratchIn(dir string) (string, error) {
	stale, err := filepath.Glob(filepath.Join(dir, verifyPrefix+"*"))
	if err != nil {
		return "", fmt.Errorf("look for earlier verifications: %w", err)
	}
	for _, old := range stale {
		if err := os.RemoveAll(old); err != nil {
			return "", fmt.Errorf("remove an earlier verification: %w", err)
		}
	}
	scratch, err := os.MkdirTemp(dir, verifyPrefix)
	if err != nil {
		return "", fmt.Errorf("make a second state: %w", err)
	}
	return scratch, nil
}

func (v *Verification) wrong(format string, args ...any) {
	v.Problems = append(v.Problems, fmt.Sprintf(format, args...))
}

// applyTo returns how a machine of a version takes a block, until ctx ends. A
// store that fails comes back as an error, as in normal operation.
func applyTo(ctx context.Context, m machine.Machine, version uint32) func(cmdlog.Block) error {
	var commands []machine.Command
	var results []machine.Result
	behind := 0
	return func(b cmdlog.Block) (err error) {
		defer recoverFault(&err)
		if err := ctx.Err(); err != nil {
			return err
		}
		if b.Version > version {
			return fmt.Errorf("block %d was written by machine version %d, this is %d", b.Sequence, b.Version, version)
		}
		if commands, err = machine.Commands(b.Header, b.Body, commands[:0]); err != nil {
			return err
		}
		results = slices.Grow(results[:0], len(commands))[:len(commands)]
		m.Apply(b.Header, commands, results)
		if behind += machine.Weight(m, b.Body); behind < verifyCheckpoint {
			return nil
		}
		behind = 0
		return m.Checkpoint(b.Hash)
	}
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
