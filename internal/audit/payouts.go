package audit

import (
	"slices"

	"github.com/candorpay/candor/money"
)

// States of payouts.
const (
	payoutCreated   uint8 = 1
	payoutSent      uint8 = 2
	payoutSucceeded uint8 = 3
	payoutFailed    uint8 = 4
	payoutReturned  uint8 = 5
	payoutUnknown   uint8 = 6
)

// payout is a merchant's money on its way to a bank.
type payout struct {
	id, merchant ID
	amount       money.Amount
	instrument   uint8
	state        uint8
}

type payoutCreate struct {
	_          struct{} `cbor:",toarray"`
	Merchant   ID
	Amount     money.Amount
	Instrument uint8
}

func (a *Auditor) createPayout(c *command, body payoutCreate, at int64) string {
	if c.role == customer {
		return "not_allowed"
	}
	shop := a.merchants[body.Merchant]
	if shop == nil {
		return "merchant_not_found"
	}
	if r := a.mayKnow(c, body.Merchant, "merchant_not_found"); r != "" {
		return r
	}
	switch {
	case body.Amount.Minor <= 0:
		return "amount_not_positive"
	case body.Amount.Minor > amountMax:
		return "amount_too_large"
	case body.Amount.Currency != shop.currency:
		return "currency_mismatch"
	case !instrument(body.Instrument):
		return "invalid_instrument"
	}
	p := &payout{c.id, body.Merchant, body.Amount, body.Instrument, payoutCreated}
	if r := a.send(p, accountOf(p.merchant, balance), accountOf(p.merchant, inPayout), 50, at); r != "" {
		return r
	}
	a.payouts[p.id] = p
	return ""
}

// instrument reports whether money can come in or go out by the instrument.
func instrument(n uint8) bool { return n >= 2 && n <= 8 }

// send moves the payout's amount.
func (a *Auditor) send(p *payout, from, to ID, code uint16, at int64) string {
	return a.post(p.id, uint32(p.amount.Currency), []movement{{from, to, p.amount.Minor, code}}, at)
}

type payoutReport struct {
	_      struct{} `cbor:",toarray"`
	Payout ID
	State  uint8
}

func (a *Auditor) reportPayout(c *command, body payoutReport, at int64) string {
	p := a.payouts[body.Payout]
	if p == nil {
		return "payout_not_found"
	}
	if r := a.mayKnow(c, p.merchant, "payout_not_found"); r != "" {
		return r
	}
	if c.role == seller {
		return "not_allowed"
	}
	if body.State < payoutSent || body.State > payoutUnknown {
		return "invalid_payout_state"
	}
	if body.State == p.state {
		return ""
	}
	if !slices.Contains(payoutLeads[p.state], body.State) {
		return "payout_state"
	}
	if r := a.bookReport(p, body.State, at); r != "" {
		return r
	}
	p.state = body.State
	return ""
}

// payoutLeads are the states to which each leads.
var payoutLeads = map[uint8][]uint8{
	payoutCreated:   {payoutSent, payoutSucceeded, payoutFailed, payoutUnknown},
	payoutSent:      {payoutSucceeded, payoutFailed, payoutReturned, payoutUnknown},
	payoutUnknown:   {payoutSucceeded, payoutFailed, payoutReturned},
	payoutSucceeded: {payoutReturned},
}

// bookReport moves the money as the new state wants: on to the bank, or back.
func (a *Auditor) bookReport(p *payout, next uint8, at int64) string {
	flying := accountOf(p.merchant, inPayout)
	bank := houseAccount(clearing, uint32(p.amount.Currency), p.instrument)
	switch next {
	case payoutSucceeded:
		return a.send(p, flying, bank, 51, at)
	case payoutFailed, payoutReturned:
		if p.state == payoutSucceeded {
			flying = bank
		}
		return a.send(p, flying, accountOf(p.merchant, balance), 52, at)
	}
	return ""
}
