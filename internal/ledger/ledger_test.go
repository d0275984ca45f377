package ledger_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// TestLongChains walks chains of many segments in both directions, from and to
// every kind of place, before and after a reopening.
func TestLongChains(t *testing.T) {
	state := ledgertest.New()
	l := ledger.Open(state)
	out := make([]ledger.Outcome, ledger.BatchMax)
	l.CreateAccounts(1, []ledger.Account{
		{ID: number(1), Ledger: 1, Code: 1, Flags: ledger.History}, {ID: number(2), Ledger: 1, Code: 1}, {ID: number(3), Ledger: 1, Code: 1},
	}, out)
	// Account 1 has every transfer, account 2 all but every third.
	const n = 2000
	events := make([]ledger.Transfer, n)
	for i := range events {
		events[i] = ledger.Transfer{ID: number(uint64(i + 1)), DebitAccountID: number(1), CreditAccountID: number(2), Amount: 1, Ledger: 1, Code: 1}
		if i%3 == 0 {
			events[i].CreditAccountID = number(3)
		}
	}
	const start = 10_000
	l.CreateTransfers(start, events, out)
	for _, name := range []string{"fresh", "reopened"} {
		for _, span := range [][2]int64{
			{0, 0},
			{start, start},
			{start + n - 1, start + n + 5},
			{start + 255, start + 257},
			{start + 511, start + 1024},
			{start + 1999, 0},
			{start - 5, start - 1},
			{start + n, 0},
			{start + 700, start + 699},
			{start + 3, start + 1500},
		} {
			for _, f := range []ledger.Filter{
				{From: span[0], To: span[1]},
				{From: span[0], To: span[1], NewestFirst: true},
				{From: span[0], To: span[1], Limit: 300},
				{From: span[0], To: span[1], Limit: 300, NewestFirst: true},
			} {
				checkWalk(t, l, f, events, start)
			}
		}
		if t.Failed() {
			t.Fatalf("%s ledger", name)
		}
		l.Persist()
		l = ledger.Open(state)
	}
}

func checkWalk(t *testing.T, l *ledger.Ledger, f ledger.Filter, events []ledger.Transfer, start int64) {
	t.Helper()
	m := &model{}
	for i, e := range events {
		e.Timestamp = start + int64(i)
		m.transfers = append(m.transfers, e)
	}
	for account := uint64(1); account <= 3; account++ {
		var got []ledger.Transfer
		l.AccountTransfers(number(account), f, func(t ledger.Transfer) bool {
			got = append(got, t)
			return true
		})
		if diff := cmp.Diff(m.of(number(account), f), got); diff != "" {
			t.Errorf("transfers of %d with %+v (-want +got):\n%s", account, f, diff)
		}
	}
	var balances []uint64
	l.Balances(number(1), f, func(b ledger.Balance) bool {
		balances = append(balances, b.DebitsPosted)
		return true
	})
	var want []uint64
	for _, e := range m.of(number(1), f) {
		want = append(want, uint64(e.Timestamp-start+1))
	}
	if diff := cmp.Diff(want, balances); diff != "" {
		t.Errorf("balances with %+v (-want +got):\n%s", f, diff)
	}
}

// reads counts the rows that a walk reads.
type reads struct {
	ledger.Rows
	n *int
}

// Read implements ledger.Rows.
func (r reads) Read(pos uint64, row []byte) {
	*r.n++
	r.Rows.Read(pos, row)
}

// TestOldTransfersAreNear shows what the skips are for: the first transfers of
// an account with many cost few reads.
func TestOldTransfersAreNear(t *testing.T) {
	state, n := ledgertest.New(), 0
	state.Transfers = reads{state.Transfers, &n}
	l := ledger.Open(state)
	out := make([]ledger.Outcome, ledger.BatchMax)
	l.CreateAccounts(1, []ledger.Account{{ID: number(1), Ledger: 1, Code: 1}, {ID: number(2), Ledger: 1, Code: 1}}, out)
	events := make([]ledger.Transfer, ledger.BatchMax)
	for i := range events {
		events[i] = ledger.Transfer{ID: number(uint64(i + 1)), DebitAccountID: number(1), CreditAccountID: number(2), Ledger: 1, Code: 1}
	}
	l.CreateTransfers(100, events, out)
	for _, newest := range []bool{false, true} {
		n = 0
		found := 0
		l.AccountTransfers(number(1), ledger.Filter{To: 102, NewestFirst: newest}, func(ledger.Transfer) bool {
			found++
			return true
		})
		if found != 3 || n > 400 {
			t.Errorf("newest first %t: %d transfers in %d reads, want 3 in at most 400", newest, found, n)
		}
	}
}

// TestPagesOfExpiries reads the balances that many holds leave when they expire
// together, page by page: the timestamp of a page's last row leads to the next.
func TestPagesOfExpiries(t *testing.T) {
	const holds, size = 300, 200
	l := ledger.Open(ledgertest.New())
	out := make([]ledger.Outcome, ledger.BatchMax)
	l.CreateAccounts(1, []ledger.Account{{ID: number(1), Ledger: 1, Code: 1, Flags: ledger.History}, {ID: number(2), Ledger: 1, Code: 1}}, out)
	events := make([]ledger.Transfer, holds)
	for i := range events {
		events[i] = ledger.Transfer{
			ID: number(uint64(i + 1)), DebitAccountID: number(1), CreditAccountID: number(2), Amount: 1, Ledger: 1, Code: 1,
			Flags: ledger.Pending, Timeout: 1,
		}
	}
	l.CreateTransfers(1000, events, out)
	if n := l.Expire(2_000_000_000, holds); n != holds {
		t.Fatalf("%d of %d expired", n, holds)
	}
	for _, newest := range []bool{false, true} {
		rows, f := 0, ledger.Filter{Limit: size, NewestFirst: newest}
		for more := true; more; {
			more = false
			l.Balances(number(1), f, func(b ledger.Balance) bool {
				rows++
				more = true
				if newest {
					f.To = b.Timestamp - 1
				} else {
					f.From = b.Timestamp + 1
				}
				return true
			})
		}
		if rows != 2*holds {
			t.Errorf("newest first %t: pages of %d show %d of %d rows", newest, size, rows, 2*holds)
		}
	}
}

// TestSameEventsSameState applies the same events to two ledgers, one of which
// is persisted and reopened in between, and compares their states whole.
func TestSameEventsSameState(t *testing.T) {
	run := func(reopen bool) ledger.State {
		state := ledgertest.New()
		l := ledger.Open(state)
		out := make([]ledger.Outcome, 8)
		l.CreateAccounts(1, []ledger.Account{
			{ID: number(1), Ledger: 1, Code: 1, Flags: ledger.History},
			{ID: number(2), Ledger: 1, Code: 1, Flags: ledger.DebitsMustNotExceedCredits},
		}, out)
		for i := range uint64(50) {
			if reopen && i%7 == 0 {
				l.Persist()
				ledgertest.ForgetIndex(state, i/2)
				l = ledger.Open(state)
			}
			at := int64(i+1) * 1_000_000_000
			l.Expire(at, 10)
			l.CreateTransfers(at+10, []ledger.Transfer{
				{ID: number(4*i + 1), DebitAccountID: number(1), CreditAccountID: number(2), Amount: 3, Ledger: 1, Code: 1},
				{ID: number(4*i + 2), DebitAccountID: number(2), CreditAccountID: number(1), Amount: 2, Ledger: 1, Code: 1, Flags: ledger.Pending, Timeout: 3},
				{ID: number(4*i + 3), DebitAccountID: number(2), CreditAccountID: number(1), Amount: 9 * i, Ledger: 1, Code: 1},
			}, out)
		}
		l.Persist()
		return state
	}
	plain, reopened := run(false), run(true)
	if diff := cmp.Diff(dump(plain), dump(reopened)); diff != "" {
		t.Errorf("states differ (-plain +reopened):\n%s", diff)
	}
}

// dump returns all that a state holds, but for the index and the timers.
func dump(s ledger.State) map[string][][]byte {
	all := make(map[string][][]byte)
	for name, rows := range map[string]ledger.Rows{"transfers": s.Transfers, "balances": s.Balances, "burnt": s.Burnt} {
		width := map[string]int{"transfers": ledger.TransferRow, "balances": ledger.BalanceRow, "burnt": ledger.BurntRow}[name]
		for pos := range rows.Len() {
			row := make([]byte, width)
			rows.Read(pos, row)
			all[name] = append(all[name], row)
		}
	}
	for name, table := range map[string]ledger.Table{"accounts": s.Accounts, "pendings": s.Pendings, "holds": s.Holds} {
		table.Scan(func(key, value []byte) bool {
			all[name] = append(all[name], bytes.Clone(key), bytes.Clone(value))
			return true
		})
	}
	return all
}

// TestCheckOfLargeSums checks a ledger whose sums are wider than its counters.
func TestCheckOfLargeSums(t *testing.T) {
	l := ledger.Open(ledgertest.New())
	out := make([]ledger.Outcome, 8)
	var accounts []ledger.Account
	for i := range uint64(6) {
		accounts = append(accounts, ledger.Account{ID: number(i + 1), Ledger: uint32(2 - i/4), Code: 1})
	}
	l.CreateAccounts(1, accounts, out)
	l.CreateTransfers(100, []ledger.Transfer{
		{ID: number(1), DebitAccountID: number(1), CreditAccountID: number(2), Amount: ledger.AmountMax, Ledger: 2, Code: 1},
		{ID: number(2), DebitAccountID: number(3), CreditAccountID: number(4), Amount: ledger.AmountMax, Ledger: 2, Code: 1},
		{ID: number(3), DebitAccountID: number(5), CreditAccountID: number(6), Amount: 7, Ledger: 1, Code: 1, Flags: ledger.Pending},
	}, out)
	if err := l.Check(); err != nil {
		t.Error(err)
	}
}

// raised reads amounts with a bit that was never written.
type raised struct{ ledger.Rows }

// Read implements ledger.Rows.
func (r raised) Read(pos uint64, row []byte) {
	r.Rows.Read(pos, row)
	row[36] ^= 1
}

// TestDamagedHoldsStop checks that no more is released than is pending: a counter
// that wrapped would be wrong for ever, and nobody would see it.
func TestDamagedHoldsStop(t *testing.T) {
	for name, resolve := range map[string]func(l *ledger.Ledger){
		"expiry": func(l *ledger.Ledger) { l.Expire(2_000_000_000, 1) },
		"void": func(l *ledger.Ledger) {
			l.CreateTransfers(200, []ledger.Transfer{{ID: number(2), PendingID: number(1), Flags: ledger.VoidPending}}, make([]ledger.Outcome, 1))
		},
	} {
		state := ledgertest.New()
		state.Transfers = raised{state.Transfers}
		l := ledger.Open(state)
		out := make([]ledger.Outcome, 2)
		l.CreateAccounts(1, []ledger.Account{{ID: number(1), Ledger: 1, Code: 1}, {ID: number(2), Ledger: 1, Code: 1}}, out)
		l.CreateTransfers(100, []ledger.Transfer{{
			ID: number(1), DebitAccountID: number(1), CreditAccountID: number(2), Amount: 5, Ledger: 1, Code: 1, Flags: ledger.Pending, Timeout: 1,
		}}, out)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: released more than was pending", name)
				}
			}()
			resolve(l)
		}()
		if a, _ := l.Account(number(1)); a.DebitsPending != 5 {
			t.Errorf("%s: %d pending", name, a.DebitsPending)
		}
	}
}

// TestTimeMustAdvance checks that a caller that would give a timestamp twice is
// stopped: two records of one time could not be told apart.
func TestTimeMustAdvance(t *testing.T) {
	l := ledger.Open(ledgertest.New())
	out := make([]ledger.Outcome, 2)
	l.CreateAccounts(5, []ledger.Account{{ID: number(1), Ledger: 1, Code: 1}, {ID: number(2), Ledger: 1, Code: 1}}, out)
	for _, at := range []int64{-1, 0, 5, 6} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a batch at %d after an account at 6 went through", at)
				}
			}()
			l.CreateTransfers(at, nil, nil)
		}()
	}
	l.CreateTransfers(7, nil, nil)
}

// TestNoAllocation keeps the garbage collector out of the way of transfers.
func TestNoAllocation(t *testing.T) {
	state := ledgertest.New()
	state.Transfers, state.ByID = discard{}, discard{}
	l := ledger.Open(state)
	out := make([]ledger.Outcome, 64)
	l.CreateAccounts(1, []ledger.Account{
		{ID: number(1), Ledger: 1, Code: 1}, {ID: number(2), Ledger: 1, Code: 1, Flags: ledger.DebitsMustNotExceedCredits},
	}, out)
	batch := make([]ledger.Transfer, 64)
	for i := range batch {
		batch[i] = ledger.Transfer{
			ID: number(uint64(i + 1)), DebitAccountID: number(1), CreditAccountID: number(2), Amount: 1, Ledger: 1, Code: 1,
			Flags: ledger.Linked * ledger.TransferFlags(i%2^1),
		}
	}
	at := int64(100)
	allocated := testing.AllocsPerRun(50, func() {
		l.CreateTransfers(at, batch, out)
		at += 1000
	})
	if out[63].Code != ledger.Created || allocated != 0 {
		t.Errorf("%v, with %v allocations a batch", out[63].Code, allocated)
	}
}

// discard is rows and an index that remember nothing.
type discard struct{}

func (discard) Append([]byte) uint64                   { return 0 }
func (discard) Scan(uint64, func(uint64, []byte) bool) {}
func (discard) Read(uint64, []byte)                    {}
func (discard) Len() uint64                            { return 0 }
func (discard) Get([16]byte) (uint64, bool)            { return 0, false }
func (discard) Put([16]byte, uint64)                   {}
func (discard) Covered() uint64                        { return 0 }

// TestCodes checks that every code has a name that reads back.
func TestCodes(t *testing.T) {
	for c := ledger.Code(1); c <= ledger.CodeMax; c++ {
		if back, err := ledger.ParseCode(c.String()); err != nil || back != c {
			t.Errorf("ParseCode(%q) = %v, %v, want %d", c.String(), back, err, c)
		}
	}
	for _, name := range []string{"", "code_0", "Created", "ok"} {
		if c, err := ledger.ParseCode(name); err == nil {
			t.Errorf("ParseCode(%q) = %v", name, c)
		}
	}
	if !ledger.Created.OK() || !ledger.Exists.OK() || ledger.ExceedsCredits.OK() || ledger.Code(0).OK() {
		t.Error("OK is for created and exists")
	}
}

// TestFlags checks that every flag has a name that reads back.
func TestFlags(t *testing.T) {
	for bit := range 6 {
		f := ledger.AccountFlags(1) << bit
		if back, err := ledger.ParseAccountFlags(f.Names()); err != nil || back != f {
			t.Errorf("account flag %d: %v, %v", f, back, err)
		}
	}
	for bit := range 9 {
		f := ledger.TransferFlags(1) << bit
		if back, err := ledger.ParseTransferFlags(f.Names()); err != nil || back != f {
			t.Errorf("transfer flag %d: %v, %v", f, back, err)
		}
	}
	if _, err := ledger.ParseTransferFlags([]string{"linked", "history"}); err == nil {
		t.Error("history is no flag of a transfer")
	}
}

// FuzzParseID checks that what reads as an id is written as it was read.
func FuzzParseID(f *testing.F) {
	f.Add("00000000000000000000000000000001")
	f.Add("ffffffffffffffffffffffffffffffff")
	f.Add("0xg")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ledger.ParseID(s)
		if err != nil {
			return
		}
		if back, err := ledger.ParseID(id.String()); err != nil || back != id || len(s) != 32 {
			t.Errorf("%q reads as %v, and that as %v, %v", s, id, back, err)
		}
	})
}

// FuzzParseAccounts checks that a batch that reads is written back unchanged.
func FuzzParseAccounts(f *testing.F) {
	f.Add(ledger.AppendAccount(nil, &ledger.Account{
		ID: number(1), DebitsPending: 2, DebitsPosted: 3, CreditsPending: 4, CreditsPosted: 5, UserData128: number(6),
		UserData64: 7, UserData32: 8, Ledger: 9, Code: 10, Flags: 11, Timestamp: 12,
	}))
	f.Add(make([]byte, 2*ledger.EventSize))
	f.Add(make([]byte, 130))
	f.Add(bytes.Repeat([]byte{0xff}, ledger.EventSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := ledger.ParseAccounts(b, nil)
		if err != nil {
			if !errors.Is(err, ledger.ErrEvent) {
				t.Errorf("error %v is not ErrEvent", err)
			}
			return
		}
		var back []byte
		for i := range all {
			back = ledger.AppendAccount(back, &all[i])
		}
		if !bytes.Equal(b, back) {
			t.Errorf("read %x, wrote %x", b, back)
		}
	})
}

// FuzzParseTransfers checks that a batch that reads is written back unchanged.
func FuzzParseTransfers(f *testing.F) {
	one := ledger.Transfer{
		ID: number(1), DebitAccountID: number(2), CreditAccountID: number(3), Amount: 4, PendingID: number(5), UserData128: number(6),
		UserData64: 7, UserData32: 8, Timeout: 9, Ledger: 10, Code: 11, Flags: 12, Timestamp: 13,
	}
	f.Add(ledger.AppendTransfer(nil, &one))
	f.Add(make([]byte, 2*ledger.EventSize))
	f.Add(make([]byte, 130))
	f.Add(bytes.Repeat([]byte{0xff}, ledger.EventSize))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := ledger.ParseTransfers(b, nil)
		if err != nil {
			if !errors.Is(err, ledger.ErrEvent) {
				t.Errorf("error %v is not ErrEvent", err)
			}
			return
		}
		var back []byte
		for i := range all {
			back = ledger.AppendTransfer(back, &all[i])
		}
		if !bytes.Equal(b, back) {
			t.Errorf("read %x, wrote %x", b, back)
		}
	})
}

// TestEventOffsets pins the encoding: others write these bytes without us.
func TestEventOffsets(t *testing.T) {
	b := ledger.AppendTransfer(nil, &ledger.Transfer{
		ID: number(0x01), DebitAccountID: number(0x02), CreditAccountID: number(0x03), Amount: 0x04, PendingID: number(0x05),
		UserData128: number(0x06), UserData64: 0x07, UserData32: 0x08, Timeout: 0x09, Ledger: 0x0a, Code: 0x0b, Flags: 0x0c, Timestamp: 0x0d,
	})
	want := make([]byte, ledger.EventSize)
	for value, at := range map[byte]int{
		0x01: 15, 0x02: 31, 0x03: 47, 0x04: 48, 0x05: 79, 0x06: 95, 0x07: 96, 0x08: 104, 0x09: 108, 0x0a: 112, 0x0b: 116, 0x0c: 118, 0x0d: 120,
	} {
		want[at] = value
	}
	if !bytes.Equal(b, want) {
		t.Errorf("transfer is\n%x, want\n%x", b, want)
	}
	b = ledger.AppendAccount(nil, &ledger.Account{
		ID: number(0x01), DebitsPending: 0x02, DebitsPosted: 0x03, CreditsPending: 0x04, CreditsPosted: 0x05,
		UserData128: number(0x06), UserData64: 0x07, UserData32: 0x08, Ledger: 0x0a, Code: 0x0b, Flags: 0x0c, Timestamp: 0x0d,
	})
	clear(want)
	for value, at := range map[byte]int{
		0x01: 15, 0x02: 16, 0x03: 32, 0x04: 48, 0x05: 64, 0x06: 95, 0x07: 96, 0x08: 104, 0x0a: 112, 0x0b: 116, 0x0c: 118, 0x0d: 120,
	} {
		want[at] = value
	}
	if !bytes.Equal(b, want) {
		t.Errorf("account is\n%x, want\n%x", b, want)
	}
}
