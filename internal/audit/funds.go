package audit

import (
	"slices"

	"github.com/candorpay/candor/money"
)

// Codes of a fund's accounts, from the chart.
const (
	custody      uint16 = 110
	fundUnits    uint16 = 250
	fundBought   uint16 = 251
	fundRedeemed uint16 = 252
	fundAdvance  uint16 = 253
	fundIncome   uint16 = 254
	fundPayment  uint16 = 255
)

// byFund is the instrument of a funding that units pay, and the part of the
// clearing account that funds settle by.
const byFund uint8 = 7

// Limits of funds.
const (
	fundNameMax = 64
	fundsMax    = 32
	entriesMax  = 2_000
	fundMax     = 1_000_000_000_000_000_000 // units of a fund that buying may come to
)

// fundRules are what a fund lets its holders do; a limit of zero is none.
type fundRules struct {
	_           struct{} `cbor:",toarray"`
	HoldingMax  int64
	PurchaseMin int64
	PurchaseDay int64
	QuotaDay    int64
	InstantDay  int64
	InstantAll  int64
	CutOff      int32
	SweepAt     int32
	DepositRate int32
}

// The commands about funds.
type (
	fundCreate struct {
		_        struct{} `cbor:",toarray"`
		Name     string
		Currency money.Currency
		Rules    fundRules
		Calendar calendar
	}
	fundSetRules struct {
		_      struct{} `cbor:",toarray"`
		Fund   ID
		Rules  fundRules
		Closed bool
	}
	fundSetCalendar struct {
		_        struct{} `cbor:",toarray"`
		Fund     ID
		Calendar calendar
	}
	fundEntry struct {
		_      struct{} `cbor:",toarray"`
		Wallet ID
		Minor  int64
	}
	fundEnter struct {
		_       struct{} `cbor:",toarray"`
		Fund    ID
		Entries []fundEntry
	}
	fundBuy struct {
		_      struct{} `cbor:",toarray"`
		Fund   ID
		Wallet ID
		Amount money.Amount
	}
	fundRedeem struct {
		_      struct{} `cbor:",toarray"`
		Fund   ID
		Wallet ID
		Amount money.Amount
		Mode   uint8
	}
	fundSweep struct {
		_      struct{} `cbor:",toarray"`
		Fund   ID
		Wallet ID
		Floor  int64
		Off    bool
	}
	fundDistribute struct {
		_      struct{} `cbor:",toarray"`
		Fund   ID
		Day    date
		Amount money.Amount
	}
)

// fund is a fund as it stands.
type fund struct {
	id       ID
	number   uint32
	currency money.Currency
	rules    fundRules
	calendar calendar
	closed   bool
	created  date

	holders []*holding // in the order in which they joined
	of      map[ID]*holding
	sum     int64 // of all that holders have
	persons map[ID]personDid
	days    map[date]*fundDay

	last   date // whose income was distributed
	carry  int64
	run    *incomeRun
	settle []*settlement // to come, by day

	arriving date      // of which redemptions are being paid out
	arrivals []arrival // of settlements that were made
	flying   int64     // their sum
	sweepDue int64
	sweepers map[ID]int64 // floors, by wallet
	queue    []ID         // the wallets in order; nil: to be put in order
	swept    ID           // wallet after which the sweep that is due goes on
	later    int64        // the fund does nothing by itself before
	posted   uint32       // transfers that it made by itself
	changed  bool         // on the list of funds to check
}

// holding is one wallet's units.
type holding struct {
	wallet ID
	joined date
	units  int64 // as of the register that has them last
	income int64
	steps  []step // of later days, in their order
}

// step is a change of what earns, from a day on.
type step struct {
	day   date
	minor int64
}

// personDid counts what one person did on the day on which she last did anything.
type personDid struct {
	day             date
	bought, instant int64
}

// settlement is what is settled at the beginning of a working day.
type settlement struct {
	day                        date
	bought, redeemed, advanced int64
	orders                     []arrival // to be paid out
}

// arrival is redeemed money that is on its way to a wallet.
type arrival struct {
	order, wallet ID
	minor         int64
	settles       date // by its order
	day           date // from which on it is tried
}

// fundDay is what a day of a fund was.
type fundDay struct {
	bought, swept, refunded, entered, redeemed, instant, paid int64

	distributed           bool
	net, carryIn, shared  int64
	carryOut, units, rate int64
	earners               uint32
	seven                 int64
	sevenKnown            bool
}

// account returns the id of one of the fund's accounts.
func (f *fund) account(code uint16) ID { return accountOf(f.id, code) }

// bank is the account that funds settle by.
func (f *fund) bank() ID { return houseAccount(clearing, uint32(f.currency), byFund) }

// on returns what is kept of a day.
func (f *fund) on(d date) *fundDay {
	if f.days[d] == nil {
		f.days[d] = &fundDay{}
	}
	return f.days[d]
}

// so returns what a day was so far.
func (f *fund) so(d date) fundDay {
	if f.days[d] == nil {
		return fundDay{}
	}
	return *f.days[d]
}

// settles returns what is settled on a working day.
func (f *fund) settles(d date) *settlement {
	i := slices.IndexFunc(f.settle, func(s *settlement) bool { return s.day >= d })
	if i < 0 {
		i = len(f.settle)
	} else if f.settle[i].day == d {
		return f.settle[i]
	}
	s := &settlement{day: d}
	f.settle = slices.Insert(f.settle, i, s)
	return s
}

// add gives the holder minor more from a day on, less when it is below zero.
func (h *holding) add(d date, minor int64) {
	i := slices.IndexFunc(h.steps, func(s step) bool { return s.day >= d })
	switch {
	case i < 0:
		h.steps = append(h.steps, step{d, minor})
	case h.steps[i].day == d:
		h.steps[i].minor += minor
	default:
		h.steps = slices.Insert(h.steps, i, step{d, minor})
	}
}

// earning returns what earns at the end of a day that no register has yet.
func (h *holding) earning(d date) int64 {
	sum := h.units
	for _, s := range h.steps {
		if s.day <= d {
			sum += s.minor
		}
	}
	return sum
}

// stepped returns the sum of the steps.
func (h *holding) stepped() (sum int64) {
	for _, s := range h.steps {
		sum += s.minor
	}
	return sum
}

// has returns all that the holder has, confirmed or not.
func (h *holding) has() int64 {
	if h == nil {
		return 0
	}
	return h.units + h.stepped()
}

// join returns the wallet's holding, a new one when it has none.
func (f *fund) join(w ID, at int64) *holding {
	h := f.of[w]
	if h == nil {
		h = &holding{wallet: w, joined: dateOf(at)}
		f.of[w] = h
		f.holders = append(f.holders, h)
	}
	return h
}

// give books minor more for a wallet, from a day on.
func (a *Auditor) give(f *fund, h *holding, d date, minor int64) {
	h.add(d, minor)
	f.sum += minor
	a.fundChanged(f)
}
