package journal_test

import (
	"encoding/csv"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/ledger"
)

// market has many accounts and movements, from a fixed seed.
func market() *books {
	b, r := &books{}, rand.New(rand.NewPCG(1, 2))
	var ids []ledger.ID
	for n := range byte(40) {
		ids = append(ids, b.open(id(0x20+n, n), brl, ledger.AccountWallet))
	}
	for range 1_000 {
		from := r.IntN(len(ids))
		to := (from + 1 + r.IntN(len(ids)-1)) % len(ids)
		var flags ledger.TransferFlags
		if r.IntN(4) == 0 {
			flags |= ledger.Linked
		}
		b.move(ids[from], ids[to], r.Uint64N(1_000_000), ledger.TransferWallet, flags)
	}
	b.transfers[len(b.transfers)-1].Flags = 0
	return b
}

// savings has a fund's life: purchases, income, a loss that is carried, redemptions
// at once and otherwise, a trade that units pay and its refund. What it is owed by
// its custodian is an asset, what it owes is not.
func savings() *books {
	b := &books{}
	open := func(role ledger.Role, code uint16) ledger.ID {
		return b.open(ledger.AccountID(id(0x50), role), brl, code)
	}
	bank := b.open(ledger.House(ledger.AccountClearing, brl, 7), brl, ledger.AccountClearing)
	wallet := b.open(ledger.AccountID(id(0x51), ledger.WalletRole), brl, ledger.AccountWallet)
	escrow := b.open(ledger.AccountID(id(0x52), ledger.EscrowRole), brl, ledger.AccountEscrow)
	units, bought := open(ledger.FundRole, ledger.AccountFund), open(ledger.FundBoughtRole, ledger.AccountFundBought)
	redeemed, advance := open(ledger.FundRedeemedRole, ledger.AccountFundRedeemed), open(ledger.FundAdvanceRole, ledger.AccountFundAdvance)
	custody, income := open(ledger.CustodyRole, ledger.AccountCustody), open(ledger.FundIncomeRole, ledger.AccountFundIncome)
	payment := open(ledger.FundPaymentRole, ledger.AccountFundPayment)

	b.move(custody, units, 70_00, ledger.TransferOpening, 0)
	b.move(bank, wallet, 900_00, ledger.TransferTopUp, 0)
	b.move(wallet, bought, 800_00, ledger.TransferSubscription, 0)
	b.move(bought, units, 800_00, ledger.TransferConfirmation, ledger.Linked)
	b.move(custody, bank, 800_00, ledger.TransferFundCash, 0)
	b.move(custody, income, 1_13, ledger.TransferNetIncome, 0)
	b.move(income, units, 1_12, ledger.TransferIncome, 0)
	b.move(income, custody, 2_00, ledger.TransferNetIncome, 0)
	b.move(units, income, 1_50, ledger.TransferIncome, 0)
	b.move(units, redeemed, 30_00, ledger.TransferRedemption, 0)
	b.move(bank, advance, 20_00, ledger.TransferAdvance, ledger.Linked)
	b.move(units, wallet, 20_00, ledger.TransferRedemption, 0)
	b.move(bank, advance, 10_00, ledger.TransferAdvance, ledger.Linked)
	b.move(units, payment, 10_00, ledger.TransferFundPayment, ledger.Linked)
	b.move(payment, escrow, 10_00, ledger.TransferFunding, 0)
	b.move(escrow, payment, 4_00, ledger.TransferRefundEscrow, ledger.Linked)
	b.move(payment, bought, 4_00, ledger.TransferSubscription, 0)
	b.move(advance, custody, 30_00, ledger.TransferAdvanceRepaid, ledger.Linked)
	b.move(bank, custody, 30_00, ledger.TransferFundCash, 0)
	b.move(redeemed, wallet, 30_00, ledger.TransferRedemptionPaid, 0)
	return b
}

// decimals of the units in these tests.
var decimals = map[uint32]int{brl: 2, jpy: 0, kwd: 3, points: 0}

// want returns each account's debits less credits as a plain decimal number, by
// the id or the house's name that ends its name in the journal.
func want(b *books) map[string]string {
	balances := map[string]string{}
	for _, a := range b.accounts {
		minor := new(big.Int).SetUint64(a.DebitsPosted)
		minor.Sub(minor, new(big.Int).SetUint64(a.CreditsPosted))
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals[a.Ledger])), nil)
		balances[a.ID.String()] = plainDecimal(new(big.Rat).SetFrac(minor, scale))
	}
	return balances
}

func plainDecimal(r *big.Rat) string { return r.FloatString(3) }

// got reads rows of account and balance and keys them by the accounts' ids.
func got(t *testing.T, b *books, rows [][]string) map[string]string {
	t.Helper()
	balances := map[string]string{}
	for _, row := range rows {
		if len(row) != 2 || row[0] == "account" {
			continue
		}
		name, number := strings.TrimSpace(row[0]), strings.TrimSpace(row[1])
		if number == "" {
			number = "0"
		}
		number, _, _ = strings.Cut(number, " ")
		number = strings.TrimSuffix(strings.TrimPrefix(number, "Decimal('"), "')") // beancount's, exact
		r, ok := new(big.Rat).SetString(number)
		if !ok {
			t.Fatalf("%s: %q is no number", name, row[1])
		}
		balances[b.idOf(t, name)] = plainDecimal(r)
	}
	return balances
}

// idOf finds the account that a name of the journal stands for.
func (b *books) idOf(t *testing.T, name string) string {
	t.Helper()
	house := map[string]ledger.ID{
		"clearing:card:brl": ledger.House(ledger.AccountClearing, brl, 2),
		"clearing:7:brl":    ledger.House(ledger.AccountClearing, brl, 7),
		"fees:brl":          ledger.House(ledger.AccountFees, brl, 0),
		"clearing:4:jpy":    ledger.House(ledger.AccountClearing, jpy, 4),
		"clearing:kwd":      ledger.House(ledger.AccountClearing, kwd, 0),
	}
	_, rest, _ := strings.Cut(strings.ToLower(name), ":")
	if id, ok := house[rest]; ok {
		return id.String()
	}
	last := rest[strings.LastIndexByte(rest, ':')+1:]
	return strings.TrimPrefix(last, "id-")
}

// program runs one that must be installed, and skips aloud where it is not.
func program(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("SKIPPED: %s is not installed (Debian: apt-get install hledger ledger beancount)", name)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	return string(out), err
}

func saved(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "books.journal")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// balances asks a program for the balance of every account.
var balances = map[journal.Format]func(t *testing.T, path string) [][]string{
	journal.Hledger: func(t *testing.T, path string) [][]string {
		out, err := program(t, "hledger", "-f", path, "bal", "--flat", "-N", "-E", "-O", "csv")
		return rows(t, out, err, ',')
	},
	journal.Ledger: func(t *testing.T, path string) [][]string {
		out, err := program(t, "ledger", "--args-only", "-f", path, "bal", "--flat", "--no-total", "--empty",
			"--balance-format", "%(account)\t%(quantity(display_total))\n")
		return rows(t, out, err, '\t')
	},
	journal.Beancount: func(t *testing.T, path string) [][]string {
		out, err := program(t, "bean-query", "-f", "csv", path, "SELECT account, str(sum(number)) AS balance GROUP BY account")
		return rows(t, out, err, ',')
	},
}

func rows(t *testing.T, out string, err error, comma rune) [][]string {
	t.Helper()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r := csv.NewReader(strings.NewReader(out))
	r.Comma, r.LazyQuotes = comma, true
	table, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return table
}

// check makes a program verify the assertions.
var check = map[journal.Format][]string{
	journal.Hledger:   {"hledger", "check", "--strict", "-f"},
	journal.Ledger:    {"ledger", "--args-only", "--strict", "bal", "--no-total", "-f"},
	journal.Beancount: {"bean-check"},
}

func TestProgramsAgree(t *testing.T) {
	for _, format := range formats {
		for name, b := range map[string]*books{"shop": shop(), "market": market(), "savings": savings()} {
			t.Run(format.String()+"/"+name, func(t *testing.T) {
				out, _ := write(t, b, format)
				path := saved(t, out)
				command := append(check[format][1:len(check[format]):len(check[format])], path)
				if out, err := program(t, check[format][0], command...); err != nil || strings.Contains(out, "Warning") {
					t.Fatalf("%v: %v\n%s", check[format], err, out)
				}
				told := got(t, b, balances[format](t, path))
				mine := want(b)
				if format != journal.Hledger {
					dropUnmoved(mine, told)
				}
				if diff := cmp.Diff(mine, told); diff != "" {
					t.Errorf("balances differ (-ours +%s):\n%s", format, diff)
				}
			})
		}
	}
}

// dropUnmoved forgets accounts without a balance that the program does not list.
func dropUnmoved(mine, told map[string]string) {
	for id, balance := range mine {
		if _, ok := told[id]; !ok && balance == "0.000" {
			delete(mine, id)
		}
	}
}

func TestProgramsRefuseAWrongBalance(t *testing.T) {
	for _, format := range formats {
		t.Run(format.String(), func(t *testing.T) {
			out, _ := write(t, shop(), format)
			s := string(out)
			// The last 0.07 is the asserted balance of the fees.
			i := strings.LastIndex(s, "-0.07")
			path := saved(t, []byte(s[:i]+"-0.08"+s[i+len("-0.07"):]))
			command := append(check[format][1:len(check[format]):len(check[format])], path)
			if out, err := program(t, check[format][0], command...); err == nil {
				t.Fatalf("accepted:\n%s", out)
			}
		})
	}
}

// The books of a fund say what it has and what it owes in the right places.
func TestFundsAccounts(t *testing.T) {
	for format, want := range map[journal.Format][]string{
		journal.Hledger: {
			"assets:custody:5000", "liabilities:fund:5000", "liabilities:fund_bought:5000", "liabilities:fund_redeemed:5000",
			"liabilities:fund_advance:5000", "liabilities:fund_income:5000", "liabilities:fund_payment:5000",
		},
		journal.Beancount: {
			"Assets:Custody:Id-5000", "Liabilities:Fund:Id-5000", "Liabilities:Fund-bought:Id-5000", "Liabilities:Fund-income:Id-5000",
		},
	} {
		out, _ := write(t, savings(), format)
		for _, account := range want {
			if !strings.Contains(string(out), account) {
				t.Errorf("%v: no %s", format, account)
			}
		}
	}
}
