package payments_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// crowd asks a desk for anything at random, sensible or not.
type crowd struct {
	*desk
	pick    func(n int) int // 0 to n-1
	shops   []ledger.ID
	wallets []ledger.ID
	trades  []ledger.ID
	payouts []ledger.ID
	funds   []ledger.ID
	orders  int
	done    int // commands that were not refused
}

// newCrowd opens three merchants and four wallets in two currencies.
func newCrowd(d *desk, pick func(n int) int) *crowd {
	c := &crowd{desk: d, pick: pick}
	for i, currency := range []money.Currency{yuan, yuan, euro} {
		id := ledgertest.Named(fmt.Sprint("m", i))
		terms := merchant.Terms{Fee: merchant.Fee{PartsPerMillion: uint32(i) * 15_000, Refundable: i == 1}}
		d.do(payments.KindMerchantCreate, id, payments.Encode(merchant.Create{Currency: currency, Terms: terms}))
		c.shops = append(c.shops, id)
		if currency == yuan { // most of what is asked for is in it
			c.shops = append(c.shops, id, id)
		}
	}
	for i, currency := range []money.Currency{yuan, yuan, yuan, euro} {
		id := ledgertest.Named(fmt.Sprint("w", i))
		open := wallet.Open{Owner: ledgertest.Named(fmt.Sprint("c", i%3)), Currency: currency, Tier: wallet.Verified}
		d.do(payments.KindWalletOpen, id, payments.Encode(open))
		c.wallets = append(c.wallets, id)
	}
	c.openFunds()
	return c
}

// odd reports, now and then, that something senseless is wanted.
func (c *crowd) odd() bool { return c.pick(16) == 0 }

// any returns one of the ids, or one that nobody has.
func (c *crowd) any(ids []ledger.ID) ledger.ID {
	if len(ids) == 0 || c.odd() {
		return ledgertest.Named("nobody")
	}
	return ids[c.pick(len(ids))]
}

// recent returns one of the last few ids, or one that nobody has.
func (c *crowd) recent(ids []ledger.ID) ledger.ID { return c.any(ids[max(0, len(ids)-4):]) }

func (c *crowd) currency() money.Currency {
	if c.odd() {
		return euro
	}
	return yuan
}

func (c *crowd) minor() int64 {
	if c.odd() {
		return -int64(c.pick(2))
	}
	return 1 + int64(c.pick(100))
}

func (c *crowd) amount() money.Amount { return money.Amount{Minor: c.minor(), Currency: c.currency()} }

func (c *crowd) caller() machine.Caller {
	switch c.pick(8) {
	case 0:
		return machine.Caller{Role: machine.RoleMerchant, ID: c.any(c.shops)}
	case 1:
		return machine.Caller{Role: machine.RoleCustomer, ID: ledgertest.Named(fmt.Sprint("c", c.pick(4)))}
	default:
		return machine.Caller{Role: machine.RoleOperator}
	}
}

func (c *crowd) fundings(total int64) []trade.Funding {
	var list []trade.Funding
	for total > 0 && len(list) < 3 && !c.odd() {
		part := total
		if c.pick(3) == 0 {
			part = 1 + int64(c.pick(int(total)))
		}
		f := trade.Funding{Instrument: trade.Card, Minor: part}
		switch c.pick(5) {
		case 0, 1:
			f.Instrument, f.Wallet = trade.Wallet, c.any(c.wallets)
		case 2:
			f.Instrument, f.Wallet = trade.Fund, c.any(c.funds)
		}
		list, total = append(list, f), total-part
	}
	return list
}

func (c *crowd) create() []byte {
	c.orders++
	cmd := trade.Create{
		Merchant: c.any(c.shops), Order: fmt.Sprint("o", c.orders), Amount: c.amount(),
		Release: trade.Release{Timer: trade.Timer(c.pick(5))},
	}
	if cmd.Release.Timer == trade.FromPayment || cmd.Release.Timer == trade.FromShipping || c.odd() {
		cmd.Release.Days = uint16(1 + c.pick(2))
	}
	if c.odd() {
		cmd.Order = "o1"
	}
	if c.pick(2) == 0 {
		cmd.Buyer = c.any(c.wallets)
	}
	if c.pick(3) == 0 {
		cmd.ExpiresAt = c.now() + int64(1+c.pick(30))*hour
	}
	if c.pick(4) == 0 {
		cmd.Shares = append(cmd.Shares, trade.Share{Merchant: c.any(c.shops), Minor: c.minor()})
	}
	if c.pick(2) == 0 {
		cmd.Fundings = c.fundings(cmd.Amount.Minor)
	}
	return trade.AppendCreate(nil, &cmd)
}

// kinds are what the crowd asks for, the interesting ones more than once.
var kinds = []machine.Kind{
	payments.KindTradeCreate, payments.KindTradeCreate, payments.KindTradeCreate, payments.KindTradePay,
	payments.KindTradePay, payments.KindTradeShip, payments.KindTradeConfirm, payments.KindTradeExtend,
	payments.KindTradeRefund, payments.KindTradeRefund, payments.KindTradeChargeBack, payments.KindTradeClose,
	payments.KindTradeDispute, payments.KindTradeResolve, payments.KindWalletTopUp, payments.KindWalletWithdraw,
	payments.KindWalletTransfer, payments.KindWalletTier, payments.KindMerchantTerms, payments.KindMerchantReserve,
	payments.KindPayoutCreate, payments.KindPayoutReport, payments.KindTransfers, payments.KindKeyCreate,
	payments.KindRemit, payments.KindSettleConfirm, payments.KindSettleSplit, payments.KindSettleSplit,
	payments.KindRelationBind, payments.KindRelationUnbind,
	payments.KindFundBuy, payments.KindFundBuy, payments.KindFundRedeem, payments.KindFundRedeem, payments.KindFundEnter,
	payments.KindFundSweep, payments.KindFundCalendar, payments.KindFundDistribute, payments.KindFundDistribute,
}

func (c *crowd) body(kind machine.Kind) []byte {
	id := c.recent(c.trades)
	request := fmt.Sprint("r", c.pick(4))
	switch kind {
	case payments.KindTradeCreate:
		return c.create()
	case payments.KindTradePay:
		var t trade.Trade
		c.run.View(func() { t, _ = c.machine.Trade(id) })
		return payments.Encode(trade.Pay{Trade: id, Buyer: t.Buyer, Fundings: c.fundings(t.Amount.Minor)})
	case payments.KindTradeShip, payments.KindTradeConfirm, payments.KindTradeClose, payments.KindTradeDispute:
		return payments.Encode(trade.Ship{Trade: id}) // the four name a trade and no more
	case payments.KindTradeExtend:
		return payments.Encode(trade.Extend{Trade: id, Days: uint16(c.pick(3))})
	case payments.KindTradeRefund:
		return payments.Encode(trade.Refund{Trade: id, Request: request, Minor: c.minor()})
	case payments.KindTradeChargeBack:
		return payments.Encode(trade.ChargeBack{Trade: id, Request: request, Minor: c.minor()})
	case payments.KindTradeResolve:
		return payments.Encode(trade.Resolve{Trade: id, RefundMinor: c.minor()})
	}
	return c.otherBody(kind)
}

func (c *crowd) otherBody(kind machine.Kind) []byte {
	w := c.any(c.wallets)
	switch kind {
	case payments.KindWalletTopUp:
		return payments.Encode(wallet.TopUp{Wallet: w, Instrument: uint8(2 + c.pick(8)), Amount: c.amount()})
	case payments.KindWalletWithdraw:
		return payments.Encode(wallet.Withdraw{Wallet: w, Instrument: uint8(2 + c.pick(8)), Amount: c.amount()})
	case payments.KindWalletTransfer:
		return payments.Encode(wallet.Transfer{From: w, To: c.any(c.wallets), Amount: c.amount()})
	case payments.KindWalletTier:
		return payments.Encode(wallet.SetTier{Wallet: w, Tier: wallet.Tier(1 + c.pick(3))})
	case payments.KindMerchantTerms:
		return payments.Encode(merchant.SetTerms{Merchant: c.any(c.shops), Terms: merchant.Terms{
			Fee: merchant.Fee{PartsPerMillion: uint32(c.pick(100_000)), Fixed: int64(c.pick(3)), Refundable: c.pick(2) == 0},
		}})
	case payments.KindMerchantReserve:
		return payments.Encode(merchant.Reserve{Merchant: c.any(c.shops), Minor: c.minor(), Withdraw: c.pick(2) == 0})
	case payments.KindPayoutCreate:
		return payments.Encode(payout.Create{Merchant: c.any(c.shops), Amount: c.amount(), Instrument: uint8(2 + c.pick(8))})
	case payments.KindPayoutReport:
		return payments.Encode(payout.Report{Payout: c.recent(c.payouts), State: payout.State(c.pick(7))})
	case payments.KindRemit:
		return c.remittance()
	case payments.KindSettleConfirm, payments.KindSettleSplit, payments.KindRelationBind, payments.KindRelationUnbind:
		return c.settling(kind)
	case payments.KindTransfers:
		return c.batch()
	case payments.KindKeyCreate:
		return payments.Encode(payments.CreateKey{Role: machine.RoleMerchant, Subject: c.any(c.shops)})
	}
	return c.unitBody(kind)
}

// remittance asks for one to somebody; the bank cards have the shops' ids.
func (c *crowd) remittance() []byte {
	cmd := remit.Create{
		Merchant: c.any(c.shops), Number: fmt.Sprint("n", c.pick(100)), Amount: c.amount(),
		Payee: remit.Payee{Kind: remit.PayeeKind(1 + c.pick(3)), ID: c.any(c.shops)}, Mark: [16]byte{byte(c.pick(2))},
	}
	if cmd.Payee.Kind == remit.Wallet {
		cmd.Payee.ID = c.any(c.wallets)
	}
	return payments.Encode(cmd)
}

// batch is an operator's own transfers between the house's accounts, some of
// them holds that expire.
func (c *crowd) batch() []byte {
	var b []byte
	for range 1 + c.pick(3) {
		c.serial++
		t := ledger.Transfer{
			ID:              ledgertest.Named(fmt.Sprint("x", c.serial)),
			DebitAccountID:  ledger.House(ledger.AccountClearing, uint32(yuan), uint8(1+c.pick(4))),
			CreditAccountID: ledger.House(ledger.AccountClearing, uint32(yuan), uint8(1+c.pick(4))),
			Amount:          uint64(c.pick(50)), Ledger: uint32(yuan), Code: ledger.TransferAdjustment,
		}
		if c.pick(2) == 0 {
			t.Flags, t.Timeout = ledger.Pending, uint32(c.pick(7200))
		}
		b = ledger.AppendTransfer(b, &t)
	}
	return b
}

// act asks for one thing, sometimes again under an earlier key, sometimes after
// a while.
func (c *crowd) act() {
	if c.pick(8) == 0 {
		c.wait(int64(c.pick(36)) * hour)
	}
	kind := kinds[c.pick(len(kinds))]
	cmd := c.command(kind, c.caller(), c.body(kind))
	if kind == payments.KindTransfers {
		cmd.Events = uint32(len(cmd.Body) / ledger.EventSize)
	}
	if c.pick(2) == 0 {
		cmd = keyed(cmd, fmt.Sprint("k", c.pick(300)))
	}
	r := c.send(cmd)
	if !r.Refusal.OK() {
		return
	}
	c.done++
	switch v := r.Value.(type) {
	case *trade.Trade:
		if kind == payments.KindTradeCreate {
			c.trades = append(c.trades, v.ID)
		}
	case remit.Remittance:
		if v.Payout {
			c.payouts = append(c.payouts, v.ID)
		}
	case payout.Payout:
		c.payouts = append(c.payouts, v.ID)
	}
}

// After every command, whatever it was, the books balance.
func TestRandomCommands(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "") // rapid has no folder of its own
		if err != nil {
			rt.Fatalf("%v", err)
		}
		c := newCrowd(newDesk(rt, dir), func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "pick") })
		defer c.close()
		for range rapid.IntRange(1, 40).Draw(rt, "commands") {
			c.act()
			c.check()
		}
	})
}

// The same log gives the same state: live with checkpoints, crashes and
// reopenings at random moments, and twice from empty.
func TestDeterminism(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 77))
		c := newCrowd(testDesk(t), random.IntN)
		for range 2_500 {
			c.act()
			switch random.IntN(100) {
			case 0:
				c.crash()
			case 1:
				c.reopen()
			case 2:
				c.run.View(func() { c.hash() }) // at a checkpoint
			}
		}
		c.check()
		live := c.hash()
		for range 2 {
			if fresh := c.replayed(t.TempDir()); fresh != live {
				t.Errorf("seed %d: a replay gives %x, live was %x", seed, fresh, live)
			}
		}
		if c.done < 300 || len(c.trades) < 50 {
			t.Errorf("seed %d: only %d commands were not refused, %d of them trades", seed, c.done, len(c.trades))
		}
		if orders, days := c.fundsMoved(); orders < 20 || days < 10 {
			t.Errorf("seed %d: only %d events of units, and %d days of income", seed, orders, days)
		}
	}
}
