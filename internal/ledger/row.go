package ledger

import (
	"encoding/binary"
	"fmt"
)

// Sizes in bytes of the rows that a ledger appends to its State.
const (
	TransferRow = 128
	BalanceRow  = 64
	BurntRow    = 16 // an id
)

// skipEvery is how many records of one account a skip pointer spans.
const skipEvery = 256

// chain is the end of a singly linked list of rows, newest first: the position of
// the newest row, that of the newest row whose number divides by skipEvery, and
// how many rows there are, which is the number of the next. Positions are stored
// plus one, so that zero means none. They take 44 bits each, and the count 40, of
// which each word has half: a ledger ends at 2^44 rows, which are 2 PiB, and an
// account at 2^40.
type chain struct{ headLow, markHigh uint64 }

const (
	countHalf    = 20 // bits of the count in a word
	countMask    = 1<<countHalf - 1
	positionsEnd = 1 << (64 - countHalf)
	countEnd     = 1 << (2 * countHalf)
)

func newChain(head, mark, count uint64) chain {
	if head|mark >= positionsEnd || count >= countEnd {
		panic(fmt.Sprintf("ledger: %d rows of an account, the last at %d: no room for more", count, head))
	}
	return chain{head<<countHalf | count&countMask, mark<<countHalf | count>>countHalf}
}

func (c chain) head() uint64  { return c.headLow >> countHalf }
func (c chain) mark() uint64  { return c.markHigh >> countHalf }
func (c chain) count() uint64 { return c.markHigh&countMask<<countHalf | c.headLow&countMask }

// push makes pos the chain's newest row and returns what that row must hold:
// the row before it and, on every skipEvery-th row, the one skipEvery back.
func (c *chain) push(pos uint64) (prev, skip uint64) {
	if pos+1 >= positionsEnd {
		panic(fmt.Sprintf("ledger: no room for row %d", pos))
	}
	prev = c.head()
	here := (pos + 1) << countHalf
	if c.headLow%skipEvery == 0 { // the count's low bits are
		skip = c.mark()
		c.markHigh = here | c.markHigh&countMask
	}
	c.headLow = here | (c.headLow+1)&countMask
	if c.headLow&countMask == 0 {
		*c = newChain(pos+1, c.mark(), c.count()+1<<countHalf)
	}
	return prev, skip
}

// transferRow is a transfer as it is stored, integers little-endian, positions
// plus one:
//
//	 0 id              56 timestamp           104 debit account's ordinal
//	16 user data 128   64 debit chain, prev   108 credit account's ordinal
//	32 amount          72 credit chain, prev  112 user data 32
//	40 pending's       80 debit chain, skip   116 timeout
//	   position        88 credit chain, skip  120 ledger
//	48 user data 64    96 debit chain, number 124 code
//	                  100 credit's, number    126 flags
//
// Numbers in a chain are kept modulo 2^32; they serve to check a chain.
type transferRow []byte

func (r transferRow) id() ID               { return ID(r[0:16]) }
func (r transferRow) userData128() ID      { return ID(r[16:32]) }
func (r transferRow) amount() uint64       { return binary.LittleEndian.Uint64(r[32:]) }
func (r transferRow) pending() uint64      { return binary.LittleEndian.Uint64(r[40:]) }
func (r transferRow) userData64() uint64   { return binary.LittleEndian.Uint64(r[48:]) }
func (r transferRow) timestamp() int64     { return int64(binary.LittleEndian.Uint64(r[56:])) }
func (r transferRow) debit() uint32        { return binary.LittleEndian.Uint32(r[104:]) }
func (r transferRow) credit() uint32       { return binary.LittleEndian.Uint32(r[108:]) }
func (r transferRow) userData32() uint32   { return binary.LittleEndian.Uint32(r[112:]) }
func (r transferRow) timeout() uint32      { return binary.LittleEndian.Uint32(r[116:]) }
func (r transferRow) ledger() uint32       { return binary.LittleEndian.Uint32(r[120:]) }
func (r transferRow) code() uint16         { return binary.LittleEndian.Uint16(r[124:]) }
func (r transferRow) flags() TransferFlags { return TransferFlags(binary.LittleEndian.Uint16(r[126:])) }

// link returns the row's place in the chain of the account with the ordinal.
func (r transferRow) link(ordinal uint32) link {
	l := link{timestamp: r.timestamp()}
	at := 64
	if r.credit() == ordinal {
		at = 72
	}
	l.prev = binary.LittleEndian.Uint64(r[at:])
	l.skip = binary.LittleEndian.Uint64(r[at+16:])
	return l
}

// due returns when a pending transfer expires; ok is false when it never does.
func (r transferRow) due() (due int64, ok bool) {
	timeout := r.timeout()
	return r.timestamp() + int64(timeout)*nanosecondsPerSecond, timeout != 0
}

// put writes what of the row comes from the transfer itself.
func (r transferRow) put(t *Transfer, amount uint64, stamp int64) {
	le := binary.LittleEndian
	copy(r[0:16], t.ID[:])
	copy(r[16:32], t.UserData128[:])
	le.PutUint64(r[32:], amount)
	le.PutUint64(r[48:], t.UserData64)
	le.PutUint64(r[56:], uint64(stamp))
	le.PutUint32(r[112:], t.UserData32)
	le.PutUint32(r[116:], t.Timeout)
	le.PutUint32(r[120:], t.Ledger)
	le.PutUint16(r[124:], t.Code)
	le.PutUint16(r[126:], uint16(t.Flags))
}

// putPlace writes what of the row comes from the ledger: its accounts and its
// place in their chains.
func (r transferRow) putPlace(pos, pending uint64, a pair) {
	le, d, c := binary.LittleEndian, a.d, a.c
	le.PutUint64(r[40:], pending)
	le.PutUint32(r[96:], uint32(d.transfers.count()))
	le.PutUint32(r[100:], uint32(c.transfers.count()))
	debitPrev, debitSkip := d.transfers.push(pos)
	creditPrev, creditSkip := c.transfers.push(pos)
	le.PutUint64(r[64:], debitPrev)
	le.PutUint64(r[72:], creditPrev)
	le.PutUint64(r[80:], debitSkip)
	le.PutUint64(r[88:], creditSkip)
	le.PutUint32(r[104:], a.debit)
	le.PutUint32(r[108:], a.credit)
}

// pair is the two accounts of a transfer, with their ordinals.
type pair struct {
	debit, credit uint32
	d, c          *account
}

// balanceRow is an account's counters after a change, integers little-endian:
// debits pending and posted, credits pending and posted, timestamp, previous
// and skip positions plus one, and the transfer's position times two, plus one
// when the change was its expiry.
type balanceRow []byte

func (r balanceRow) put(a *account, timestamp int64, pos, cause uint64) {
	le := binary.LittleEndian
	le.PutUint64(r[0:], a.DebitsPending)
	le.PutUint64(r[8:], a.DebitsPosted)
	le.PutUint64(r[16:], a.CreditsPending)
	le.PutUint64(r[24:], a.CreditsPosted)
	le.PutUint64(r[32:], uint64(timestamp))
	prev, skip := a.balances.push(pos)
	le.PutUint64(r[40:], prev)
	le.PutUint64(r[48:], skip)
	le.PutUint64(r[56:], cause)
}

func (r balanceRow) link() link {
	le := binary.LittleEndian
	return link{timestamp: int64(le.Uint64(r[32:])), prev: le.Uint64(r[40:]), skip: le.Uint64(r[48:])}
}

func (r balanceRow) cause() (transfer uint64, expired bool) {
	cause := binary.LittleEndian.Uint64(r[56:])
	return cause >> 1, cause&1 != 0
}

func (r balanceRow) balance() Balance {
	le := binary.LittleEndian
	return Balance{
		DebitsPending:  le.Uint64(r[0:]),
		DebitsPosted:   le.Uint64(r[8:]),
		CreditsPending: le.Uint64(r[16:]),
		CreditsPosted:  le.Uint64(r[24:]),
		Timestamp:      int64(le.Uint64(r[32:])),
	}
}

// link is a row's place in a chain: when it was written, and the positions
// plus one of the row before it and of the one skipEvery back. Only every
// skipEvery-th row can have a skip.
type link struct {
	timestamp  int64
	prev, skip uint64
}
