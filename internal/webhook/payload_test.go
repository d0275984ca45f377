package webhook_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/internal/webhook"
	"github.com/candorpay/candor/money"
)

// TestWalletByTheMerchantsOwnID has one wallet pay two merchants: each is told of it
// by the id by which it alone knows the wallet, and by no other.
func TestWalletByTheMerchantsOwnID(t *testing.T) {
	d := open(t, webhook.Options{})
	ctx := context.Background()
	w, _, err := d.OpenWallet(ctx, d.op, d.key(), wallet.Open{Owner: ledger.ID{7}, Currency: yuan, Tier: wallet.Verified})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.TopUp(ctx, d.op, d.key(), wallet.TopUp{
		Wallet: w.ID, Instrument: wallet.InstrumentMin, Amount: money.Amount{Minor: 1000, Currency: yuan},
	}); err != nil {
		t.Fatal(err)
	}
	own, err := d.UserID(auth.Caller{Role: auth.Customer, Subject: [16]byte{7}}, w.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 2 {
		shop := d.shop()
		url, got := listening(t, always(200))
		d.endpoint(shop, url, delivery.HMAC)
		d.trade(shop, "A", trade.Funding{Instrument: trade.Wallet, Wallet: w.ID, Minor: 100})
		known, err := d.UserID(shop, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen[known] = true
		for range 3 {
			var body struct{ Data struct{ Wallet string } }
			text := d.receive(got).Body
			if err := json.Unmarshal([]byte(text), &body); err != nil {
				t.Fatal(err)
			}
			if body.Data.Wallet != known || strings.Contains(text, w.ID.String()) || strings.Contains(text, own) {
				t.Errorf("told %s", text)
			}
		}
	}
	if len(seen) != 2 {
		t.Error("two merchants know a wallet by the same id")
	}
}
