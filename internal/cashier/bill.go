package cashier

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// choicesMax is how many wallets a page offers.
const choicesMax = 20

// given is what a form said, and what came of it.
type given struct {
	wallet ledger.ID
	amount string
	nonce  string // the next form's; "": a new one
	status int    // of the page; 0: as the bill is
	wrong  string
}

// lead sends a scanned QR code to its page. The session's cookie is not for the
// code's own address.
func (x *exchange) lead() {
	code := x.r.PathValue("code")
	if _, err := x.p.PayableOf(code); err != nil {
		x.fail(err)
		return
	}
	x.to("/cashier/" + code) // a genuine code is letters, digits, - and _
}

// show is the page of a bill: to sign in, to pay, or what became of it.
func (x *exchange) show() { x.showWith(given{}) }

func (x *exchange) showWith(g given) {
	code := x.r.PathValue("code")
	if _, err := x.p.PayableOf(code); err != nil {
		x.fail(err)
		return
	}
	by, ok, err := x.caller()
	switch {
	case err != nil:
		x.fail(err)
	case !ok:
		x.render(http.StatusOK, "sign-in", view{Title: x.words.SignInTitle, Code: code})
	default:
		x.bill(by, code, g)
	}
}

// bill shows a customer what a pay code asks for.
func (x *exchange) bill(by auth.Caller, code string, g given) {
	b, err := x.p.BillFor(x.r.Context(), by, code)
	if err != nil {
		x.fail(err)
		return
	}
	v := view{
		Code: code, SignedIn: true, Payee: said(b.Payee), Subject: said(b.Subject), Hold: !b.Hold.IsZero(),
		Return: b.Mine && b.ReturnURL != "" && x.returner != nil,
	}
	if b.Amount.Minor != 0 {
		v.Amount = shown(b.Amount)
	}
	status := x.settle(&v, &b)
	if !v.Form {
		x.render(status, "bill", v)
		return
	}
	if v.Wallets, err = x.wallets(by, b.Amount, g.wallet); err != nil {
		x.fail(err)
		return
	}
	if len(v.Wallets) == 0 {
		v.Form, v.Notice = false, x.words.NoWallet
	}
	v.NoneEnough = !slices.ContainsFunc(v.Wallets, func(c choice) bool { return c.Checked })
	v.AskAmount, v.Currency = !b.Merchant.IsZero(), b.Amount.Currency.Code()
	v.Given, v.Error, v.Nonce = g.amount, g.wrong, g.nonce
	if v.Nonce == "" {
		v.Nonce = newNonce()
	}
	if g.status != 0 {
		status = g.status
	}
	x.render(status, "bill", v)
}

// settle says in the view what can be done with a bill, and returns the status.
func (x *exchange) settle(v *view, b *platform.PayableView) int {
	w := x.words
	over := b.ExpiresAt != 0 && x.p.Now() >= b.ExpiresAt
	v.Title = w.PayTitle
	switch {
	case !b.Merchant.IsZero():
		v.Form = true
		return http.StatusOK
	case v.Hold:
		return x.settleHold(v, b)
	case b.Mine && b.State == trade.Closed:
		v.Title, v.Notice = w.Returned, ""
		return http.StatusOK
	case b.Mine:
		v.Title, v.Done = w.PaidTitle, true
		return http.StatusOK
	}
	switch b.State {
	case trade.WaitingPayment:
		switch {
		case b.Others:
			v.Title = w.OtherBuyer
			return http.StatusForbidden
		case over:
			v.Title = w.Expired
			return http.StatusGone
		}
		v.Form = true
		if b.ExpiresAt != 0 {
			v.Expires = moment(b.ExpiresAt)
		}
		return http.StatusOK
	case trade.Closed:
		v.Title = w.Closed
		return http.StatusGone
	case trade.Paid, trade.Shipped, trade.Completed, trade.Disputed:
		v.Title = w.PaidByOther
		return http.StatusGone
	}
	v.Title = w.Refused
	return http.StatusInternalServerError
}

// settleHold is settle of a pre-authorisation.
func (x *exchange) settleHold(v *view, b *platform.PayableView) int {
	w := x.words
	v.Title = w.HoldTitle
	switch b.HoldState {
	case preauth.Init:
		v.Form, v.Expires = true, moment(b.ExpiresAt)
		return http.StatusOK
	case preauth.Authorized:
		if !b.Mine {
			v.Title = w.OtherBuyer
			return http.StatusForbidden
		}
		v.Title, v.Done = w.HeldTitle, true
		return http.StatusOK
	case preauth.Finished, preauth.Closed:
		v.Title = w.HoldEnded
		return http.StatusGone
	}
	v.Title = w.Refused
	return http.StatusInternalServerError
}

// wallets are the caller's wallets in an amount's currency. The one that she chose,
// or else the first with enough, is checked.
func (x *exchange) wallets(by auth.Caller, a money.Amount, chosen ledger.ID) ([]choice, error) {
	own, err := x.p.Wallets(x.r.Context(), by, ledger.ID{}, platform.PageMax)
	if err != nil {
		return nil, err
	}
	var all []choice
	checked := -1
	for _, w := range own {
		if w.Currency != a.Currency || len(all) == choicesMax {
			continue
		}
		opened, err := x.p.Wallet(x.r.Context(), by, w.ID)
		if err != nil {
			return nil, err
		}
		name, err := x.p.UserID(by, w.ID)
		if err != nil {
			return nil, err
		}
		available := opened.Balance.Available
		c := choice{
			ID: w.ID.String(), Name: "•••• " + name[len(name)-4:], TooLittle: available < max(a.Minor, 1),
			Balance: shown(money.Amount{Minor: available, Currency: w.Currency}),
		}
		if !c.TooLittle && (checked < 0 || w.ID == chosen) {
			checked = len(all)
		}
		all = append(all, c)
	}
	if checked >= 0 {
		all[checked].Checked = true
	}
	return all, nil
}

// pay pays what the form is of, from the wallet that it names.
func (x *exchange) pay() {
	code := x.r.PathValue("code")
	what, err := x.p.PayableOf(code)
	if err != nil {
		x.fail(err)
		return
	}
	by, ok, err := x.caller()
	if err != nil {
		x.fail(err)
		return
	}
	if !ok { // it ended while she looked: nothing was done
		x.render(http.StatusForbidden, "sign-in", view{Title: x.words.SignInTitle, Code: code})
		return
	}
	g, once, amount, ok := x.form(by, code, what)
	if !ok {
		return
	}
	paid, err := x.do(by, once, platform.PayBill{Code: code, Wallet: g.wallet, Amount: amount}, what)
	if err != nil {
		x.unpaid(by, code, g, err)
		return
	}
	x.to("/cashier/" + paid)
}

// form reads the form of a payment. If it is wrong, that has been answered.
func (x *exchange) form(by auth.Caller, code string, what platform.Payable) (g given, once platform.Once, a money.Amount, ok bool) {
	if err := x.r.ParseForm(); err != nil {
		x.refuse(http.StatusBadRequest, x.words.Refused)
		return g, "", a, false
	}
	nonce := x.r.PostForm.Get("nonce")
	if !isNonce(nonce) {
		x.refuse(http.StatusBadRequest, x.words.Refused)
		return g, "", a, false
	}
	g.amount = x.r.PostForm.Get("amount")
	var err error
	if g.wallet, err = ledger.ParseID(x.r.PostForm.Get("wallet")); err != nil {
		g.status, g.wrong = http.StatusBadRequest, x.words.WrongWallet
		x.bill(by, code, g)
		return g, "", a, false
	}
	if !what.Merchant.IsZero() {
		b, err := x.p.BillFor(x.r.Context(), by, code)
		if err != nil {
			x.fail(err)
			return g, "", a, false
		}
		if a, err = money.Parse(g.amount, b.Amount.Currency); err != nil || a.Minor == 0 {
			g.status, g.wrong = http.StatusBadRequest, x.words.WrongAmount
			x.bill(by, code, g)
			return g, "", a, false
		}
	}
	g.nonce = nonce
	return g, platform.Once("cashier-" + nonce), a, true
}

// do pays, or consents, and returns the pay code whose page says so.
func (x *exchange) do(by auth.Caller, once platform.Once, r platform.PayBill, what platform.Payable) (code string, err error) {
	if !what.Hold.IsZero() {
		_, _, err = x.p.AcceptHold(x.r.Context(), by, once, preauth.Accept{Hold: what.Hold, Wallet: r.Wallet})
		return r.Code, err
	}
	t, _, err := x.p.PayBill(x.r.Context(), by, once, r)
	if err != nil || what.Merchant.IsZero() {
		return r.Code, err
	}
	return x.p.TradePayCode(t.ID)
}

// unpaid shows the bill again, and why it was not paid.
func (x *exchange) unpaid(by auth.Caller, code string, g given, err error) {
	w := x.words
	g.status = http.StatusConflict
	if kind := errkind.Of(err); kind == errkind.Unavailable || kind == errkind.Internal {
		x.unsure(code, g, err)
		return
	}
	switch errkind.CodeOf(err) {
	case "insufficient_funds":
		g.wrong = w.Insufficient
	case "wallet_not_found", "wallet_not_the_buyers", "not_the_buyer":
		g.wrong, g.status = w.WrongWallet, http.StatusForbidden
	case "transfer_limit_exceeded", "daily_limit_exceeded", "yearly_limit_exceeded":
		g.wrong = w.Limit
	case "amount_too_large", "amount_not_positive", "currency_mismatch":
		g.wrong, g.status = w.WrongAmount, http.StatusBadRequest
	case "idempotency_key_reuse", platform.RefusedBilled.Code: // the form was sent with another amount or wallet
		g.wrong = w.UsedForm
	default:
		g.wrong = w.Refused
	}
	g.nonce = "" // the refusal is kept under it
	x.bill(by, code, g)
}

// unsure offers to send a form again of which nobody can say whether it paid. The
// same nonce makes it the same payment. It asks the platform for nothing: what has
// failed may go on failing.
func (x *exchange) unsure(code string, g given, err error) {
	x.logger.Error("cashier failed", "route", x.r.Pattern, "error", err)
	x.render(http.StatusServiceUnavailable, "unsure", view{
		Title: x.words.Unknown, Notice: x.words.Unsure, Code: code, SignedIn: true,
		Nonce: g.nonce, Given: g.amount, Wallets: []choice{{ID: g.wallet.String()}},
	})
}

// goBack leads to the shop, with the platform's word that the trade was paid.
func (x *exchange) goBack() {
	code := x.r.PathValue("code")
	if _, err := x.p.PayableOf(code); err != nil {
		x.fail(err)
		return
	}
	by, ok, err := x.caller()
	if err != nil {
		x.fail(err)
		return
	}
	if !ok {
		x.to("/cashier/" + code)
		return
	}
	b, err := x.p.BillFor(x.r.Context(), by, code)
	if err != nil {
		x.fail(err)
		return
	}
	if !b.Mine || b.Trade.IsZero() || b.ReturnURL == "" || x.returner == nil {
		x.refuse(http.StatusNotFound, x.words.NotFound)
		return
	}
	location, err := x.returner.ReturnURL(x.r.Context(), b.Trade)
	switch {
	case err != nil:
		x.fail(err)
	case location == "":
		x.refuse(http.StatusNotFound, x.words.NotFound)
	default:
		x.to(location)
	}
}

// newNonce makes what a form's payment is known by.
func newNonce() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func isNonce(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 16
}

// shown writes an amount above zero, or zero, with its currency: ¥1,234.50.
func shown(a money.Amount) string {
	decimal, err := a.Format()
	if err != nil {
		panic(err) // what is stored has a currency that was checked
	}
	whole, _, _ := strings.Cut(decimal, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		decimal = decimal[:i] + "," + decimal[i:]
	}
	if a.Currency.Code() == "CNY" {
		return "¥" + decimal
	}
	return a.Currency.Code() + " " + decimal
}

var china = time.FixedZone("UTC+8", 8*60*60)

// moment writes a business time.
func moment(ns int64) string { return time.Unix(0, ns).In(china).Format("2006-01-02 15:04 MST") }
