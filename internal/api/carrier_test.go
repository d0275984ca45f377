package api_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/policy"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/money"
)

// toCard transfers 20 yuan of the shop's to a bank card, as its gateway does, and
// returns the payout's id.
func (d *desk) toCard() string {
	d.t.Helper()
	var values customer.Values
	values.Set(customer.Name, "Sample Li")
	values.Set(customer.Card, "4111111111111111")
	yuan, err := money.ParseCurrency("CNY")
	if err != nil {
		d.t.Fatal(err)
	}
	asked := platform.AskedRemit{Number: "B-1", Amount: money.Amount{Minor: 20_00, Currency: yuan}}
	made, err := d.platform.RemitInWords(context.Background(), d.seller(), asked, func([16]byte) (remit.Payee, error) {
		holder, err := d.platform.ContactOf(d.seller(), "B-1", values)
		if err == nil {
			err = d.platform.KeepContact(context.Background(), holder)
		}
		return remit.Payee{Kind: remit.Bank, ID: ledger.ID(holder.Token)}, err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return made.ID.String()
}

// carries is what lets a service read whose card a payout goes to.
const carries = `
permit (principal == Role::"service", action == Action::"clear", resource)
when { context.purpose == "payment" && resource in [Class::"identity", Class::"financial"] };
`

// Whoever carries a payout to a bank card finds out whose it is: the payout names
// the record to an operator, and a service reads it under a policy that says so.
func TestCarrierReadsCard(t *testing.T) {
	d := market(t)
	number, _ := d.enrol("carrier", "security")
	n := d.consent(d.founders[0], `{"kind":"first_key","staff":`+number+`,"service":"banks"}`)
	bank := d.must(d.post(d.founders[0], "/v1/staff-keys", `{"owner":`+number+`,"service":"banks","approval":`+n+`}`), 201).field("secret")
	d.must(d.post(d.annKey, "/v1/trades/"+d.paid("A-1", "50.00")+"/confirm", ""), 200)
	payout := d.toCard()
	payee := d.must(d.get(d.operator, "/v1/payouts/"+payout), 200).field("payee")
	if id, err := customer.ParseID(payee); err != nil || id == (customer.ID{}) {
		t.Fatalf("the payee is %s", payee)
	}
	if r := d.must(d.get(d.shopKey, "/v1/payouts/"+payout), 200); r.field("payee") != "null" {
		t.Errorf("the shop is told %s", r.body)
	}
	own := d.made(d.shopKey, "/v1/payouts", `{"merchant":"`+d.shop+`","instrument":"bank_transfer","amount":`+cny("10.00")+`}`)
	if r := d.must(d.get(d.operator, "/v1/payouts/"+own), 200); r.field("payee") != "null" {
		t.Errorf("a payout of its own is to %s", r.body)
	}
	path, ask := "/v1/customers/"+payee+"/reads", `{"fields":["name","card"],"level":"clear"}`
	checkProblem(t, d.ask(bank, path, ask), 403, "policy_refused")
	text, err := json.Marshal(policy.Default() + carries)
	if err != nil {
		t.Fatal(err)
	}
	n = d.consent(d.founders[0], `{"kind":"policy","policy":`+string(text)+`}`)
	d.must(d.post(d.founders[0], "/v1/policy", `{"text":`+string(text)+`,"approval":`+n+`}`), 200)
	r := d.must(d.ask(bank, path, ask), 200)
	if noStore(t, r); r.field("values.card") != "4111111111111111" || r.field("values.name") != "Sample Li" {
		t.Errorf("it reads %s", r.body)
	}
	for who, key := range map[string]string{"the shop": d.shopKey, "an operator": d.operator} {
		if r := d.ask(key, path, ask); r.status != 403 {
			t.Errorf("%s reads: %d %s", who, r.status, r.field("code"))
		}
	}
	d.must(d.post(d.operator, "/v1/payouts/"+payout+"/reports", `{"state":"succeeded"}`), 200)
}
