package wallet

import (
	"time"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// Make makes the wallet id. Only an operator or Candor itself opens wallets:
// the house has to know its customers. That the currency exists the caller has
// seen to.
func Make(id ledger.ID, c Open, by ledger.Actor, at int64) (Outcome, errkind.Refusal) {
	if !house(by) {
		return Outcome{}, RefusedActor
	}
	if c.Currency == money.Currency(0) {
		return Outcome{}, RefusedCurrency
	}
	if c.Tier == 0 {
		c.Tier = Basic
	}
	if !c.Tier.known() {
		return Outcome{}, RefusedTier
	}
	w := Wallet{ID: id, Owner: c.Owner, Currency: c.Currency, Tier: c.Tier, CreatedAt: at}
	return w.begin(EventOpened), errkind.Refusal{}
}

// SetTier changes the tier; what went out before still counts. Only an operator
// or Candor itself does it.
func (w *Wallet) SetTier(c SetTier, by ledger.Actor) (Outcome, errkind.Refusal) {
	if !w.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if !house(by) {
		return Outcome{}, RefusedActor
	}
	if !c.Tier.known() {
		return Outcome{}, RefusedTier
	}
	o := w.begin(EventTier)
	o.Wallet.Tier = c.Tier
	return o, errkind.Refusal{}
}

// TopUp brings money in. That the instrument was charged only an operator or
// Candor itself can vouch. balance is what the wallet has available, in minor
// units.
func (w *Wallet) TopUp(c TopUp, by ledger.Actor, balance uint64) (Outcome, errkind.Refusal) {
	if !w.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if !house(by) {
		return Outcome{}, RefusedActor
	}
	if r := w.checkAmount(c.Amount); !r.OK() {
		return Outcome{}, r
	}
	if !fit(c.Instrument) {
		return Outcome{}, RefusedInstrument
	}
	if w.overfull(balance, c.Amount.Minor) {
		return Outcome{}, RefusedBalance
	}
	o := w.begin(EventToppedUp)
	o.move(w.clearing(c.Instrument), w.account(), c.Amount.Minor, ledger.TransferTopUp)
	return o, errkind.Refusal{}
}

// Withdraw takes money out, for the wallet's customer or an operator.
func (w *Wallet) Withdraw(c Withdraw, by ledger.Actor) (Outcome, errkind.Refusal) {
	if !w.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if r := w.checkAmount(c.Amount); !r.OK() {
		return Outcome{}, r
	}
	if !fit(c.Instrument) {
		return Outcome{}, RefusedInstrument
	}
	o := w.begin(EventWithdrawn)
	o.move(w.account(), w.clearing(c.Instrument), c.Amount.Minor, ledger.TransferWithdrawal)
	return o, errkind.Refusal{}
}

// Transfer moves money to another wallet, for this one's customer or an
// operator, within the limits of both. Only this wallet changes. available is
// what it has, in minor units. What is wrong with the sender comes before what is
// wrong with the receiver: who could ask for more than she has would learn by the
// answer how full another's wallet is.
func (w *Wallet) Transfer(
	c Transfer, available uint64, to Receiver, by ledger.Actor, at int64,
) (Outcome, errkind.Refusal) {
	if !w.Visible(by) {
		return Outcome{}, RefusedMissing
	}
	if c.From == c.To {
		return Outcome{}, RefusedSelf
	}
	if r := w.checkAmount(c.Amount); !r.OK() {
		return Outcome{}, r
	}
	if to.Wallet.Currency != w.Currency {
		return Outcome{}, RefusedMismatch
	}
	if uint64(c.Amount.Minor) > available {
		return Outcome{}, RefusedSpent
	}
	spent, r := w.Spend(c.Amount.Minor, at)
	if !r.OK() {
		return Outcome{}, r
	}
	if to.Wallet.overfull(to.Balance, c.Amount.Minor) {
		return Outcome{}, RefusedFull
	}
	o := Outcome{Wallet: spent, Event: EventTransferred}
	o.move(w.account(), to.Wallet.account(), c.Amount.Minor, ledger.TransferWallet)
	return o, errkind.Refusal{}
}

// Spend counts minor units going out at a business time against the limits and
// returns the wallet with the new counts. A trade's payment calls it with the sum
// of what the wallet and its units of funds pay; the movements are the trade's.
func (w *Wallet) Spend(minor, at int64) (Wallet, errkind.Refusal) {
	if minor <= 0 {
		return Wallet{}, RefusedAmount
	}
	next, limits := *w, w.Tier.Limits()
	day, year := windows(at)
	if next.DayStart != day {
		next.DayStart, next.DayOut = day, 0
	}
	if next.YearStart != year {
		next.YearStart, next.YearOut = year, 0
	}
	switch { // differences: a sum could overflow, and a tier that fell may be below what went out
	case minor > limits.Once:
		return Wallet{}, RefusedOnce
	case minor > limits.Day-next.DayOut:
		return Wallet{}, RefusedDay
	case minor > limits.Year-next.YearOut:
		return Wallet{}, RefusedYear
	}
	next.DayOut += minor
	next.YearOut += minor
	next.Version++
	return next, errkind.Refusal{}
}

// Visible reports whether the actor may know of the wallet: its customer, an
// operator and Candor itself.
func (w *Wallet) Visible(by ledger.Actor) bool {
	return house(by) || by.Kind == ledger.ActorCustomer && by.ID == w.ID
}

// beijing is the time zone of the windows; it has had no summer time since 1991.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// windows returns the starts of the Beijing day and year of a business time.
func windows(at int64) (day, year int64) {
	t := time.Unix(0, at).In(beijing)
	day = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, beijing).UnixNano()
	return day, time.Date(t.Year(), time.January, 1, 0, 0, 0, 0, beijing).UnixNano()
}

func house(by ledger.Actor) bool {
	return by.Kind == ledger.ActorOperator || by.Kind == ledger.ActorSystem
}

func (t Tier) known() bool { return t.Limits() != Limits{} }

// overfull reports whether minor more would exceed what the tier may hold.
func (w *Wallet) overfull(balance uint64, minor int64) bool {
	most := uint64(w.Tier.Limits().Balance)
	return balance > most || uint64(minor) > most-balance
}

func (w *Wallet) checkAmount(a money.Amount) errkind.Refusal {
	if a.Minor <= 0 {
		return RefusedAmount
	}
	if a.Minor > ledger.MovementMax {
		return RefusedTooLarge
	}
	if a.Currency != w.Currency {
		return RefusedMismatch
	}
	return errkind.Refusal{}
}

// fit reports whether money can come in or go out by the instrument.
func fit(instrument uint8) bool { return instrument >= InstrumentMin && instrument <= InstrumentMax }

func (w *Wallet) account() ledger.ID { return ledger.AccountID(w.ID, ledger.WalletRole) }

func (w *Wallet) clearing(instrument uint8) ledger.ID {
	return ledger.House(ledger.AccountClearing, uint32(w.Currency), instrument)
}

func (w *Wallet) begin(e Event) Outcome {
	o := Outcome{Wallet: *w, Event: e}
	o.Wallet.Version++
	return o
}

// move adds a movement.
func (o *Outcome) move(debit, credit ledger.ID, minor int64, code uint16) {
	o.Movements = append(o.Movements, ledger.Movement{
		Debit: debit, Credit: credit, Minor: uint64(minor), Code: code,
	})
}
