package audit

import "math/big"

// The commands that change a trade name it first.
type (
	tradeOnly struct {
		_     struct{} `cbor:",toarray"`
		Trade ID
	}
	tradePay struct {
		_        struct{} `cbor:",toarray"`
		Trade    ID
		Buyer    ID
		Fundings []funding
	}
	tradeExtend struct {
		_     struct{} `cbor:",toarray"`
		Trade ID
		Days  uint16
	}
	tradeReturn struct {
		_       struct{} `cbor:",toarray"`
		Trade   ID
		Request string
		Minor   int64
	}
	tradeResolve struct {
		_           struct{} `cbor:",toarray"`
		Trade       ID
		RefundMinor int64
	}
)

// changeTrade makes a change of the trade, as it is when what was due with it has
// been done: do works on a copy, and returns a
// refusal or whether anything changed. payer is the wallet with which a customer
// would act on a trade that has no buyer yet.
func (a *Auditor) changeTrade(c *command, id, payer ID, at int64, do func(t *trade, by actor) (string, bool)) string {
	before := a.trades[id]
	if before == nil {
		return "trade_not_found"
	}
	if due := before.changesAt(); due != 0 && due <= at {
		at += a.elapse(id, at)
		a.base, a.posted = c.id, 0
		before = a.trades[id]
	}
	t := before.copy()
	refusal, changed := do(t, a.actor(c, or(before.buyer, payer)))
	if refusal != "" || !changed {
		return refusal
	}
	return a.conclude(before, t, at)
}

func (a *Auditor) payTrade(c *command, body tradePay, at int64) string {
	payer := body.Buyer
	for i := len(body.Fundings) - 1; i >= 0 && body.Buyer == (ID{}); i-- {
		if body.Fundings[i].Instrument == byWallet {
			payer = body.Fundings[i].Wallet // in the end, that of the first
		}
	}
	return a.changeTrade(c, body.Trade, payer, at, func(t *trade, by actor) (string, bool) {
		return t.pay(body.Buyer, body.Fundings, by, at), true
	})
}

func (a *Auditor) shipTrade(c *command, body tradeOnly, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.admit(by, system, operator, seller); r != "" {
			return r, false
		}
		if t.state == shipped {
			return "trade_already_shipped", false
		}
		if r := t.unless(paid); r != "" {
			return r, false
		}
		t.state = shipped
		if t.release.Timer == fromShipping {
			t.releaseAt = later(at, int64(t.release.Days)*day)
		}
		return "", true
	})
}

func (a *Auditor) confirmTrade(c *command, body tradeOnly, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.buyersInEscrow(by); r != "" {
			return r, false
		}
		t.payOut()
		return "", true
	})
}

// buyersInEscrow refuses who may not act as the buyer, and a trade that is not
// in escrow.
func (t *trade) buyersInEscrow(by actor) string {
	if r := t.admit(by, system, operator, customer); r != "" {
		return r
	}
	return t.unless(paid, shipped)
}

func (a *Auditor) extendTrade(c *command, body tradeExtend, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.admit(by, system, operator, customer); r != "" {
			return r, false
		}
		if body.Days < 1 || body.Days > extendMax {
			return "invalid_days", false
		}
		if r := t.unless(paid, shipped); r != "" {
			return r, false
		}
		if t.extended {
			return "trade_already_extended", false
		}
		if t.releaseAt == 0 {
			return "release_timer_not_running", false
		}
		t.extended, t.releaseAt = true, later(t.releaseAt, int64(body.Days)*day)
		return "", true
	})
}

func (a *Auditor) closeTrade(c *command, body tradeOnly, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.admit(by, system, operator, seller, customer); r != "" {
			return r, false
		}
		if r := t.unless(waitingPayment); r != "" {
			return r, false
		}
		t.state = closed
		return "", true
	})
}

func (a *Auditor) disputeTrade(c *command, body tradeOnly, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.buyersInEscrow(by); r != "" {
			return r, false
		}
		t.state, t.releaseAt = disputed, 0
		return "", true
	})
}

func (a *Auditor) resolveTrade(c *command, body tradeResolve, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.admit(by, operator); r != "" {
			return r, false
		}
		if t.state != disputed {
			return "trade_not_disputed", false
		}
		if body.RefundMinor < 0 || body.RefundMinor > t.held {
			return "refund_exceeds_escrow", false
		}
		if body.RefundMinor > 0 {
			if r := t.giveBack(decided, body.RefundMinor, nil); r != "" {
				return r, false
			}
			t.returns = append(t.returns, back{decided, "", body.RefundMinor})
		}
		if t.held > 0 {
			t.payOut()
		}
		return "", true
	})
}

func (a *Auditor) refundTrade(c *command, body tradeReturn, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.admit(by, system, operator, seller); r != "" {
			return r, false
		}
		return a.demand(t, back{refunded, body.Request, body.Minor})
	})
}

func (a *Auditor) chargeBackTrade(c *command, body tradeReturn, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if r := t.admit(by, operator); r != "" {
			return r, false
		}
		return a.demand(t, back{chargedBack, body.Request, body.Minor})
	})
}

// demand gives back what a request asks for. The same request again is accepted
// and changes nothing.
func (a *Auditor) demand(t *trade, b back) (string, bool) {
	if !text(b.request) {
		return "invalid_request_id", false
	}
	if b.minor <= 0 {
		return "amount_not_positive", false
	}
	for _, earlier := range t.returns {
		if earlier == b {
			return "", false
		}
		if earlier.request == b.request {
			return "discordant_request", false
		}
	}
	switch {
	case t.paid == 0 && t.state == closed:
		return "trade_closed", false
	case t.paid == 0:
		return "trade_not_paid", false
	case b.minor > t.refundable():
		return "refund_exceeds_paid", false
	case len(t.returns) >= returnsMax:
		return "too_many_refunds", false
	}
	r := t.giveBack(b.cause, b.minor, func(merchant ID) (uint64, uint64) {
		return a.available(accountOf(merchant, balance)), a.available(accountOf(merchant, reserve))
	})
	t.returns = append(t.returns, b)
	return r, true
}

// proportion returns whole x part / of, rounded down; 0 <= part <= of.
func proportion(whole, part, of int64) int64 {
	n := new(big.Int).Mul(big.NewInt(whole), big.NewInt(part))
	return n.Div(n, big.NewInt(of)).Int64()
}
