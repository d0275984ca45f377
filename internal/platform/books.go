package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
)

// CreateAccounts opens ledger accounts, up to ledger.BatchMax, and answers for
// each in order. The accounts' ids make a retry safe. Operators only. The ids of
// the house's own accounts are refused, with nothing done: Invalid, "reserved_id".
// Whoever had one first would decide what the house's account is like.
func (p *Platform) CreateAccounts(ctx context.Context, by auth.Caller, events []ledger.Account) ([]ledger.Outcome, error) {
	if err := require(by, auth.Operator); err != nil {
		return nil, err
	}
	body := make([]byte, 0, len(events)*ledger.EventSize)
	for i := range events {
		// Small numbers are nobody's: no account of the house has code zero.
		if code, _, _, ours := ledger.ParseHouse(events[i].ID); ours && code != 0 {
			return nil, errkind.New(errkind.Invalid, "reserved_id",
				"event %d: ids that begin with nine zero bytes and go on with an account code are the house's own", i)
		}
		body = ledger.AppendAccount(body, &events[i])
	}
	return p.sendBatch(ctx, by, payments.KindAccounts, body, len(events))
}

// CreateTransfers moves money in the ledger, up to ledger.BatchMax transfers,
// and answers for each in order. The transfers' ids make a retry safe.
// Operators only.
func (p *Platform) CreateTransfers(ctx context.Context, by auth.Caller, events []ledger.Transfer) ([]ledger.Outcome, error) {
	body := make([]byte, 0, len(events)*ledger.EventSize)
	for i := range events {
		body = ledger.AppendTransfer(body, &events[i])
	}
	return p.sendBatch(ctx, by, payments.KindTransfers, body, len(events))
}

func (p *Platform) sendBatch(ctx context.Context, by auth.Caller, kind machine.Kind, body []byte, n int) ([]ledger.Outcome, error) {
	if err := require(by, auth.Operator); err != nil {
		return nil, err
	}
	if n == 0 || n > ledger.BatchMax {
		return nil, errkind.New(errkind.Invalid, "batch_size", "a batch has 1 to %d events", ledger.BatchMax)
	}
	c := command(request{by: by, kind: kind}, body)
	c.Events = uint32(n)
	outcomes, _, err := submit[[]ledger.Outcome](ctx, p, c)
	return outcomes, err
}

// Account returns a ledger account. Operators only, like all of the ledger.
func (p *Platform) Account(_ context.Context, by auth.Caller, id ledger.ID) (a ledger.Account, err error) {
	err = p.inLedger(by, func() bool {
		var ok bool
		a, ok = p.machine.Ledger().Account(id)
		return ok
	})
	return a, err
}

// Transfer returns a ledger transfer.
func (p *Platform) Transfer(_ context.Context, by auth.Caller, id ledger.ID) (t ledger.Transfer, err error) {
	err = p.inLedger(by, func() bool {
		var ok bool
		t, ok = p.machine.Ledger().Transfer(id)
		return ok
	})
	return t, err
}

// RowsMax is how many rows of the ledger one page may take to be found, about.
const RowsMax = 256 * ledger.RestRows

// Page is a part of a list of the ledger. Next is the timestamp behind which the
// next page begins, zero when there is nothing left. A page may be short, even
// empty, and not the last: what it looked for is rare.
type Page[T any] struct {
	Items []T
	Next  int64
}

// Accounts lists the ledger accounts that the filter lets through.
func (p *Platform) Accounts(_ context.Context, by auth.Caller, f ledger.Filter) (Page[ledger.Account], error) {
	return listed(p, by, f, func(a *ledger.Account) int64 { return a.Timestamp },
		func(l *ledger.Ledger, f ledger.Filter, yield func(ledger.Account) bool) bool {
			l.QueryAccounts(f, yield)
			return true
		})
}

// Transfers lists the ledger transfers that the filter lets through.
func (p *Platform) Transfers(_ context.Context, by auth.Caller, f ledger.Filter) (Page[ledger.Transfer], error) {
	return listed(p, by, f, func(t *ledger.Transfer) int64 { return t.Timestamp },
		func(l *ledger.Ledger, f ledger.Filter, yield func(ledger.Transfer) bool) bool {
			l.QueryTransfers(f, yield)
			return true
		})
}

// AccountTransfers lists an account's transfers that the filter lets through.
func (p *Platform) AccountTransfers(_ context.Context, by auth.Caller, id ledger.ID, f ledger.Filter) (Page[ledger.Transfer], error) {
	return listed(p, by, f, func(t *ledger.Transfer) int64 { return t.Timestamp },
		func(l *ledger.Ledger, f ledger.Filter, yield func(ledger.Transfer) bool) bool {
			_, ok := l.Account(id)
			l.AccountTransfers(id, f, yield)
			return ok
		})
}

// AccountBalances lists the running balances of an account with history.
func (p *Platform) AccountBalances(_ context.Context, by auth.Caller, id ledger.ID, f ledger.Filter) (Page[ledger.Balance], error) {
	return listed(p, by, f, func(b *ledger.Balance) int64 { return b.Timestamp },
		func(l *ledger.Ledger, f ledger.Filter, yield func(ledger.Balance) bool) bool {
			_, ok := l.Account(id)
			l.Balances(id, f, yield)
			return ok
		})
}

// BalanceAt returns the balance that an account with history had at a business
// time in ns.
func (p *Platform) BalanceAt(_ context.Context, by auth.Caller, id ledger.ID, at int64) (b ledger.Balance, err error) {
	if err := require(by, auth.Operator); err != nil {
		return b, err
	}
	found := false
	if _, err := p.longRead(func(rest ledger.Rest) { b, found = p.machine.Ledger().BalanceAt(id, at, rest) }); err != nil {
		return ledger.Balance{}, err
	}
	return b, foundOr(found)
}

// inLedger runs a read of the ledger that reports whether it found its object.
func (p *Platform) inLedger(by auth.Caller, read func() bool) error {
	if err := require(by, auth.Operator); err != nil {
		return err
	}
	found := false
	if err := p.payments.View(func() { found = read() }); err != nil {
		return err
	}
	return foundOr(found)
}

func foundOr(found bool) error {
	if found {
		return nil
	}
	return errkind.New(errkind.NotFound, "ledger_record_not_found", "no such account, transfer or history")
}

// listed makes a page of what read finds, which reports whether the account that
// it reads of is there.
func listed[T any](p *Platform, by auth.Caller, f ledger.Filter, at func(*T) int64,
	read func(*ledger.Ledger, ledger.Filter, func(T) bool) bool,
) (page Page[T], err error) {
	if err := require(by, auth.Operator); err != nil {
		return page, err
	}
	limit, found, more := clamp(f.Limit), false, false
	f.Limit = 0
	page.Next, err = p.longRead(func(rest ledger.Rest) {
		f.Rest = rest
		found = read(p.machine.Ledger(), f, func(v T) bool {
			if more = len(page.Items) == limit; !more {
				page.Items = append(page.Items, v)
			}
			return !more
		})
	})
	if err == nil {
		err = foundOr(found)
	}
	if err != nil {
		return Page[T]{}, err
	}
	if more {
		page.Next = at(&page.Items[limit-1])
	}
	return page, nil
}

// longRead runs a read of the ledger and lets blocks be applied at its rests. It
// ends a read that looked at RowsMax rows, as soon as that has got anywhere:
// behind is then the timestamp of the last record that it looked at, else zero.
func (p *Platform) longRead(read func(ledger.Rest)) (behind int64, err error) {
	rows := 0
	err = p.payments.LongView(func(rest func() bool) {
		read(func(seen int64) bool {
			if rows += ledger.RestRows; rows >= RowsMax && seen != 0 {
				behind = seen
				return false
			}
			return rest()
		})
	})
	return behind, err
}

// Events returns up to limit events behind the cursor, oldest first: all to
// operators, their own to merchants and to customers those of the wallet named.
func (p *Platform) Events(_ context.Context, by auth.Caller, wallet ledger.ID, after payments.Cursor, limit int) (list []payments.Event, err error) {
	p.view(&err, func() {
		switch by.Role {
		case auth.System, auth.Operator:
			list = p.machine.Events(after, clamp(limit))
		case auth.Merchant:
			list = p.machine.EventsOf(by.Subject, after, clamp(limit))
		case auth.Customer:
			w, ok := p.machine.Wallet(wallet)
			if !ok || !seesWallet(by, w) {
				err = errkind.New(errkind.NotFound, "wallet_not_found", "no such object")
				return
			}
			list = p.machine.EventsOf(wallet, after, clamp(limit))
		case auth.Staff, auth.Service:
			err = errkind.New(errkind.Denied, "forbidden", "a key with this role may not do this")
		}
	})
	return list, err
}

// Advance moves a sandbox's business time forward to t (ns), does what falls due
// by then, and returns business time. Operators only; Denied outside a sandbox.
func (p *Platform) Advance(ctx context.Context, by auth.Caller, t int64) (int64, error) {
	if err := require(by, auth.Operator); err != nil {
		return 0, err
	}
	if !p.folder.Sandbox {
		return 0, errkind.New(errkind.Denied, "not_a_sandbox", "only a sandbox's clock can be advanced")
	}
	if t < p.Now() {
		return 0, errkind.New(errkind.Invalid, "clock_backwards", "business time never goes back")
	}
	if err := p.people.advance(ctx, t-p.Now()); err != nil {
		return 0, err
	}
	return p.Reach(ctx, by, t)
}

// Reach is Advance to a time that may have passed meanwhile: then it does what is
// due and moves nothing. So a step from the present, and the repeat of a step that
// was interrupted, cannot come too late.
func (p *Platform) Reach(ctx context.Context, by auth.Caller, t int64) (int64, error) {
	if err := require(by, auth.Operator); err != nil {
		return 0, err
	}
	if !p.folder.Sandbox {
		return 0, errkind.New(errkind.Denied, "not_a_sandbox", "only a sandbox's clock can be advanced")
	}
	if t > timeMax {
		return 0, errkind.New(errkind.Invalid, "clock_too_far", "a sandbox's clock ends with the year 2200")
	}
	p.payments.AdvanceTo(t)
	for {
		if err := p.payments.Tick(ctx); err != nil {
			return 0, err
		}
		due := int64(0)
		if err := p.payments.View(func() { due = p.machine.NextDue() }); err != nil {
			return 0, err
		}
		if due > t {
			return p.Now(), nil
		}
	}
}

// timeMax is the end of the year 2200 in ns, so that no deadline overflows.
const timeMax = int64(7_289_654_400) * 1_000_000_000

// AdvanceTo lets no later request have a business time before t (ns), in a
// sandbox; elsewhere it does nothing. For embedded replays: nothing is recorded
// until the next request.
func (p *Platform) AdvanceTo(t int64) {
	if p.folder.Sandbox {
		p.payments.AdvanceTo(min(t, timeMax))
	}
}
