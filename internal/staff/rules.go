package staff

import "github.com/candorpay/candor/internal/errkind"

// Refusals of the roster's commands.
var (
	// RefusedMissing says that nobody has the number.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "staff_not_found"}
	// RefusedActor says that the caller's roles do not allow it.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedHandle says that a handle or team is not well-formed.
	RefusedHandle = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_handle"}
	// RefusedRoles says that a set holds what is no role.
	RefusedRoles = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_roles"}
	// RefusedProvider says that an identity provider tried to grant a role.
	RefusedProvider = errkind.Refusal{Kind: errkind.Denied, Code: "provider_grants_nothing"}
	// RefusedTaken says that somebody has the handle, working here or not.
	RefusedTaken = errkind.Refusal{Kind: errkind.Conflict, Code: "handle_taken"}
	// RefusedPerson says that the person is on the roster under another number.
	RefusedPerson = errkind.Refusal{Kind: errkind.Conflict, Code: "person_enrolled"}
	// RefusedRevoked says that the member does not work here any more.
	RefusedRevoked = errkind.Refusal{Kind: errkind.Conflict, Code: "staff_revoked"}
	// RefusedWorking says that a member to be reinstated was never revoked.
	RefusedWorking = errkind.Refusal{Kind: errkind.Conflict, Code: "staff_working"}
)

// MayEnrol reports whether the roles allow to put people on the roster, to
// change their roles, and to reinstate them. What could make somebody more
// powerful needs the consent of two besides: see NeedsConsent.
func MayEnrol(by Roles) bool { return by.Has(Admin) }

// MayRevoke reports whether the roles allow to end another's work at once.
// Taking power away needs nobody's consent.
func MayRevoke(by Roles) bool { return by.Has(Admin) || by.Has(Security) }

// NeedsConsent reports whether two people must consent to a member's new roles
// and team: to any but none. Fewer roles may be more power, since of several the
// smallest budget holds, and a team says whose cases she is drawn for.
func NeedsConsent(from, to *Member) bool {
	return to.Roles != 0 && (to.Roles != from.Roles || to.Team != from.Team)
}

// Related reports whether one has a say over the other: she enrolled him, he
// her, or both are one person. Founding members, whom nobody enrolled, are not
// related by that.
func Related(a, b *Member) bool {
	switch {
	case a.Number == 0 || b.Number == 0:
		return false
	case a.Number == b.Number, a.EnrolledBy == b.Number, b.EnrolledBy == a.Number:
		return true
	}
	return a.Person != [16]byte{} && a.Person == b.Person
}

// Check says whether a member may be enrolled as she is written down: handle and
// team well-formed, no roles but those that there are, and none from an identity
// provider.
func Check(m *Member) errkind.Refusal {
	switch {
	case !ValidHandle(m.Handle), m.Team != "" && !ValidHandle(m.Team):
		return RefusedHandle
	case !m.Roles.Valid():
		return RefusedRoles
	case m.Provisioned && m.Roles != 0:
		return RefusedProvider
	}
	return errkind.Refusal{}
}

// ValidHandle reports whether a text may be a handle or a team's name: 1 to
// HandleMax small letters, digits, dots, hyphens and underscores, a letter or
// digit first and last. Nothing else, so that no two handles look alike by an
// accent, by case or by a letter of another script.
func ValidHandle(text string) bool {
	if text == "" || len(text) > HandleMax {
		return false
	}
	for i := range len(text) {
		c := text[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		inside := i > 0 && i < len(text)-1
		if !plain && !(inside && (c == '.' || c == '-' || c == '_')) {
			return false
		}
	}
	return true
}
