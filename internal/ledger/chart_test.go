package ledger_test

import (
	"testing"

	"github.com/candorpay/candor/internal/ledger"
)

// TestAccountIDs checks that objects' accounts and the house's never meet.
func TestAccountIDs(t *testing.T) {
	object := maxID
	object[15] = 0xf0
	seen := make(map[ledger.ID]bool)
	for role := ledger.WalletRole; role <= ledger.FundPaymentRole; role++ {
		id := ledger.AccountID(object, role)
		if seen[id] || [15]byte(id[:]) != [15]byte(object[:]) || ledger.RoleOf(id) != role {
			t.Errorf("role %d: account %v of object %v, role %d", role, id, object, ledger.RoleOf(id))
		}
		seen[id] = true
	}
	if _, _, _, ok := ledger.ParseHouse(object); ok {
		t.Errorf("%v is not the house's", object)
	}
	for _, currency := range []uint32{156, 392, 978} {
		for _, part := range []uint8{0, 2, 255} {
			id := ledger.House(ledger.AccountClearing, currency, part)
			code, cur, p, ok := ledger.ParseHouse(id)
			if !ok || code != ledger.AccountClearing || cur != currency || p != part || seen[id] {
				t.Errorf("House(%d, %d) = %v, which reads as %d, %d, %d, %t", currency, part, id, code, cur, p, ok)
			}
			seen[id] = true
		}
	}
}

// TestChartNames checks that no two codes of the chart share a name.
func TestChartNames(t *testing.T) {
	for kind, name := range map[string]func(uint16) string{"account": ledger.AccountCodeName, "transfer": ledger.TransferCodeName} {
		codes := make(map[string]uint16)
		for code := range uint16(1000) {
			n := name(code)
			if other, taken := codes[n]; taken && n != "other" {
				t.Errorf("%s codes %d and %d are both %q", kind, other, code, n)
			}
			codes[n] = code
		}
		if len(codes) < 11 {
			t.Errorf("%d names of %s codes", len(codes), kind)
		}
	}
	if ledger.ChartFlags(ledger.AccountWallet)&ledger.DebitsMustNotExceedCredits == 0 || ledger.ChartFlags(ledger.AccountClearing) != 0 {
		t.Error("a wallet cannot be overdrawn, clearing goes either way")
	}
}
