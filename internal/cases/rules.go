package cases

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/staff"
)

// Refusals of the commands on cases. Another's case looks exactly like a missing
// one to a customer.
var (
	// RefusedMissing says that there is no such case, or not for this customer.
	RefusedMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "case_not_found"}
	// RefusedActor says that the caller may neither close nor hand on the case.
	RefusedActor = errkind.Refusal{Kind: errkind.Denied, Code: "not_allowed"}
	// RefusedKind says that there is no such kind or source.
	RefusedKind = errkind.Refusal{Kind: errkind.Invalid, Code: "invalid_case_kind"}
	// RefusedSource says that cases of the kind do not come from there.
	RefusedSource = errkind.Refusal{Kind: errkind.Denied, Code: "case_source"}
	// RefusedBudget says that whoever asks opened as many cases as it may.
	RefusedBudget = errkind.Refusal{Kind: errkind.Exhausted, Code: "cases_exhausted"}
	// RefusedClosed says that the case was closed before.
	RefusedClosed = errkind.Refusal{Kind: errkind.Conflict, Code: "case_closed"}
)

var kindNames = [KindCount]string{
	Ticket:    "ticket",
	Dispute:   "dispute",
	Call:      "call",
	Objection: "objection",
	Review:    "review",
	Erasure:   "erasure",
	Alert:     "alert",
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

// SourceCount is how many sources there are.
const SourceCount = 3

var sourceNames = [SourceCount]string{FromCustomer: "customer", FromSystem: "system", FromStaff: "staff"}

// String returns the source's name.
func (s Source) String() string {
	if int(s) >= SourceCount {
		return "unknown"
	}
	return sourceNames[s]
}

// Taker returns the role of those whom a case of the kind may be assigned to.
func (k Kind) Taker() staff.Role {
	switch k {
	case Ticket, Dispute, Call:
		return staff.Support
	case Objection, Review, Erasure:
		return staff.Privacy
	case Alert:
		return staff.Security
	}
	panic("cases: a kind that is none")
}

// Opens says whether a case of the kind may come from the source: an objection
// is the customer's own, and an alert Candor's, since one that a person could
// raise would be a reason made to order.
func Opens(k Kind, s Source) errkind.Refusal {
	switch {
	case int(k) >= KindCount, int(s) >= SourceCount:
		return RefusedKind
	case k == Objection && s != FromCustomer, k == Alert && s != FromSystem:
		return RefusedSource
	}
	return errkind.Refusal{}
}

// LiveMax is how many live cases a customer has when she may open no more.
const LiveMax = 20

// TeamMin is how many of a team there are at least who may take a case when it is
// drawn among them: in a smaller team whoever names it chooses who gets the case.
const TeamMin = 3

// Draw draws whom a case is assigned to from those eligible, each as likely as
// any other; 0 when there is nobody. The order in which they are listed does not
// matter.
func Draw(random [32]byte, eligible []staff.Number) staff.Number {
	drawn := staff.Draw("candor case", random, eligible, 1)
	if drawn == nil {
		return 0
	}
	return drawn[0]
}

// Closer is who asks for a case to be closed: one of the three is set.
type Closer struct {
	System   bool             // Candor itself: the dispute ended, the erasure is done
	Staff    staff.Number     // with the roles she has now
	Roles    staff.Roles      // of Staff
	Customer customer.Ordinal // herself
}

// Close ends what the case allows. Its assignee may, a privacy officer, Candor
// itself, and the customer whose own request it was; she learns nothing of other
// cases about her, since a review that the law keeps secret is one of them.
func (c *Case) Close(by Closer, now int64) errkind.Refusal {
	switch {
	case c.Number == 0:
		return RefusedMissing
	case by.Customer != 0 && (by.Customer != c.Customer || c.Source != FromCustomer):
		return RefusedMissing
	case by.Customer == 0 && !by.System && !c.closes(by):
		return RefusedActor
	case c.ClosedAt != 0:
		return RefusedClosed
	}
	c.ClosedAt = now
	return errkind.Refusal{}
}

func (c *Case) closes(by Closer) bool {
	return by.Staff != 0 && (by.Staff == c.Assignee || by.Roles.Has(staff.Privacy))
}

// Hand gives a live case to somebody else, or to nobody (0): its assignee does
// not work here any more, or nobody was there when it was opened. To is drawn,
// never chosen.
func (c *Case) Hand(to staff.Number) errkind.Refusal {
	switch {
	case c.Number == 0:
		return RefusedMissing
	case c.ClosedAt != 0:
		return RefusedClosed
	}
	c.Assignee = to
	return errkind.Refusal{}
}
