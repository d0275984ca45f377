package tidy

import (
	"strings"
	"testing"
)

// This file sees the table itself, so it stands inside the package.

// Arrows point downward: no package reaches itself.
func TestTableHasNoCycle(t *testing.T) {
	for pkg, cell := range table {
		for target := range strings.FieldsSeq(cell) {
			if target == anything {
				continue
			}
			if _, ok := table[target]; !ok {
				t.Errorf("%s may import %s, which has no row", pkg, target)
			}
			if reaches(target, pkg) && target != pkg {
				t.Errorf("%s may import %s, which reaches back", pkg, target)
			}
		}
	}
}

// Money does not know names, and the side that knows names cannot move money.
func TestTheTwoSidesNeverMeet(t *testing.T) {
	for _, pkg := range []string{"internal/machine/customers", "internal/disclosure", "internal/leak", "internal/seal"} {
		for _, target := range []string{"money", "internal/ledger", "internal/trade", "internal/wallet", "internal/payout"} {
			if reaches(pkg, target) {
				t.Errorf("%s reaches %s", pkg, target)
			}
		}
	}
	for _, pkg := range []string{"internal/machine/payments", "internal/trade", "internal/audit"} {
		for _, target := range []string{"internal/customer", "internal/seal", "internal/disclosure"} {
			if reaches(pkg, target) {
				t.Errorf("%s reaches %s", pkg, target)
			}
		}
	}
	if reaches("internal/audit", "internal/ledger") || reaches("internal/audit", "internal/store") {
		t.Error("the auditor shares code with what it audits")
	}
}

func TestTransportsKnowNoMachineLogOrKey(t *testing.T) {
	for _, pkg := range transports {
		for _, target := range []string{"internal/machine", "internal/machine/payments", "internal/cmdlog", "internal/store", "internal/seal"} {
			if allows(pkg, target) {
				t.Errorf("%s may import %s", pkg, target)
			}
		}
	}
}

// A domain named in a list must be a package of the table, or the rule is void.
func TestListsNamePackagesOfTheTable(t *testing.T) {
	for _, list := range [][]string{domains, transports, moneyPackages} {
		for _, pkg := range list {
			if _, ok := table[pkg]; !ok {
				t.Errorf("%s is in a list and not in the table", pkg)
			}
		}
	}
}
