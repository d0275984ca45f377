package platform_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// told opens a desk whose merchant has an endpoint at the address.
func told(t *testing.T, url string) (*desk, platform.EndpointView) {
	t.Helper()
	d := open(t)
	v, _, err := d.SetEndpoint(context.Background(), auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}, "e", platform.EndpointRequest{
		URL: url, Scheme: delivery.HMAC, Enabled: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d, v
}

// TestAddressIsSealed looks for an endpoint's address and secret in all that is on
// disk, and in all that prints the key.
func TestAddressIsSealed(t *testing.T) {
	const url = "https://shop.example.com/?token=confidential"
	d, v := told(t, url)
	d.pay("A-1", 100)
	due, err := d.DueDeliveries(context.Background(), auth.Candor(), 10, nil)
	if err != nil || len(due) != 2 || due[0].URL != url || due[0].Key.Secret() != v.Secret {
		t.Fatalf("due is %v, %v", due, err)
	}
	var printed bytes.Buffer
	slog.New(slog.NewJSONHandler(&printed, nil)).Info("", "key", due[0].Key, "pointer", &due[0].Key)
	fmt.Fprintf(&printed, "%v %+v %#v %s", due[0].Key, due[0], due[0].Key, due[0].Key)
	secrets := [][]byte{[]byte(strings.TrimPrefix(v.Secret, "whsec_")), due[0].Key.Reveal(), fmt.Append(nil, due[0].Key.Reveal())}
	for _, secret := range secrets {
		if bytes.Contains(printed.Bytes(), secret) {
			t.Errorf("printed %s", printed.Bytes())
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		for _, secret := range append(secrets, []byte("confidential"), []byte("shop.example.com")) {
			if bytes.Contains(b, secret) {
				t.Errorf("%s holds what is sealed", path)
			}
		}
		return err
	})
	if err != nil || files < 5 {
		t.Fatalf("looked into %d files, %v", files, err)
	}
}

// TestDueIsForCandorAlone refuses everybody else what is due, and reports.
func TestDueIsForCandorAlone(t *testing.T) {
	d, _ := told(t, "https://shop.example.com/")
	d.pay("A-1", 100)
	ctx := context.Background()
	due, err := d.DueDeliveries(ctx, auth.Candor(), 10, nil)
	if err != nil || len(due) == 0 {
		t.Fatalf("due is %v, %v", due, err)
	}
	report := delivery.Report{Delivery: due[0].Delivery.ID, Number: 1, Outcome: delivery.Acknowledged}
	for _, by := range []auth.Caller{d.op, {Role: auth.Merchant, Subject: d.shop.ID}} {
		if list, err := d.DueDeliveries(ctx, by, 10, nil); err == nil || list != nil {
			t.Errorf("role %v is shown what is due", by.Role)
		}
		if _, err := d.ReportDelivery(ctx, by, report); err == nil {
			t.Errorf("role %v reports", by.Role)
		}
	}
	busy, err := d.DueDeliveries(ctx, auth.Candor(), 10, delivery.EachOf(0))
	if err != nil || len(busy) != 0 {
		t.Errorf("of a busy merchant %v is due, %v", busy, err)
	}
}

// TestNothingIsDueWhileSealed holds that no attempt is lost while the addresses
// cannot be read.
func TestNothingIsDueWhileSealed(t *testing.T) {
	d, _ := told(t, "https://shop.example.com/")
	d.pay("A-1", 100)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(d.dir, platform.Options{Sealed: true})
	if err != nil {
		t.Fatal(err)
	}
	d.Platform = p
	if _, err := d.DueDeliveries(context.Background(), auth.Candor(), 10, nil); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("sealed: %v", err)
	}
	if _, err := d.Deliveries(context.Background(), d.op, d.shop.ID, ledger.ID{}, 10); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("listed while sealed: %v", err)
	}
	d.reopen()
	list, err := d.Deliveries(context.Background(), d.op, d.shop.ID, ledger.ID{}, 10)
	if err != nil || len(list) != 2 || list[0].Delivery.Attempts != 0 {
		t.Errorf("listed %v, %v", list, err)
	}
}

// TestNotifyVerify asks about a notice: it is known to who names it and its
// merchant, until it is acknowledged.
func TestNotifyVerify(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	made, err := d.OpenTrade(ctx, auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}, platform.OpenTrade{
		Create: trade.Create{Merchant: d.shop.ID, Order: "A-1", Amount: money.Amount{Minor: 100, Currency: yuan}},
		Text:   platform.Text{Subject: "a thing", NotifyURL: "https://shop.example.com/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.PayTrade(ctx, d.op, "p", trade.Pay{
		Trade: made.Trade.ID, Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 100}},
	}); err != nil {
		t.Fatal(err)
	}
	due, err := d.DueDeliveries(ctx, auth.Candor(), 10, nil)
	if err != nil || len(due) != 1 || due[0].URL != "" || due[0].Event.Type != "trade.paid" {
		t.Fatalf("due is %+v, %v", due, err)
	}
	id := due[0].Delivery.ID
	partner, err := d.SellerID(d.shop.ID)
	if err != nil {
		t.Fatal(err)
	}
	asked := func(partner, id string, want bool) {
		t.Helper()
		if known, err := d.NotifyVerify(ctx, partner, id); err != nil || known != want {
			t.Errorf("%q of %q: known is %v, %v", id, partner, known, err)
		}
	}
	asked(partner, id.String(), true)
	asked(partner, strings.Repeat("a", 32), false)
	asked(partner, "", false)
	asked("2088000000000000", id.String(), false)
	asked("", id.String(), false)
	if _, err := d.ReportDelivery(ctx, auth.Candor(), delivery.Report{
		Delivery: id, Number: 1, Status: 200, Outcome: delivery.Acknowledged,
	}); err != nil {
		t.Fatal(err)
	}
	asked(partner, id.String(), false)
}
