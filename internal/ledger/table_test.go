package ledger_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

// TestTables runs the tables under testdata. A table is blocks separated by
// blank lines: a command with key=value arguments, its events one a line, a
// line of dashes, and what comes of it; then the accounts that changed, as
// pending+posted of each side. Lines that begin with # explain.
func TestTables(t *testing.T) {
	for _, path := range tables(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := newTable(t).run(string(want))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got; rewrite with -update):\n%s", path, diff)
			}
		})
	}
}

// TestTablesCoverEverything fails when a code or a flag occurs in no table.
func TestTablesCoverEverything(t *testing.T) {
	seen := newTable(t)
	for _, path := range tables(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		one := newTable(t)
		one.accountCodes, one.transferCodes = seen.accountCodes, seen.transferCodes
		one.run(string(text))
		seen.accountFlags |= one.accountFlags
		seen.transferFlags |= one.transferFlags
	}
	for c := ledger.Code(1); c <= ledger.CodeMax; c++ {
		if !seen.transferCodes[c] {
			t.Errorf("no table has a transfer that gets %v", c)
		}
		if slices.Contains(accountCodes, c) != seen.accountCodes[c] {
			t.Errorf("an account that gets %v: in a table %t, possible %t", c, seen.accountCodes[c], !seen.accountCodes[c])
		}
	}
	if got, want := len(seen.accountFlags.Names()), 6; got != want {
		t.Errorf("tables create accounts with %d of %d flags: %v", got, want, seen.accountFlags.Names())
	}
	if got, want := len(seen.transferFlags.Names()), 9; got != want {
		t.Errorf("tables create transfers with %d of %d flags: %v", got, want, seen.transferFlags.Names())
	}
}

// accountCodes are the codes that accounts can get.
var accountCodes = []ledger.Code{
	ledger.LinkedEventFailed, ledger.LinkedEventChainOpen, ledger.ImportedEventExpected, ledger.ImportedEventNotExpected,
	ledger.TimestampMustBeZero, ledger.ImportedEventTimestampOutOfRange, ledger.ImportedEventTimestampMustNotAdvance,
	ledger.ReservedFlag, ledger.IDMustNotBeZero, ledger.IDMustNotBeIntMax, ledger.ExistsWithDifferentFlags,
	ledger.ExistsWithDifferentUserData128, ledger.ExistsWithDifferentUserData64, ledger.ExistsWithDifferentUserData32,
	ledger.ExistsWithDifferentLedger, ledger.ExistsWithDifferentCode, ledger.Exists, ledger.FlagsAreMutuallyExclusive,
	ledger.LedgerMustNotBeZero, ledger.CodeMustNotBeZero, ledger.ImportedEventTimestampMustNotRegress, ledger.Created,
}

func tables(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	return paths
}

// table runs one table on a ledger of its own.
type table struct {
	t     *testing.T
	state ledger.State
	l     *ledger.Ledger
	known map[ledger.ID]string // accounts as last shown

	accountCodes, transferCodes map[ledger.Code]bool
	accountFlags                ledger.AccountFlags
	transferFlags               ledger.TransferFlags
}

func newTable(t *testing.T) *table {
	state := ledgertest.New()
	return &table{
		t: t, state: state, l: ledger.Open(state), known: make(map[ledger.ID]string),
		accountCodes: make(map[ledger.Code]bool), transferCodes: make(map[ledger.Code]bool),
	}
}

// run returns the table with the results that its commands gave.
func (x *table) run(text string) string {
	x.t.Helper()
	var out []string
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		input, _, _ := strings.Cut(strings.TrimSpace(block), "\n----")
		var command []string
		for line := range strings.SplitSeq(input, "\n") {
			if !strings.HasPrefix(line, "#") {
				command = append(command, line)
			}
		}
		if len(command) == 0 {
			out = append(out, input)
			continue
		}
		result := x.do(command[0], command[1:]) + x.changes()
		out = append(out, input+"\n----\n"+strings.TrimSuffix(result, "\n"))
		if err := x.l.Check(); err != nil {
			x.t.Fatalf("after %q: %v", input, err)
		}
	}
	return strings.Join(out, "\n\n") + "\n"
}

func (x *table) do(command string, events []string) string {
	verb, rest, _ := strings.Cut(command, " ")
	args := x.parse(rest)
	switch verb {
	case "accounts":
		return x.accounts(args.number("at"), events)
	case "transfers":
		return x.transfers(args.number("at"), events)
	case "expire":
		return fmt.Sprintf("expired %d\n", x.l.Expire(args.number("now"), int(args.number("limit"))))
	case "reopen":
		x.l.Persist()
		ledgertest.ForgetIndex(x.state, uint64(args.number("covered")))
		x.l = ledger.Open(x.state)
		return "reopened\n"
	}
	return x.query(verb, args)
}

func (x *table) query(verb string, args fields) string {
	var b strings.Builder
	showTransfer := func(t ledger.Transfer) bool {
		fmt.Fprintln(&b, describe(t))
		return true
	}
	showBalance := func(v ledger.Balance) bool {
		fmt.Fprintln(&b, describeBalance(v))
		return true
	}
	id, filter := args.id("id"), args.filter()
	switch verb {
	case "transfer":
		if found, ok := x.l.Transfer(id); ok {
			showTransfer(found)
		}
	case "account_transfers":
		x.l.AccountTransfers(id, filter, showTransfer)
	case "balances":
		x.l.Balances(id, filter, showBalance)
	case "balance_at":
		if v, ok := x.l.BalanceAt(id, args.number("time"), nil); ok {
			showBalance(v)
		}
	case "query_transfers":
		x.l.QueryTransfers(filter, showTransfer)
	case "query_accounts":
		x.l.QueryAccounts(filter, func(a ledger.Account) bool {
			fmt.Fprintf(&b, "account %s created at %d\n", short(a.ID), a.Timestamp)
			return true
		})
	default:
		x.t.Fatalf("unknown command %q", verb)
	}
	if b.Len() == 0 {
		return "nothing\n"
	}
	return b.String()
}

func (x *table) accounts(at int64, lines []string) string {
	events := make([]ledger.Account, len(lines))
	for i, line := range lines {
		f := x.parse(line)
		events[i] = ledger.Account{
			ID: f.id("id"), UserData128: f.id("user128"), UserData64: uint64(f.number("user64")), UserData32: uint32(f.number("user32")),
			Ledger: uint32(f.number("ledger")), Code: uint16(f.number("code")), Timestamp: f.number("timestamp"),
			Flags: ledger.AccountFlags(f.flags(func(names []string) (uint16, error) {
				flags, err := ledger.ParseAccountFlags(names)
				return uint16(flags), err
			})),
		}
	}
	out := make([]ledger.Outcome, len(events))
	x.l.CreateAccounts(at, events, out)
	for i, o := range out {
		x.accountCodes[o.Code] = true
		if o.Code == ledger.Created {
			x.accountFlags |= events[i].Flags
		}
	}
	return outcomes(out)
}

func (x *table) transfers(at int64, lines []string) string {
	events := make([]ledger.Transfer, len(lines))
	for i, line := range lines {
		f := x.parse(line)
		events[i] = ledger.Transfer{
			ID: f.id("id"), DebitAccountID: f.id("debit"), CreditAccountID: f.id("credit"), Amount: f.amount("amount"),
			PendingID: f.id("pending_id"), UserData128: f.id("user128"), UserData64: uint64(f.number("user64")),
			UserData32: uint32(f.number("user32")), Timeout: uint32(f.number("timeout")), Ledger: uint32(f.number("ledger")),
			Code: uint16(f.number("code")), Timestamp: f.number("timestamp"),
			Flags: ledger.TransferFlags(f.flags(func(names []string) (uint16, error) {
				flags, err := ledger.ParseTransferFlags(names)
				return uint16(flags), err
			})),
		}
	}
	out := make([]ledger.Outcome, len(events))
	x.l.CreateTransfers(at, events, out)
	for i, o := range out {
		x.transferCodes[o.Code] = true
		if o.Code == ledger.Created {
			x.transferFlags |= events[i].Flags
		}
	}
	return outcomes(out)
}

func outcomes(out []ledger.Outcome) string {
	var b strings.Builder
	for _, o := range out {
		fmt.Fprintf(&b, "%v %d\n", o.Code, o.Timestamp)
	}
	return b.String()
}

// changes describes the accounts that are new or not as they were last shown.
func (x *table) changes() string {
	var b strings.Builder
	x.l.QueryAccounts(ledger.Filter{}, func(a ledger.Account) bool {
		line := fmt.Sprintf("account %s: debits %d+%d credits %d+%d",
			short(a.ID), a.DebitsPending, a.DebitsPosted, a.CreditsPending, a.CreditsPosted)
		if a.Flags&ledger.Closed != 0 {
			line += " closed"
		}
		if x.known[a.ID] != line {
			x.known[a.ID] = line
			fmt.Fprintln(&b, line)
		}
		return true
	})
	return b.String()
}

func describe(t ledger.Transfer) string {
	s := fmt.Sprintf("transfer %s: %d from %s to %s at %d, ledger %d code %d", short(t.ID), t.Amount,
		short(t.DebitAccountID), short(t.CreditAccountID), t.Timestamp, t.Ledger, t.Code)
	if t.PendingID != (ledger.ID{}) {
		s += " of pending " + short(t.PendingID)
	}
	if t.UserData128 != (ledger.ID{}) || t.UserData64 != 0 || t.UserData32 != 0 {
		s += fmt.Sprintf(" for %s/%d/%d", short(t.UserData128), t.UserData64, t.UserData32)
	}
	if t.Timeout != 0 {
		s += fmt.Sprintf(" timeout %d", t.Timeout)
	}
	if t.Flags != 0 {
		s += " " + strings.Join(t.Flags.Names(), ",")
	}
	return s
}

func describeBalance(b ledger.Balance) string {
	s := fmt.Sprintf("balance at %d: debits %d+%d credits %d+%d", b.Timestamp,
		b.DebitsPending, b.DebitsPosted, b.CreditsPending, b.CreditsPosted)
	if b.Transfer == (ledger.ID{}) {
		return s
	}
	if b.Expired {
		return s + " expired " + short(b.Transfer)
	}
	return s + " by " + short(b.Transfer)
}

// short writes an id as a table does: a small number, or max.
func short(id ledger.ID) string {
	if id == maxID {
		return "max"
	}
	n, err := strconv.ParseUint(id.String(), 16, 64)
	if err != nil {
		return id.String()
	}
	return strconv.FormatUint(n, 10)
}

var maxID = ledger.ID(slices.Repeat([]byte{0xff}, 16))

// fields are the key=value words of a line.
type fields struct {
	t      *testing.T
	values map[string]string
}

func (x *table) parse(line string) fields {
	f := fields{x.t, make(map[string]string)}
	for word := range strings.FieldsSeq(line) {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			x.t.Fatalf("%q in %q is not key=value", word, line)
		}
		f.values[key] = value
	}
	return f
}

func (f fields) number(key string) int64 {
	s, ok := f.values[key]
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f.t.Fatalf("%s: %v", key, err)
	}
	return n
}

func (f fields) amount(key string) uint64 {
	s, ok := f.values[key]
	if !ok {
		return 0
	}
	if less, ok := strings.CutPrefix(s, "max"); ok {
		n, _ := strconv.ParseUint(strings.TrimPrefix(less, "-"), 10, 64)
		return math.MaxUint64 - n
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		f.t.Fatalf("%s: %v", key, err)
	}
	return n
}

func (f fields) id(key string) ledger.ID {
	if f.values[key] == "max" {
		return maxID
	}
	return number(uint64(f.number(key)))
}

// flags reads names separated by commas; a number among them stands for bits.
func (f fields) flags(parse func([]string) (uint16, error)) uint16 {
	s, ok := f.values["flags"]
	if !ok {
		return 0
	}
	var bits uint16
	for name := range strings.SplitSeq(s, ",") {
		if n, err := strconv.ParseUint(name, 0, 16); err == nil {
			bits |= uint16(n)
			continue
		}
		b, err := parse([]string{name})
		if err != nil {
			f.t.Fatal(err)
		}
		bits |= b
	}
	return bits
}

func (f fields) filter() ledger.Filter {
	return ledger.Filter{
		UserData128: f.id("user128"), UserData64: uint64(f.number("user64")), UserData32: uint32(f.number("user32")),
		Ledger: uint32(f.number("ledger")), Code: uint16(f.number("code")),
		From: f.number("from"), To: f.number("to"), Limit: int(f.number("limit")),
		NewestFirst: f.values["order"] == "newest",
		Debits:      f.values["side"] == "debits", Credits: f.values["side"] == "credits",
	}
}
