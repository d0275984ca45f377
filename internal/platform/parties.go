package platform

import (
	"context"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/money"
)

// What merchants' checks of people refuse.
var (
	// RefusedPayee says that nobody, or more than one, has what a merchant named a
	// payee by, or that she has no wallet in the currency.
	RefusedPayee = errkind.Refusal{Kind: errkind.NotFound, Code: "payee_not_found"}
	// RefusedPayeeName says that a payee has another name than the merchant said.
	RefusedPayeeName = errkind.Refusal{Kind: errkind.Conflict, Code: "payee_name_differs"}
)

// PayeeByLogon returns the wallet in the currency of the one customer who has the
// phone number or e-mail address, and whose name is the one given if any is. Both
// are questions whether a value is a customer's: recorded and budgeted on the
// merchant's path before the answer, whatever it is.
func (p *Platform) PayeeByLogon(ctx context.Context, by auth.Caller, logon, name string, in money.Currency) (ledger.ID, error) {
	field := customer.Phone
	if strings.Contains(logon, "@") {
		field = customer.Email
	}
	found, err := p.find(ctx, by, LookupRequest{Field: field, Value: logon, Purpose: disclosure.ForPayment})
	if err != nil {
		return ledger.ID{}, err
	}
	owner, wallet, err := p.walletAmong(found.Customers, in)
	if err == nil && found.More && name == "" {
		err = RefusedPayee.Err() // whoever else has it may have a wallet too
	}
	if err == nil && name != "" {
		err = p.checkName(ctx, by, owner, name)
	}
	return wallet, err
}

// CheckPayeeName refuses a name that the owner of a wallet does not have. It is
// recorded and budgeted like any lookup.
func (p *Platform) CheckPayeeName(ctx context.Context, by auth.Caller, wallet ledger.ID, name string) error {
	var owner customer.ID
	var err error
	p.view(&err, func() {
		w, _ := p.machine.Wallet(wallet)
		owner = customer.ID(w.Owner)
	})
	if err != nil {
		return err
	}
	return p.checkName(ctx, by, owner, name)
}

// checkName records whether a customer has the name, and then answers.
func (p *Platform) checkName(ctx context.Context, by auth.Caller, id customer.ID, name string) error {
	s := p.people
	if err := s.unsealed(); err != nil {
		return err
	}
	value, err := normal.Value(customer.Name, name, "")
	if err != nil {
		return RefusedPayeeName.Err()
	}
	var matched []customer.Ordinal // of all who have the name, only she is asked about
	if ordinal, known := s.ordinalOf(id); known {
		if matched, err = s.holds(ordinal, customer.Name, value); err != nil {
			return err
		}
	}
	_, err = s.disclose(ctx, by, customers.KindLookup, customers.Lookup{
		Field: customer.Name, Found: matched, Purpose: disclosure.ForPayment, Session: session(by),
	})
	if err == nil && len(matched) == 0 {
		err = RefusedPayeeName.Err()
	}
	return err
}

// walletAmong returns the one of the customers who has a wallet in the currency,
// and her first such wallet. Records without one, as of who received goods, are
// nobody to pay.
func (p *Platform) walletAmong(ids []customer.ID, in money.Currency) (owner customer.ID, wallet ledger.ID, err error) {
	payees := 0
	p.view(&err, func() {
		for _, id := range ids {
			for _, w := range p.machine.Wallets(ledger.ID(id), ledger.ID{}, PageMax) {
				if w.Currency == in {
					owner, wallet = id, w.ID
					payees++
					break
				}
			}
		}
	})
	if err == nil && payees != 1 {
		return owner, ledger.ID{}, RefusedPayee.Err()
	}
	return owner, wallet, err
}
