package platform

import (
	"context"
	"iter"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// BillKind is what a row of a trade bill tells of.
type BillKind uint8

// Kinds of rows of a trade bill.
const (
	BillPaid        BillKind = 1 // a trade was paid, into escrow or beyond
	BillReleased    BillKind = 2 // escrow came to the payees, in a later step than the payment
	BillRefunded    BillKind = 3 // money went back, on the merchant's word or by a decision
	BillChargedBack BillKind = 4 // a card network or a bank took money back
)

// BillTrade is one row of a merchant's trade bill: a step of one of its trades, as
// the ledger has it. It is the same for ever. Amounts are minor units of the
// trade's currency, above zero what comes in.
type BillTrade struct {
	Kind      BillKind
	At        int64 // business time of the step, ns
	Trade     trade.ID
	Order     string // the merchant's number
	Request   string // of a refund or charge-back; "" for a dispute's decision
	Buyer     ledger.ID
	CreatedAt int64
	Minor     int64 // paid, or less than zero given back; zero of a release
	Fee       int64 // of the merchant itself: taken, less than zero, or given back
	Shared    int64 // less than zero released to other payees, or above taken back from them
	Lost      int64 // of what was charged back, borne by the house
	Escrow    bool  // Minor went into escrow and stayed there, or came out of it
}

// billEvents is how many events of a merchant a trade bill looks at in one go;
// tests look at fewer.
var billEvents = 2_000

// billSteps is how many steps a trade bill tells before it lets blocks be applied.
const billSteps = 100

// BillTrades yields the rows of a merchant's trade bill in the order in which
// things happened, to the merchant and to operators; After and Limit are ignored.
// They are steps of the merchant's own trades, not of others' in which it has a
// share. It ends with the error that stopped it.
func (p *Platform) BillTrades(_ context.Context, by auth.Caller, r BillRequest) iter.Seq2[BillTrade, error] {
	return func(yield func(BillTrade, error) bool) {
		if err := p.mayBill(by, r.Merchant); err != nil {
			yield(BillTrade{}, err)
			return
		}
		if r.To == 0 {
			r.To = p.Now() + 1
		}
		if err := p.eachStep(r, func(rows []BillTrade) bool {
			for i := range rows {
				if !yield(rows[i], nil) {
					return false
				}
			}
			return true
		}); err != nil {
			yield(BillTrade{}, err)
		}
	}
}

// billStep is what changed a trade at a time: a step's events have both in common.
type billStep struct {
	trade trade.ID
	at    int64
}

// eachStep yields the rows of the steps in the span, some at a time.
func (p *Platform) eachStep(r BillRequest, yield func([]BillTrade) bool) (err error) {
	reader := billReader{BillRequest: r}
	p.view(&err, func() { reader.cursor = p.machine.CursorAt(r.From) })
	for left := true; left && err == nil; {
		var steps []billStep
		p.view(&err, func() { steps, left = reader.next(p.machine) })
		for some := range slices.Chunk(steps, billSteps) {
			var rows []BillTrade
			p.view(&err, func() {
				for _, s := range some {
					rows = append(rows, p.stepRows(r.Merchant, s)...)
				}
			})
			if err != nil || !yield(rows) {
				return err
			}
		}
	}
	return err
}

// billReader reads the steps of a merchant's trades from its events.
type billReader struct {
	BillRequest
	cursor payments.Cursor
	last   billStep // so that a step is read once, however many events tell of it
}

// next returns the steps that the next events tell of, and whether any are left.
func (b *billReader) next(m *payments.Machine) (steps []billStep, left bool) {
	events := m.EventsOf(b.Merchant, b.cursor, billEvents)
	for i := range events {
		e := &events[i]
		if e.At >= b.To {
			return steps, false
		}
		b.cursor = e.Position
		s := billStep{e.Object, e.At}
		if e.Merchant == b.Merchant && tellsOfMoney(e.Type) && s != b.last {
			steps, b.last = append(steps, s), s
		}
	}
	return steps, len(events) == billEvents
}

// tellsOfMoney reports whether an event of the type means that a trade moved money.
func tellsOfMoney(name string) bool {
	switch trade.Event(name) {
	case trade.EventPaid, trade.EventCompleted, trade.EventRefunded, trade.EventChargedBack:
		return true
	case trade.EventCreated, trade.EventShipped, trade.EventExtended, trade.EventClosed, trade.EventDisputed,
		trade.EventResolved, trade.EventReleaseFailed:
		return false
	}
	return false
}

// stepRows returns the rows of one step. It is called under a view.
func (p *Platform) stepRows(owner ledger.ID, s billStep) (rows []BillTrade) {
	t, ok := p.machine.Trade(s.trade)
	if !ok {
		return nil // an event of something else
	}
	sums := p.stepSums(owner, s)
	row := BillTrade{At: s.at, Trade: t.ID, Order: t.Order, Buyer: t.Buyer, CreatedAt: t.CreatedAt}
	if paid := row; sums.paid > 0 {
		paid.Kind, paid.Minor, paid.Escrow = BillPaid, sums.paid, sums.released == 0
		paid.Fee, paid.Shared = -sums.fee, -sums.shared
		rows = append(rows, paid)
	}
	if back := row; sums.back > 0 {
		back.Kind, back.Minor, back.Lost, back.Escrow = BillRefunded, -sums.back, sums.lost, sums.held
		back.Fee, back.Shared, back.Request = sums.feeBack, sums.sharedBack, requestAt(&t, s.at)
		if sums.charged {
			back.Kind = BillChargedBack
		}
		rows = append(rows, back)
	}
	if done := row; sums.released > 0 && sums.paid == 0 {
		done.Kind, done.Escrow, done.Fee, done.Shared = BillReleased, true, -sums.fee, -sums.shared
		rows = append(rows, done)
	}
	return rows
}

// requestAt is the request by which money went back at a time.
func requestAt(t *trade.Trade, at int64) string {
	for i := range t.Returns {
		if t.Returns[i].At == at {
			return t.Returns[i].Request
		}
	}
	return ""
}

// stepSums are the sums of a step's transfers, in minor units. The fees are the
// merchant's own; shared is what is other payees'.
type stepSums struct {
	paid, released, shared int64
	back, sharedBack, lost int64
	fee, feeBack           int64
	charged, held          bool
}

// stepSums adds a step's transfers up, which have ids with one beginning and are
// for the trade, one behind the other from the step's time on, or from soon after:
// funds that pay are settled first, and give their units.
func (p *Platform) stepSums(owner ledger.ID, s billStep) (sums stepSums) {
	var first *ledger.Transfer
	within := ledger.Filter{UserData128: s.trade, From: s.at, To: s.at + payments.EventsPerCommand/2 - 1}
	p.machine.Ledger().QueryTransfers(within, func(t ledger.Transfer) bool {
		if first == nil {
			first = &t
		}
		if [13]byte(t.ID[:13]) != [13]byte(first.ID[:13]) {
			return false // of the next step: what was due came first
		}
		sums.add(owner, &t)
		return true
	})
	return sums
}

func (sums *stepSums) add(owner ledger.ID, t *ledger.Transfer) {
	minor := int64(t.Amount)
	mine := func(account ledger.ID) bool { return ledger.AccountID(account, 0) == owner }
	switch t.Code {
	case ledger.TransferFunding:
		sums.paid += minor
	case ledger.TransferRelease:
		sums.released += minor
		if !mine(t.CreditAccountID) {
			sums.shared += minor
		}
	case ledger.TransferFee:
		if mine(t.DebitAccountID) {
			sums.fee += minor
		}
	case ledger.TransferFeeBack:
		if mine(t.CreditAccountID) {
			sums.feeBack += minor
		}
	case ledger.TransferRefundEscrow, ledger.TransferRefundBalance, ledger.TransferRefundReserve:
		sums.goBack(minor, mine(t.DebitAccountID))
		sums.held = t.Code == ledger.TransferRefundEscrow
	case ledger.TransferChargeBackEscrow, ledger.TransferChargeBack:
		sums.goBack(minor, mine(t.DebitAccountID))
		sums.charged, sums.held = true, t.Code == ledger.TransferChargeBackEscrow
	case ledger.TransferChargeBackLoss:
		sums.goBack(minor, true)
		sums.charged, sums.lost = true, sums.lost+minor
	}
}

// goBack counts what was given back, from the merchant itself or another payee.
func (sums *stepSums) goBack(minor int64, mine bool) {
	sums.back += minor
	if !mine {
		sums.sharedBack += minor
	}
}
