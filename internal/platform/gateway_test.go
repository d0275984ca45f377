package platform_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// together is how many requests race in tests of what happens once.
const together = 50

// seller is the desk's merchant as its gateway calls.
func (d *desk) seller() auth.Caller {
	return auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}
}

// buyer is the customer whose wallet the desk has.
func (d *desk) buyer() auth.Caller {
	return auth.Caller{Role: auth.Customer, Subject: [16]byte{1}, Key: [16]byte{9}}
}

func (d *desk) asked(order string, minor int64, subject string) platform.OpenTrade {
	return platform.OpenTrade{
		Create: trade.Create{
			Merchant: d.shop.ID, Order: order, Amount: money.Amount{Minor: minor, Currency: yuan},
		},
		Text: platform.Text{Subject: subject, NotifyURL: "https://shop.example.com/told", Passback: "p=1"},
	}
}

// race runs do together and returns how often it returned each error's code, ""
// for none.
func race(do func(n int) error) map[string]int {
	codes := map[string]int{}
	var lock sync.Mutex
	var all sync.WaitGroup
	for n := range together {
		all.Go(func() {
			err := do(n)
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				codes[""]++
			} else {
				codes[errkind.CodeOf(err)]++
			}
		})
	}
	all.Wait()
	return codes
}

func TestOpenTradeOnce(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	var ids sync.Map
	var made atomic.Int32
	codes := race(func(int) error {
		o, err := d.OpenTrade(ctx, d.seller(), d.asked("A1", 10_00, "tea"))
		ids.Store(o.Trade.ID, true)
		if err == nil && !o.Existed {
			made.Add(1)
		}
		return err
	})
	count := 0
	ids.Range(func(any, any) bool { count++; return true })
	if codes[""] != together || made.Load() != 1 || count != 1 {
		t.Errorf("%v, %d made, %d trades", codes, made.Load(), count)
	}
	for name, asked := range map[string]platform.OpenTrade{
		"another amount":  d.asked("A1", 10_01, "tea"),
		"another subject": d.asked("A1", 10_00, "coffee"),
	} {
		if _, err := d.OpenTrade(ctx, d.seller(), asked); errkind.CodeOf(err) != platform.RefusedInconsistent.Code {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := d.TradeWithText(ctx, d.seller(), platform.TradeName{Order: "A1"})
	if err != nil || got.Text.Subject != "tea" || got.Text.Passback != "p=1" {
		t.Errorf("%q, %v", got.Text.Subject, err)
	}
}

// TestWordsAreTheMerchants checks who reads what a merchant said about a trade.
func TestWordsAreTheMerchants(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	asked := d.asked("A1", 10_00, "a gift for a secret friend")
	asked.Create.Buyer = d.w.ID
	o, err := d.OpenTrade(ctx, d.seller(), asked)
	if err != nil {
		t.Fatal(err)
	}
	name := platform.TradeName{ID: o.Trade.ID}
	for who, by := range map[string]auth.Caller{"merchant": d.seller(), "buyer": d.buyer()} {
		if got, err := d.TradeWithText(ctx, by, name); err != nil || got.Text.Subject != asked.Text.Subject {
			t.Errorf("%s: %v", who, err)
		}
	}
	for who, by := range map[string]auth.Caller{
		"operator":         d.op,
		"another merchant": {Role: auth.Merchant, Subject: [16]byte{7}},
		"another customer": {Role: auth.Customer, Subject: [16]byte{7}},
		"staff":            {Role: auth.Staff, Subject: auth.StaffSubject(1)},
	} {
		if got, err := d.TradeWithText(ctx, by, name); errkind.CodeOf(err) != trade.RefusedMissing.Code || got.Text != (platform.Text{}) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", o, o.Text, o.Text); strings.Contains(text, "secret") {
		t.Error("a text prints its words")
	}
}

func TestPaymentCodeServesOnce(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	code, _, err := d.IssueCode(ctx, d.buyer(), "c", d.w.ID)
	if err != nil {
		t.Fatal(err)
	}
	if again, replayed, err := d.IssueCode(ctx, d.buyer(), "c", d.w.ID); err != nil || !replayed || again != code {
		t.Errorf("a retry: %v, %t, %v", again, replayed, err)
	}
	ids := make([]trade.ID, together)
	for n := range ids {
		o, err := d.OpenTrade(ctx, d.seller(), d.asked(fmt.Sprint("A", n), 10_00, "tea"))
		if err != nil {
			t.Fatal(err)
		}
		ids[n] = o.Trade.ID
	}
	codes := race(func(n int) error {
		_, err := d.PayByCode(ctx, d.seller(), ids[n], code.Digits)
		return err
	})
	if codes[""] != 1 || codes[wallet.RefusedCode.Code] != together-1 {
		t.Errorf("one code for %d trades: %v", together, codes)
	}
	d.want("wallet 99000, escrow 1000, merchant 0")
}

func TestOneTradeIsPaidOnceByManyCodes(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	o, err := d.OpenTrade(ctx, d.seller(), d.asked("A1", 10_00, "tea"))
	if err != nil {
		t.Fatal(err)
	}
	codes := race(func(n int) error {
		code, _, err := d.IssueCode(ctx, d.buyer(), platform.Once(fmt.Sprint(n)), d.w.ID)
		if err != nil {
			return err
		}
		_, err = d.PayByCode(ctx, d.seller(), o.Trade.ID, code.Digits)
		return err
	})
	if codes[""] != 1 || codes[trade.RefusedPaid.Code] != together-1 {
		t.Errorf("%v", codes)
	}
	d.want("wallet 99000, escrow 1000, merchant 0")
}

func TestPaymentCodesEnd(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	o, err := d.OpenTrade(ctx, d.seller(), d.asked("A1", 10_00, "tea"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range wallet.CodesMax {
		if _, _, err := d.IssueCode(ctx, d.buyer(), platform.Once(fmt.Sprint(n)), d.w.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = d.IssueCode(ctx, d.buyer(), "more", d.w.ID)
	wantCode(t, err, wallet.RefusedCodes.Code)
	last, _, err := d.IssueCode(ctx, d.buyer(), "0", d.w.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Advance(ctx, d.op, d.Now()+int64(time.Minute)); err != nil {
		t.Fatal(err)
	}
	_, err = d.PayByCode(ctx, d.seller(), o.Trade.ID, last.Digits)
	wantCode(t, err, wallet.RefusedCode.Code)
	if _, _, err = d.IssueCode(ctx, d.buyer(), "after", d.w.ID); err != nil {
		t.Errorf("what is over still counts: %v", err)
	}
	for _, digits := range []string{"", "281234567890123456", "991234567890123456", "28123456789012345", "28１２３４５６７８９０１２３４５６"} {
		_, err = d.PayByCode(ctx, d.seller(), o.Trade.ID, digits)
		wantCode(t, err, wallet.RefusedCode.Code)
	}
	_, _, err = d.IssueCode(ctx, auth.Caller{Role: auth.Customer, Subject: [16]byte{7}}, "x", d.w.ID)
	wantCode(t, err, wallet.RefusedMissing.Code)
}

func TestRefundTellsWhoMovedMoney(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	paid := d.pay("A1", 100_00)
	var moved atomic.Int32
	codes := race(func(int) error {
		_, changed, err := d.RefundChanged(ctx, d.seller(), trade.Refund{Trade: paid.ID, Request: "R1", Minor: 30_00})
		if changed {
			moved.Add(1)
		}
		return err
	})
	if codes[""] != together || moved.Load() != 1 {
		t.Errorf("%v, %d moved money", codes, moved.Load())
	}
	d.want("wallet 93000, escrow 7000, merchant 0")
	_, _, err := d.RefundChanged(ctx, d.seller(), trade.Refund{Trade: paid.ID, Request: "R1", Minor: 31_00})
	wantCode(t, err, trade.RefusedDiscordant.Code)
}

func TestCancelIsRepeatable(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	paid := d.pay("A1", 100_00)
	unpaid, err := d.OpenTrade(ctx, d.seller(), d.asked("A2", 10_00, "tea"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.RefundChanged(ctx, d.seller(), trade.Refund{Trade: paid.ID, Request: "R1", Minor: 30_00}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[trade.ID]platform.CancelAction{
		paid.ID: platform.CancelRefunded, unpaid.Trade.ID: platform.CancelClosed,
	} {
		codes := race(func(int) error {
			now, action, err := d.CancelTrade(ctx, d.seller(), id)
			if err == nil && (action != want || now.State != trade.Closed) {
				t.Errorf("%d, state %d", action, now.State)
			}
			return err
		})
		if codes[""] != together {
			t.Errorf("%v", codes)
		}
	}
	d.want("wallet 100000, escrow 0, merchant 0")
}

func TestPayCodes(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	o, err := d.OpenTrade(ctx, d.seller(), d.asked("A1", 10_00, "tea"))
	if err != nil {
		t.Fatal(err)
	}
	code, err := d.TradePayCode(o.Trade.ID)
	if err != nil {
		t.Fatal(err)
	}
	bill, err := d.BillOf(ctx, code)
	if err != nil || bill.Subject != "tea" || bill.Amount.Minor != 10_00 || bill.State != trade.WaitingPayment {
		t.Errorf("%v, %v", bill.Amount, err)
	}
	codes := race(func(n int) error {
		_, _, err := d.PayBill(ctx, d.buyer(), platform.Once(fmt.Sprint("pay", n)), platform.PayBill{Code: code, Wallet: d.w.ID})
		return err
	})
	if codes[""] != 1 || codes[trade.RefusedPaid.Code] != together-1 {
		t.Errorf("%v", codes)
	}
	for n := range code { // no other code names anything
		forged := []byte(code)
		forged[n] = map[bool]byte{true: 'A', false: 'B'}[forged[n] != 'A']
		if _, err := d.PayableOf(string(forged)); errkind.CodeOf(err) != platform.RefusedPayCode.Code {
			t.Errorf("with byte %d changed: %v", n, err)
		}
	}
}

func TestStaticPayCode(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	code, err := d.MerchantPayCode(ctx, d.seller(), d.shop.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.MerchantPayCode(ctx, auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}}, d.shop.ID)
	wantCode(t, err, "merchant_not_found")
	pay := platform.PayBill{Code: code, Wallet: d.w.ID, Amount: money.Amount{Minor: 12_00, Currency: yuan}}
	codes := race(func(int) error {
		_, _, err := d.PayBill(ctx, d.buyer(), "once", pay)
		return err
	})
	if codes[""] != together {
		t.Errorf("%v", codes)
	}
	d.want("wallet 98800, escrow 1200, merchant 0")
	pay.Amount.Minor = 13_00
	if _, _, err = d.PayBill(ctx, d.buyer(), "once", pay); err == nil {
		t.Error("the same key paid another amount")
	}
	pay.Amount = money.Amount{}
	_, _, err = d.PayBill(ctx, d.buyer(), "nothing", pay)
	wantCode(t, err, trade.RefusedAmount.Code)
	pay.Amount, pay.Wallet = money.Amount{Minor: 1, Currency: yuan}, ledger.ID{7}
	_, _, err = d.PayBill(ctx, d.buyer(), "another's", pay)
	wantCode(t, err, wallet.RefusedMissing.Code)
}

func TestUserIDs(t *testing.T) {
	d := open(t)
	other := auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}}
	seen := map[string]bool{}
	for who, by := range map[string]auth.Caller{"merchant": d.seller(), "another": other, "customer": d.buyer()} {
		id, err := d.UserID(by, d.w.ID)
		if err != nil || len(id) != 16 || id[:4] != "2088" || seen[id] {
			t.Errorf("%s knows the wallet as %s, %v", who, id, err)
		}
		seen[id] = true
		party, err := d.PartyOf(by, id)
		if err != nil || party.Wallet != d.w.ID {
			t.Errorf("%s: %v, %v", who, party, err)
		}
		if by.Role == auth.Customer {
			continue
		}
		stranger := auth.Caller{Role: auth.Merchant, Subject: [16]byte{8}}
		if party, err := d.PartyOf(stranger, id); err == nil && party.Wallet == d.w.ID {
			t.Errorf("another merchant knows the wallet by the digits of %s", who)
		}
	}
}

// TestCancelRacesRefunds checks that a cancellation beside refunds gives all back
// that they leave.
func TestCancelRacesRefunds(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	paid := d.pay("A1", 100_00)
	codes := race(func(n int) error {
		if n%10 == 0 {
			_, _, err := d.CancelTrade(ctx, d.seller(), paid.ID)
			return err
		}
		_, _, err := d.RefundChanged(ctx, d.seller(), trade.Refund{Trade: paid.ID, Request: fmt.Sprint("R", n), Minor: 1_00})
		if code := errkind.CodeOf(err); code == trade.RefusedExcess.Code || code == trade.RefusedClosed.Code {
			return nil // the cancellation was first
		}
		return err
	})
	if codes[""] != together {
		t.Errorf("%v", codes)
	}
	d.want("wallet 100000, escrow 0, merchant 0")
}
