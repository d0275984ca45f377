package platform_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// notified is a merchant's trade that the desk's wallet paid, and the notice that
// is due about it.
func (d *desk) notified() platform.DueDelivery {
	d.t.Helper()
	ctx := context.Background()
	made, err := d.OpenTrade(ctx, auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}, platform.OpenTrade{
		Create: trade.Create{Merchant: d.shop.ID, Order: "A-1", Amount: money.Amount{Minor: 100, Currency: yuan}},
		Text:   platform.Text{Subject: "a thing", NotifyURL: "https://shop.example.com/"},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if _, _, err := d.PayTrade(ctx, d.op, "p", trade.Pay{
		Trade: made.Trade.ID, Buyer: d.w.ID, Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: d.w.ID, Minor: 100}},
	}); err != nil {
		d.t.Fatal(err)
	}
	due, err := d.DueDeliveries(ctx, auth.Candor(), 10, nil)
	if err != nil || len(due) != 1 {
		d.t.Fatalf("due is %+v, %v", due, err)
	}
	return due[0]
}

// guesses are the ids that a buyer can compute of notices about what her statement
// shows: the first 13 bytes of a line's transfer are the command's that caused the
// event, and where the event stands she can try.
func (d *desk) guesses() []ledger.ID {
	d.t.Helper()
	page, err := d.Statement(context.Background(), d.op, platform.StatementRequest{Owner: d.w.ID, Limit: 10})
	if err != nil || len(page.Lines) < 2 {
		d.t.Fatalf("the statement is %+v, %v", page, err)
	}
	var list []ledger.ID
	for _, line := range page.Lines {
		cause := line.Transfer
		clear(cause[13:])
		for off := range uint64(40) {
			b := binary.LittleEndian.AppendUint64([]byte("candor notice 1\x00"), uint64(line.At)+off)
			sum := sha256.Sum256(append(b, cause[:]...))
			list = append(list, ledger.ID(sum[:16]))
		}
	}
	return list
}

// TestNoticesCannotBeGuessed holds that nobody makes notify_verify say yes to a
// notification that was not received.
func TestNoticesCannotBeGuessed(t *testing.T) {
	d, ctx := open(t), context.Background()
	due := d.notified()
	partner, err := d.SellerID(d.shop.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range d.guesses() {
		if known, err := d.NotifyVerify(ctx, partner, id.String()); known || err != nil {
			t.Errorf("the guess %v is known, %v", id, err)
		}
		if id == due.Delivery.ID {
			t.Error("what is told was guessed")
		}
	}
	if known, err := d.NotifyVerify(ctx, partner, due.Delivery.ID.String()); !known || err != nil {
		t.Errorf("the notice is known: %v, %v", known, err)
	}
}

// TestOneIDOfADelivery holds that a delivery has the same id wherever it is told,
// at every attempt and after a restart.
func TestOneIDOfADelivery(t *testing.T) {
	d, ctx := open(t), context.Background()
	id := d.notified().Delivery.ID
	same := func(what string, got ledger.ID, err error) {
		t.Helper()
		if err != nil || got != id {
			t.Errorf("%s has the id %v, want %v, %v", what, got, id, err)
		}
	}
	fail := delivery.Report{Delivery: id, Number: 1, Outcome: delivery.Unreachable}
	reported, err := d.ReportDelivery(ctx, auth.Candor(), fail)
	same("a report", reported.ID, err)
	d.reopen()
	again, _, err := d.ResendDelivery(ctx, d.op, "r", delivery.Resend{Delivery: id})
	same("one sent again", again.Delivery.ID, err)
	due, err := d.DueDeliveries(ctx, auth.Candor(), 10, nil)
	if len(due) != 1 {
		t.Fatalf("due is %+v, %v", due, err)
	}
	same("the next attempt", due[0].Delivery.ID, err)
	busy, err := d.DueDeliveries(ctx, auth.Candor(), 10, underWay(id))
	if err != nil || len(busy) != 0 {
		t.Errorf("while it is under way %+v is due, %v", busy, err)
	}
	list, err := d.Deliveries(ctx, d.op, d.shop.ID, ledger.ID{}, 10)
	if len(list) != 1 {
		t.Fatalf("listed %+v, %v", list, err)
	}
	same("one in the list", list[0].Delivery.ID, err)
	if behind, err := d.Deliveries(ctx, d.op, d.shop.ID, id, 10); err != nil || len(behind) != 0 {
		t.Errorf("behind it is %+v, %v", behind, err)
	}
	read, attempts, err := d.Delivery(ctx, d.op, id)
	same("one that is read", read.Delivery.ID, err)
	if len(attempts) != 1 {
		t.Fatalf("attempts %+v", attempts)
	}
	same("its attempt", attempts[0].Delivery, err)
}

// underWay is a room with places, in which attempts at one delivery are being made.
type underWay ledger.ID

func (underWay) Each(ledger.ID) int { return 2 }

func (u underWay) UnderWay(id ledger.ID) bool { return ledger.ID(u) == id }
