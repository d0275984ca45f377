package platform

import (
	"context"
	"errors"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// Retention is how long the law wants the data of somebody who paid or was paid
// kept: ten years, by China's Anti-Money Laundering Law as in force since 2025,
// article 34. Until then it is stored, and shown to nobody but for a review.
const Retention = 10 * 365 * 24 * time.Hour

// EraseCustomer asks for an erasure: herself, or a privacy officer. It is done at
// once, or when the law's retention is over if she ever had a wallet; and never
// while a wallet of hers holds money.
func (p *Platform) EraseCustomer(ctx context.Context, by auth.Caller, once Once, id customer.ID) (v CustomerView, replayed bool, err error) {
	s := p.people
	if by.Role != auth.Customer || by.Subject != id {
		if err := s.may(by, false, staff.Privacy); err != nil {
			return v, false, err
		}
	}
	due := s.runner.Now()
	used, _, err := p.walletsOf(id)
	if err != nil {
		return v, false, err
	}
	if used {
		due += int64(Retention)
	}
	_, replayed, err = sendKeyed[customer.Record](ctx, s, request{by, once, customers.KindErase},
		customers.Erase{Customer: id, Due: due}, customers.Encode(id))
	if err != nil {
		return v, replayed, err
	}
	if !replayed && !used {
		if err := p.erase(ctx, id); err != nil {
			return v, false, err
		}
	}
	v, err = s.record(id)
	return v, replayed, err
}

// walletsOf reports whether a customer has wallets, and whether one holds money.
func (p *Platform) walletsOf(id customer.ID) (any, money bool, err error) {
	p.view(&err, func() {
		for after, n := (ledger.ID{}), PageMax; n == PageMax && !money; {
			page := p.machine.Wallets(ledger.ID(id), after, PageMax)
			for _, w := range page {
				f := p.funds(ledger.AccountID(w.ID, ledger.WalletRole))
				any, after = true, w.ID
				money = money || f != Funds{}
			}
			n = len(page)
		}
	})
	return any, money, err
}

// eraseDue carries out the erasures that are due and waits with those of
// customers who still have money here. One that fails keeps no other waiting.
func (p *Platform) eraseDue(ctx context.Context) error {
	s := p.people
	var failed error
	for last, more := customer.Ordinal(0), true; more && ctx.Err() == nil; {
		var due []customer.ID
		var err error
		s.view(&err, func() {
			s.machine.ErasuresDue(last, func(o customer.Ordinal) bool {
				id, _, _ := s.machine.Identity(o)
				due, last = append(due, id), o
				return len(due) < PageMax
			})
		})
		for _, id := range due {
			_, money, werr := p.walletsOf(id)
			if werr == nil && !money {
				werr = p.erase(ctx, id)
			}
			err = errors.Join(err, werr)
		}
		more, failed = len(due) == PageMax, errors.Join(failed, err)
	}
	return failed
}

// erase carries an erasure out: recorded first, and then the keys go. Killed in
// between, the next start takes them.
func (p *Platform) erase(ctx context.Context, id customer.ID) error {
	s := p.people
	defer s.changes.lock(id)()
	ctx = context.WithoutCancel(ctx) // recorded and not carried out, the keys would stay until the next start
	r, _, err := sendTo[customer.Record](ctx, s, request{by: auth.Candor(), kind: customers.KindErased}, customers.Erased{Customer: id})
	if err != nil {
		return err
	}
	return s.vault.Erase(r.Ordinal)
}
