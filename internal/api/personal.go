package api

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// CustomersMax is how many customers one request names.
const CustomersMax = 20_000

// Names of what is chosen from. They are the domains' own.
var (
	caseKinds     = names(cases.Ticket, cases.Alert)
	approvalKinds = names(approval.Bulk, approval.Clock) // a review of a break-glass read nobody asks for
	staffRoles    = names(staff.Support, staff.Approver)
	readLevels    = names(disclosure.Masked, disclosure.Clear)
	levels        = names(disclosure.Matched, disclosure.Ciphertext)
	purposes      = names(disclosure.ForSupport, disclosure.ForOther)
	measures      = names(disclosure.CountClear, disclosure.CountEmergency)
	principals    = append(names(disclosure.Principal(staff.Support), disclosure.Principal(staff.Approver)),
		names(disclosure.AsMerchant, disclosure.AsCustomer)...)
)

// names returns the constants from the first to the last with their names.
func names[T interface {
	~uint8
	fmt.Stringer
}](first, last T) (all []name[T]) {
	for v := first; v <= last; v++ {
		all = append(all, name[T]{v, v.String()})
	}
	return all
}

// need is choose of a field that must be there.
func need[T comparable](c *call, field, text string, from []name[T]) T {
	if text == "" {
		c.wrong(field, CodeMissingField, "is required")
	}
	return choose(c, field, text, from)
}

// valuesBody is a customer's data by field. It shows itself in JSON alone.
type valuesBody struct {
	Name        *string `json:"name,omitempty"`
	NationalID  *string `json:"national_id,omitempty"`
	Phone       *string `json:"phone,omitempty" doc:"With a country code, or as it is dialled in her region."`
	Email       *string `json:"email,omitempty"`
	Address     *string `json:"address,omitempty"`
	BirthDate   *string `json:"birth_date,omitempty" doc:"YYYY-MM-DD."`
	BankAccount *string `json:"bank_account,omitempty"`
	Card        *string `json:"card,omitempty"`
}

// String hides the values.
func (valuesBody) String() string { return "[hidden]" }

// GoString hides the values.
func (valuesBody) GoString() string { return "[hidden]" }

// places are the fields' places, in the catalogue's order.
func (b *valuesBody) places() [customer.FieldCount]**string {
	return [...]**string{
		customer.Name: &b.Name, customer.NationalID: &b.NationalID, customer.Phone: &b.Phone, customer.Email: &b.Email,
		customer.Address: &b.Address, customer.BirthDate: &b.BirthDate, customer.BankAccount: &b.BankAccount, customer.Card: &b.Card,
	}
}

// values returns what was given, as it was given.
func (b *valuesBody) values(c *call) (v customer.Values) {
	for f, text := range b.places() {
		if *text == nil {
			continue
		}
		if **text == "" {
			c.wrong("values."+customer.Field(f).String(), CodeInvalidField, "must not be empty; leave the field out instead")
		}
		v.Set(customer.Field(f), **text)
	}
	return v
}

// showValues returns what was read.
func showValues(v customer.Values) (b valuesBody) {
	places := b.places()
	for f := range v.Fields().All() {
		text := v.Get(f)
		*places[f] = &text
	}
	return b
}

// windowsBody are numbers over rolling windows.
type windowsBody struct {
	Hour  uint32 `json:"hour" doc:"Within 1 hour."`
	Day   uint32 `json:"day" doc:"Within 24 hours."`
	Month uint32 `json:"month" doc:"Within 30 days."`
	Year  uint32 `json:"year" doc:"Within 365 days."`
}

func showWindows(l disclosure.Limits) windowsBody { return windowsBody{l[0], l[1], l[2], l[3]} }

func (b windowsBody) limits() disclosure.Limits {
	return disclosure.Limits{b.Hour, b.Day, b.Month, b.Year}
}

// fieldSet returns the set of fields with the names.
func (c *call) fieldSet(field string, given []string) (s customer.Fields) {
	for i, text := range given {
		f, ok := customer.ParseField(text)
		if !ok {
			c.wrong(fmt.Sprintf("%s[%d]", field, i), CodeInvalidField, "must be one of "+
				strings.ReplaceAll(customer.AllFields.String(), ",", ", "))
			continue
		}
		s = s.With(f)
	}
	return s
}

// someFields is fieldSet of a field that must name one at least.
func (c *call) someFields(field string, given []string) customer.Fields {
	if len(given) == 0 {
		c.wrong(field, CodeMissingField, "is required")
	}
	return c.fieldSet(field, given)
}

// showFields returns the names of a set, an empty list of none.
func showFields(s customer.Fields) []string {
	all := []string{}
	for f := range s.All() {
		all = append(all, f.String())
	}
	return all
}

// customerID returns the customer that a field names, who must be there.
func (c *call) customerID(field string, s hexID) customer.ID { return customer.ID(c.id(field, s)) }

// customerIDs returns the customers that a field names.
func (c *call) customerIDs(field string, given []hexID) []customer.ID {
	all := make([]customer.ID, len(given))
	for i, s := range given {
		all[i] = c.customerID(field+"["+strconv.Itoa(i)+"]", s)
	}
	return all
}

// selfCustomer returns the customer in the request's path.
func (c *call) selfCustomer() customer.ID { return customer.ID(c.self()) }

// showHex shows 16 bytes, nothing when they are zero.
func showHex(id [16]byte) hexID {
	if id == [16]byte{} {
		return ""
	}
	return hexID(hex.EncodeToString(id[:]))
}

// hash is a SHA-256 in JSON: 64 lower-case hexadecimal digits, or empty.
type hash string

func showHash(h [32]byte) hash { return hash(hex.EncodeToString(h[:])) }

// hash returns the hash in a field, zero when it was left out.
func (c *call) hash(field string, s hash) (h [32]byte) {
	if s == "" {
		return h
	}
	b, err := hex.DecodeString(string(s))
	if err != nil || len(b) != len(h) || strings.ToLower(string(s)) != string(s) {
		c.wrong(field, CodeInvalidField, "must be a SHA-256 in 64 lower-case hexadecimal digits")
		return h
	}
	return [32]byte(b)
}

// number returns the number in the request's path.
func (c *call) number() uint32 { return uint32(c.place("number", 32)) }

// place returns a part of the request's path that counts from 1.
func (c *call) place(part string, bits int) uint64 {
	n, err := strconv.ParseUint(c.r.PathValue(part), 10, bits)
	if err != nil || n == 0 {
		c.wrong(part, CodeInvalidField, "must be an integer from 1")
		return 0
	}
	return n
}

// purpose returns what a read is for. Left out, its case says so: one that the
// caller may not see says nothing, and what is read under it is refused anyway.
func (c *call) purpose(text string, under uint32) disclosure.Purpose {
	switch {
	case text != "":
		return choose(c, "purpose", text, purposes)
	case c.by.Role != auth.Staff:
		return disclosure.ForPayment
	case under == 0:
		return disclosure.ForSupport
	}
	v, err := c.p.Case(c.ctx(), c.by, cases.Number(under))
	if err != nil {
		return disclosure.ForSupport
	}
	return disclosure.PurposeOf(v.Kind)
}

// shortText returns a text for people that must be there.
func (c *call) shortText(field, s string, most int) string {
	switch {
	case s == "":
		c.wrong(field, CodeMissingField, "is required")
	case len(s) > most:
		c.wrong(field, CodeInvalidField, "must have at most "+strconv.Itoa(most)+" bytes")
	}
	return s
}

// pageOf makes a page of a list that goes on behind, or below, a number of each
// item. A full page may have an empty one behind it.
func pageOf[T, R any](items []T, limit int, number func(*T) uint64, show func(T) R) page[R] {
	p := page[R]{Data: make([]R, len(items))}
	for i := range items {
		p.Data[i] = show(items[i])
	}
	if len(items) > 0 && len(items) >= limit {
		p.Next = positionCursor(number(&items[len(items)-1]))
	}
	return p
}

// after32 returns the number behind which a page begins.
func (c *call) after32() uint32 {
	n := c.after(0)
	if n > 1<<32-1 {
		c.wrong("cursor", CodeParameter, "must be the next of a page of this list")
		return 0
	}
	return uint32(n)
}
