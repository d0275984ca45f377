package audit

import "github.com/candorpay/candor/money"

// States of holds, and kinds of what was done with them.
const (
	holdWaiting    uint8 = 1
	holdAuthorized uint8 = 2
	holdFinished   uint8 = 3
	holdClosed     uint8 = 4

	holdUnfreeze uint8 = 2
	holdPay      uint8 = 3
)

// Limits of holds.
const (
	holdOpsMax      = 1_000
	holdSealedMax   = 8 << 10
	holdWaitDefault = 15 * 60 * int64(nanosecondsPerSecond)
	holdWaitMax     = 15 * day
)

// preauth is money of a wallet that is frozen for a merchant.
type preauth struct {
	id, merchant, wallet ID
	order, request       string
	amount               money.Amount
	rest, paid           int64
	state                uint8
	expiresAt            int64
	mark                 ID
	done                 []holdOp // behind the freezing
	changed              bool     // on the list of holds to check
}

// holdOp is something done with a hold.
type holdOp struct {
	kind    uint8
	request string
	trade   ID // of a payment
	minor   int64
}

type (
	holdCreate struct {
		_         struct{} `cbor:",toarray"`
		Merchant  ID
		Order     string
		Request   string
		Amount    money.Amount
		Code      ID
		ExpiresAt int64
		Mark      ID
		Sealed    []byte
	}
	holdAccept struct {
		_      struct{} `cbor:",toarray"`
		Hold   ID
		Wallet ID
	}
	holdRelease struct {
		_       struct{} `cbor:",toarray"`
		Hold    ID
		Request string
		Minor   int64
	}
	holdCancel struct {
		_       struct{} `cbor:",toarray"`
		Hold    ID
		Request string
	}
	holdSpend struct {
		_      struct{} `cbor:",toarray"`
		Hold   ID
		Trade  ID
		Minor  int64
		Finish bool
	}
)

// holdRequest is by what a merchant's request is found.
type holdRequest struct {
	merchant       ID
	order, request string
}

func (a *Auditor) createHold(c *command, body holdCreate, at int64) string {
	if a.actor(c, ID{}).role == customer {
		return "not_allowed"
	}
	if r := a.mayKnow(c, body.Merchant, "merchant_not_found"); r != "" {
		return r
	}
	if id, ok := a.holdRequests[holdRequest{body.Merchant, body.Order, body.Request}]; ok {
		if h := a.holds[id]; h.request != body.Request || h.mark != body.Mark {
			return "discordant_request"
		}
		return ""
	}
	expires := or(body.ExpiresAt, later(at, holdWaitDefault))
	switch {
	case !text(body.Order):
		return "invalid_order"
	case !text(body.Request):
		return "invalid_request_id"
	case body.Amount.Minor <= 0:
		return "amount_not_positive"
	case body.Amount.Minor > amountMax:
		return "amount_too_large"
	case body.Amount.Currency != a.merchants[body.Merchant].currency:
		return "currency_mismatch"
	case expires <= at || expires > later(at, holdWaitMax):
		return "invalid_expiry"
	case len(body.Sealed) > holdSealedMax:
		return "sealed_too_long"
	}
	h := &preauth{
		id: c.id, merchant: body.Merchant, order: body.Order, request: body.Request, amount: body.Amount,
		state: holdWaiting, expiresAt: expires, mark: body.Mark,
	}
	if (body.Code != ID{}) {
		payer, r := a.takeCode(body.Code, at)
		if r != "" {
			return r
		}
		if r := a.freezeHold(h, payer, at); r != "" {
			return r
		}
	}
	a.holds[h.id] = h
	a.askedFor(h, h.request)
	return ""
}

// askedFor keeps for which hold a request was made, the first time.
func (a *Auditor) askedFor(h *preauth, request string) {
	key := holdRequest{h.merchant, h.order, request}
	if _, taken := a.holdRequests[key]; !taken && request != "" {
		a.holdRequests[key] = h.id
	}
}

// freezeHold moves the whole amount from a wallet to the hold's account, which is
// opened when it is needed first.
func (a *Auditor) freezeHold(h *preauth, payer ID, at int64) string {
	w := a.wallets[payer]
	switch {
	case w == nil:
		return "wallet_not_found"
	case w.currency != h.amount.Currency:
		return "currency_mismatch"
	case uint64(h.amount.Minor) > a.available(accountOf(payer, purse)):
		return "insufficient_funds"
	}
	if a.accounts[accountOf(h.id, frozen)] == nil {
		before := len(a.opened)
		if r := a.openAccounts(h.id, uint32(h.amount.Currency), at, frozen); r != "" {
			return r
		}
		at += int64(len(a.opened) - before)
	}
	moves := []movement{{accountOf(payer, purse), accountOf(h.id, frozen), h.amount.Minor, 70}}
	if r := a.post(h.id, uint32(h.amount.Currency), moves, at); r != "" {
		return r
	}
	h.wallet, h.rest, h.state = payer, h.amount.Minor, holdAuthorized
	a.holdChanged(h)
	return ""
}

// thawHold moves a part of the rest back to the wallet, to stay there.
func (a *Auditor) thawHold(h *preauth, minor, at int64) string {
	moves := []movement{{accountOf(h.id, frozen), accountOf(h.wallet, purse), minor, 71}}
	r := a.post(h.id, uint32(h.amount.Currency), moves, at)
	if r == "" {
		h.rest -= minor
		a.holdChanged(h)
	}
	return r
}

func (a *Auditor) holdChanged(h *preauth) {
	if !h.changed {
		h.changed = true
		a.heldBack = append(a.heldBack, h)
	}
}

// stateAt returns the hold's state when its waiting may be over.
func (h *preauth) stateAt(now int64) uint8 {
	if h.state == holdWaiting && now >= h.expiresAt {
		return holdClosed
	}
	return h.state
}

func (a *Auditor) acceptHold(c *command, body holdAccept, at int64) string {
	by, h := a.actor(c, body.Wallet), a.holds[body.Hold]
	switch {
	case by.role == customer && by.id == ID{}:
		return "wallet_not_found"
	case h == nil, by.role == customer && h.wallet != ID{} && h.wallet != by.id, by.role == seller && by.id != h.merchant:
		return "hold_not_found"
	case by.role == seller:
		return "not_allowed"
	case h.wallet != ID{} && h.wallet == body.Wallet:
		return ""
	}
	switch h.stateAt(at) {
	case holdAuthorized:
		return "hold_authorized"
	case holdFinished:
		return "hold_finished"
	case holdClosed:
		return "hold_closed"
	}
	return a.freezeHold(h, body.Wallet, at)
}

// ofHold returns the hold if the caller may act on it, or why not.
func (a *Auditor) ofHold(c *command, id ID) (*preauth, string) {
	h := a.holds[id]
	if h == nil {
		return nil, "hold_not_found"
	}
	switch by := a.actor(c, h.wallet); {
	case by.house(), by.role == seller && by.id == h.merchant:
		return h, ""
	case by.role == customer && by.id == h.wallet && by.id != ID{}:
		return nil, "not_allowed"
	}
	return nil, "hold_not_found"
}

// lacks says why an amount cannot be taken from the rest; last: nothing is left
// behind it.
func (h *preauth) lacks(minor int64, last bool, at int64) string {
	switch h.stateAt(at) {
	case holdWaiting:
		return "hold_not_authorized"
	case holdFinished:
		return "hold_finished"
	case holdClosed:
		return "hold_closed"
	}
	if minor > h.rest {
		return "exceeds_hold"
	}
	if 1+len(h.done) >= holdOpsMax && !last {
		return "too_many_operations"
	}
	return ""
}

func (a *Auditor) releaseHold(c *command, body holdRelease, at int64) string {
	h, r := a.ofHold(c, body.Hold)
	switch {
	case r != "":
		return r
	case !text(body.Request):
		return "invalid_request_id"
	case body.Minor <= 0:
		return "amount_not_positive"
	}
	op := holdOp{kind: holdUnfreeze, request: body.Request, minor: body.Minor}
	if h.wallet != (ID{}) && h.request == body.Request {
		return "discordant_request" // it was the freezing's
	}
	for _, earlier := range h.done {
		if earlier == op {
			return ""
		}
		if earlier.request == body.Request {
			return "discordant_request"
		}
	}
	if r := h.lacks(body.Minor, body.Minor == h.rest, at); r != "" {
		return r
	}
	if _, taken := a.holdRequests[holdRequest{h.merchant, h.order, body.Request}]; taken {
		return "discordant_request"
	}
	if r := a.thawHold(h, body.Minor, at); r != "" {
		return r
	}
	h.done = append(h.done, op)
	a.askedFor(h, body.Request)
	h.end()
	return ""
}

// end finishes a hold of which nothing is left.
func (h *preauth) end() {
	if h.rest == 0 {
		h.state = holdFinished
	}
}

func (a *Auditor) cancelHold(c *command, body holdCancel, at int64) string {
	h, r := a.ofHold(c, body.Hold)
	switch {
	case r != "":
		return r
	case body.Request != "" && !text(body.Request):
		return "invalid_request_id"
	}
	switch h.stateAt(at) {
	case holdClosed:
		return ""
	case holdFinished:
		return "hold_finished"
	}
	if h.paid != 0 {
		return "hold_paid"
	}
	if rest := h.rest; rest > 0 {
		if r := a.thawHold(h, rest, at); r != "" {
			return r
		}
		h.done = append(h.done, holdOp{kind: holdUnfreeze, request: body.Request, minor: rest})
	}
	h.state = holdClosed
	a.askedFor(h, body.Request)
	return ""
}

// payFromHold pays a trade out of what is frozen: back into the wallet and on into
// escrow, in one chain.
func (a *Auditor) payFromHold(c *command, body holdSpend, at int64) string {
	h, r := a.ofHold(c, body.Hold)
	switch {
	case r != "":
		return r
	case body.Minor <= 0:
		return "amount_not_positive"
	}
	again := false
	for _, earlier := range h.done {
		if earlier.kind == holdPay && earlier.trade == body.Trade {
			if earlier.minor != body.Minor {
				return "discordant_request"
			}
			again = true
		}
	}
	if !again {
		if r := h.lacks(body.Minor, body.Finish || body.Minor == h.rest, at); r != "" {
			return r
		}
	}
	t := a.trades[body.Trade]
	if t == nil || t.merchant != h.merchant {
		return "trade_not_found"
	}
	if again {
		return ""
	}
	if due := t.changesAt(); due != 0 && due <= at {
		at += a.elapse(t.id, at)
		a.base, a.posted = c.id, 0
	}
	return a.payOutOf(h, &body, at)
}

// payOutOf pays the trade as it stands.
func (a *Auditor) payOutOf(h *preauth, body *holdSpend, at int64) string {
	before := a.trades[body.Trade]
	t := before.copy()
	funds := []funding{{Instrument: byWallet, Wallet: h.wallet, Minor: body.Minor}}
	if r := t.pay(h.wallet, funds, actor{role: system}, at); r != "" {
		return r
	}
	from, to, left := accountOf(h.id, frozen), accountOf(h.wallet, purse), h.rest-body.Minor
	taken := []movement{{from, to, body.Minor, 72}}
	if body.Finish && left > 0 {
		taken = append(taken, movement{from, to, left, 71})
	}
	spent, r := a.spent(before, t, at)
	if r != "" {
		return r
	}
	events := append(a.chain(h.id, t.currency(), taken), a.chain(t.id, t.currency(), t.moves)...)
	if r := a.postChain(events, at); r != "" {
		return r
	}
	a.replace(before, t, spent)
	h.done = append(h.done, holdOp{kind: holdPay, trade: t.id, minor: body.Minor})
	h.rest, h.paid = left, h.paid+body.Minor
	if body.Finish && left > 0 {
		h.done, h.rest = append(h.done, holdOp{kind: holdUnfreeze, minor: left}), 0
	}
	h.end()
	a.holdChanged(h)
	return ""
}

// checkHolds checks that the accounts of the block's holds have what is left of
// them, unless an operator's own transfers moved them.
func (a *Auditor) checkHolds() {
	for _, h := range a.heldBack {
		h.changed = false
		account := a.accounts[accountOf(h.id, frozen)]
		if uint64(h.rest) != account.posted()-account.foreign {
			a.problem("hold %x: %d is left of it, its account has %d, of which operators' own transfers made %d",
				h.id, h.rest, int64(account.posted()), int64(account.foreign))
		}
	}
	a.heldBack = a.heldBack[:0]
}
