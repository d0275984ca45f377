package payments_test

import (
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// shows are a story's lines that are not commands: they look, let time pass, or
// do what an operator does in the ledger itself.
var shows = map[string]func(d *desk, w ledgertest.Words) []string{
	"wait": func(d *desk, w ledgertest.Words) []string {
		d.wait(d.span(w[1]))
		return d.news()
	},
	"until": func(d *desk, w ledgertest.Words) []string {
		var t trade.Trade
		d.run.View(func() { t, _ = d.machine.Trade(ledgertest.Named(w[1])) })
		d.run.AdvanceTo(t.Due() + d.span(w[2]))
		d.tick()
		return d.news()
	},
	"reopen": func(d *desk, _ ledgertest.Words) []string {
		d.reopen()
		return nil
	},
	"crash": func(d *desk, _ ledgertest.Words) []string {
		d.crash()
		return nil
	},
	"balances": (*desk).balances,
	"show": func(d *desk, w ledgertest.Words) []string {
		var t trade.Trade
		d.run.View(func() { t, _ = d.machine.Trade(ledgertest.Named(w[1])) })
		return []string{tell(&t)}
	},
	"order": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			if t, ok := d.machine.TradeByOrder(w.ID("shop"), w[1]); ok {
				lines = append(lines, tell(&t))
			}
		})
		return lines
	},
	"remitted": func(d *desk, w ledgertest.Words) (lines []string) {
		d.run.View(func() {
			r, state, ok := d.machine.RemittanceBy(w.ID("shop"), w[1])
			again, same, _ := d.machine.Remittance(r.ID)
			if ok && again.ID == r.ID && same == state {
				lines = append(lines, fmt.Sprintf("%s in state %d", ledgertest.Name(r.ID), state))
			}
		})
		return lines
	},
	"book":   (*desk).bookOf,
	"list":   (*desk).listed,
	"events": (*desk).eventsOf,
	"trades": (*desk).tradesOf,
	"move":   (*desk).move,
	"void":   (*desk).void,
}

// balances tells the available money of every account named, and all of a
// merchant's accounts.
func (d *desk) balances(w ledgertest.Words) []string {
	var lines []string
	d.run.View(func() {
		for _, name := range w[1:] {
			id := ledgertest.Named(name)
			if _, shop := d.machine.Merchant(id); shop {
				lines = append(lines, fmt.Sprintf("%s balance=%d escrow=%d reserve=%d payout=%d", name,
					d.balance(id, ledger.BalanceRole), d.balance(id, ledger.EscrowRole),
					d.balance(id, ledger.ReserveRole), d.balance(id, ledger.PayoutRole)))
				continue
			}
			lines = append(lines, fmt.Sprintf("%s %d", name, d.balance(id, ledger.WalletRole)))
		}
	})
	return lines
}

// balance is what an object has in one of its accounts.
func (d *desk) balance(id ledger.ID, role ledger.Role) int64 {
	a, _ := d.machine.Ledger().Account(ledger.AccountID(id, role))
	return int64(a.CreditsPosted - a.DebitsPosted)
}

// listed lists objects: merchants, wallets or payouts, all or an owner's.
func (d *desk) listed(w ledgertest.Words) []string {
	limit := int(max(1, d.number(w.Get("limit"))))
	var names []string
	d.run.View(func() {
		switch w[1] {
		case "merchants":
			for _, m := range d.machine.Merchants(w.ID("after"), limit) {
				names = append(names, ledgertest.Name(m.ID))
			}
		case "wallets":
			for _, v := range d.machine.Wallets(w.ID("of"), w.ID("after"), limit) {
				names = append(names, ledgertest.Name(v.ID))
			}
		case "payouts":
			for _, p := range d.machine.Payouts(w.ID("of"), w.ID("after"), limit) {
				names = append(names, ledgertest.Name(p.ID))
			}
		}
	})
	if len(names) == 0 {
		names = []string{"none"}
	}
	return []string{strings.Join(names, " ")}
}

// eventsOf tells an owner's events.
func (d *desk) eventsOf(w ledgertest.Words) []string {
	var lines []string
	d.run.View(func() {
		for _, e := range d.machine.EventsOf(ledgertest.Named(w[1]), payments.Start, 1_000) {
			lines = append(lines, event(&e))
		}
	})
	return lines
}

// tradesOf tells an owner's trades, newest first, in pages of the limit.
func (d *desk) tradesOf(w ledgertest.Words) []string {
	limit := int(max(1, d.number(w.Get("limit"))))
	var lines []string
	cursor, more := payments.Start, true
	for more {
		var page []trade.Trade
		d.run.View(func() { page, cursor, more = d.machine.TradesOf(ledgertest.Named(w[1]), cursor, limit) })
		names := make([]string, len(page))
		for i := range page {
			names[i] = ledgertest.Name(page[i].ID)
		}
		lines = append(lines, strings.Join(names, " "))
	}
	return lines
}

// move makes a transfer in the ledger itself: from and to name a wallet or a
// merchant's account, such as m1/escrow, or clearing.
func (d *desk) move(w ledgertest.Words) []string {
	t := ledger.Transfer{
		ID: ledgertest.Named(w[1]), DebitAccountID: account(w.Get("from")), CreditAccountID: account(w.Get("to")),
		Amount: uint64(d.number(w.Get("minor"))), Ledger: uint32(yuan), Code: ledger.TransferAdjustment,
	}
	if timeout := w.Get("timeout"); timeout != "" {
		t.Flags, t.Timeout = ledger.Pending, uint32(d.span(timeout)/second)
	}
	switch w.Get("closing") {
	case "credit":
		t.Flags = ledger.Pending | ledger.ClosingCredit
	case "debit":
		t.Flags = ledger.Pending | ledger.ClosingDebit
	}
	return d.post(t)
}

// void undoes a pending transfer.
func (d *desk) void(w ledgertest.Words) []string {
	return d.post(ledger.Transfer{ID: ledgertest.Named(w[1]), PendingID: w.ID("pending"), Flags: ledger.VoidPending})
}

func (d *desk) post(t ledger.Transfer) []string {
	c := d.command(payments.KindTransfers, machine.Caller{Role: machine.RoleOperator}, ledger.AppendTransfer(nil, &t))
	outcomes := d.send(c).Value.([]ledger.Outcome)
	return append([]string{outcomes[0].Code.String()}, d.news()...)
}

func account(name string) ledger.ID {
	if name == "clearing" {
		return ledger.House(ledger.AccountClearing, uint32(yuan), 2)
	}
	object, part, _ := strings.Cut(name, "/")
	role := map[string]ledger.Role{
		"": ledger.BalanceRole, "escrow": ledger.EscrowRole, "reserve": ledger.ReserveRole, "payout": ledger.PayoutRole,
		"units": ledger.FundRole, "bought": ledger.FundBoughtRole,
	}[part]
	return ledger.AccountID(ledgertest.Named(object), role)
}
