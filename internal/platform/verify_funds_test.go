package platform_test

import (
	"math/rand/v2"
	"testing"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// twins are a machine and an auditor that are handed the same blocks.
type twins struct {
	*testing.T
	*payments.Machine
	audit    *audit.Auditor
	last     cmdlog.Header
	now      int64
	waiting  []machine.Command
	accepted int
	closings int
}

func newTwins(t *testing.T) *twins {
	m, err := payments.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return &twins{T: t, Machine: m, audit: audit.New()}
}

// command adds a command of an operator's to the next block and returns its id.
func (w *twins) command(kind machine.Kind, body any) (id ledger.ID) {
	n := w.last.Sequence<<20 | uint64(len(w.waiting))
	id = ledger.ID{0x10, byte(n >> 40), byte(n >> 32), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	w.waiting = append(w.waiting, machine.Command{
		Kind: kind, ID: id, Caller: machine.Caller{Role: machine.RoleOperator}, Events: 32, Body: payments.Encode(body),
	})
	return id
}

// block hands both a block of the commands that wait, at w.now.
func (w *twins) block() {
	w.Helper()
	h := cmdlog.Header{
		Sequence: w.last.Sequence + 1, Timestamp: max(w.now, w.last.End()), Count: uint32(len(w.waiting)),
		Span: uint32(machine.DueSpan + 32*len(w.waiting)), Version: payments.Version,
	}
	var body []byte
	for i := range w.waiting {
		body = w.waiting[i].Append(body)
	}
	results := make([]machine.Result, len(w.waiting))
	w.Apply(h, w.waiting, results)
	if err := w.audit.Block(cmdlog.Block{Header: h, Body: body}); err != nil {
		w.Fatal(err)
	}
	for i := range results {
		if results[i].Refusal.OK() {
			w.accepted++
		}
	}
	w.last, w.waiting = h, nil
}

// same fails the test at the first block behind which the two differ.
func (w *twins) same(when string) {
	w.Helper()
	for _, d := range platform.Differences(w.Machine, w.audit) {
		w.Errorf("%s: %s", when, d)
	}
	if got := int(w.audit.Report().Accepted); got != w.accepted {
		w.Errorf("%s: the audit accepts %d commands, the machine %d", when, got, w.accepted)
	}
	if w.Failed() {
		w.FailNow()
	}
}

// More than one block's holders, arrivals and sweeps, with commands between the
// blocks: both have done the same at every moment, while a loss is being shared too.
func TestAuditAgreesInTheMiddle(t *testing.T) {
	const holders = fund.IncomeChunk + 1_500
	w, r := newTwins(t), rand.New(rand.NewPCG(5, 5))
	monday, _ := fund.ParseDay("2099-06-01")
	w.now = monday.Minute(9 * 60)
	id := w.command(payments.KindFundCreate, fund.Create{
		Name: "Deep Water", Currency: yuan, Rules: fund.Rules{PurchaseMin: 1, CutOff: 900, SweepAt: 1},
		Calendar: fund.Calendar{Through: monday + 100},
	})
	wallets := w.crowd(id, holders, 1_300)
	w.same("entered")
	redeem := func(n ledger.ID, minor int64, mode fund.Mode) {
		w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: n, Amount: money.Amount{Minor: minor, Currency: yuan}, Mode: mode})
	}
	for day := monday; day < monday+2; day++ {
		w.now = day.Minute(12 * 60)
		for i := range 2_300 {
			redeem(wallets[i*7], 1+r.Int64N(3), fund.Normal)
		}
		w.block()
		w.now = (day + 1).Minute(0)
		net := []int64{1_000_000, -900_000}[day-monday]
		w.command(payments.KindFundDistribute, fund.Distribute{Fund: id, Day: day, Amount: money.Amount{Minor: net, Currency: yuan}})
		for step := 0; step < 2 || w.NextDue() <= w.last.Timestamp; step++ {
			for range 40 {
				redeem(wallets[r.IntN(holders)], 1+r.Int64N(200), fund.Mode(1+r.IntN(2)))
			}
			w.block()
			w.same(day.String())
			if w.now += 30_000_000_000; step > 20 {
				t.Fatal("what is due does not end")
			}
		}
	}
	if records := w.FundRecords(id, monday, monday+3); len(records) != 3 || records[0].Paid < 900_000 || records[1].Paid > -850_000 || records[2].Flows.Swept == 0 {
		t.Errorf("%+v", records)
	}
}

// crowd opens wallets, brings their holdings over, and has some of them swept, with
// something in them.
func (w *twins) crowd(id ledger.ID, holders, swept int) []ledger.ID {
	wallets := make([]ledger.ID, holders)
	for i := range wallets {
		wallets[i] = w.command(payments.KindWalletOpen, wallet.Open{Owner: ledger.ID{3, byte(i >> 8), byte(i)}, Currency: yuan})
	}
	w.block()
	entries := make([]fund.Entry, holders)
	for i := range entries {
		entries[i] = fund.Entry{Wallet: wallets[i], Minor: int64(1 + i%150)}
	}
	for ; len(entries) > 0; entries = entries[min(len(entries), fund.EntriesMax):] {
		w.command(payments.KindFundEnter, fund.Enter{Fund: id, Entries: entries[:min(len(entries), fund.EntriesMax)]})
	}
	for i := range swept {
		of := wallets[i*11%holders]
		w.command(payments.KindWalletTopUp, wallet.TopUp{Wallet: of, Instrument: 2, Amount: money.Amount{Minor: int64(i), Currency: yuan}})
		w.command(payments.KindFundSweep, fund.SetSweep{Fund: id, Wallet: of, Floor: 100})
	}
	w.block()
	return wallets
}

// Operators close accounts of a fund and of its holders, and open them again: what a
// fund does by itself waits meanwhile, and both wait as long.
func TestAuditAgreesWhileAccountsAreClosed(t *testing.T) {
	for seed := range uint64(4) {
		w, r := newTwins(t), rand.New(rand.NewPCG(seed, 6))
		monday, _ := fund.ParseDay("2099-06-01")
		w.now = monday.Minute(9 * 60)
		id := w.command(payments.KindFundCreate, fund.Create{
			Name: "Low Tide", Currency: yuan, Rules: fund.Rules{PurchaseMin: 1, CutOff: 900, SweepAt: 300},
			Calendar: fund.Calendar{Through: monday + 300},
		})
		wallets := w.crowd(id, 4, 2)
		var closed []ledger.ID
		for step := range 600 {
			of, amount := wallets[r.IntN(len(wallets))], money.Amount{Minor: 1 + r.Int64N(40), Currency: yuan}
			switch r.IntN(8) {
			case 0, 1:
				w.command(payments.KindFundBuy, fund.Buy{Fund: id, Wallet: of, Amount: amount})
			case 2, 3:
				w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: of, Amount: amount, Mode: fund.Mode(1 + r.IntN(2))})
			case 4:
				f, _ := w.Fund(id)
				day := max(f.Distributed+1, fund.DayOf(w.now)-2)
				amount.Minor -= 20
				w.command(payments.KindFundDistribute, fund.Distribute{Fund: id, Day: day, Amount: amount})
			case 5:
				account := ledger.AccountID(of, ledger.WalletRole)
				if r.IntN(2) == 0 {
					account = ledger.AccountID(id, ledger.FundRole+ledger.Role(r.IntN(7)))
				}
				closed = append(closed, w.close(account))
			case 6, 7:
				w.now += r.Int64N(20 * 3_600_000_000_000)
			}
			if len(closed) > 0 && r.IntN(12) == 0 {
				w.open(closed[0])
				closed = closed[1:]
			}
			if r.IntN(3) == 0 {
				w.block()
			}
			if step%20 == 0 {
				w.block()
				w.same(fund.DayOf(w.now).String())
			}
		}
	}
}

// close closes an account by a pending transfer, whose id it returns.
func (w *twins) close(account ledger.ID) ledger.ID {
	w.closings++
	id := ledger.ID{0x20, byte(w.closings >> 8), byte(w.closings)}
	w.transfer(ledger.Transfer{
		ID: id, DebitAccountID: account, CreditAccountID: ledger.House(ledger.AccountClearing, uint32(yuan), 2),
		Ledger: uint32(yuan), Code: ledger.TransferAdjustment, Flags: ledger.Pending | ledger.ClosingDebit,
	})
	return id
}

// open voids the transfer that closed an account.
func (w *twins) open(closing ledger.ID) {
	id := closing
	id[0] = 0x21
	w.transfer(ledger.Transfer{ID: id, PendingID: closing, Flags: ledger.VoidPending})
}

func (w *twins) transfer(t ledger.Transfer) {
	w.waiting = append(w.waiting, machine.Command{
		Kind: payments.KindTransfers, Caller: machine.Caller{Role: machine.RoleOperator}, Events: 32,
		Body: ledger.AppendTransfer(nil, &t),
	})
}
