package audit

import "github.com/candorpay/candor/money"

// Timers of release rules, of a merchant's terms as of a trade's request.
const (
	byTerms      uint8 = 0 // of a request: as the terms say; of terms: ten days after shipping
	noTimer      uint8 = 1
	fromPayment  uint8 = 2
	fromShipping uint8 = 3
	noEscrow     uint8 = 4
)

// payeesMax is how many payees terms may name.
const payeesMax = 64

// daysMax is the longest that a release rule waits.
const daysMax = 365

// release is when money leaves escrow if nobody acts.
type release struct {
	_     struct{} `cbor:",toarray"`
	Timer uint8
	Days  uint16
}

// sound reports whether the rule can be a trade's.
func (r release) sound() bool {
	switch r.Timer {
	case noTimer, noEscrow:
		return r.Days == 0
	case fromPayment, fromShipping:
		return r.Days >= 1 && r.Days <= daysMax
	}
	return false
}

// keeps reports whether a buyer is protected by the rule as well as by the terms':
// without a timer always, by the same timer when it runs as long.
func (r release) keeps(terms release) bool {
	return terms.Timer == noEscrow || r.Timer == noTimer || r.Timer == terms.Timer && r.Days >= terms.Days
}

// fee is a schedule; amounts are minor units.
type fee struct {
	_               struct{} `cbor:",toarray"`
	PartsPerMillion uint32
	Fixed           int64
	Min             int64
	Cap             int64 // zero: none
	Refundable      bool
}

func (f fee) sound() bool {
	const most = 1_000_000_000_000_000
	for _, n := range [3]int64{f.Fixed, f.Min, f.Cap} {
		if n < 0 || n > most {
			return false
		}
	}
	return f.PartsPerMillion <= 1_000_000 && (f.Cap == 0 || f.Cap >= f.Min)
}

type terms struct {
	_       struct{} `cbor:",toarray"`
	Release release
	Fee     fee
	Payees  []ID // whom the merchant's own trades may name besides itself
}

// resolve fills in the rule that terms leave open, or returns a refusal.
func (t *terms) resolve() string {
	if (t.Release == release{Timer: byTerms}) {
		t.Release = release{Timer: fromShipping, Days: 10}
	}
	if !t.Release.sound() {
		return "invalid_release"
	}
	if !t.Fee.sound() {
		return "invalid_fee"
	}
	seen := map[ID]bool{{}: true}
	for _, id := range t.Payees {
		if seen[id] || len(t.Payees) > payeesMax {
			return "invalid_payees"
		}
		seen[id] = true
	}
	return ""
}

// merchant is a shop.
type merchant struct {
	currency money.Currency
	terms    terms
	apps     []*app
}

type merchantCreate struct {
	_        struct{} `cbor:",toarray"`
	Currency money.Currency
	Terms    terms
}

func (a *Auditor) createMerchant(c *command, body merchantCreate, at int64) string {
	if !(actor{role: c.role}).house() {
		return "not_allowed"
	}
	if body.Currency == 0 {
		return "invalid_currency"
	}
	if r := body.Terms.resolve(); r != "" {
		return r
	}
	if r := a.openAccounts(c.id, uint32(body.Currency), at, balance, escrow, reserve, inPayout); r != "" {
		return r
	}
	a.merchants[c.id] = &merchant{currency: body.Currency, terms: body.Terms}
	return ""
}

// mayKnow refuses a caller for whom the merchant does not exist, with the code.
func (a *Auditor) mayKnow(c *command, id ID, missing string) string {
	if a.merchants[id] == nil || !(actor{role: c.role}).house() && (c.role != seller || c.caller != id) {
		return missing
	}
	return ""
}

type setTerms struct {
	_        struct{} `cbor:",toarray"`
	Merchant ID
	Terms    terms
}

func (a *Auditor) setTerms(c *command, body setTerms, _ int64) string {
	if r := a.mayKnow(c, body.Merchant, "merchant_not_found"); r != "" {
		return r
	}
	if c.role == seller {
		return "not_allowed"
	}
	if r := body.Terms.resolve(); r != "" {
		return r
	}
	a.merchants[body.Merchant].terms = body.Terms
	return ""
}

type moveReserve struct {
	_        struct{} `cbor:",toarray"`
	Merchant ID
	Minor    int64
	Withdraw bool
}

func (a *Auditor) moveReserve(c *command, body moveReserve, at int64) string {
	if r := a.mayKnow(c, body.Merchant, "merchant_not_found"); r != "" {
		return r
	}
	if body.Withdraw && c.role == seller {
		return "not_allowed"
	}
	if body.Minor <= 0 {
		return "amount_not_positive"
	}
	if body.Minor > amountMax {
		return "amount_too_large"
	}
	from, to, code := accountOf(body.Merchant, balance), accountOf(body.Merchant, reserve), uint16(40)
	if body.Withdraw {
		from, to, code = to, from, 41
	}
	currency := uint32(a.merchants[body.Merchant].currency)
	return a.post(body.Merchant, currency, []movement{{from, to, body.Minor, code}}, at)
}
