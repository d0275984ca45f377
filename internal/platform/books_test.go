package platform_test

import (
	"math"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// Nobody opens the house's accounts before the house does; small numbers stay
// free for accounts of an operator's own.
func TestHouseIDsAreReserved(t *testing.T) {
	d := open(t)
	free := ledger.Account{ID: ledger.ID{15: 0xa1}, Ledger: 156, Code: 900}
	for _, id := range []ledger.ID{
		ledger.House(ledger.AccountFees, 156, 0), ledger.House(ledger.AccountClearing, 156, 2), ledger.House(999, 0, 0),
	} {
		_, err := d.CreateAccounts(t.Context(), d.op, []ledger.Account{free, {ID: id, Ledger: 156, Code: 900}})
		if code := errkind.CodeOf(err); code != "reserved_id" || errkind.Of(err) != errkind.Invalid {
			t.Errorf("%v: %v", id, err)
		}
	}
	if _, err := d.Account(t.Context(), d.op, free.ID); errkind.Of(err) != errkind.NotFound {
		t.Errorf("a part of a refused batch was done: %v", err)
	}
	outcomes, err := d.CreateAccounts(t.Context(), d.op, []ledger.Account{free, {Ledger: 156, Code: 900}})
	if err != nil || outcomes[0].Code != ledger.Created || outcomes[1].Code != ledger.IDMustNotBeZero {
		t.Errorf("%v, %v", outcomes, err)
	}
}

// An operator's raw transfers can put more into a wallet than an int64 holds. It
// is shown as the most there is, never as a debt.
func TestMoneyBeyondInt64(t *testing.T) {
	d := open(t)
	from := ledger.ID{15: 0xa1}
	if _, err := d.CreateAccounts(t.Context(), d.op, []ledger.Account{{ID: from, Ledger: 156, Code: 900}}); err != nil {
		t.Fatal(err)
	}
	before, err := d.Wallet(t.Context(), d.op, d.w.ID)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := d.CreateTransfers(t.Context(), d.op, []ledger.Transfer{{
		ID: ledger.ID{15: 0xb1}, DebitAccountID: from, CreditAccountID: ledger.AccountID(d.w.ID, ledger.WalletRole),
		Amount: math.MaxInt64 + 1, Ledger: 156, Code: 900,
	}})
	if err != nil || outcomes[0].Code != ledger.Created {
		t.Fatalf("%v, %v", outcomes, err)
	}
	after, err := d.Wallet(t.Context(), d.op, d.w.ID)
	if err != nil || after.Balance.Available != math.MaxInt64 {
		t.Errorf("available %d, want %d: %v", after.Balance.Available, int64(math.MaxInt64), err)
	}
	page, err := d.Statement(t.Context(), d.op, platform.StatementRequest{Owner: d.w.ID, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	last := page.Lines[len(page.Lines)-1]
	if last.Minor != math.MaxInt64 || last.Balance != math.MaxInt64 || page.Closing != math.MaxInt64 {
		t.Errorf("a statement over %d ends with %+v, closing %d", before.Balance.Available, last, page.Closing)
	}
}
