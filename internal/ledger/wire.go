package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrEvent says that bytes are not encoded events.
var ErrEvent = errors.New("ledger: malformed event")

// An event takes EventSize bytes, integers little-endian, ids as their 16
// big-endian bytes, reserved bytes zero.
//
//	offset  account          transfer
//	     0  id               id
//	    16  debits pending   debit account id
//	    24  reserved           (continued)
//	    32  debits posted    credit account id
//	    40  reserved           (continued)
//	    48  credits pending  amount
//	    56  reserved         reserved
//	    64  credits posted   pending id
//	    72  reserved           (continued)
//	    80  user data 128    user data 128
//	    96  user data 64     user data 64
//	   104  user data 32     user data 32
//	   108  reserved (4)     timeout, seconds
//	   112  ledger           ledger
//	   116  code             code
//	   118  flags            flags
//	   120  timestamp, ns    timestamp, ns

// AppendAccount appends the account's EventSize bytes to b.
func AppendAccount(b []byte, a *Account) []byte {
	var e [EventSize]byte
	le := binary.LittleEndian
	copy(e[0:], a.ID[:])
	le.PutUint64(e[16:], a.DebitsPending)
	le.PutUint64(e[32:], a.DebitsPosted)
	le.PutUint64(e[48:], a.CreditsPending)
	le.PutUint64(e[64:], a.CreditsPosted)
	copy(e[80:], a.UserData128[:])
	le.PutUint64(e[96:], a.UserData64)
	le.PutUint32(e[104:], a.UserData32)
	le.PutUint32(e[112:], a.Ledger)
	le.PutUint16(e[116:], a.Code)
	le.PutUint16(e[118:], uint16(a.Flags))
	le.PutUint64(e[120:], uint64(a.Timestamp))
	return append(b, e[:]...)
}

// ParseAccount reads an account from exactly EventSize bytes. Its error matches
// ErrEvent. Values are not judged: that is for CreateAccounts.
func ParseAccount(b []byte) (Account, error) {
	if len(b) != EventSize {
		return Account{}, fmt.Errorf("%w: %d bytes", ErrEvent, len(b))
	}
	le := binary.LittleEndian
	if le.Uint64(b[24:])|le.Uint64(b[40:])|le.Uint64(b[56:])|le.Uint64(b[72:]) != 0 || le.Uint32(b[108:]) != 0 {
		return Account{}, fmt.Errorf("%w: reserved bytes are not zero", ErrEvent)
	}
	return Account{
		ID:             ID(b[0:16]),
		DebitsPending:  le.Uint64(b[16:]),
		DebitsPosted:   le.Uint64(b[32:]),
		CreditsPending: le.Uint64(b[48:]),
		CreditsPosted:  le.Uint64(b[64:]),
		UserData128:    ID(b[80:96]),
		UserData64:     le.Uint64(b[96:]),
		UserData32:     le.Uint32(b[104:]),
		Ledger:         le.Uint32(b[112:]),
		Code:           le.Uint16(b[116:]),
		Flags:          AccountFlags(le.Uint16(b[118:])),
		Timestamp:      int64(le.Uint64(b[120:])),
	}, nil
}

// AppendTransfer appends the transfer's EventSize bytes to b.
func AppendTransfer(b []byte, t *Transfer) []byte {
	var e [EventSize]byte
	le := binary.LittleEndian
	copy(e[0:], t.ID[:])
	copy(e[16:], t.DebitAccountID[:])
	copy(e[32:], t.CreditAccountID[:])
	le.PutUint64(e[48:], t.Amount)
	copy(e[64:], t.PendingID[:])
	copy(e[80:], t.UserData128[:])
	le.PutUint64(e[96:], t.UserData64)
	le.PutUint32(e[104:], t.UserData32)
	le.PutUint32(e[108:], t.Timeout)
	le.PutUint32(e[112:], t.Ledger)
	le.PutUint16(e[116:], t.Code)
	le.PutUint16(e[118:], uint16(t.Flags))
	le.PutUint64(e[120:], uint64(t.Timestamp))
	return append(b, e[:]...)
}

// ParseTransfer reads a transfer from exactly EventSize bytes. Its error
// matches ErrEvent. Values are not judged: that is for CreateTransfers.
func ParseTransfer(b []byte) (Transfer, error) {
	var t Transfer
	err := parseTransfer(b, &t)
	return t, err
}

func parseTransfer(b []byte, t *Transfer) error {
	if len(b) != EventSize {
		return fmt.Errorf("%w: %d bytes", ErrEvent, len(b))
	}
	le := binary.LittleEndian
	if le.Uint64(b[56:]) != 0 {
		return fmt.Errorf("%w: reserved bytes are not zero", ErrEvent)
	}
	t.ID = ID(b[0:16])
	t.DebitAccountID = ID(b[16:32])
	t.CreditAccountID = ID(b[32:48])
	t.Amount = le.Uint64(b[48:])
	t.PendingID = ID(b[64:80])
	t.UserData128 = ID(b[80:96])
	t.UserData64 = le.Uint64(b[96:])
	t.UserData32 = le.Uint32(b[104:])
	t.Timeout = le.Uint32(b[108:])
	t.Ledger = le.Uint32(b[112:])
	t.Code = le.Uint16(b[116:])
	t.Flags = TransferFlags(le.Uint16(b[118:]))
	t.Timestamp = int64(le.Uint64(b[120:]))
	return nil
}

// ParseAccounts appends the accounts of an encoded batch to into. A batch is at
// most BatchMax events without anything between them; errors match ErrEvent.
func ParseAccounts(b []byte, into []Account) ([]Account, error) {
	if err := checkBatch(b); err != nil {
		return into, err
	}
	for n := 0; n < len(b); n += EventSize {
		a, err := ParseAccount(b[n : n+EventSize])
		if err != nil {
			return into, fmt.Errorf("account %d: %w", n/EventSize, err)
		}
		into = append(into, a)
	}
	return into, nil
}

// ParseTransfers appends the transfers of an encoded batch to into, as
// ParseAccounts does with accounts.
func ParseTransfers(b []byte, into []Transfer) ([]Transfer, error) {
	if err := checkBatch(b); err != nil {
		return into, err
	}
	for n := 0; n < len(b); n += EventSize {
		into = append(into, Transfer{})
		if err := parseTransfer(b[n:n+EventSize], &into[len(into)-1]); err != nil {
			return into[:len(into)-1], fmt.Errorf("transfer %d: %w", n/EventSize, err)
		}
	}
	return into, nil
}

func checkBatch(b []byte) error {
	if len(b)%EventSize != 0 {
		return fmt.Errorf("%w: %d bytes are not whole events", ErrEvent, len(b))
	}
	if len(b)/EventSize > BatchMax {
		return fmt.Errorf("%w: %d events in a batch", ErrEvent, len(b)/EventSize)
	}
	return nil
}
