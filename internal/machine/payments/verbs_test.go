package payments_test

import (
	"strconv"
	"strings"
	"time"

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

// verb is a story's command: its kind, and its body from the words.
type verb struct {
	kind machine.Kind
	body func(d *desk, w ledgertest.Words) []byte
	made bool // the object named is made by it
}

// verbs of a story. Each is followed by the name of the object that it makes or
// changes.
var verbs = map[string]verb{
	"merchant": {payments.KindMerchantCreate, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(merchant.Create{Currency: d.currency(w), Terms: d.terms(w)})
	}, true},
	"terms": {payments.KindMerchantTerms, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(merchant.SetTerms{Merchant: ledgertest.Named(w[1]), Terms: d.terms(w)})
	}, false},
	"reserve": {payments.KindMerchantReserve, func(d *desk, w ledgertest.Words) []byte {
		back := w.Get("back") == "yes"
		return payments.Encode(merchant.Reserve{Merchant: ledgertest.Named(w[1]), Minor: d.number(w.Get("minor")), Withdraw: back})
	}, false},
	"wallet": {payments.KindWalletOpen, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(wallet.Open{Owner: w.ID("owner"), Currency: d.currency(w), Tier: d.tier(w)})
	}, true},
	"tier": {payments.KindWalletTier, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(wallet.SetTier{Wallet: ledgertest.Named(w[1]), Tier: d.tier(w)})
	}, false},
	"top_up": {payments.KindWalletTopUp, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(wallet.TopUp{Wallet: ledgertest.Named(w[1]), Instrument: 2, Amount: d.amount(w)})
	}, false},
	"withdraw": {payments.KindWalletWithdraw, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(wallet.Withdraw{Wallet: ledgertest.Named(w[1]), Instrument: 2, Amount: d.amount(w)})
	}, false},
	"send": {payments.KindWalletTransfer, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(wallet.Transfer{From: ledgertest.Named(w[1]), To: w.ID("to"), Amount: d.amount(w)})
	}, false},
	"trade": {payments.KindTradeCreate, func(d *desk, w ledgertest.Words) []byte {
		c := d.create(w)
		return trade.AppendCreate(nil, &c)
	}, true},
	"pay": {payments.KindTradePay, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(trade.Pay{Trade: ledgertest.Named(w[1]), Buyer: w.ID("buyer"), Fundings: d.fundings(w)})
	}, false},
	"ship":    {payments.KindTradeShip, naming(func(id trade.ID) any { return trade.Ship{Trade: id} }), false},
	"confirm": {payments.KindTradeConfirm, naming(func(id trade.ID) any { return trade.Confirm{Trade: id} }), false},
	"close":   {payments.KindTradeClose, naming(func(id trade.ID) any { return trade.Close{Trade: id} }), false},
	"dispute": {payments.KindTradeDispute, naming(func(id trade.ID) any { return trade.Dispute{Trade: id} }), false},
	"extend": {payments.KindTradeExtend, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(trade.Extend{Trade: ledgertest.Named(w[1]), Days: uint16(d.number(w.Get("days")))})
	}, false},
	"refund": {payments.KindTradeRefund, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(trade.Refund{Trade: ledgertest.Named(w[1]), Request: w.Get("request"), Minor: d.number(w.Get("minor"))})
	}, false},
	"charge_back": {payments.KindTradeChargeBack, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(trade.ChargeBack{Trade: ledgertest.Named(w[1]), Request: w.Get("request"), Minor: d.number(w.Get("minor"))})
	}, false},
	"resolve": {payments.KindTradeResolve, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(trade.Resolve{Trade: ledgertest.Named(w[1]), RefundMinor: d.number(w.Get("refund"))})
	}, false},
	"payout": {payments.KindPayoutCreate, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(payout.Create{Merchant: w.ID("shop"), Amount: d.amount(w), Instrument: 4})
	}, true},
	"report": {payments.KindPayoutReport, func(_ *desk, w ledgertest.Words) []byte {
		return payments.Encode(payout.Report{Payout: ledgertest.Named(w[1]), State: payoutStates[w.Get("state")]})
	}, false},
	"remit": {payments.KindRemit, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(d.remittance(w))
	}, true},
	"key": {payments.KindKeyCreate, func(_ *desk, w ledgertest.Words) []byte {
		return payments.Encode(payments.CreateKey{Role: roles[w.Get("role")], Subject: w.ID("subject")})
	}, true},
	"revoke": {payments.KindKeyRevoke, naming(func(id ledger.ID) any { return payments.RevokeKey{ID: id} }), false},
}

// naming is the body of a command that says no more than which object.
func naming(body func(ledger.ID) any) func(*desk, ledgertest.Words) []byte {
	return func(_ *desk, w ledgertest.Words) []byte { return payments.Encode(body(ledgertest.Named(w[1]))) }
}

var roles = map[string]machine.Role{
	"system": machine.RoleSystem, "operator": machine.RoleOperator, "merchant": machine.RoleMerchant,
	"customer": machine.RoleCustomer, "fifth": 5,
}

var payoutStates = map[string]payout.State{
	"created": payout.Created, "sent": payout.Sent, "succeeded": payout.Succeeded, "failed": payout.Failed,
	"returned": payout.Returned, "unknown": payout.Unknown,
}

// caller returns who gives the command, by its key "by": a name that begins with
// c is a customer, with m a merchant; nobody named is an operator.
func caller(w ledgertest.Words) machine.Caller {
	switch by := w.Get("by"); {
	case by == "", by == "operator":
		return machine.Caller{Role: machine.RoleOperator}
	case by == "system":
		return machine.Caller{Role: machine.RoleSystem}
	case by[0] == 'c':
		return machine.Caller{Role: machine.RoleCustomer, ID: ledgertest.Named(by)}
	default:
		return machine.Caller{Role: machine.RoleMerchant, ID: ledgertest.Named(by)}
	}
}

func (d *desk) create(w ledgertest.Words) trade.Create {
	c := trade.Create{
		Merchant: w.ID("shop"), Order: w.Get("order"), Buyer: w.ID("buyer"), Amount: d.amount(w), Fundings: d.fundings(w),
	}
	if c.Order == "" {
		c.Order = "order-" + w[1]
	}
	if expires := w.Get("expires"); expires != "" {
		c.ExpiresAt = d.now() + d.span(expires)
	}
	timer, days, _ := strings.Cut(w.Get("release"), ":")
	c.Release = trade.Release{Timer: trade.Timer(timers[timer]), Days: uint16(d.number(days))}
	for _, word := range list(w.Get("shares")) {
		payee, minor, _ := strings.Cut(word, ":")
		c.Shares = append(c.Shares, trade.Share{Merchant: ledgertest.Named(payee), Minor: d.number(minor)})
	}
	return c
}

// fundings reads those of the key "from": a number is money by card, w1:100 is
// out of a wallet, f1:100 the buyer's units of a fund.
func (d *desk) fundings(w ledgertest.Words) []trade.Funding {
	var fundings []trade.Funding
	for _, word := range list(w.Get("from")) {
		f := trade.Funding{Instrument: trade.Card}
		if name, minor, ok := strings.Cut(word, ":"); ok {
			f.Instrument, f.Wallet, word = trade.Wallet, ledgertest.Named(name), minor
			if name[0] == 'f' {
				f.Instrument = trade.Fund
			}
		}
		f.Minor = d.number(word)
		fundings = append(fundings, f)
	}
	return fundings
}

// remittance reads one whose payee is a wallet, merchant or bank card by its first
// letter.
func (d *desk) remittance(w ledgertest.Words) remit.Create {
	c := remit.Create{Merchant: w.ID("shop"), Number: w.Get("number"), Amount: d.amount(w)}
	to := w.Get("to")
	c.Payee = remit.Payee{Kind: payeeKinds[to[0]], ID: ledgertest.Named(to)}
	copy(c.Mark[:], w.Get("mark"))
	return c
}

var payeeKinds = map[byte]remit.PayeeKind{'w': remit.Wallet, 'm': remit.Merchant, 'b': remit.Bank}

// timers have the same numbers in terms and in trades.
var timers = map[string]merchant.Timer{
	"": merchant.Default, "none": merchant.NoTimer, "payment": merchant.FromPayment,
	"shipping": merchant.FromShipping, "no_escrow": merchant.NoEscrow,
}

func (d *desk) terms(w ledgertest.Words) merchant.Terms {
	var payees []ledger.ID
	for _, name := range list(w.Get("payees")) {
		payees = append(payees, ledgertest.Named(name))
	}
	timer, days, _ := strings.Cut(w.Get("release"), ":")
	return merchant.Terms{
		Release: merchant.Release{Timer: timers[timer], Days: uint16(d.number(days))},
		Fee:     merchant.Fee{PartsPerMillion: uint32(d.number(w.Get("ppm"))), Refundable: w.Get("refundable") == "yes"},
		Payees:  payees,
	}
}

func (d *desk) tier(w ledgertest.Words) wallet.Tier { return wallet.Tier(d.number(w.Get("tier"))) }

func (d *desk) currency(w ledgertest.Words) money.Currency {
	if text := w.Get("currency"); text != "" {
		return money.Currency(d.number(text))
	}
	return yuan
}

func (d *desk) amount(w ledgertest.Words) money.Amount {
	return money.Amount{Minor: d.number(w.Get("minor")), Currency: d.currency(w)}
}

func (d *desk) number(text string) int64 {
	d.t.Helper()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return n
}

// span reads a length of time; a number of days is written 3d.
func (d *desk) span(text string) int64 {
	d.t.Helper()
	if days, ok := strings.CutSuffix(text, "d"); ok {
		return d.number(days) * day
	}
	span, err := time.ParseDuration(text)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return int64(span)
}

func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
