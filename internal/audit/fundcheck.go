package audit

func (a *Auditor) fundChanged(f *fund) {
	if !f.changed {
		f.changed = true
		a.fundsChanged = append(a.fundsChanged, f)
	}
}

// checkFunds checks the funds that a command, or due work, changed.
func (a *Auditor) checkFunds() {
	for _, f := range a.fundsChanged {
		f.changed = false
		a.checkFund(f)
	}
	a.fundsChanged = a.fundsChanged[:0]
}

// owed returns what an account of the fund is owed, without what operators' own
// transfers did to it.
func (a *Auditor) owed(f *fund, code uint16) int64 {
	c := a.accounts[f.account(code)]
	return int64(c.posted() - c.foreign)
}

// checkFund checks that the units are the holders', that the balance sheet balances
// (what the custodian has paid for redemptions is owed until it arrives), and that
// nothing is left between units and trades.
func (a *Auditor) checkFund(f *fund) {
	units, bought := a.owed(f, fundUnits), a.owed(f, fundBought)
	if units+bought != f.sum {
		a.problem("fund %x: units of %d and %d bought are not its holders' %d", f.id, units, bought, f.sum)
	}
	kept := -a.owed(f, custody)
	owes := units + a.owed(f, fundRedeemed) + a.owed(f, fundAdvance) + a.owed(f, fundIncome)
	if kept+f.flying != owes {
		a.problem("fund %x: its custodian keeps %d, and %d is on its way, it owes %d", f.id, kept, f.flying, owes)
	}
	if rest := a.owed(f, fundPayment); rest != 0 {
		a.problem("fund %x: %d is left between its units and trades", f.id, rest)
	}
	if carry := f.carry + f.undistributed(); a.owed(f, fundIncome) != carry {
		a.problem("fund %x: its income account has %d, to distribute there is %d", f.id, a.owed(f, fundIncome), carry)
	}
	due := settlement{}
	for _, s := range f.settle {
		due.bought += s.bought
		due.redeemed += s.redeemed
		due.advanced += s.advanced
	}
	due.redeemed += f.flying
	if due.bought != bought || due.redeemed != a.owed(f, fundRedeemed) || due.advanced != a.owed(f, fundAdvance) {
		a.problem("fund %x: what is to be settled, %d, %d and %d, is not on its accounts", f.id, due.bought, due.redeemed, due.advanced)
	}
}

// undistributed returns what of a run's net income the holders do not have yet.
func (f *fund) undistributed() int64 {
	if f.run == nil {
		return 0
	}
	return f.run.net - f.run.shared
}

// checkHolders sums a fund's holders up and looks at each.
func (a *Auditor) checkHolders(f *fund) {
	sum := int64(0)
	for _, h := range f.holders {
		has := h.units
		for _, s := range h.steps {
			if has += s.minor; has < 0 {
				a.problem("fund %x: holder %x has less than nothing from day %d on", f.id, h.wallet, s.day)
			}
		}
		if h.units < 0 {
			a.problem("fund %x: holder %x has %d units", f.id, h.wallet, h.units)
		}
		sum += has
	}
	if sum != f.sum {
		a.problem("fund %x: its holders have %d, by their changes %d", f.id, sum, f.sum)
	}
}

// checkDay checks a day whose income was distributed.
func (a *Auditor) checkDay(f *fund, r *incomeRun, d *fundDay) {
	if d.net+d.carryIn != d.shared+d.carryOut {
		a.problem("fund %x: day %d: net income %d and carried in %d are not shared %d and carried out %d",
			f.id, r.day, d.net, d.carryIn, d.shared, d.carryOut)
	}
	if r.seen != r.units {
		a.problem("fund %x: day %d: %d units earned, its holders of the day had %d", f.id, r.day, r.units, r.seen)
	}
	if income := d.net + d.carryIn; income >= 0 && d.units > 0 && (d.carryOut < 0 || d.carryOut > 0 && d.carryOut >= int64(d.earners)) {
		a.problem("fund %x: day %d: of %d are %d left for %d holders", f.id, r.day, income, d.carryOut, d.earners)
	}
	a.checkHolders(f)
}

// checkInstant checks that nobody redeems more at once than the rules let her.
func (a *Auditor) checkInstant(f *fund, w *wallet, today date) {
	did := f.today(w.person(), today).instant
	if most := f.rules.InstantDay; most != 0 && did > most {
		a.problem("fund %x: on day %d wallet %x redeemed %d at once, of at most %d", f.id, today, w.id, did, most)
	}
	if most, all := f.rules.InstantAll, f.so(today).instant; most != 0 && all > most {
		a.problem("fund %x: on day %d all redeemed %d at once, of at most %d", f.id, today, all, most)
	}
}
