package payments_test

import (
	"fmt"
	"slices"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// holdingBodies are the bodies of the commands about pre-authorisations, by kind.
func holdingBodies(a, b ledger.ID) map[machine.Kind][]byte {
	return map[machine.Kind][]byte{
		payments.KindHoldCreate: payments.Encode(preauth.Create{
			Merchant: a, Order: "A-1", Request: "f-1", Amount: money.Amount{Minor: 300, Currency: 156},
			Code: [16]byte{3}, ExpiresAt: 5, Mark: [16]byte{4}, Sealed: []byte{7},
		}),
		payments.KindHoldAccept:   payments.Encode(preauth.Accept{Hold: a, Wallet: b}),
		payments.KindHoldRelease:  payments.Encode(preauth.Release{Hold: a, Request: "u-1", Minor: 300}),
		payments.KindHoldCancel:   payments.Encode(preauth.Cancel{Hold: a, Request: "x-1"}),
		payments.KindTradePayHold: payments.Encode(preauth.Pay{Hold: a, Trade: b, Minor: 300, Finish: true}),
	}
}

// The verbs of stories about pre-authorisations. A code is a wallet's, made by
// "code" and named by its number.
func init() {
	verbs["code"] = verb{payments.KindWalletCode, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(wallet.IssueCode{Wallet: ledgertest.Named(w[1]), Hash: d.code(w.Get("number"))})
	}, false}
	verbs["hold"] = verb{payments.KindHoldCreate, holdBody, true}
	verbs["accept"] = verb{payments.KindHoldAccept, func(_ *desk, w ledgertest.Words) []byte {
		return payments.Encode(preauth.Accept{Hold: ledgertest.Named(w[1]), Wallet: w.ID("wallet")})
	}, false}
	verbs["unfreeze"] = verb{payments.KindHoldRelease, func(d *desk, w ledgertest.Words) []byte {
		c := preauth.Release{Hold: ledgertest.Named(w[1]), Request: w.Get("request"), Minor: d.number(w.Get("minor"))}
		return payments.Encode(c)
	}, false}
	verbs["call_off"] = verb{payments.KindHoldCancel, func(_ *desk, w ledgertest.Words) []byte {
		return payments.Encode(preauth.Cancel{Hold: ledgertest.Named(w[1]), Request: w.Get("request")})
	}, false}
	verbs["pay_from"] = verb{payments.KindTradePayHold, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(preauth.Pay{
			Hold: ledgertest.Named(w[1]), Trade: w.ID("trade"), Minor: d.number(w.Get("minor")), Finish: w.Get("finish") == "yes",
		})
	}, false}
	shows["found"] = func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			if h, ok := d.machine.PreauthBy(w.ID("shop"), w.Get("order"), w.Get("request")); ok {
				lines = []string{d.holdLine(h)}
			}
		})
		return lines
	}
	shows["holds"] = (*desk).holdsOf
}

// holdsOf tells, in any order, the pre-authorisations of a merchant or a wallet,
// read in pages of two.
func (d *desk) holdsOf(w ledgertest.Words) (lines []string) {
	d.run.View(func() {
		after := ledger.ID{}
		for page := d.machine.Preauths(ledgertest.Named(w[1]), after, 2); len(page) > 0; {
			for _, h := range page {
				lines = append(lines, d.holdLine(h))
			}
			after = page[len(page)-1].ID
			page = d.machine.Preauths(ledgertest.Named(w[1]), after, 2)
		}
	})
	slices.Sort(lines)
	return lines
}

// code is what the machine knows the digits of the number by.
func (d *desk) code(number string) [16]byte {
	if number == "" {
		return [16]byte{}
	}
	return [16]byte{0xc0, byte(d.number(number))}
}

func holdBody(d *desk, w ledgertest.Words) []byte {
	c := preauth.Create{
		Merchant: w.ID("shop"), Order: w.Get("order"), Request: w.Get("request"), Amount: d.amount(w),
		Code: d.code(w.Get("code")), Mark: [16]byte{byte(d.number(w.Get("minor")))},
	}
	if c.Order == "" {
		c.Order = "order-" + w[1]
	}
	if c.Request == "" {
		c.Request = "f"
	}
	if expires := w.Get("expires"); expires != "" {
		c.ExpiresAt = d.now() + d.span(expires)
	}
	return payments.Encode(c)
}

func holdLine(h preauth.Hold) string {
	return fmt.Sprintf("%s state=%d rest=%d unfrozen=%d paid=%d operations=%d",
		ledgertest.Name(h.ID), h.State, h.Rest, h.Unfrozen, h.Paid, len(h.Ops))
}

// holdLine tells a hold, which the ledger must have as it says.
func (d *desk) holdLine(h preauth.Hold) string {
	d.t.Helper()
	if err := h.Check(); err != nil {
		d.t.Fatalf("%v", err)
	}
	if got := d.balance(h.ID, ledger.HoldRole); got != h.Rest {
		d.t.Fatalf("hold %v: %d in its account, its rest is %d", h.ID, got, h.Rest)
	}
	h.State = h.At(d.now())
	return holdLine(h)
}
