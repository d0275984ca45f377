// Package customer is what Candor keeps of a person: a catalogue of fields,
// and a record that holds each field's value as ciphertext alone.
//
// What it promises: no value of this package is plaintext but what Mask and
// Values are given for the length of a call; one field has one mask everywhere;
// what all masks show of a customer, taken together, leaves at least 100,000
// candidates for each number that identifies her.
//
// Vocabulary: a field is an entry of the catalogue; a class is what a field is
// about; an ordinal is a customer's dense number, which her slot in the key
// store, the disclosure ledger and sets of customers share; a record's version
// counts its changes.
//
//	customer.Mask(customer.Phone, "+8610012345678") // +86100****78
//
// A candidate is a value that nothing shown excludes. The masks show: of a
// Chinese resident's number the first and last character, of a phone number at
// most three digits in front and two at the end with six hidden between them,
// the year of birth, a card's six-digit range, the family name or first letter
// of a name, the first character of an e-mail address, and its provider if that
// is a large one. They show nothing of an address, for the province beside the
// rest would narrow the phone number (public
// tables say which blocks of numbers were given out there), and the city the
// resident's number. Nor of a bank account, which may be the card's number.
// So there are left, at the least:
//
//   - national id: 365 days of the year, 1,000 running numbers and one check
//     character of eleven leave 33,181 for each region code; no province has
//     fewer than sixteen codes, so 530,000, and 265,000 if the sex is known
//     besides.
//   - phone: 1,000,000 where six digits are hidden; 800,000 in North America.
//   - card: 100,000 of twelve digits, 10^9 of sixteen.
//
// This counts what can be excluded, not what is unlikely. Tables of the blocks
// of numbers given out in each province, and the first digit of the resident's
// number, make some of the million phone numbers likelier than others.
package customer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// ID identifies a customer to everybody else: 16 opaque bytes, 32 hexadecimal
// digits in text.
type ID [16]byte

// String returns the id as 32 hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ErrID says that a text is not an id.
var ErrID = errors.New("customer: an id is 32 hexadecimal digits")

// ParseID reads what String wrote.
func ParseID(s string) (id ID, err error) {
	if len(s) != 2*len(id) {
		return id, ErrID
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil {
		return id, ErrID
	}
	return id, nil
}

// Ordinal numbers customers from 1 in the order in which their slots in the key
// store were taken; numbers may be left out. Zero is nobody.
type Ordinal uint32

// Field is an entry of the catalogue. Numbers are on disk: never reorder or
// reuse.
type Field uint8

// The catalogue.
const (
	Name        Field = 0
	NationalID  Field = 1
	Phone       Field = 2
	Email       Field = 3
	Address     Field = 4
	BirthDate   Field = 5
	BankAccount Field = 6
	Card        Field = 7
)

// FieldCount is how many fields there are.
const FieldCount = 8

// Class is what a field is about. Numbers are on disk.
type Class uint8

// Classes of fields.
const (
	Identity  Class = 0
	Contact   Class = 1
	Location  Class = 2 // "address" in policies and texts
	Financial Class = 3
)

// ClassCount is how many classes there are.
const ClassCount = 4

// ValueMax is the longest value of a field in bytes, in its normal form.
const ValueMax = 512

// ExternalMax is the longest external id in bytes.
const ExternalMax = 128

// Sealed is one field's value as ciphertext: a nonce of 12 bytes, AES-256-GCM of
// the normal form, a tag of 16. It is bound to customer, field and version.
type Sealed struct {
	_       struct{} `cbor:",toarray"`
	Field   Field
	Version uint32 // of the record when the value was written
	Box     []byte
}

// State says whether a record's data may be read. Numbers are on disk.
type State uint8

// States of a record.
const (
	Active  State = 0
	Erasing State = 1 // stored for legal retention or an open balance alone
	Erased  State = 2 // its keys are gone; it still counts in a scope
)

// Record is a customer as the machine keeps her.
type Record struct {
	_          struct{} `cbor:",toarray"`
	ID         ID
	Ordinal    Ordinal
	Version    uint32 // from 1
	State      State
	External   string // the id in an older system, opaque: "" none
	Region     string // ISO 3166-1 alpha-2, or an ISO 3166-2 subdivision such as CN-ZJ; "" unknown
	Language   string // zh or en
	Sealed     []Sealed
	CardToken  [16]byte // random; stands for the card outside; zero: no card
	Since      int64    // when an older system registered her, ns; 0: it did not say, or there is none
	Registered int64    // here; business time, ns
	Updated    int64
	EraseDue   int64 // when an erasure that was asked for is to be done; 0: none
	ErasedAt   int64
	// Contact: she is no customer but somebody whom a merchant's request names, as who
	// receives goods or whose card is paid. By her values nobody finds her, and she is
	// not counted.
	Contact bool
}

// Values are plaintexts by field. They show themselves to nobody: String, Format
// and MarshalJSON say only which fields there are.
type Values struct {
	set Fields
	// Package fmt asks no method of an unexported field. It prints what is in it
	// and, under a verb that does not fit, what one pointer points to; not what is
	// behind two.
	text **[FieldCount]string
}

// Set adds a value. Copies made before keep what they have.
func (v *Values) Set(f Field, text string) {
	next := new(struct {
		text [FieldCount]string
		at   *[FieldCount]string
	})
	if v.text != nil {
		next.text = **v.text
	}
	next.text[f] = text
	next.at = &next.text
	v.set, v.text = v.set.With(f), &next.at
}

// Get returns a value, "" when there is none.
func (v *Values) Get(f Field) string {
	if v.text == nil {
		return ""
	}
	return (*v.text)[f]
}

// Fields returns which fields there are.
func (v *Values) Fields() Fields { return v.set }

// String names the fields.
func (v Values) String() string { return "customer.Values[" + v.set.String() + "]" }

// Format names the fields, under every verb of package fmt, and so does a slog
// line, which asks Format or MarshalJSON. An error of writing is the printer's.
func (v Values) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, v.String()) }

// MarshalJSON names the fields: what is to leave is taken out by Get.
func (v Values) MarshalJSON() ([]byte, error) { return []byte(`"` + v.String() + `"`), nil }
