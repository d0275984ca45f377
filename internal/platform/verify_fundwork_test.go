package platform_test

import (
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// plainFund makes a fund without limits, at nine in the morning of the day.
func (w *twins) plainFund(day fund.Day) ledger.ID {
	w.now = day.Minute(9 * 60)
	return w.command(payments.KindFundCreate, fund.Create{
		Name: "Deep Water", Currency: yuan, Rules: fund.Rules{PurchaseMin: 1, CutOff: 900},
		Calendar: fund.Calendar{Through: day + 100},
	})
}

func yuanOf(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: yuan} }

// More arrivals and sweeps than a block has timestamps for: both stop at the same one.
func TestAuditAgreesOnAnOverfullBlock(t *testing.T) {
	const funds, holders = 20, 1_000
	w := newTwins(t)
	monday, _ := fund.ParseDay("2099-06-01")
	for i := range byte(funds) {
		id := w.plainFund(monday)
		entries := make([]fund.Entry, holders)
		for j := range entries {
			of := w.command(payments.KindWalletOpen, wallet.Open{Owner: ledger.ID{3, i, byte(j >> 8), byte(j)}, Currency: yuan})
			entries[j] = fund.Entry{Wallet: of, Minor: 1}
		}
		w.command(payments.KindFundEnter, fund.Enter{Fund: id, Entries: entries})
		for _, e := range entries {
			w.command(payments.KindWalletTopUp, wallet.TopUp{Wallet: e.Wallet, Instrument: 2, Amount: yuanOf(1)})
			w.command(payments.KindFundSweep, fund.SetSweep{Fund: id, Wallet: e.Wallet})
			w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: e.Wallet, Amount: yuanOf(1), Mode: fund.Normal})
		}
		w.block()
	}
	w.now = (monday + 1).Start()
	w.block()
	w.same("the first block of Tuesday")
	if w.NextDue() > w.last.Timestamp {
		t.Error("nothing is left for the second block")
	}
	if got := machine.Weight(w.Machine, nil); got < machine.DueWeight {
		t.Errorf("so much work counts as %d bytes", got)
	}
}

// A day's income is in no table, however many have it: it brings no checkpoint nearer.
func TestIncomeWeighsLittle(t *testing.T) {
	w := newTwins(t)
	monday, _ := fund.ParseDay("2099-06-01")
	id := w.plainFund(monday)
	w.crowd(id, 3_000, 0)
	w.now = (monday + 1).Minute(9 * 60)
	w.command(payments.KindFundDistribute, fund.Distribute{Fund: id, Day: monday, Amount: yuanOf(90_000)})
	w.block()
	w.block()
	if r, ok := w.FundRecord(id, monday); !ok || r.Earners != 3_000 {
		t.Fatalf("%+v", r)
	}
	if got := machine.Weight(w.Machine, nil); got > 1_000 {
		t.Errorf("a block of income counts as %d bytes", got)
	}
}

// A fund that was stopped for weeks catches up within a command's timestamps.
func TestManyLateSettlements(t *testing.T) {
	w := newTwins(t)
	monday, _ := fund.ParseDay("2099-06-01")
	id := w.plainFund(monday)
	of := w.crowd(id, 150, 0)[149]
	w.command(payments.KindWalletTopUp, wallet.TopUp{Wallet: of, Instrument: 2, Amount: yuanOf(1_000)})
	closing := w.close(ledger.AccountID(id, ledger.CustodyRole))
	w.block()
	for day := range fund.Day(20) { // every day brings four transfers
		w.now = (monday + day).Minute(10 * 60)
		w.command(payments.KindFundBuy, fund.Buy{Fund: id, Wallet: of, Amount: yuanOf(9)})
		w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: of, Amount: yuanOf(1), Mode: fund.Normal})
		w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: of, Amount: yuanOf(1), Mode: fund.Instant})
		w.block()
	}
	w.open(closing)
	w.block()
	w.now = w.NextDue() - 20_000 // the hour of waiting ends between the block's time and its command's
	w.command(payments.KindFundBuy, fund.Buy{Fund: id, Wallet: of, Amount: yuanOf(1)})
	w.block()
	w.same("caught up")
	if f, _ := w.Fund(id); f.Settlements[0].Day <= fund.DayOf(w.now) || len(f.Settlements) != 2 {
		t.Errorf("to come are %+v", f.Settlements)
	}
}

// Money that found a wallet closed is tried again by itself.
func TestRefusedArrivalComesLater(t *testing.T) {
	w := newTwins(t)
	monday, _ := fund.ParseDay("2099-06-01")
	id := w.plainFund(monday)
	of := w.crowd(id, 8, 0)[7]
	w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: of, Amount: yuanOf(5), Mode: fund.Normal})
	closing := w.close(ledger.AccountID(of, ledger.WalletRole))
	w.block()
	arrived := func() int64 { return w.FundOrders(id, of, ledger.ID{}, 1)[0].PaidAt }
	for day := monday + 1; day <= monday+4; day++ {
		w.now = day.Minute(9 * 60)
		w.block()
		w.same(day.String())
		if at := arrived(); at != 0 {
			t.Fatalf("arrived at %d in a closed wallet", at)
		}
	}
	w.open(closing)
	w.block()
	w.now = (monday + 6).Minute(9 * 60) // a Sunday
	w.block()
	if at := arrived(); at != 0 {
		t.Errorf("arrived at %d, on no working day", at)
	}
	w.now = w.NextDue()
	w.block()
	w.same("opened again")
	if at := arrived(); fund.DayOf(at) != monday+7 || w.NextDue() < 1<<62 {
		t.Errorf("arrived at %d; the next is due at %d", at, w.NextDue())
	}
}

// What units pay counts against the wallet's tier: a basic one pays 20,000 a day.
func TestAuditAgreesOnTiers(t *testing.T) {
	w := newTwins(t)
	monday, _ := fund.ParseDay("2099-06-01")
	id := w.plainFund(monday)
	shop := w.command(payments.KindMerchantCreate, merchant.Create{Currency: yuan, Terms: merchant.Terms{
		Release: merchant.Release{Timer: merchant.FromPayment, Days: 10},
	}})
	of := w.command(payments.KindWalletOpen, wallet.Open{Owner: ledger.ID{3}, Currency: yuan, Tier: wallet.Basic})
	w.command(payments.KindFundEnter, fund.Enter{Fund: id, Entries: []fund.Entry{{Wallet: of, Minor: 10_000_000}}})
	w.command(payments.KindWalletTopUp, wallet.TopUp{Wallet: of, Instrument: 2, Amount: yuanOf(1_000_000)})
	w.block()
	pay := func(fundings ...trade.Funding) bool {
		c := trade.Create{Merchant: shop, Order: fmt.Sprint("n", w.last.Sequence), Buyer: of, Amount: yuanOf(0)}
		for _, f := range fundings {
			c.Amount.Minor += f.Minor
		}
		made, before := w.command(payments.KindTradeCreate, nil), w.accepted
		w.waiting[0].Body = trade.AppendCreate(nil, &c)
		w.command(payments.KindTradePay, trade.Pay{Trade: made, Fundings: fundings})
		w.block()
		w.same("paid")
		return w.accepted == before+2
	}
	units := func(minor int64) trade.Funding {
		return trade.Funding{Instrument: trade.Fund, Wallet: id, Minor: minor}
	}
	own := func(minor int64) trade.Funding {
		return trade.Funding{Instrument: trade.Wallet, Wallet: of, Minor: minor}
	}
	for i, tc := range []struct {
		fundings []trade.Funding
		want     bool
	}{
		{[]trade.Funding{units(1_000_001)}, false},
		{[]trade.Funding{units(500_000), own(500_001)}, false},
		{[]trade.Funding{units(500_000), own(500_000)}, true},
		{[]trade.Funding{units(900_000)}, true},
		{[]trade.Funding{units(100_001)}, false},
		{[]trade.Funding{own(100_001)}, false},
		{[]trade.Funding{units(100_000)}, true},
	} {
		if got := pay(tc.fundings...); got != tc.want {
			t.Errorf("payment %d is taken: %v", i, got)
		}
	}
}
