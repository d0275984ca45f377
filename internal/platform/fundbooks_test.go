package platform_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// deskBooks are a desk's accounts and transfers, whole.
type deskBooks struct{ *desk }

// Accounts implements journal.Books.
func (b deskBooks) Accounts() iter.Seq2[ledger.Account, error] {
	return whole(func(from int64) (platform.Page[ledger.Account], error) {
		return b.desk.Accounts(context.Background(), b.op, ledger.Filter{From: from, Limit: platform.PageMax})
	}, 0)
}

// Transfers implements journal.Books.
func (b deskBooks) Transfers(after int64) iter.Seq2[ledger.Transfer, error] {
	return whole(func(from int64) (platform.Page[ledger.Transfer], error) {
		return b.desk.Transfers(context.Background(), b.op, ledger.Filter{From: from, Limit: platform.PageMax})
	}, after+1)
}

func whole[T any](page func(from int64) (platform.Page[T], error), from int64) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			p, err := page(from)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range p.Items {
				if !yield(v, nil) {
					return
				}
			}
			if p.Next == 0 {
				return
			}
			from = p.Next + 1
		}
	}
}

// savedFund is a fund after some weeks: with holders brought over, purchases, income, a
// loss, redemptions of both kinds, trades paid with units, and refunds of them.
func savedFund(t *testing.T) *fundDesk {
	d := funded(t, fund.Rules{})
	r, wallets := rand.New(rand.NewPCG(9, 9)), d.wallets(4)
	for _, w := range wallets[1:] {
		c := wallet.TopUp{Wallet: w, Instrument: 2, Amount: money.Amount{Minor: 10_000_00, Currency: yuan}}
		if _, _, err := d.TopUp(t.Context(), d.op, "", c); err != nil {
			t.Fatal(err)
		}
		d.buy(w, 4_000_00)
	}
	enter := fund.Enter{Fund: d.fund, Entries: []fund.Entry{{Wallet: wallets[0], Minor: 77_77}}}
	if _, _, err := d.EnterHolders(t.Context(), d.op, "", enter); err != nil {
		t.Fatal(err)
	}
	for day := fundMonday; day < fundMonday+16; day++ {
		for minute := int32(11 * 60); minute < 18*60; minute += 90 {
			d.until(day, minute)
			d.anything(r, wallets)
		}
		d.until(day+1, 60)
		d.distribute(day, []int64{1_11, -37, 0}[day%3])
	}
	return d
}

// Three programs that we did not write accept the books of a fund, and one of them
// says that its units are its holders', and what its custodian keeps what it owes.
func TestFundBooksInOtherPrograms(t *testing.T) {
	d := savedFund(t)
	view, err := d.Fund(t.Context(), d.op, d.fund)
	if err != nil {
		t.Fatal(err)
	}
	for format, check := range map[journal.Format][]string{
		journal.Hledger:   {"hledger", "check", "--strict", "-f"},
		journal.Ledger:    {"ledger", "--args-only", "--strict", "bal", "--no-total", "-f"},
		journal.Beancount: {"bean-check"},
	} {
		t.Run(format.String(), func(t *testing.T) {
			program, err := exec.LookPath(check[0])
			if err != nil {
				t.Skipf("SKIPPED: %s is not installed (Debian: apt-get install hledger ledger beancount)", check[0])
			}
			var out bytes.Buffer
			if _, err := journal.Write(&out, deskBooks{d.desk}, journal.Options{Format: format}); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "books")
			if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if said, err := exec.Command(program, append(check[1:], path)...).CombinedOutput(); err != nil || strings.Contains(string(said), "Warning") {
				t.Fatalf("%v\n%s", err, said)
			}
			if format == journal.Hledger {
				fundBalances(t, program, path, view.Total())
			}
		})
	}
}

// fundBalances asks hledger for the balance sheet of the one fund of the books.
func fundBalances(t *testing.T, hledger, path string, units int64) {
	out, err := exec.Command(hledger, "-f", path, "bal", "--flat", "-N", "-E", "-O", "csv", "custody|fund").Output()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]int64{}
	for _, row := range rows[1:] {
		parts := strings.Split(row[0], ":")
		decimal, _, _ := strings.Cut(row[1], " ")
		a, err := money.ParseSigned(strings.TrimSpace(decimal), yuan)
		if err != nil && decimal != "0" {
			t.Fatalf("%q: %v", row, err)
		}
		if len(parts[2]) == 32 { // an id: not the house's
			has[parts[1]] -= a.Minor
		}
	}
	if sum := has["fund"] + has["fund_bought"]; sum != units || units == 0 {
		t.Errorf("units of %d and %d bought, the holders have %d", has["fund"], has["fund_bought"], units)
	}
	owes := has["fund"] + has["fund_redeemed"] + has["fund_advance"] + has["fund_income"]
	if -has["custody"] != owes {
		t.Errorf("the custodian keeps %d, the fund owes %d", -has["custody"], owes)
	}
}
