package replay

import (
	"slices"

	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// Kind says what a step does to its trade.
type Kind uint8

// The kinds of steps.
const (
	Create  Kind = iota + 1 // makes the trade
	Pay                     // pays it whole, into escrow
	Ship                    // the goods leave
	Confirm                 // the goods arrive: releases
	Refund                  // gives everything back
	Close                   // ends a trade that was never paid
)

// String returns the kind's name.
func (k Kind) String() string {
	switch k {
	case Create:
		return "create"
	case Pay:
		return "pay"
	case Ship:
		return "ship"
	case Confirm:
		return "confirm"
	case Refund:
		return "refund"
	case Close:
		return "close"
	}
	return "unknown"
}

// Step is one command of a plan, not before the business time At, in ns.
type Step struct {
	At   int64
	Kind Kind
}

// Funding is a part of a plan's payment; Cents is above zero.
type Funding struct {
	Instrument trade.Instrument
	Cents      int64
}

// Plan is what must happen to one order.
type Plan struct {
	Order    string
	Line     int // of the file, from 1
	Status   Status
	Cents    int64     // what is paid
	Fundings []Funding // sum to Cents
	Sellers  []Seller  // sum to Cents at most, each above zero; the rest is the marketplace's
	Steps    []Step    // at most four, in order of time
	Dirt     Dirt
}

// NewPlan returns the plan of an order that Decode returned.
func NewPlan(o *Order, line int) Plan {
	p := Plan{Order: o.ID, Line: line, Status: o.Status, Cents: o.PaidCents, Steps: steps(o), Dirt: dirtOf(o)}
	p.Fundings = fundings(o)
	p.Sellers = shares(o)
	return p
}

// fundings returns what each payment funds; one of nothing is left out. Where
// an order has more payments than a trade may have fundings, those of one
// instrument are one funding: they come from the same clearing account.
func fundings(o *Order) []Funding {
	var all []Funding
	for _, p := range o.Payments {
		if p.Cents > 0 {
			all = append(all, Funding{p.Instrument(), p.Cents})
		}
	}
	if len(all) <= trade.FundingsMax {
		return all
	}
	var merged []Funding
	for _, f := range all {
		i := slices.IndexFunc(merged, func(m Funding) bool { return m.Instrument == f.Instrument })
		if i < 0 {
			merged = append(merged, f)
			continue
		}
		merged[i].Cents += f.Cents
	}
	return merged
}

// shares returns what each seller gets of what was paid. A share of nothing is
// left out.
func shares(o *Order) []Seller {
	weights := make([]int64, len(o.Sellers))
	var sum int64
	for i, s := range o.Sellers {
		weights[i] = s.Cents
		sum += s.Cents
	}
	if sum > o.PaidCents {
		parts, err := money.Split(o.PaidCents, weights)
		if err != nil {
			panic("replay: shares above what was paid do not split: " + err.Error())
		}
		weights = parts
	}
	var all []Seller
	for i, s := range o.Sellers {
		if weights[i] > 0 {
			all = append(all, Seller{s.ID, weights[i]})
		}
	}
	return all
}

// steps returns an order's steps. One dated before the one that it needs, or
// not dated at all, happens right after that one: at the same time, in order.
func steps(o *Order) []Step {
	s := []Step{{o.Purchase, Create}}
	add := func(kind Kind, at int64) {
		s = append(s, Step{max(at, s[len(s)-1].At), kind})
	}
	pay := func() { add(Pay, firstOf(o.Approved, o.Carrier)) }
	switch o.Status {
	case Created:
	case Approved, Invoiced, Processing:
		pay()
	case Shipped:
		pay()
		add(Ship, o.Carrier)
	case Delivered:
		pay()
		add(Ship, o.Carrier)
		add(Confirm, firstOf(o.Delivered, o.Estimated))
	case Canceled:
		if o.Approved == 0 {
			add(Close, lastDate(o))
			break
		}
		pay()
		add(Refund, lastDate(o))
	case Unavailable:
		pay()
		add(Refund, lastDate(o))
	case statusEnd:
	}
	return s
}

// firstOf returns the first date that is not absent.
func firstOf(dates ...int64) int64 {
	for _, at := range dates {
		if at != 0 {
			return at
		}
	}
	return 0
}

// lastDate returns the latest of an order's five dates. It counts the estimated
// one: a refund without a date came by then, if not before.
func lastDate(o *Order) int64 {
	return max(o.Purchase, o.Approved, o.Carrier, o.Delivered, o.Estimated)
}

// lifetime is how long the trade of a plan may wait to be paid, in ns: to the
// plan's last step and some days more.
func (p *Plan) lifetime() int64 {
	return min(p.Steps[len(p.Steps)-1].At-p.Steps[0].At+trade.ExpiryDefault, trade.ExpiryMax)
}
