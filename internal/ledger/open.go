package ledger

import (
	"encoding/binary"
	"fmt"
)

const nanosecondsPerSecond = 1_000_000_000

// pageSize is how many accounts are allocated together; pages never move, and
// hold no pointers.
const pageSize = 1024

// Ledger is the engine. Its methods that change anything are called from one
// goroutine; lookups may run beside each other, never beside a change.
type Ledger struct {
	state    State
	pages    []*[pageSize]account
	others   [][]userData // of each page's accounts that have such, in order
	accounts uint32       // how many; ordinals are 0 to accounts-1, in order of creation
	directory
	changed []uint32 // accounts not yet persisted, each once

	// pendings holds every open pending transfer by position and, until a chain
	// ends, what became of those that it resolved.
	pendings map[uint64]Status

	transfers    uint64 // rows, with those that an open chain holds back
	balances     uint64
	lastAccount  int64 // timestamp of the newest account
	lastTransfer int64
	lastExpiry   int64 // of those that an account's balances tell of

	undo journal
	// Buffers of the writing goroutine; lookups bring their own.
	row, found, pendingRow [TransferRow]byte
	balanceRow             [BalanceRow]byte
	key                    [16]byte
}

// Open returns the ledger that the state holds. It reads all accounts and the
// open pending transfers into memory and puts again the part of the index that
// had not survived.
func Open(s State) *Ledger {
	l := &Ledger{
		state:     s,
		directory: newDirectory(),
		pendings:  make(map[uint64]Status),
		transfers: s.Transfers.Len(),
		balances:  s.Balances.Len(),
	}
	l.undo.ids = make(map[ID]uint64)
	s.Accounts.Scan(l.load)
	s.Transfers.Scan(s.ByID.Covered(), func(pos uint64, row []byte) bool {
		s.ByID.Put(transferRow(row).id(), pos)
		return true
	})
	if l.transfers > 0 {
		s.Transfers.Read(l.transfers-1, l.row[:])
		l.lastTransfer = transferRow(l.row[:]).timestamp()
	}
	if l.balances > 0 {
		// A transfer's balances are as old as it: only an expiry's are younger.
		s.Balances.Read(l.balances-1, l.balanceRow[:])
		l.lastExpiry = balanceRow(l.balanceRow[:]).link().timestamp
	}
	s.Holds.Scan(func(key, _ []byte) bool {
		l.pendings[binary.BigEndian.Uint64(key)] = StatusPending
		return true
	})
	s.Burnt.Scan(s.ByBurnt.Covered(), func(pos uint64, id []byte) bool {
		s.ByBurnt.Put([16]byte(id), pos)
		return true
	})
	return l
}

// Persist writes the accounts that changed since the last call to
// State.Accounts. It is called before each checkpoint of the state: rows and
// accounts must be of the same moment.
func (l *Ledger) Persist() {
	var value []byte
	key := make([]byte, 4)
	for _, ordinal := range l.changed {
		l.account(ordinal).Flags &^= changedFlag
		binary.BigEndian.PutUint32(key, ordinal)
		value = l.appendAccountState(value[:0], ordinal)
		l.state.Accounts.Set(key, value)
	}
	l.changed = l.changed[:0]
}

// accountStateSize is an event, the two chains and the flags at creation.
const accountStateSize = EventSize + 6*8 + 2

func (l *Ledger) appendAccountState(b []byte, ordinal uint32) []byte {
	a, record := l.account(ordinal), l.whole(ordinal)
	b = AppendAccount(b, &record)
	for _, c := range [2]chain{a.transfers, a.balances} {
		b = binary.LittleEndian.AppendUint64(b, c.head())
		b = binary.LittleEndian.AppendUint64(b, c.mark())
		b = binary.LittleEndian.AppendUint64(b, c.count())
	}
	return binary.LittleEndian.AppendUint16(b, uint16(a.born()))
}

// load adds the next account of the state.
func (l *Ledger) load(key, value []byte) bool {
	if len(key) != 4 || binary.BigEndian.Uint32(key) != l.accounts || len(value) != accountStateSize {
		panic(fmt.Sprintf("ledger: stored account %x of %d bytes where number %d should be", key, len(value), l.accounts))
	}
	record, err := ParseAccount(value[:EventSize])
	if err != nil {
		panic(fmt.Sprintf("ledger: stored account %d: %v", l.accounts, err))
	}
	a := l.add(&record)
	le, rest := binary.LittleEndian, value[EventSize:]
	a.transfers = newChain(le.Uint64(rest[0:]), le.Uint64(rest[8:]), le.Uint64(rest[16:]))
	a.balances = newChain(le.Uint64(rest[24:]), le.Uint64(rest[32:]), le.Uint64(rest[40:]))
	a.setBorn(AccountFlags(le.Uint16(rest[48:])))
	return true
}

// add gives the account the next ordinal.
func (l *Ledger) add(record *Account) *account {
	ordinal := l.accounts
	if ordinal%pageSize == 0 && int(ordinal/pageSize) == len(l.pages) {
		l.pages = append(l.pages, new([pageSize]account))
		l.others = append(l.others, nil)
	}
	l.accounts++
	l.lastAccount = record.Timestamp
	a := l.account(ordinal)
	var u userData
	if *a, u = newAccount(record); a.Flags&othersFlag != 0 {
		l.keep(ordinal, u)
	}
	l.enter(ordinal)
	return a
}

// account returns the account with the ordinal, which must exist.
func (l *Ledger) account(ordinal uint32) *account {
	return &l.pages[ordinal/pageSize][ordinal%pageSize]
}

// mark puts the account on the list for Persist.
func (l *Ledger) mark(ordinal uint32, a *account) {
	if a.Flags&changedFlag == 0 {
		a.Flags |= changedFlag
		l.changed = append(l.changed, ordinal)
	}
}
