package cashier

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// choicesMax is how many wallets a page offers.
const choicesMax = 20

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

// returnAfter is how many seconds a buyer sees that she has paid before she is led
// back to the shop.
const returnAfter = 5

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
	if v.Return && v.Done {
		x.w.Header().Set("Refresh", strconv.Itoa(returnAfter)+"; url=/cashier/"+code+"/return")
	}
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
