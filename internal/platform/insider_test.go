package platform_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// Breaking the glass needs no case, has a budget of its own, and is over for
// whoever's last reads two people did not find right within a day.
func TestBreakGlass(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	agent := h.enrol("agent", staff.Support)
	glass := func(n int) (platform.Reading, error) {
		return h.BreakGlass(t.Context(), agent, h.register(n).ID, customer.FieldsOf(customer.Phone))
	}
	first, err := glass(0)
	if err != nil || first.Review == 0 || first.Values.Get(customer.Phone) != phone(0) {
		t.Fatalf("the first: review %d, %v", first.Review, err)
	}
	if _, _, err := h.DecideApproval(t.Context(), agent, "", first.Review, true); err == nil {
		t.Error("she reviews herself")
	}
	limit := int(disclosure.DefaultBudgets()[staff.Support][disclosure.CountEmergency][0])
	for n := 1; n < limit; n++ {
		if _, err := glass(n); err != nil {
			t.Fatalf("read %d of %d: %v", n+1, limit, err)
		}
	}
	_, err = glass(limit)
	wantCode(t, err, disclosure.RefusedBudget.Refusal().Code)
	if row := h.lastRow(); row.Row.Purpose != disclosure.ForEmergency || row.Row.Outcome != disclosure.RefusedBudget {
		t.Errorf("recorded as %+v", row)
	}
	if _, err := h.Advance(t.Context(), auth.Candor(), h.Now()+int64(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	_, err = glass(limit + 1)
	wantCode(t, err, "review_missing")

	// Of somebody whose read two people found right there are more.
	good := h.enrol("good", staff.Support)
	r, err := h.BreakGlass(t.Context(), good, h.register(100).ID, customer.FieldsOf(customer.Phone))
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.Approval(t.Context(), auth.Candor(), r.Review)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range a.Drawn {
		if _, _, err := h.DecideApproval(t.Context(), h.member(n), "", a.Number, true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Advance(t.Context(), auth.Candor(), h.Now()+int64(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.BreakGlass(t.Context(), good, h.register(101).ID, customer.FieldsOf(customer.Phone)); err != nil {
		t.Errorf("after a good review: %v", err)
	}
}

// An export has exactly the approved people, a row for each on a path of its own,
// and opens for the approved recipient alone.
func TestExport(t *testing.T) {
	h := newHouse(t, false, platform.Options{})
	officer := h.enrol("officer", staff.Privacy)
	mine, other := identity(t), identity(t)
	var ids []customer.ID
	for n := range 3 {
		ids = append(ids, h.register(n).ID)
	}
	fields := customer.FieldsOf(customer.Phone)
	ask := platform.ApprovalRequest{Kind: approval.Export, Customers: ids[:2], Fields: fields, Recipient: mine.Recipient().String()}
	n := h.consent(officer, ask)
	good := platform.ExportRequest{Approval: n, Customers: ids[:2], Fields: fields, Recipient: mine.Recipient().String()}
	wider, more, to := good, good, good
	wider.Customers, more.Fields, to.Recipient = ids, fields.With(customer.Name), other.Recipient().String()
	for what, r := range map[string]platform.ExportRequest{"somebody more": wider, "a field more": more, "another recipient": to} {
		var out bytes.Buffer
		if _, err := h.Export(t.Context(), officer, r, &out); err == nil || opens(out.Bytes(), other) || opens(out.Bytes(), mine) {
			t.Errorf("%s: %v", what, err)
		}
	}
	var out bytes.Buffer
	first, err := h.Export(t.Context(), officer, good, &out)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out.Bytes(), []byte("140000000")) || opens(out.Bytes(), other) {
		t.Error("somebody else can read it")
	}
	r, err := age.Decrypt(&out, mine)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || !strings.Contains(string(text), phone(0)) || !strings.Contains(string(text), phone(1)) || strings.Contains(string(text), phone(2)) {
		t.Errorf("it holds %d bytes of others, %v", len(text), err)
	}
	path := disclosure.Path{Kind: disclosure.PathExport, Name: fmt.Sprintf("%04d", n)}
	rows, err := h.Disclosures(t.Context(), auth.Candor(), platform.DisclosureQuery{Path: &path, Limit: 10})
	if err != nil || len(rows) != 2 || rows[1].Sequence != first {
		t.Fatalf("%d rows on %v from %d on, %v", len(rows), path, first, err)
	}
	for i, row := range rows {
		if row.CustomerID != ids[1-i] || row.Row.Level != disclosure.Exported || row.Row.Fields != fields {
			t.Errorf("row %d is %+v", i, row)
		}
	}
	if _, err := h.Export(t.Context(), officer, good, io.Discard); err == nil {
		t.Error("an approval serves twice")
	}
}

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// opens reports whether an identity reads a sealed file to its end.
func opens(b []byte, id age.Identity) bool {
	r, err := age.Decrypt(bytes.NewReader(b), id)
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	return err == nil
}

// With a member go the keys of her services.
func TestServiceOfRevoked(t *testing.T) {
	h := newHouse(t, false, platform.Options{})
	boss := h.enrol("owner", staff.Security)
	owner := staff.Number(boss.StaffNumber())
	key, _, err := h.CreateStaffKey(t.Context(), auth.Candor(), "", platform.StaffKeyRequest{
		Owner: owner, Service: "risk",
		Approval: h.consent(h.founders[0], platform.ApprovalRequest{Kind: approval.FirstKey, Number: owner, Service: "risk"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	service := h.enter(key.Secret)
	if _, _, err := h.RevokeStaff(t.Context(), h.founders[0], "", owner); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Authenticate(key.Secret.Reveal()); err == nil {
		t.Error("a service of somebody who left opens the door")
	}
	_, err = h.Lookup(t.Context(), service, platform.LookupRequest{Field: customer.Phone, Value: phone(1), Purpose: disclosure.ForSecurity})
	wantCode(t, err, disclosure.RefusedRevoked.Refusal().Code)
}

// Somebody whom a directory made reads nothing, and decides nothing.
func TestProvisioned(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	bot, _, err := h.EnrolStaff(t.Context(), h.founders[0], "", platform.NewMember{Handle: "from-directory", Provisioned: true})
	if err != nil {
		t.Fatal(err)
	}
	who := h.register(1)
	c, _ := h.ticket(who.ID)
	_, err = h.reveal(h.member(bot.Number), who.ID, c.Number)
	wantCode(t, err, disclosure.RefusedCase.Refusal().Code)
	if c.Assignee == bot.Number {
		t.Error("a case was assigned to somebody without roles")
	}
	for n := range byte(30) {
		a, _, err := h.RequestApproval(t.Context(), h.founders[0], "", platform.ApprovalRequest{Kind: approval.Trace, Hash: [32]byte{n}})
		if err != nil {
			t.Fatal(err)
		}
		for _, drawn := range a.Drawn {
			if drawn == bot.Number {
				t.Error("somebody provisioned was drawn")
			}
		}
	}
	if _, _, err := h.EnrolStaff(t.Context(), h.founders[0], "", platform.NewMember{
		Handle: "granted", Provisioned: true, Roles: staff.RolesOf(staff.Approver),
	}); err == nil {
		t.Error("a directory grants roles")
	}
}

// sold is a trade of 10.00 that a customer has paid from a wallet of her own.
func (h *house) sold(owner customer.ID) trade.Trade {
	h.t.Helper()
	shop, _, err := h.CreateMerchant(h.t.Context(), auth.Candor(), "", merchant.Create{Currency: yuan})
	if err != nil {
		h.t.Fatal(err)
	}
	purse, _, err := h.OpenWallet(h.t.Context(), auth.Candor(), "", wallet.Open{Owner: ledger.ID(owner), Currency: yuan, Tier: wallet.Unlimited})
	if err != nil {
		h.t.Fatal(err)
	}
	ten := money.Amount{Minor: 1000, Currency: yuan}
	if _, _, err := h.TopUp(h.t.Context(), auth.Candor(), "", wallet.TopUp{Wallet: purse.ID, Instrument: 4, Amount: ten}); err != nil {
		h.t.Fatal(err)
	}
	sold, _, err := h.CreateTrade(h.t.Context(), auth.Candor(), "", trade.Create{
		Merchant: shop.ID, Order: "A-1", Buyer: purse.ID, Amount: ten,
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: purse.ID, Minor: 1000}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return sold
}

// A trade's dispute opens a case about the buyer by itself, within a second and
// once, also when the house was closed in between, and closes with it.
func TestDisputeOpensCase(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	ann := h.register(1)
	sold := h.sold(ann.ID)
	buyer := auth.Caller{Role: auth.Customer, Subject: ann.ID, Key: [16]byte{5}}
	start := time.Now()
	if _, _, err := h.DisputeTrade(t.Context(), buyer, "", trade.Dispute{Trade: sold.ID}); err != nil {
		t.Fatal(err)
	}
	h.await("the dispute has a case", func() bool { return len(h.disputes(ann.ID)) == 1 })
	if took := time.Since(start); took > time.Second {
		t.Errorf("the case came after %v", took)
	}
	h.reopen(h.opts)
	next := h.register(2) // and the relay had its turn
	h.await("the relay went on", func() bool {
		c, _ := h.ticket(next.ID)
		return c.Number > 0 && len(h.disputes(ann.ID)) == 1
	})
	if _, _, err := h.ResolveTrade(t.Context(), operator, "", trade.Resolve{Trade: sold.ID}); err != nil {
		t.Fatal(err)
	}
	h.await("the case is closed", func() bool { return h.disputes(ann.ID)[0].ClosedAt != 0 })
	if list := h.disputes(ann.ID); len(list) != 1 || list[0].Kind != cases.Dispute {
		t.Errorf("cases are %+v", list)
	}
}

// A refund of all of a disputed trade ends the dispute, and so closes the case and
// the access that goes with it.
func TestRefundClosesDisputesCase(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	ann := h.register(1)
	sold := h.sold(ann.ID)
	buyer := auth.Caller{Role: auth.Customer, Subject: ann.ID, Key: [16]byte{5}}
	if _, _, err := h.DisputeTrade(t.Context(), buyer, "", trade.Dispute{Trade: sold.ID}); err != nil {
		t.Fatal(err)
	}
	h.await("the dispute has a case", func() bool { return len(h.disputes(ann.ID)) == 1 })
	if _, _, err := h.RefundTrade(t.Context(), operator, "", trade.Refund{Trade: sold.ID, Request: "r", Minor: 1000}); err != nil {
		t.Fatal(err)
	}
	h.await("the case is closed", func() bool { return h.disputes(ann.ID)[0].ClosedAt != 0 })
}

// disputes returns the cases of disputes about a customer.
func (h *house) disputes(id customer.ID) (list []platform.CaseView) {
	h.t.Helper()
	all, err := h.Cases(h.t.Context(), auth.Candor(), platform.CaseQuery{Limit: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range all {
		if c.Kind == cases.Dispute && c.CustomerID == id {
			list = append(list, c)
		}
	}
	return list
}

// A customer's own history names nobody who works here.
func TestOwnHistory(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.enrol("agent", staff.Support)
	who, other := h.register(1), h.register(2)
	c, agent := h.ticket(who.ID)
	if _, err := h.reveal(agent, who.ID, c.Number); err != nil {
		t.Fatal(err)
	}
	c2, agent2 := h.ticket(other.ID)
	if _, err := h.reveal(agent2, other.ID, c2.Number); err != nil {
		t.Fatal(err)
	}
	herself := auth.Caller{Role: auth.Customer, Subject: who.ID, Key: [16]byte{4}}
	list, err := h.MyDisclosures(t.Context(), herself, 0, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d rows, %v", len(list), err)
	}
	d := list[0]
	if d.Path.Kind != disclosure.PathStaff || d.Path.Name != "" || d.Row.Path != 0 || d.Row.Session != 0 || d.Row.MA != 0 || d.Row.PrevPath != 0 {
		t.Errorf("it names whoever looked: %+v", d)
	}
	if cases.Number(d.Row.Case) != c.Number || d.CustomerID != who.ID || d.Row.Fields != customer.FieldsOf(customer.Phone) {
		t.Errorf("it does not say what was seen: %+v", d)
	}
	for _, by := range []auth.Caller{agent, {Role: auth.Merchant, Subject: who.ID}} {
		if _, err := h.MyDisclosures(t.Context(), by, 0, 10); err == nil {
			t.Errorf("it is shown to %v", by.Role)
		}
	}
}

// The same key with another value is refused, and the same value in other clothes
// is the same request.
func TestKeyOfAnotherValue(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	first, _, err := h.RegisterCustomer(t.Context(), auth.Candor(), "once", person(1))
	if err != nil {
		t.Fatal(err)
	}
	again, replayed, err := h.RegisterCustomer(t.Context(), auth.Candor(), "once", person(1))
	if err != nil || !replayed || again.ID != first.ID {
		t.Errorf("the same request: %v, replayed %v, %v", again.ID, replayed, err)
	}
	other := person(1)
	other.Values.Set(customer.Phone, phone(2))
	_, _, err = h.RegisterCustomer(t.Context(), auth.Candor(), "once", other)
	wantCode(t, err, "idempotency_key_reuse")
	if seesPhone(h, 2) != 0 {
		t.Error("the refused value was kept")
	}
}

// unsealed returns what is in a sealed file.
func unsealed(t *testing.T, name string, id age.Identity) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := age.Decrypt(f, id)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
