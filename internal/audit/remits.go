package audit

import (
	"regexp"

	"github.com/candorpay/candor/money"
)

// Kinds of payees of a remittance.
const (
	toWallet   uint8 = 1
	toMerchant uint8 = 2
	toBank     uint8 = 3
)

// sealedMax is the most bytes that a remittance carries sealed.
const sealedMax = 8192

// byBank is the instrument of a payout that carries a remittance.
const byBank uint8 = 4

// remitNumber is what a merchant may call a remittance.
var remitNumber = regexp.MustCompile(`\A[A-Za-z0-9_-]{1,64}\z`)

// remitName is what a remittance is known by for ever.
type remitName struct {
	merchant ID
	number   string
}

// remittance is what asking for it again must repeat.
type remittance struct {
	mark   ID
	amount money.Amount
}

type payee struct {
	_    struct{} `cbor:",toarray"`
	Kind uint8
	ID   ID
}

type remitCreate struct {
	_        struct{} `cbor:",toarray"`
	Merchant ID
	Number   string
	Payee    payee
	Amount   money.Amount
	Mark     ID
	Sealed   []byte
}

func (a *Auditor) remit(c *command, body remitCreate, at int64) string {
	if c.role == customer {
		return "not_allowed"
	}
	byHouse := actor{role: c.role}.house()
	if !byHouse && (c.role != seller || c.caller != body.Merchant) {
		return "merchant_not_found"
	}
	if !remitNumber.MatchString(body.Number) {
		return "invalid_number"
	}
	if a.merchants[body.Merchant] == nil {
		return "merchant_not_found"
	}
	name := remitName{body.Merchant, body.Number}
	want := remittance{body.Mark, body.Amount}
	if earlier, ok := a.remits[name]; ok {
		if earlier != want {
			return "number_taken"
		}
		return ""
	}
	if r := a.refusesRemit(&body); r != "" {
		return r
	}
	if r := a.carryRemit(c, &body, at); r != "" {
		return r
	}
	a.remits[name] = want
	return ""
}

// refusesRemit returns what is wrong with a remittance whose number is free.
func (a *Auditor) refusesRemit(body *remitCreate) string {
	currency := a.merchants[body.Merchant].currency
	switch {
	case body.Amount.Minor <= 0:
		return "amount_not_positive"
	case body.Amount.Minor > amountMax:
		return "amount_too_large"
	case body.Amount.Currency != currency:
		return "currency_mismatch"
	case len(body.Sealed) > sealedMax:
		return "sealed_too_large"
	}
	if r := a.refusesPayee(body, currency); r != "" {
		return r
	}
	if uint64(body.Amount.Minor) > a.available(accountOf(body.Merchant, balance)) {
		return "insufficient_funds"
	}
	if body.Payee.Kind == toWallet && a.overfull(a.wallets[body.Payee.ID], body.Amount.Minor) {
		return "receiver_cannot_receive"
	}
	return ""
}

func (a *Auditor) refusesPayee(body *remitCreate, currency money.Currency) string {
	to := body.Payee
	if to.Kind < toWallet || to.Kind > toBank {
		return "invalid_payee_kind"
	}
	if to.Kind == toBank {
		if to.ID == (ID{}) {
			return "payee_not_found"
		}
		return ""
	}
	if to.ID == body.Merchant {
		return "same_party"
	}
	var keeps money.Currency
	if to.Kind == toWallet {
		w := a.wallets[to.ID]
		if w == nil {
			return "payee_not_found"
		}
		keeps = w.currency
	} else {
		shop := a.merchants[to.ID]
		if shop == nil {
			return "payee_not_found"
		}
		keeps = shop.currency
	}
	if keeps != currency {
		return "currency_mismatch"
	}
	return ""
}

// carryRemit moves the money: to the payee, or into a payout of the same id.
func (a *Auditor) carryRemit(c *command, body *remitCreate, at int64) string {
	from := accountOf(body.Merchant, balance)
	if body.Payee.Kind == toBank {
		p := &payout{c.id, body.Merchant, body.Amount, byBank, payoutCreated}
		r := a.send(p, from, accountOf(body.Merchant, inPayout), 50, at)
		if r == "" {
			a.payouts[c.id] = p
		}
		return r
	}
	into := accountOf(body.Payee.ID, balance) // a purse has the same place
	return a.post(c.id, uint32(body.Amount.Currency), []movement{{from, into, body.Amount.Minor, 15}}, at)
}
