package payments

import (
	"encoding/binary"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
)

// OutcomeSize is the size of an encoded ledger outcome: the code, then the
// timestamp, little-endian.
const OutcomeSize = 9

// RefusedBatch answers a ledger batch that is not whole events, or too many.
var RefusedBatch = errkind.Refusal{Kind: errkind.Invalid, Code: "malformed_batch"}

// ledgerBatch is the room in which batches are decoded and answered.
type ledgerBatch struct {
	outcomes  []ledger.Outcome
	transfers []ledger.Transfer
	opened    []ledger.Account
}

func (b *ledgerBatch) accounts(l *ledger.Ledger, body []byte, at int64) machine.Result {
	n, ok := b.prepare(body)
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
	l.CreateAccounts(at, b.opened, b.outcomes[:n])
	return machine.Result{Body: encodeOutcomes(b.outcomes[:n])}
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
	n, ok := b.prepare(body)
	if !ok || !b.transfersOf(body, n) {
		return machine.Result{Refusal: RefusedBatch}
	}
	l.CreateTransfers(at, b.transfers, b.outcomes[:n])
	return machine.Result{Body: encodeOutcomes(b.outcomes[:n])}
}

// prepare makes room for a batch's outcomes and returns its number of events.
func (b *ledgerBatch) prepare(body []byte) (int, bool) {
	n := len(body) / ledger.EventSize
	if n == 0 || n > ledger.BatchMax || n*ledger.EventSize != len(body) {
		return 0, false
	}
	if cap(b.outcomes) < n {
		b.outcomes = make([]ledger.Outcome, ledger.BatchMax)
	}
	b.outcomes = b.outcomes[:n]
	return n, true
}

func encodeOutcomes(outcomes []ledger.Outcome) []byte {
	b := make([]byte, 0, len(outcomes)*OutcomeSize)
	for _, o := range outcomes {
		b = append(b, byte(o.Code))
		b = binary.LittleEndian.AppendUint64(b, uint64(o.Timestamp))
	}
	return b
}

// Outcomes decodes the reply to a ledger batch.
func Outcomes(body []byte) []ledger.Outcome {
	outcomes := make([]ledger.Outcome, len(body)/OutcomeSize)
	for i := range outcomes {
		b := body[i*OutcomeSize:]
		outcomes[i] = ledger.Outcome{Code: ledger.Code(b[0]), Timestamp: int64(binary.LittleEndian.Uint64(b[1:]))}
	}
	return outcomes
}
