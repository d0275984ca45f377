package payments_test

import (
	"runtime"
	"testing"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// Of 60,000 redemptions the last thousand arrives with as much work as the first,
// counted by what is allocated: each key of the table that is looked at is.
func TestArrivalsCostTheSame(t *testing.T) {
	m, err := payments.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	const count, block = 60_000, 1_000
	monday, _ := fund.ParseDay("2099-06-01")
	last := cmdlog.Header{}
	apply := func(at int64, commands ...machine.Command) {
		last = cmdlog.Header{
			Sequence: last.Sequence + 1, Timestamp: max(at, last.End()), Version: payments.Version,
			Span: machine.DueSpan + uint32(len(commands))*payments.EventsPerCommand, Count: uint32(len(commands)),
		}
		results := make([]machine.Result, len(commands))
		m.Apply(last, commands, results)
		for i := range results {
			if !results[i].Refusal.OK() {
				t.Fatal(results[i].Refusal)
			}
		}
	}
	serial := uint64(0)
	command := func(kind machine.Kind, id ledger.ID, body any) machine.Command {
		if serial++; id.IsZero() {
			id = holderID(int(serial))
		}
		return machine.Command{
			Kind: kind, ID: id, Events: payments.EventsPerCommand,
			Caller: machine.Caller{Role: machine.RoleOperator}, Body: payments.Encode(body),
		}
	}
	id, of := ledgertest.Named("f1"), ledgertest.Named("w1")
	apply(monday.Minute(9*60), command(payments.KindFundCreate, id, fund.Create{
		Name: "Fund f1", Currency: yuan, Rules: fund.Rules{PurchaseMin: 1, CutOff: 900}, Calendar: fund.Calendar{Through: monday + 9},
	}), command(payments.KindWalletOpen, of, wallet.Open{Currency: yuan, Tier: wallet.Verified}))
	apply(0, command(payments.KindFundEnter, ledger.ID{}, fund.Enter{Fund: id, Entries: []fund.Entry{{Wallet: of, Minor: count}}}))
	for range count / block {
		commands := make([]machine.Command, block)
		for i := range commands {
			commands[i] = command(payments.KindFundRedeem, ledger.ID{}, fund.Redeem{
				Fund: id, Wallet: of, Amount: money.Amount{Minor: 1, Currency: yuan}, Mode: fund.Normal,
			})
		}
		apply(0, commands...)
	}
	work := make([]uint64, count/block)
	var before, after runtime.MemStats
	for i := range work {
		runtime.ReadMemStats(&before)
		apply((monday + 1).Start())
		runtime.ReadMemStats(&after)
		work[i] = after.Mallocs - before.Mallocs
	}
	if f, _ := m.Fund(id); f.Arriving != 0 || m.NextDue() <= last.Timestamp {
		t.Errorf("the fund is %+v", f)
	}
	if most := 2 * work[1]; work[len(work)-1] > most {
		t.Errorf("the last block allocates %d times, the second %d", work[len(work)-1], work[1])
	}
}
