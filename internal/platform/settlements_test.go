package platform_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/settlement"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// A merchant confirms and splits, and reads what it did; for another it is not
// there.
func TestSettlement(t *testing.T) {
	d, ctx := open(t), context.Background()
	paid := d.pay("A-1", 100_00)
	shop := auth.Caller{Role: auth.Merchant, Subject: d.shop.ID}
	if _, err := d.ConfirmSettlement(ctx, shop, settlement.Confirm{Trade: paid.ID, Request: "c1"}); errkind.CodeOf(err) != "settlement_not_due" {
		t.Errorf("a merchant settled its own escrow: %v", err)
	}
	if _, _, err := d.ConfirmTrade(ctx, d.op, "", trade.Confirm{Trade: paid.ID}); err != nil {
		t.Fatal(err)
	}
	receiver := settlement.Party{Kind: settlement.PartyWallet, ID: d.w.ID}
	if _, err := d.BindReceivers(ctx, shop, settlement.Bind{Merchant: d.shop.ID, Receivers: []settlement.Party{receiver}}); err != nil {
		t.Fatal(err)
	}
	if b, err := d.ConfirmSettlement(ctx, shop, settlement.Confirm{Trade: paid.ID, Request: "c1"}); err != nil || b.ConfirmedMinor != 100_00 {
		t.Fatalf("%+v, %v", b, err)
	}
	split := settlement.Allocate{Trade: paid.ID, Request: "s1", Parts: []settlement.Part{{To: receiver, Minor: 30_00}}}
	b, err := d.SplitTrade(ctx, shop, split)
	if err != nil {
		t.Fatal(err)
	}
	s, ok := b.Split("s1")
	if !ok || b.Allocated != 30_00 {
		t.Fatalf("%+v", b)
	}
	read, same, err := d.Split(ctx, shop, s.ID)
	if err != nil || same.ID != s.ID || read.Allocated != 30_00 {
		t.Errorf("the split reads %+v of %+v, %v", same, read, err)
	}
	if r, err := d.Relations(ctx, shop, d.shop.ID); err != nil || len(r.Receivers) != 1 || r.Receivers[0] != receiver {
		t.Errorf("relations %+v, %v", r, err)
	}
	for who, by := range map[string]auth.Caller{
		"another merchant": {Role: auth.Merchant, Subject: ledger.ID{7}},
		"the buyer":        {Role: auth.Customer, Subject: d.w.Owner},
		"staff":            {Role: auth.Staff, Subject: [16]byte{1}},
	} {
		_, _, splitErr := d.Split(ctx, by, s.ID)
		_, bookErr := d.Settlement(ctx, by, paid.ID)
		_, relationsErr := d.Relations(ctx, by, d.shop.ID)
		got := []string{errkind.CodeOf(splitErr), errkind.CodeOf(bookErr), errkind.CodeOf(relationsErr)}
		if diff := cmp.Diff([]string{"split_not_found", "trade_not_found", "merchant_not_found"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", who, diff)
		}
	}
	if _, _, err := d.Split(ctx, d.op, ledger.ID{9}); errkind.CodeOf(err) != "split_not_found" {
		t.Errorf("no split: %v", err)
	}
	if b, err := d.Settlement(ctx, d.op, d.pay("A-2", 1).ID); err != nil || b.Version != 0 || b.Merchant != d.shop.ID {
		t.Errorf("a trade without a book: %+v, %v", b, err)
	}
}

// Fifty that ask for one split at once make one.
func TestSplitOnce(t *testing.T) {
	d, ctx := open(t), context.Background()
	paid := d.pay("A-1", 100_00)
	if _, _, err := d.ConfirmTrade(ctx, d.op, "", trade.Confirm{Trade: paid.ID}); err != nil {
		t.Fatal(err)
	}
	receiver := settlement.Party{Kind: settlement.PartyWallet, ID: d.w.ID}
	if _, err := d.BindReceivers(ctx, d.op, settlement.Bind{Merchant: d.shop.ID, Receivers: []settlement.Party{receiver}}); err != nil {
		t.Fatal(err)
	}
	split := settlement.Allocate{Trade: paid.ID, Request: "s1", Parts: []settlement.Part{{To: receiver, Minor: 60_00}}}
	numbers := make(chan ledger.ID, 50)
	for range cap(numbers) {
		go func() {
			b, err := d.SplitTrade(ctx, d.op, split)
			if err != nil {
				t.Error(err)
			}
			s, _ := b.Split("s1")
			numbers <- s.ID
		}()
	}
	met := map[ledger.ID]bool{}
	for range cap(numbers) {
		met[<-numbers] = true
	}
	if m, err := d.Merchant(ctx, d.op, d.shop.ID); err != nil || len(met) != 1 || m.Balance.Available != 40_00 {
		t.Errorf("%d numbers, a balance of %d, %v", len(met), m.Balance.Available, err)
	}
}

// The auditor decides about settlements as the machine does, and its accounts and
// trades are the same.
func TestAuditAgreesOnSettlements(t *testing.T) {
	d := fresh(t)
	m := newMarket(d.Platform, d.op, 7)
	m.selfReleasing(t)
	m.bindAll()
	for n := range 1_600 {
		switch {
		case n%4 == 0:
			m.ask(m.quickTrade())
		case n%60 == 1:
			m.wait()
		case n%11 == 2:
			m.ask(m.giveBack(m.op, ""))
		default:
			m.ask(m.settle(m.caller(), ""))
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	v := verify(t, d.dir)
	for _, p := range v.Problems {
		t.Error(p)
	}
	m.agrees(t, v)
	for _, code := range []string{
		"settlement_not_due", "already_confirmed", "amount_mismatch", "discordant_request", "refunded_already",
		"receiver_not_bound", "receiver_not_found", "same_party", "allocation_exceeds", "allocation_finished",
		"trade_not_settled", "trade_not_paid", "invalid_parts", "not_allowed", "trade_not_found", "merchant_not_found",
	} {
		if m.refusals[code] == 0 {
			t.Errorf("nothing was refused with %s: %v", code, m.refusals)
		}
	}
}

// The auditor knows, as the machine does, how much a wallet may get by a split.
func TestAuditAgreesOnFullReceivers(t *testing.T) {
	d, ctx := open(t), context.Background()
	full := settlement.Party{Kind: settlement.PartyWallet, ID: d.w.ID} // has 1,000 of at most 100,000
	paid, _, err := d.CreateTrade(ctx, d.op, "", trade.Create{
		Merchant: d.shop.ID, Order: "A-1", Amount: money.Amount{Minor: 200_000_00, Currency: yuan},
		Release:  trade.Release{Timer: trade.NoEscrow},
		Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 200_000_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.BindReceivers(ctx, d.op, settlement.Bind{Merchant: d.shop.ID, Receivers: []settlement.Party{full}}); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, parts := range [][]settlement.Part{
		{{To: full, Minor: 99_000_01}},
		{{To: full, Minor: 99_000_00}, {To: full, Minor: 1}},
		{{To: full, Minor: 90_000_00}, {To: full, Minor: 9_000_00}},
		{{To: full, Minor: 1}},
	} {
		_, err := d.SplitTrade(ctx, d.op, settlement.Allocate{Trade: paid.ID, Request: fmt.Sprint("s", len(codes)), Parts: parts})
		code := "made"
		if err != nil {
			code = errkind.CodeOf(err)
		}
		codes = append(codes, code)
	}
	no := settlement.RefusedRoom.Code
	if diff := cmp.Diff([]string{no, no, "made", no}, codes); diff != "" {
		t.Errorf("splits (-want +got):\n%s", diff)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	defer d.reopen()
	d.Platform = nil
	if v := verify(t, d.dir); len(v.Problems) > 0 {
		t.Error(v.Problems)
	}
}

// selfReleasing gives the first merchant an app that may release its escrow.
func (m *market) selfReleasing(t *testing.T) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	r := platform.NewApp{Merchant: m.merchants[0], PublicKey: public, SelfRelease: true}
	if _, err := m.CreateApp(context.Background(), m.op, "", r); err != nil {
		t.Fatal(err)
	}
	m.accepted++
}

// bindAll lets every shop split among all the others and all wallets.
func (m *market) bindAll() {
	for _, shop := range m.merchants {
		c := settlement.Bind{Merchant: shop}
		for _, other := range m.merchants {
			if other != shop {
				c.Receivers = append(c.Receivers, settlement.Party{Kind: settlement.PartyMerchant, ID: other})
			}
		}
		for _, w := range m.wallets {
			c.Receivers = append(c.Receivers, settlement.Party{Kind: settlement.PartyWallet, ID: w.ID})
		}
		m.ask(func() heard {
			_, err := m.BindReceivers(context.Background(), m.op, c)
			return heard{false, err}
		})
	}
}

// quickTrade asks for a trade that is paid at once, in escrow or not.
func (m *market) quickTrade() func() heard {
	m.orders++
	c := trade.Create{
		Merchant: m.shop(), Order: fmt.Sprint("quick-", m.orders), Amount: m.amount(),
		Release: trade.Release{Timer: trade.Timer(m.IntN(5))},
	}
	if m.IntN(2) == 0 {
		c.Release.Timer = trade.NoEscrow
	}
	if c.Release.Timer == trade.FromPayment || c.Release.Timer == trade.FromShipping {
		c.Release.Days = 5
	}
	if m.IntN(4) == 0 {
		c.Shares = []trade.Share{{Merchant: m.shop(), Minor: 1 + m.Int64N(100)}}
	}
	if m.IntN(8) > 0 {
		c.Fundings = []trade.Funding{{Instrument: trade.Card, Minor: c.Amount.Minor}}
	}
	return func() heard {
		made, replayed, err := m.CreateTrade(context.Background(), m.op, "", c)
		if err == nil {
			m.mu.Lock()
			m.trades = append(m.trades, made)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

// settle asks to confirm or split a trade, or to bind or unbind receivers.
func (m *market) settle(by auth.Caller, _ platform.Once) func() heard {
	t, ctx := m.trade(), context.Background()
	if n := len(m.trades); n > 0 && m.IntN(4) > 0 {
		t = m.trades[n-1-m.IntN(min(n, 2))]
	}
	by = m.involved(by, t)
	if by.Role == auth.Customer && m.IntN(2) == 0 {
		by = m.op
	}
	switch m.IntN(16) {
	case 0, 1:
		c := settlement.Confirm{Trade: t.ID, Request: fmt.Sprint("c", m.IntN(3)), Minor: t.Amount.Minor * m.Int64N(2)}
		if m.IntN(10) == 0 {
			c.Minor = m.minor()
		}
		return func() heard {
			_, err := m.ConfirmSettlement(ctx, by, c)
			return heard{false, err}
		}
	case 2, 3:
		c := settlement.Bind{Merchant: or(t.Merchant, m.shop()), Receivers: m.receivers()}
		return func() heard {
			_, err := m.BindReceivers(ctx, by, c)
			return heard{false, err}
		}
	case 4:
		if m.IntN(4) > 0 {
			break
		}
		c := settlement.Unbind{Merchant: or(t.Merchant, m.shop()), Receivers: m.receivers()}
		return func() heard {
			_, err := m.UnbindReceivers(ctx, by, c)
			return heard{false, err}
		}
	}
	c := settlement.Allocate{Trade: t.ID, Request: fmt.Sprint("s", m.IntN(4)), Parts: m.parts(t), Finish: m.IntN(6) == 0}
	return func() heard {
		_, err := m.SplitTrade(ctx, by, c)
		return heard{false, err}
	}
}

// parts of a split, most of them sensible.
func (m *market) parts(t trade.Trade) []settlement.Part {
	var parts []settlement.Part
	for _, to := range m.receivers() {
		if to.ID == t.Merchant && m.IntN(10) > 0 {
			to = settlement.Party{Kind: settlement.PartyWallet, ID: m.purse().ID}
		}
		all := max(1, min(t.Amount.Minor, ledger.MovementMax))
		minor := 1 + m.Int64N(all)/2
		switch m.IntN(20) {
		case 0:
			minor = m.minor()
		case 1, 2, 3, 4:
			minor = all - m.Int64N(all)/25 // with the fee or without, that is the question
		}
		parts = append(parts, settlement.Part{To: to, Minor: minor})
	}
	return parts
}

// receivers are shops and wallets, now and then none or nobody.
func (m *market) receivers() []settlement.Party {
	var list []settlement.Party
	for range (m.IntN(12) + 3) / 4 {
		p := settlement.Party{Kind: settlement.PartyMerchant, ID: m.shop()}
		if m.IntN(2) == 0 {
			p = settlement.Party{Kind: settlement.PartyWallet, ID: m.purse().ID}
		}
		if m.IntN(40) == 0 {
			p.Kind = settlement.PartyKind(m.IntN(4))
		}
		list = append(list, p)
	}
	return list
}

func or(id, instead ledger.ID) ledger.ID {
	if id.IsZero() {
		return instead
	}
	return id
}
