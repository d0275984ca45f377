package platform_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

func (d *desk) hold(order string, minor int64) preauth.Create {
	return preauth.Create{
		Merchant: d.shop.ID, Order: order, Request: "f1", Amount: money.Amount{Minor: minor, Currency: yuan},
		Mark: [16]byte{1}, Sealed: []byte{7},
	}
}

// TestHoldsAreSeenByTheirTwoSides names who gets what of a hold; for everybody
// else it is not there.
func TestHoldsAreSeenByTheirTwoSides(t *testing.T) {
	d, ctx := open(t), context.Background()
	seller := auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}
	buyer, other := auth.Caller{Role: auth.Customer, Subject: d.w.Owner}, auth.Caller{Role: auth.Customer, Subject: [16]byte{9}}
	h, err := d.CreateHold(ctx, seller, d.hold("H1", 500_00))
	if err != nil {
		t.Fatal(err)
	}
	sees := func(want string) {
		t.Helper()
		var got string
		for name, by := range map[string]auth.Caller{
			"operator": d.op, "seller": seller, "buyer": buyer, "other": other,
			"rival": {Role: auth.Merchant, Subject: [16]byte{9}}, "staff": {Role: auth.Staff},
		} {
			found, err := d.Hold(ctx, by, h.ID)
			again, byErr := d.HoldBy(ctx, by, d.shop.ID, "H1", "f1")
			if (err == nil) != (byErr == nil) || found.Version != again.Version {
				t.Errorf("%s: by id %v, by order %v", name, err, byErr)
			}
			if err != nil && errkind.CodeOf(err) != preauth.RefusedMissing.Code {
				t.Errorf("%s: %v", name, err)
			}
			if err == nil {
				got += name[:1]
			}
		}
		if len(got) != len(want) {
			t.Errorf("seen by %q, want those of %q", got, want)
		}
	}
	sees("os")
	if _, _, err := d.AcceptHold(ctx, other, "", preauth.Accept{Hold: h.ID, Wallet: d.w.ID}); errkind.CodeOf(err) != preauth.RefusedWallet.Code {
		t.Errorf("another's wallet: %v", err)
	}
	if _, _, err := d.AcceptHold(ctx, buyer, "a", preauth.Accept{Hold: h.ID, Wallet: d.w.ID}); err != nil {
		t.Fatal(err)
	}
	if _, again, err := d.AcceptHold(ctx, buyer, "a", preauth.Accept{Hold: h.ID, Wallet: d.w.ID}); err != nil || !again {
		t.Errorf("accepted again: %v, %v", again, err)
	}
	sees("osb")
	d.want("wallet 50000, escrow 0, merchant 0")
}

// TestHoldsArePaidFrom pays a trade out of a hold, with a payment code's consent.
func TestHoldsArePaidFrom(t *testing.T) {
	d, ctx := open(t), context.Background()
	seller := auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}
	code, _, err := d.IssueCode(ctx, d.op, "", d.w.ID)
	if err != nil {
		t.Fatal(err)
	}
	create := d.hold("H1", 500_00)
	if create.Code, err = d.CodeHash(code.Digits); err != nil {
		t.Fatal(err)
	}
	h, err := d.CreateHold(ctx, seller, create)
	if err != nil || h.State != preauth.Authorized || h.Wallet != d.w.ID {
		t.Fatalf("%+v, %v", h, err)
	}
	d.want("wallet 50000, escrow 0, merchant 0")
	order, _, err := d.CreateTrade(ctx, seller, "", trade.Create{
		Merchant: d.shop.ID, Order: "T1", Amount: money.Amount{Minor: 200_00, Currency: yuan},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		paid, err := d.PayFromHold(ctx, seller, preauth.Pay{Hold: h.ID, Trade: order.ID, Minor: 200_00})
		if err != nil || paid.State != trade.Paid || paid.Buyer != d.w.ID {
			t.Fatalf("%+v, %v", paid, err)
		}
	}
	d.want("wallet 50000, escrow 20000, merchant 0")
	for range 2 {
		if h, _, err = d.ReleaseHold(ctx, seller, "", preauth.Release{Hold: h.ID, Request: "u1", Minor: 100_00}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := d.CancelHold(ctx, seller, "", preauth.Cancel{Hold: h.ID}); errkind.CodeOf(err) != preauth.RefusedPaid.Code {
		t.Errorf("called off after a payment: %v", err)
	}
	d.want("wallet 60000, escrow 20000, merchant 0")
	if kept, err := d.HoldBy(ctx, seller, d.shop.ID, "H1", "u1"); err != nil || kept.Rest != 200_00 || len(kept.Ops) != 3 {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

// holdMarket asks for pre-authorisations above all.
type holdMarket struct {
	*market
	frozen []preauth.Hold
	paid   []trade.Trade // out of holds
}

// TestAuditAgreesAboutHolds asks for anything about holds at random. The machine
// and the auditor answer the same, and end with the same money everywhere.
func TestAuditAgreesAboutHolds(t *testing.T) {
	met := map[string]uint64{}
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := fresh(t)
			m := &holdMarket{market: newMarket(d.Platform, d.op, 1_000+seed)}
			for range 1_500 {
				switch m.IntN(12) {
				case 0:
					m.ask(m.market.request())
				case 1:
					if m.IntN(4) == 0 {
						m.wait()
					}
				default:
					m.ask(m.aboutHolds())
				}
			}
			if seed == 0 {
				m.many(t)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			v := verify(t, d.dir)
			for _, p := range v.Problems {
				t.Error(p)
			}
			m.agrees(t, v)
			m.seen(met)
		})
	}
	for _, code := range []string{
		"hold_not_found", "discordant_request", "insufficient_funds", "exceeds_hold", "hold_not_authorized",
		"hold_authorized", "hold_finished", "hold_closed", "hold_paid", "payment_code_invalid",
		"not_the_buyer", "not_allowed", "too_many_operations", "fundings_differ_from_amount", "trade_not_found", "invalid_expiry",
	} {
		if met[code] == 0 {
			t.Errorf("%s was not met in %v", code, met)
		}
	}
}

// many releases a hold in as many parts as it may have operations, and then the
// rest.
func (m *holdMarket) many(t *testing.T) {
	var h preauth.Hold
	m.ask(func() heard {
		c := wallet.TopUp{Wallet: m.wallets[0].ID, Instrument: 4, Amount: money.Amount{Minor: 5_000, Currency: yuan}}
		return asks(m.TopUp(context.Background(), m.op, "", c))
	})
	m.ask(func() (a heard) {
		h, a.err = m.CreateHold(context.Background(), m.op, preauth.Create{
			Merchant: m.merchants[0], Order: "many", Request: "f", Amount: money.Amount{Minor: 2 * preauth.OperationsMax, Currency: yuan},
		})
		return a
	})
	m.ask(func() heard {
		return asks(m.AcceptHold(context.Background(), m.op, "", preauth.Accept{Hold: h.ID, Wallet: m.wallets[0].ID}))
	})
	release := func(n int, minor int64) {
		m.ask(func() heard {
			c := preauth.Release{Hold: h.ID, Request: fmt.Sprint("n", n), Minor: minor}
			return asks(m.ReleaseHold(context.Background(), m.op, "", c))
		})
	}
	for n := range preauth.OperationsMax {
		release(n, 1)
	}
	release(preauth.OperationsMax, preauth.OperationsMax+1)
	if h, err := m.Hold(context.Background(), m.op, h.ID); err != nil || h.State != preauth.Finished {
		t.Errorf("released in many parts: %+v, %v", h.State, err)
	}
}

// aboutHolds returns a request about a hold.
func (m *holdMarket) aboutHolds() func() heard {
	ctx, by, once := context.Background(), m.caller(), platform.Once("")
	if m.IntN(4) == 0 {
		m.ids++
		once = platform.Once(fmt.Sprint("h", m.ids-uint64(m.IntN(3))))
	}
	h, request := m.held(), fmt.Sprint("r", m.IntN(6))
	if m.IntN(3) > 0 {
		by = auth.Caller{Role: auth.Merchant, Subject: h.Merchant}
	}
	switch m.IntN(10) {
	case 0, 1, 2:
		return m.newHold(request)
	case 3, 4:
		w := m.purse()
		if m.IntN(2) == 0 {
			by = auth.Caller{Role: auth.Customer, Subject: w.Owner}
		}
		return func() heard { return asks(m.AcceptHold(ctx, by, once, preauth.Accept{Hold: h.ID, Wallet: w.ID})) }
	case 5, 6:
		c := preauth.Release{Hold: h.ID, Request: request, Minor: m.part(h)}
		return func() heard { return asks(m.ReleaseHold(ctx, by, once, c)) }
	case 7:
		if m.IntN(3) > 0 {
			return m.payFrom(by, h)
		}
		return func() heard { return asks(m.CancelHold(ctx, by, once, preauth.Cancel{Hold: h.ID, Request: request})) }
	}
	return m.payFrom(by, h)
}

// held returns a recent hold, most of the time one with frozen money, or one that
// is not there.
func (m *holdMarket) held() preauth.Hold {
	if len(m.frozen) == 0 || m.IntN(40) == 0 {
		return preauth.Hold{ID: ledger.ID{0xee}, Merchant: m.shop()}
	}
	recent := m.frozen[max(0, len(m.frozen)-30):]
	h := recent[m.IntN(len(recent))]
	for range m.IntN(20) {
		if now, err := m.Hold(context.Background(), m.op, h.ID); err == nil && now.State == preauth.Authorized {
			return now
		}
		h = recent[m.IntN(len(recent))]
	}
	return h
}

// part returns a part of a hold, or all.
func (m *holdMarket) part(h preauth.Hold) int64 {
	switch {
	case h.Amount.Minor < 2 || m.IntN(20) == 0:
		return m.minor()
	case m.IntN(6) == 0:
		return h.Amount.Minor
	}
	return 1 + m.Int64N(h.Amount.Minor/2)
}

// newHold returns a request for one, half of the time with a code just made.
func (m *holdMarket) newHold(request string) func() heard {
	ctx, by := context.Background(), m.caller()
	c := preauth.Create{
		Merchant: m.shop(), Order: fmt.Sprint("h", len(m.frozen)-m.IntN(3)), Request: request, Mark: [16]byte{byte(m.IntN(2))},
		Amount: money.Amount{Minor: 1 + m.Int64N(3_000), Currency: yuan},
	}
	if m.IntN(10) == 0 {
		c.Amount = m.amount()
	}
	if by.Role == auth.Merchant {
		c.Merchant = by.Subject
	}
	if m.IntN(5) == 0 {
		c.ExpiresAt = m.Now() + m.Int64N(20*trade.Day) - trade.Day
	}
	switch m.IntN(8) {
	case 0, 1, 2, 3:
		m.ask(m.showCode(&c))
	case 4:
		c.Code = [16]byte{1}
	}
	return func() heard {
		h, err := m.CreateHold(ctx, by, c)
		if err == nil {
			m.frozen = append(m.frozen, h)
		}
		return heard{err: err}
	}
}

// showCode has a customer show a payment code for the hold.
func (m *holdMarket) showCode(c *preauth.Create) func() heard {
	w := m.purse()
	return func() heard {
		code, _, err := m.IssueCode(context.Background(), m.op, "", w.ID)
		if err == nil {
			c.Code, err = m.CodeHash(code.Digits)
		}
		return heard{err: err}
	}
}

// payFrom returns a payment of a trade out of a hold, most of the time of one made
// for that.
func (m *holdMarket) payFrom(by auth.Caller, h preauth.Hold) func() heard {
	c := preauth.Pay{Hold: h.ID, Trade: m.trade().ID, Minor: m.part(h), Finish: m.IntN(3) == 0}
	switch {
	case len(m.paid) > 0 && m.IntN(5) == 0:
		t := m.paid[len(m.paid)-1-m.IntN(min(8, len(m.paid)))]
		for try := 0; try < 30 && h.Merchant != t.Merchant; try++ {
			h = m.held()
		}
		by = auth.Caller{Role: auth.Merchant, Subject: t.Merchant}
		c = preauth.Pay{Hold: h.ID, Trade: t.ID, Minor: t.Amount.Minor}
	case m.IntN(4) > 0:
		m.ask(m.tradeFor(h, &c))
	}
	if m.IntN(20) == 0 {
		c.Minor++
	}
	return func() heard {
		t, err := m.PayFromHold(context.Background(), by, c)
		if err == nil {
			m.paid = append(m.paid, t)
		}
		return heard{err: err}
	}
}

// tradeFor returns a request for a trade of the hold's merchant that the payment
// pays.
func (m *holdMarket) tradeFor(h preauth.Hold, c *preauth.Pay) func() heard {
	m.orders++
	create := trade.Create{
		Merchant: h.Merchant, Order: fmt.Sprint("order-", m.orders),
		Amount: money.Amount{Minor: max(1, c.Minor), Currency: yuan},
	}
	if m.IntN(6) == 0 {
		create.Buyer = m.purse().ID
	}
	return func() heard {
		made, again, err := m.CreateTrade(context.Background(), m.op, "", create)
		c.Trade = made.ID
		if err == nil {
			m.trades = append(m.trades, made)
		}
		return heard{again, err}
	}
}
