package api

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
)

// walletRef names a wallet in JSON: by its id or, to merchants, by the user id by
// which each of them alone knows it, so that no two can join their buyers. Empty
// where there is none, or while customers' data is sealed and nobody can tell.
type walletRef string

// Schema describes it for the OpenAPI document.
func (walletRef) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: "^([0-9a-f]{32}|2088[0-9]{12})$",
		Description: "A wallet: by its id or, to a merchant, by the user id by which this merchant knows it.",
	}
}

func refWallet(id ledger.ID) walletRef { return walletRef(showID(id)) }

// naming is a reply that names wallets.
type naming interface {
	// named returns the reply with every wallet called by another name.
	named(as func(walletRef) walletRef) any
}

// forCaller returns a reply as its caller may see it.
func (c *call) forCaller(v any) any {
	reply, ok := v.(naming)
	if !ok || c.by.Role != auth.Merchant {
		return v
	}
	return reply.named(func(w walletRef) walletRef {
		id, ok := parseID(string(w))
		if !ok {
			return ""
		}
		user, err := c.p.UserID(c.by, id)
		if err != nil {
			return "" // the vault is sealed
		}
		return walletRef(user)
	})
}

// named implements naming for the lists of replies that do.
func (p page[R]) named(as func(walletRef) walletRef) any {
	all := make([]R, len(p.Data))
	for i := range p.Data {
		all[i] = p.Data[i]
		if one, ok := any(p.Data[i]).(naming); ok {
			all[i] = one.named(as).(R)
		}
	}
	p.Data = all
	return p
}

func (t tradeReply) named(as func(walletRef) walletRef) any {
	t.Buyer = as(t.Buyer)
	fundings := make([]fundingReply, len(t.Fundings))
	for i, f := range t.Fundings {
		f.Wallet = as(f.Wallet)
		fundings[i] = f
	}
	t.Fundings = fundings
	return t
}

func (e eventReply) named(as func(walletRef) walletRef) any {
	e.Wallet = as(e.Wallet)
	return e
}

// wallet returns the wallet that a field names, zero when it was left out.
func (c *call) wallet(field string, w walletRef) ledger.ID {
	if len(w) != userIDSize || c.err != nil {
		return c.optionalID(field, hexID(w))
	}
	party, err := c.p.PartyOf(c.by, string(w))
	if err != nil {
		c.err = err
	}
	if err == nil && party.Wallet.IsZero() {
		c.wrong(field, CodeInvalidField, "must be a wallet's")
	}
	return party.Wallet
}

// userIDSize is how many digits a user id has.
const userIDSize = 16
