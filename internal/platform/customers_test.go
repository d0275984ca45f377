package platform_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/seal"
	"github.com/candorpay/candor/internal/staff"
)

// gone is the context of a client that has hung up.
func gone(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// Whoever hangs up has changed the customer all the same: the record and what
// finds her agree.
func TestChangesOfWhoHangsUp(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.enrol("agent", staff.Support)
	v, _, err := h.RegisterCustomer(gone(t), auth.Candor(), "r", person(1))
	if err != nil || seesPhone(h, 1) != 1 {
		t.Fatalf("registered %v, %v", v, err)
	}
	var values customer.Values
	values.Set(customer.Phone, phone(77))
	change := platform.CustomerChange{Customer: v.ID, Values: values}
	for range 2 {
		if v, _, err = h.UpdateCustomer(gone(t), auth.Candor(), "u", change); err != nil || v.Version != 2 {
			t.Fatalf("changed to version %d, %v", v.Version, err)
		}
		if was, is := seesPhone(h, 1), seesPhone(h, 77); was != 0 || is != 1 {
			t.Errorf("the old phone finds %d, the new one %d", was, is)
		}
	}
	c, agent := h.ticket(v.ID)
	if r, err := h.reveal(agent, v.ID, c.Number); err != nil || r.Values.Get(customer.Phone) != phone(77) {
		t.Errorf("she has another phone, %v", err)
	}
}

// A read shows the version that its row names, though she was changed between
// the recording and the opening.
func TestReadBeforeUpdate(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.enrol("agent", staff.Support)
	who := h.register(1)
	c, agent := h.ticket(who.ID)
	r, err := h.ReadLate(t.Context(), agent, platform.ReadRequest{
		Customer: who.ID, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Case: c.Number, Purpose: disclosure.ForSupport,
	}, func() { h.change(who.ID, 2); h.change(who.ID, 3) }, 0)
	if err != nil || r.Version != 1 || r.Values.Get(customer.Phone) != phone(1) {
		t.Errorf("shows version %d, and her phone then: %v, %v", r.Version, r.Values.Get(customer.Phone) == phone(1), err)
	}
	if r, err = h.reveal(agent, who.ID, c.Number); err != nil || r.Values.Get(customer.Phone) != phone(3) {
		t.Errorf("shows version %d next, %v", r.Version, err)
	}
}

// A row that nobody opened when its answer came opens no more.
func TestReadTooLate(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.enrol("agent", staff.Support)
	who := h.register(1)
	c, agent := h.ticket(who.ID)
	r, err := h.ReadLate(t.Context(), agent, platform.ReadRequest{
		Customer: who.ID, Fields: customer.FieldsOf(customer.Phone), Level: disclosure.Clear, Case: c.Number, Purpose: disclosure.ForSupport,
	}, func() {}, 10*time.Second)
	if !errors.Is(err, seal.ErrReceiptOld) || r.Values.Fields() != 0 {
		t.Errorf("opened %v, %v", r.Values.Fields(), err)
	}
}

// An id of an older system is one person's for ever: of somebody who was erased
// it makes nobody new, and says so.
func TestRegisterWhoWasErased(t *testing.T) {
	h := newHouse(t, true, quiet)
	who := h.register(1)
	if v, _, err := h.EraseCustomer(t.Context(), auth.Candor(), "", who.ID); err != nil || v.State != customer.Erased {
		t.Fatalf("she is %v, %v", v.State, err)
	}
	_, _, err := h.RegisterCustomer(t.Context(), auth.Candor(), "", person(1))
	wantCode(t, err, "customer_erased")
	again := person(1)
	again.External = "C0000001-2"
	if v, _, err := h.RegisterCustomer(t.Context(), auth.Candor(), "", again); err != nil || v.State != customer.Active || v.ID == who.ID {
		t.Errorf("with another id: %+v, %v", v, err)
	}
}

// What a record cannot hold is refused before anything is sealed, and says what.
func TestRegisterRefused(t *testing.T) {
	h := newHouse(t, true, quiet)
	for code, spoil := range map[string]func(*platform.NewCustomer){
		"invalid_external": func(c *platform.NewCustomer) { c.External = "客户1" },
		"invalid_region":   func(c *platform.NewCustomer) { c.Region = "12" },
		"invalid_language": func(c *platform.NewCustomer) { c.Language = "fr" },
	} {
		c := person(1)
		spoil(&c)
		before := h.VaultStatus().Taken
		_, _, err := h.RegisterCustomer(t.Context(), auth.Candor(), "", c)
		wantCode(t, err, code)
		if h.VaultStatus().Taken != before {
			t.Errorf("%s: an ordinal was taken", code)
		}
	}
}
