package approval

import (
	"iter"
	"slices"

	"github.com/candorpay/candor/internal/staff"
)

// Eligible returns who may be drawn to decide what the requester asks for, in
// the order of their numbers: people who work here and have a role that is
// entitled. Never the requester; nobody who enrolled the requester or was
// enrolled by the requester; nobody who is one person with any of those, under
// whatever number. Whom an identity provider made has no role until two people
// grant one, and so is not among them. Requester 0 is Candor itself, who is
// related to nobody. The roster has everybody, also those who were revoked: whom
// they enrolled stays known.
func Eligible(kind Kind, requester staff.Number, roster iter.Seq[staff.Member]) []staff.Number {
	members := slices.Collect(roster)
	barred := tooNear(requester, members)
	var eligible []staff.Number
	for i := range members {
		m := &members[i]
		if m.Works() && m.Roles.Meets(Entitled(kind)) && !barred(m) {
			eligible = append(eligible, m.Number)
		}
	}
	slices.Sort(eligible)
	return slices.Compact(eligible)
}

// tooNear returns whether a member is too near to the requester to decide.
func tooNear(requester staff.Number, members []staff.Member) func(*staff.Member) bool {
	self := []staff.Member{{Number: requester}} // under all numbers
	for i := range members {
		if members[i].Number == requester {
			self[0] = members[i]
		}
	}
	for i := range members {
		if m := &members[i]; m.Number != requester && m.Person != [16]byte{} && m.Person == self[0].Person {
			self = append(self, *m)
		}
	}
	near := func(m *staff.Member) bool {
		return slices.ContainsFunc(self, func(s staff.Member) bool { return staff.Related(&s, m) })
	}
	people := map[[16]byte]bool{}
	for i := range members {
		if near(&members[i]) {
			people[members[i].Person] = true
		}
	}
	delete(people, [16]byte{})
	return func(m *staff.Member) bool { return near(m) || people[m.Person] }
}

// Draw draws two different approvers from those eligible, each pair as likely as
// any other; false when there are fewer than two. The order in which they are
// listed does not matter.
func Draw(random [32]byte, eligible []staff.Number) ([2]staff.Number, bool) {
	return Refill(random, [2]staff.Number{}, eligible)
}

// Refill keeps those of an earlier draw who are eligible still, in their places,
// and draws only for the others; false when fewer than two are eligible.
func Refill(random [32]byte, earlier [2]staff.Number, eligible []staff.Number) ([2]staff.Number, bool) {
	rest := slices.Clone(eligible)
	missing := 0
	for i, n := range earlier {
		if n == 0 || !slices.Contains(eligible, n) || i == 1 && n == earlier[0] {
			earlier[i] = 0
			missing++
			continue
		}
		rest = slices.DeleteFunc(rest, func(r staff.Number) bool { return r == n })
	}
	drawn := staff.Draw("candor approval", random, rest, missing)
	if len(drawn) < missing {
		return [2]staff.Number{}, false
	}
	for i := range earlier {
		if earlier[i] == 0 {
			earlier[i], drawn = drawn[0], drawn[1:]
		}
	}
	return earlier, true
}

// Drawn is who was drawn for a subject, or for a requester's requests of a kind,
// and when.
type Drawn struct {
	_         struct{} `cbor:",toarray"`
	Approvers [2]staff.Number
	At        int64    // business time, ns; 0: never
	Seed      [32]byte // draws who takes the place of one whose own affair a request is
}

// Redraw reports whether an earlier draw is forgotten, so that a new one is
// made. Asking again, withdrawn or not, before DrawLife is over gets the same
// approvers.
func Redraw(now int64, last Drawn) bool { return last.At == 0 || now-last.At >= DrawLife }
