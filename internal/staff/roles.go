package staff

import (
	"iter"
	"strings"
)

var roleNames = [RoleCount]string{
	Support:  "support",
	Privacy:  "privacy",
	Security: "security",
	Admin:    "admin",
	Auditor:  "auditor",
	Approver: "approver",
}

// String returns the role's name, which policies and budgets use too.
func (r Role) String() string {
	if int(r) >= RoleCount {
		return "unknown"
	}
	return roleNames[r]
}

// ParseRole returns the role with the name.
func ParseRole(name string) (Role, bool) {
	for r, n := range roleNames {
		if n == name {
			return Role(r), true
		}
	}
	return 0, false
}

// AllRoles is every role at once.
const AllRoles = Roles(1<<RoleCount - 1)

// RolesOf returns a set.
func RolesOf(list ...Role) (s Roles) {
	for _, r := range list {
		s = s.With(r)
	}
	return s
}

// Has reports whether the set has the role.
func (s Roles) Has(r Role) bool { return s&(1<<r) != 0 }

// With returns the set with one more.
func (s Roles) With(r Role) Roles { return s | 1<<r }

// Without returns what of the set is not in the other.
func (s Roles) Without(other Roles) Roles { return s &^ other }

// Meets reports whether the sets have a role in common.
func (s Roles) Meets(other Roles) bool { return s&other != 0 }

// Valid reports whether the set has no roles but those that there are.
func (s Roles) Valid() bool { return s&^AllRoles == 0 }

// All yields the roles in the order of their numbers.
func (s Roles) All() iter.Seq[Role] {
	return func(yield func(Role) bool) {
		for r := range Role(RoleCount) {
			if s.Has(r) && !yield(r) {
				return
			}
		}
	}
}

// String returns the roles' names in the order of their numbers, joined by
// commas; "" for none.
func (s Roles) String() string {
	var names []string
	for r := range s.All() {
		names = append(names, r.String())
	}
	return strings.Join(names, ",")
}

// ParseRoles reads what String wrote, in any order and with spaces around the
// names; "" is no role. The second value is false when a name is no role's.
func ParseRoles(text string) (s Roles, ok bool) {
	if strings.TrimSpace(text) == "" {
		return 0, true
	}
	for name := range strings.SplitSeq(text, ",") {
		r, known := ParseRole(strings.TrimSpace(name))
		if !known {
			return 0, false
		}
		s = s.With(r)
	}
	return s, true
}
