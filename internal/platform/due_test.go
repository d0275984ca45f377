package platform_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// Trades with many payees that fall due together need more timestamps than a
// block has for due work: those that do not fit wait for the next block, and the
// commands behind them keep theirs.
func TestManyPayeesFallDueTogether(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	terms := merchant.Terms{
		Release: merchant.Release{Timer: merchant.FromPayment, Days: 1}, Fee: merchant.Fee{PartsPerMillion: 10_000},
	}
	if _, _, err := d.SetTerms(ctx, d.op, "", merchant.SetTerms{Merchant: d.shop.ID, Terms: terms}); err != nil {
		t.Fatal(err)
	}
	shares := make([]trade.Share, trade.SharesMax)
	for i := range shares {
		payee, _, err := d.CreateMerchant(ctx, d.op, "", merchant.Create{Currency: yuan})
		if err != nil {
			t.Fatal(err)
		}
		shares[i] = trade.Share{Merchant: payee.ID, Minor: 1_00}
	}
	const trades, each = 320, trade.SharesMax * 1_00
	for i := range trades {
		_, _, err := d.CreateTrade(ctx, d.op, "", trade.Create{
			Merchant: d.shop.ID, Order: fmt.Sprint(i), Amount: money.Amount{Minor: each, Currency: yuan}, Shares: shares,
			Fundings: []trade.Funding{{Instrument: trade.Card, Minor: each}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	d.AdvanceTo(d.Now() + int64(25*time.Hour))
	held := func() int64 {
		v, err := d.Merchant(ctx, d.op, d.shop.ID)
		if err != nil {
			t.Fatal(err)
		}
		return v.Escrow.Available
	}
	topUp := wallet.TopUp{Wallet: d.w.ID, Instrument: 2, Amount: money.Amount{Minor: 1, Currency: yuan}}
	for range 2 { // what the first one's block had no room for is done by the second's
		if _, _, err := d.TopUp(ctx, d.op, "", topUp); err != nil {
			t.Fatal(err)
		}
	}
	if left := held(); left != 0 {
		t.Errorf("after two blocks %d is in escrow", left)
	}
}
