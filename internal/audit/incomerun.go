package audit

// incomeChunk is how many holders one block goes through for a fund.
const incomeChunk = 20_000

// incomeRun is a distribution under way.
type incomeRun struct {
	day          date
	net, pool    int64
	units        int64 // that earned
	rows, next   int   // holders of the day, and the one with whom it goes on
	shared, seen int64 // with the holders before next
	earners      uint32
}

// distribute begins to distribute a day's net income.
func (a *Auditor) distribute(c *command, body fundDistribute, at int64) string {
	f, at, r := a.houseFund(c, body.Fund, at)
	if r != "" {
		return r
	}
	net := body.Amount.Minor
	switch {
	case body.Amount.Currency != f.currency:
		return "currency_mismatch"
	case net > amountMax || net < -amountMax:
		return "amount_too_large"
	}
	given, done := int64(0), f.so(body.Day).distributed
	if done {
		given = f.so(body.Day).net
	}
	if f.run != nil && f.run.day == body.Day {
		given, done = f.run.net, true
	}
	switch {
	case done && given != net:
		return "income_discordant"
	case done:
		return ""
	case f.run != nil:
		return "income_under_way"
	}
	return a.beginRun(f, body.Day, net, at)
}

func (a *Auditor) beginRun(f *fund, d date, net, at int64) string {
	switch {
	case d >= dateOf(at):
		return "day_not_over"
	case f.last != 0 && d != f.last+1, f.last == 0 && d < f.created:
		return "income_out_of_order"
	}
	units := int64(0)
	for _, h := range f.holders {
		units += h.earning(d)
	}
	if pool := abs(net + f.carry); net != 0 && (-net > units || pool > units && pool > abs(f.carry)) {
		return "income_exceeds_units"
	}
	if r := a.post(f.id, uint32(f.currency), f.netIncome(net), at); r != "" {
		return r
	}
	rows := 0
	for rows < len(f.holders) && f.holders[rows].joined <= d {
		rows++
	}
	f.run = &incomeRun{day: d, net: net, pool: net + f.carry, units: units, rows: rows}
	a.fundChanged(f)
	return ""
}

func abs(n int64) int64 { return max(n, -n) }

// netIncome returns the movement that brings a day's net income in, or a loss out.
func (f *fund) netIncome(net int64) []movement {
	switch {
	case net > 0:
		return []movement{{f.account(custody), f.account(fundIncome), net, 63}}
	case net < 0:
		return []movement{{f.account(fundIncome), f.account(custody), -net, 63}}
	}
	return nil
}

// goOn takes a run one chunk further. What the ledger refuses is tried again later.
func (a *Auditor) goOn(f *fund, at, _ int64) int64 {
	r := f.run
	if r == nil {
		return at
	}
	next, chunk := make([]holding, 0, incomeChunk), int64(0)
	for _, h := range f.holders[r.next:min(r.rows, r.next+incomeChunk)] {
		one := h.after(r)
		next = append(next, one)
		chunk += one.income - h.income
	}
	if chunk != 0 {
		m := movement{f.account(fundIncome), f.account(fundUnits), chunk, 62}
		if chunk < 0 {
			m = movement{m.credit, m.debit, -chunk, 62}
		}
		if a.postOwn(f, []movement{m}, at) != "" {
			f.later = at + fundRest
			return at + 1
		}
	}
	for i := range next {
		a.earn(f, f.holders[r.next+i], &next[i])
	}
	if r.next += len(next); r.next == r.rows {
		a.endRun(f)
	}
	a.fundChanged(f)
	return at + 1
}

// after returns the holding as it is with its part of the run's day.
func (h *holding) after(r *incomeRun) holding {
	next := *h
	next.units, next.steps = h.earning(r.day), nil
	spare, sum := next.units, next.units
	for _, s := range h.steps {
		if s.day > r.day {
			next.steps = append(next.steps, s)
			sum += s.minor
			spare = min(spare, sum)
		}
	}
	part := portion(next.units, r.pool, r.units, spare)
	next.units += part
	next.income += part
	return next
}

// earn makes a holding what it is with its part of the day.
func (a *Auditor) earn(f *fund, h, next *holding) {
	r, part := f.run, next.income-h.income
	if had := next.units - part; had > 0 {
		r.earners++
		r.seen += had
	}
	r.shared += part
	f.sum += part
	*h = *next
}

// endRun completes the day and checks what must hold of it.
func (a *Auditor) endRun(f *fund) {
	r, d := f.run, f.on(f.run.day)
	d.distributed, d.net, d.carryIn, d.shared = true, r.net, f.carry, r.shared
	d.carryOut, d.units, d.earners, d.rate = r.pool-r.shared, r.units, r.earners, rate(r.net, r.units)
	f.last, f.carry, f.run = r.day, d.carryOut, nil
	rates := make([]int64, 0, 7)
	for back := f.last; len(rates) < 7 && f.days[back] != nil && f.days[back].distributed; back-- {
		rates = append(rates, f.days[back].rate)
	}
	if d.sevenKnown = len(rates) == 7; d.sevenKnown {
		d.seven = annual(rates)
	}
	a.checkDay(f, r, d)
}
