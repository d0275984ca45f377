package approval_test

import (
	"encoding/binary"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/staff"
)

// roster is a house with everybody who must not decide what 5 asks for.
func roster(change func(m *staff.Member)) iter.Seq[staff.Member] {
	approver := staff.RolesOf(staff.Approver)
	members := []staff.Member{
		{Number: 1, Founding: true, Roles: approver.With(staff.Admin)},
		{Number: 2, Founding: true, Roles: approver.With(staff.Admin)},
		{Number: 3, EnrolledBy: 1, Roles: staff.RolesOf(staff.Privacy)},
		{Number: 4, EnrolledBy: 1, Roles: staff.RolesOf(staff.Support, staff.Admin, staff.Auditor)},
		{Number: 5, EnrolledBy: 2, Roles: staff.RolesOf(staff.Support), Person: [16]byte{5}},
		{Number: 6, EnrolledBy: 5, Roles: approver},
		{Number: 7, EnrolledBy: 1, Roles: approver, RevokedAt: 9},
		{Number: 8, EnrolledBy: 1, Provisioned: true},
		{Number: 9, EnrolledBy: 1, Roles: approver, Person: [16]byte{5}},
		{Number: 10, EnrolledBy: 9, Roles: approver},
		{Number: 11, EnrolledBy: 1, Roles: staff.RolesOf(staff.Security)},
		{Number: 12, EnrolledBy: 2, Roles: approver},
		{Number: 13, EnrolledBy: 12, Roles: approver},
	}
	return func(yield func(staff.Member) bool) {
		for _, m := range members {
			if change != nil {
				change(&m)
			}
			if !yield(m) {
				return
			}
		}
	}
}

func TestEligible(t *testing.T) {
	for _, tc := range []struct {
		story     string
		kind      approval.Kind
		requester staff.Number
		change    func(m *staff.Member)
		want      []staff.Number
	}{
		// 2 enrolled 5, and 5 enrolled 6; 9 is 5 under another number, whom 1
		// enrolled and who enrolled 10; 7 is revoked, 4 and 8 have no say.
		{"officers and approvers who are far enough", approval.Export, 5, nil, []staff.Number{3, 11, 12, 13}},
		{"an officer's own limits are not for officers", approval.Budget, 5, nil, []staff.Number{12, 13}},
		{"Candor itself is related to nobody", approval.Policy, 0, nil, []staff.Number{1, 2, 6, 9, 10, 12, 13}},
		{"an admin does not decide about roles that he asks for", approval.Roles, 1, nil, []staff.Number{2, 6, 10, 12, 13}},
		{"founders are not related by that", approval.Roles, 2, nil, []staff.Number{1, 6, 10, 13}},
		{"somebody who is not on the roster", approval.Policy, 99, nil, []staff.Number{1, 2, 6, 9, 10, 12, 13}},
		{"whom an identity provider made decides once people granted a role", approval.Clock, 5, func(m *staff.Member) {
			if m.Number == 8 {
				m.Roles = staff.RolesOf(staff.Security)
			}
		}, []staff.Number{8, 11, 12, 13}},
		{"the other number of who enrolled her is as near", approval.Policy, 5, func(m *staff.Member) {
			if m.Number == 2 || m.Number == 12 {
				m.Person = [16]byte{2}
			}
		}, []staff.Number{13}},
		{"who enrolled her stays near when revoked", approval.Policy, 5, func(m *staff.Member) {
			if m.Number == 2 {
				m.RevokedAt, m.Person = 3, [16]byte{2}
			}
			if m.Number == 12 {
				m.Person = [16]byte{2}
			}
		}, []staff.Number{13}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			got := approval.Eligible(tc.kind, tc.requester, roster(tc.change))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Whatever the roster, nobody is eligible who must not be, and nobody is left
// out who may be.
func TestNobodyNearIsEligible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var members []staff.Member
		for n := range rapid.IntRange(1, 12).Draw(t, "people") {
			m := staff.Member{
				Number: staff.Number(n + 1), EnrolledBy: staff.Number(rapid.IntRange(0, n).Draw(t, "by")),
				Roles:  staff.Roles(rapid.Uint16Range(0, uint16(staff.AllRoles)).Draw(t, "roles")),
				Person: [16]byte{rapid.ByteRange(0, 6).Draw(t, "person")}, RevokedAt: rapid.Int64Range(0, 1).Draw(t, "revoked"),
			}
			members = append(members, m)
		}
		kind := approval.Kind(rapid.IntRange(0, approval.KindCount-1).Draw(t, "kind"))
		requester := members[rapid.IntRange(0, len(members)-1).Draw(t, "requester")]
		got := approval.Eligible(kind, requester.Number, slices.Values(members))
		for _, m := range members {
			may := m.Works() && m.Roles.Meets(approval.Entitled(kind)) && !tied(members, requester, m)
			if slices.Contains(got, m.Number) != may {
				t.Fatalf("%d for %d: %t, want %t", m.Number, requester.Number, !may, may)
			}
		}
		if !slices.IsSorted(got) {
			t.Fatalf("%v is not in order", got)
		}
	})
}

// tied says the same as the package in another way: between some number of the
// one person and some number of the other there is an enrolment, or they are one.
func tied(members []staff.Member, a, b staff.Member) bool {
	one := func(x, y staff.Member) bool {
		return x.Number == y.Number || x.Person != [16]byte{} && x.Person == y.Person
	}
	for _, x := range members {
		for _, y := range members {
			if one(x, a) && one(y, b) && (one(x, y) || x.EnrolledBy == y.Number || y.EnrolledBy == x.Number) {
				return true
			}
		}
	}
	return false
}

func TestRefillKeepsWhoMayDecideStill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Map(rapid.Uint32Range(1, 9), func(n uint32) staff.Number { return staff.Number(n) })
		eligible := rapid.SliceOfDistinct(number, func(n staff.Number) staff.Number { return n }).Draw(t, "eligible")
		earlier := [2]staff.Number{number.Draw(t, "first"), staff.Number(rapid.Uint32Range(0, 9).Draw(t, "second"))}
		random := [32]byte{rapid.Byte().Draw(t, "random")}
		pair, ok := approval.Refill(random, earlier, eligible)
		if ok != (len(eligible) >= 2) {
			t.Fatalf("of %v drew %v", eligible, pair)
		}
		if !ok {
			return
		}
		if pair[0] == pair[1] || !slices.Contains(eligible, pair[0]) || !slices.Contains(eligible, pair[1]) {
			t.Fatalf("of %v drew %v", eligible, pair)
		}
		for i, n := range earlier {
			if slices.Contains(eligible, n) && earlier[0] != earlier[1] && pair[i] != n {
				t.Fatalf("%v became %v though %d may decide still", earlier, pair, n)
			}
		}
	})
}

// Every pair is drawn about as often: chi-square of the 21 pairs of 7 people
// over 8,400 draws from fixed bytes stays under its value for one in a thousand.
func TestDrawIsEven(t *testing.T) {
	eligible := []staff.Number{3, 9, 12, 40, 41, 42, 77}
	const draws, pairs, bound = 8400, 21, 45.31 // 20 degrees of freedom
	count, first := map[[2]staff.Number]float64{}, map[staff.Number]int{}
	for i := range draws {
		var random [32]byte
		binary.BigEndian.PutUint64(random[24:], uint64(i))
		drawn, ok := approval.Draw(random, eligible)
		if !ok {
			t.Fatal("seven are not enough")
		}
		first[drawn[0]]++
		slices.Sort(drawn[:])
		count[drawn]++
	}
	expected, chi := float64(draws)/pairs, 0.0
	for _, n := range count {
		chi += (n - expected) * (n - expected) / expected
	}
	if chi > bound || len(count) != pairs || len(first) != len(eligible) {
		t.Errorf("chi-square is %.2f over %d pairs, want at most %.2f over %d", chi, len(count), bound, pairs)
	}
}

func TestRedraw(t *testing.T) {
	day := int64(24 * hour)
	for _, tc := range []struct {
		now, at int64
		want    bool
	}{{1, 0, true}, {10, 10, false}, {10 + 7*day - 1, 10, false}, {10 + 7*day, 10, true}} {
		if approval.Redraw(tc.now, approval.Drawn{At: tc.at}) != tc.want {
			t.Errorf("drawn at %d, at %d: %t", tc.at, tc.now, !tc.want)
		}
	}
}
