package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
)

func (m *Machine) createFund(c *machine.Command, cmd fund.Create, at int64) (fund.Fund, errkind.Refusal) {
	f, r := fund.Make(ledger.ID(c.ID), uint32(len(m.units.ids))+1, cmd, principal(c), at)
	if !r.OK() {
		return fund.Fund{}, r
	}
	id := f.ID
	used, r := m.open(
		f.Currency, at,
		account{ledger.AccountID(id, ledger.FundRole), ledger.AccountFund, id},
		account{ledger.AccountID(id, ledger.FundBoughtRole), ledger.AccountFundBought, id},
		account{ledger.AccountID(id, ledger.FundRedeemedRole), ledger.AccountFundRedeemed, id},
		account{ledger.AccountID(id, ledger.FundAdvanceRole), ledger.AccountFundAdvance, id},
		account{ledger.AccountID(id, ledger.CustodyRole), ledger.AccountCustody, id},
		account{ledger.AccountID(id, ledger.FundIncomeRole), ledger.AccountFundIncome, id},
		account{ledger.AccountID(id, ledger.FundPaymentRole), ledger.AccountFundPayment, id},
	)
	if !r.OK() {
		return fund.Fund{}, r
	}
	m.units.calendars.set(id, cmd.Calendar)
	m.units.enlist(&f)
	m.keepFund(&f, fund.EventCreated, at+used)
	return f, errkind.Refusal{}
}

// keepFund records what became of a fund, and tells.
func (m *Machine) keepFund(f *fund.Fund, e fund.Event, at int64) {
	m.units.set(f)
	n := m.told.change(f.ID, 0)
	*n++ // a fund's version also counts orders, which are told of as theirs
	m.emit(&Event{At: at, Type: string(e), Object: f.ID, Version: uint64(f.Version), Sequence: *n})
}

func (m *Machine) setFundRules(c *machine.Command, cmd fund.SetRules, at int64) (fund.Fund, errkind.Refusal) {
	f, at, r := m.settledFund(cmd.Fund, at)
	if !r.OK() {
		return fund.Fund{}, r
	}
	next, r := f.SetRules(cmd, principal(c))
	if !r.OK() {
		return fund.Fund{}, r
	}
	if next.Version != f.Version {
		m.keepFund(&next, fund.EventChanged, at)
	}
	return next, errkind.Refusal{}
}

func (m *Machine) setFundCalendar(c *machine.Command, cmd fund.SetCalendar, at int64) (fund.Fund, errkind.Refusal) {
	f, at, r := m.settledFund(cmd.Fund, at)
	if !r.OK() {
		return fund.Fund{}, r
	}
	next, r := f.SetCalendar(cmd, principal(c))
	if !r.OK() {
		return fund.Fund{}, r
	}
	m.units.calendars.set(f.ID, cmd.Calendar)
	m.keepFund(&next, fund.EventChanged, at)
	return next, errkind.Refusal{}
}

func (m *Machine) enterFund(c *machine.Command, cmd fund.Enter, at int64) (fund.Fund, errkind.Refusal) {
	f, at, r := m.settledFund(cmd.Fund, at)
	if !r.OK() {
		return fund.Fund{}, r
	}
	next, movements, r := f.Enter(cmd, principal(c), at)
	if !r.OK() {
		return fund.Fund{}, r
	}
	register := m.units.registers[f.ID]
	for i := range cmd.Entries {
		id := cmd.Entries[i].Wallet
		if r := m.keepsMoneyIn(&f, id); !r.OK() {
			return fund.Fund{}, r
		}
		if _, ok := register.find(id); ok {
			return fund.Fund{}, fund.RefusedHolder
		}
	}
	if r := m.post(f.ID, f.Currency, movements, at); !r.OK() {
		return fund.Fund{}, r
	}
	brought := fund.Flows{}
	for i := range cmd.Entries {
		register.join(joined{wallet: cmd.Entries[i].Wallet, entered: cmd.Entries[i].Minor, at: at})
		brought.Entered += cmd.Entries[i].Minor
	}
	m.units.flow(f.Number, fund.DayOf(at), brought)
	m.keepFund(&next, fund.EventEntered, at)
	return next, errkind.Refusal{}
}

// keepsMoneyIn refuses a wallet that is not there or keeps another currency than the
// fund. The ledger, which is in memory, knows it faster than the wallets.
func (m *Machine) keepsMoneyIn(f *fund.Fund, wallet ledger.ID) errkind.Refusal {
	a, ok := m.ledger.Account(ledger.AccountID(wallet, ledger.WalletRole))
	if !ok || a.Code != ledger.AccountWallet || a.UserData128 != wallet {
		return fund.RefusedWallet
	}
	if a.Ledger != uint32(f.Currency) {
		return fund.RefusedCurrency
	}
	return errkind.Refusal{}
}

// setSweep gives a wallet its standing instruction, or ends it.
func (m *Machine) setSweep(c *machine.Command, cmd fund.SetSweep, at int64) (fund.Sweep, errkind.Refusal) {
	by := m.actor(c, cmd.Wallet)
	if r := m.mayOrder(by, cmd.Wallet); !r.OK() {
		return fund.Sweep{}, r
	}
	w, _ := m.wallets.load(cmd.Wallet)
	f, at, r := m.settledFund(cmd.Fund, at)
	if !r.OK() {
		return fund.Sweep{}, r
	}
	var before *fund.Sweep
	if had, ok := m.units.sweep(w.ID); ok {
		before = &had
	}
	next, s, changed, r := f.SetSweep(cmd, before, by, at)
	if !r.OK() || !changed {
		return s, r
	}
	if !cmd.Off && w.Currency != f.Currency {
		return fund.Sweep{}, fund.RefusedCurrency
	}
	if before != nil {
		m.dropSweep(before, f.ID)
	}
	m.units.set(&next)
	if !cmd.Off {
		m.units.sweeps.Set(w.ID[:], Encode(&s))
		m.units.sweepsOf.Set(append(numberKey32(f.Number), w.ID[:]...), nil)
	}
	w.Version++ // its owner sees another instruction
	m.wallets.set(w.ID, w)
	m.emit(&Event{At: at, Type: string(fund.EventSweepSet), Object: w.ID, Wallet: w.ID, Version: uint64(w.Version)})
	return s, errkind.Refusal{}
}

// dropSweep forgets the instruction that a wallet had. A fund other than the one
// that is being asked has one less.
func (m *Machine) dropSweep(had *fund.Sweep, asked fund.ID) {
	f, _ := m.units.funds.load(had.Fund)
	m.units.sweeps.Delete(had.Wallet[:])
	m.units.sweepsOf.Delete(append(numberKey32(f.Number), had.Wallet[:]...))
	if had.Fund != asked {
		f = f.DropSweep()
		m.units.set(&f)
	}
}
