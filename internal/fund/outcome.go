package fund

import "github.com/candorpay/candor/internal/ledger"

// order begins the outcome of an order: its days are set, nothing is counted yet.
// Units that are bought earn from the day on which they are confirmed; those that
// go, no longer from today.
func (f *Fund) order(kind OrderKind, minor int64, d *Desk) Outcome {
	today := DayOf(d.At)
	trade := f.Rules.TradeDay(d.Calendar, d.At)
	o := Outcome{Fund: f.next(), Holding: d.Holder.Holding, Person: d.Holder.Person.on(today)}
	o.Order = Order{
		ID: d.Order, Fund: f.ID, Wallet: d.Holder.Holding.Wallet, Kind: kind, Minor: minor, At: d.At,
		TradeDay: trade, From: today, Settles: d.Calendar.Next(trade),
	}
	o.Fund.BoughtToday, o.Fund.InstantToday = f.today(today)
	o.Fund.Today = today
	return o
}

// buy buys units with money of the wallet.
func (f *Fund) buy(minor int64, kind OrderKind, d *Desk) Outcome {
	o := f.order(kind, minor, d)
	o.bring()
	if kind == OrderSwept {
		o.Flows.Swept = minor
	} else {
		o.Flows.Bought = minor
	}
	o.Fund.BoughtToday += minor
	o.Person.Bought += minor
	o.move(f.move(purse(o.Order.Wallet), f.account(ledger.FundBoughtRole), minor, ledger.TransferSubscription))
	return o
}

// instant redeems units at once: a bank advances the money.
func (f *Fund) instant(minor int64, d *Desk) Outcome {
	o := f.order(OrderInstant, minor, d)
	o.Order.PaidAt = d.At
	o.redeem(Settlement{Day: o.Order.Settles, Advanced: minor})
	o.Flows.Instant = minor
	o.Fund.InstantToday += minor
	o.Person.Instant += minor
	o.move(
		f.move(f.clearing(), f.account(ledger.FundAdvanceRole), minor, ledger.TransferAdvance),
		f.move(f.account(ledger.FundRole), purse(o.Order.Wallet), minor, ledger.TransferRedemption))
	return o
}

// bring adds the order's units to the holding and the fund: they earn from when
// they are confirmed.
func (o *Outcome) bring() {
	o.Order.From = o.Order.Settles
	if o.Holding.Ordinal == o.Fund.Holders {
		o.Fund.Holders++
	}
	o.step(o.Order.Minor)
	o.Fund.settles(Settlement{Day: o.Order.Settles, Bought: o.Order.Minor})
}

// redeem takes the order's units from the holding and the fund.
func (o *Outcome) redeem(s Settlement) {
	o.step(-o.Order.Minor)
	o.Fund.settles(s)
}

func (o *Outcome) step(minor int64) {
	s := Step{Day: o.Order.From, Minor: minor}
	o.Holding.Steps = WithStep(o.Holding.Steps, s)
	o.Fund.Steps = WithStep(o.Fund.Steps, s)
}

func (o *Outcome) move(m ...ledger.Movement) { o.Movements = append(o.Movements, m...) }

// today returns what all persons bought and redeemed instantly on the day.
func (f *Fund) today(d Day) (bought, instant int64) {
	if f.Today != d {
		return 0, 0
	}
	return f.BoughtToday, f.InstantToday
}

// on returns the person's counters of a day: those of another are nothing.
func (p Person) on(d Day) Person {
	if p.Day != d {
		return Person{Day: d}
	}
	return p
}

// Plus returns both flows together.
func (w Flows) Plus(x Flows) Flows {
	return Flows{
		Bought: w.Bought + x.Bought, Swept: w.Swept + x.Swept, Refunded: w.Refunded + x.Refunded,
		Entered: w.Entered + x.Entered, Redeemed: w.Redeemed + x.Redeemed,
		Instant: w.Instant + x.Instant, Paid: w.Paid + x.Paid,
	}
}

func purse(wallet ledger.ID) ledger.ID { return ledger.AccountID(wallet, ledger.WalletRole) }
