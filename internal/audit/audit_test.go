package audit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/mem"
)

const second = 1_000_000_000

// event is a ledger event: numbers at offsets of its 128 bytes.
type event struct {
	id, debit, credit, pending byte // first bytes of ids
	amount                     uint64
	timeout, ledger            uint32
	code, flags                uint16
	timestamp                  int64
}

func (e event) bytes() []byte {
	var b [128]byte
	b[0], b[16], b[32], b[64] = e.id, e.debit, e.credit, e.pending
	le := binary.LittleEndian
	le.PutUint64(b[48:], e.amount)
	le.PutUint32(b[108:], e.timeout)
	le.PutUint32(b[112:], e.ledger)
	le.PutUint16(b[116:], e.code)
	le.PutUint16(b[118:], e.flags)
	le.PutUint64(b[120:], uint64(e.timestamp))
	return b[:]
}

// batch encodes a command of ledger events.
func batch(kind uint16, events ...event) []byte {
	b := make([]byte, 76)
	le := binary.LittleEndian
	le.PutUint32(b, uint32(76+128*len(events)))
	le.PutUint16(b[4:], kind)
	le.PutUint32(b[72:], uint32(len(events)))
	for _, e := range events {
		b = append(b, e.bytes()...)
	}
	return b
}

// block makes a block of commands that takes a second.
func block(sequence uint64, commands ...[]byte) cmdlog.Block {
	return cmdlog.Block{Header: cmdlog.Header{
		Sequence: sequence, Timestamp: int64(sequence) * second, Span: 100_000, Count: uint32(len(commands)), Version: 1,
	}, Body: bytes.Join(commands, nil)}
}

// Kinds and flags, as numbers on disk.
const (
	accounts, transfers = 1, 2

	noOverdraft = 1 << 1
	linked      = 1 << 0
	pending     = 1 << 1
	post        = 1 << 2
	closing     = 1 << 6
	imported    = 1 << 8
	history     = 1 << 3
)

// bank and purse are two accounts of a ledger; the purse cannot be overdrawn.
func opened() []byte {
	return batch(accounts, event{id: 1, ledger: 156, code: 100}, event{id: 2, ledger: 156, code: 200, flags: noOverdraft})
}

func move(id byte, amount uint64) event {
	return event{id: id, debit: 1, credit: 2, amount: amount, ledger: 156, code: 1}
}

func spend(id byte, amount uint64) event {
	return event{id: id, debit: 2, credit: 1, amount: amount, ledger: 156, code: 2}
}

func run(t *testing.T, blocks ...cmdlog.Block) *audit.Auditor {
	t.Helper()
	commands := mem.New()
	for _, b := range blocks {
		if err := commands.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	seen := uint64(0)
	a, err := audit.Run(commands, func(block, head uint64) {
		if seen++; block != seen || head != uint64(len(blocks)) {
			t.Errorf("progress %d of %d at block %d of %d", block, head, seen, len(blocks))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Blocks() != uint64(len(blocks)) || seen != a.Blocks() {
		t.Errorf("%d blocks audited, %d reported, of %d", a.Blocks(), seen, len(blocks))
	}
	return a
}

func wantBalance(t *testing.T, a *audit.Auditor, id byte, want [4]uint64) {
	t.Helper()
	var got [4]uint64
	var ok bool
	got[0], got[1], got[2], got[3], ok = a.Balance(audit.ID{id})
	if !ok || got != want {
		t.Errorf("account %d has %v (%v), want %v", id, got, ok, want)
	}
}

func TestHoldsChainsAndExpiry(t *testing.T) {
	hold := spend(14, 30)
	hold.flags, hold.timeout = pending, 1
	chained := spend(12, 40)
	chained.flags = linked
	close := spend(15, 0)
	close.flags, close.timeout = pending|closing, 1
	a := run(t,
		block(1, opened(), batch(transfers, move(11, 100))),
		// The second member asks for too much: the first is taken back with it.
		block(2, batch(transfers, chained, spend(13, 61)), batch(transfers, hold), batch(transfers, spend(16, 71)), batch(transfers, close)),
		block(3, batch(transfers, spend(17, 1)), batch(transfers, event{id: 18, pending: 15, flags: post})),
		block(4, batch(transfers, spend(17, 1), spend(19, 70))),
	)
	// At the fourth block's start the hold and the closing have expired; 17 was
	// refused while the account was closed and has spent its id.
	wantBalance(t, a, 2, [4]uint64{0, 70, 0, 100})
	wantBalance(t, a, 1, [4]uint64{0, 100, 0, 70})
	r := a.Report()
	want := map[string]uint64{
		"created": 6, "linked_event_failed": 1, "exceeds_credits": 2, "debit_account_already_closed": 2, "id_already_failed": 1,
	}
	if diff := cmp.Diff(want, r.Outcomes); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if len(r.Problems) != 0 || r.Accepted != 9 || r.Commands != 9 || r.Accounts != 2 || r.Transfers != 4 {
		t.Errorf("report %+v", r)
	}
	total := []audit.Totals{{
		Ledger: 156, DebitsPending: new(big.Int), DebitsPosted: big.NewInt(170),
		CreditsPending: new(big.Int), CreditsPosted: big.NewInt(170),
	}}
	if diff := cmp.Diff(total, r.Totals, cmp.Comparer(func(x, y *big.Int) bool { return x.Cmp(y) == 0 })); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if _, _, _, _, ok := a.Balance(audit.ID{9}); ok {
		t.Error("an account that nobody opened has a balance")
	}
}

// Nothing is imported to before an expiry of which an account's history tells:
// here the hold expires at the start of the third block.
func TestNoImportBeforeAnExpiry(t *testing.T) {
	expiry := int64(3 * second)
	for _, row := range []struct {
		flags uint16 // of the accounts
		at    int64
		want  string
	}{
		{0, expiry, "created"},
		{history, expiry - 1, "imported_event_timestamp_must_not_regress"},
		{history, expiry, "imported_event_timestamp_must_not_regress"},
		{history, expiry + 1, "created"},
	} {
		hold, late := move(11, 7), move(12, 1)
		hold.flags, hold.timeout = pending, 1
		late.flags, late.timestamp = imported, row.at
		a := run(t,
			block(1, batch(accounts, event{id: 1, ledger: 156, code: 100}, event{id: 2, ledger: 156, code: 200, flags: row.flags}),
				batch(transfers, hold)),
			block(2), block(3), block(4, batch(transfers, late)),
		)
		if r := a.Report(); r.Outcomes[row.want] == 0 || row.want == "created" && r.Outcomes["created"] != 4 || r.ProblemCount != 0 {
			t.Errorf("history %v, import at %d: %v, %v", row.flags != 0, row.at, r.Outcomes, r.Problems)
		}
	}
}

// What is on a block's header the auditor checks itself.
func TestHeadersAreChecked(t *testing.T) {
	good := block(1, opened())
	for what, change := range map[string]func(b *cmdlog.Block){
		"sequence":  func(b *cmdlog.Block) { b.Sequence = 3 },
		"timestamp": func(b *cmdlog.Block) { b.Timestamp = good.Timestamp },
		"span":      func(b *cmdlog.Block) { b.Span = 40_000 },
		"outside": func(b *cmdlog.Block) {
			binary.LittleEndian.PutUint32(b.Body[72:], 1) // two events, one timestamp
		},
	} {
		a := audit.New()
		next := block(2, batch(transfers, move(11, 1), move(12, 1)))
		if err := a.Block(good); err != nil {
			t.Fatal(err)
		}
		change(&next)
		if err := a.Block(next); err != nil {
			t.Fatal(err)
		}
		r := a.Report()
		found := false
		for _, p := range r.Problems {
			found = found || strings.Contains(p.String(), what)
		}
		if !found || r.ProblemCount == 0 {
			t.Errorf("%s: problems %v", what, r.Problems)
		}
	}
}

func TestBlocksThatCannotBeRead(t *testing.T) {
	for what, change := range map[string]func(b *cmdlog.Block){
		"cut":      func(b *cmdlog.Block) { b.Body = b.Body[:len(b.Body)-1] },
		"longer":   func(b *cmdlog.Block) { b.Body = append(b.Body, 0) },
		"count":    func(b *cmdlog.Block) { b.Count++ },
		"reserved": func(b *cmdlog.Block) { b.Body[7] = 1 },
		"nothing":  func(b *cmdlog.Block) { binary.LittleEndian.PutUint32(b.Body[72:], 0) },
		"version":  func(b *cmdlog.Block) { b.Version = 4 },
	} {
		a, b := audit.New(), block(1, opened())
		change(&b)
		if err := a.Block(b); !errors.Is(err, audit.ErrBlock) || a.Blocks() != 0 {
			t.Errorf("%s: error %v, %d blocks", what, err, a.Blocks())
		}
	}
}

func TestRunReportsTheLogsError(t *testing.T) {
	commands := mem.New()
	if err := errors.Join(commands.Append(block(1, opened())), commands.Append(block(2, opened())), commands.Append(block(3))); err != nil {
		t.Fatal(err)
	}
	commands.Damage(2)
	a, err := audit.Run(commands, nil)
	if !errors.Is(err, cmdlog.ErrCorrupt) || a.Blocks() != 1 {
		t.Errorf("error %v after %d blocks", err, a.Blocks())
	}
}

// The bytes of a digest are a promise to whoever computes one.
func TestDigestBytes(t *testing.T) {
	d := audit.NewDigester()
	d.Account(audit.Account{
		ID: audit.ID{1}, Ledger: 2, Code: 3, Flags: 4,
		DebitsPending: 5, DebitsPosted: 6, CreditsPending: 7, CreditsPosted: 8,
	})
	d.Trade(audit.Trade{
		ID: audit.ID{9}, State: 10, Paid: 11, Held: 12, Released: 13, RefundedHeld: 14, RefundedAfter: 15,
		ChargedHeld: 16, ChargedAfter: 17, FeeCharged: 18, FeeReturned: 19, Lost: 20,
	})
	id := func(first string) string { return first + strings.Repeat("00", 15) }
	text := "61" + id("01") + "02000000" + "0300" + "0400"
	for n := 5; n <= 8; n++ {
		text += hex.EncodeToString([]byte{byte(n), 0, 0, 0, 0, 0, 0, 0})
	}
	text += "74" + id("09") + "0a"
	for n := 11; n <= 20; n++ {
		text += hex.EncodeToString([]byte{byte(n), 0, 0, 0, 0, 0, 0, 0})
	}
	numbers := func(first, last int) {
		for n := first; n <= last; n++ {
			text += hex.EncodeToString([]byte{byte(n), 0, 0, 0, 0, 0, 0, 0})
		}
	}
	d.Fund(audit.Fund{ID: audit.ID{21}, Units: 22, Steps: 23, Carry: 24, Distributed: 25, Holders: 26})
	text += "66" + id("15")
	numbers(22, 26)
	d.Holding(audit.Holding{Fund: audit.ID{21}, Wallet: audit.ID{27}, Units: 28, Income: 29, Steps: 30})
	text += "68" + id("15") + id("1b")
	numbers(28, 30)
	d.FundDay(audit.FundDay{
		Fund: audit.ID{21}, Day: 31, Bought: 32, Swept: 33, Refunded: 34, Entered: 35, Redeemed: 36, Instant: 37, Paid: 38,
		Net: 39, CarryIn: 40, Shared: 41, CarryOut: 42, Units: 43, Earners: 44, Rate: 45, Seven: 46, Distributed: true, SevenKnown: true,
	})
	text += "64" + id("15")
	numbers(31, 46)
	numbers(3, 3)
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	if d.Sum() != sha256.Sum256(b) {
		t.Error("the digest is not of the bytes that it is documented to be of")
	}
	a := run(t, block(1, opened()))
	if a.Digest() == audit.New().Digest() {
		t.Error("two accounts do not change the digest")
	}
}

// FuzzBlock hands any body to the auditor: it reads it, or says that it cannot,
// and every ledger stays balanced.
func FuzzBlock(f *testing.F) {
	trade := append(make([]byte, 76), 1)
	binary.LittleEndian.PutUint32(trade, 77+16)
	binary.LittleEndian.PutUint16(trade[4:], 40)
	trade[72] = 200
	f.Add(append(trade, make([]byte, 16)...), uint32(1))
	f.Add(bytes.Join([][]byte{opened(), batch(transfers, move(11, 5), spend(12, 6))}, nil), uint32(2))
	saver := &savings{TB: f}
	made := saver.command(fundCreate, list{"Tidewater", 156, rules(), october()})
	f.Add(bytes.Join([][]byte{made, saver.distribute("1970-01-01", -1), saver.buy(2, 5), saver.redeem(2, 5, 1)}, nil), uint32(4))
	f.Add([]byte{}, uint32(0))
	f.Add([]byte{76}, uint32(1))
	f.Fuzz(func(t *testing.T, body []byte, count uint32) {
		a := audit.New()
		if err := a.Block(block(1, opened())); err != nil {
			t.Fatal(err)
		}
		b := block(2)
		b.Body, b.Count = body, count
		if err := a.Block(b); err != nil {
			if !errors.Is(err, audit.ErrBlock) {
				t.Fatalf("error %v", err)
			}
			return
		}
		for _, total := range a.Report().Totals {
			if total.DebitsPosted.Cmp(total.CreditsPosted) != 0 || total.DebitsPending.Cmp(total.CreditsPending) != 0 {
				t.Fatalf("unbalanced: %+v", total)
			}
		}
	})
}

// BenchmarkTransfers audits blocks of 8,190 transfers.
func BenchmarkTransfers(b *testing.B) {
	a := audit.New()
	if err := a.Block(block(1, opened())); err != nil {
		b.Fatal(err)
	}
	events := make([]event, 8190)
	for i := range events {
		events[i] = move(0, 1)
	}
	command := batch(transfers, events...)
	n := uint64(0)
	for b.Loop() {
		for i := range events {
			n++
			binary.BigEndian.PutUint64(command[76+128*i+8:], n)
		}
		if err := a.Block(block(1+n/8190, command)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "transfers/s")
}
