package customer

import (
	"iter"
	"strings"
)

// entry is what the catalogue says of a field.
type entry struct {
	name    string
	class   Class
	indexed bool // has a blind index, so that it can be looked up and traced
}

var catalogue = [FieldCount]entry{
	Name:        {"name", Identity, true},
	NationalID:  {"national_id", Identity, true},
	Phone:       {"phone", Contact, true},
	Email:       {"email", Contact, true},
	Address:     {"address", Location, false},
	BirthDate:   {"birth_date", Identity, false},
	BankAccount: {"bank_account", Financial, true},
	Card:        {"card", Financial, true},
}

// String returns the field's name in the catalogue.
func (f Field) String() string {
	if int(f) >= FieldCount {
		return "unknown"
	}
	return catalogue[f].name
}

// Class returns what the field is about.
func (f Field) Class() Class { return catalogue[f].class }

// Indexed reports whether the field has a blind index.
func (f Field) Indexed() bool { return catalogue[f].indexed }

// ParseField returns the field with the name.
func ParseField(name string) (Field, bool) {
	for f, e := range catalogue {
		if e.name == name {
			return Field(f), true
		}
	}
	return 0, false
}

// String returns the class's name.
func (c Class) String() string {
	switch c {
	case Identity:
		return "identity"
	case Contact:
		return "contact"
	case Location:
		return "address"
	case Financial:
		return "financial"
	}
	return "unknown"
}

// Fields is a set of fields: bit f is field f.
type Fields uint32

// AllFields is the whole catalogue.
const AllFields = Fields(1<<FieldCount - 1)

// FieldsOf returns a set.
func FieldsOf(list ...Field) (s Fields) {
	for _, f := range list {
		s = s.With(f)
	}
	return s
}

// With returns the set with one more.
func (s Fields) With(f Field) Fields { return s | 1<<f }

// Has reports whether the set has the field.
func (s Fields) Has(f Field) bool { return s&(1<<f) != 0 }

// Meets reports whether the sets have a field in common.
func (s Fields) Meets(other Fields) bool { return s&other != 0 }

// All yields the fields in the catalogue's order.
func (s Fields) All() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for f := range Field(FieldCount) {
			if s.Has(f) && !yield(f) {
				return
			}
		}
	}
}

// Classes returns the classes that the fields are of: bit c is class c.
func (s Fields) Classes() (classes uint8) {
	for f := range s.All() {
		classes |= 1 << f.Class()
	}
	return classes
}

// String returns the fields' names in the catalogue's order, joined by commas.
func (s Fields) String() string {
	var names []string
	for f := range s.All() {
		names = append(names, f.String())
	}
	return strings.Join(names, ",")
}

// ParseFields reads names joined by the separator; the second value is false
// when one is not in the catalogue or there is none.
func ParseFields(text, separator string) (s Fields, ok bool) {
	for name := range strings.SplitSeq(text, separator) {
		f, known := ParseField(strings.TrimSpace(name))
		if !known {
			return 0, false
		}
		s = s.With(f)
	}
	return s, true
}
