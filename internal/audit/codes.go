package audit

import "slices"

// Limits of payment codes.
const (
	codeLife = 60 * int64(nanosecondsPerSecond)
	codesMax = 64
	noteMax  = 16 << 10
)

// code is a payment code that was not used.
type code struct {
	wallet ID
	until  int64
}

type issueCode struct {
	_      struct{} `cbor:",toarray"`
	Wallet ID
	Hash   ID
}

func (a *Auditor) issueCode(c *command, body issueCode, at int64) string {
	if a.own(c, body.Wallet) == nil {
		return "wallet_not_found"
	}
	a.codesOf[body.Wallet] = slices.DeleteFunc(a.codesOf[body.Wallet], func(hash ID) bool {
		known, there := a.codes[hash]
		if there && at < known.until {
			return false
		}
		delete(a.codes, hash)
		return true
	})
	if len(a.codesOf[body.Wallet]) >= codesMax {
		return "too_many_payment_codes"
	}
	if _, taken := a.codes[body.Hash]; taken {
		return "payment_code_invalid"
	}
	a.codes[body.Hash] = code{body.Wallet, at + codeLife}
	a.codesOf[body.Wallet] = append(a.codesOf[body.Wallet], body.Hash)
	return ""
}

// takeCode uses a payment code up and returns whose wallet pays.
func (a *Auditor) takeCode(hash ID, at int64) (ID, string) {
	known, ok := a.codes[hash]
	if !ok || at >= known.until {
		return ID{}, "payment_code_invalid"
	}
	delete(a.codes, hash)
	return known.wallet, ""
}

type payByCode struct {
	_     struct{} `cbor:",toarray"`
	Trade ID
	Code  ID
}

func (a *Auditor) payByCode(c *command, body payByCode, at int64) string {
	return a.changeTrade(c, body.Trade, ID{}, at, func(t *trade, by actor) (string, bool) {
		if !t.visible(by) {
			return "trade_not_found", false
		}
		if r := t.unless(waitingPayment); r != "" {
			return r, false
		}
		if at >= t.expiresAt {
			return "trade_expired", false
		}
		payer, r := a.takeCode(body.Code, at)
		if r != "" {
			return r, false
		}
		whole := []funding{{Instrument: byWallet, Wallet: payer, Minor: t.amount.Minor}}
		return t.pay(payer, whole, actor{customer, payer}, at), true
	})
}

// note is what a merchant said about a trade.
type note struct {
	_      struct{} `cbor:",toarray"`
	Sealed []byte
	Mark   ID
	App    uint64
	Notify bool
}

type tradeOpen struct {
	_      struct{} `cbor:",toarray"`
	Create []byte
	Note   note
}

func (a *Auditor) openTrade(c *command, body tradeOpen, at int64) string {
	made := *c
	made.body = body.Create
	if _, ok := parseTradeCreate(body.Create); ok && len(body.Note.Sealed) > noteMax {
		return "note_too_long"
	}
	return a.createTrade(&made, at)
}
