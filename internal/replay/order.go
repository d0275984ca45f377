package replay

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/trade"
)

// Limits of an order line.
const (
	LineBytesMax  = 64 << 10          // bytes of a line without its end
	PaymentsMax   = 100               // payments of an order
	SellersMax    = trade.SharesMax   // sellers of an order
	TextBytesMax  = 64                // bytes of an id
	NameBytesMax  = 32                // bytes of a state, a status or a payment's type
	CentsMax      = 1_000_000_000_000 // cents of any amount: the sum over a whole file cannot overflow
	SequenceMax   = math.MaxInt32     // a payment's number, and its instalments
	dateLayout    = "2006-01-02 15:04:05"
	dateYearMin   = 1990
	dateYearLimit = 2100
)

// Status is where an order of the file stands.
type Status uint8

// The statuses of orders.
const (
	Created Status = iota + 1
	Approved
	Invoiced
	Processing
	Shipped
	Delivered
	Canceled
	Unavailable
	statusEnd
)

// String returns the status as the files write it.
func (s Status) String() string {
	switch s {
	case Created:
		return "created"
	case Approved:
		return "approved"
	case Invoiced:
		return "invoiced"
	case Processing:
		return "processing"
	case Shipped:
		return "shipped"
	case Delivered:
		return "delivered"
	case Canceled:
		return "canceled"
	case Unavailable:
		return "unavailable"
	case statusEnd:
	}
	return "status(" + strconv.Itoa(int(s)) + ")"
}

// parseStatus returns the status of a name.
func parseStatus(name string) (Status, bool) {
	for s := Created; s < statusEnd; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

// Order is one line of an order file. Ids and names are ASCII letters, digits,
// '_' and '-'. Dates are UTC, in ns since the Unix epoch; zero where absent.
type Order struct {
	ID        string
	Buyer     string
	State     string // the buyer's region
	Status    Status
	Purchase  int64 // never absent
	Approved  int64
	Carrier   int64
	Delivered int64
	Estimated int64
	Payments  []Payment
	PaidCents int64 // the sum of Payments, above zero
	Sellers   []Seller
}

// Payment is a part of what was paid, by one instrument.
type Payment struct {
	Sequence    int
	Type        string // credit_card, boleto, voucher, debit_card, ...
	Instalments int
	Cents       int64
}

// Seller is a seller of an order and the share in cents.
type Seller struct {
	ID    string
	Cents int64
}

// Instrument returns what the payment comes from; Other for a type that the
// platform does not know.
func (p Payment) Instrument() trade.Instrument {
	switch p.Type {
	case "credit_card":
		return trade.Card
	case "debit_card":
		return trade.DebitCard
	case "boleto":
		return trade.BankSlip
	case "bank_transfer":
		return trade.BankTransfer
	case "voucher":
		return trade.Voucher
	}
	return trade.Other
}

// check says what is wrong with the order's values, if anything. Reasons name
// fields and never hold values, which may be personal.
func (o *Order) check() error {
	switch {
	case !isCode(o.ID, TextBytesMax):
		return badField("order", "not an id of 1 to 64 letters, digits, _ and -")
	case !isCode(o.Buyer, TextBytesMax):
		return badField("buyer", "not an id of 1 to 64 letters, digits, _ and -")
	case !isCode(o.State, NameBytesMax):
		return badField("state", "not a code of 1 to 32 letters, digits, _ and -")
	case o.Purchase == 0:
		return badField("purchase", "a date is needed")
	case len(o.Payments) == 0:
		return badField("payments", "at least one is needed")
	}
	if err := o.checkSellers(); err != nil {
		return err
	}
	var sum int64
	for _, p := range o.Payments {
		if !isCode(p.Type, NameBytesMax) {
			return badField("payments.type", "not a name of 1 to 32 letters, digits, _ and -")
		}
		sum += p.Cents
	}
	switch {
	case sum != o.PaidCents:
		return badField("paid_cents", "differs from the sum of the payments")
	case sum == 0:
		return badField("paid_cents", "nothing is paid")
	}
	return nil
}

func (o *Order) checkSellers() error {
	for i, s := range o.Sellers {
		if !isCode(s.ID, TextBytesMax) {
			return badField("sellers", "not an id of 1 to 64 letters, digits, _ and -")
		}
		for _, earlier := range o.Sellers[:i] {
			if earlier.ID == s.ID {
				return badField("sellers", "duplicate key")
			}
		}
	}
	return nil
}

// isCode reports whether s is 1 to size letters, digits, '_' and '-'.
func isCode(s string, size int) bool {
	if s == "" || len(s) > size {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// parseDate reads a date of the file, "" as zero.
func parseDate(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	// The round trip refuses what Parse forgives: a short hour, fractions.
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Format(dateLayout) != s || t.Year() < dateYearMin || t.Year() >= dateYearLimit {
		return 0, false
	}
	return t.UnixNano(), true
}

// AppendLine appends the order, which must be one that Decode could return, as
// a line of the file, with its end.
func (o *Order) AppendLine(b []byte) []byte {
	b = fmt.Appendf(b, `{"order":"%s","buyer":"%s","state":"%s","status":"%s"`, o.ID, o.Buyer, o.State, o.Status)
	b = appendDate(b, "purchase", o.Purchase)
	b = appendDate(b, "approved", o.Approved)
	b = appendDate(b, "carrier", o.Carrier)
	b = appendDate(b, "delivered", o.Delivered)
	b = appendDate(b, "estimated", o.Estimated)
	b = append(b, `,"payments":[`...)
	for i, p := range o.Payments {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"seq":%d,"type":"%s","installments":%d,"cents":%d}`, p.Sequence, p.Type, p.Instalments, p.Cents)
	}
	b = fmt.Appendf(b, `],"paid_cents":%d,"sellers":{`, o.PaidCents)
	for i, s := range o.Sellers {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `"%s":%d`, s.ID, s.Cents)
	}
	return append(b, "}}\n"...)
}

func appendDate(b []byte, field string, at int64) []byte {
	b = fmt.Appendf(b, `,"%s":"`, field)
	if at != 0 {
		b = time.Unix(0, at).UTC().AppendFormat(b, dateLayout)
	}
	return append(b, '"')
}
