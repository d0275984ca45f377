package disclosure

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/staff"
)

// Principal is what a policy and a budget speak of: the staff roles by their
// numbers, and then who else reads. Numbers are on disk.
type Principal uint8

// Principals that are not staff.
const (
	AsMerchant Principal = 16
	AsService  Principal = 17
	AsCustomer Principal = 18
)

// Principals is a set of them: bit p is principal p.
type Principals uint32

// PrincipalsOf returns the principals that a member's roles make.
func PrincipalsOf(roles staff.Roles) Principals { return Principals(roles) }

// With returns the set with one more.
func (s Principals) With(p Principal) Principals { return s | 1<<p }

// Has reports whether the set has the principal.
func (s Principals) Has(p Principal) bool { return s&(1<<p) != 0 }

// PrincipalCount bounds principals.
const PrincipalCount = 19

// Table is a policy as it is evaluated: bit level*ClassCount+class of
// Table[principal][purpose] says that the principal may see fields of the class
// at the level for the purpose.
type Table [PrincipalCount][PurposeCount]uint32

// Allows reports whether one of the principals alone may see all of the classes
// (bit c is class c; none for a level that shows no field) at the level.
func (t *Table) Allows(who Principals, purpose Purpose, level Level, classes uint8) bool {
	if purpose >= PurposeCount {
		return false
	}
	for p := range Principal(PrincipalCount) {
		if !who.Has(p) {
			continue
		}
		granted := uint8(t[p][purpose] >> (uint(level) * customer.ClassCount))
		if classes != 0 && classes&^granted == 0 {
			return true
		}
	}
	return false
}

// Allow adds to what a principal may see.
func (t *Table) Allow(p Principal, purpose Purpose, level Level, class customer.Class) {
	t[p][purpose] |= 1 << (uint(level)*customer.ClassCount + uint(class))
}
