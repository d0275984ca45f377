package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
)

// How much of what funds do by themselves one block does for one fund, besides a
// chunk of its income.
const (
	arrivalsBlock = 1_000 // redemptions whose money arrives
	sweepsBlock   = 1_000 // wallets
)

// fundStep is the most timestamps that one thing takes which a fund does by itself:
// the transfers of a settlement.
const fundStep = 4

// putOffNs is how long a fund waits when the ledger refused what it does by itself,
// because an operator closed one of its accounts.
const putOffNs = int64(3600 * 1_000_000_000)

// arrivalFirst is the number, among its order's, of the transfer by which redeemed
// money arrives in time.
const arrivalFirst = 1 << 20

// sweepNumbers is how many numbers a day has among the ids that derive from a
// wallet: the first is a sweep's order, the next its transfer.
const sweepNumbers = 8

// settledFund returns the fund as it is when the settlements whose day has come are
// done, and the first timestamp that this leaves.
func (m *Machine) settledFund(id fund.ID, at int64) (fund.Fund, int64, errkind.Refusal) {
	f, ok := m.units.funds.load(id)
	if !ok {
		return fund.Fund{}, at, fund.RefusedMissing
	}
	if m.units.due[f.Number-1] <= at {
		base, posted := m.base, m.posted // the command's
		at = m.settleFund(&f, at)
		m.base, m.posted = base, posted
	}
	return f, at, errkind.Refusal{}
}

// fundsDue does what is due with funds at or before now, in the order of their
// numbers, with the timestamps from at to last. It returns the first that is left.
func (m *Machine) fundsDue(now, at, last int64) int64 {
	for i, due := range m.units.due {
		if due > now {
			continue
		}
		f, _ := m.units.funds.load(m.units.ids[i])
		for _, do := range []func(f *fund.Fund, at, last int64) int64{
			func(f *fund.Fund, at, _ int64) int64 { return m.settleFund(f, at) }, // fundStep at most
			m.arrive, m.sweepFund, m.distributeOn,
		} {
			if at <= last-fundStep && m.units.due[i] <= now {
				at = do(&f, at, last-fundStep)
			}
		}
	}
	return at
}

// settleFund does the fund's settlements whose day has come. It returns the first
// timestamp that this leaves.
func (m *Machine) settleFund(f *fund.Fund, at int64) int64 {
	today := fund.DayOf(at)
	if len(f.Settlements) == 0 || f.Settlements[0].Day > today {
		return at
	}
	next, movements := f.Settle(today)
	if !m.postOwn(&next, movements, at) {
		m.stall(f, next.Posted, at)
		return at + 1
	}
	if m.units.arriving(f.Number, today) {
		next.Arriving = today // also what could not arrive on an earlier day
	}
	*f = next
	m.units.set(f)
	return at + int64(len(movements))
}

// arriving reports whether redemptions are to arrive on the day, or were before.
func (u *units) arriving(number uint32, day fund.Day) bool {
	return len(u.arrivalsOf(number, day, 1)) > 0
}

// arrivalsOf returns up to limit keys of redemptions that are to arrive on the day,
// or were before.
func (u *units) arrivalsOf(number uint32, day fund.Day, limit int) [][]byte {
	var keys [][]byte
	u.arrivals.Range(u.unarrived[number-1], dayKey32(number, day+1), func(key, _ []byte) bool {
		keys = append(keys, append([]byte(nil), key...))
		return len(keys) < limit
	})
	return keys
}

// postOwn posts what a fund does by itself, and counts it.
func (m *Machine) postOwn(f *fund.Fund, movements []ledger.Movement, at int64) bool {
	m.base, m.posted = f.ID, f.Posted
	r := m.post(f.ID, f.Currency, movements, at)
	f.Posted = m.posted
	return r.OK()
}

// stall puts a fund off whose transfers the ledger refused; their ids are used up.
func (m *Machine) stall(f *fund.Fund, posted uint32, at int64) {
	f.Posted = posted
	m.units.set(f)
	m.units.putOff(f, at+putOffNs)
}

// arrive lets redeemed money of the day that is arriving into wallets. What the
// ledger refuses waits for the next working day.
func (m *Machine) arrive(f *fund.Fund, at, last int64) int64 {
	if f.Arriving == 0 {
		return at
	}
	u := m.units
	refused := false
	for _, key := range u.arrivalsOf(f.Number, f.Arriving, arrivalsBlock) {
		if at > last {
			break
		}
		id := ledger.ID(key[8:])
		order, _ := u.orders.load(id)
		paid, movement := f.Arrive(order, at)
		m.base, m.posted = id, arrivalFirst-1+uint32(f.Arriving-order.Settles)
		u.arrivals.Delete(key)
		u.unarrived[f.Number-1] = append(key, 0)
		if r := m.post(id, f.Currency, []ledger.Movement{movement}, at); r.OK() {
			u.orders.set(id, paid)
			m.emit(&Event{At: at, Type: string(fund.EventArrived), Object: id, Wallet: order.Wallet, Version: 2})
		} else {
			u.arrivals.Set(append(dayKey32(f.Number, f.Arriving+1), id[:]...), nil)
			refused = true
		}
		at++
	}
	if refused {
		calendar, _ := u.calendars.load(f.ID)
		*f = f.Unpaid(&calendar)
	}
	if !u.arriving(f.Number, f.Arriving) {
		*f = f.Arrived()
	}
	u.set(f)
	return at
}

// sweepFund buys units with idle balances, if the time for that has come.
func (m *Machine) sweepFund(f *fund.Fund, at, last int64) int64 {
	if f.SweepAfter.IsZero() && (f.SweepDue == 0 || f.SweepDue > at) {
		return at
	}
	day := uint32(fund.DayOf(f.SweepDue))
	wallets, all := m.units.sweeping(f)
	done := f.SweepAfter
	for _, wallet := range wallets {
		if at > last {
			all = false
			break
		}
		at += m.sweepWallet(f, wallet, day, at)
		done = wallet
	}
	if all {
		done = ledger.ID{}
	}
	*f = f.Swept(done, at)
	m.units.set(f)
	return at
}

// sweeping returns the wallets with which a fund's sweep goes on, and whether they
// are the last.
func (u *units) sweeping(f *fund.Fund) (wallets []ledger.ID, all bool) {
	from := append(numberKey32(f.Number), next(f.SweepAfter)...)
	u.sweepsOf.Range(from, numberKey32(f.Number+1), func(key, _ []byte) bool {
		wallets = append(wallets, ledger.ID(key[4:]))
		return len(wallets) < sweepsBlock
	})
	return wallets, len(wallets) < sweepsBlock
}

// sweepWallet buys units with a wallet's idle balance, if there is one, and the
// wallet was not swept on the day before by another fund. It returns how many
// timestamps that took.
func (m *Machine) sweepWallet(f *fund.Fund, wallet ledger.ID, day uint32, at int64) int64 {
	order := numbered(wallet, day*sweepNumbers)
	if _, ok := m.units.orders.load(order); ok {
		return 0
	}
	s, _ := m.units.sweep(wallet)
	o, ok := f.Sweep(s.Floor, m.fundDesk(f, wallet, order, ledger.Actor{Kind: ledger.ActorSystem}, at))
	if !ok {
		return 0
	}
	m.base, m.posted = wallet, day*sweepNumbers
	if _, r := m.settleOrder(&o, at); r.OK() {
		*f = o.Fund
	}
	return int64(len(o.Movements))
}

// distributeOn gives the next holders of a run their income, and ends it with the
// last of them.
func (m *Machine) distributeOn(f *fund.Fund, at, _ int64) int64 {
	if f.Run == nil {
		return at
	}
	next, ok := m.runIncome(f, at)
	if !ok {
		m.stall(f, next.Posted, at)
		return at + 1
	}
	*f = next
	m.units.set(f)
	if f.Run.Next == f.Run.Rows {
		*f = m.endIncome(f, at)
	}
	return at + 1
}

const _ = uint(machine.DueSpan - machine.DueMax - fundStep) // expiries leave room
