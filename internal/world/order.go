package world

import (
	"slices"

	"github.com/candorpay/candor/internal/replay"
)

// fate is what is to become of an order, with what the files get wrong about it.
type fate struct {
	status     replay.Status
	unapproved bool // canceled before it was approved
	dirt       replay.Dirt
}

// fates are the statuses other than delivered, and how often they are, of a
// million.
var fates = []struct {
	ppm  int64
	fate fate
}{
	{10_400, fate{status: replay.Shipped}},
	{9_800, fate{status: replay.Unavailable}},
	{4_600, fate{status: replay.Canceled}},
	{1_100, fate{status: replay.Canceled, unapproved: true}},
	{4_700, fate{status: replay.Processing}},
	{4_300, fate{status: replay.Invoiced}},
	{1_000, fate{status: replay.Approved}},
	{1_000, fate{status: replay.Created}},
}

// How often orders are approved within the hour, and how often they have dirt,
// of a million. What is rarer than one in a
// thousand in real files is that often here, so that small worlds have it too.
const (
	quickApprovalPPM          = 750_000
	shippedBeforeApprovalPPM  = 1_600
	deliveredBeforeShippedPPM = 1_000
	noApprovalPPM             = 1_000
	noDatePPM                 = 1_000
	severalInstrumentsPPM     = 33_500
	zeroPaymentPPM            = 1_000
	severalSellersPPM         = 10_100
	moreThanPaidPPM           = 2_200
	lessThanPaidPPM           = 3_700
)

// fate draws what is to become of an order.
func (m *market) fate() fate {
	at := m.between(0, 999_999)
	for _, f := range fates {
		if at -= f.ppm; at < 0 {
			return f.fate
		}
	}
	f := fate{status: replay.Delivered}
	switch {
	case m.ppm(shippedBeforeApprovalPPM):
		f.dirt.ShippedBeforeApproval = 1
	case m.ppm(deliveredBeforeShippedPPM):
		f.dirt.DeliveredBeforeShipped = 1
	case m.ppm(noApprovalPPM):
		f.dirt.NoApproval = 1
	case m.ppm(noDatePPM):
		f.dirt.NoDate = 1
	}
	return f
}

// order makes order i and counts what must become of it.
func (m *market) order(i int) replay.Order {
	f := m.fate()
	o := replay.Order{
		ID: m.id(), Buyer: m.buyer(), State: regions[m.rand.IntN(len(regions))],
		Status: f.status, Purchase: m.purchase(i), PaidCents: m.price(),
	}
	m.date(&o, f)
	m.pay(&o, &f)
	due := m.share(&o, &f)
	m.count(&o, f, due)
	return o
}

// date gives the order the dates that its status has, and gets wrong what its
// fate wants wrong.
func (m *market) date(o *replay.Order, f fate) {
	midnight := o.Purchase - o.Purchase%day
	o.Estimated = midnight + m.between(10, 45)*day
	if f.unapproved || f.status == replay.Created {
		return
	}
	if m.ppm(quickApprovalPPM) {
		o.Approved = m.later(o.Purchase, 5*minute, hour)
	} else {
		o.Approved = m.later(o.Purchase, hour, 2*day)
	}
	if f.status != replay.Shipped && f.status != replay.Delivered {
		return
	}
	o.Carrier = m.later(o.Approved, 2*hour, 5*day)
	if f.status == replay.Shipped {
		return
	}
	o.Delivered = m.later(o.Carrier, 6*hour, 15*day)
	switch {
	case f.dirt.ShippedBeforeApproval != 0:
		o.Carrier = m.later(o.Purchase, minute, 4*minute)
	case f.dirt.DeliveredBeforeShipped != 0:
		o.Delivered = o.Carrier - m.between(1, 3600)*second
	case f.dirt.NoApproval != 0:
		o.Approved = 0
	case f.dirt.NoDate != 0:
		o.Delivered = 0
	}
}

// pay gives the order its payments: one, or several of which most are vouchers.
func (m *market) pay(o *replay.Order, f *fate) {
	count := int64(1)
	if m.ppm(severalInstrumentsPPM) {
		count = m.between(2, 4)
	}
	left := o.PaidCents
	for ; count > 1; count-- {
		part := m.between(1, left-count)
		left -= part
		m.addPayment(o, "voucher", 1, part)
	}
	switch {
	case m.ppm(760_000):
		m.addPayment(o, "credit_card", int(m.between(1, 10)), left)
	case m.ppm(850_000):
		m.addPayment(o, "boleto", 1, left)
	case m.ppm(500_000):
		m.addPayment(o, "debit_card", 1, left)
	default:
		m.addPayment(o, "voucher", 1, left)
	}
	if m.ppm(zeroPaymentPPM) {
		m.addPayment(o, "voucher", 1, 0)
		f.dirt.ZeroPayment = 1
	}
	if len(o.Payments) > 1 {
		f.dirt.SeveralInstruments = 1
	}
}

func (m *market) addPayment(o *replay.Order, kind string, instalments int, cents int64) {
	p := replay.Payment{Sequence: len(o.Payments) + 1, Type: kind, Instalments: instalments, Cents: cents}
	o.Payments = append(o.Payments, p)
}

// share gives the order its sellers and returns what each is due of what was
// paid. The items of an order that nobody could fill are not in the files.
func (m *market) share(o *replay.Order, f *fate) []int64 {
	if f.unapproved || f.status == replay.Unavailable || f.status == replay.Created {
		f.dirt.NoItems = 1
		return nil
	}
	o.Sellers = []replay.Seller{{ID: m.seller(), Cents: o.PaidCents}}
	if m.ppm(severalSellersPPM) {
		m.addSellers(o)
		f.dirt.SeveralSellers = one(len(o.Sellers) > 1)
	}
	var less int64
	more := m.ppm(moreThanPaidPPM)
	if !more && m.ppm(lessThanPaidPPM) {
		less = m.between(1, min(300, o.Sellers[0].Cents-1))
	}
	f.dirt.Mismatch = one(more || less > 0)
	o.Sellers[0].Cents -= less
	due := make([]int64, len(o.Sellers))
	for i, s := range o.Sellers {
		due[i] = s.Cents
	}
	if more {
		m.overstate(o, due)
	}
	return due
}

// addSellers divides the order among one or two more sellers, as far as chance
// does not draw one again.
func (m *market) addSellers(o *replay.Order) {
	for range m.between(1, 2) {
		id := m.seller()
		if slices.ContainsFunc(o.Sellers, func(s replay.Seller) bool { return s.ID == id }) {
			continue
		}
		part := m.between(o.PaidCents/10, o.PaidCents/4)
		o.Sellers[0].Cents -= part
		o.Sellers = append(o.Sellers, replay.Seller{ID: id, Cents: part})
	}
}

// overstate writes one cent more than there is to a seller. Scaled back, every
// share loses less than a cent, the largest share most: so it is the largest
// share as written, the last of equal ones, that is a cent short in the end.
func (m *market) overstate(o *replay.Order, due []int64) {
	o.Sellers[m.rand.IntN(len(o.Sellers))].Cents++
	largest := 0
	for i, s := range o.Sellers {
		due[i] = s.Cents
		if s.Cents >= o.Sellers[largest].Cents {
			largest = i
		}
	}
	due[largest]--
}

// count adds an order and its fate to the truth.
func (m *market) count(o *replay.Order, f fate, due []int64) {
	t := &m.truth
	t.Orders++
	t.Total += o.PaidCents
	status := t.ByStatus[o.Status.String()]
	t.ByStatus[o.Status.String()] = replay.Count{Orders: status.Orders + 1, Cents: status.Cents + o.PaidCents}
	t.Dirt.Add(f.dirt)
	switch {
	case f.unapproved, f.status == replay.Created:
		t.Closed += o.PaidCents
	case f.status == replay.Canceled, f.status == replay.Unavailable:
		t.Refunded += o.PaidCents
	case f.status == replay.Delivered:
		t.Released += o.PaidCents
		t.Marketplace += o.PaidCents
		for i, s := range o.Sellers {
			t.Sellers[s.ID] += due[i]
			t.Marketplace -= due[i]
		}
	default:
		t.Held += o.PaidCents
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
