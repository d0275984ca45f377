package disclosure_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

var update = flag.Bool("update", false, "rewrite the tables under testdata")

// compare holds a text against a file under testdata.
func compare(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestDefaultBudgets(t *testing.T) {
	var b strings.Builder
	budgets := disclosure.DefaultBudgets()
	for p := range disclosure.Principal(disclosure.PrincipalCount) {
		if !p.Known() {
			if budgets[p] != [disclosure.MeasureCount]disclosure.Limits{} {
				t.Errorf("principal %d, which there is not, has a budget", p)
			}
			continue
		}
		for m := range disclosure.Measure(disclosure.MeasureCount) {
			l := budgets[p][m]
			fmt.Fprintf(&b, "%-8s %-9s %5d /h %6d /d %6d /30d %7d /365d\n", p, m, l[disclosure.PerHour], l[disclosure.PerDay],
				l[disclosure.PerMonth], l[disclosure.PerYear])
		}
		clear, masked := disclosure.MaximumLoss(&budgets, p)
		fmt.Fprintf(&b, "%-8s loses %d at clear, %d masked a year at most\n", p, clear, masked)
	}
	compare(t, "default_budgets.txt", b.String())
}

func TestLimits(t *testing.T) {
	budgets := disclosure.DefaultBudgets()
	budgets[staff.Security][disclosure.CountClear] = disclosure.Limits{100, 30, 1_000, 1_500}
	who := func(roles ...staff.Role) disclosure.Principals {
		var s staff.Roles
		for _, r := range roles {
			s = s.With(r)
		}
		return disclosure.PrincipalsOf(s)
	}
	for _, tc := range []struct {
		story   string
		who     disclosure.Principals
		measure disclosure.Measure
		want    disclosure.Limits
	}{
		{"one role", who(staff.Support), disclosure.CountClear, disclosure.Limits{20, 60, 400, 2_000}},
		{"two roles: the smallest of each window", who(staff.Support, staff.Security), disclosure.CountClear, disclosure.Limits{20, 30, 400, 1_500}},
		{"a role that has no say takes all away", who(staff.Privacy, staff.Approver), disclosure.CountClear, disclosure.Limits{}},
		{"enrolling people too", who(staff.Support, staff.Admin), disclosure.CountEmergency, disclosure.Limits{}},
		{"no role", 0, disclosure.CountClear, disclosure.Limits{}},
		{"a principal that there is not", 1 << 9, disclosure.CountClear, disclosure.Limits{}},
		{"one beyond all", who(staff.Support) | 1<<31, disclosure.CountClear, disclosure.Limits{}},
		{"a measure that there is not", who(staff.Support), disclosure.MeasureCount, disclosure.Limits{}},
		{"a merchant sees nobody", disclosure.Principals(0).With(disclosure.AsMerchant), disclosure.CountClear, disclosure.Limits{}},
	} {
		if got := budgets.Limits(tc.who, tc.measure); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.story, got, tc.want)
		}
	}
}

func TestMaximumLoss(t *testing.T) {
	none := disclosure.Limits{}
	for _, tc := range []struct {
		story                    string
		clear, masked, emergency disclosure.Limits
		wantClear, wantMasked    uint32
	}{
		{"the year bounds", disclosure.Limits{20, 60, 400, 2_000}, disclosure.Limits{100, 300, 2_000, 10_000}, disclosure.Limits{3, 5, 10, 20}, 2_020, 10_000},
		{"an hour bounds", disclosure.Limits{1, 100, 10_000, 100_000}, none, none, 8_760, 0},
		{"a day bounds", disclosure.Limits{100, 1, 10_000, 100_000}, none, none, 365, 0},
		{"a month bounds", disclosure.Limits{100, 100, 10, 100_000}, none, none, 130, 0},
		{"nothing in one window is nothing at all", disclosure.Limits{0, 100, 100, 100}, none, none, 0, 0},
		{
			"more than can be written",
			[4]uint32{math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32},
			none,
			[4]uint32{math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32},
			math.MaxUint32, 0,
		},
	} {
		var b disclosure.Budgets
		b[staff.Support][disclosure.CountClear] = tc.clear
		b[staff.Support][disclosure.CountMasked] = tc.masked
		b[staff.Support][disclosure.CountEmergency] = tc.emergency
		b[staff.Support][disclosure.CountMissed] = disclosure.Limits{9, 9, 9, 9}
		clear, masked := disclosure.MaximumLoss(&b, disclosure.Principal(staff.Support))
		if clear != tc.wantClear || masked != tc.wantMasked {
			t.Errorf("%s: %d at clear, %d masked; want %d, %d", tc.story, clear, masked, tc.wantClear, tc.wantMasked)
		}
	}
	b := disclosure.DefaultBudgets()
	if clear, masked := disclosure.MaximumLoss(&b, disclosure.PrincipalCount); clear != 0 || masked != 0 {
		t.Errorf("a principal that there is not loses %d, %d", clear, masked)
	}
}

func TestMeasureOf(t *testing.T) {
	for level, want := range map[disclosure.Level]disclosure.Measure{
		disclosure.Matched: disclosure.CountMasked, disclosure.Masked: disclosure.CountMasked,
		disclosure.Clear: disclosure.CountClear, disclosure.Exported: disclosure.CountClear,
		disclosure.Ciphertext: disclosure.CountClear, 0: disclosure.CountClear,
	} {
		if got := disclosure.MeasureOf(level); got != want {
			t.Errorf("%s counts as %s, want %s", level, got, want)
		}
	}
}
