package cashier

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// given is what a form said, and what came of it.
type given struct {
	wallet ledger.ID
	amount string
	nonce  string // the next form's; "": a new one
	status int    // of the page; 0: as the bill is
	wrong  string
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

// keyReused is the code of a request under the key of another one. Its refusal is
// the machine's, which no transport knows.
const keyReused = "idempotency_key_reuse"

// unpaid shows the bill again, and why it was not paid.
func (x *exchange) unpaid(by auth.Caller, code string, g given, err error) {
	w := x.words
	g.status = http.StatusConflict
	if kind := errkind.Of(err); kind == errkind.Unavailable || kind == errkind.Internal {
		x.unsure(code, g, err)
		return
	}
	switch errkind.CodeOf(err) {
	case wallet.RefusedSpent.Code:
		g.wrong = w.Insufficient
	case wallet.RefusedMissing.Code, trade.RefusedWallet.Code, trade.RefusedBuyer.Code:
		g.wrong, g.status = w.WrongWallet, http.StatusForbidden
	case wallet.RefusedOnce.Code, wallet.RefusedDay.Code, wallet.RefusedYear.Code:
		g.wrong = x.limit(by, g.wallet, errkind.CodeOf(err))
	case wallet.RefusedTooLarge.Code, wallet.RefusedAmount.Code, wallet.RefusedMismatch.Code:
		g.wrong, g.status = w.WrongAmount, http.StatusBadRequest
	case keyReused, platform.RefusedBilled.Code: // the form was sent with another amount or wallet
		g.wrong = w.UsedForm
	default:
		g.wrong = w.Refused
	}
	g.nonce = "" // the refusal is kept under it
	x.bill(by, code, g)
}

// limit says which limit of a wallet's tier refused a payment, and how high it is.
func (x *exchange) limit(by auth.Caller, id ledger.ID, code string) string {
	v, err := x.p.Wallet(x.r.Context(), by, id)
	if err != nil {
		return x.words.Refused // it has gone out of her sight since
	}
	text, limits := x.words.Once, v.Wallet.Tier.Limits()
	minor := limits.Once
	switch code {
	case wallet.RefusedDay.Code:
		text, minor = x.words.Day, limits.Day
	case wallet.RefusedYear.Code:
		text, minor = x.words.Year, limits.Year
	}
	return fmt.Sprintf(text, shown(money.Amount{Minor: minor, Currency: v.Wallet.Currency}))
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
