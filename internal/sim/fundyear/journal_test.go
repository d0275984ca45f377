package fundyear_test

import (
	"encoding/csv"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/ledger"
)

// keptBooks are a machine's books, as a journal reads them.
type keptBooks struct{ *ledger.Ledger }

// Accounts implements journal.Books.
func (b keptBooks) Accounts() iter.Seq2[ledger.Account, error] {
	return func(yield func(ledger.Account, error) bool) {
		b.QueryAccounts(ledger.Filter{}, func(a ledger.Account) bool { return yield(a, nil) })
	}
}

// Transfers implements journal.Books.
func (b keptBooks) Transfers(after int64) iter.Seq2[ledger.Transfer, error] {
	return func(yield func(ledger.Transfer, error) bool) {
		b.QueryTransfers(ledger.Filter{From: after + 1}, func(t ledger.Transfer) bool { return yield(t, nil) })
	}
}

// TestJournal has hledger check the journal of a fund's two months, and finds in
// it the balance sheet that the fund has.
func TestJournal(t *testing.T) {
	if _, err := exec.LookPath("hledger"); err != nil {
		t.Skip("SKIPPED: hledger is not installed (Debian: apt-get install hledger)")
	}
	y := newYear(t, size{days: 60, entered: 40, active: 10, newcomer: 10})
	y.pass()
	path := filepath.Join(t.TempDir(), "books.journal")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Write(out, keptBooks{y.machine.Ledger()}, journal.Options{Format: journal.Hledger}); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	hledger(t, "-f", path, "check", "--strict")
	rows, err := csv.NewReader(strings.NewReader(hledger(t, "-f", path, "bal", "--flat", "-N", "-E", "-O", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, row := range rows {
		for _, a := range y.accounts() {
			if strings.Contains(row[0], ":"+ledger.AccountCodeName(a.Code)+":") {
				told[ledger.AccountCodeName(a.Code)] = row[1]
			}
		}
	}
	for _, a := range y.accounts() {
		want := "0"
		if minor := int64(a.DebitsPosted - a.CreditsPosted); minor != 0 {
			want = fmt.Sprint(cny(minor))
		}
		if got := told[ledger.AccountCodeName(a.Code)]; got != want {
			t.Errorf("%s: hledger has %q, want %q", ledger.AccountCodeName(a.Code), got, want)
		}
	}
}

// accounts are the fund's.
func (y *year) accounts() []ledger.Account {
	var list []ledger.Account
	for _, role := range []ledger.Role{
		ledger.FundRole, ledger.FundBoughtRole, ledger.FundRedeemedRole, ledger.FundAdvanceRole, ledger.CustodyRole,
		ledger.FundIncomeRole, ledger.FundPaymentRole,
	} {
		a, _ := y.machine.Ledger().Account(ledger.AccountID(y.fund, role))
		list = append(list, a)
	}
	return list
}

func hledger(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "hledger", args...)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("hledger %v: %v\n%s", args, err, said.String())
	}
	return string(out)
}
