package platform_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

const yuan = money.Currency(156)

// desk is an open sandbox with a merchant and a wallet holding 1,000.00.
type desk struct {
	*platform.Platform
	t    *testing.T
	dir  string
	op   auth.Caller
	shop merchant.Merchant
	w    wallet.Wallet
}

// fresh opens a new sandbox in which there is nothing.
func fresh(t *testing.T) *desk {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	key, err := platform.Init(context.Background(), dir, true)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: dir}
	d.reopen()
	d.op, err = d.Authenticate(key.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func open(t *testing.T) *desk {
	t.Helper()
	d := fresh(t)
	ctx := context.Background()
	var err error
	d.shop, _, err = d.CreateMerchant(ctx, d.op, "m", merchant.Create{Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	d.w, _, err = d.OpenWallet(ctx, d.op, "w", wallet.Open{Owner: ledger.ID{1}, Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	d.w, _, err = d.TopUp(ctx, d.op, "t", wallet.TopUp{Wallet: d.w.ID, Instrument: 2, Amount: money.Amount{Minor: 1000_00, Currency: yuan}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *desk) reopen() {
	d.t.Helper()
	if d.Platform != nil {
		if err := d.Close(); err != nil {
			d.t.Fatal(err)
		}
	}
	p, err := platform.Open(d.dir, platform.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	d.Platform = p
}

func (d *desk) pay(order string, minor int64) trade.Trade {
	d.t.Helper()
	made, _, err := d.CreateTrade(context.Background(), d.op, platform.Once(order), trade.Create{
		Merchant: d.shop.ID, Order: order, Buyer: d.w.ID, Amount: money.Amount{Minor: minor, Currency: yuan},
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: d.w.ID, Minor: minor}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return made
}

func (d *desk) balances() string {
	d.t.Helper()
	m, err := d.Merchant(context.Background(), d.op, d.shop.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	w, err := d.Wallet(context.Background(), d.op, d.w.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return fmt.Sprintf("wallet %d, escrow %d, merchant %d", w.Balance.Available, m.Escrow.Available, m.Balance.Available)
}

func (d *desk) want(balances string) {
	d.t.Helper()
	if got := d.balances(); got != balances {
		d.t.Errorf("balances %s, want %s", got, balances)
	}
}

func TestEscrowSurvivesReopening(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	paid := d.pay("A-1", 100_00)
	d.want("wallet 90000, escrow 10000, merchant 0")
	d.reopen()
	d.want("wallet 90000, escrow 10000, merchant 0")
	if _, _, err := d.ConfirmTrade(ctx, d.op, "c", trade.Confirm{Trade: paid.ID}); err != nil {
		t.Fatal(err)
	}
	d.want("wallet 90000, escrow 0, merchant 10000")
	d.reopen()
	got, err := d.TradeByOrder(ctx, d.op, d.shop.ID, "A-1")
	if err != nil || got.State != trade.Completed {
		t.Fatalf("state %v, %v", got.State, err)
	}
	d.want("wallet 90000, escrow 0, merchant 10000")
}

// Who closes again, side by side or later, gets the same answer.
func TestCloseAgain(t *testing.T) {
	d := open(t)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := d.Ready(); errkind.Of(err) != errkind.Unavailable {
		t.Errorf("a closed platform says %v", err)
	}
}

func TestTimerReleasesWhenTheClockAdvances(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	paid := d.pay("A-1", 100_00)
	if _, _, err := d.ShipTrade(ctx, d.op, "s", trade.Ship{Trade: paid.ID}); err != nil {
		t.Fatal(err)
	}
	day := int64(24 * time.Hour)
	if _, err := d.Advance(ctx, d.op, d.Now()+9*day); err != nil {
		t.Fatal(err)
	}
	d.want("wallet 90000, escrow 10000, merchant 0")
	d.reopen()
	if _, err := d.Advance(ctx, d.op, d.Now()+day); err != nil {
		t.Fatal(err)
	}
	d.want("wallet 90000, escrow 0, merchant 10000")
}

func TestOneOfFiftyRefunds(t *testing.T) {
	d := open(t)
	paid := d.pay("A-1", 100)
	var wg sync.WaitGroup
	results := make([]error, 50)
	for i := range results {
		wg.Go(func() {
			_, _, results[i] = d.RefundTrade(context.Background(), d.op, platform.Once(fmt.Sprint("r", i)),
				trade.Refund{Trade: paid.ID, Request: fmt.Sprint("r", i), Minor: 60})
		})
	}
	wg.Wait()
	succeeded := 0
	for _, err := range results {
		switch {
		case err == nil:
			succeeded++
		case errkind.CodeOf(err) != "refund_exceeds_paid":
			t.Errorf("refused with %v", err)
		}
	}
	if succeeded != 1 {
		t.Errorf("%d refunds of 60 out of 100 succeeded, want 1", succeeded)
	}
	d.want("wallet 99960, escrow 40, merchant 0")
}

func TestOneKeyOneEffect(t *testing.T) {
	d := open(t)
	var wg sync.WaitGroup
	ids := make([]ledger.ID, 50)
	for i := range ids {
		wg.Go(func() {
			w, _, err := d.TopUp(context.Background(), d.op, "same", wallet.TopUp{
				Wallet: d.w.ID, Instrument: 2, Amount: money.Amount{Minor: 5_00, Currency: yuan},
			})
			if err != nil {
				t.Error(err)
			}
			ids[i] = w.ID
		})
	}
	wg.Wait()
	d.want("wallet 100500, escrow 0, merchant 0")
	_, replayed, err := d.TopUp(context.Background(), d.op, "same", wallet.TopUp{
		Wallet: d.w.ID, Instrument: 2, Amount: money.Amount{Minor: 6_00, Currency: yuan},
	})
	if errkind.CodeOf(err) != "idempotency_key_reuse" || replayed {
		t.Errorf("another body under the same key: %v, replayed %v", err, replayed)
	}
}
