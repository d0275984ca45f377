package main_test

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// realOrders are 10,000 orders of a real marketplace, which the project may
// read and not hold. Their README says what must come out.
const realOrders = "../../../shared/data/orders/olist-10k.jsonl"

// figures are those of a replay's report that the oracle states.
type figures struct {
	Orders int
	Cents  map[string]int64
	Status map[string]count `json:"by_status"`
	Dirt   map[string]int
	Bad    []any `json:"bad_lines"`
	New    int   `json:"new_commands"`
}

type count struct {
	Orders int
	Cents  int64
}

// oracle is what the data's README states.
var oracle = figures{
	Orders: 10_000,
	Cents: map[string]int64{
		"total": 162_027_937, "released": 155_978_296, "refunded": 2_970_567, "held": 2_907_051, "closed": 172_023,
	},
	Status: map[string]count{
		"delivered": {9649, 155_978_296}, "shipped": {104, 1_333_015}, "canceled": {57, 1_291_430},
		"unavailable": {98, 1_831_282}, "invoiced": {43, 645_865}, "processing": {47, 928_171}, "created": {2, 19_878},
	},
	Dirt: map[string]int{
		"several_instruments": 335, "several_sellers": 101, "mismatch": 59, "no_items": 111, "zero_payment": 1,
		"shipped_before_approval": 16, "delivered_before_shipped": 5, "no_approval": 3, "no_date": 1,
	},
	Bad: []any{},
}

func TestRealOrders(t *testing.T) {
	if _, err := os.Stat(realOrders); err != nil {
		t.Skipf("SKIPPED: the orders are not here: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	first := replayed(t, realOrders, dir)
	want := oracle
	if want.New = first.New; want.New == 0 {
		t.Error("the first run booked nothing")
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("the figures differ (-oracle +ours):\n%s", diff)
	}
	second := replayed(t, realOrders, dir)
	want.New = 0
	if diff := cmp.Diff(want, second); diff != "" {
		t.Errorf("the second run differs (-oracle +ours):\n%s", diff)
	}
	checkBooks(t, dir)
}

// checkBooks lets hledger and ledger check the folder's journal and compares
// their balances with the ledger's own counters.
func checkBooks(t *testing.T, dir string) {
	t.Helper()
	ours := counters(t, dir)
	t.Run("hledger", func(t *testing.T) {
		journal := exported(t, dir, "hledger")
		program(t, "hledger", "-f", journal, "check", "--strict")
		compare(t, ours, ',', program(t, "hledger", "-f", journal, "bal", "--flat", "-N", "-E", "-O", "csv"))
	})
	t.Run("ledger", func(t *testing.T) {
		journal := exported(t, dir, "ledger")
		compare(t, ours, '\t', program(t, "ledger", "--args-only", "--strict", "-f", journal, "bal", "--flat", "--no-total",
			"--empty", "--balance-format", "%(account)\t%(quantity(display_total))\n"))
	})
}

// The merchant with the largest balance has a statement of several pages: its
// lines add up to each running balance and to what the ledger has.
func TestStatementAddsUp(t *testing.T) {
	folder := t.TempDir()
	dir, orders := filepath.Join(folder, "data"), filepath.Join(folder, "orders.jsonl")
	program(t, "candor", "generate", "orders", "--orders", "2000", "--out", orders)
	program(t, "candor", "init", "--dir", dir)
	program(t, "candor", "replay", orders, "--live", "--dir", dir)
	largest, owner := new(big.Rat), ""
	for name, balance := range counters(t, dir) {
		owed, _ := new(big.Rat).SetString(balance)
		if owed.Neg(owed); strings.HasPrefix(name, "balance:") && owed.Cmp(largest) > 0 {
			largest, owner = owed, strings.TrimPrefix(name, "balance:")
		}
	}
	out := program(t, "candor", "export", "statement", "--dir", dir, "--id", owner[:26]+"000000")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) <= platform.PageMax {
		t.Errorf("%d lines are one page", len(rows)-1)
	}
	sum := new(big.Rat)
	for _, row := range rows[1:] {
		amount, _ := new(big.Rat).SetString(row[5])
		if sum.Add(sum, amount); sum.FloatString(2) != row[6] {
			t.Fatalf("the balance is %s, the lines sum to %s: %v", row[6], sum.FloatString(2), row)
		}
	}
	if sum.Cmp(largest) != 0 {
		t.Errorf("the lines sum to %s, the ledger has %s", sum.FloatString(2), largest.FloatString(2))
	}
}

func replayed(t *testing.T, file, dir string) (f figures) {
	t.Helper()
	out := program(t, "candor", "replay", file, "--dir", dir, "--json")
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func exported(t *testing.T, dir, format string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "books")
	program(t, "candor", "export", "journal", "--dir", dir, "--format", format, "--out", path)
	return path
}

// program runs one and returns its stdout; it skips aloud where it is missing.
func program(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("SKIPPED: %s is not installed (Debian: apt-get install hledger ledger)", name)
	}
	var stderr strings.Builder
	cmd := exec.Command(path, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, &stderr)
	}
	return string(out)
}

// counters returns the folder's balances other than zero, debits less credits,
// in cents, by the end of the accounts' names in a journal: two accounts with
// one end are two accounts with one id.
func counters(t *testing.T, dir string) map[string]string {
	t.Helper()
	p, err := platform.Open(dir, platform.Options{HoldClock: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	balances := map[string]string{}
	for f := (ledger.Filter{Limit: platform.PageMax}); ; {
		page, err := p.Accounts(t.Context(), auth.Candor(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			if cents := int64(a.DebitsPosted) - int64(a.CreditsPosted); cents != 0 {
				balances[ending(a)] = big.NewRat(cents, 100).FloatString(2)
			}
		}
		if page.Next == 0 {
			return balances
		}
		f.From = page.Next + 1
	}
}

// instruments are the parts of the house's clearing accounts by name.
var instruments = []string{"", "wallet", "card", "debit-card", "bank-transfer", "bank-slip", "voucher", "fund", "other"}

func ending(a ledger.Account) string {
	if code, _, part, ok := ledger.ParseHouse(a.ID); ok {
		if code == ledger.AccountClearing {
			return instruments[part] + ":BRL"
		}
		return ledger.AccountCodeName(code) + ":BRL"
	}
	return ledger.AccountCodeName(a.Code) + ":" + a.ID.String()
}

// compare compares a program's table of accounts and balances with ours.
func compare(t *testing.T, ours map[string]string, comma rune, out string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(out))
	r.Comma, r.LazyQuotes = comma, true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]string{}
	for _, row := range rows {
		parts := strings.Split(row[0], ":")
		number, _, _ := strings.Cut(strings.TrimSpace(row[1]), " ")
		balance, ok := new(big.Rat).SetString(number)
		if row[0] == "account" || !ok || balance.Sign() == 0 {
			continue
		}
		theirs[strings.Join(parts[max(0, len(parts)-2):], ":")] = balance.FloatString(2)
	}
	if len(theirs) < 100 {
		t.Errorf("only %d accounts: %v", len(theirs), slices.Sorted(maps.Keys(theirs)))
	}
	if diff := cmp.Diff(ours, theirs); diff != "" {
		t.Errorf("balances differ (-ours +theirs):\n%s", diff)
	}
}
