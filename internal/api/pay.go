package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/qr"
	"github.com/candorpay/candor/internal/wallet"
)

// paymentCodeReply is what a customer shows a merchant.
type paymentCodeReply struct {
	AuthCode  string  `json:"auth_code" doc:"18 digits: who has them may take one payment from the wallet."`
	ExpiresAt instant `json:"expires_at"`
}

// payBillRequest pays what a QR code holds.
type payBillRequest struct {
	Wallet hexID   `json:"wallet" doc:"Pays."`
	Amount *amount `json:"amount,omitempty" doc:"With a merchant's static code, which names none; else left out, or the bill's."`
}

// acceptRequest consents to a pre-authorisation.
type acceptRequest struct {
	Wallet hexID `json:"wallet" doc:"Out of which the amount is frozen."`
}

// billReply is what a pay code asks for.
type billReply struct {
	Kind      string  `json:"kind" enum:"trade,merchant,preauth" doc:"A merchant's code takes any amount."`
	Payee     string  `json:"payee,omitempty" doc:"The shop's name, or its user id."`
	Currency  string  `json:"currency,omitempty" doc:"ISO 4217 code."`
	Amount    *amount `json:"amount,omitempty" doc:"Absent of a merchant's code."`
	Subject   string  `json:"subject,omitempty"`
	State     string  `json:"state,omitempty" doc:"Of the trade, or of the pre-authorisation: waiting, frozen, finished or closed."`
	ExpiresAt instant `json:"expires_at,omitempty"`
	Paid      bool    `json:"paid" doc:"By the caller."`
	Others    bool    `json:"others,omitempty" doc:"It is somebody else's: nothing but its state is told."`
}

// payCodeReply is a merchant's static pay code.
type payCodeReply struct {
	PayCode string `json:"pay_code"`
	URL     string `json:"url" doc:"What a QR code of it holds."`
}

func (s *server) pay() {
	change(s, operation{
		path: "/v1/wallets/{id}/payment-codes", id: "issuePaymentCode", tag: "wallets", roles: buyers, status: http.StatusCreated,
		summary: "Issue a payment code, which a merchant takes one payment with within a minute.",
	}, func(_ *nothing, c *call) ledger.ID { return c.self() }, s.p.IssueCode, func(code platform.PaymentCode) paymentCodeReply {
		return paymentCodeReply{code.Digits, showTime(code.ExpiresAt)}
	})
	read(s, operation{
		path: "/v1/pay/{code}", id: "getBill", tag: "pay", roles: buyers,
		summary: "Read what a pay code asks for: the code, or the whole text of its QR code with %2F for each slash.",
	}, getBill)
	change(s, operation{
		path: "/v1/pay/{code}", id: "payBill", tag: "pay", roles: buyers,
		summary: "Pay what a pay code asks for; answers the trade.",
	}, (*payBillRequest).command, s.p.PayBill, showTrade)
	change(s, operation{
		path: "/v1/pay/{code}/accept", id: "acceptPreauth", tag: "pay", roles: buyers,
		summary: "Consent to a pre-authorisation: its amount is frozen.",
	}, (*acceptRequest).command, s.accept, s.showHeld)
	read(s, operation{
		path: "/v1/merchants/{id}/pay-code", id: "getPayCode", tag: "merchants", roles: sellers,
		summary: "Read a merchant's static pay code, which its customers pay any amount with.",
	}, s.getPayCode)
	s.route(operation{
		method: http.MethodGet, path: "/v1/merchants/{id}/pay-code.png", id: "drawPayCode", tag: "merchants", roles: sellers,
		gives: typePNG, summary: "Draw a merchant's static pay code as a QR code.",
	}, nil, reflect.TypeFor[payCodeReply](), s.drawPayCode)
}

const typePNG = "image/png"

// payCode returns the pay code in the path, which may be a QR code's whole text.
func (c *call) payCode() string {
	text := c.r.PathValue("code")
	return text[strings.LastIndexByte(text, '/')+1:]
}

func (b *payBillRequest) command(c *call) platform.PayBill {
	r := platform.PayBill{Code: c.payCode(), Wallet: c.id("wallet", b.Wallet)}
	if b.Amount != nil {
		r.Amount = c.positive("amount", *b.Amount)
	}
	return r
}

// acceptance is an acceptRequest that was read.
type acceptance struct {
	code   string
	wallet ledger.ID
}

func (b *acceptRequest) command(c *call) acceptance {
	return acceptance{c.payCode(), c.id("wallet", b.Wallet)}
}

// accept consents to the pre-authorisation of a pay code.
func (s *server) accept(ctx context.Context, by auth.Caller, once platform.Once, a acceptance) (preauth.Hold, bool, error) {
	what, err := s.p.PayableOf(a.code)
	if err != nil {
		return preauth.Hold{}, false, err
	}
	if what.Hold.IsZero() {
		return preauth.Hold{}, false, platform.RefusedPayCode.Err()
	}
	return s.p.AcceptHold(ctx, by, once, preauth.Accept{Hold: what.Hold, Wallet: a.wallet})
}

func getBill(c *call) (billReply, error) {
	v, err := c.p.BillFor(c.ctx(), c.by, c.payCode())
	if err != nil {
		return billReply{}, err
	}
	reply := billReply{
		Kind: "trade", Payee: v.Payee, Subject: v.Subject, ExpiresAt: showTime(v.ExpiresAt), Paid: v.Mine, Others: v.Others,
	}
	switch {
	case !v.Merchant.IsZero():
		reply.Kind = "merchant"
	case !v.Hold.IsZero():
		reply.Kind, reply.State = "preauth", nameOf(v.HoldState, holdStates)
	default:
		reply.State = nameOf(v.State, tradeStates)
	}
	if !v.Others {
		reply.Currency = v.Amount.Currency.Code()
	}
	if v.Amount.Minor != 0 {
		shown := show(v.Amount.Minor, v.Amount.Currency)
		reply.Amount = &shown
	}
	return reply, nil
}

func (s *server) getPayCode(c *call) (payCodeReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return payCodeReply{}, err
	}
	code, err := c.p.MerchantPayCode(c.ctx(), c.by, id)
	return payCodeReply{code, s.publicURL + "/pay/" + code}, err
}

func (s *server) drawPayCode(c *call) error {
	reply, err := s.getPayCode(c)
	if err != nil {
		return err
	}
	code, err := qr.Encode(reply.URL)
	if err != nil {
		return err
	}
	b, err := code.PNG()
	if err != nil {
		return err
	}
	c.Header().Set("Cache-Control", "no-store")
	c.send(http.StatusOK, typePNG, b)
	return nil
}

// userOf is a wallet's user id as its customer knows it, nothing while the vault
// is sealed: payments go on then.
func userOf(p *platform.Platform, w wallet.Wallet) string {
	id, err := p.UserID(auth.Candor(), w.ID)
	if err != nil {
		return ""
	}
	return id
}

// sellerOf is a merchant's user id, nothing while the vault is sealed.
func sellerOf(p *platform.Platform, id ledger.ID) string {
	seller, err := p.SellerID(id)
	if err != nil {
		return ""
	}
	return seller
}
