package platform_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// house is an installation with people in it.
type house struct {
	*platform.Platform
	t        *testing.T
	dir      string
	opts     platform.Options
	founders []auth.Caller
}

// newHouse makes a folder and opens it. A live one has no clock to advance and
// grants nothing by itself.
func newHouse(t *testing.T, sandbox bool, opts platform.Options) *house {
	t.Helper()
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "data"), opts: opts}
	made, err := platform.InitFolder(t.Context(), h.dir, platform.InitOptions{
		Sandbox: sandbox, Approvers: []string{"first", "second", "third", "fourth"}, Options: opts,
	})
	if err != nil {
		t.Fatal(err)
	}
	h.open()
	for _, f := range made.Founders {
		h.founders = append(h.founders, h.enter(f.Secret))
	}
	return h
}

// open opens the folder until the test ends.
func (h *house) open() {
	h.t.Helper()
	p, err := platform.Open(h.dir, h.opts)
	if err != nil {
		h.t.Fatal(err)
	}
	h.Platform = p
	h.t.Cleanup(func() { _ = p.Close() })
}

// enter returns who holds a key.
func (h *house) enter(s auth.Secret) auth.Caller {
	h.t.Helper()
	by, err := h.Authenticate(s.Reveal())
	if err != nil {
		h.t.Fatal(err)
	}
	return by
}

// consent asks as somebody for something and has the two who are drawn say yes.
func (h *house) consent(by auth.Caller, r platform.ApprovalRequest) approval.Number {
	h.t.Helper()
	a, _, err := h.RequestApproval(h.t.Context(), by, "", r)
	if err != nil {
		h.t.Fatalf("ask for %v: %v", r.Kind, err)
	}
	for _, n := range a.Drawn {
		if a, _, err = h.DecideApproval(h.t.Context(), h.member(n), "", a.Number, true); err != nil {
			h.t.Fatalf("decide: %v", err)
		}
	}
	if a.State != approval.Granted {
		h.t.Fatalf("the request is %v after two said yes", a.State)
	}
	return a.Number
}

// member is a caller with a member's number: as if she had just signed in.
func (h *house) member(n staff.Number) auth.Caller {
	return auth.Caller{Role: auth.Staff, Subject: auth.StaffSubject(uint32(n)), Key: [16]byte{15: byte(n)}}
}

// enrol puts somebody on the roster, with the consent of two.
func (h *house) enrol(handle string, roles ...staff.Role) auth.Caller {
	h.t.Helper()
	var set staff.Roles
	for _, r := range roles {
		set = set.With(r)
	}
	n := platform.NewMember{Handle: handle, Roles: set}
	n.Approval = h.consent(h.founders[0], platform.ApprovalRequest{Kind: approval.Roles, Member: n})
	m, _, err := h.EnrolStaff(h.t.Context(), h.founders[0], "", n)
	if err != nil {
		h.t.Fatalf("enrol %s: %v", handle, err)
	}
	return h.member(m.Number)
}

// register adds a customer whose values end in a number.
func (h *house) register(n int) platform.CustomerView {
	h.t.Helper()
	v, _, err := h.RegisterCustomer(h.t.Context(), auth.Candor(), "", person(n))
	if err != nil {
		h.t.Fatalf("register: %v", err)
	}
	return v
}

// person is somebody who is not: her phone has a prefix that no operator has.
func person(n int) platform.NewCustomer {
	c := platform.NewCustomer{External: fmt.Sprintf("C%07d", n), Region: "CN-ZJ", Language: "zh"}
	c.Values.Set(customer.Name, "测试"+string(rune(0x4e00+n%5000)))
	c.Values.Set(customer.Phone, phone(n))
	c.Values.Set(customer.Email, fmt.Sprintf("person%d@example.com", n))
	return c
}

func phone(n int) string { return fmt.Sprintf("+86140%08d", n) }

// ticket opens a case about a customer, as her own message would, and returns it
// with who got it.
func (h *house) ticket(id customer.ID) (cases.Case, auth.Caller) {
	h.t.Helper()
	c, _, err := h.OpenCase(h.t.Context(), auth.Candor(), "", platform.NewCase{Kind: cases.Ticket, Customer: id})
	if err != nil {
		h.t.Fatalf("open case: %v", err)
	}
	if c.Assignee == 0 {
		h.t.Fatal("nobody got the case")
	}
	return c, h.member(c.Assignee)
}

// reveal asks for a customer's phone at clear.
func (h *house) reveal(by auth.Caller, id customer.ID, n cases.Number) (platform.Reading, error) {
	return h.Read(context.Background(), by, platform.ReadRequest{
		Customer: id, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Case: n, Purpose: disclosure.ForSupport,
	})
}

// wantCode fails unless err has the code.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *errkind.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

// lastRow returns the newest row of the ledger.
func (h *house) lastRow() platform.Disclosure {
	h.t.Helper()
	rows, err := h.Disclosures(h.t.Context(), auth.Candor(), platform.DisclosureQuery{Limit: 1})
	if err != nil {
		h.t.Fatalf("newest row: %v", err)
	}
	if len(rows) == 0 {
		return platform.Disclosure{}
	}
	return rows[0]
}

// A read goes through when everything is as it should be, and shows exactly what
// was asked for.
func TestRead(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	who := h.register(1)
	c, agent := h.ticket(who.ID)
	r, err := h.reveal(agent, who.ID, c.Number)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Values.Get(customer.Phone); got != phone(1) || r.Values.Fields() != customer.FieldsOf(customer.Phone) {
		t.Errorf("shows %v", r.Values.Fields())
	}
	row := h.lastRow()
	if row.Sequence != r.Sequence || row.CustomerID != who.ID || row.Row.Outcome != disclosure.Allowed || row.Row.NC != 1 || row.Row.MA != 1 {
		t.Errorf("recorded as %+v", row)
	}
	view, err := h.Customer(t.Context(), agent, who.ID)
	if err != nil || view.Region != "CN" || who.Region != "CN-ZJ" {
		t.Errorf("staff are shown that she lives in %s, of %s: %v", view.Region, who.Region, err)
	}
	masked, err := h.Read(t.Context(), agent, platform.ReadRequest{
		Customer: who.ID, Fields: customer.AllFields, Level: disclosure.Masked, Case: c.Number, Purpose: disclosure.ForSupport,
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := masked.Values.Get(customer.Phone); got == "" || strings.Contains(got, "00000001") {
		t.Errorf("a masked phone has %d characters of it", len(got))
	}
}

// traceOf asks where a dump of phones came from.
func traceOf(dump string, n approval.Number) platform.TraceRequest {
	return platform.TraceRequest{
		Dump: strings.NewReader(dump), Format: "csv", Map: map[customer.Field]string{customer.Phone: "phone"}, Approval: n,
	}
}

// Whoever is there already takes no other ordinal, however often she is sent.
func TestRegisterAgainTakesNothing(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	first := h.register(1)
	taken := h.VaultStatus().Taken
	for range 3 {
		if again := h.register(1); again.ID != first.ID || again.Version != first.Version {
			t.Fatalf("she is %+v, was %+v", again, first)
		}
	}
	if got := h.VaultStatus().Taken; got != taken {
		t.Errorf("%d ordinals are taken, were %d", got, taken)
	}
}
