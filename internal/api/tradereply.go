package api

import (
	"github.com/candorpay/candor/internal/trade"
)

// tradeReply is a trade as it stands.
type tradeReply struct {
	ID          hexID          `json:"id"`
	Merchant    hexID          `json:"merchant"`
	Order       string         `json:"order"`
	Buyer       walletRef      `json:"buyer,omitempty"`
	State       string         `json:"state" enum:"waiting_payment,paid,shipped,completed,closed,disputed"`
	Amount      amount         `json:"amount"`
	Release     releaseBody    `json:"release"`
	Shares      []shareReply   `json:"shares"`
	Fundings    []fundingReply `json:"fundings"`
	Returns     []returnReply  `json:"returns"`
	Paid        amount         `json:"paid"`
	Held        amount         `json:"held" doc:"In escrow now."`
	Released    amount         `json:"released" doc:"To the payees, before fees."`
	Refunded    amount         `json:"refunded" doc:"Refunds and decisions, before and after release."`
	ChargedBack amount         `json:"charged_back"`
	Refundable  amount         `json:"refundable" doc:"What may still go back."`
	Fee         amount         `json:"fee" doc:"Charged, less what was given back."`
	CreatedAt   instant        `json:"created_at"`
	ExpiresAt   instant        `json:"expires_at,omitempty" doc:"When it closes unpaid."`
	PaidAt      instant        `json:"paid_at,omitempty"`
	ShippedAt   instant        `json:"shipped_at,omitempty"`
	CompletedAt instant        `json:"completed_at,omitempty"`
	ClosedAt    instant        `json:"closed_at,omitempty"`
	DisputedAt  instant        `json:"disputed_at,omitempty"`
	ResolvedAt  instant        `json:"resolved_at,omitempty"`
	ReleaseAt   instant        `json:"release_at,omitempty" doc:"When the timer releases; absent: no timer runs."`
	Extended    bool           `json:"extended"`
	Version     uint32         `json:"version" doc:"Counts its changes."`
}

// shareReply is what a payee gets and got.
type shareReply struct {
	Merchant hexID  `json:"merchant"`
	Amount   amount `json:"amount"`
	Released amount `json:"released" doc:"Before fees."`
	Fee      amount `json:"fee"`
	Returned amount `json:"returned" doc:"By refunds and charge-backs after release."`
}

// fundingReply is a part of the payment.
type fundingReply struct {
	Instrument string    `json:"instrument"`
	Wallet     walletRef `json:"wallet,omitempty"`
	Fund       hexID     `json:"fund,omitempty" doc:"Whose units paid."`
	Amount     amount    `json:"amount"`
	Refunded   amount    `json:"refunded"`
}

// returnReply is one time that money went back.
type returnReply struct {
	Cause        string  `json:"cause" enum:"refund,charge_back,decision"`
	Request      string  `json:"request,omitempty"`
	Amount       amount  `json:"amount"`
	At           instant `json:"at"`
	AfterRelease bool    `json:"after_release"`
}

var tradeStates = []name[trade.State]{
	{trade.WaitingPayment, "waiting_payment"},
	{trade.Paid, "paid"},
	{trade.Shipped, "shipped"},
	{trade.Completed, "completed"},
	{trade.Closed, "closed"},
	{trade.Disputed, "disputed"},
}

var causes = []name[trade.Cause]{
	{trade.Refunded, "refund"}, {trade.ChargedBack, "charge_back"}, {trade.Decided, "decision"},
}

func showTrade(t trade.Trade) tradeReply {
	in := func(minor int64) amount { return show(minor, t.Amount.Currency) }
	return tradeReply{
		ID: showID(t.ID), Merchant: showID(t.Merchant), Order: t.Order, Buyer: refWallet(t.Buyer),
		State: nameOf(t.State, tradeStates), Amount: in(t.Amount.Minor),
		Release: releaseBody{Timer: nameOf(t.Release.Timer, tradeTimers), Days: t.Release.Days},
		Shares:  showShares(&t), Fundings: showFundings(&t), Returns: showReturns(&t),
		Paid: in(t.Paid), Held: in(t.Held), Released: in(t.Released),
		Refunded: in(t.RefundedHeld + t.RefundedAfter), ChargedBack: in(t.ChargedHeld + t.ChargedAfter),
		Refundable: in(t.Refundable()), Fee: in(t.FeeCharged - t.FeeReturned),
		CreatedAt: showTime(t.CreatedAt), ExpiresAt: showTime(t.ExpiresAt), PaidAt: showTime(t.PaidAt),
		ShippedAt: showTime(t.ShippedAt), CompletedAt: showTime(t.CompletedAt), ClosedAt: showTime(t.ClosedAt),
		DisputedAt: showTime(t.DisputedAt), ResolvedAt: showTime(t.ResolvedAt), ReleaseAt: showTime(t.ReleaseAt),
		Extended: t.Extended, Version: t.Version,
	}
}

func showShares(t *trade.Trade) []shareReply {
	all := make([]shareReply, len(t.Shares))
	for i, s := range t.Shares {
		c := t.Amount.Currency
		all[i] = shareReply{
			Merchant: showID(s.Merchant), Amount: show(s.Minor, c), Released: show(s.Released, c),
			Fee: show(s.Fee-s.FeeBack, c), Returned: show(s.Returned, c),
		}
	}
	return all
}

func showFundings(t *trade.Trade) []fundingReply {
	all := make([]fundingReply, len(t.Fundings))
	for i, f := range t.Fundings {
		all[i] = fundingReply{
			Instrument: nameOf(f.Instrument, instruments),
			Amount:     show(f.Minor, t.Amount.Currency), Refunded: show(f.Refunded, t.Amount.Currency),
		}
		if f.Instrument == trade.Fund {
			all[i].Fund = showID(f.Wallet)
		} else {
			all[i].Wallet = refWallet(f.Wallet)
		}
	}
	return all
}

func showReturns(t *trade.Trade) []returnReply {
	all := make([]returnReply, len(t.Returns))
	for i, r := range t.Returns {
		all[i] = returnReply{
			Cause: nameOf(r.Cause, causes), Request: r.Request, Amount: show(r.Minor, t.Amount.Currency),
			At: showTime(r.At), AfterRelease: r.After,
		}
	}
	return all
}
