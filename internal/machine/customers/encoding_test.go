package customers_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// example returns a body of every kind.
func examples() map[machine.Kind]any {
	id, fields := customer.ID{1}, customer.FieldsOf(customer.Name, customer.Phone)
	region, set, random := "SG", []byte{0x3a, 0x30, 0, 0, 0, 0, 0, 0}, customers.Random{7}
	open := customers.OpenCase{
		Kind: cases.Dispute, Source: cases.FromCustomer, Customer: id, Team: "night", Ref: [16]byte{2}, Random: random, Approval: 3,
	}
	sealed := []customer.Sealed{box(customer.Name, 2), box(customer.Phone, 2)}
	table := disclosure.Table{}
	table.Allow(disclosure.AsService, disclosure.ForPayment, disclosure.Clear, customer.Contact)
	set1 := customers.SetPolicy{Hash: [32]byte{5}, Text: "permit", Table: table, Approval: 3}
	return map[machine.Kind]any{
		customers.KindFound:     customers.Found{Handles: []string{"ada"}, Policy: set1, Sandbox: true},
		customers.KindPolicy:    set1,
		customers.KindBudget:    customers.SetBudgets{Budgets: disclosure.DefaultBudgets(), Approval: 3},
		customers.KindClock:     customers.ConfirmClock{Approval: 3},
		customers.KindEnrol:     customers.Enrol{Handle: "sue", Person: id, Roles: 1, Team: "night", Provisioned: true, Approval: 3},
		customers.KindRoles:     customers.SetRoles{Number: 4, Roles: staff.Roles(1), Team: "night", Approval: 3},
		customers.KindRevoke:    customers.Revoke{Number: 4},
		customers.KindReinstate: customers.Reinstate{Number: 4, Approval: 3},
		customers.KindKeyCreate: customers.CreateKey{Hash: [32]byte{5}, Owner: 4, Service: "risk", ExpiresAt: 6, Approval: 3},
		customers.KindKeyRevoke: customers.RevokeKey{ID: id},
		customers.KindCaseOpen:  open,
		customers.KindCaseClose: customers.CloseCase{Number: 8},
		customers.KindRelay:     customers.Relay{From: 1, Cursor: 2, Cases: []customers.OpenCase{open}, Closes: [][16]byte{id}},
		customers.KindRequest: customers.RequestApproval{
			Kind: 1, Subject: [32]byte{5}, Summary: []byte("{}"), Subjects: set, About: 4, Random: random,
		},
		customers.KindDecide:   customers.DecideApproval{Number: 3, Yes: true},
		customers.KindWithdraw: customers.WithdrawApproval{Number: 3},
		customers.KindRegister: customers.Register{Customers: []customers.NewCustomer{
			{ID: id, Ordinal: 9, External: "x-1", Region: "CN-ZJ", Language: "zh", Sealed: sealed, CardToken: [16]byte{4}},
			{ID: customer.ID{2}, Ordinal: 10},
		}},
		customers.KindUpdate: customers.Update{
			Customer: id, Version: 2, Sealed: sealed, Removed: fields, Region: &region, Language: nil, CardToken: [16]byte{4},
		},
		customers.KindErase:  customers.Erase{Customer: id, Due: 7},
		customers.KindErased: customers.Erased{Customer: id},
		customers.KindContact: customers.KeepContact{
			ID: id, Ordinal: 9, Sealed: []customer.Sealed{box(customer.Name, 1), box(customer.Card, 1)},
		},
		customers.KindRead: customers.Read{
			Customer: id, Fields: fields, Level: disclosure.Clear, Case: 8, Purpose: disclosure.ForDispute, Session: 1 << 40, Approval: 3,
		},
		customers.KindLookup:    customers.Lookup{Field: customer.Phone, Found: []customer.Ordinal{9, 300}, Case: 8, Purpose: 1, Session: 2},
		customers.KindExport:    customers.ExportRows{Approval: 3, Subject: [32]byte{5}, Fields: fields, Recipient: "age1", Session: 2, From: 4, Count: 5},
		customers.KindTrace:     customers.RecordTrace{Dump: [32]byte{5}, Rows: 4, Matched: 2, Unmatched: 1, Malformed: 1, Named: []string{"staff:0004"}, Approval: 3},
		customers.KindBackup:    customers.RecordBackup{Name: "2030-01"},
		customers.KindEmergency: customers.Emergency{Customer: id, Fields: fields, Session: 2, Random: random},
		customers.KindImport: customers.ImportRows{
			File: [32]byte{5}, Approval: 3, From: 1, Lines: 1, Paths: []string{"staff:a"}, Last: true,
			Rows: customers.PackImport(nil, customers.ImportRow{Time: -1, Path: 2, Customer: 9, Fields: fields, Level: 3, Purpose: 10, Case: 5}),
		},
		customers.KindGap: customers.Gap{To: 9},
		customers.KindIncident: customers.OpenIncident{
			Title: "dump", Query: []byte("{}"), Set: set, Commitment: [32]byte{5}, Sequence: 4, Disclosures: 3, Aware: 2, Critical: true,
		},
		customers.KindAct:      customers.ActIncident{Incident: 1, Kind: customers.ActClosed, Note: "done"},
		customers.KindNotice:   customers.DeliverNotices{Incident: 1, Delivered: set, Failed: set},
		customers.KindAffected: customers.AddAffected{Incident: 1, Set: set},
	}
}

// TestEncodingOfCommands holds the bytes of every kind of command fast: they are
// in the command logs of every installation. A new field is a new kind, or a new
// version of the machine that still reads the old one.
func TestEncodingOfCommands(t *testing.T) {
	bodies := examples()
	source, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	if kinds := strings.Count(string(source), " machine.Kind = "); kinds != len(bodies) {
		t.Errorf("%d kinds of commands, %d in this test", kinds, len(bodies))
	}
	var got strings.Builder
	for kind := range machine.Kind(256) {
		if body, ok := bodies[kind]; ok {
			fmt.Fprintf(&got, "%d %s\n", kind, hex.EncodeToString(customers.Encode(body)))
		}
	}
	path := filepath.Join("testdata", "commands.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("what old logs hold would no longer be read (-want +got):\n%s", diff)
	}
}

// Whatever was parsed encodes to the bytes it was parsed from, of every kind whose
// encoding is this package's own.
func FuzzParse(f *testing.F) {
	for kind, body := range examples() {
		f.Add(uint16(kind), customers.Encode(body))
	}
	f.Add(uint16(customers.KindRegister), []byte{1, 0})
	f.Add(uint16(customers.KindRegister), []byte{0, 0, 0})
	m, err := customers.Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = m.Close() })
	f.Fuzz(func(t *testing.T, kind uint16, body []byte) {
		c := machine.Command{Kind: machine.Kind(kind), Body: body}
		m.Prepare(&c)
		if _, malformed := c.Prepared.(error); malformed || c.Prepared == nil {
			return
		}
		got := customers.Encode(c.Prepared)
		own := c.Kind == customers.KindRead || c.Kind == customers.KindRegister
		if own && !bytes.Equal(got, body) {
			t.Fatalf("%x parses and encodes to %x", body, got)
		}
		again := machine.Command{Kind: c.Kind, Body: got}
		m.Prepare(&again)
		if diff := cmp.Diff(customers.Encode(again.Prepared), got); diff != "" {
			t.Fatalf("%x encodes to another value:\n%s", body, diff)
		}
	})
}

// A body that says nothing is refused like any other command, and changes nothing.
func TestMalformed(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	for kind, body := range examples() {
		good := customers.Encode(body)
		for _, bad := range [][]byte{nil, good[:len(good)-1], append(good, 0), {0xff}} {
			c := d.command(kind, system, customers.Gap{})
			c.Body = bad
			if r := d.send(c); r.Refusal != customers.RefusedMalformed || r.Value != nil {
				t.Errorf("kind %d with %x: %+v %v", kind, bad, r.Refusal, r.Value)
			}
		}
	}
	if r := d.send(d.command(250, system, customers.Gap{})); r.Refusal != customers.RefusedMalformed {
		t.Errorf("an unknown kind: %+v", r.Refusal)
	}
	d.view(func(m *customers.Machine) {
		people, _ := m.Population()
		_, asked := m.Approval(1)
		_, worked := m.Member(4)
		if m.Len() != 0 || people != 0 || asked || worked {
			t.Errorf("a malformed command did something: %d rows, %d customers, %v, %v", m.Len(), people, asked, worked)
		}
	})
}
