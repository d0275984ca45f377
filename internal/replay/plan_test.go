package replay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/replay"
	"github.com/candorpay/candor/internal/trade"
)

// date reads a date that a test knows to be right.
func date(s string) int64 {
	at, err := time.Parse("2006-01-02 15:04:05", s)
	if err != nil {
		panic(err)
	}
	return at.UnixNano()
}

// on returns the n-th day of a test's month; 0 is no date.
func on(n int) int64 {
	if n == 0 {
		return 0
	}
	return date(fmt.Sprintf("2017-03-%02d 00:00:00", n))
}

// days are the days of an order's dates, 0 for none: purchase, approved,
// carrier, delivered, estimated.
type days [5]int

// order returns an order of 1,000 cents by card from one seller.
func order(id string, status replay.Status, d days) replay.Order {
	return replay.Order{
		ID: id, Buyer: "b", State: "SP", Status: status,
		Purchase: on(d[0]), Approved: on(d[1]), Carrier: on(d[2]), Delivered: on(d[3]), Estimated: on(d[4]),
		Payments:  []replay.Payment{{Sequence: 1, Type: "credit_card", Instalments: 1, Cents: 1000}},
		PaidCents: 1000,
		Sellers:   []replay.Seller{{ID: "s1", Cents: 1000}},
	}
}

// written returns steps as "create 1, pay 2".
func written(steps []replay.Step) string {
	var all []string
	for _, s := range steps {
		all = append(all, fmt.Sprintf("%s %d", s.Kind, time.Unix(0, s.At).UTC().Day()))
	}
	return strings.Join(all, ", ")
}

func TestPlanSteps(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status replay.Status
		days   days
		want   string
	}{
		{"created is a trade only", replay.Created, days{1, 0, 0, 0, 9}, "create 1"},
		{"created stays a trade though it was approved", replay.Created, days{1, 2, 0, 0, 9}, "create 1"},
		{"approved is paid and held", replay.Approved, days{1, 2, 0, 0, 9}, "create 1, pay 2"},
		{"invoiced is paid and held", replay.Invoiced, days{1, 2, 0, 0, 9}, "create 1, pay 2"},
		{"processing is paid and held", replay.Processing, days{1, 2, 3, 0, 9}, "create 1, pay 2"},
		{"shipped is paid and shipped", replay.Shipped, days{1, 2, 3, 0, 9}, "create 1, pay 2, ship 3"},
		{"delivered is confirmed at delivery", replay.Delivered, days{1, 2, 3, 4, 9}, "create 1, pay 2, ship 3, confirm 4"},
		{"canceled after the approval is refunded at the last date", replay.Canceled, days{1, 2, 0, 0, 9}, "create 1, pay 2, refund 9"},
		{"canceled on its way is refunded, too", replay.Canceled, days{1, 2, 3, 4, 0}, "create 1, pay 2, refund 4"},
		{"canceled before the approval is closed", replay.Canceled, days{1, 0, 0, 0, 9}, "create 1, close 9"},
		{"canceled without another date is closed at once", replay.Canceled, days{1, 0, 0, 0, 0}, "create 1, close 1"},
		{"unavailable is refunded", replay.Unavailable, days{1, 2, 0, 0, 9}, "create 1, pay 2, refund 9"},
		{"unavailable and never approved was paid all the same", replay.Unavailable, days{1, 0, 0, 0, 9}, "create 1, pay 1, refund 9"},
		{"delivered without a date is confirmed as estimated", replay.Delivered, days{1, 2, 3, 0, 9}, "create 1, pay 2, ship 3, confirm 9"},
		{"delivered without any date is confirmed once shipped", replay.Delivered, days{1, 2, 3, 0, 0}, "create 1, pay 2, ship 3, confirm 3"},
		{"estimated before the carrier: right after it", replay.Delivered, days{1, 2, 8, 0, 5}, "create 1, pay 2, ship 8, confirm 8"},
		{"never approved is paid at the carrier", replay.Delivered, days{1, 0, 3, 4, 9}, "create 1, pay 3, ship 3, confirm 4"},
		{"never approved and no carrier is paid at once", replay.Shipped, days{1, 0, 0, 0, 9}, "create 1, pay 1, ship 1"},
		{"shipped before the approval: right after it", replay.Delivered, days{1, 5, 3, 7, 9}, "create 1, pay 5, ship 5, confirm 7"},
		{"delivered before the approval: right after the rest", replay.Delivered, days{1, 7, 3, 5, 9}, "create 1, pay 7, ship 7, confirm 7"},
		{"delivered before the carrier: right after it", replay.Delivered, days{1, 2, 6, 4, 9}, "create 1, pay 2, ship 6, confirm 6"},
		{"approved before the purchase: right after it", replay.Delivered, days{3, 2, 4, 5, 9}, "create 3, pay 3, ship 4, confirm 5"},
		{"no carrier: shipped once paid", replay.Delivered, days{1, 2, 0, 5, 9}, "create 1, pay 2, ship 2, confirm 5"},
	}
	for _, test := range tests {
		o := order("o", test.status, test.days)
		plan := replay.NewPlan(&o, 1)
		if got := written(plan.Steps); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		checkPlan(t, plan)
	}
}

func TestPlanShares(t *testing.T) {
	t.Parallel()
	type sellers = []replay.Seller
	tests := []struct {
		name         string
		sellers      sellers
		want         sellers
		mismatch     int
		marketplaces int64
	}{
		{"one seller gets all", sellers{{"a", 1000}}, sellers{{"a", 1000}}, 0, 0},
		{"two sellers get their shares", sellers{{"b", 400}, {"a", 600}}, sellers{{"b", 400}, {"a", 600}}, 0, 0},
		{"a remainder stays", sellers{{"a", 400}, {"b", 500}}, sellers{{"a", 400}, {"b", 500}}, 1, 100},
		{"nobody: all stays", nil, nil, 0, 1000},
		{"a share of nothing is none", sellers{{"a", 0}, {"b", 1000}}, sellers{{"b", 1000}}, 0, 0},
		{"only shares of nothing: all stays", sellers{{"a", 0}}, nil, 1, 1000},
		{"above what was paid: scaled", sellers{{"a", 1002}}, sellers{{"a", 1000}}, 1, 0},
		{"twice what was paid: halved", sellers{{"a", 500}, {"b", 1500}}, sellers{{"a", 250}, {"b", 750}}, 1, 0},
		{"a cent above: the largest gives it", sellers{{"a", 401}, {"b", 600}}, sellers{{"a", 401}, {"b", 599}}, 1, 0},
		{"equal thirds of 1,000", sellers{{"a", 900}, {"b", 900}, {"c", 900}}, sellers{{"a", 334}, {"b", 333}, {"c", 333}}, 1, 0},
	}
	for _, test := range tests {
		o := order("o", replay.Delivered, days{1, 2, 3, 4, 9})
		o.Sellers = test.sellers
		plan := replay.NewPlan(&o, 1)
		if diff := cmp.Diff(test.want, plan.Sellers); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		left := plan.Cents
		for _, s := range plan.Sellers {
			left -= s.Cents
		}
		if left != test.marketplaces || plan.Dirt.Mismatch != test.mismatch {
			t.Errorf("%s: %d stay, mismatch %d", test.name, left, plan.Dirt.Mismatch)
		}
	}
}

func TestPlanFundings(t *testing.T) {
	t.Parallel()
	pays := func(kind string, cents ...int64) []replay.Payment {
		var all []replay.Payment
		for _, c := range cents {
			all = append(all, replay.Payment{Type: kind, Cents: c})
		}
		return all
	}
	many := pays("voucher", make([]int64, trade.FundingsMax+1)...)
	for i := range many {
		many[i].Cents = 10
	}
	tests := []struct {
		name     string
		payments []replay.Payment
		want     []replay.Funding
	}{
		{"a card", pays("credit_card", 5), []replay.Funding{{trade.Card, 5}}},
		{"a debit card", pays("debit_card", 5), []replay.Funding{{trade.DebitCard, 5}}},
		{"a boleto", pays("boleto", 5), []replay.Funding{{trade.BankSlip, 5}}},
		{"a bank transfer", pays("bank_transfer", 5), []replay.Funding{{trade.BankTransfer, 5}}},
		{"what we do not know", pays("not_defined", 5), []replay.Funding{{trade.Other, 5}}},
		{"each payment is a funding", pays("voucher", 5, 7), []replay.Funding{{trade.Voucher, 5}, {trade.Voucher, 7}}},
		{"a payment of nothing is none", pays("voucher", 5, 0, 7), []replay.Funding{{trade.Voucher, 5}, {trade.Voucher, 7}}},
		{
			"more than a trade takes: one for each instrument", append(pays("credit_card", 5), many...),
			[]replay.Funding{{trade.Card, 5}, {trade.Voucher, 10 * (trade.FundingsMax + 1)}},
		},
	}
	for _, test := range tests {
		o := order("o", replay.Delivered, days{1, 2, 3, 4, 9})
		o.Payments, o.PaidCents, o.Sellers = test.payments, 0, nil
		for _, p := range test.payments {
			o.PaidCents += p.Cents
		}
		plan := replay.NewPlan(&o, 1)
		if diff := cmp.Diff(test.want, plan.Fundings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		checkPlan(t, plan)
	}
}

func TestPlanDirt(t *testing.T) {
	t.Parallel()
	clean := order("o", replay.Delivered, days{1, 2, 3, 4, 9})
	several := clean
	several.Payments = []replay.Payment{{Type: "voucher", Cents: 1000}, {Type: "voucher"}, {Type: "voucher"}}
	several.Sellers = []replay.Seller{{ID: "a", Cents: 1}, {ID: "b", Cents: 2}}
	tests := []struct {
		name  string
		order replay.Order
		want  replay.Dirt
	}{
		{"clean", clean, replay.Dirt{}},
		{"several of everything, two of nothing", several, replay.Dirt{SeveralInstruments: 1, SeveralSellers: 1, Mismatch: 1, ZeroPayment: 2}},
		{"shipped before the approval", order("o", replay.Delivered, days{1, 3, 2, 4, 9}), replay.Dirt{ShippedBeforeApproval: 1}},
		{"delivered before the carrier", order("o", replay.Delivered, days{1, 2, 4, 3, 9}), replay.Dirt{DeliveredBeforeShipped: 1}},
		{"delivered before the approval alone is not", order("o", replay.Delivered, days{1, 5, 0, 4, 9}), replay.Dirt{}},
		{"delivered, never approved", order("o", replay.Delivered, days{1, 0, 3, 4, 9}), replay.Dirt{NoApproval: 1}},
		{"canceled, never approved", order("o", replay.Canceled, days{1, 0, 0, 0, 9}), replay.Dirt{}},
		{"delivered without the date", order("o", replay.Delivered, days{1, 2, 3, 0, 9}), replay.Dirt{NoDate: 1}},
		{"shipped without the date", order("o", replay.Shipped, days{1, 2, 3, 0, 9}), replay.Dirt{}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, replay.NewPlan(&test.order, 1).Dirt); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	empty := clean
	empty.Sellers = nil
	if diff := cmp.Diff(replay.Dirt{NoItems: 1}, replay.NewPlan(&empty, 1).Dirt); diff != "" {
		t.Errorf("no sellers (-want +got):\n%s", diff)
	}
}
