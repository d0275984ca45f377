package platform_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// market asks a platform for anything at random, sensible or not, and counts the
// answers. What it asks for follows from its seed; asked side by side, requests
// may be answered in any order.
type market struct {
	*platform.Platform
	*rand.Rand
	op auth.Caller

	mu        sync.Mutex
	merchants []ledger.ID
	wallets   []wallet.Wallet
	trades    []trade.Trade
	payouts   []ledger.ID
	holds     []ledger.ID
	sent      []ledger.Transfer
	keys      []ledger.ID
	funds     []ledger.ID
	saving    bool           // asks about funds more than about anything else
	asked     []func() heard // requests that have a key, to be asked again
	orders    int
	ids       uint64

	accepted, refused, replayed uint64
	refusals, outcomes          map[string]uint64
}

// heard is what a request was answered.
type heard struct {
	replayed bool
	err      error
}

func asks[T any](_ T, replayed bool, err error) heard { return heard{replayed, err} }

func newMarket(p *platform.Platform, op auth.Caller, seed uint64) *market {
	m := &market{
		Platform: p, Rand: rand.New(rand.NewPCG(seed, 1)), op: op,
		refusals: map[string]uint64{}, outcomes: map[string]uint64{},
		accepted: 1, // the key that came with the folder
	}
	for range 6 {
		m.ask(m.openWallet(m.op, "", 156))
		m.ask(m.openShop(m.op, "", 156))
	}
	m.ask(m.openFund(m.op, ""))
	m.ask(m.openFund(m.op, ""))
	for _, w := range m.wallets {
		c := wallet.TopUp{Wallet: w.ID, Instrument: 4, Amount: money.Amount{Minor: 5_000_00, Currency: yuan}}
		m.ask(func() heard { return asks(m.TopUp(context.Background(), m.op, "", c)) })
	}
	m.ask(m.ownAccounts())
	return m
}

// run makes n rounds of requests.
func (m *market) run(n int) {
	for range n {
		if m.IntN(25) == 0 {
			m.wait()
		}
		if m.IntN(10) > 0 {
			m.ask(m.request())
			continue
		}
		var wg sync.WaitGroup
		for range 1 + m.IntN(12) {
			request := m.request()
			wg.Go(func() { m.ask(request) })
		}
		wg.Wait()
	}
}

// wait lets time pass, with a block of its own or with the next request's.
func (m *market) wait() {
	hours := []int{1, 5, 24, 30, 24 * 12}[m.IntN(5)]
	then := m.Now() + int64(hours)*int64(time.Hour) + m.Int64N(1000)
	if m.IntN(2) == 0 {
		m.AdvanceTo(then)
	} else if _, err := m.Advance(context.Background(), m.op, then); err != nil {
		panic(err)
	}
}

func (m *market) ask(request func() heard) {
	a := request()
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case a.replayed:
		m.replayed++
	case a.err != nil:
		m.refused++
		m.refusals[errkind.CodeOf(a.err)]++
	default:
		m.accepted++
	}
}

// request returns a request to be made.
func (m *market) request() func() heard {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.asked) > 0 && m.IntN(12) == 0 {
		return m.asked[m.IntN(len(m.asked))]
	}
	by, once := m.caller(), platform.Once("")
	keyed := m.IntN(3) == 0
	if keyed {
		m.ids++
		if once = platform.Once(fmt.Sprint("k", m.ids)); m.IntN(8) == 0 {
			once = "shared"
		}
	}
	requests := []func(auth.Caller, platform.Once) func() heard{
		m.moneyIn, m.moneyIn, m.moneyOut, m.between, m.tier, m.tradeRequest, m.tradeRequest, m.tradeRequest, m.tradeRequest,
		m.pay, m.pay, m.change, m.change, m.change, m.change, m.giveBack, m.giveBack, m.giveBack,
		m.terms, m.reserve, m.payOut, m.report, m.key, m.remit, m.remit, m.settle,
		m.buy, m.buy, m.redeem, m.redeem, m.sweep, m.distribute, m.distribute, m.distribute,
		func(auth.Caller, platform.Once) func() heard { return m.batch() },
		func(auth.Caller, platform.Once) func() heard { return m.batch() },
		func(auth.Caller, platform.Once) func() heard { return m.batch() },
		func(auth.Caller, platform.Once) func() heard { return m.accounts() },
	}
	if m.saving && m.IntN(6) > 0 {
		requests = []func(auth.Caller, platform.Once) func() heard{
			m.buy, m.redeem, m.sweep, m.distribute, m.distribute, m.spendUnits, m.spendUnits, m.moneyIn, m.giveBack, m.change,
		}
	}
	if m.IntN(40) == 0 {
		return m.openShop(by, once, m.currency())
	}
	if m.IntN(40) == 0 {
		return m.openWallet(by, once, m.currency())
	}
	if m.IntN(40) == 0 {
		return []func(auth.Caller, platform.Once) func() heard{m.openFund, m.changeFund, m.enter}[m.IntN(3)](by, once)
	}
	request := requests[m.IntN(len(requests))](by, once)
	if keyed {
		m.asked = append(m.asked, request)
	}
	return request
}

func (m *market) caller() auth.Caller {
	switch m.IntN(10) {
	case 0:
		return auth.Candor()
	case 1, 2:
		return auth.Caller{Role: auth.Merchant, Subject: m.shop()}
	case 3, 4:
		return auth.Caller{Role: auth.Customer, Subject: m.purse().Owner}
	}
	return m.op
}

func (m *market) shop() ledger.ID {
	if m.IntN(60) == 0 || len(m.merchants) == 0 {
		return ledger.ID{0xbb}
	}
	return m.merchants[m.IntN(len(m.merchants))]
}

func (m *market) purse() wallet.Wallet {
	if m.IntN(60) == 0 || len(m.wallets) == 0 {
		return wallet.Wallet{ID: ledger.ID{0xaa}, Owner: ledger.ID{0xcc}}
	}
	return m.wallets[m.IntN(len(m.wallets))]
}

func (m *market) trade() trade.Trade {
	if m.IntN(60) == 0 || len(m.trades) == 0 {
		return trade.Trade{ID: ledger.ID{0xdd}}
	}
	recent := m.trades[max(0, len(m.trades)-30):]
	return recent[m.IntN(len(recent))]
}

func (m *market) minor() int64 {
	switch m.IntN(30) {
	case 0:
		return int64(m.IntN(3)) - 2
	case 1:
		return math.MaxInt64 - int64(m.IntN(2))
	case 4:
		return ledger.MovementMax + int64(m.IntN(2))
	case 2, 3:
		return 1 + m.Int64N(9_000_000)
	}
	return 1 + m.Int64N(100_00)
}

func (m *market) amount() money.Amount {
	return money.Amount{Minor: m.minor(), Currency: m.currency()}
}

func (m *market) currency() money.Currency {
	switch m.IntN(40) {
	case 0:
		return 0
	case 1, 2:
		return 840
	}
	return yuan
}

// instrument returns one by which money can come and go, most of the time.
func (m *market) instrument() uint8 {
	if m.IntN(20) == 0 {
		return uint8(m.IntN(256))
	}
	return uint8(2 + m.IntN(7))
}

func (m *market) openWallet(by auth.Caller, once platform.Once, currency money.Currency) func() heard {
	c := wallet.Open{Owner: ledger.ID{0xcc, byte(m.IntN(4) + 1)}, Currency: currency, Tier: wallet.Tier(m.IntN(20) % 5 % 4)}
	return func() heard {
		w, replayed, err := m.OpenWallet(context.Background(), by, once, c)
		if err == nil && !replayed {
			m.mu.Lock()
			m.wallets = append(m.wallets, w)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

func (m *market) settlement() merchant.Terms {
	t := merchant.Terms{
		Release: merchant.Release{Timer: merchant.Timer(m.IntN(5)), Days: uint16(1 + m.IntN(3))},
		Fee:     merchant.Fee{PartsPerMillion: uint32(m.IntN(40_000)), Refundable: m.IntN(2) == 0},
	}
	if m.IntN(3) == 0 {
		t.Fee.Fixed, t.Fee.Min, t.Fee.Cap = m.Int64N(50), m.Int64N(80), 50+m.Int64N(200)
	}
	if t.Release.Timer != merchant.FromPayment && t.Release.Timer != merchant.FromShipping && m.IntN(15) > 0 {
		t.Release.Days = 0
	}
	if m.IntN(20) == 0 {
		t.Release.Timer, t.Fee.PartsPerMillion = merchant.Timer(m.IntN(8)), uint32(m.IntN(1_100_000))
	}
	for range m.IntN(4) {
		t.Payees = append(t.Payees, m.shop())
	}
	return t
}

func (m *market) openShop(by auth.Caller, once platform.Once, currency money.Currency) func() heard {
	c := merchant.Create{Currency: currency, Terms: m.settlement()}
	return func() heard {
		shop, replayed, err := m.CreateMerchant(context.Background(), by, once, c)
		if err == nil && !replayed {
			m.mu.Lock()
			m.merchants = append(m.merchants, shop.ID)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

func (m *market) terms(by auth.Caller, once platform.Once) func() heard {
	c := merchant.SetTerms{Merchant: m.shop(), Terms: m.settlement()}
	return func() heard { return asks(m.SetTerms(context.Background(), by, once, c)) }
}

func (m *market) reserve(by auth.Caller, once platform.Once) func() heard {
	c := merchant.Reserve{Merchant: m.shop(), Minor: m.minor(), Withdraw: m.IntN(3) == 0}
	return func() heard { return asks(m.MoveReserve(context.Background(), by, once, c)) }
}

func (m *market) moneyIn(by auth.Caller, once platform.Once) func() heard {
	c := wallet.TopUp{Wallet: m.purse().ID, Instrument: m.instrument(), Amount: m.amount()}
	return func() heard { return asks(m.TopUp(context.Background(), by, once, c)) }
}

func (m *market) moneyOut(by auth.Caller, once platform.Once) func() heard {
	c := wallet.Withdraw{Wallet: m.purse().ID, Instrument: m.instrument(), Amount: m.amount()}
	return func() heard { return asks(m.Withdraw(context.Background(), by, once, c)) }
}

func (m *market) between(by auth.Caller, once platform.Once) func() heard {
	c := wallet.Transfer{From: m.purse().ID, To: m.purse().ID, Amount: m.amount()}
	return func() heard { return asks(m.TransferBetween(context.Background(), by, once, c)) }
}

func (m *market) tier(by auth.Caller, once platform.Once) func() heard {
	c := wallet.SetTier{Wallet: m.purse().ID, Tier: wallet.Tier(m.IntN(5))}
	return func() heard { return asks(m.SetTier(context.Background(), by, once, c)) }
}

func (m *market) key(_ auth.Caller, once platform.Once) func() heard {
	ctx := context.Background()
	if m.IntN(3) == 0 {
		id := ledger.ID{0xab}
		if len(m.keys) > 0 {
			id = m.keys[m.IntN(len(m.keys))]
		}
		return func() heard {
			replayed, err := m.RevokeKey(ctx, m.op, once, id)
			return heard{replayed, err}
		}
	}
	r := platform.KeyRequest{Role: auth.Role(1 + m.IntN(3)), Subject: m.shop()}
	return func() heard {
		k, replayed, err := m.CreateKey(ctx, m.op, once, r)
		if err == nil && !replayed {
			m.mu.Lock()
			m.keys = append(m.keys, k.ID)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

func (m *market) payOut(by auth.Caller, once platform.Once) func() heard {
	c := payout.Create{Merchant: m.shop(), Amount: m.amount(), Instrument: m.instrument()}
	return func() heard {
		p, replayed, err := m.CreatePayout(context.Background(), by, once, c)
		if err == nil && !replayed {
			m.mu.Lock()
			m.payouts = append(m.payouts, p.ID)
			m.mu.Unlock()
		}
		return heard{replayed, err}
	}
}

func (m *market) report(by auth.Caller, once platform.Once) func() heard {
	c := payout.Report{Payout: ledger.ID{0xee}, State: payout.State(m.IntN(8))}
	if len(m.payouts) > 0 {
		c.Payout = m.payouts[m.IntN(len(m.payouts))]
	}
	return func() heard { return asks(m.ReportPayout(context.Background(), by, once, c)) }
}

// agrees compares the counts with those of a verification's audit.
func (m *market) agrees(t *testing.T, v platform.Verification) {
	t.Helper()
	type counts struct{ Accepted, Refused, Replayed uint64 }
	want, got := counts{m.accepted, m.refused, m.replayed}, counts{v.Audit.Accepted, v.Audit.Refused, v.Audit.Replayed}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-platform +audit):\n%s", diff)
	}
	if diff := cmp.Diff(m.refusals, v.Audit.Refusals); diff != "" {
		t.Errorf("refusals (-platform +audit):\n%s", diff)
	}
	if diff := cmp.Diff(m.outcomes, v.Audit.Outcomes); diff != "" {
		t.Errorf("outcomes (-platform +audit):\n%s", diff)
	}
}

// seen adds what the market met to a set.
func (m *market) seen(met map[string]uint64) {
	for _, codes := range []map[string]uint64{m.refusals, m.outcomes} {
		for code := range maps.Keys(codes) {
			met[code] += codes[code]
		}
	}
}
