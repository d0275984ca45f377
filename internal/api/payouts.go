package api

import (
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/payout"
)

// payoutRequest pays a part of a merchant's balance out.
type payoutRequest struct {
	Merchant   hexID  `json:"merchant"`
	Instrument string `json:"instrument" enum:"card,debit_card,bank_transfer,bank_slip,voucher,other"`
	Amount     amount `json:"amount"`
}

// reportRequest says what became of a payout.
type reportRequest struct {
	State string `json:"state" enum:"sent,succeeded,failed,returned,unknown"`
}

// payoutReply is a payout as it stands.
type payoutReply struct {
	ID         hexID   `json:"id"`
	Merchant   hexID   `json:"merchant"`
	Instrument string  `json:"instrument"`
	Amount     amount  `json:"amount"`
	State      string  `json:"state" enum:"created,sent,succeeded,failed,returned,unknown"`
	CreatedAt  instant `json:"created_at"`
	ChangedAt  instant `json:"changed_at,omitempty"`
	Version    uint32  `json:"version" doc:"Counts its changes."`
	Payee      hexID   `json:"payee,omitempty" doc:"Of a transfer to a bank card, when one payout is read by an operator: the customer id by which a service reads the card and its holder."`
}

var payoutStates = []name[payout.State]{
	{payout.Created, "created"},
	{payout.Sent, "sent"},
	{payout.Succeeded, "succeeded"},
	{payout.Failed, "failed"},
	{payout.Returned, "returned"},
	{payout.Unknown, "unknown"},
}

func (s *server) payouts() {
	change(s, operation{
		path: "/v1/payouts", id: "createPayout", tag: "payouts", roles: sellers, status: http.StatusCreated,
		summary: "Settle a part of a merchant's balance to a clearing account.",
	}, (*payoutRequest).command, s.p.CreatePayout, showPayout)
	list(s, operation{
		path: "/v1/payouts", id: "listPayouts", tag: "payouts",
		summary: "List payouts by id. A merchant sees the own ones.",
		query:   []parameter{{"merchant", "string", "Only this merchant's."}},
	}, listPayouts)
	read(s, operation{
		path: "/v1/payouts/{id}", id: "getPayout", tag: "payouts",
		summary: "Read a payout.",
	}, getPayout)
	change(s, operation{
		path: "/v1/payouts/{id}/reports", id: "reportPayout", tag: "payouts", roles: operators,
		summary: "Record what became of a payout. Operators only.",
	}, (*reportRequest).command, s.p.ReportPayout, showPayout)
}

func (b *payoutRequest) command(c *call) payout.Create {
	return payout.Create{
		Merchant:   c.id("merchant", b.Merchant),
		Instrument: outside(c, b.Instrument),
		Amount:     c.positive("amount", b.Amount),
	}
}

func (b *reportRequest) command(c *call) payout.Report {
	if b.State == "" {
		c.wrong("state", CodeMissingField, "is required")
	}
	return payout.Report{Payout: c.self(), State: choose(c, "state", b.State, payoutStates[1:])}
}

func showPayout(p payout.Payout) payoutReply {
	return payoutReply{
		ID: showID(p.ID), Merchant: showID(p.Merchant), Instrument: instrumentName(p.Instrument),
		Amount: show(p.Amount.Minor, p.Amount.Currency), State: nameOf(p.State, payoutStates),
		CreatedAt: showTime(p.CreatedAt), ChangedAt: showTime(p.ChangedAt), Version: p.Version,
	}
}

func getPayout(c *call) (payoutReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return payoutReply{}, err
	}
	p, err := c.p.Payout(c.ctx(), c.by, id)
	if err != nil {
		return payoutReply{}, err
	}
	reply := showPayout(p)
	if c.by.Role == auth.Operator {
		payee, err := c.p.PayoutPayee(c.ctx(), c.by, id)
		if err != nil {
			return payoutReply{}, err
		}
		reply.Payee = showID(ledger.ID(payee))
	}
	return reply, nil
}

func listPayouts(c *call) (page[payoutReply], error) {
	shop, after, limit := c.queryID("merchant"), c.afterID(), c.limit()
	if err := c.failure(); err != nil {
		return page[payoutReply]{}, err
	}
	found, err := c.p.Payouts(c.ctx(), c.by, shop, after, min(limit+1, PageMax))
	return pageByID(found, limit, func(p *payout.Payout) ledger.ID { return p.ID }, showPayout), err
}
