package customer

import "github.com/candorpay/candor/internal/errkind"

// Refusals of what asks for a record.
var (
	// RefusedMissing says that there is no such customer.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "customer_not_found"}
	// RefusedErasing says that her data is kept for retention or an open balance
	// alone.
	RefusedErasing = errkind.Refusal{Kind: errkind.Conflict, Code: "customer_erasing"}
	// RefusedErased says that her data is gone.
	RefusedErased = errkind.Refusal{Kind: errkind.Conflict, Code: "customer_erased"}
	// RefusedVersion says that an update was made from another version of her
	// record than the last.
	RefusedVersion = errkind.Refusal{Kind: errkind.Conflict, Code: "customer_version"}
	// RefusedRecord says that something of a record is not well-formed: external
	// id, region, language or ciphertext.
	RefusedRecord = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_customer"}
)

// StateCount is how many states there are.
const StateCount = 3

var stateNames = [StateCount]string{Active: "active", Erasing: "erasing", Erased: "erased"}

// String returns the state's name.
func (s State) String() string {
	if int(s) >= StateCount {
		return "unknown"
	}
	return stateNames[s]
}

// ParseState returns the state with the name.
func ParseState(name string) (State, bool) {
	for s, n := range stateNames {
		if n == name {
			return State(s), true
		}
	}
	return 0, false
}

// Fields returns which fields the record holds.
func (r *Record) Fields() (s Fields) {
	for i := range r.Sealed {
		s = s.With(r.Sealed[i].Field)
	}
	return s
}

// SealedOf returns a field's ciphertext, and false when the record has none.
func (r *Record) SealedOf(f Field) (Sealed, bool) {
	for i := range r.Sealed {
		if r.Sealed[i].Field == f {
			return r.Sealed[i], true
		}
	}
	return Sealed{}, false
}

// Readable says whether the record's data may be opened at all.
func (r *Record) Readable() errkind.Refusal {
	if r.Ordinal == 0 {
		return RefusedMissing
	}
	switch r.State {
	case Active:
		return errkind.Refusal{}
	case Erasing:
		return RefusedErasing
	case Erased:
		return RefusedErased
	}
	panic("customer: a state that is none")
}

// boxMin and boxMax bound a Sealed's box: 28 bytes more than the value.
const (
	boxMin = 12 + 16 + 1
	boxMax = 12 + 16 + ValueMax
)

// CheckSealed says whether a list of ciphertexts is one that a record may hold:
// fields of the catalogue, each once, in its order, written at the version, each
// as long as a value may be.
func CheckSealed(list []Sealed, version uint32) errkind.Refusal {
	for i := range list {
		s := &list[i]
		switch {
		case s.Field >= FieldCount, i > 0 && s.Field <= list[i-1].Field, s.Version != version,
			len(s.Box) < boxMin, len(s.Box) > boxMax:
			return RefusedRecord
		}
	}
	return errkind.Refusal{}
}

// Replace puts ciphertexts of a new version in the place of older ones, and
// drops fields. The list stays in the catalogue's order; what it shared with
// another record is not changed.
func (r *Record) Replace(list []Sealed, removed Fields) {
	var by [FieldCount]*Sealed
	for i := range r.Sealed {
		if f := r.Sealed[i].Field; !removed.Has(f) {
			by[f] = &r.Sealed[i]
		}
	}
	for i := range list {
		by[list[i].Field] = &list[i]
	}
	next := make([]Sealed, 0, FieldCount)
	for _, s := range by {
		if s != nil {
			next = append(next, *s)
		}
	}
	r.Sealed = next
}

// ValidRegion reports whether a text is the shape of a country's code (two
// capital letters), or of a subdivision's (and a hyphen and one to three capital
// letters or digits), or "".
func ValidRegion(region string) bool {
	if region == "" {
		return true
	}
	if len(region) < 2 || len(region) == 3 || len(region) > 6 || len(region) > 2 && region[2] != '-' {
		return false
	}
	for i := range len(region) {
		c := region[i]
		if letter := c >= 'A' && c <= 'Z'; !letter && i != 2 && (i < 2 || !digit(c)) {
			return false
		}
	}
	return len(region) == 2 || region[2] == '-'
}

// ValidLanguage reports whether texts for the customer can be in the language:
// zh or en.
func ValidLanguage(language string) bool { return language == "zh" || language == "en" }

// ValidExternal reports whether a text may be an id in an older system: at most
// ExternalMax bytes, visible ASCII characters alone, not a mail address nor with a
// + in front as phone numbers are written: it is kept in clear. "" is none.
func ValidExternal(external string) bool {
	for i := range len(external) {
		// With an @ it would be somebody's mail address, and stand in clear.
		if external[i] <= ' ' || external[i] >= 0x7f || external[i] == '@' {
			return false
		}
	}
	return len(external) <= ExternalMax && (external == "" || external[0] != '+')
}
