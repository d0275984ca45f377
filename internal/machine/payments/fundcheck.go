package payments

import (
	"fmt"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
)

// CheckFunds returns an error that names the first fund whose register, account
// and balance sheet differ: its holders' units are the fund's and those that the
// ledger has of it, and what its custodian keeps is its units and what it owes
// otherwise, without what it paid out and has not arrived. It reads the registers
// from end to end.
func (m *Machine) CheckFunds() error {
	for _, f := range m.Funds() {
		if err := m.checkFund(&f); err != nil {
			return fmt.Errorf("check fund %v: %w", f.ID, err)
		}
	}
	return nil
}

func (m *Machine) checkFund(f *fund.Fund) error {
	held, want := int64(0), f.Units
	m.Holders(f.ID, func(h fund.Holding) bool {
		held += h.Total()
		return true
	})
	for _, s := range f.Steps {
		want += s.Minor
	}
	if held != want {
		return fmt.Errorf("its holders have %d units, it has %d", held, want)
	}
	return m.checkBooks(f, held)
}

// checkBooks holds a fund's accounts against its holders' units and what it has to
// settle.
func (m *Machine) checkBooks(f *fund.Fund, held int64) error {
	owed := func(role ledger.Role) int64 {
		a, _ := m.ledger.Account(ledger.AccountID(f.ID, role))
		return int64(a.CreditsPosted) - int64(a.DebitsPosted)
	}
	if units := owed(ledger.FundRole) + owed(ledger.FundBoughtRole); units != held {
		return fmt.Errorf("its holders have %d units, its accounts %d", held, units)
	}
	due := fund.Settlement{}
	for _, s := range f.Settlements {
		due.Bought += s.Bought
		due.Redeemed += s.Redeemed
		due.Advanced += s.Advanced
	}
	if due.Bought != owed(ledger.FundBoughtRole) || due.Advanced != owed(ledger.FundAdvanceRole) {
		return fmt.Errorf("to be settled are %d bought and %d advanced, its accounts have %d and %d",
			due.Bought, due.Advanced, owed(ledger.FundBoughtRole), owed(ledger.FundAdvanceRole))
	}
	if flying := m.flying(f); flying != owed(ledger.FundRedeemedRole) {
		return fmt.Errorf("%d are to arrive, its account has %d", flying, owed(ledger.FundRedeemedRole))
	}
	owes := owed(ledger.FundRole) + due.Redeemed + due.Advanced + owed(ledger.FundIncomeRole)
	if custody := -owed(ledger.CustodyRole); custody != owes {
		return fmt.Errorf("its custodian keeps %d, it owes %d", custody, owes)
	}
	if between := owed(ledger.FundPaymentRole); between != 0 {
		return fmt.Errorf("%d are between its units and trades", between)
	}
	return nil
}

// flying returns what was redeemed and has not arrived.
func (m *Machine) flying(f *fund.Fund) int64 {
	sum := int64(0)
	m.units.arrivals.Range(numberKey32(f.Number), numberKey32(f.Number+1), func(key, _ []byte) bool {
		o, _ := m.units.orders.get(ledger.ID(key[8:]))
		sum += o.Minor
		return true
	})
	return sum
}
