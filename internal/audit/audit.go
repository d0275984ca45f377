// Package audit recomputes every balance, trade and fund of the money side from
// the command log alone, and checks on the way what must hold.
//
// What it promises: it shares no code with the machine that it audits but the
// arithmetic of amounts and the reading of the log. It decides itself whether
// each command is accepted, by the rules of the design, with maps and copies
// instead of an engine; but for what merchants' servers are told, and where, which
// moves no money: of that it checks the form alone. A balance that the machine has
// otherwise, a command that it took or refused wrongly, or a log that was changed,
// gives another Digest.
//
// Vocabulary: an outcome is the code that the ledger answers for one account or
// transfer, such as "created" or "exceeds_credits"; a refusal is the code that a
// command is answered with, empty when it is accepted; a problem is an invariant
// that does not hold.
//
//	a, err := audit.Run(commands, func(block, head uint64) { bar.Set(block) })
//	if len(a.Report().Problems) > 0 || a.Digest() != digestOfState { ... }
package audit

import (
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/cmdlog"
)

// ID is a 128-bit id of an account, transfer, trade or other object.
type ID = [16]byte

// ErrBlock says that a block cannot be audited: its body is not whole commands,
// or it was written for a machine that this auditor does not know. It is matched
// with errors.Is.
var ErrBlock = errors.New("audit: block cannot be read")

// version is the newest machine whose blocks this auditor knows.
const version = 3

// What a block's timestamps are for: the first dueSpan belong to work that falls
// due, of which one block does at most dueMax items and begins none that might
// need timestamps beyond them; the commands' follow.
const (
	dueSpan       = 40_000
	dueMax        = 10_000
	dueTimestamps = timerNumbers
)

// Auditor is the state that a command log leads to. It is used from one
// goroutine.
type Auditor struct {
	report Report
	last   cmdlog.Header
	block  uint64 // the one being audited
	number int    // of the command being carried out in it, from 1; 0: due work

	// The ledger.
	accounts  map[ID]*account
	opened    []*account // in order of creation
	transfers []transfer // in order of creation
	byID      map[ID]uint32
	burnt     map[ID]bool // ids of transfers that failed for good
	expiries  queue       // references are places in transfers
	armed     int         // transfers before this one have their expiry in the queue
	expired   int64       // when a hold on an account with history last expired
	raw       bool        // an operator's own transfers are being carried out
	undo      []func()    // takes back what the open chain did, last first
	chained   bool        // a chain is open

	// The objects.
	replies      map[ID]reply
	forgetAt     int // replies are cleaned when there are as many
	keys         map[ID]bool
	merchants    map[ID]*merchant
	wallets      map[ID]*wallet
	payouts      map[ID]*payout
	holds        map[ID]*preauth
	holdRequests map[holdRequest]ID
	remits       map[remitName]remittance
	apps         map[ID]*app
	codes        map[ID]code
	codesOf      map[ID][]ID     // wallets' codes, those used among them
	settled      map[ID]*settled // by trade
	bound        map[ID][]party  // by merchant
	funds        map[ID]*fund
	inOrder      []*fund      // funds by number
	sweptOn      map[ID]bool  // orders of sweeps, by day and wallet
	sweeps       map[ID]*fund // by wallet
	walletsOf    map[ID][]ID  // by person: wallets, none left out
	trades       map[ID]*trade
	numbered     []ID // trades in the order in which they were made
	orders       map[order]ID
	releases     queue // references are places in numbered

	// Of the command being carried out.
	base   ID     // what the ids of its transfers derive from
	posted uint32 // how many it has posted
	stamps window // the timestamps that it may give out

	// What the block changed, to be checked behind it.
	touched      []*account
	changed      []*trade
	heldBack     []*preauth
	fundsChanged []*fund      // since the last check
	held         map[ID]int64 // by merchant, the sum of its trades' held
}

// New returns an auditor of an empty log.
func New() *Auditor {
	return &Auditor{
		accounts: map[ID]*account{}, byID: map[ID]uint32{}, burnt: map[ID]bool{},
		replies: map[ID]reply{}, keys: map[ID]bool{}, merchants: map[ID]*merchant{}, wallets: map[ID]*wallet{},
		codes: map[ID]code{}, codesOf: map[ID][]ID{}, payouts: map[ID]*payout{}, apps: map[ID]*app{},
		holds: map[ID]*preauth{}, holdRequests: map[holdRequest]ID{}, remits: map[remitName]remittance{},
		trades: map[ID]*trade{}, orders: map[order]ID{}, held: map[ID]int64{},
		settled: map[ID]*settled{}, bound: map[ID][]party{},
		funds: map[ID]*fund{}, sweptOn: map[ID]bool{}, sweeps: map[ID]*fund{}, walletsOf: map[ID][]ID{},
		report: Report{Refusals: map[string]uint64{}, Outcomes: map[string]uint64{}},
	}
}

// Run audits the whole log; progress, when not nil, is called behind every block
// with its number and the head's. The error is the log's (cmdlog.ErrCorrupt,
// cmdlog.ErrTruncated and so on) or matches ErrBlock; the auditor is then that of
// the blocks before it. Broken invariants are no error: they are in the report.
func Run(log cmdlog.Log, progress func(block, head uint64)) (*Auditor, error) {
	a, head := New(), log.Head().Sequence
	for b, err := range log.Read(1) {
		if err != nil {
			return a, fmt.Errorf("audit: read command log: %w", err)
		}
		if err := a.Block(b); err != nil {
			return a, err
		}
		if progress != nil {
			progress(b.Sequence, head)
		}
	}
	return a, nil
}

// Block audits the next block. Its error matches ErrBlock; the block then counts
// as not there.
func (a *Auditor) Block(b cmdlog.Block) error {
	if b.Version > version {
		return fmt.Errorf("%w: block %d is of machine version %d, the newest known is %d",
			ErrBlock, b.Sequence, b.Version, version)
	}
	commands, err := parseCommands(b)
	if err != nil {
		return err
	}
	a.block, a.number = b.Sequence, 0
	a.checkHeader(b.Header, commands)
	a.fallDue(b.Timestamp)
	at := b.Timestamp + dueSpan
	for i := range commands {
		c := &commands[i]
		a.number, a.stamps = i+1, window{at, at + int64(c.events), a.stamps.last}
		a.count(a.carryOut(c, at))
		a.checkFunds()
		at += int64(c.events)
	}
	a.report.Blocks++
	a.last = b.Header
	a.checkTouched()
	return nil
}

// Blocks returns the sequence of the last block audited.
func (a *Auditor) Blocks() uint64 { return a.last.Sequence }

// answer is what a command was answered.
type answer struct {
	refusal  string
	replayed bool
}

func (a *Auditor) count(r answer) {
	a.report.Commands++
	switch {
	case r.replayed:
		a.report.Replayed++
	case r.refusal != "":
		a.report.Refused++
		a.report.Refusals[r.refusal]++
	default:
		a.report.Accepted++
	}
}

// fallDue does what fell due at or before now: expiries first, then trades, by
// time and, among equals, in the order in which they were set.
func (a *Auditor) fallDue(now int64) {
	a.stamps = window{now, now + dueSpan, a.stamps.last}
	expired := a.expire(now)
	left := dueMax - expired
	at := now + int64(expired)
	for ; left > 0 && at <= now+dueSpan-dueTimestamps; left-- {
		due, ref, ok := a.releases.pop(now)
		if !ok {
			break
		}
		at += a.tradeDue(a.numbered[ref], due, at)
	}
	a.fundsDue(now, at)
}
