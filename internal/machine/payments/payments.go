// Package payments is the machine of the money side: it composes ledger,
// trades, merchants, wallets, payouts and funds into one deterministic state.
//
// What it promises: a command changes an object and moves its money in one
// step or not at all; every movement is a transfer in the ledger; what falls
// due is done in order of time before the commands that come after it. It knows
// no names: customers are opaque ids.
//
// A fund's holders are in no ledger account of their own but in its register, which
// changes in one step with transfers of the same sum. A day's income is given to
// some of them with each block, so that nothing waits for it.
//
// Vocabulary: an object is a merchant, wallet, trade, payout, fund, order of units
// or key; the outbox is the sequence of events about them.
package payments

import (
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/store"
	"github.com/candorpay/candor/internal/wallet"
)

// Version of this machine. Blocks carry it; an older program refuses newer
// blocks. 2 knows what merchants' gateways ask for, from kind 23 on; 3 knows funds,
// from kind 90 on.
const Version = 3

// Layout is the version of what this machine keeps in its store. Whoever adds or
// renames an object there, or changes what its bytes mean, adds one: a state of
// another layout is not opened, but made anew from the command log.
const Layout = 8

// RefusedMalformed answers a command whose body does not decode.
var RefusedMalformed = errkind.Refusal{Kind: errkind.Invalid, Code: "malformed_command"}

// Machine is the money side's state. Apply and Checkpoint exclude everything
// else; the read methods run side by side.
type Machine struct {
	store   *store.Store
	ledger  *ledger.Ledger
	expiry  *store.Timers // pending transfers
	release *store.Timers // trades: unpaid ones that close, paid ones that release
	replies *machine.Replies
	outbox  *outbox
	trades  *trades
	notes   notes
	codes   codes
	numbers numbers

	ends      *objects[ends]
	keys      *objects[Key]
	merchants *objects[merchant.Merchant]
	apps      apps
	wallets   *objects[wallet.Wallet]
	payouts   *objects[payout.Payout]
	payoutsOf *store.Table // keys: merchant, payout
	remits    remittances
	holds     holds
	walletsOf *store.Table // keys: customer, wallet

	told       *objects[uint64] // how many events a wallet has had
	endpoints  endpoints
	deliveries deliveries

	settlements settlements

	units   *units
	portion portion // of a run of income, being made

	applied  uint64
	done     int               // by the last block, of what was due
	base     ledger.ID         // what the ids of the transfers being posted derive from
	posted   uint32            // how many have been
	reply    []byte            // the reply being encoded
	scratch  []byte            // the record being encoded
	chain    []ledger.Transfer // the transfers being posted
	outcomes []ledger.Outcome  // what the ledger said of them
	batch    ledgerBatch
}

// Open opens the state in the folder dir, as of its last checkpoint. When that is
// of another Layout the error is a store.VersionError, and when it is damaged
// store.ErrCorrupt.
func Open(dir string) (m *Machine, err error) {
	s, err := store.Open(dir, Layout)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case store.Fault:
			m, err = nil, errors.Join(p, s.Close())
		default:
			panic(p)
		}
	}()
	return machineIn(s), nil
}

// machineIn opens what the machine keeps in its store.
func machineIn(s *store.Store) *Machine {
	e := openEnds(s)
	m := &Machine{
		store: s, ends: e, expiry: s.Timers("expiries"), release: s.Timers("releases"),
		replies: machine.OpenReplies(s), outbox: openOutbox(s, e), trades: openTrades(s, e),
		notes: openNotes(s), codes: openCodes(s), numbers: openNumbers(s),
		keys:      openObjects[Key](s, "keys"),
		merchants: openObjects[merchant.Merchant](s, "merchants"),
		apps:      openApps(s),
		wallets:   openObjects[wallet.Wallet](s, "wallets"),
		payouts:   openObjects[payout.Payout](s, "payouts"),
		payoutsOf: s.Table("payouts_of"),
		remits:    openRemittances(s),
		holds:     openHolds(s),
		walletsOf: s.Table("wallets_of"),

		settlements: openSettlements(s), units: openUnits(s),

		told: openObjects[uint64](s, "told"), endpoints: openEndpoints(s), deliveries: openDeliveries(s),
		applied: s.Applied(),
	}
	m.ledger = ledger.Open(ledger.State{
		Transfers: s.Rows("transfers", ledger.TransferRow), Balances: s.Rows("balances", ledger.BalanceRow),
		ByID: s.Index("transfers_id"), Expiries: m.expiry,
		Accounts: s.Table("accounts"), Holds: s.Table("holds"), Pendings: s.Table("pendings"),
		Burnt: s.Rows("burnt", ledger.BurntRow), ByBurnt: s.Index("burnt_id"),
	})
	s.Settle()
	return m
}

// Apply implements machine.Machine.
func (m *Machine) Apply(h cmdlog.Header, commands []machine.Command, results []machine.Result) {
	m.due(h.Timestamp)
	at := machine.FirstTimestamp(h)
	for i := range commands {
		results[i] = m.command(&commands[i], at)
		results[i].At = at
		at += int64(commands[i].Events)
	}
	m.applied = h.Sequence
}

// command carries out one command, or answers what it was answered before.
func (m *Machine) command(c *machine.Command, at int64) machine.Result {
	switch c.Kind {
	case KindAccounts:
		return m.batch.accounts(m.ledger, c.Body, at)
	case KindTransfers:
		return m.batch.post(m.ledger, c.Body, at)
	}
	h, ok := handlers[c.Kind]
	if !ok {
		return machine.Result{Refusal: RefusedMalformed}
	}
	keyed := c.Key != [16]byte{}
	if keyed {
		if reply, ok := m.replies.Find(c, at); ok {
			return m.repeat(h, reply)
		}
	}
	m.base, m.posted = ledger.ID(c.ID), 0
	value, refusal := h.carryOut(m, c, at)
	if !refusal.OK() {
		value = nil
	}
	if keyed {
		reply := machine.Reply{Refusal: refusal}
		if refusal.OK() {
			m.reply = h.keep(m, m.reply[:0], value)
			reply.Body = m.reply
		}
		m.scratch = m.replies.Remember(c, at, reply, m.scratch)
	}
	return machine.Result{Refusal: refusal, Value: value}
}

// repeat gives a stored reply again, or the refusal of a key that was used for
// something else, which is an answer of its own.
func (m *Machine) repeat(h handler, reply machine.Reply) machine.Result {
	result := machine.Result{Refusal: reply.Refusal, Replayed: reply.Refusal != machine.RefusedKeyReuse}
	if reply.Refusal.OK() {
		result.Value = h.find(m, reply.Body)
	}
	return result
}

// due does what fell due at or before now: pending transfers that expire, and
// then trades, both in order of time, and then funds. It stops after
// machine.DueMax items, or when the next one might need more timestamps than due
// work has; the next block goes on.
func (m *Machine) due(now int64) {
	expired := m.ledger.Expire(now, machine.DueMax) // each takes a timestamp
	left, at := machine.DueMax-expired, now+int64(expired)
	for ; left > 0 && at <= now+machine.DueSpan-timerNumbers; left-- {
		due, ref, ok := m.release.Pop(now)
		if !ok {
			break
		}
		at += m.tradeDue(due, ref, at)
	}
	m.done = int(m.fundsDue(now, at, now+machine.DueSpan) - now)
}

// Applied implements machine.Machine.
func (m *Machine) Applied() uint64 { return m.applied }

// DueDone implements machine.Machine.
func (m *Machine) DueDone() int { return m.done }

// NextDue implements machine.Machine.
func (m *Machine) NextDue() int64 { return min(m.expiry.Next(), m.release.Next(), m.units.next()) }

// Checkpoint implements machine.Machine.
func (m *Machine) Checkpoint(origin [32]byte) error {
	m.persist()
	return m.store.Checkpoint(m.applied, origin)
}

// Origin implements machine.Machine.
func (m *Machine) Origin() [32]byte { return m.store.Origin() }

// persist writes what changed in memory to the store.
func (m *Machine) persist() {
	m.ledger.Persist()
	m.keys.persist()
	m.merchants.persist()
	m.apps.persist()
	m.wallets.persist()
	m.payouts.persist()
	m.holds.persist()
	m.remits.byID.persist()
	m.settlements.persist()
	m.units.persist()
	m.told.persist()
	m.endpoints.persist()
	m.deliveries.persist()
	m.ends.persist()
}

// Hash returns the hash of the whole state. Like Apply it excludes everything
// else.
func (m *Machine) Hash() ([32]byte, error) {
	m.persist()
	return m.store.Hash()
}

// Close waits until the last checkpoint is durable and releases the store. It
// takes none itself.
func (m *Machine) Close() error { return errors.Join(m.store.Wait(), m.store.Close()) }

// Ledger gives read access to accounts and transfers.
func (m *Machine) Ledger() *ledger.Ledger { return m.ledger }
