package platform_test

import (
	"context"
	"fmt"
	"math"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
)

func (m *market) tradeRequest(by auth.Caller, once platform.Once) func() heard {
	if m.IntN(15) > 0 {
		m.orders++
	}
	c := trade.Create{
		Merchant: m.shop(), Order: fmt.Sprint("order-", m.orders), Amount: m.amount(),
		Release: trade.Release{Timer: trade.Timer(m.IntN(5)), Days: uint16(1 + m.IntN(3))},
	}
	if c.Release.Timer != trade.FromPayment && c.Release.Timer != trade.FromShipping && m.IntN(15) > 0 {
		c.Release.Days = 0
	}
	w := m.purse()
	if m.IntN(2) == 0 {
		c.Buyer = w.ID
	}
	if m.IntN(3) == 0 {
		for range m.IntN(5) {
			c.Shares = append(c.Shares, trade.Share{Merchant: m.shop(), Minor: m.minor()})
		}
	}
	if m.IntN(6) == 0 {
		c.ExpiresAt = m.Now() + m.Int64N(2*trade.Day) - trade.Day/24
	}
	if by.Role != auth.Merchant && m.IntN(2) == 0 {
		c.Fundings = m.fundings(c.Amount.Minor, w.ID)
	}
	if m.IntN(50) == 0 {
		c.Order = "not an order"
	}
	return func() heard {
		t, replayed, err := m.CreateTrade(context.Background(), by, once, c)
		if err == nil && !replayed {
			m.mu.Lock()
			m.trades = append(m.trades, t)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

// fundings returns a payment of an amount out of one to three parts.
func (m *market) fundings(minor int64, w ledger.ID) []trade.Funding {
	var list []trade.Funding
	for left := minor; left > 0; {
		part := left
		if len(list) < 2 && m.IntN(2) == 0 {
			part = 1 + m.Int64N(left)
		}
		f := trade.Funding{Instrument: trade.Instrument(m.instrument()), Minor: part}
		if m.IntN(2) == 0 {
			f.Instrument = trade.Wallet
		}
		if f.Instrument == trade.Wallet {
			f.Wallet = w
		}
		list = append(list, f)
		left -= part
	}
	if m.IntN(30) == 0 && len(list) > 0 {
		list[0].Minor++
	}
	return m.withUnits(list)
}

func (m *market) pay(by auth.Caller, once platform.Once) func() heard {
	t, w := m.trade(), m.purse()
	if (t.Buyer != ledger.ID{}) && m.IntN(5) > 0 {
		w = wallet.Wallet{ID: t.Buyer}
	}
	c := trade.Pay{Trade: t.ID, Fundings: m.fundings(t.Amount.Minor, w.ID)}
	if m.IntN(2) == 0 {
		c.Buyer = w.ID
	}
	if by.Role == auth.Customer && m.IntN(3) > 0 {
		by.Subject = w.Owner
		c.Fundings = m.withUnits([]trade.Funding{{Instrument: trade.Wallet, Wallet: w.ID, Minor: t.Amount.Minor}})
	}
	return func() heard { return asks(m.PayTrade(context.Background(), by, once, c)) }
}

func (m *market) change(by auth.Caller, once platform.Once) func() heard {
	t, ctx := m.trade(), context.Background()
	by, id := m.involved(by, t), t.ID
	switch m.IntN(9) {
	case 0, 1, 2:
		return func() heard { return asks(m.ShipTrade(ctx, by, once, trade.Ship{Trade: id})) }
	case 3:
		return func() heard { return asks(m.ConfirmTrade(ctx, by, once, trade.Confirm{Trade: id})) }
	case 4:
		c := trade.Extend{Trade: id, Days: uint16(m.IntN(33))}
		return func() heard { return asks(m.ExtendTrade(ctx, by, once, c)) }
	case 5:
		return func() heard { return asks(m.CloseTrade(ctx, by, once, trade.Close{Trade: id})) }
	case 6, 7:
		return func() heard { return asks(m.DisputeTrade(ctx, by, once, trade.Dispute{Trade: id})) }
	}
	c := trade.Resolve{Trade: id, RefundMinor: m.minor() - 1}
	return func() heard { return asks(m.ResolveTrade(ctx, by, once, c)) }
}

// involved makes the caller one that the trade concerns, most of the time.
func (m *market) involved(by auth.Caller, t trade.Trade) auth.Caller {
	if m.IntN(5) == 0 {
		return by
	}
	if by.Role == auth.Merchant {
		by.Subject = t.Merchant
	}
	for _, w := range m.wallets {
		if by.Role == auth.Customer && w.ID == t.Buyer {
			by.Subject = w.Owner
		}
	}
	return by
}

func (m *market) giveBack(by auth.Caller, once platform.Once) func() heard {
	t, ctx := m.trade(), context.Background()
	by = m.involved(by, t)
	minor, request := m.minor(), fmt.Sprint("r", m.IntN(6))
	if t.Amount.Minor > 0 && m.IntN(2) == 0 {
		minor = 1 + m.Int64N(t.Amount.Minor)
	}
	if m.IntN(3) == 0 {
		return func() heard {
			return asks(m.ChargeBackTrade(ctx, by, once, trade.ChargeBack{Trade: t.ID, Request: request, Minor: minor}))
		}
	}
	return func() heard {
		return asks(m.RefundTrade(ctx, by, once, trade.Refund{Trade: t.ID, Request: request, Minor: minor}))
	}
}

// own returns the id of one of a few accounts of the operator's.
func (m *market) own() ledger.ID { return ledger.ID{0x99, byte(1 + m.IntN(10+m.IntN(30)))} }

// ownAccounts opens some of them as an operator would who knows what she does.
func (m *market) ownAccounts() func() heard {
	events := make([]ledger.Account, 8)
	for i := range events {
		events[i] = ledger.Account{ID: ledger.ID{0x99, byte(i + 1)}, Ledger: 156, Code: 7}
		if i > 3 {
			events[i].Flags = ledger.DebitsMustNotExceedCredits | ledger.History
		}
	}
	return m.openAll(events)
}

func (m *market) openAll(events []ledger.Account) func() heard {
	return func() heard {
		outcomes, err := m.CreateAccounts(context.Background(), m.op, events)
		m.tally(outcomes)
		return heard{err: err}
	}
}

func (m *market) accounts() func() heard {
	imported := m.IntN(6) == 0
	events := make([]ledger.Account, 1+m.IntN(4))
	for i := range events {
		a := &events[i]
		*a = ledger.Account{
			ID: m.own(), Ledger: []uint32{156, 156, 156, 840, 0}[m.IntN(5)], Code: uint16(m.IntN(8)),
			Flags: ledger.AccountFlags(m.IntN(16)) &^ 1, UserData64: uint64(m.IntN(20) / 19),
		}
		if m.IntN(6) == 0 {
			a.Flags |= ledger.AccountLinked
		}
		if imported != (m.IntN(12) == 0) {
			a.Flags |= ledger.AccountImported
			a.Timestamp = m.Now() - m.Int64N(1_000_000_000_000)
		}
		if m.IntN(20) == 0 {
			a.Flags |= ledger.Closed
		}
	}
	return m.openAll(events)
}

func (m *market) tally(outcomes []ledger.Outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range outcomes {
		m.outcomes[o.Code.String()]++
	}
}

// any returns the id of any account: the operator's, an object's, the house's.
func (m *market) any() ledger.ID {
	switch m.IntN(12) {
	case 0:
		return ledger.AccountID(m.purse().ID, ledger.WalletRole)
	case 1:
		return ledger.AccountID(m.shop(), ledger.Role(1+m.IntN(4)))
	case 2:
		return ledger.House(ledger.AccountClearing, 156, uint8(1+m.IntN(8)))
	case 3:
		return ledger.ID{byte(m.IntN(2))}
	case 4:
		if m.IntN(3) == 0 {
			return m.fundAccount()
		}
	}
	return m.own()
}

func (m *market) batch() func() heard {
	imported := m.IntN(12) == 0
	events := make([]ledger.Transfer, 1+m.IntN(8))
	for i := range events {
		events[i] = m.event()
		if imported != (m.IntN(150) == 0) {
			events[i].Flags |= ledger.TransferImported
			events[i].Timestamp = m.Now() - m.Int64N(1_000_000_000)
		}
	}
	return func() heard {
		outcomes, err := m.CreateTransfers(context.Background(), m.op, events)
		m.tally(outcomes)
		return heard{err: err}
	}
}

func (m *market) event() ledger.Transfer {
	m.ids++
	e := ledger.Transfer{
		ID: ledger.ID{0x77, byte(m.ids >> 16), byte(m.ids >> 8), byte(m.ids)}, DebitAccountID: m.any(), CreditAccountID: m.any(),
		Amount: uint64(m.IntN(1000)), Ledger: 156, Code: uint16(1 + m.IntN(3)), UserData32: uint32(m.IntN(2)),
	}
	switch m.IntN(12) {
	case 0, 1, 2:
		e.Flags, e.Timeout = ledger.Pending, uint32(m.IntN(3)*m.IntN(50_000))
		if m.IntN(6) == 0 {
			e.Flags |= ledger.TransferFlags(1+m.IntN(3)) << 6 // closing
		}
		m.holds = append(m.holds, e.ID)
	case 3, 4, 5:
		m.resolve(&e)
	case 6:
		e.Flags, e.Amount = ledger.TransferFlags(1+m.IntN(3))<<4, []uint64{e.Amount, math.MaxUint64}[m.IntN(2)] // balancing
	case 7:
		if m.IntN(3) == 0 {
			e.Flags = ledger.TransferFlags(m.IntN(1 << 10))
		}
	case 8, 10:
		if len(m.sent) > 0 {
			return m.again()
		}
	case 9:
		if m.IntN(4) == 0 {
			e.Code, e.Timeout = uint16(m.IntN(2)), uint32(m.IntN(3))
		}
		e.Amount = math.MaxUint64 - uint64(m.IntN(3))
	}
	if m.IntN(6) == 0 {
		e.Flags |= ledger.Linked
	}
	if m.IntN(40) == 0 {
		e.Ledger = uint32(m.IntN(2)) * 840
	}
	m.sent = append(m.sent, e)
	return e
}

// again returns an event that was sent before, as it was or with a difference.
func (m *market) again() ledger.Transfer {
	e := m.sent[max(0, len(m.sent)-1-m.IntN(12))]
	switch m.IntN(20) {
	case 0:
		e.Flags ^= ledger.Pending
	case 1:
		e.PendingID = ledger.ID{0x66}
	case 2:
		e.Timeout++
	case 3:
		e.DebitAccountID = m.own()
	case 4:
		e.CreditAccountID = m.own()
	case 5, 6:
		e.Amount ^= 1
	case 7:
		e.UserData128[0]++
	case 8:
		e.UserData64++
	case 9:
		e.UserData32++
	case 10:
		e.Ledger++
	case 11:
		e.Code++
	}
	return e
}

// resolve makes the event a post or a void.
func (m *market) resolve(e *ledger.Transfer) {
	e.Flags = ledger.TransferFlags(4 << m.IntN(2))
	e.PendingID = ledger.ID{0x66}
	if len(m.holds) > 0 {
		e.PendingID = m.holds[max(0, len(m.holds)-1-m.IntN(8))]
	}
	if m.IntN(8) > 0 {
		e.DebitAccountID, e.CreditAccountID, e.Ledger, e.Code = ledger.ID{}, ledger.ID{}, 0, 0
	}
	switch {
	case m.IntN(3) > 0 && e.Flags&ledger.VoidPending != 0:
		e.Amount = 0
	case m.IntN(3) == 0:
		e.Amount = ledger.AmountMax
	}
}
