package approval

import "github.com/candorpay/candor/internal/staff"

var kindNames = [KindCount]string{
	Bulk:       "bulk",
	Export:     "export",
	OpenCase:   "open_case",
	Trace:      "trace",
	Import:     "import",
	Policy:     "policy",
	Budget:     "budget",
	Roles:      "roles",
	FirstKey:   "first_key",
	Reinstate:  "reinstate",
	Clock:      "clock",
	BreakGlass: "break_glass",
}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) >= KindCount {
		return "unknown"
	}
	return kindNames[k]
}

// ParseKind returns the kind with the name.
func ParseKind(name string) (Kind, bool) {
	for k, n := range kindNames {
		if n == name {
			return Kind(k), true
		}
	}
	return 0, false
}

// StateCount is how many states there are.
const StateCount = 6

var stateNames = [StateCount]string{
	Pending:   "pending",
	Granted:   "granted",
	Refused:   "refused",
	Withdrawn: "withdrawn",
	Used:      "used",
	Expired:   "expired",
}

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

// Entitled returns the roles whose members may be drawn to decide requests of
// the kind. Approvers may decide all. Officers decide what they would have to
// answer for; not what sets their own limits (policy, budgets) or makes members
// more powerful.
func Entitled(k Kind) staff.Roles {
	switch k {
	case Bulk, Export, OpenCase, Trace, Import, BreakGlass:
		return staff.RolesOf(staff.Approver, staff.Privacy, staff.Security)
	case Clock, FirstKey, Reinstate:
		return staff.RolesOf(staff.Approver, staff.Security)
	case Policy, Budget, Roles:
		return staff.RolesOf(staff.Approver)
	}
	return 0
}

// Personal reports whether requests of the kind are about a member, who must not
// decide them.
func Personal(k Kind) bool { return k == Roles || k == FirstKey || k == Reinstate }
