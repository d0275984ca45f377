package platform_test

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/platform"
)

// oneBackup is a house of some customers and a backup that holds them all.
func oneBackup(t *testing.T, n int) (*house, platform.IncidentRequest) {
	t.Helper()
	h := newHouse(t, true, platform.Options{})
	for k := range n {
		h.register(k)
	}
	h.backup()
	return h, platform.IncidentRequest{Title: "leak", Query: leak.Query{
		Paths: []disclosure.Path{{Kind: disclosure.PathBackup, Name: "one"}},
	}}
}

// backup takes another backup down the same path.
func (h *house) backup() {
	h.t.Helper()
	if _, err := h.BackupKeys(h.t.Context(), auth.Candor(), "one", &bytes.Buffer{}); err != nil {
		h.t.Fatal(err)
	}
}

// A key stands for all that was asked for: with another query, or another word on
// how bad it is, it is refused.
func TestIncidentKey(t *testing.T) {
	h, r := oneBackup(t, 2)
	i, _, err := h.OpenIncident(t.Context(), auth.Candor(), "same", r)
	if err != nil {
		t.Fatal(err)
	}
	again, replayed, err := h.OpenIncident(t.Context(), auth.Candor(), "same", r)
	if err != nil || !replayed || again.Number != i.Number {
		t.Errorf("the same again is incident %d, replayed %v: %v", again.Number, replayed, err)
	}
	other := r
	other.Critical = true
	_, _, err = h.OpenIncident(t.Context(), auth.Candor(), "same", other)
	wantCode(t, err, "idempotency_key_reuse")
	other = r
	other.Query.From = math.MaxInt64 - 1
	_, _, err = h.OpenIncident(t.Context(), auth.Candor(), "same", other)
	wantCode(t, err, "idempotency_key_reuse")
}

// An incident whose set was cut off between its parts tells nobody anything; the
// same request again completes it.
func TestIncidentCutOff(t *testing.T) {
	h, r := oneBackup(t, 5)
	h.SplitIncidents(2)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := h.OpenIncident(gone, auth.Candor(), "k", r)
	wantCode(t, err, "outcome_unknown")
	h.register(9) // behind it: when this is done, that is too
	_, _, err = h.ActIncident(t.Context(), auth.Candor(), "", platform.IncidentAct{Incident: 1, Kind: customers.ActReported})
	wantCode(t, err, "incident_incomplete")
	_, err = h.IncidentReport(t.Context(), auth.Candor(), 1)
	wantCode(t, err, "incident_incomplete")
	i, replayed, err := h.OpenIncident(t.Context(), auth.Candor(), "k", r)
	if err != nil || !replayed || i.Customers != 5 {
		t.Fatalf("asked again: %d customers, replayed %v: %v", i.Customers, replayed, err)
	}
	told := 0
	err = h.Notices(t.Context(), auth.Candor(), 1, customer.ID{}, func(leak.Notice) error { told++; return nil })
	if err != nil || told != 5 {
		t.Errorf("%d notices, want 5: %v", told, err)
	}
}

// Notices and duties are as of when the incident was frozen: a later backup is in
// none, and whoever moves away leaves the duties as they are.
func TestIncidentStaysFrozen(t *testing.T) {
	h, r := oneBackup(t, 1)
	who := h.register(9) // after the backup
	if _, _, err := h.OpenIncident(t.Context(), auth.Candor(), "", r); err != nil {
		t.Fatal(err)
	}
	notices := func() (list []leak.Notice) {
		if err := h.Notices(t.Context(), auth.Candor(), 1, customer.ID{}, func(n leak.Notice) error {
			list = append(list, n)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return list
	}
	duties := func() int {
		report, err := h.IncidentReport(t.Context(), auth.Candor(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return len(report.Duties)
	}
	away := "DE"
	before, had := notices(), duties()
	if len(before) != 1 || before[0].Customer == who.ID {
		t.Fatalf("%d notices", len(before))
	}
	h.backup()
	if _, _, err := h.UpdateCustomer(t.Context(), auth.Candor(), "", platform.CustomerChange{
		Customer: before[0].Customer, Region: &away,
	}); err != nil {
		t.Fatal(err)
	}
	if after := notices(); len(after) != 1 || after[0].Text != before[0].Text {
		t.Error("a later backup changed the notice")
	}
	if n := duties(); n != had {
		t.Errorf("%d duties after she moved, want %d", n, had)
	}
}
