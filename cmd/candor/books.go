package main

import (
	"context"
	"iter"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// books are an open platform's accounts and transfers, page by page.
type books struct {
	ctx      context.Context
	platform *platform.Platform
}

// Accounts implements journal.Books, in order of creation.
func (b books) Accounts() iter.Seq2[ledger.Account, error] {
	return paged(b.ctx, -1, b.platform.Accounts)
}

// Transfers implements journal.Books.
func (b books) Transfers(after int64) iter.Seq2[ledger.Transfer, error] {
	return paged(b.ctx, after, b.platform.Transfers)
}

// list is a query of the platform's.
type list[T any] func(context.Context, auth.Caller, ledger.Filter) (platform.Page[T], error)

// paged yields all that a query finds behind a time.
func paged[T any](ctx context.Context, after int64, query list[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for first := true; first || after != 0; first = false {
			page, err := query(ctx, auth.Candor(), ledger.Filter{From: after + 1, Limit: platform.PageMax})
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range page.Items {
				if !yield(v, nil) {
					return
				}
			}
			after = page.Next
		}
	}
}

// partName names the part of a house account: clearing accounts are numbered
// by instrument.
func partName(code uint16, part uint8) string {
	if code != ledger.AccountClearing {
		return ""
	}
	switch trade.Instrument(part) {
	case trade.Wallet:
		return "wallet"
	case trade.Card:
		return "card"
	case trade.DebitCard:
		return "debit-card"
	case trade.BankTransfer:
		return "bank-transfer"
	case trade.BankSlip:
		return "bank-slip"
	case trade.Voucher:
		return "voucher"
	case trade.Fund:
		return "fund"
	case trade.Other:
		return "other"
	}
	return ""
}
