package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Refusals that only the posting of movements finds.
var (
	RefusedFunds    = errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	RefusedClosed   = errkind.Refusal{Kind: errkind.Conflict, Code: "account_closed"}
	RefusedOverflow = errkind.Refusal{Kind: errkind.Conflict, Code: "amount_overflow"}
	RefusedAccount  = errkind.Refusal{Kind: errkind.NotFound, Code: "account_not_found"}
	RefusedLedger   = errkind.Refusal{Kind: errkind.Conflict, Code: "ledger_refused"}
)

// post posts movements on behalf of an object as one linked chain: all or none.
// Their ids derive from the command, not from the object: an id that the ledger
// refused is burnt, and the object's next attempt needs fresh ones.
func (m *Machine) post(object ledger.ID, currency money.Currency, movements []ledger.Movement, at int64) errkind.Refusal {
	if len(movements) == 0 {
		return errkind.Refusal{}
	}
	m.chain = m.chain[:0]
	for i, mv := range movements {
		flags := ledger.Linked
		if i == len(movements)-1 {
			flags = 0
		}
		m.posted++
		m.chain = append(m.chain, ledger.Transfer{
			ID: numbered(m.base, m.posted), DebitAccountID: mv.Debit, CreditAccountID: mv.Credit,
			Amount: mv.Minor, UserData128: object, Ledger: uint32(currency), Code: mv.Code, Flags: flags,
		})
	}
	return m.create(at)
}

// create hands the chain to the ledger and turns its answer into ours.
func (m *Machine) create(at int64) errkind.Refusal {
	if cap(m.outcomes) < len(m.chain) {
		m.outcomes = make([]ledger.Outcome, len(m.chain))
	}
	outcomes := m.outcomes[:len(m.chain)]
	m.ledger.CreateTransfers(at, m.chain, outcomes)
	for _, o := range outcomes {
		if o.Code != ledger.Created && o.Code != ledger.LinkedEventFailed {
			return refusalOf(o.Code)
		}
	}
	return errkind.Refusal{}
}

// refusalOf returns the refusal that a code of the ledger means to a caller
// who knows no ledger.
func refusalOf(c ledger.Code) errkind.Refusal {
	switch c {
	case ledger.ExceedsCredits, ledger.ExceedsDebits:
		return RefusedFunds
	case ledger.DebitAccountAlreadyClosed, ledger.CreditAccountAlreadyClosed:
		return RefusedClosed
	case ledger.OverflowsDebits, ledger.OverflowsCredits, ledger.OverflowsDebitsPosted,
		ledger.OverflowsCreditsPosted, ledger.OverflowsDebitsPending, ledger.OverflowsCreditsPending:
		return RefusedOverflow
	case ledger.DebitAccountNotFound, ledger.CreditAccountNotFound,
		ledger.AccountsMustHaveTheSameLedger, ledger.TransferMustHaveTheSameLedgerAsAccounts:
		return RefusedAccount
	default: // ids taken by an operator's own transfers, and rules that our movements never touch
		return RefusedLedger
	}
}

// numbered returns base with its last three bytes replaced by n. The ids of
// commands, and of the objects that they make, end in three zero bytes.
func numbered(base ledger.ID, n uint32) ledger.ID {
	var tail [4]byte
	binary.BigEndian.PutUint32(tail[:], n)
	copy(base[13:], tail[1:])
	return base
}

// account is a ledger account to be opened.
type account struct {
	id     ledger.ID
	code   uint16
	object ledger.ID
}

// open opens accounts in a currency, and the house's in it on first use. The
// first timestamp is at; it returns how many it took.
func (m *Machine) open(currency money.Currency, at int64, accounts ...account) (int64, errkind.Refusal) {
	events := m.houseAccounts(currency)
	for _, a := range accounts {
		events = append(events, ledger.Account{
			ID: a.id, UserData128: a.object, Ledger: uint32(currency),
			Code: a.code, Flags: ledger.ChartFlags(a.code),
		})
	}
	for i := range events[:len(events)-1] {
		events[i].Flags |= ledger.AccountLinked
	}
	outcomes := make([]ledger.Outcome, len(events))
	m.ledger.CreateAccounts(at, events, outcomes)
	for _, o := range outcomes {
		if o.Code != ledger.Created && o.Code != ledger.LinkedEventFailed {
			return 0, RefusedLedger
		}
	}
	return int64(len(events)), errkind.Refusal{}
}

// instruments is how many clearing accounts a currency has, numbered from 1 as
// trade.Instrument is.
const instruments = 8

// houseAccounts returns the house's accounts in a currency that do not exist.
func (m *Machine) houseAccounts(currency money.Currency) []ledger.Account {
	var events []ledger.Account
	add := func(code uint16, part uint8) {
		id := ledger.House(code, uint32(currency), part)
		if _, ok := m.ledger.Account(id); !ok {
			events = append(events, ledger.Account{
				ID: id, Ledger: uint32(currency), Code: code, Flags: ledger.ChartFlags(code),
			})
		}
	}
	for part := uint8(1); part <= instruments; part++ {
		add(ledger.AccountClearing, part)
	}
	for _, code := range []uint16{ledger.AccountFees, ledger.AccountRounding, ledger.AccountLoss} {
		add(code, 0)
	}
	return events
}
