package platform_test

import (
	"math"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/wallet"
)

// A loss that nobody is left to bear is covered, when a single cent is left and a
// yield no longer fits a number; neither more than the loss nor another loss is taken.
func TestAuditAgreesOnACoveredLoss(t *testing.T) {
	const units = 200_000_000_000_000
	w := newTwins(t)
	monday, _ := fund.ParseDay("2099-06-01")
	id := w.plainFund(monday)
	wallets := []ledger.ID{}
	enter := func(minor int64) {
		open := wallet.Open{Owner: ledger.ID{3, byte(len(wallets))}, Currency: yuan, Tier: wallet.Unlimited}
		wallets = append(wallets, w.command(payments.KindWalletOpen, open))
		entry := fund.Entry{Wallet: wallets[len(wallets)-1], Minor: minor}
		w.command(payments.KindFundEnter, fund.Enter{Fund: id, Entries: []fund.Entry{entry}})
	}
	enter(units)
	w.block()
	w.now = (monday + 1).Minute(9 * 60)
	w.command(payments.KindFundRedeem, fund.Redeem{Fund: id, Wallet: wallets[0], Amount: yuanOf(units), Mode: fund.Instant})
	enter(1)
	w.command(payments.KindFundDistribute, fund.Distribute{Fund: id, Day: monday, Amount: yuanOf(-units)})
	w.block()
	w.block()
	w.same("lost")
	w.now = (monday + 2).Minute(9 * 60)
	for _, tc := range []struct {
		net  int64
		want bool
	}{{-2, false}, {-1, false}, {2*units + 1, false}, {units - 10, true}} {
		before := w.accepted
		w.command(payments.KindFundDistribute, fund.Distribute{Fund: id, Day: monday + 1, Amount: yuanOf(tc.net)})
		w.block()
		w.block()
		w.same("covered")
		if got := w.accepted > before; got != tc.want {
			t.Errorf("a net income of %d is taken: %v", tc.net, got)
		}
	}
	for day := monday + 2; day < monday+8; day++ {
		w.now = (day + 1).Minute(9 * 60)
		w.command(payments.KindFundDistribute, fund.Distribute{Fund: id, Day: day, Amount: yuanOf(0)})
		w.block()
		w.block()
		w.same(day.String())
	}
	r := w.FundRecords(id, monday+1, monday+7)
	if len(r) != 7 || r[0].Units != 1 || r[0].Rate != math.MaxInt64 || r[0].CarryOut != -9 || r[6].Seven <= 0 {
		t.Errorf("%+v", r)
	}
}
