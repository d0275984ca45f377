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
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// billed are the sums of a merchant's bill for a day, in minor units.
type billed struct {
	Paid, Refunded, ChargedBack int64
	Fee, Shared, Lost           int64
	Rows                        int
	Balance                     int64 // what came into the balance less what left it
}

// A merchant's bill for a day equals the ledger's movements of that day, to the
// minor unit, whatever happened on it.
func TestBillsOfGeneratedDays(t *testing.T) {
	d := fresh(t)
	m := newMarket(d.Platform, d.op, 11)
	began := d.Now()
	m.run(2000)
	want := d.ledgerDays(m)
	if len(want) < 40 {
		t.Fatalf("only %d days of merchants", len(want))
	}
	var all billed
	for day := beijingDay(began); day <= beijingDay(d.Now()); day++ {
		for _, shop := range m.merchants {
			got, key := d.bill(shop, day), shopDay{shop, day}
			if diff := cmp.Diff(want[key], got); diff != "" {
				t.Fatalf("shop %v, day %d (-ledger +bill):\n%s", shop, day, diff)
			}
			all.Paid, all.Refunded, all.ChargedBack = all.Paid+got.Paid, all.Refunded+got.Refunded, all.ChargedBack+got.ChargedBack
			all.Fee, all.Shared, all.Lost = all.Fee+got.Fee, all.Shared+got.Shared, all.Lost+got.Lost
		}
	}
	if all.Paid == 0 || all.Refunded == 0 || all.ChargedBack == 0 || all.Fee == 0 || all.Shared == 0 {
		t.Errorf("the market did too little: %+v", all)
	}
	d.billsInParts(m)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// billsInParts reads the bills of all time, however few events at once: they are
// the same, and a step whose events are read apart is told once.
func (d *desk) billsInParts(m *market) {
	d.t.Helper()
	for _, shop := range m.merchants {
		read := func() (rows []platform.BillTrade) {
			for row, err := range d.BillTrades(context.Background(), d.op, platform.BillRequest{Merchant: shop}) {
				if err != nil {
					d.t.Fatal(err)
				}
				rows = append(rows, row)
			}
			return rows
		}
		whole := read()
		for _, n := range []int{1, 2, 7} {
			platform.SetBillEvents(d.t, n)
			if diff := cmp.Diff(whole, read()); diff != "" {
				d.t.Fatalf("%d events at once (-whole +parts):\n%s", n, diff)
			}
		}
		platform.SetBillEvents(d.t, 2_000)
	}
}

type shopDay struct {
	shop ledger.ID
	day  int64
}

// beijingDay is the number of a business time's day in Beijing.
func beijingDay(at int64) int64 { return (at + 8*int64(time.Hour)) / (24 * int64(time.Hour)) }

// spanOf is the span of such a day.
func spanOf(day int64) (from, to int64) {
	from = day*24*int64(time.Hour) - 8*int64(time.Hour)
	return from, from + 24*int64(time.Hour)
}

// bill reads a merchant's two bills of a day.
func (d *desk) bill(shop ledger.ID, day int64) (sums billed) {
	d.t.Helper()
	from, to := spanOf(day)
	r := platform.BillRequest{Merchant: shop, From: from, To: to}
	for row, err := range d.BillTrades(context.Background(), seller(shop), r) {
		if err != nil {
			d.t.Fatal(err)
		}
		if row.At < from || row.At >= to {
			d.t.Errorf("row of another day: %+v", row)
		}
		sums.count(d.t, &row)
	}
	for line, err := range d.BillMovements(context.Background(), seller(shop), r) {
		if err != nil || line.At < from || line.At >= to {
			d.t.Fatalf("%+v, %v", line, err)
		}
		sums.Balance += line.Minor
		sums.Rows++
	}
	return sums
}

func (sums *billed) count(t *testing.T, row *platform.BillTrade) {
	switch row.Kind {
	case platform.BillPaid:
		sums.Paid += row.Minor
	case platform.BillRefunded:
		sums.Refunded -= row.Minor
	case platform.BillChargedBack:
		sums.ChargedBack -= row.Minor
	case platform.BillReleased:
		if row.Minor != 0 || !row.Escrow {
			t.Errorf("%+v", *row)
		}
	}
	if row.Order == "" || (row.Trade == ledger.ID{}) || row.CreatedAt == 0 {
		t.Errorf("%+v", *row)
	}
	sums.Fee += row.Fee
	sums.Shared += row.Shared
	sums.Lost += row.Lost
}

// ledgerDays sums every transfer that there is, by the days of merchants, without
// events or trades' own records.
func (d *desk) ledgerDays(m *market) map[shopDay]billed {
	d.t.Helper()
	days := map[shopDay]billed{}
	f := ledger.Filter{Limit: platform.PageMax}
	for {
		page, err := d.Transfers(context.Background(), d.op, f)
		if err != nil {
			d.t.Fatal(err)
		}
		for i := range page.Items {
			d.countTransfer(days, m, &page.Items[i])
		}
		if page.Next == 0 {
			return days
		}
		f.From = page.Next + 1
	}
}

// countTransfer adds a transfer to the days of the merchant whose trade it is for
// and of those whose balances it changes.
func (d *desk) countTransfer(days map[shopDay]billed, m *market, t *ledger.Transfer) {
	change := func(shop ledger.ID, do func(*billed)) {
		key := shopDay{shop, beijingDay(t.Timestamp)}
		sums := days[key]
		do(&sums)
		days[key] = sums
	}
	minor := int64(t.Amount)
	for _, shop := range m.merchants {
		for sign, account := range map[int64]ledger.ID{1: t.CreditAccountID, -1: t.DebitAccountID} {
			if account == ledger.AccountID(shop, ledger.BalanceRole) && t.Flags&ledger.Pending == 0 && minor > 0 {
				change(shop, func(s *billed) { s.Balance, s.Rows = s.Balance+sign*minor, s.Rows+1 })
			}
		}
	}
	sold, err := d.Trade(context.Background(), d.op, t.UserData128)
	if err != nil {
		return
	}
	var sides [2]bool // debit and credit are the merchant's
	for i, account := range []ledger.ID{t.DebitAccountID, t.CreditAccountID} {
		sides[i] = ledger.AccountID(account, 0) == sold.Merchant
	}
	change(sold.Merchant, func(s *billed) { s.add(t.Code, minor, sides) })
}

func (sums *billed) add(code uint16, minor int64, mine [2]bool) {
	switch {
	case code == ledger.TransferFunding:
		sums.Paid += minor
	case code == ledger.TransferFee && mine[0]:
		sums.Fee -= minor
	case code == ledger.TransferFeeBack && mine[1]:
		sums.Fee += minor
	case code == ledger.TransferRelease && !mine[1]:
		sums.Shared -= minor
	case code >= ledger.TransferRefundEscrow && code <= ledger.TransferRefundReserve:
		sums.Refunded += minor
	case code >= ledger.TransferChargeBackEscrow && code <= ledger.TransferChargeBackLoss:
		sums.ChargedBack += minor
	}
	if code == ledger.TransferChargeBackLoss {
		sums.Lost += minor
		return
	}
	if code >= ledger.TransferRefundEscrow && code <= ledger.TransferChargeBackLoss && !mine[0] {
		sums.Shared += minor
	}
}

// A trade's rows say what happened to it in which step, and what of it the
// merchant itself bore.
func TestBillRows(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	payee, _, err := d.CreateMerchant(ctx, d.op, "p", merchant.Create{Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	terms := merchant.Terms{Fee: merchant.Fee{PartsPerMillion: 10_000, Refundable: true}}
	if _, _, err := d.SetTerms(ctx, d.op, "", merchant.SetTerms{Merchant: d.shop.ID, Terms: terms}); err != nil {
		t.Fatal(err)
	}
	yuanOf := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: yuan} }
	held, _, err := d.CreateTrade(ctx, d.op, "", trade.Create{
		Merchant: d.shop.ID, Order: "A-1", Buyer: d.w.ID, Amount: yuanOf(100_00),
		Shares:   []trade.Share{{Merchant: payee.ID, Minor: 40_00}},
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: d.w.ID, Minor: 60_00}, {Instrument: trade.Card, Minor: 40_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := d.CreateTrade(ctx, d.op, "", trade.Create{
		Merchant: d.shop.ID, Order: "A-2", Amount: yuanOf(10_00), Release: trade.Release{Timer: trade.NoEscrow},
		Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 10_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.refund(held.ID, "r1", 20_00)
	if _, _, err := d.ConfirmTrade(ctx, d.op, "", trade.Confirm{Trade: held.ID}); err != nil {
		t.Fatal(err)
	}
	d.refund(held.ID, "r2", 8_00)
	d.refund(held.ID, "r2", 8_00) // again: nothing more
	if _, _, err := d.ChargeBackTrade(ctx, d.op, "", trade.ChargeBack{Trade: at.ID, Request: "c1", Minor: 10_00}); err != nil {
		t.Fatal(err)
	}
	first := platform.BillTrade{Trade: held.ID, Order: "A-1", Buyer: d.w.ID, CreatedAt: held.CreatedAt}
	second := platform.BillTrade{Trade: at.ID, Order: "A-2", CreatedAt: at.CreatedAt}
	row := func(b platform.BillTrade, kind platform.BillKind, minor int64, escrow bool) platform.BillTrade {
		b.Kind, b.Minor, b.Escrow = kind, minor, escrow
		return b
	}
	want := []platform.BillTrade{
		row(first, platform.BillPaid, 100_00, true),
		row(second, platform.BillPaid, 10_00, false),
		row(first, platform.BillRefunded, -20_00, true),
		row(first, platform.BillReleased, 0, true),
		row(first, platform.BillRefunded, -8_00, false),
		row(second, platform.BillChargedBack, -10_00, false),
	}
	want[1].Fee, want[2].Request, want[5].Request = -10, "r1", "c1"
	want[3].Fee, want[3].Shared = -48, -32_00
	want[4].Fee, want[4].Shared, want[4].Request = 4, 3_20, "r2"
	var got []platform.BillTrade
	for b, err := range d.BillTrades(ctx, seller(d.shop.ID), platform.BillRequest{Merchant: d.shop.ID}) {
		if err != nil || b.At == 0 {
			t.Fatalf("%+v, %v", b, err)
		}
		b.At = 0
		got = append(got, b)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for b := range d.BillTrades(ctx, d.op, platform.BillRequest{Merchant: payee.ID}) {
		t.Errorf("a payee's bill has another's trade: %+v", b)
	}
}

func (d *desk) refund(id trade.ID, request string, minor int64) {
	d.t.Helper()
	c := trade.Refund{Trade: id, Request: request, Minor: minor}
	if _, _, err := d.RefundTrade(context.Background(), d.op, "", c); err != nil {
		d.t.Fatal(err)
	}
}

// Lines in pages are the lines; each has the merchant's own number, and nobody
// else's.
func TestBillLines(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	other, _, err := d.CreateMerchant(ctx, d.op, "m2", merchant.Create{Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{}
	for i := range 9 {
		d.earn(fmt.Sprint("A-", i), 10_00)
		c := d.toWallet(fmt.Sprint("T-", i), 1_00)
		if i%2 == 0 {
			c.Payee = remit.Payee{Kind: remit.Merchant, ID: other.ID}
		}
		if _, err := d.Remit(ctx, seller(d.shop.ID), c); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprint("A-", i, " 1000"), fmt.Sprint("T-", i, " -100"))
	}
	for _, limit := range []int{1, 4, 18, platform.BillLinesMax + 1} {
		r, got := platform.BillRequest{Merchant: d.shop.ID, Limit: limit}, []string{}
		for more := true; more; {
			var lines []platform.BillLine
			if lines, more, err = d.BillLines(ctx, seller(d.shop.ID), r); err != nil || len(lines) == 0 || len(lines) > limit {
				t.Fatalf("pages of %d: %d lines, %v", limit, len(lines), err)
			}
			for _, l := range lines {
				got = append(got, fmt.Sprintf("%s %d", l.Number, l.Minor))
				r.After = l.Position
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pages of %d (-want +got):\n%s", limit, diff)
		}
	}
	lines, _, err := d.BillLines(ctx, d.op, platform.BillRequest{Merchant: other.ID, Limit: 10})
	if err != nil || len(lines) != 5 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, l := range lines {
		if l.Number != "" || l.Minor != 1_00 || l.Code != ledger.TransferRemittance {
			t.Errorf("%+v", l)
		}
	}
}

// A bill is its merchant's and the operators'; a wallet has none.
func TestBillAccess(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	for _, row := range []struct {
		by    auth.Caller
		owner ledger.ID
		sees  bool
	}{
		{d.op, d.shop.ID, true},
		{seller(d.shop.ID), d.shop.ID, true},
		{seller(ledger.ID{9}), d.shop.ID, false},
		{auth.Caller{Role: auth.Customer, Subject: d.w.Owner}, d.shop.ID, false},
		{auth.Caller{Role: auth.Staff}, d.shop.ID, false},
		{d.op, d.w.ID, false},
		{auth.Caller{Role: auth.Customer, Subject: d.w.Owner}, d.w.ID, false},
	} {
		r := platform.BillRequest{Merchant: row.owner}
		_, _, err := d.BillLines(ctx, row.by, r)
		errs := []error{err, nil, nil}
		for _, err := range d.BillMovements(ctx, row.by, r) {
			errs[1] = err
		}
		for _, err := range d.BillTrades(ctx, row.by, r) {
			errs[2] = err
		}
		for i, err := range errs {
			if row.sees && err != nil || !row.sees && errkind.CodeOf(err) != "merchant_not_found" {
				t.Errorf("%v of %v, read %d: %v", row.by.Role, row.owner, i, err)
			}
		}
	}
}

// A bill's date is a day or a month in Beijing, whole.
func TestBillSpan(t *testing.T) {
	for _, row := range []struct{ date, from, to string }{
		{"2026-07-31", "2026-07-30T16:00:00Z", "2026-07-31T16:00:00Z"},
		{"2026-02", "2026-01-31T16:00:00Z", "2026-02-28T16:00:00Z"},
		{"2024-02-29", "2024-02-28T16:00:00Z", "2024-02-29T16:00:00Z"},
		{"2026-12", "2026-11-30T16:00:00Z", "2026-12-31T16:00:00Z"},
		{"2026-02-30", "", ""},
		{"2026-7-31", "", ""},
		{"2026", "", ""},
		{"", "", ""},
		{"2026-07-31 ", "", ""},
		{"0001-01-01", "", ""},
		{"9999-12", "", ""},
	} {
		from, to, err := platform.BillSpan(row.date)
		if row.from == "" {
			if errkind.CodeOf(err) != "invalid_bill_date" {
				t.Errorf("%q: %v", row.date, err)
			}
			continue
		}
		name := func(at int64) string { return time.Unix(0, at).UTC().Format(time.RFC3339) }
		if err != nil || name(from) != row.from || name(to) != row.to {
			t.Errorf("%q is from %s to %s, %v", row.date, name(from), name(to), err)
		}
	}
}
