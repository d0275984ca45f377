package audit

import "slices"

// Limits of settling.
const (
	partsMax     = 20 // of a split
	splitsMax    = 50 // of a trade
	bindMax      = 20 // receivers of a command
	receiversMax = 1_000
)

// Kinds of parties.
const (
	shopParty   uint8 = 1
	walletParty uint8 = 2
)

// party may get a part of what a trade released.
type party struct {
	_    struct{} `cbor:",toarray"`
	Kind uint8
	ID   ID
}

// part is what a party gets.
type part struct {
	_     struct{} `cbor:",toarray"`
	To    party
	Minor int64
}

// settled is what a merchant made of a trade.
type settled struct {
	request   string // that confirmed; empty: none
	minor     int64  // confirmed
	splits    map[string]settleSplit
	allocated int64
	finished  bool
}

type settleConfirm struct {
	_       struct{} `cbor:",toarray"`
	Trade   ID
	Request string
	Minor   int64
}

// settling returns the trade of a command, as it is when what was due with it has
// been done, the first timestamp behind that, or a refusal.
func (a *Auditor) settling(c *command, id ID, request string, at int64) (*trade, int64, string) {
	t := a.trades[id]
	if t == nil {
		return nil, at, "trade_not_found"
	}
	if due := t.changesAt(); due != 0 && due <= at {
		at += a.elapse(id, at)
		a.base, a.posted = c.id, 0
		t = a.trades[id]
	}
	if r := t.admit(a.actor(c, t.buyer), system, operator, seller); r != "" {
		return nil, at, r
	}
	if !text(request) {
		return nil, at, "invalid_request_id"
	}
	if a.settled[id] == nil {
		a.settled[id] = &settled{splits: map[string]settleSplit{}}
	}
	return t, at, ""
}

func (a *Auditor) confirmSettlement(c *command, body settleConfirm, at int64) string {
	t, at, r := a.settling(c, body.Trade, body.Request, at)
	if r != "" {
		return r
	}
	if body.Minor < 0 {
		return "amount_not_positive"
	}
	s := a.settled[t.id]
	if s.request != "" {
		switch {
		case s.request != body.Request:
			return "already_confirmed"
		case body.Minor != 0 && body.Minor != s.minor:
			return "discordant_request"
		}
		return ""
	}
	minor, r := a.settles(t)
	if r != "" {
		return r
	}
	if body.Minor != 0 && body.Minor != minor {
		return "amount_mismatch"
	}
	if t.held > 0 {
		if r := a.letGo(t, at); r != "" {
			return r
		}
	}
	s.request, s.minor = body.Request, minor
	return ""
}

// settles returns what a confirmation of the trade is about, or a refusal.
func (a *Auditor) settles(t *trade) (int64, string) {
	if t.gaveBack() {
		return 0, "refunded_already"
	}
	switch t.state {
	case waitingPayment:
		return 0, "trade_not_paid"
	case paid, shipped, disputed:
		if !a.mayRelease(t.merchant) {
			return 0, "settlement_not_due"
		}
		return t.held, ""
	case completed:
		return t.released, ""
	case closed:
	}
	return 0, "trade_closed"
}

// gaveBack reports whether anything but charge-backs gave money back.
func (t *trade) gaveBack() bool {
	return slices.ContainsFunc(t.returns, func(b back) bool { return b.cause != chargedBack })
}

// letGo releases the trade's money as the buyer's confirmation would.
func (a *Auditor) letGo(t *trade, at int64) string {
	if r := t.unless(paid, shipped); r != "" {
		return r
	}
	next := t.copy()
	next.payOut()
	return a.conclude(t, next, at)
}

type settleSplit struct {
	_       struct{} `cbor:",toarray"`
	Trade   ID
	Request string
	Parts   []part
	Finish  bool
}

func (a *Auditor) splitTrade(c *command, body settleSplit, at int64) string {
	t, at, r := a.settling(c, body.Trade, body.Request, at)
	if r != "" {
		return r
	}
	s := a.settled[t.id]
	if before, again := s.splits[body.Request]; again {
		if before.Finish != body.Finish || !slices.Equal(before.Parts, body.Parts) {
			return "discordant_request"
		}
		return ""
	}
	moves, sum, r := a.parts(t, body.Parts)
	if r != "" {
		return r
	}
	switch {
	case t.gaveBack():
		return "refunded_already"
	case t.state != completed:
		return "trade_not_settled"
	case s.finished:
		return "allocation_finished"
	case len(s.splits) >= splitsMax:
		return "too_many_splits"
	case s.allocated+sum > t.merchantHas():
		return "allocation_exceeds"
	case uint64(sum) > a.available(accountOf(t.merchant, balance)):
		return "insufficient_funds"
	case a.overfills(body.Parts):
		return "receiver_cannot_receive"
	}
	if r := a.post(t.id, t.currency(), moves, at); r != "" {
		return r
	}
	s.splits[body.Request] = body
	s.allocated, s.finished = s.allocated+sum, body.Finish
	return ""
}

// parts returns the movements of a split and their sum, or what is wrong with it.
func (a *Auditor) parts(t *trade, parts []part) (moves []movement, sum int64, refusal string) {
	if len(parts) == 0 || len(parts) > partsMax {
		return nil, 0, "invalid_parts"
	}
	for _, p := range parts {
		switch {
		case p.Minor <= 0:
			return nil, 0, "amount_not_positive"
		case p.Minor > amountMax:
			return nil, 0, "amount_too_large"
		case p.To.ID == t.merchant:
			return nil, 0, "same_party"
		case !slices.Contains(a.bound[t.merchant], p.To):
			return nil, 0, "receiver_not_bound"
		}
		to := accountOf(p.To.ID, balance)
		if p.To.Kind == walletParty {
			to = accountOf(p.To.ID, purse)
		}
		moves = append(moves, movement{accountOf(t.merchant, balance), to, p.Minor, 14})
		sum += p.Minor
	}
	return moves, sum, ""
}

// overfills reports whether the parts together bring a wallet above its limit.
func (a *Auditor) overfills(parts []part) bool {
	gets := map[ID]int64{}
	for _, p := range parts {
		if p.To.Kind == walletParty {
			gets[p.To.ID] += p.Minor
		}
	}
	for id, minor := range gets {
		if a.overfull(a.wallets[id], minor) {
			return true
		}
	}
	return false
}

// merchantHas returns what the trade's own merchant has of it: what was released
// to it, less its fee and what was taken back.
func (t *trade) merchantHas() int64 {
	has := int64(0)
	for i := range t.shares {
		if s := &t.shares[i]; s.Merchant == t.merchant {
			has += s.Released - (s.Fee - s.FeeBack) - s.Returned
		}
	}
	return has
}

// relationsOf names a merchant and receivers, to bind or to unbind.
type relationsOf struct {
	_         struct{} `cbor:",toarray"`
	Merchant  ID
	Receivers []party
}

// relating refuses a command about relations that nobody, or not this caller, may
// give.
func (a *Auditor) relating(c *command, body relationsOf) string {
	if c.role == customer {
		return "not_allowed"
	}
	if r := a.mayKnow(c, body.Merchant, "merchant_not_found"); r != "" {
		return r
	}
	if len(body.Receivers) == 0 || len(body.Receivers) > bindMax {
		return "invalid_receivers"
	}
	for _, p := range body.Receivers {
		if p.Kind != shopParty && p.Kind != walletParty || p.ID == (ID{}) {
			return "invalid_receiver"
		}
		if p.ID == body.Merchant {
			return "same_party"
		}
	}
	return ""
}

func (a *Auditor) bindReceivers(c *command, body relationsOf, _ int64) string {
	if r := a.relating(c, body); r != "" {
		return r
	}
	all := slices.Clone(a.bound[body.Merchant])
	for _, p := range body.Receivers {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	if len(all) > receiversMax {
		return "too_many_receivers"
	}
	currency := a.merchants[body.Merchant].currency
	for _, p := range body.Receivers {
		shop, w := a.merchants[p.ID], a.wallets[p.ID]
		if p.Kind == shopParty && (shop == nil || shop.currency != currency) ||
			p.Kind == walletParty && (w == nil || w.currency != currency) {
			return "receiver_not_found"
		}
	}
	a.bound[body.Merchant] = all
	return ""
}

func (a *Auditor) unbindReceivers(c *command, body relationsOf, _ int64) string {
	if r := a.relating(c, body); r != "" {
		return r
	}
	a.bound[body.Merchant] = slices.DeleteFunc(a.bound[body.Merchant], func(p party) bool {
		return slices.Contains(body.Receivers, p)
	})
	return ""
}
