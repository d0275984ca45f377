package journal_test

import (
	"bytes"
	"errors"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/ledger"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// books are accounts and transfers in memory, with counters kept by addition.
type books struct {
	accounts  []ledger.Account
	transfers []ledger.Transfer
	grow      func(*books) // called once, after the accounts were read
}

func (b *books) Accounts() iter.Seq2[ledger.Account, error] {
	return func(yield func(ledger.Account, error) bool) {
		for _, a := range b.accounts {
			if !yield(a, nil) {
				return
			}
		}
		if grow := b.grow; grow != nil {
			b.grow = nil
			grow(b)
		}
	}
}

func (b *books) Transfers(after int64) iter.Seq2[ledger.Transfer, error] {
	return func(yield func(ledger.Transfer, error) bool) {
		for _, t := range b.transfers {
			if t.Timestamp > after && !yield(t, nil) {
				return
			}
		}
	}
}

// open adds an account.
func (b *books) open(id ledger.ID, number uint32, code uint16) ledger.ID {
	b.accounts = append(b.accounts, ledger.Account{
		ID: id, Ledger: number, Code: code, Timestamp: start + int64(len(b.accounts)),
	})
	return id
}

// move adds a transfer a minute after the one before, and to the counters.
func (b *books) move(debit, credit ledger.ID, amount uint64, code uint16, flags ledger.TransferFlags) {
	n := len(b.transfers)
	t := ledger.Transfer{
		ID: id(0xf0, byte(n>>8), byte(n)), DebitAccountID: debit, CreditAccountID: credit,
		Amount: amount, Code: code, Flags: flags, UserData128: id(0x77), Timestamp: start + int64(n+1)*int64(time.Minute),
	}
	for i := range b.accounts {
		switch a := &b.accounts[i]; a.ID {
		case debit:
			t.Ledger = a.Ledger
			a.DebitsPosted += posted(&t)
		case credit:
			a.CreditsPosted += posted(&t)
		}
	}
	b.transfers = append(b.transfers, t)
}

func posted(t *ledger.Transfer) uint64 {
	if t.Flags&(ledger.Pending|ledger.VoidPending) != 0 {
		return 0
	}
	return t.Amount
}

// start is ten minutes before midnight in Beijing.
var start = time.Date(2018, 3, 1, 15, 50, 0, 0, time.UTC).UnixNano()

func id(b ...byte) ledger.ID {
	var id ledger.ID
	copy(id[:], b)
	return id
}

const (
	brl    = 986
	jpy    = 392
	kwd    = 414
	points = 70_007 // a ledger that is no currency
)

// shop has every kind of thing that an export must get right.
func shop() *books {
	b := &books{}
	card := b.open(ledger.House(ledger.AccountClearing, brl, 2), brl, ledger.AccountClearing)
	fees := b.open(ledger.House(ledger.AccountFees, brl, 0), brl, ledger.AccountFees)
	escrow := b.open(id(0xab, 1), brl, ledger.AccountEscrow)
	balance := b.open(id(0x12, 2), brl, ledger.AccountBalance)
	idle := b.open(id(0x13, 3), brl, ledger.AccountWallet)
	yenBank := b.open(ledger.House(ledger.AccountClearing, jpy, 4), jpy, ledger.AccountClearing)
	yen := b.open(id(0x14), jpy, ledger.AccountWallet)
	dinarBank := b.open(ledger.House(ledger.AccountClearing, kwd, 0), kwd, ledger.AccountClearing)
	dinar := b.open(id(0x15), kwd, ledger.AccountWallet)
	issued := b.open(id(0x16), points, 900)
	held := b.open(id(0x17), points, 901)

	b.move(card, escrow, 12_345, ledger.TransferFunding, 0)
	b.move(escrow, balance, 12_340, ledger.TransferRelease, ledger.Linked)
	b.move(balance, fees, 7, ledger.TransferFee, 0)
	b.move(card, idle, 5_000, ledger.TransferTopUp, ledger.Pending)
	b.move(card, idle, 5_000, ledger.TransferTopUp, ledger.VoidPending)
	b.move(card, escrow, 900, ledger.TransferFunding, ledger.Pending)
	b.move(card, escrow, 850, ledger.TransferFunding, ledger.PostPending)
	b.move(yenBank, yen, 1_000_000, ledger.TransferTopUp, 0)
	b.move(yen, yenBank, 1_000_000, ledger.TransferWithdrawal, 0)
	b.move(yenBank, yen, 5, ledger.TransferTopUp, 0)
	b.move(dinarBank, dinar, 1, ledger.TransferTopUp, ledger.Linked)
	b.move(card, idle, 1, ledger.TransferTopUp, ledger.Linked|ledger.Pending)
	b.move(dinarBank, dinar, 1_234_567, ledger.TransferTopUp, 0)
	b.move(issued, held, 1<<63+11, 7_777, 0)
	b.move(escrow, balance, 0, ledger.TransferRelease, 0)
	return b
}

func write(t *testing.T, b journal.Books, format journal.Format) ([]byte, journal.Summary) {
	t.Helper()
	var out bytes.Buffer
	summary, err := journal.Write(&out, b, journal.Options{Format: format, Part: instrument})
	if err != nil {
		t.Fatalf("write %s: %v", format, err)
	}
	return out.Bytes(), summary
}

func instrument(_ uint16, part uint8) string {
	if part == 2 {
		return "card"
	}
	return ""
}

var formats = []journal.Format{journal.Hledger, journal.Ledger, journal.Beancount}

func TestGolden(t *testing.T) {
	for _, format := range formats {
		t.Run(format.String(), func(t *testing.T) {
			got, summary := write(t, shop(), format)
			if want := (journal.Summary{Accounts: 11, Transfers: 11, Entries: 9}); summary != want {
				t.Errorf("summary %+v, want %+v", summary, want)
			}
			golden(t, format.String()+".golden", got)
			again, _ := write(t, shop(), format)
			if !bytes.Equal(got, again) {
				t.Error("the same books gave other bytes")
			}
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("differs from %s:\n%s", path, diff)
	}
}

func TestZoneDecidesTheDay(t *testing.T) {
	b := shop()
	for _, row := range []struct {
		zone *time.Location
		want []string
	}{
		{nil, []string{"2018-03-01 *", "2018-03-02 *"}},
		{time.UTC, []string{"2018-03-01 *"}},
		{time.FixedZone("west", -16*3600), []string{"2018-02-28 *", "2018-03-01 *"}},
	} {
		var out bytes.Buffer
		if _, err := journal.Write(&out, b, journal.Options{Format: journal.Hledger, Zone: row.zone}); err != nil {
			t.Fatal(err)
		}
		var days []string
		for line := range strings.Lines(out.String()) {
			if day, _, ok := strings.Cut(line, " * "); ok && !slices.Contains(days, day+" *") {
				days = append(days, day+" *")
			}
		}
		if diff := cmp.Diff(row.want, days); diff != "" {
			t.Errorf("zone %v: %s", row.zone, diff)
		}
	}
}

func TestBooksThatGrowWhileTheyAreRead(t *testing.T) {
	grown := shop()
	card := ledger.House(ledger.AccountClearing, brl, 2)
	grown.move(card, id(0x13, 3), 1, ledger.TransferTopUp, 0)
	late := grown.open(id(0x99), brl, ledger.AccountWallet)
	grown.move(card, late, 99, ledger.TransferTopUp, 0)

	b := shop()
	b.grow = func(b *books) { b.accounts, b.transfers = grown.accounts, grown.transfers }
	got, summary := write(t, b, journal.Hledger)
	if summary.Accounts != 12 || summary.Transfers != 13 {
		t.Errorf("summary %+v", summary)
	}
	if !strings.Contains(string(got), "liabilities:wallet:99000000000000000000000000000000  0.00 BRL = -0.99 BRL") {
		t.Errorf("the late account's balance is not asserted:\n%s", got)
	}
}

func TestCountersThatDifferFromTransfers(t *testing.T) {
	spoil := map[string]func(*books){
		"a debit too many":          func(b *books) { b.accounts[0].DebitsPosted++ },
		"a credit too few":          func(b *books) { b.accounts[2].CreditsPosted-- },
		"a transfer lost":           func(b *books) { b.transfers = b.transfers[1:] },
		"an account lost":           func(b *books) { b.accounts = b.accounts[1:] },
		"a chain that never closes": func(b *books) { b.transfers[len(b.transfers)-2].Flags |= ledger.Linked; b.transfers = b.transfers[:14] },
	}
	for name, do := range spoil {
		b := shop()
		do(b)
		_, err := journal.Write(&bytes.Buffer{}, b, journal.Options{Format: journal.Ledger})
		if !errors.Is(err, journal.ErrDifference) {
			t.Errorf("%s: %v, want ErrDifference", name, err)
		}
	}
}

func TestErrorsOfBooksAndWriter(t *testing.T) {
	broken := errors.New("broken")
	for name, b := range map[string]journal.Books{
		"accounts":  failing{books: shop(), accounts: broken},
		"transfers": failing{books: shop(), transfers: broken},
	} {
		if _, err := journal.Write(&bytes.Buffer{}, b, journal.Options{Format: journal.Hledger}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := journal.Write(brokenWriter{broken}, shop(), journal.Options{Format: journal.Hledger}); !errors.Is(err, broken) {
		t.Errorf("writer: %v", err)
	}
}

type failing struct {
	*books
	accounts, transfers error
}

func (f failing) Accounts() iter.Seq2[ledger.Account, error] {
	if f.accounts == nil {
		return f.books.Accounts()
	}
	return func(yield func(ledger.Account, error) bool) { yield(ledger.Account{}, f.accounts) }
}

func (f failing) Transfers(after int64) iter.Seq2[ledger.Transfer, error] {
	if f.transfers == nil {
		return f.books.Transfers(after)
	}
	return func(yield func(ledger.Transfer, error) bool) { yield(ledger.Transfer{}, f.transfers) }
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestFormats(t *testing.T) {
	for _, f := range formats {
		if got, err := journal.ParseFormat(f.String()); err != nil || got != f {
			t.Errorf("ParseFormat(%q) = %v, %v", f, got, err)
		}
	}
	for _, name := range []string{"", "Hledger", "gnucash", "hledger "} {
		if _, err := journal.ParseFormat(name); errkind.CodeOf(err) != "unknown_format" {
			t.Errorf("ParseFormat(%q): %v", name, err)
		}
	}
}

func TestEmptyBooks(t *testing.T) {
	for _, f := range formats {
		got, summary := write(t, &books{}, f)
		if summary != (journal.Summary{}) || strings.Contains(string(got), "balances") {
			t.Errorf("%s: %+v\n%s", f, summary, got)
		}
	}
}
