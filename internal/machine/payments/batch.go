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
	var err error
	if b.opened, err = ledger.ParseAccounts(body, b.opened[:0]); err != nil || len(b.opened) == 0 {
		return machine.Result{Refusal: RefusedBatch}
	}
	outcomes := make([]ledger.Outcome, len(b.opened)) // the caller's to keep
	l.CreateAccounts(at, b.opened, outcomes)
	return machine.Result{Value: outcomes}
}

func (b *ledgerBatch) post(l *ledger.Ledger, body []byte, at int64) machine.Result {
	var err error
	if b.transfers, err = ledger.ParseTransfers(body, b.transfers[:0]); err != nil || len(b.transfers) == 0 {
		return machine.Result{Refusal: RefusedBatch}
	}
	outcomes := make([]ledger.Outcome, len(b.transfers)) // the caller's to keep
	l.CreateTransfers(at, b.transfers, outcomes)
	return machine.Result{Value: outcomes}
}
