package platform_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// withdraw takes minor units out of the desk's wallet.
func (d *desk) withdraw(minor int64) {
	d.t.Helper()
	_, _, err := d.Withdraw(context.Background(), d.op, "", wallet.Withdraw{
		Wallet: d.w.ID, Instrument: 2, Amount: money.Amount{Minor: minor, Currency: yuan},
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// statement returns all lines of an owner's statement, read in pages of limit;
// between the pages more is written.
func (d *desk) statement(r platform.StatementRequest, between func()) (lines []platform.StatementLine) {
	d.t.Helper()
	balance := int64(0)
	for first := true; ; first = false {
		page, err := d.Statement(context.Background(), d.op, r)
		if err != nil {
			d.t.Fatal(err)
		}
		if !first && page.Opening != balance {
			d.t.Fatalf("a page opens with %d, the one before closed with %d", page.Opening, balance)
		}
		if len(page.Lines) > r.Limit {
			d.t.Fatalf("%d lines in a page of %d", len(page.Lines), r.Limit)
		}
		balance = page.Opening
		for _, l := range page.Lines {
			if balance += l.Minor; l.Balance != balance {
				d.t.Fatalf("line %+v, but the balance is %d", l, balance)
			}
		}
		lines = append(lines, page.Lines...)
		if page.Closing != balance || page.Currency != yuan {
			d.t.Fatalf("a page closes with %d %v, its last line with %d", page.Closing, page.Currency, balance)
		}
		if r.After = page.Next; r.After == 0 {
			return lines
		}
		between()
	}
}

// A statement read in pages is the statement, also while more is written: what
// was there stays as it was, and the new lines follow.
func TestStatementPages(t *testing.T) {
	d := open(t)
	for i := range 20 {
		paid := d.pay(fmt.Sprint("o", i), int64(100+i))
		if _, _, err := d.RefundTrade(context.Background(), d.op, "", trade.Refund{Trade: paid.ID, Request: "r", Minor: 10}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.ConfirmTrade(context.Background(), d.op, "", trade.Confirm{Trade: paid.ID}); err != nil {
			t.Fatal(err)
		}
	}
	for _, owner := range []ledger.ID{d.w.ID, d.shop.ID} {
		all := d.statement(platform.StatementRequest{Owner: owner, Limit: platform.PageMax}, func() {})
		for _, limit := range []int{1, 2, 7, 19, 20, 40} {
			writes := 0
			got := d.statement(platform.StatementRequest{Owner: owner, Limit: limit}, func() {
				if writes++; writes <= 5 {
					d.withdraw(1)
				}
			})
			if len(got) < len(all) {
				t.Fatalf("pages of %d: %d lines of %d", limit, len(got), len(all))
			}
			if diff := cmp.Diff(all, got[:len(all)]); diff != "" {
				t.Errorf("pages of %d (-whole +paged):\n%s", limit, diff)
			}
			for _, l := range got[len(all):] {
				if l.Code != ledger.TransferWithdrawal {
					t.Errorf("pages of %d: new line %+v", limit, l)
				}
			}
			all = got
		}
	}
}

// A statement of a span of time opens with the balance before it, includes its
// first instant and not its last, and agrees with the balance as of any moment.
func TestStatementAsOf(t *testing.T) {
	d := open(t)
	for range 10 {
		if _, err := d.Advance(context.Background(), d.op, d.Now()+int64(time.Hour)); err != nil {
			t.Fatal(err)
		}
		d.withdraw(100)
	}
	all := d.statement(platform.StatementRequest{Owner: d.w.ID, Limit: platform.PageMax}, func() {})
	if len(all) != 11 {
		t.Fatalf("%d lines", len(all))
	}
	account := ledger.AccountID(d.w.ID, ledger.WalletRole)
	for i, l := range all {
		for _, at := range []int64{l.At, l.At + 1} {
			b, err := d.BalanceAt(context.Background(), d.op, account, at)
			if err != nil || int64(b.CreditsPosted-b.DebitsPosted) != l.Balance {
				t.Errorf("line %d, as of %d: %+v, %v", i, at, b, err)
			}
		}
	}
	page, err := d.Statement(context.Background(), d.op, platform.StatementRequest{
		Owner: d.w.ID, From: all[3].At, To: all[6].At, Limit: 100,
	})
	if err != nil {
		t.Fatal(err)
	}
	if page.Opening != all[2].Balance || page.Closing != all[5].Balance || page.Next != 0 {
		t.Errorf("opens with %d, closes with %d, next %d", page.Opening, page.Closing, page.Next)
	}
	if diff := cmp.Diff(all[3:6], page.Lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	empty := platform.StatementRequest{Owner: d.w.ID, From: all[6].At + 1, To: all[7].At, Limit: 100}
	if page, err = d.Statement(context.Background(), d.op, empty); err != nil || len(page.Lines) != 0 {
		t.Errorf("between two lines: %+v, %v", page, err)
	}
	if page.Opening != all[6].Balance || page.Closing != all[6].Balance {
		t.Errorf("between two lines: opens with %d, closes with %d", page.Opening, page.Closing)
	}
	for _, to := range []int64{1, all[3].At} {
		r := platform.StatementRequest{Owner: d.w.ID, From: all[3].At, To: to, Limit: 100}
		if page, err = d.Statement(context.Background(), d.op, r); err != nil || len(page.Lines) != 0 || page.Next != 0 {
			t.Errorf("from %d to %d: %+v, %v", r.From, r.To, page, err)
		}
	}
	before := platform.StatementRequest{Owner: d.w.ID, To: all[0].At, Limit: 100}
	if page, err = d.Statement(context.Background(), d.op, before); err != nil || len(page.Lines) != 0 || page.Closing != 0 {
		t.Errorf("before the first line: %+v, %v", page, err)
	}
}

// Statements are their owner's and the operators'; for all others there is no
// such owner.
func TestStatementAccess(t *testing.T) {
	d := open(t)
	other := [16]byte{9}
	for _, row := range []struct {
		by    auth.Caller
		owner ledger.ID
		sees  bool
	}{
		{d.op, d.w.ID, true},
		{d.op, d.shop.ID, true},
		{d.op, ledger.ID{7}, false},
		{auth.Caller{Role: auth.Customer, Subject: d.w.Owner}, d.w.ID, true},
		{auth.Caller{Role: auth.Customer, Subject: other}, d.w.ID, false},
		{auth.Caller{Role: auth.Customer, Subject: d.w.Owner}, d.shop.ID, false},
		{auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}, d.shop.ID, true},
		{auth.Caller{Role: auth.Merchant, Subject: other}, d.shop.ID, false},
		{auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}, d.w.ID, false},
	} {
		_, err := d.Statement(context.Background(), row.by, platform.StatementRequest{Owner: row.owner, Limit: 1})
		if row.sees && err != nil || !row.sees && errkind.CodeOf(err) != "owner_not_found" {
			t.Errorf("%v of %v: %v", row.by.Role, row.owner, err)
		}
	}
}
