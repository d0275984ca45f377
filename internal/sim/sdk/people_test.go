package sdk_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/candorpay/candor/client"
	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// house is a server with its operator, and everybody on its roster by number.
type house struct {
	*town
	staff map[uint32]*client.Client
}

func openHouse(t *testing.T) *house {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	made, err := platform.InitFolder(t.Context(), dir, platform.InitOptions{
		Sandbox: true, Approvers: []string{"first", "second", "third", "fourth"},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.New(p, api.Options{}))
	t.Cleanup(func() {
		server.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{town: &town{t: t, url: server.URL}, staff: map[uint32]*client.Client{}}
	h.Client = h.as(made.Operator.Reveal())
	for _, f := range made.Founders {
		h.staff[uint32(f.Number)] = h.as(f.Secret.Reveal())
	}
	return h
}

// consent asks for something and has both who are drawn say yes.
func (h *house) consent(by *client.Client, n client.NewApproval) uint32 {
	h.t.Helper()
	a := must(by.RequestApproval(h.t.Context(), n))(h.t)
	for _, d := range a.Drawn {
		a = must(h.staff[d.Staff].DecideApproval(h.t.Context(), a.Number, true))(h.t)
	}
	if a.State != "granted" {
		h.t.Fatalf("after two yes it is %s", a.State)
	}
	return a.Number
}

// enrol puts somebody on the roster, with a key.
func (h *house) enrol(handle, role string) (client.Member, *client.Client) {
	h.t.Helper()
	ctx, first := h.t.Context(), h.staff[1]
	n := client.NewMember{Handle: handle, Roles: []string{role}}
	n.Approval = h.consent(first, client.NewApproval{Kind: "roles", Enrol: &client.NewMember{Handle: handle, Roles: n.Roles}})
	m := must(first.EnrolStaff(ctx, n))(h.t)
	a := h.consent(first, client.NewApproval{Kind: "first_key", Staff: m.Number})
	k := must(first.CreateStaffKey(ctx, client.NewStaffKey{Owner: m.Number, Approval: a}))(h.t)
	h.staff[m.Number] = h.as(k.Secret)
	return m, h.staff[m.Number]
}

func phone(n int) string { return fmt.Sprintf("+86154%08d", n) }

// From a customer's sign-up to the incident: the two sides call everything the
// same.
func TestPeople(t *testing.T) {
	h := openHouse(t)
	ctx := t.Context()
	agent, answers := h.enrol("agent", "support")
	_, officer := h.enrol("officer", "privacy")
	her := must(h.RegisterCustomer(ctx, client.NewCustomer{
		External: "C1", Region: "CN", Language: "en", Values: client.Values{"phone": phone(1), "name": "Sample Li"},
	}))(t)
	ticket := must(h.OpenCase(ctx, client.NewCase{Kind: "ticket", Customer: her.ID}))(t)
	if ticket.Assignee != agent.Number || her.State != "active" || len(her.Fields) != 2 {
		t.Fatalf("the case is %+v, she %+v", ticket, her)
	}
	r := must(answers.Read(ctx, her.ID, client.NewRead{Fields: []string{"phone"}, Level: "clear", Case: ticket.Number}))(t)
	if r.Values["phone"] != phone(1) || r.Sequence == 0 || r.Left.Hour != 19 {
		t.Errorf("read %v, left %+v", len(r.Values), r.Left)
	}
	var refusal *client.Error
	if _, err := h.Read(ctx, her.ID, client.NewRead{Fields: []string{"phone"}}); !errors.As(err, &refusal) || refusal.Code != "policy_refused" {
		t.Errorf("an operator reads: %v", err)
	}
	found := must(answers.LookUp(ctx, client.Lookup{Field: "phone", Value: phone(1)}))(t)
	if len(found.Customers) != 1 || found.Customers[0] != her.ID {
		t.Errorf("found %+v", found)
	}
	h.herself(her)
	h.leak(officer, agent, her)
	if c := must(answers.CloseCase(ctx, ticket.Number))(t); c.Live {
		t.Errorf("closed it is %+v", c)
	}
	h.rules(officer, agent)
}

// herself is what a customer does with a key of her own.
func (h *house) herself(her client.Customer) {
	t, ctx := h.t, h.t.Context()
	t.Helper()
	must(h.OpenWallet(ctx, client.NewWallet{Owner: her.ID, Currency: cny}))(t)
	key := must(h.CreateKey(ctx, client.NewKey{Role: "customer", Subject: her.ID}))(t)
	self := h.as(key.Secret)
	if me := must(self.Me(ctx))(t); me.Values["name"] != "Sample Li" || me.Customer.ID != her.ID {
		t.Errorf("she reads %d values of %s", len(me.Values), me.Customer.ID)
	}
	seen := must(self.MyDisclosures(ctx, client.Paging{}))(t)
	if len(seen.Data) < 2 || seen.Data[len(seen.Data)-1].Role != "support" || seen.Data[0].At.IsZero() {
		t.Errorf("she sees %+v", seen.Data)
	}
	if c := must(self.Object(ctx, seen.Data[len(seen.Data)-1].Sequence))(t); c.Kind != "objection" || c.Assignee != 0 {
		t.Errorf("her objection is %+v", c)
	}
	if c := must(self.UpdateCustomer(ctx, her.ID, client.CustomerChange{Values: client.Values{"email": "li@example.com"}}))(t); c.Version != 2 {
		t.Errorf("changed she is %+v", c)
	}
}

// leak asks what went down a path, traces a dump, exports, and opens an incident.
func (h *house) leak(officer *client.Client, agent client.Member, her client.Customer) {
	t, ctx := h.t, h.t.Context()
	t.Helper()
	q := client.ScopeQuery{Paths: []string{agent.Path}, Fields: []string{"phone"}}
	scope := must(officer.LeakScope(ctx, q))(t)
	var named []client.Affected
	again, err := officer.LeakScopeList(ctx, q, func(a client.Affected) error {
		named = append(named, a)
		return nil
	})
	if err != nil || scope.Customers != 1 || again.Customers != 1 || len(named) != 1 || named[0] != (client.Affected{ID: her.ID, External: "C1"}) {
		t.Errorf("the scope is %+v, the list %+v, %v", scope, named, err)
	}
	dump := "tel\n" + phone(1) + "\n" + phone(2) + "\n"
	sum := sha256.Sum256([]byte(dump))
	n := h.consent(officer, client.NewApproval{Kind: "trace", Hash: hex.EncodeToString(sum[:])})
	trace := must(officer.Trace(ctx, strings.NewReader(dump), client.TraceOptions{
		Format: "csv", Map: map[string]string{"phone": "tel"}, Approval: n,
	}))(t)
	if trace.Rows != 2 || trace.Matched != 1 || !slices.ContainsFunc(trace.Paths, func(e client.Evidence) bool { return e.Path == agent.Path && e.Hits == 1 }) {
		t.Errorf("the trace is %+v", trace)
	}
	h.export(officer, her)
	i := must(officer.OpenIncident(ctx, client.NewIncident{Title: "An account was misused", Scope: q}))(t)
	notices := must(officer.Notices(ctx, i.Number, client.Paging{}))(t)
	if i.Customers != 1 || len(notices.Data) != 1 || notices.Data[0].Customer != her.ID || notices.Data[0].Language != "en" {
		t.Errorf("the incident is %+v, notices %+v", i, notices.Data)
	}
	must(officer.DeliverNotices(ctx, i.Number, []client.Delivery{{Customer: her.ID, Delivered: true}}))(t)
	if acted := must(officer.ActIncident(ctx, i.Number, "reported", ""))(t); len(acted.Acts) != 1 {
		t.Errorf("steps are %+v", acted.Acts)
	}
	report := must(officer.IncidentReport(ctx, i.Number))(t)
	if report.Customers != 1 || report.Delivered != 1 || len(report.Duties) == 0 || report.Text == "" {
		t.Errorf("the report is %+v", report)
	}
}

// export has an approved export, which opens for its recipient.
func (h *house) export(officer *client.Client, her client.Customer) {
	t := h.t
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	e := client.Export{Customers: []client.ID{her.ID}, Fields: []string{"phone"}, Recipient: identity.Recipient().String()}
	e.Approval = h.consent(officer, client.NewApproval{Kind: "export", Customers: e.Customers, Fields: e.Fields, Recipient: e.Recipient})
	var sealed, plain bytes.Buffer
	if err := officer.Export(t.Context(), e, &sealed); err != nil {
		t.Fatal(err)
	}
	opened, err := age.Decrypt(&sealed, identity)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.ReadFrom(opened); err != nil || !strings.Contains(plain.String(), phone(1)) {
		t.Errorf("%d bytes, %v", plain.Len(), err)
	}
	var refusal *client.Error
	if err := officer.Export(t.Context(), e, &sealed); !errors.As(err, &refusal) || refusal.Code != "approval_required" {
		t.Errorf("exported twice: %v", err)
	}
}

// rules reads and changes what bounds everybody.
func (h *house) rules(officer *client.Client, agent client.Member) {
	t, ctx := h.t, h.t.Context()
	t.Helper()
	if p := must(officer.Policy(ctx))(t); p.Number != 1 || p.Text == "" || len(p.Hash) != 64 {
		t.Errorf("the policy is %d", p.Number)
	}
	spent := must(officer.Budgets(ctx, client.Paging{}))(t)
	if len(spent.Data) == 0 || spent.Data[0].Path != agent.Path || spent.Data[0].Measures[0].Spent.Hour != 1 {
		t.Errorf("budgets are %+v", spent.Data)
	}
	var budgets []client.Budget
	for _, l := range must(officer.MaximumLosses(ctx))(t) {
		budgets = append(budgets, l.Budgets...)
	}
	n := h.consent(h.staff[1], client.NewApproval{Kind: "budget", Budgets: budgets})
	if set := must(h.staff[1].SetBudgets(ctx, budgets, n))(t); len(set) != len(budgets) || set[0] != budgets[0] {
		t.Errorf("budgets are %+v", set)
	}
	rows := must(officer.Disclosures(ctx, client.DisclosureFilter{Path: agent.Path}))(t)
	if len(rows.Data) == 0 || rows.Data[0].Outcome != "allowed" || len(rows.Data[0].Hash) != 64 {
		t.Errorf("rows are %+v", rows.Data)
	}
	gone := must(h.staff[1].RevokeStaff(ctx, agent.Number))(t)
	if gone.RevokedAt.IsZero() {
		t.Errorf("revoked she is %+v", gone)
	}
}
