package staff_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/staff"
)

// Numbers are on disk and names in policies.
func TestRolesKeepTheirNumbersAndNames(t *testing.T) {
	for n, name := range []string{"support", "privacy", "security", "admin", "auditor", "approver"} {
		r, ok := staff.ParseRole(name)
		if !ok || int(r) != n || r.String() != name {
			t.Errorf("role %d is %s", n, r)
		}
	}
	if _, ok := staff.ParseRole("unknown"); ok || staff.Role(staff.RoleCount).String() != "unknown" {
		t.Error("a role that is none has a name")
	}
}

func TestSetsOfRolesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := staff.Roles(rapid.Uint16Range(0, uint16(staff.AllRoles)).Draw(t, "set"))
		back, ok := staff.ParseRoles(set.String())
		if !ok || back != set || staff.RolesOf(slices.Collect(set.All())...) != set || !set.Valid() {
			t.Fatalf("%s became %s", set, back)
		}
	})
	for _, text := range []string{",", "support,", "boss", "support;admin", "Support"} {
		if _, ok := staff.ParseRoles(text); ok {
			t.Errorf("%q was read", text)
		}
	}
	if set, ok := staff.ParseRoles(" admin , support "); !ok || set != staff.RolesOf(staff.Support, staff.Admin) {
		t.Errorf("read %s", set)
	}
	if (staff.AllRoles + 1).Valid() {
		t.Error("a role that is none is valid")
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]staff.Number{"0042": 42, "42": 42, "4294967295": 4294967295, "0": 0, "": 0, "-1": 0, "4294967296": 0, "x": 0} {
		if n, ok := staff.ParseNumber(text); ok != (want != 0) || ok && n != want {
			t.Errorf("%q is %d", text, n)
		}
	}
	if staff.Number(42).String() != "0042" || staff.Number(123456).String() != "123456" {
		t.Error("numbers are not written as paths have them")
	}
}

func FuzzValidHandle(f *testing.F) {
	for _, text := range []string{"", "a", "mei.lin-2_x", ".a", "a.", "A", "mé", "а", "a b", strings.Repeat("a", 65)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !staff.ValidHandle(text) {
			return
		}
		outside := strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789._-")
		if len(text) > staff.HandleMax || outside != "" || strings.ContainsAny(text[:1]+text[len(text)-1:], "._-") {
			t.Fatalf("%q is a handle", text)
		}
	})
}

func TestHandles(t *testing.T) {
	for text, want := range map[string]bool{
		"a": true, "mei.lin-2_x": true, "0": true, strings.Repeat("a", staff.HandleMax): true,
		"": false, ".a": false, "a-": false, "Mei": false, "mé": false, "а": false /* Cyrillic */, "a b": false, "a\n": false,
		strings.Repeat("a", staff.HandleMax+1): false,
	} {
		if staff.ValidHandle(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tc := range []struct {
		story  string
		member staff.Member
		want   errkind.Refusal
	}{
		{"no role, no team", staff.Member{Handle: "a"}, errkind.Refusal{}},
		{"roles and team", staff.Member{Handle: "a", Team: "east", Roles: staff.AllRoles}, errkind.Refusal{}},
		{"from an identity provider", staff.Member{Handle: "a", Provisioned: true}, errkind.Refusal{}},
		{"which grants nothing", staff.Member{Handle: "a", Provisioned: true, Roles: 1}, staff.RefusedProvider},
		{"without a handle", staff.Member{}, staff.RefusedHandle},
		{"with a team that is none", staff.Member{Handle: "a", Team: "East"}, staff.RefusedHandle},
		{"with a role that is none", staff.Member{Handle: "a", Roles: staff.AllRoles + 1}, staff.RefusedRoles},
	} {
		if got := staff.Check(&tc.member); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.story, got, tc.want)
		}
	}
}

// Every role, and what it may do to others.
func TestWhoMay(t *testing.T) {
	for r := range staff.AllRoles.All() {
		roles := staff.RolesOf(r)
		if staff.MayEnrol(roles) != (r == staff.Admin) || staff.MayRevoke(roles) != (r == staff.Admin || r == staff.Security) {
			t.Errorf("%s may enrol %t, revoke %t", r, staff.MayEnrol(roles), staff.MayRevoke(roles))
		}
	}
	if staff.MayEnrol(0) || staff.MayRevoke(0) {
		t.Error("somebody without roles may")
	}
}

// Fewer roles are a larger budget where one of them had none.
func TestAnyChangeButToNothingNeedsConsent(t *testing.T) {
	support, both := staff.RolesOf(staff.Support), staff.RolesOf(staff.Support, staff.Admin)
	for _, tc := range []struct {
		from, to staff.Member
		want     bool
	}{
		{staff.Member{}, staff.Member{}, false},
		{staff.Member{}, staff.Member{Roles: support}, true},
		{staff.Member{Roles: support}, staff.Member{Roles: support}, false},
		{staff.Member{Roles: support}, staff.Member{Roles: both}, true},
		{staff.Member{Roles: both}, staff.Member{Roles: support}, true},
		{staff.Member{Roles: both}, staff.Member{}, false},
		{staff.Member{Roles: support}, staff.Member{Roles: support, Team: "night"}, true},
		{staff.Member{Roles: support, Team: "night"}, staff.Member{Team: "day"}, false},
	} {
		if staff.NeedsConsent(&tc.from, &tc.to) != tc.want {
			t.Errorf("from %q in %q to %q in %q: %t", tc.from.Roles, tc.from.Team, tc.to.Roles, tc.to.Team, !tc.want)
		}
	}
}

func TestRelated(t *testing.T) {
	person := [16]byte{1}
	for _, tc := range []struct {
		story string
		a, b  staff.Member
		want  bool
	}{
		{"herself", staff.Member{Number: 1}, staff.Member{Number: 1}, true},
		{"she enrolled him", staff.Member{Number: 1}, staff.Member{Number: 2, EnrolledBy: 1}, true},
		{"one person", staff.Member{Number: 1, Person: person}, staff.Member{Number: 2, Person: person}, true},
		{"one enrolled both", staff.Member{Number: 1, EnrolledBy: 3}, staff.Member{Number: 2, EnrolledBy: 3}, false},
		{"founders", staff.Member{Number: 1, Founding: true}, staff.Member{Number: 2, Founding: true}, false},
		{"nobody", staff.Member{}, staff.Member{Number: 2}, false},
		{"nobody twice", staff.Member{}, staff.Member{}, false},
	} {
		if staff.Related(&tc.a, &tc.b) != tc.want || staff.Related(&tc.b, &tc.a) != tc.want {
			t.Errorf("%s: want %t either way", tc.story, tc.want)
		}
	}
}

func TestDrawIsOfThoseEligibleOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		eligible := rapid.SliceOfN(rapid.Map(rapid.Uint32Range(1, 30), func(n uint32) staff.Number { return staff.Number(n) }), 0, 40).Draw(t, "eligible")
		random := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "random"))
		count := rapid.IntRange(0, 5).Draw(t, "count")
		distinct := slices.Compact(slices.Sorted(slices.Values(eligible)))
		drawn := staff.Draw("test", random, eligible, count)
		if len(distinct) < count {
			if drawn != nil {
				t.Fatalf("drew %v of %v", drawn, distinct)
			}
			return
		}
		if once := slices.Compact(slices.Sorted(slices.Values(drawn))); len(once) != count {
			t.Fatalf("drew %v, want %d different ones", drawn, count)
		}
		for _, n := range drawn {
			if !slices.Contains(distinct, n) {
				t.Fatalf("drew %d, who is not among %v", n, distinct)
			}
		}
		if again := staff.Draw("test", random, distinct, count); !slices.Equal(drawn, again) {
			t.Fatalf("the same bytes drew %v and, of a list in order, %v", drawn, again)
		}
	})
}

// Draws are on disk by their random bytes: the same ones must draw the same
// people in every version.
func TestDrawStaysAsItIs(t *testing.T) {
	got := staff.Draw("candor approval", [32]byte{1, 2, 3}, []staff.Number{1, 2, 3, 4, 5, 6, 7}, 3)
	if want := []staff.Number{4, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("drew %v, want %v", got, want)
	}
}
