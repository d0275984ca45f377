package settlement

import (
	"slices"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
)

// Bind adds the receivers that are not bound and reports whether there were any.
// The merchant or an operator does it. That they exist and keep the merchant's
// currency the caller sees to.
func (r *Relations) Bind(c Bind, by ledger.Actor) (Relations, bool, errkind.Refusal) {
	if no := r.admit(c.Receivers, by); !no.OK() {
		return Relations{}, false, no
	}
	next := *r
	next.Receivers = slices.Clone(r.Receivers) // versions before keep theirs
	for _, p := range c.Receivers {
		if !slices.Contains(next.Receivers, p) {
			next.Receivers = append(next.Receivers, p)
		}
	}
	if len(next.Receivers) > ReceiversMax {
		return Relations{}, false, RefusedFull
	}
	return r.become(next)
}

// Unbind removes the receivers that are bound and reports whether there were any.
// The merchant or an operator does it.
func (r *Relations) Unbind(c Unbind, by ledger.Actor) (Relations, bool, errkind.Refusal) {
	if no := r.admit(c.Receivers, by); !no.OK() {
		return Relations{}, false, no
	}
	next := *r
	next.Receivers = slices.DeleteFunc(slices.Clone(r.Receivers), func(p Party) bool {
		return slices.Contains(c.Receivers, p)
	})
	return r.become(next)
}

// admit refuses a caller who may not change the relations, and receivers that
// nobody can be.
func (r *Relations) admit(receivers []Party, by ledger.Actor) errkind.Refusal {
	if no := mayAct(r.Merchant, by, RefusedMerchant); !no.OK() {
		return no
	}
	if len(receivers) < 1 || len(receivers) > BindMax {
		return RefusedReceivers
	}
	for _, p := range receivers {
		switch {
		case p.Kind != PartyMerchant && p.Kind != PartyWallet, p.ID == ledger.ID{}:
			return RefusedParty
		case p.ID == r.Merchant:
			return RefusedSelf
		}
	}
	return errkind.Refusal{}
}

func (r *Relations) become(next Relations) (Relations, bool, errkind.Refusal) {
	if len(next.Receivers) == len(r.Receivers) {
		return *r, false, errkind.Refusal{}
	}
	next.Version++
	return next, true, errkind.Refusal{}
}
