package platform_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/money"
)

// lines are the numbers, amounts and balances of a statement's lines.
func (d *fundDesk) lines(after uint64) [][3]int64 {
	d.t.Helper()
	r := platform.HoldingStatementRequest{Fund: d.fund, Wallet: d.w.ID, After: after, Limit: platform.PageMax, To: d.Now() + int64(1e18)}
	s, err := d.HoldingStatement(context.Background(), d.op, r)
	if err != nil {
		d.t.Fatal(err)
	}
	var lines [][3]int64
	for _, l := range s.Lines {
		lines = append(lines, [3]int64{int64(l.Number), l.Minor, l.Balance})
	}
	if len(lines) > 0 && s.Closing != lines[len(lines)-1][2] {
		d.t.Errorf("the statement closes with %d behind %v", s.Closing, lines)
	}
	return lines
}

func (d *fundDesk) transfer(t ledger.Transfer) {
	d.t.Helper()
	outcomes, err := d.CreateTransfers(context.Background(), d.op, []ledger.Transfer{t})
	if err != nil || outcomes[0].Code != ledger.Created {
		d.t.Fatal(outcomes, err)
	}
}

// What a statement said stays so: while a day's income is under way, here because
// the account of units is closed, orders that come behind it have no line, since
// the income's comes before theirs.
func TestStatementWhileIncomeIsUnderWay(t *testing.T) {
	d := funded(t, fund.Rules{})
	d.buy(d.w.ID, 300_00)
	d.until(fundMonday+2, 60)
	closing := ledger.Transfer{
		ID: ledger.ID{0x20}, DebitAccountID: ledger.AccountID(d.fund, ledger.FundRole),
		CreditAccountID: ledger.House(ledger.AccountClearing, uint32(yuan), 2), Ledger: uint32(yuan),
		Code: ledger.TransferAdjustment, Flags: ledger.Pending | ledger.ClosingDebit,
	}
	d.transfer(closing)
	c := fund.Distribute{Fund: d.fund, Day: fundMonday + 1, Amount: money.Amount{Minor: 7, Currency: yuan}}
	if _, _, err := d.DistributeIncome(t.Context(), d.op, "", c); err != nil {
		t.Fatal(err)
	}
	d.buy(d.w.ID, 50_00)
	if p, err := d.FundIncome(t.Context(), d.op, d.fund, c.Day); err != nil || p.Finished {
		t.Fatalf("%+v, %v", p, err)
	}
	before := d.lines(0)
	if diff := cmp.Diff([][3]int64{{1, 300_00, 300_00}}, before); diff != "" {
		t.Error(diff)
	}
	d.transfer(ledger.Transfer{ID: ledger.ID{0x21}, PendingID: closing.ID, Flags: ledger.VoidPending})
	d.until(fundMonday+2, 600)
	after := [][3]int64{{2, 7, 300_07}, {3, 50_00, 350_07}}
	if diff := cmp.Diff(after, d.lines(1)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(append(before, after...), d.lines(0)); diff != "" {
		t.Error(diff)
	}
}
