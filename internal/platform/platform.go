// Package platform is every use-case of Candor, one method each, and the only
// door to machines, logs and keys.
//
// What it promises: each use-case takes the caller right behind the context. One
// that changes something answers when that is durable, and whether the caller may
// do it is decided in the same step; one that reads decides it itself. Without an
// error of kind Unavailable all was done, or refused and nothing was; after one,
// the same request with the same Once tells which. An object of somebody else's
// is answered exactly as a missing one. Long reads keep no change waiting.
//
// Vocabulary: a data folder holds one installation; a sandbox is a folder whose
// clock may be advanced, fixed when it is made.
package platform

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
)

// Platform is an open installation. It is safe for concurrent use.
type Platform struct {
	folder   Folder
	log      cmdlog.Log
	machine  *payments.Machine
	payments *machine.Runner
	people   *side
	aliases  aliases
	apps     apps
	gateway  gateway
	wall     func() int64
	closing  func() error
}

// Options say how a folder is opened. The zero value serves it.
type Options struct {
	// HoldClock leaves the clock of a sandbox in which nothing has happened yet
	// unstarted, so that a replay can set it in the past.
	HoldClock bool
	// Clock replaces the sources of time, for tests.
	Clock machine.Clock
	// CheckpointBytes of command log lie between two checkpoints; zero: 64 MiB.
	CheckpointBytes int
	// Logger is told what an operator should know of opening; nil: slog.Default.
	Logger *slog.Logger
	// Root is the file of the root key that the customers' keys are wrapped
	// under, outside the data folder; "": the folder's path with .root behind.
	// Without the file, and in a folder whose root is in shares, customers' data
	// stays sealed until Unseal.
	Root string
	// Sealed leaves customers' data sealed until Unseal, whatever Root holds.
	Sealed bool
	// Keys is the folder of the key store, which is backed up apart; "": keys in
	// the data folder.
	Keys string
	// House is who writes notices and reports.
	House House
	// Anchors are where the head of the ledger of disclosures goes every ten
	// seconds, outside the data folder: files, or http and https addresses.
	Anchors []string
}

// House is who writes to customers and regulators.
type House struct {
	Organisation string // on whose behalf
	Contact      string // of the privacy officer
	Language     string // of reports: zh or en; "": en
}

func (o Options) logger() *slog.Logger {
	if o.Logger != nil {
		return o.Logger
	}
	return slog.Default()
}

// root returns the file of the root key of the folder at dir.
func (o Options) root(dir string) string {
	if o.Root != "" {
		return o.Root
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs // the path of "." is no name
	}
	return filepath.Clean(dir) + ".root"
}

// keys returns the folder of the key store of the folder at dir.
func (o Options) keys(dir string) string {
	if o.Keys != "" {
		return o.Keys
	}
	return filepath.Join(dir, "keys")
}

// Open opens the data folder at dir, replays what its state lacks, and starts
// taking requests. One process at a time: otherwise an error that matches
// cmdlog.ErrLocked. Of a folder that lost a part the error is ErrIncomplete.
func Open(dir string, opts Options) (*Platform, error) {
	folder, err := ReadFolder(dir)
	if err != nil {
		return nil, err
	}
	people, err := openSide(dir, folder, opts)
	if err != nil {
		return nil, err
	}
	log, err := openLog(dir, "payments")
	if err != nil {
		return nil, joinClose(err, people)
	}
	p, err := open(dir, folder, log, opts)
	if err != nil {
		return nil, joinClose(err, people)
	}
	p.join(people)
	return p, people.begin(p, opts)
}

// join makes the customers' half a part of the platform.
func (p *Platform) join(people *side) {
	p.people, people.money = people, p.Now
	payments := p.closing
	p.closing = sync.OnceValue(func() error { return errors.Join(people.Close(), payments()) })
}

// open opens the money side's state behind a command log, which it closes if it
// fails.
func open(dir string, folder Folder, log *file.Log, opts Options) (*Platform, error) {
	m, err := openState(log, filepath.Join(dir, "payments"), opts, payments.Open)
	if err != nil {
		return nil, joinClose(fmt.Errorf("open state: %w", err), log)
	}
	clock := opts.Clock
	clock.Mode = clockMode(folder, log.Head(), opts)
	runner, err := machine.Start(log, m, machine.Options{
		Clock: clock, Version: payments.Version, CheckpointBytes: opts.CheckpointBytes,
	})
	if err != nil {
		return nil, joinClose(fmt.Errorf("start machine: %w", err), m, log)
	}
	return &Platform{
		folder: folder, log: log, machine: m, payments: runner, wall: clock.Wall,
		closing: sync.OnceValue(func() error { return joinClose(runner.Close(), m, log) }),
	}, nil
}

func clockMode(f Folder, head cmdlog.Head, opts Options) machine.Mode {
	switch {
	case !f.Sandbox:
		return machine.Live
	case opts.HoldClock && head.Timestamp < machine.ClockStarted:
		return machine.Unstarted
	default:
		return machine.Sandbox
	}
}

// Close finishes what was taken and makes the state durable. Again, it returns
// what it returned before.
func (p *Platform) Close() error { return p.closing() }

// Sandbox reports whether the clock may be advanced.
func (p *Platform) Sandbox() bool { return p.folder.Sandbox }

// Now returns business time in ns.
func (p *Platform) Now() int64 { return p.payments.Now() }

// Ready returns nil while requests can be recorded.
func (p *Platform) Ready() error { return p.payments.Err() }

// view runs a read of the state. Where the state cannot be shown it does not
// run, and *err says so.
func (p *Platform) view(err *error, read func()) {
	if refused := p.payments.View(read); refused != nil {
		*err = refused
	}
}

// Once makes a retry safe: the client's Idempotency-Key, 1 to 255 bytes.
// Empty: the operation's own ids protect it.
type Once string

// KeyMax is the longest Idempotency-Key in bytes.
const KeyMax = 255

// request is a command to be: who asks, what makes a retry safe, and what for.
type request struct {
	by   auth.Caller
	once Once
	kind machine.Kind
}

// send records a command of the caller's with a body in the general encoding
// and returns what the machine answered, and whether that is a replay.
func send[R any](ctx context.Context, p *Platform, r request, body any) (R, bool, error) {
	return submit[R](ctx, p, command(r, payments.Encode(body)))
}

func submit[R any](ctx context.Context, p *Platform, c machine.Command) (R, bool, error) {
	return answer[R](p.payments.Submit(ctx, c))
}

// answer is the machine's answer as a use-case gives it.
func answer[R any](result machine.Result, err error) (R, bool, error) {
	var none R
	if err != nil {
		return none, false, err
	}
	if err := result.Refusal.Err(); err != nil {
		return none, result.Replayed, err
	}
	return result.Value.(R), result.Replayed, nil
}

// command makes a command of the caller's: its id is new, its key and
// fingerprint follow from what was asked.
func command(r request, body []byte) machine.Command {
	by, once, kind := r.by, r.once, r.kind
	caller := machine.Caller{Role: machine.Role(by.Role), ID: by.Subject}
	if by.Role == auth.Operator {
		caller.ID = by.Key // the log tells which of the house acted
	}
	c := machine.Command{
		Kind: kind, ID: newID(), Events: payments.EventsPerCommand, Body: body, Caller: caller,
	}
	if once == "" {
		return c
	}
	c.Key = keyOf(r, caller.ID)
	sum := sha256.Sum256(body)
	c.Fingerprint = [16]byte(sum[:])
	return c
}

// keyOf returns what identifies a request that must be done once. Of operators
// and services the caller is the key: tools of one house may count alike.
func keyOf(r request, caller [16]byte) [16]byte {
	h := sha256.New()
	h.Write([]byte{byte(r.by.Role)})
	h.Write(caller[:])
	h.Write(binary.LittleEndian.AppendUint16(nil, uint16(r.kind)))
	h.Write([]byte(r.once))
	return [16]byte(h.Sum(nil))
}

// newID returns an id whose first 6 bytes are milliseconds of wall time, so that
// ids made near each other sort together, then 7 random bytes: ids are unique, not
// secret. The last three are zero: an object's accounts and transfers have the ids
// that follow.
func newID() [16]byte {
	var id [16]byte
	binary.BigEndian.PutUint64(id[6:], rand.Uint64())
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(time.Now().UnixMilli()))
	copy(id[:6], ms[2:])
	id[13] = 0
	return id
}

func joinClose(err error, closers ...interface{ Close() error }) error {
	for _, c := range closers {
		if cerr := c.Close(); err == nil {
			err = cerr
		}
	}
	return err
}

// require refuses callers whose role is not among those given.
func require(by auth.Caller, roles ...auth.Role) error {
	if by.Role == auth.System {
		return nil
	}
	for _, r := range roles {
		if by.Role == r {
			return nil
		}
	}
	return errkind.New(errkind.Denied, "forbidden", "a key with this role may not do this")
}
