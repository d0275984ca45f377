package platform_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// Every wrong reason is refused, and recorded with what was wrong.
func TestReadRefused(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	agent, other := h.enrol("agent", staff.Support), h.enrol("other", staff.Support)
	mine, hers := h.register(1), h.register(2)
	c, holder := h.ticket(mine.ID)
	stranger := agent
	if stranger == holder {
		stranger = other
	}
	closed, closer := h.ticket(hers.ID)
	if _, _, err := h.CloseCase(t.Context(), closer, "", closed.Number); err != nil {
		t.Fatal(err)
	}
	operator := auth.Caller{Role: auth.Operator, Key: [16]byte{1}}
	shop := auth.Caller{Role: auth.Merchant, Subject: [16]byte{2}, Key: [16]byte{3}}
	neighbour := auth.Caller{Role: auth.Customer, Subject: hers.ID, Key: [16]byte{4}}
	for _, test := range []struct {
		what    string
		by      auth.Caller
		who     customer.ID
		in      cases.Number
		outcome disclosure.Outcome
	}{
		{"without a case", holder, mine.ID, 0, disclosure.RefusedNoCase},
		{"with a case that is not there", holder, mine.ID, 999, disclosure.RefusedNoCase},
		{"with another's case", stranger, mine.ID, c.Number, disclosure.RefusedCase},
		{"of another customer", holder, hers.ID, c.Number, disclosure.RefusedCase},
		{"with a closed case", closer, hers.ID, closed.Number, disclosure.RefusedClosed},
		{"by an operator", operator, mine.ID, c.Number, disclosure.RefusedPolicy},
		{"by a merchant", shop, mine.ID, c.Number, disclosure.RefusedPolicy},
		{"by an admin", h.founders[0], mine.ID, c.Number, disclosure.RefusedCase},
	} {
		t.Run(test.what, func(t *testing.T) {
			before := h.lastRow().Sequence
			r, err := h.reveal(test.by, test.who, test.in)
			wantCode(t, err, test.outcome.Refusal().Code)
			if r.Values.Fields() != 0 {
				t.Error("it shows something")
			}
			row := h.lastRow()
			if row.Sequence != before+1 || row.Row.Outcome != test.outcome || row.Row.NC != 0 || row.Row.MA != 0 {
				t.Errorf("recorded as %+v", row)
			}
		})
	}
	_, err := h.Read(t.Context(), neighbour, platform.ReadRequest{
		Customer: mine.ID, Fields: customer.AllFields, Level: disclosure.Clear, Purpose: disclosure.ForHerself,
	})
	if err == nil {
		t.Error("a customer reads another's data")
	}
}

// A revocation holds for the very next read, whatever key it comes with.
func TestRevoked(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	agent := h.enrol("agent", staff.Support)
	who := h.register(1)
	c, _ := h.ticket(who.ID)
	key, _, err := h.CreateStaffKey(t.Context(), auth.Candor(), "", platform.StaffKeyRequest{
		Owner: staff.Number(agent.StaffNumber()),
		Approval: h.consent(h.founders[0], platform.ApprovalRequest{
			Kind: approval.FirstKey, Number: staff.Number(agent.StaffNumber()),
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	agent = h.enter(key.Secret)
	if _, err := h.reveal(agent, who.ID, c.Number); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, _, err := h.RevokeStaff(t.Context(), h.founders[0], "", staff.Number(agent.StaffNumber())); err != nil {
		t.Fatal(err)
	}
	_, err = h.reveal(agent, who.ID, c.Number)
	wantCode(t, err, disclosure.RefusedRevoked.Refusal().Code)
	if _, err := h.Authenticate(key.Secret.Reveal()); err == nil {
		t.Error("a revoked member's key opens the door")
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

// Two hundred reads at once, at the edge of a budget: exactly the budget succeeds.
func TestBudgetEdge(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	const people = 200
	read := make([]func() error, people)
	for i := range read {
		who := h.register(i)
		c, agent := h.ticket(who.ID)
		read[i] = func() error {
			_, err := h.reveal(agent, who.ID, c.Number)
			return err
		}
	}
	var through atomic.Int32
	var group sync.WaitGroup
	for _, do := range read {
		group.Go(func() {
			if err := do(); err == nil {
				through.Add(1)
			} else {
				wantCode(t, err, disclosure.RefusedBudget.Refusal().Code)
			}
		})
	}
	group.Wait()
	if want := int32(disclosure.DefaultBudgets()[staff.Support][disclosure.CountClear][0]); through.Load() != want {
		t.Errorf("%d reads got through, want %d", through.Load(), want)
	}
}

// Nobody approves himself, also not through somebody whom he enrolled, and
// nobody gets other approvers by asking again.
func TestSelfApproval(t *testing.T) {
	h := newHouse(t, false, platform.Options{})
	boss := h.enrol("boss", staff.Admin)
	second := platform.NewMember{Handle: "second-self", Roles: staff.Roles(0).With(staff.Approver)}
	second.Approval = h.consent(boss, platform.ApprovalRequest{Kind: approval.Roles, Member: second})
	self, _, err := h.EnrolStaff(t.Context(), boss, "", second)
	if err != nil {
		t.Fatal(err)
	}
	bot, _, err := h.EnrolStaff(t.Context(), boss, "", platform.NewMember{Handle: "from-directory", Provisioned: true})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(n byte) approval.Approval {
		a, _, err := h.RequestApproval(t.Context(), boss, "", platform.ApprovalRequest{Kind: approval.Trace, Hash: [32]byte{n}})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := ask(0)
	for n := range byte(60) {
		a := ask(n)
		if a.Drawn != first.Drawn {
			t.Fatalf("request %d drew %v, the first %v", n, a.Drawn, first.Drawn)
		}
		if _, _, err := h.WithdrawApproval(t.Context(), boss, "", a.Number); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range first.Drawn {
		if n == self.Number || n == bot.Number || n == staff.Number(boss.StaffNumber()) {
			t.Errorf("%v was drawn", n)
		}
	}
	again := ask(0)
	for _, by := range []auth.Caller{boss, h.member(self.Number)} {
		if _, _, err := h.DecideApproval(t.Context(), by, "", again.Number, true); err == nil {
			t.Errorf("%v decided", by.StaffNumber())
		}
	}
}

// An approval is good for what it names, and once.
func TestApprovalWidened(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	officer := h.enrol("officer", staff.Privacy)
	one, two := h.register(1), h.register(2)
	ask := platform.ApprovalRequest{
		Kind: approval.Bulk, Customers: []customer.ID{one.ID}, Fields: customer.FieldsOf(customer.Phone),
	}
	n := h.consent(officer, ask)
	read := func(by auth.Caller, id customer.ID, fields customer.Fields) error {
		_, err := h.Read(t.Context(), by, platform.ReadRequest{
			Customer: id, Fields: fields, Level: disclosure.Clear, Purpose: disclosure.ForReview, Approval: n,
		})
		return err
	}
	refused := disclosure.RefusedApproval.Refusal().Code
	wantCode(t, read(officer, two.ID, ask.Fields), refused)
	wantCode(t, read(officer, one.ID, ask.Fields.With(customer.Name)), refused)
	wantCode(t, read(h.enrol("another", staff.Privacy), one.ID, ask.Fields), refused)
	if err := read(officer, one.ID, ask.Fields); err != nil {
		t.Fatal(err)
	}
	wantCode(t, read(officer, one.ID, ask.Fields), refused)
}

// A key store that went on after the data folder was copied knows that rows are
// missing from the copy, and the answer shows it.
func TestRestoredFolder(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	anchor := filepath.Join(t.TempDir(), "anchor")
	h := newHouse(t, true, platform.Options{Keys: keys, Anchors: []string{anchor}})
	h.enrol("agent", staff.Support)
	one, two := h.register(1), h.register(2)
	c1, agent := h.ticket(one.ID)
	c2, _ := h.ticket(two.ID)
	if _, err := h.reveal(agent, one.ID, c1.Number); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	old := t.TempDir()
	if err := os.CopyFS(old, os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	h.open()
	for range 3 {
		if _, err := h.reveal(agent, two.ID, c2.Number); err != nil {
			t.Fatal(err)
		}
	}
	last := h.lastRow().Sequence
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(h.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(h.dir, os.DirFS(old)); err != nil {
		t.Fatal(err)
	}
	h.open()
	path := disclosure.Path{Kind: disclosure.PathStaff, Name: staff.Number(agent.StaffNumber()).String()}
	s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{Paths: []disclosure.Path{path}})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Gaps) != 1 || s.Gaps[0].To != last || s.Gaps[0].From != last-2 {
		t.Errorf("gaps are %v, want one of three that ends at %d", s.Gaps, last)
	}
	if s.Customers != 1 || s.AtMost != 2 {
		t.Errorf("%d to %d customers, want 1 to 2", s.Customers, s.AtMost)
	}
	if _, err := h.reveal(agent, two.ID, c2.Number); err != nil {
		t.Fatal(err)
	}
	if n := h.lastRow().Sequence; n <= last {
		t.Errorf("row %d was given out twice", n)
	}
}

// A wall clock that is set a year ahead gives nobody a fresh budget.
func TestClockSetAhead(t *testing.T) {
	var wall, monotonic atomic.Int64
	wall.Store(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).UnixNano())
	h := newHouse(t, false, platform.Options{Clock: machine.Clock{WallTime: wall.Load, MonoTime: monotonic.Load}})
	h.enrol("agent", staff.Support)
	limit := int(disclosure.DefaultBudgets()[staff.Support][disclosure.CountClear][0])
	through := func(from int) (n int) {
		for i := range limit + 5 {
			who := h.register(from + i)
			c, agent := h.ticket(who.ID)
			if _, err := h.reveal(agent, who.ID, c.Number); err == nil {
				n++
			}
		}
		return n
	}
	if n := through(0); n != limit {
		t.Fatalf("%d got through, want %d", n, limit)
	}
	wall.Add(int64(365 * 24 * time.Hour))
	if n := through(1000); n != 0 {
		t.Errorf("after the jump %d more got through", n)
	}
	ask := platform.ApprovalRequest{Kind: approval.Clock}
	if _, err := h.ConfirmClock(t.Context(), h.founders[0], "", h.consent(h.founders[0], ask)); err != nil {
		t.Fatal(err)
	}
	if n := through(2000); n != limit {
		t.Errorf("after two people confirmed, %d got through, want %d", n, limit)
	}
}

// A sign-up with a number that is a customer's is answered as any other, and a
// merchant that asks whose a number is pays for every answer.
func TestProbing(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	known := h.register(1)
	again := person(1)
	again.External = "somebody-else"
	twin, replayed, err := h.RegisterCustomer(t.Context(), auth.Candor(), "", again)
	if err != nil || replayed || twin.ID == known.ID || twin.Fields != known.Fields || twin.Version != 1 {
		t.Errorf("a sign-up with a known phone: %+v, %v, %v", twin, replayed, err)
	}
	shop := auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}, Key: [16]byte{8}}
	ask := func(n int) (platform.Found, error) {
		return h.Lookup(context.Background(), shop, platform.LookupRequest{
			Field: customer.Phone, Value: phone(n), Purpose: disclosure.ForPayment,
		})
	}
	hit, err := ask(1)
	if err != nil || len(hit.Customers) != 2 {
		t.Fatalf("finds %d, %v", len(hit.Customers), err)
	}
	for _, id := range hit.Customers {
		if id == known.ID || id == twin.ID {
			t.Error("a merchant is told a customer's id")
		}
	}
	missed := 0
	for n := range 10_000 {
		found, err := ask(1_000_000 + n)
		if err != nil {
			wantCode(t, err, disclosure.RefusedBudget.Refusal().Code)
			break
		}
		if len(found.Customers) != 0 {
			t.Fatal("found somebody who is not there")
		}
		missed++
	}
	if want := int(disclosure.DefaultBudgets()[disclosure.AsMerchant][disclosure.CountMissed][0]); missed != want {
		t.Errorf("%d misses in an hour, want %d", missed, want)
	}
	if row := h.lastRow(); row.Row.Outcome != disclosure.RefusedBudget || row.Path.Kind != disclosure.PathMerchant {
		t.Errorf("recorded as %+v", row)
	}
}

// A trace is recorded, under a consent that names its dump and no other.
func TestTraceNeedsConsent(t *testing.T) {
	h := newHouse(t, false, platform.Options{})
	officer := h.enrol("officer", staff.Privacy)
	h.register(1)
	dump := "phone\n" + phone(1) + "\n"
	trace := func(n approval.Number) error {
		_, err := h.LeakTrace(t.Context(), officer, traceOf(dump, n))
		return err
	}
	wantCode(t, trace(0), disclosure.RefusedApproval.Refusal().Code)
	other := h.consent(officer, platform.ApprovalRequest{Kind: approval.Trace, Hash: sha256.Sum256([]byte("another"))})
	wantCode(t, trace(other), approval.RefusedSubject.Code)
	right := h.consent(officer, platform.ApprovalRequest{Kind: approval.Trace, Hash: sha256.Sum256([]byte(dump))})
	if err := trace(right); err != nil {
		t.Fatal(err)
	}
	wantCode(t, trace(right), approval.RefusedUsed.Code)
	if row := h.lastRow(); row.Row.Outcome != disclosure.RefusedApproval {
		t.Errorf("recorded as %+v", row)
	}
}

// A folder's marker cannot make a sandbox of it, in which time can be moved.
func TestMarkerEdited(t *testing.T) {
	h := newHouse(t, false, platform.Options{})
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	marker := filepath.Join(h.dir, "candor.json")
	text, err := os.ReadFile(marker)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(marker, bytes.Replace(text, []byte("false"), []byte("true"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(h.dir, h.opts)
	if !errors.Is(err, platform.ErrSandboxChanged) {
		t.Errorf("opened with %v", err)
	}
	if err == nil {
		_ = p.Close()
	}
}

// A lookup's answer is not forgotten with the folder: the key store and the anchor
// know of its row.
func TestRestoredFolderAfterLookups(t *testing.T) {
	for _, kept := range []string{"keys", "anchor"} {
		t.Run(kept, func(t *testing.T) {
			keys, anchor := filepath.Join(t.TempDir(), "keys"), filepath.Join(t.TempDir(), "anchor")
			h := newHouse(t, true, platform.Options{Keys: keys, Anchors: []string{anchor}})
			h.register(1)
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			old, oldKeys := t.TempDir(), t.TempDir()
			copyTree(t, old, h.dir)
			copyTree(t, oldKeys, keys)
			h.open()
			shop := auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}, Key: [16]byte{8}}
			_, err := h.Lookup(t.Context(), shop, platform.LookupRequest{
				Field: customer.Phone, Value: phone(1), Purpose: disclosure.ForPayment,
			})
			if err = errors.Join(err, h.Close()); err != nil {
				t.Fatal(err)
			}
			copyTree(t, h.dir, old)
			if kept == "anchor" {
				copyTree(t, keys, oldKeys)
			} else if err := os.Remove(anchor); err != nil {
				t.Fatal(err)
			}
			h.open()
			s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
				Paths: []disclosure.Path{{Kind: disclosure.PathStaff, Name: "0001"}},
			})
			if err != nil || len(s.Gaps) != 1 {
				t.Errorf("gaps are %v, %v", s.Gaps, err)
			}
		})
	}
}

// copyTree replaces a folder by a copy of another.
func copyTree(t *testing.T, to, from string) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, os.DirFS(from))); err != nil {
		t.Fatal(err)
	}
}

// Who asks what a person saw is told of her services.
func TestScopeNamesServices(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	number := staff.Number(h.enrol("officer", staff.Privacy).StaffNumber())
	who := h.register(1)
	key, _, err := h.CreateStaffKey(t.Context(), auth.Candor(), "", platform.StaffKeyRequest{
		Owner: number, Service: "risk",
		Approval: h.consent(h.founders[0], platform.ApprovalRequest{Kind: approval.FirstKey, Number: number, Service: "risk"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Read(t.Context(), h.enter(key.Secret), platform.ReadRequest{
		Customer: who.ID, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Purpose: disclosure.ForPayment,
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{
		Paths: []disclosure.Path{{Kind: disclosure.PathStaff, Name: number.String()}},
	})
	if err != nil || len(s.Related) != 1 || s.Related[0] != "service:risk" {
		t.Errorf("related are %v, %v", s.Related, err)
	}
}
