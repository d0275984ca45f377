package audit

import "encoding/binary"

// amountMax is the largest amount in minor units that a command may name.
const amountMax = 1_000_000_000_000_000

// movement is an amount that a command wants moved, in minor units.
type movement struct {
	debit, credit ID
	minor         int64
	code          uint16
}

// post makes movements of an object as one linked chain: all or none. Their ids
// are the command's, with its last three bytes counting.
func (a *Auditor) post(object ID, currency uint32, movements []movement, at int64) string {
	if len(movements) == 0 {
		return ""
	}
	return a.postChain(a.chain(object, currency, movements), at)
}

// chain returns an object's movements as transfers, each linked to the next.
func (a *Auditor) chain(object ID, currency uint32, movements []movement) []transferEvent {
	events := make([]transferEvent, len(movements))
	for i, m := range movements {
		a.posted++
		events[i] = transferEvent{
			id: transferID(a.base, a.posted), debit: m.debit, credit: m.credit, amount: uint64(m.minor),
			userData128: object, ledger: currency, code: m.code, flags: linked,
		}
	}
	return events
}

// postChain makes linked transfers, all or none.
func (a *Auditor) postChain(events []transferEvent, at int64) string {
	events[len(events)-1].flags = 0
	for _, outcome := range a.createTransfers(at, events) {
		if outcome != created && outcome != linkedEventFailed {
			return refusalOf(outcome)
		}
	}
	return ""
}

// refusalOf returns what an outcome of the ledger means to a caller who knows no
// ledger.
func refusalOf(outcome string) string {
	switch outcome {
	case "exceeds_credits", "exceeds_debits":
		return "insufficient_funds"
	case "debit_account_already_closed", "credit_account_already_closed":
		return "account_closed"
	case "overflows_debits", "overflows_credits", "overflows_debits_posted", "overflows_credits_posted",
		"overflows_debits_pending", "overflows_credits_pending":
		return "amount_overflow"
	case "debit_account_not_found", "credit_account_not_found", "accounts_must_have_the_same_ledger",
		"transfer_must_have_the_same_ledger_as_accounts":
		return "account_not_found"
	}
	return "ledger_refused"
}

// transferID returns base with its last three bytes replaced by n.
func transferID(base ID, n uint32) ID {
	base[13], base[14], base[15] = byte(n>>16), byte(n>>8), byte(n)
	return base
}

// Codes of accounts, from the chart.
const (
	clearing uint16 = 100
	purse    uint16 = 200
	balance  uint16 = 210
	escrow   uint16 = 220
	frozen   uint16 = 225
	reserve  uint16 = 230
	inPayout uint16 = 240
	fees     uint16 = 300
	rounding uint16 = 310
	loss     uint16 = 400
)

// places are the last four bits of the id of an object's account, by its code.
var places = map[uint16]byte{
	purse: 1, balance: 1, frozen: 1, escrow: 2, reserve: 3, inPayout: 4, fundUnits: 5,
	fundBought: 6, fundRedeemed: 7, fundAdvance: 8, custody: 9, fundIncome: 10, fundPayment: 11,
}

// accountOf returns the id of an object's account.
func accountOf(object ID, code uint16) ID {
	object[15] = object[15]&0xf0 | places[code]
	return object
}

// houseAccount returns the id of an account of the house: nine zero bytes, part,
// code and currency.
func houseAccount(code uint16, currency uint32, part uint8) (id ID) {
	id[9] = part
	binary.BigEndian.PutUint16(id[10:], code)
	binary.BigEndian.PutUint32(id[12:], currency)
	return id
}

// openAccounts opens an object's accounts, and the house's in the currency that
// are not there, as one linked chain. What is owed to somebody cannot be
// overdrawn and keeps its history; the house's own accounts go either way.
func (a *Auditor) openAccounts(object ID, currency uint32, at int64, codes ...uint16) string {
	var events []accountEvent
	house := func(code uint16, part uint8) {
		if id := houseAccount(code, currency, part); a.accounts[id] == nil {
			events = append(events, accountEvent{id: id, ledger: currency, code: code, flags: accountLinked})
		}
	}
	for part := uint8(1); part <= 8; part++ {
		house(clearing, part)
	}
	house(fees, 0)
	house(rounding, 0)
	house(loss, 0)
	for _, code := range codes {
		e := accountEvent{id: accountOf(object, code), userData128: object, ledger: currency, code: code, flags: accountLinked}
		if code != custody && code != fundIncome {
			e.flags |= debitsMustNotExceedCredits | accountHistory
		}
		events = append(events, e)
	}
	events[len(events)-1].flags &^= accountLinked
	for _, outcome := range a.createAccounts(at, events) {
		if outcome != created {
			return "ledger_refused"
		}
	}
	return ""
}
