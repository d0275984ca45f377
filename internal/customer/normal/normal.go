// Package normal brings what people type into the one form in which a value is
// sealed, indexed and compared.
//
// What it promises: two ways of writing one phone number, card or name have one
// normal form, and the normal form of a normal form is itself; what cannot be
// right is refused, by a code that names the field; no error holds the value or
// a part of it. What a later version of a library may decide otherwise is decided
// here, before a command is made.
//
// Vocabulary: folding turns the full-width letters, digits and signs of East
// Asian keyboards into the usual ones; a possible number is well-formed though
// nobody may have been given it. Possible numbers are accepted: ranges are
// opened, and counties renamed, faster than anybody's tables.
//
//	phone, err := normal.Value(customer.Phone, "100 1234 5678", "CN") // +8610012345678
package normal

import (
	"strings"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
)

// TextMax is the longest text that is looked at, in bytes.
const TextMax = 4 * customer.ValueMax

// Refusals of values. They are made once and hold no value.
var refused = [customer.FieldCount]*errkind.Error{
	customer.Name:        invalid(customer.Name, "at most 120 characters, no control characters"),
	customer.NationalID:  invalid(customer.NationalID, "18 or 15 characters of a Chinese resident's number with a real date and the right check character; elsewhere 4 to 32 letters, digits and hyphens"),
	customer.Phone:       invalid(customer.Phone, "a possible phone number, with + and the country's code unless it is of the customer's region"),
	customer.Email:       invalid(customer.Email, "local@domain without a display name, at most 254 characters"),
	customer.Address:     invalid(customer.Address, "at most 512 bytes, no control characters"),
	customer.BirthDate:   invalid(customer.BirthDate, "a real date, YYYY-MM-DD or YYYYMMDD"),
	customer.BankAccount: invalid(customer.BankAccount, "an IBAN with the right check digits, or 8 to 30 digits"),
	customer.Card:        invalid(customer.Card, "12 to 19 digits of a known issuer's range with the right check digit"),
}

func invalid(f customer.Field, rule string) *errkind.Error {
	return errkind.New(errkind.Invalid, "invalid_"+f.String(), "%s: %s", f, rule)
}

// Value returns the normal form of a text that was given for a field. Region is
// the customer's, as in a record; "" is unknown, as in a lookup: then a phone
// number without a country's code is Chinese, and so is an id that looks so. A text
// without a normal form is an *errkind.Error of kind Invalid, whose code is
// invalid_ and the field's name. An empty text has no normal form.
func Value(f customer.Field, text, region string) (string, error) {
	if int(f) >= customer.FieldCount {
		panic("normal: a field that is none")
	}
	value, ok := "", false
	if len(text) <= TextMax {
		value, ok = normalOf(f, text, country(region))
	}
	if !ok || value == "" || len(value) > customer.ValueMax {
		return "", refused[f]
	}
	return value, nil
}

func normalOf(f customer.Field, text, country string) (string, bool) {
	switch f {
	case customer.Name:
		return name(text)
	case customer.NationalID:
		return nationalID(text, country)
	case customer.Phone:
		return phone(text, country)
	case customer.Email:
		return email(text)
	case customer.Address:
		return address(text)
	case customer.BirthDate:
		return birthDate(text)
	case customer.BankAccount:
		return bankAccount(text)
	case customer.Card:
		return card(text)
	}
	return "", false
}

// Values returns the normal forms of all values that were given. Empty texts are
// left out. The error is that of the first field, in the catalogue's order, which
// has no normal form.
func Values(in customer.Values, region string) (customer.Values, error) {
	var out customer.Values
	for f := range in.Fields().All() {
		text := in.Get(f)
		if text == "" {
			continue
		}
		value, err := Value(f, text, region)
		if err != nil {
			return customer.Values{}, err
		}
		out.Set(f, value)
	}
	return out, nil
}

var (
	refusedRegion   = errkind.New(errkind.Invalid, "invalid_region", "region: a code such as CN or CN-ZJ")
	refusedLanguage = errkind.New(errkind.Invalid, "invalid_language", "language: zh or en")
)

// Region returns the normal form of a region: capital letters. "" is its own. An
// error is an *errkind.Error with the code invalid_region.
func Region(text string) (string, error) {
	region := strings.ToUpper(strings.Trim(text, " "))
	if !customer.ValidRegion(region) {
		return "", refusedRegion
	}
	return region, nil
}

// Language returns the language in which texts for a customer are: zh or en, by
// the first part of a tag such as zh-Hans-CN; of "", the one of the region. An
// error is an *errkind.Error with the code invalid_language.
func Language(text, region string) (string, error) {
	tag := strings.ToLower(strings.Trim(text, " "))
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if tag == "" {
		switch country(region) {
		case "CN", "HK", "MO", "TW", "":
			return "zh", nil
		}
		return "en", nil
	}
	if !customer.ValidLanguage(tag) {
		return "", refusedLanguage
	}
	return tag, nil
}

// country returns the country of a region, "" if that is unknown.
func country(region string) string {
	if len(region) < 2 || len(region) > 2 && region[2] != '-' {
		return ""
	}
	return region[:2]
}
