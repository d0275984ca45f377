package payments_test

import (
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/settlement"
)

// settlingBodies are the bodies of the commands that settle, by kind.
func settlingBodies(a, b ledger.ID) map[machine.Kind][]byte {
	receivers := []settlement.Party{{Kind: settlement.PartyMerchant, ID: b}, {Kind: settlement.PartyWallet, ID: a}}
	return map[machine.Kind][]byte{
		payments.KindSettleConfirm: payments.Encode(settlement.Confirm{Trade: a, Request: "c-1", Minor: 300}),
		payments.KindSettleSplit: payments.Encode(settlement.Allocate{
			Trade: a, Request: "s-1", Parts: []settlement.Part{{To: receivers[0], Minor: 100}}, Finish: true,
		}),
		payments.KindRelationBind:   payments.Encode(settlement.Bind{Merchant: a, Receivers: receivers}),
		payments.KindRelationUnbind: payments.Encode(settlement.Unbind{Merchant: a, Receivers: receivers}),
	}
}

// settlingVerbs are verbs of stories: settle, split, bind and unbind.
var settlingVerbs = map[string]verb{
	"settle": {payments.KindSettleConfirm, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(settlement.Confirm{Trade: ledgertest.Named(w[1]), Request: w.Get("request"), Minor: d.number(w.Get("minor"))})
	}, false},
	"split": {payments.KindSettleSplit, func(d *desk, w ledgertest.Words) []byte {
		return payments.Encode(settlement.Allocate{
			Trade: ledgertest.Named(w[1]), Request: w.Get("request"), Parts: d.parts(w.Get("to")), Finish: w.Get("finish") == "yes",
		})
	}, false},
	"bind": {payments.KindRelationBind, func(_ *desk, w ledgertest.Words) []byte {
		return payments.Encode(settlement.Bind{Merchant: ledgertest.Named(w[1]), Receivers: parties(w.Get("to"))})
	}, false},
	"unbind": {payments.KindRelationUnbind, func(_ *desk, w ledgertest.Words) []byte {
		return payments.Encode(settlement.Unbind{Merchant: ledgertest.Named(w[1]), Receivers: parties(w.Get("to"))})
	}, false},
	"app": {payments.KindAppCreate, func(_ *desk, w ledgertest.Words) []byte {
		self := w.Get("self_release") == "yes"
		return payments.Encode(merchant.CreateApp{Merchant: w.ID("shop"), PublicKey: []byte{1}, SelfRelease: self})
	}, true},
	"revoke_app": {payments.KindAppSet, func(d *desk, w ledgertest.Words) []byte {
		c := merchant.SetApp{App: ledgertest.Named(w[1]), SelfRelease: true, Revoked: true}
		d.run.View(func() {
			app, _ := d.machine.App(c.App)
			c.Version = app.Version
		})
		if w.Get("version") != "" {
			c.Version = uint32(d.number(w.Get("version")))
		}
		return payments.Encode(c)
	}, false},
}

// settlingLine tells a book, or relations.
func settlingLine(value any) string {
	if r, ok := value.(settlement.Relations); ok {
		line := fmt.Sprintf("%s bound", ledgertest.Name(r.Merchant))
		for _, p := range r.Receivers {
			line += " " + ledgertest.Name(p.ID)
		}
		return line
	}
	b := value.(settlement.Book)
	line := fmt.Sprintf("%s splits=%d allocated=%d", ledgertest.Name(b.ID), len(b.Splits), b.Allocated)
	if b.Confirmed != "" {
		line += fmt.Sprintf(" confirmed=%s:%d", b.Confirmed, b.ConfirmedMinor)
	}
	if b.Finished {
		line += " finished"
	}
	return line
}

// party is who a name means: w a wallet, anything else a merchant.
func party(name string) settlement.Party {
	if strings.HasPrefix(name, "w") {
		return settlement.Party{Kind: settlement.PartyWallet, ID: ledgertest.Named(name)}
	}
	return settlement.Party{Kind: settlement.PartyMerchant, ID: ledgertest.Named(name)}
}

func parties(text string) []settlement.Party {
	var all []settlement.Party
	for _, name := range list(text) {
		all = append(all, party(name))
	}
	return all
}

func (d *desk) parts(text string) []settlement.Part {
	d.t.Helper()
	var parts []settlement.Part
	for _, word := range list(text) {
		name, minor, _ := strings.Cut(word, ":")
		parts = append(parts, settlement.Part{To: party(name), Minor: d.number(minor)})
	}
	return parts
}

// bookOf tells a trade's book and its splits, each as it is found by its id.
func (d *desk) bookOf(w ledgertest.Words) []string {
	var lines []string
	d.run.View(func() {
		b, ok := d.machine.Settlement(ledgertest.Named(w[1]))
		if !ok {
			lines = []string{"none"}
			return
		}
		lines = []string{settlingLine(b)}
		for _, s := range b.Splits {
			of, _ := d.machine.SplitTrade(s.ID)
			again, _ := b.Split(s.Request)
			lines = append(lines, fmt.Sprintf("%s of %s: %d parts, finish=%v, the same again: %v",
				s.Request, ledgertest.Name(of), len(s.Parts), s.Finish, again.ID == s.ID))
		}
	})
	return lines
}

// settling asks a crowd's desk to settle a trade, or to change a shop's relations.
func (c *crowd) settling(kind machine.Kind) []byte {
	id, request := c.recent(c.trades), fmt.Sprint("s", c.pick(4))
	switch kind {
	case payments.KindSettleConfirm:
		return payments.Encode(settlement.Confirm{Trade: id, Request: request, Minor: int64(c.pick(2)) * c.minor()})
	case payments.KindSettleSplit:
		cmd := settlement.Allocate{Trade: id, Request: request, Finish: c.odd()}
		for range 1 + c.pick(3) {
			cmd.Parts = append(cmd.Parts, settlement.Part{To: c.someone(), Minor: 1 + int64(c.pick(20))})
		}
		return payments.Encode(cmd)
	case payments.KindRelationBind:
		return payments.Encode(settlement.Bind{Merchant: c.any(c.shops), Receivers: []settlement.Party{c.someone(), c.someone()}})
	}
	return payments.Encode(settlement.Unbind{Merchant: c.any(c.shops), Receivers: []settlement.Party{c.someone()}})
}

// someone is a shop or a wallet, or nobody.
func (c *crowd) someone() settlement.Party {
	if c.pick(2) == 0 {
		return settlement.Party{Kind: settlement.PartyMerchant, ID: c.any(c.shops)}
	}
	return settlement.Party{Kind: settlement.PartyWallet, ID: c.any(c.wallets)}
}
