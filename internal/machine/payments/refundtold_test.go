package payments_test

import (
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// blocks applies blocks that a test puts together by hand.
type blocks struct {
	t    *testing.T
	m    *payments.Machine
	h    cmdlog.Header
	made int
}

// apply applies one block at a business time, or as soon after the last one as it
// may, and returns the results of its commands.
func (b *blocks) apply(at int64, commands ...machine.Command) []machine.Result {
	b.h = cmdlog.Header{
		Sequence: b.h.Sequence + 1, Timestamp: max(at, b.h.End()+1),
		Span: machine.DueSpan + uint32(len(commands))*payments.EventsPerCommand, Count: uint32(len(commands)),
	}
	results := make([]machine.Result, len(commands))
	b.m.Apply(b.h, commands, results)
	return results
}

// command is one of an operator's; it makes what has the id.
func (b *blocks) command(kind machine.Kind, id ledger.ID, body []byte) machine.Command {
	if b.made++; id.IsZero() {
		id = ledgertest.Named(fmt.Sprint("command ", b.made))
	}
	return machine.Command{
		Kind: kind, ID: id, Events: payments.EventsPerCommand, Body: body, Caller: machine.Caller{Role: machine.RoleOperator},
	}
}

// overdue makes more trades than one block's due work has timestamps for, and
// returns the last of them, and when all are due.
func (b *blocks) overdue() (trade.ID, int64) {
	const trades = 330
	shop := ledgertest.Named("m1")
	makes := []machine.Command{b.command(payments.KindMerchantCreate, shop, payments.Encode(merchant.Create{
		Currency: yuan, Terms: merchant.Terms{
			Release: merchant.Release{Timer: merchant.FromPayment, Days: 1}, Fee: merchant.Fee{PartsPerMillion: 10_000},
		},
	}))}
	create := trade.Create{Merchant: shop, Amount: money.Amount{Minor: 100 * trade.SharesMax, Currency: yuan}}
	create.Fundings = []trade.Funding{{Instrument: trade.Card, Minor: create.Amount.Minor}}
	for i := range trade.SharesMax {
		payee := ledgertest.Named(fmt.Sprint("p", i))
		makes = append(makes, b.command(payments.KindMerchantCreate, payee, payments.Encode(merchant.Create{Currency: yuan})))
		create.Shares = append(create.Shares, trade.Share{Merchant: payee, Minor: 100})
	}
	for i := range trades {
		create.Order = fmt.Sprint(i)
		makes = append(makes, b.command(payments.KindTradeCreate, ledger.ID{}, trade.AppendCreate(nil, &create)))
	}
	for i, r := range b.apply(begin, makes...) {
		if !r.Refusal.OK() {
			b.t.Fatalf("command %d: %+v", i, r.Refusal)
		}
	}
	last, _ := b.m.TradeByOrder(shop, fmt.Sprint(trades-1))
	return last.ID, last.Due() + 1
}

// Whether a refund moved money is told by its time: it is not before the start of
// the command that did it, and before the start of every one behind that, also
// where all are in one block and the first has to release what was overdue.
func TestRefundsAreToldApartByTime(t *testing.T) {
	m, err := payments.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	b := &blocks{t: t, m: m}
	id, due := b.overdue()
	refund := func(request string) machine.Command {
		return b.command(payments.KindTradeRefund, ledger.ID{}, payments.Encode(trade.Refund{Trade: id, Request: request, Minor: 100}))
	}
	requests := []string{"r1", "r1", "r2", "r1", "r2"}
	var commands []machine.Command
	for _, request := range requests {
		commands = append(commands, refund(request))
	}
	results := b.apply(due, commands...)
	results = append(results, b.apply(0, refund("r1"), refund("r3"))...)
	requests = append(requests, "r1", "r3")
	seen := map[string]bool{}
	for i, r := range results {
		told, ok := r.Value.(*trade.Trade)
		if !ok || !r.Refusal.OK() {
			t.Fatalf("refund %d: %+v, %T", i, r.Refusal, r.Value)
		}
		moved := false
		for _, back := range told.Returns {
			moved = moved || back.Request == requests[i] && back.At >= r.At
		}
		if moved == seen[requests[i]] {
			t.Errorf("refund %d, of %s: moved is %v", i, requests[i], moved)
		}
		seen[requests[i]] = true
	}
	if first := results[0].Value.(*trade.Trade); first.Returns[0].At == results[0].At {
		t.Error("the trade was not overdue")
	}
	if now, _ := m.Trade(id); now.State != trade.Completed || now.RefundedAfter != 300 {
		t.Errorf("after three refunds: state %d, %d given back of what was released", now.State, now.RefundedAfter)
	}
}
