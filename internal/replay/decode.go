package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// ErrLine is the root of every error of Decode. The texts of such errors name
// fields and say what is wrong, and hold nothing else of the line.
var ErrLine = errors.New("replay: bad order line")

// lineError is one reason for which a line is refused.
type lineError struct{ reason string }

func (e *lineError) Error() string { return e.reason }

func (e *lineError) Unwrap() error { return ErrLine }

func badField(field, reason string) error { return &lineError{field + ": " + reason} }

func badLine(reason string) error { return &lineError{reason} }

var (
	orderFields = []string{
		"order", "buyer", "state", "status", "purchase", "approved", "carrier", "delivered", "estimated",
		"payments", "paid_cents", "sellers",
	}
	paymentFields = []string{"seq", "type", "installments", "cents"}
)

// Decode reads an order from a line of the file, without its end. Every field
// of the format is needed, once; any other is refused, so nesting is never
// deeper than the format's own. Amounts are whole, not negative, and written
// with digits alone. Errors match ErrLine.
func Decode(line []byte) (Order, error) {
	switch {
	case len(line) == 0:
		return Order{}, errEmpty
	case len(line) > LineBytesMax:
		return Order{}, errLong
	case !utf8.Valid(line):
		return Order{}, badLine("broken UTF-8")
	}
	d := decoder{json.NewDecoder(bytes.NewReader(line))}
	d.UseNumber()
	var o Order
	if err := d.object("", orderFields, func(field string) error { return d.orderField(&o, field) }); err != nil {
		return Order{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Order{}, badLine("something follows the order")
	}
	if err := o.check(); err != nil {
		return Order{}, err
	}
	return o, nil
}

var (
	errEmpty = badLine("empty")
	errLong  = badLine("longer than " + strconv.Itoa(LineBytesMax) + " bytes")
)

// decoder reads one line token by token: what it does not expect it never
// descends into.
type decoder struct{ *json.Decoder }

func (d decoder) orderField(o *Order, field string) (err error) {
	switch field {
	case "order":
		o.ID, err = d.text(field)
	case "buyer":
		o.Buyer, err = d.text(field)
	case "state":
		o.State, err = d.text(field)
	case "status":
		o.Status, err = d.status()
	case "purchase":
		o.Purchase, err = d.date(field)
	case "approved":
		o.Approved, err = d.date(field)
	case "carrier":
		o.Carrier, err = d.date(field)
	case "delivered":
		o.Delivered, err = d.date(field)
	case "estimated":
		o.Estimated, err = d.date(field)
	case "payments":
		o.Payments, err = d.payments()
	case "paid_cents":
		o.PaidCents, err = d.integer(field, CentsMax)
	case "sellers":
		o.Sellers, err = d.sellers()
	}
	return err
}

func (d decoder) payments() ([]Payment, error) {
	if err := d.delim("payments", '['); err != nil {
		return nil, err
	}
	var all []Payment
	for d.More() {
		if len(all) == PaymentsMax {
			return nil, badField("payments", "more than "+strconv.Itoa(PaymentsMax))
		}
		var p Payment
		err := d.object("payments", paymentFields, func(field string) error { return d.paymentField(&p, field) })
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, d.delim("payments", ']')
}

func (d decoder) paymentField(p *Payment, field string) (err error) {
	var n int64
	switch field {
	case "seq":
		n, err = d.integer("payments.seq", SequenceMax)
		p.Sequence = int(n)
	case "type":
		p.Type, err = d.text("payments.type")
	case "installments":
		n, err = d.integer("payments.installments", SequenceMax)
		p.Instalments = int(n)
	case "cents":
		p.Cents, err = d.integer("payments.cents", CentsMax)
	}
	return err
}

func (d decoder) sellers() ([]Seller, error) {
	if err := d.delim("sellers", '{'); err != nil {
		return nil, err
	}
	var all []Seller
	for d.More() {
		if len(all) == SellersMax {
			return nil, badField("sellers", "more than "+strconv.Itoa(SellersMax))
		}
		id, err := d.text("sellers")
		if err != nil {
			return nil, err
		}
		cents, err := d.integer("sellers", CentsMax)
		if err != nil {
			return nil, err
		}
		all = append(all, Seller{ID: id, Cents: cents})
	}
	return all, d.delim("sellers", '}')
}

// object reads an object that has each of the fields once and no other.
func (d decoder) object(path string, fields []string, read func(field string) error) error {
	if err := d.delim(path, '{'); err != nil {
		return err
	}
	seen := make([]bool, len(fields))
	for d.More() {
		key, err := d.text(path)
		if err != nil {
			return err
		}
		i := slices.Index(fields, key)
		switch {
		case i < 0: // its name may be personal, too
			return badLine(join(path, "unknown field"))
		case seen[i]:
			return badField(within(path, key), "duplicate key")
		}
		seen[i] = true
		if err := read(key); err != nil {
			return err
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		return badField(within(path, fields[i]), "missing")
	}
	return d.delim(path, '}')
}

// delim reads a bracket or brace.
func (d decoder) delim(path string, want json.Delim) error {
	token, err := d.Token()
	if err != nil {
		return errJSON
	}
	if token == want {
		return nil
	}
	if want == '[' || want == ']' {
		return badLine(join(path, "not an array"))
	}
	return badLine(join(path, "not an object"))
}

func (d decoder) text(field string) (string, error) {
	token, err := d.Token()
	if err != nil {
		return "", errJSON
	}
	s, ok := token.(string)
	switch {
	case !ok:
		return "", badField(field, "not a string")
	case len(s) > TextBytesMax:
		return "", badField(field, "too long")
	}
	return s, nil
}

func (d decoder) status() (Status, error) {
	name, err := d.text("status")
	if err != nil {
		return 0, err
	}
	s, ok := parseStatus(name)
	if !ok {
		return 0, badField("status", "unknown")
	}
	return s, nil
}

func (d decoder) date(field string) (int64, error) {
	s, err := d.text(field)
	if err != nil {
		return 0, err
	}
	at, ok := parseDate(s)
	if !ok {
		return 0, badField(field, "not a date like 2017-01-31 23:59:59 between 1990 and 2099")
	}
	return at, nil
}

// integer reads a number from 0 to limit that is written with digits alone.
func (d decoder) integer(field string, limit int64) (int64, error) {
	token, err := d.Token()
	if err != nil {
		return 0, errJSON
	}
	number, ok := token.(json.Number)
	if !ok {
		return 0, badField(field, "not a number")
	}
	if number[0] == '-' {
		return 0, badField(field, "negative")
	}
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return 0, badField(field, "not an integer")
		}
	}
	n, err := strconv.ParseInt(string(number), 10, 64)
	if err != nil || n > limit {
		return 0, badField(field, "too large")
	}
	return n, nil
}

var errJSON = badLine("not valid JSON")

func within(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func join(path, reason string) string {
	if path == "" {
		return reason
	}
	return path + ": " + reason
}
