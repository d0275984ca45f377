package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/client"
)

// sent is what a method sends.
type sent struct {
	call  func() error
	want  string // method, path, query and body
	keyed bool
}

// customerRequests are what is about customers.
func customerRequests(ctx context.Context, c *client.Client) []sent {
	return []sent{
		{func() error {
			_, err := c.RegisterCustomer(ctx, client.NewCustomer{External: "C1", Values: client.Values{"phone": "x"}})
			return err
		}, `POST /v1/customers {"external":"C1","values":{"phone":"x"}}`, true},
		{func() error { _, err := c.Customer(ctx, "01"); return err }, `GET /v1/customers/01`, false},
		{func() error {
			_, err := c.UpdateCustomer(ctx, "01", client.CustomerChange{Removed: []string{"card"}})
			return err
		}, `POST /v1/customers/01 {"removed":["card"]}`, true},
		{func() error { _, err := c.EraseCustomer(ctx, "01"); return err }, `POST /v1/customers/01/erase`, true},
		{func() error {
			_, err := c.Read(ctx, "01", client.NewRead{Fields: []string{"phone"}, Level: "clear", Case: 2})
			return err
		}, `POST /v1/customers/01/reads {"fields":["phone"],"level":"clear","case":2}`, false},
		{func() error { _, err := c.EmergencyRead(ctx, "01", "phone"); return err }, `POST /v1/customers/01/emergency-reads {"fields":["phone"]}`, false},
		{func() error {
			_, err := c.LookUp(ctx, client.Lookup{Field: "phone", Value: "x"})
			return err
		}, `POST /v1/lookups {"field":"phone","value":"x"}`, false},
		{func() error { _, err := c.Me(ctx); return err }, `GET /v1/me`, false},
		{func() error { _, err := c.MyDisclosures(ctx, client.Paging{Limit: 5}); return err }, `GET /v1/me/disclosures?limit=5`, false},
		{func() error { _, err := c.Object(ctx, 7); return err }, `POST /v1/me/disclosures/7/objections`, true},
		{func() error { _, err := c.EraseMe(ctx); return err }, `POST /v1/me/erase`, true},
	}
}

// rosterRequests are what is about staff and cases.
func rosterRequests(ctx context.Context, c *client.Client) []sent {
	return []sent{
		{func() error {
			_, err := c.EnrolStaff(ctx, client.NewMember{Handle: "amber", Roles: []string{"support"}, Approval: 3})
			return err
		}, `POST /v1/staff {"handle":"amber","roles":["support"],"approval":3}`, true},
		{func() error { _, err := c.Staff(ctx, client.Paging{Cursor: "x"}); return err }, `GET /v1/staff?cursor=x`, false},
		{func() error { _, err := c.Member(ctx, 42); return err }, `GET /v1/staff/42`, false},
		{func() error { _, err := c.ChangeStaff(ctx, 42, client.MemberChange{Roles: []string{}}); return err }, `POST /v1/staff/42 {"roles":[]}`, true},
		{func() error { _, err := c.RevokeStaff(ctx, 42); return err }, `POST /v1/staff/42/revoke`, true},
		{func() error { _, err := c.ReinstateStaff(ctx, 42, 3); return err }, `POST /v1/staff/42/reinstate {"approval":3}`, true},
		{func() error {
			_, err := c.CreateStaffKey(ctx, client.NewStaffKey{Owner: 42, Service: "risk"})
			return err
		}, `POST /v1/staff-keys {"owner":42,"service":"risk"}`, true},
		{func() error { return c.RevokeStaffKey(ctx, "01") }, `POST /v1/staff-keys/01/revoke`, true},
		{func() error { _, err := c.OpenCase(ctx, client.NewCase{Kind: "ticket", Customer: "01"}); return err }, `POST /v1/cases {"kind":"ticket","customer":"01"}`, true},
		{func() error { _, err := c.Case(ctx, 3); return err }, `GET /v1/cases/3`, false},
		{func() error { _, err := c.Cases(ctx, client.CaseFilter{Assignee: 42, Live: true}); return err }, `GET /v1/cases?assignee=42&live=true`, false},
		{func() error { _, err := c.CloseCase(ctx, 3); return err }, `POST /v1/cases/3/close`, true},
	}
}

// ruleRequests are what is about consent and rules.
func ruleRequests(ctx context.Context, c *client.Client) []sent {
	return []sent{
		{func() error {
			_, err := c.RequestApproval(ctx, client.NewApproval{Kind: "trace", Hash: "ab"})
			return err
		}, `POST /v1/approvals {"kind":"trace","hash":"ab"}`, true},
		{func() error { _, err := c.Approval(ctx, 3); return err }, `GET /v1/approvals/3`, false},
		{func() error { _, err := c.Approvals(ctx, client.Paging{}); return err }, `GET /v1/approvals`, false},
		{func() error { _, err := c.DecideApproval(ctx, 3, false); return err }, `POST /v1/approvals/3/decide {"yes":false}`, true},
		{func() error { _, err := c.WithdrawApproval(ctx, 3); return err }, `POST /v1/approvals/3/withdraw`, true},
		{func() error { _, err := c.Policy(ctx); return err }, `GET /v1/policy`, false},
		{func() error { _, err := c.SetPolicy(ctx, "permit", 3); return err }, `POST /v1/policy {"text":"permit","approval":3}`, true},
		{func() error { _, err := c.Budgets(ctx, client.Paging{}); return err }, `GET /v1/budgets`, false},
		{func() error {
			_, err := c.SetBudgets(ctx, []client.Budget{{Principal: "support", Measure: "clear", Limits: client.Windows{Hour: 1, Day: 2, Month: 3, Year: 4}}}, 3)
			return err
		}, `POST /v1/budgets {"budgets":[{"principal":"support","measure":"clear","limits":{"hour":1,"day":2,"month":3,"year":4}}],"approval":3}`, true},
		{func() error { _, err := c.MaximumLosses(ctx); return err }, `GET /v1/budgets/maximum-losses`, false},
		{func() error { _, err := c.Disclosures(ctx, client.DisclosureFilter{Path: "staff:0042"}); return err }, `GET /v1/disclosures?path=staff%3A0042`, false},
	}
}

// leakRequests are what is about leaks.
func leakRequests(ctx context.Context, c *client.Client) []sent {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return []sent{
		{func() error {
			_, err := c.LeakScope(ctx, client.ScopeQuery{Paths: []string{"staff:0042"}, From: march})
			return err
		}, `POST /v1/leaks/scope {"paths":["staff:0042"],"from":"2026-03-01T00:00:00Z"}`, false},
		{func() error {
			_, err := c.Trace(ctx, strings.NewReader("a\nx\n"), client.TraceOptions{Format: "csv", Map: map[string]string{"phone": "a"}, Approval: 3, Alpha: 0.001})
			return err
		}, "POST /v1/leaks/traces?alpha=0.001&approval=3&map=phone%3Aa a\nx\n", false},
		{func() error {
			var b bytes.Buffer
			return c.Export(ctx, client.Export{Approval: 3, Customers: []client.ID{"01"}, Fields: []string{"name"}, Recipient: "age1"}, &b)
		}, `POST /v1/exports {"approval":3,"customers":["01"],"fields":["name"],"recipient":"age1"}`, false},
		{func() error {
			_, err := c.OpenIncident(ctx, client.NewIncident{Title: "x", Scope: client.ScopeQuery{Paths: []string{"staff:0042"}}})
			return err
		}, `POST /v1/leaks/incidents {"title":"x","scope":{"paths":["staff:0042"]}}`, true},
		{func() error { _, err := c.Incidents(ctx, client.Paging{}); return err }, `GET /v1/leaks/incidents`, false},
		{func() error { _, err := c.Incident(ctx, 1); return err }, `GET /v1/leaks/incidents/1`, false},
		{func() error { _, err := c.IncidentReport(ctx, 1); return err }, `GET /v1/leaks/incidents/1/report`, false},
		{func() error { _, err := c.Notices(ctx, 1, client.Paging{Limit: 9}); return err }, `GET /v1/leaks/incidents/1/notices?limit=9`, false},
		{func() error { _, err := c.ActIncident(ctx, 1, "closed", ""); return err }, `POST /v1/leaks/incidents/1/acts {"kind":"closed"}`, true},
		{func() error {
			_, err := c.DeliverNotices(ctx, 1, []client.Delivery{{Customer: "01", Delivered: true}})
			return err
		}, `POST /v1/leaks/incidents/1/deliveries {"results":[{"customer":"01","delivered":true}]}`, true},
	}
}

// Each method of the customers' side sends what the server takes, under a key of
// its own if it changes something.
func TestCustomersRequests(t *testing.T) {
	c, s := serve(t, says(200, `{}`))
	ctx := t.Context()
	tests := slices.Concat(customerRequests(ctx, c), rosterRequests(ctx, c), ruleRequests(ctx, c), leakRequests(ctx, c))
	s.each(t, tests)
}

// each calls the methods and holds that the server saw what they are to send.
func (s *script) each(t *testing.T, tests []sent) {
	t.Helper()
	for i, tt := range tests {
		if err := tt.call(); err != nil {
			t.Errorf("%s: %v", tt.want, err)
			continue
		}
		if len(s.seen) != i+1 {
			t.Fatalf("%s: the server saw %d requests", tt.want, len(s.seen)-i)
		}
		at := s.seen[i]
		got := at.Method + " " + at.Path
		if at.Query != "" {
			got += "?" + at.Query
		}
		if at.Body != "" {
			got += " " + at.Body
		}
		if got != tt.want || tt.keyed != (at.Key != "") {
			t.Errorf("got  %s, keyed %v\nwant %s, keyed %v", got, at.Key != "", tt.want, tt.keyed)
		}
	}
}

// A read is sent once: each is a disclosure of its own.
func TestReadsAreNotRepeated(t *testing.T) {
	for name, call := range map[string]func(*client.Client) error{
		"Read": func(c *client.Client) error {
			_, err := c.Read(t.Context(), "01", client.NewRead{Fields: []string{"phone"}})
			return err
		},
		"EmergencyRead": func(c *client.Client) error { _, err := c.EmergencyRead(t.Context(), "01", "phone"); return err },
		"LookUp":        func(c *client.Client) error { _, err := c.LookUp(t.Context(), client.Lookup{}); return err },
		"Me":            func(c *client.Client) error { _, err := c.Me(t.Context()); return err },
		"Trace": func(c *client.Client) error {
			_, err := c.Trace(t.Context(), strings.NewReader(""), client.TraceOptions{Format: "jsonl"})
			return err
		},
		"Export": func(c *client.Client) error { return c.Export(t.Context(), client.Export{}, &bytes.Buffer{}) },
	} {
		c, s := serve(t, says(503, `{"code":"not_writable"}`))
		var refusal *client.Error
		if err := call(c); !errors.As(err, &refusal) || refusal.Code != "not_writable" || len(s.seen) != 1 {
			t.Errorf("%s: %v after %d requests", name, err, len(s.seen))
		}
	}
}

func TestScopeList(t *testing.T) {
	q := client.ScopeQuery{Paths: []string{"staff:0042"}}
	c, s := serve(t,
		says(200, `{"customers":2,"gaps":[],"first":null,"list":[{"id":"01","external":"C1"},{"id":"02"}]}`),
		says(200, `{"customers":2,"list":[{"id":"01"},`), says(200, `{"customers":2,"list":[{"id":"01"}]`), says(200, ``),
		says(200, `{"customers":2,"list":[{"id":"01"},{"id":"02"}]}`))
	var got []client.Affected
	scope, err := c.LeakScopeList(t.Context(), q, func(a client.Affected) error {
		got = append(got, a)
		return nil
	})
	want := []client.Affected{{ID: "01", External: "C1"}, {ID: "02"}}
	if diff := cmp.Diff(want, got); err != nil || scope.Customers != 2 || diff != "" {
		t.Errorf("got %+v, %v (-want +got):\n%s", scope, err, diff)
	}
	if s.seen[0].Body != `{"paths":["staff:0042"],"list":true}` {
		t.Errorf("sent %s", s.seen[0].Body)
	}
	for range 3 {
		if _, err := c.LeakScopeList(t.Context(), q, func(client.Affected) error { return nil }); err == nil {
			t.Error("half an answer is taken for a whole one")
		}
	}
	enough := errors.New("enough")
	if _, err := c.LeakScopeList(t.Context(), q, func(client.Affected) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("the caller's own error is %v", err)
	}
}

// What holds values shows none of them.
func TestValuesAreHidden(t *testing.T) {
	const value = "10012345678"
	values := client.Values{"phone": value}
	for _, v := range []any{
		values,
		client.NewCustomer{Values: values},
		client.CustomerChange{Values: values},
		client.Reading{Values: values},
		client.Me{Values: values},
		client.Lookup{Field: "phone", Value: value},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if s := fmt.Sprintf(verb, v); strings.Contains(s, value) {
				t.Errorf("%s of a %T shows %s", verb, v, s)
			}
		}
	}
}

func TestTraceFormat(t *testing.T) {
	c, s := serve(t, says(200, `{}`))
	if _, err := c.Trace(t.Context(), strings.NewReader(""), client.TraceOptions{Format: "xls"}); !errors.Is(err, client.ErrFormat) || len(s.seen) != 0 {
		t.Errorf("got %v after %d requests", err, len(s.seen))
	}
}
