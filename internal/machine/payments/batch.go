package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
)

// RefusedBatch answers a ledger batch that is not whole events, or too many.
var RefusedBatch = errkind.Refusal{Kind: errkind.Invalid, Code: "malformed_batch"}

// ledgerBatch is the room in which batches are decoded.
type ledgerBatch struct {
	transfers []ledger.Transfer
	opened    []ledger.Account
}

func (b *ledgerBatch) accounts(l *ledger.Ledger, body []byte, at int64) machine.Result {
	n, ok := events(body)
	if !ok {
		return machine.Result{Refusal: RefusedBatch}
	}
	b.opened = b.opened[:0]
	for i := range n {
		a, err := ledger.ParseAccount(body[i*ledger.EventSize:][:ledger.EventSize])
		if err != nil {
			return machine.Result{Refusal: RefusedBatch}
		}
		b.opened = append(b.opened, a)
	}
	outcomes := make([]ledger.Outcome, n) // the caller's to keep
	l.CreateAccounts(at, b.opened, outcomes)
	return machine.Result{Value: outcomes}
}

func (b *ledgerBatch) transfersOf(body []byte, n int) bool {
	b.transfers = b.transfers[:0]
	for i := range n {
		t, err := ledger.ParseTransfer(body[i*ledger.EventSize:][:ledger.EventSize])
		if err != nil {
			return false
		}
		b.transfers = append(b.transfers, t)
	}
	return true
}

func (b *ledgerBatch) post(l *ledger.Ledger, body []byte, at int64) machine.Result {
	n, ok := events(body)
	if !ok || !b.transfersOf(body, n) {
		return machine.Result{Refusal: RefusedBatch}
	}
	outcomes := make([]ledger.Outcome, n) // the caller's to keep
	l.CreateTransfers(at, b.transfers, outcomes)
	return machine.Result{Value: outcomes}
}

// events returns the number of events in a batch's body.
func events(body []byte) (int, bool) {
	n := len(body) / ledger.EventSize
	return n, n > 0 && n <= ledger.BatchMax && n*ledger.EventSize == len(body)
}
