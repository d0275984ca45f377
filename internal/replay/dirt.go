package replay

// Dirt counts, by kind, what an order or a file gets wrong or does in an
// unusual way. The names are those of the report.
type Dirt struct {
	SeveralInstruments     int `json:"several_instruments"`      // orders with more than one payment
	SeveralSellers         int `json:"several_sellers"`          // orders with more than one seller
	Mismatch               int `json:"mismatch"`                 // orders with sellers whose shares do not sum to what was paid
	NoItems                int `json:"no_items"`                 // orders without sellers
	ZeroPayment            int `json:"zero_payment"`             // payments of nothing
	ShippedBeforeApproval  int `json:"shipped_before_approval"`  // orders with the carrier before the approval
	DeliveredBeforeShipped int `json:"delivered_before_shipped"` // orders delivered before the carrier had them
	NoApproval             int `json:"no_approval"`              // delivered orders without the date of approval
	NoDate                 int `json:"no_date"`                  // delivered orders without the date of delivery
}

// Add counts what other counted.
func (d *Dirt) Add(other Dirt) {
	d.SeveralInstruments += other.SeveralInstruments
	d.SeveralSellers += other.SeveralSellers
	d.Mismatch += other.Mismatch
	d.NoItems += other.NoItems
	d.ZeroPayment += other.ZeroPayment
	d.ShippedBeforeApproval += other.ShippedBeforeApproval
	d.DeliveredBeforeShipped += other.DeliveredBeforeShipped
	d.NoApproval += other.NoApproval
	d.NoDate += other.NoDate
}

// rows yields the kinds by name, in the order of the report.
func (d *Dirt) rows(yield func(kind string, count int) bool) {
	for _, row := range []struct {
		kind  string
		count int
	}{
		{"several_instruments", d.SeveralInstruments},
		{"several_sellers", d.SeveralSellers},
		{"mismatch", d.Mismatch},
		{"no_items", d.NoItems},
		{"zero_payment", d.ZeroPayment},
		{"shipped_before_approval", d.ShippedBeforeApproval},
		{"delivered_before_shipped", d.DeliveredBeforeShipped},
		{"no_approval", d.NoApproval},
		{"no_date", d.NoDate},
	} {
		if !yield(row.kind, row.count) {
			return
		}
	}
}

// dirtOf counts the dirt of one order.
func dirtOf(o *Order) Dirt {
	delivered := o.Status == Delivered
	d := Dirt{
		SeveralInstruments:     one(len(o.Payments) > 1),
		SeveralSellers:         one(len(o.Sellers) > 1),
		NoItems:                one(len(o.Sellers) == 0),
		ShippedBeforeApproval:  one(o.Carrier != 0 && o.Carrier < o.Approved),
		DeliveredBeforeShipped: one(o.Delivered != 0 && o.Delivered < o.Carrier),
		NoApproval:             one(delivered && o.Approved == 0),
		NoDate:                 one(delivered && o.Delivered == 0),
	}
	var shares int64
	for _, s := range o.Sellers {
		shares += s.Cents
	}
	d.Mismatch = one(len(o.Sellers) > 0 && shares != o.PaidCents)
	for _, p := range o.Payments {
		d.ZeroPayment += one(p.Cents == 0)
	}
	return d
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
