package api

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
)

// unfreezeRequest gives a part of what is frozen back.
type unfreezeRequest struct {
	Request string `json:"request" doc:"Unique per pre-authorisation: the same request and amount again changes nothing. 1 to 64 of A-Z, a-z, 0-9, _ and -." maxLength:"64"`
	Amount  amount `json:"amount"`
}

// callOffRequest gives back all that is frozen.
type callOffRequest struct {
	Request string `json:"request,omitempty" doc:"The caller's own number, which is kept: 1 to 64 of A-Z, a-z, 0-9, _ and -." maxLength:"64"`
}

// heldReply is a pre-authorisation as it stands.
type heldReply struct {
	ID        hexID     `json:"id"`
	Merchant  hexID     `json:"merchant"`
	Order     string    `json:"order" doc:"The merchant's own number."`
	Wallet    walletRef `json:"wallet,omitempty" doc:"Absent while nobody consented."`
	Amount    amount    `json:"amount"`
	Frozen    amount    `json:"frozen" doc:"Now."`
	Unfrozen  amount    `json:"unfrozen" doc:"Went back to the wallet to stay."`
	Paid      amount    `json:"paid" doc:"Spent on the merchant's trades."`
	State     string    `json:"state" enum:"waiting,frozen,finished,closed"`
	CreatedAt instant   `json:"created_at"`
	FrozenAt  instant   `json:"frozen_at,omitempty"`
	EndedAt   instant   `json:"ended_at,omitempty" doc:"When it was finished, or called off."`
	ExpiresAt instant   `json:"expires_at,omitempty" doc:"Until when it waits for a customer. What is frozen has no term."`
	Version   uint32    `json:"version" doc:"Counts its changes."`
}

var holdStates = []name[preauth.State]{
	{preauth.Init, "waiting"}, {preauth.Authorized, "frozen"}, {preauth.Finished, "finished"}, {preauth.Closed, "closed"},
}

func (s *server) preauths() {
	list(s, operation{
		path: "/v1/preauths", id: "listPreauths", tag: "preauths",
		summary: "List a merchant's or a wallet's pre-authorisations by id.",
		query: []parameter{
			{"merchant", "string", "Only those of this merchant; a merchant's own when left out."},
			{"wallet", "string", "Only those out of this wallet."},
		},
	}, s.listPreauths)
	read(s, operation{
		path: "/v1/preauths/{id}", id: "getPreauth", tag: "preauths", summary: "Read a pre-authorisation.",
	}, s.getPreauth)
	change(s, operation{
		path: "/v1/preauths/{id}/release", id: "releasePreauth", tag: "preauths", roles: sellers,
		summary: "Give a part of what is frozen back to the wallet, or all.",
	}, (*unfreezeRequest).command, s.p.ReleaseHold, s.showHeld)
	change(s, operation{
		path: "/v1/preauths/{id}/cancel", id: "cancelPreauth", tag: "preauths", roles: sellers,
		summary: "Call a pre-authorisation off of which nothing was paid: all that is frozen goes back.",
	}, (*callOffRequest).command, s.p.CancelHold, s.showHeld)
}

func (b *unfreezeRequest) command(c *call) preauth.Release {
	cmd := preauth.Release{Hold: c.self(), Request: c.text("request", b.Request, preauth.RefusedRequest)}
	cmd.Minor = c.inHoldCurrency(cmd.Hold, "amount", b.Amount)
	return cmd
}

func (b *callOffRequest) command(c *call) preauth.Cancel {
	cmd := preauth.Cancel{Hold: c.self()}
	if b.Request != "" {
		cmd.Request = c.text("request", b.Request, preauth.RefusedRequest)
	}
	return cmd
}

// inHoldCurrency refuses an amount that is not in the pre-authorisation's
// currency. It reads that first, which is safe because its currency never
// changes.
func (c *call) inHoldCurrency(id ledger.ID, field string, b amount) int64 {
	m := c.positive(field, b)
	if len(c.bad) > 0 {
		return 0
	}
	h, err := c.p.Hold(c.ctx(), c.by, id)
	c.err = err
	c.sameCurrency(field, m, h.Amount.Currency)
	return m.Minor
}

func (s *server) showHeld(h preauth.Hold) heldReply {
	in := func(minor int64) amount { return show(minor, h.Amount.Currency) }
	return heldReply{
		ID: showID(h.ID), Merchant: showID(h.Merchant), Order: h.Order, Wallet: refWallet(h.Wallet), Amount: in(h.Amount.Minor),
		Frozen: in(h.Rest), Unfrozen: in(h.Unfrozen), Paid: in(h.Paid), State: nameOf(h.At(s.p.Now()), holdStates),
		CreatedAt: showTime(h.CreatedAt), FrozenAt: showTime(h.AuthorizedAt), EndedAt: showTime(h.EndedAt),
		ExpiresAt: showTime(h.ExpiresAt), Version: h.Version,
	}
}

func (h heldReply) named(as func(walletRef) walletRef) any {
	h.Wallet = as(h.Wallet)
	return h
}

func (s *server) getPreauth(c *call) (heldReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return heldReply{}, err
	}
	h, err := c.p.Hold(c.ctx(), c.by, id)
	if err != nil {
		return heldReply{}, err
	}
	return s.showHeld(h), nil
}

func (s *server) listPreauths(c *call) (page[heldReply], error) {
	limit := c.limit()
	filter := platform.HoldFilter{
		Merchant: c.queryID("merchant"), Wallet: c.queryID("wallet"), After: c.afterID(), Limit: min(limit+1, PageMax),
	}
	if err := c.failure(); err != nil {
		return page[heldReply]{}, err
	}
	found, err := c.p.Holds(c.ctx(), c.by, filter)
	return pageByID(found, limit, func(h *preauth.Hold) ledger.ID { return h.ID }, s.showHeld), err
}
