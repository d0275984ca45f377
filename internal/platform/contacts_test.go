package platform_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// merchantWho is some shop.
func merchantWho(n byte) auth.Caller {
	return auth.Caller{Role: auth.Merchant, Subject: [16]byte{n}, Key: [16]byte{n, 1}}
}

// contact keeps somebody with the values of person n for a shop's order.
func (h *house) contact(by auth.Caller, order string, n int) customer.ID {
	h.t.Helper()
	c, err := h.ContactOf(by, order, person(n).Values)
	if err == nil {
		err = h.KeepContact(h.t.Context(), c)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return c.Token
}

// However many orders name a customer, who she is is traced, looked up and counted
// as if there were none.
func TestContactsAreInNobodysWay(t *testing.T) {
	h := newHouse(t, true, quiet)
	who := h.register(1)
	h.register(2)
	shop, other := merchantWho(7), merchantWho(8)
	dump := "phone\n" + phone(1) + "\n"
	if got := h.traced(dump); got.Matched != 1 {
		t.Fatalf("before: matched %d", got.Matched)
	}
	for n := range 120 {
		h.contact(other, fmt.Sprint("order-", n), 1)
	}
	if got := h.traced(dump); got.Matched != 1 || got.Unmatched != 0 {
		t.Errorf("matched %d, unmatched %d", got.Matched, got.Unmatched)
	}
	ask := platform.LookupRequest{Field: customer.Phone, Value: phone(1), Purpose: disclosure.ForPayment}
	first, err := h.Lookup(t.Context(), shop, ask)
	if err != nil || len(first.Customers) != 1 || first.More {
		t.Errorf("found %+v, %v", first, err)
	}
	again, err := h.Lookup(t.Context(), shop, ask)
	if err != nil || again.Left != first.Left {
		t.Errorf("asked again there is left %v, was %v, %v", again.Left, first.Left, err)
	}
	nobody, err := h.Lookup(t.Context(), shop, platform.LookupRequest{Field: customer.Phone, Value: phone(3), Purpose: disclosure.ForPayment})
	if err != nil || len(nobody.Customers) != 0 {
		t.Errorf("found %+v, %v", nobody, err)
	}
	if _, err := h.BackupKeys(t.Context(), auth.Candor(), "one", &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	scope, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{Paths: []disclosure.Path{{Kind: disclosure.PathBackup, Name: "one"}}})
	if err != nil || scope.Customers != 2 {
		t.Errorf("a backup holds %d customers, %v", scope.Customers, err)
	}
	if v, err := h.Customer(t.Context(), auth.Caller{Role: auth.Operator}, who.ID); err != nil || v.Version != 1 {
		t.Errorf("she is %+v, %v", v, err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	checked, err := platform.VerifyFolder(t.Context(), h.dir, platform.VerifyOptions{})
	if err != nil || len(checked.Problems) > 0 {
		t.Fatalf("%v, %v", checked.Problems, err)
	}
	if f := &checked.People; f.Customers != 2 || f.Keys != 2 || f.Erased != 0 {
		t.Errorf("%d customers, keys of %d, %d erased", f.Customers, f.Keys, f.Erased)
	}
}

// What is kept of a contact once stays, is nobody's to change, is a row when it is
// read, and survives a restart.
func TestContactKept(t *testing.T) {
	h := newHouse(t, true, quiet)
	shop := merchantWho(7)
	id := h.contact(shop, "A", 1)
	if again := h.contact(shop, "A", 2); again != id {
		t.Errorf("the same order's token is %v, was %v", again, id)
	}
	for what, token := range map[string]customer.ID{
		"another order": h.contact(shop, "B", 2), "another shop": h.contact(merchantWho(8), "A", 2), "a customer": h.register(1).ID,
	} {
		if token == id {
			t.Errorf("%s has the same token", what)
		}
	}
	change := platform.CustomerChange{Customer: id, Values: person(3).Values}
	_, _, err := h.UpdateCustomer(t.Context(), auth.Candor(), "", change)
	wantCode(t, err, customer.RefusedMissing.Code)
	_, _, err = h.MyData(t.Context(), auth.Caller{Role: auth.Customer, Subject: id, Key: [16]byte{9}})
	wantCode(t, err, customer.RefusedMissing.Code)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.open()
	h.enrol("pat", staff.Privacy)
	opened, _, err := h.OpenCase(t.Context(), auth.Candor(), "", platform.NewCase{Kind: cases.Erasure, Customer: id})
	if err != nil {
		t.Fatal(err)
	}
	by := h.member(opened.Assignee)
	r, err := h.Read(t.Context(), by, platform.ReadRequest{
		Customer: id, Fields: customer.AllFields, Level: disclosure.Clear, Case: opened.Number, Purpose: disclosure.ForErasure,
	})
	if all := person(1).Values; err != nil || r.Values.Get(customer.Phone) != phone(1) || r.Values.Fields() != all.Fields() {
		t.Errorf("read %v, %v", r.Values.Fields(), err)
	}
	scope, err := h.LeakScope(t.Context(), auth.Candor(), leak.Query{Paths: []disclosure.Path{{Kind: disclosure.PathStaff, Name: opened.Assignee.String()}}})
	if err != nil || scope.Customers != 1 || scope.AtMost != 1 {
		t.Errorf("the scope of who read is %d to %d, %v", scope.Customers, scope.AtMost, err)
	}
}

// A value that can be nobody's is refused by its name, and of nothing nobody is kept.
func TestContactOf(t *testing.T) {
	h := newHouse(t, true, quiet)
	var wrong customer.Values
	wrong.Set(customer.Phone, "nobody")
	_, err := h.ContactOf(merchantWho(7), "A", wrong)
	wantCode(t, err, "invalid_phone")
	if errkind.Of(err) != errkind.Invalid || errors.Unwrap(err) != nil {
		t.Errorf("it is %v", err)
	}
	none, err := h.ContactOf(merchantWho(7), "A", customer.Values{})
	if err != nil || none.Token != (customer.ID{}) || h.KeepContact(t.Context(), none) != nil {
		t.Errorf("of nothing %v, %v", none.Token, err)
	}
	_, err = h.ContactOf(auth.Caller{Role: auth.Operator}, "A", person(1).Values)
	wantCode(t, err, "forbidden")
}

// What a path read of contacts, who stand in no dump as theirs, says nothing for it
// or against it.
func TestTraceWithoutContacts(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.enrol("agent", staff.Support)
	dump := "phone\n"
	for n := range 12 {
		who := h.register(n)
		if n < 4 {
			h.readAsTicket(who.ID)
			dump += phone(n) + "\n"
		}
	}
	before := h.traced(dump).Paths[0]
	if before.Hits != 4 || before.LnE <= 0 {
		t.Fatalf("before: %+v", before)
	}
	for n := range 8 {
		h.readAsTicket(h.contact(merchantWho(7), fmt.Sprint("order-", n), n))
	}
	if after := h.traced(dump).Paths[0]; math.Abs(after.LnE-before.LnE) > 1e-9 || after.Hits != before.Hits {
		t.Errorf("evidence of %v, was %v", after.LnE, before.LnE)
	}
}

// readAsTicket has whoever gets a case about somebody read her phone in clear.
func (h *house) readAsTicket(id customer.ID) {
	h.t.Helper()
	c, by := h.ticket(id)
	if _, err := h.Read(h.t.Context(), by, platform.ReadRequest{
		Customer: id, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Case: c.Number, Purpose: disclosure.ForSupport,
	}); err != nil {
		h.t.Fatal(err)
	}
}
