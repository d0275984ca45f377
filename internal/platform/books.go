package platform

import (
	"context"
	"math"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/money"
)

// CreateAccounts opens ledger accounts, up to ledger.BatchMax, and answers for
// each in order. The accounts' ids make a retry safe. Operators only.
func (p *Platform) CreateAccounts(ctx context.Context, by auth.Caller, events []ledger.Account) ([]ledger.Outcome, error) {
	body := make([]byte, 0, len(events)*ledger.EventSize)
	for i := range events {
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

// Accounts lists the ledger accounts that the filter lets through.
func (p *Platform) Accounts(_ context.Context, by auth.Caller, f ledger.Filter) (list []ledger.Account, err error) {
	f.Limit = clamp(f.Limit)
	err = p.inLedger(by, func() bool {
		p.machine.Ledger().QueryAccounts(f, collect(&list))
		return true
	})
	return list, err
}

// Transfers lists the ledger transfers that the filter lets through.
func (p *Platform) Transfers(_ context.Context, by auth.Caller, f ledger.Filter) (list []ledger.Transfer, err error) {
	f.Limit = clamp(f.Limit)
	err = p.inLedger(by, func() bool {
		p.machine.Ledger().QueryTransfers(f, collect(&list))
		return true
	})
	return list, err
}

// AccountTransfers lists an account's transfers that the filter lets through.
func (p *Platform) AccountTransfers(_ context.Context, by auth.Caller, id ledger.ID, f ledger.Filter) (list []ledger.Transfer, err error) {
	f.Limit = clamp(f.Limit)
	err = p.inLedger(by, func() bool {
		if _, ok := p.machine.Ledger().Account(id); !ok {
			return false
		}
		p.machine.Ledger().AccountTransfers(id, f, collect(&list))
		return true
	})
	return list, err
}

// AccountBalances lists the running balances of an account with history.
func (p *Platform) AccountBalances(_ context.Context, by auth.Caller, id ledger.ID, f ledger.Filter) (list []ledger.Balance, err error) {
	f.Limit = clamp(f.Limit)
	err = p.inLedger(by, func() bool {
		if _, ok := p.machine.Ledger().Account(id); !ok {
			return false
		}
		p.machine.Ledger().Balances(id, f, collect(&list))
		return true
	})
	return list, err
}

// BalanceAt returns the balance that an account with history had at a business
// time in ns.
func (p *Platform) BalanceAt(_ context.Context, by auth.Caller, id ledger.ID, at int64) (b ledger.Balance, err error) {
	err = p.inLedger(by, func() bool {
		var ok bool
		b, ok = p.machine.Ledger().BalanceAt(id, at)
		return ok
	})
	return b, err
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
	if !found {
		return errkind.New(errkind.NotFound, "ledger_record_not_found", "no such account, transfer or history")
	}
	return nil
}

func collect[T any](list *[]T) func(T) bool {
	return func(v T) bool {
		*list = append(*list, v)
		return true
	}
}

// StatementRequest asks for a part of a wallet's or merchant's statement.
// Owner is its id. Times are business time in ns, From included, To not; To
// zero: until now. After is the time of the last line of the page before.
type StatementRequest struct {
	Owner    ledger.ID
	From, To int64
	After    int64
	Limit    int
}

// StatementLine is one posted change of the balance, in minor units.
type StatementLine struct {
	At       int64 // business time, ns; unique in a statement
	Transfer ledger.ID
	Code     uint16    // why, from the chart of transfer codes
	Object   ledger.ID // the trade, payout, wallet or merchant it was for
	Other    ledger.ID // the account on the other side
	Minor    int64     // above zero: came in
	Balance  int64     // after it
}

// StatementPage is a part of a statement, oldest first. Opening is the balance
// before the first line, Closing after the last; More tells whether there are
// lines behind it.
type StatementPage struct {
	Currency         money.Currency
	Lines            []StatementLine
	Opening, Closing int64
	More             bool
}

// Statement returns a part of a wallet's or merchant's statement, to its owner
// and to operators. Lines never change, so paging by time is stable.
func (p *Platform) Statement(_ context.Context, by auth.Caller, r StatementRequest) (page StatementPage, err error) {
	p.view(&err, func() {
		account, currency, ok := p.statementAccount(by, r.Owner)
		if !ok {
			err = errkind.New(errkind.NotFound, "owner_not_found", "no such merchant or wallet")
			return
		}
		page = p.statement(account, r)
		page.Currency = currency
	})
	return page, err
}

func (p *Platform) statementAccount(by auth.Caller, owner ledger.ID) (ledger.ID, money.Currency, bool) {
	if w, ok := p.machine.Wallet(owner); ok && seesWallet(by, w) {
		return ledger.AccountID(owner, ledger.WalletRole), w.Currency, true
	}
	if m, ok := p.machine.Merchant(owner); ok && m.Visible(actor(by)) {
		return ledger.AccountID(owner, ledger.BalanceRole), m.Currency, true
	}
	return ledger.ID{}, 0, false
}

func (p *Platform) statement(account ledger.ID, r StatementRequest) StatementPage {
	books := p.machine.Ledger()
	from, to := max(r.From, r.After+1), r.To
	if to == 0 {
		to = math.MaxInt64
	}
	opening, _ := books.BalanceAt(account, from-1)
	page := StatementPage{Opening: posted(opening)}
	page.Closing = page.Opening
	if to <= from {
		return page
	}
	books.Balances(account, ledger.Filter{From: from, To: to - 1}, func(b ledger.Balance) bool {
		minor := posted(b) - page.Closing
		if minor == 0 {
			return true // pending money only
		}
		if len(page.Lines) == clamp(r.Limit) {
			page.More = true
			return false
		}
		page.Closing += minor
		page.Lines = append(page.Lines, p.line(account, b, minor))
		return true
	})
	return page
}

func (p *Platform) line(account ledger.ID, b ledger.Balance, minor int64) StatementLine {
	t, _ := p.machine.Ledger().Transfer(b.Transfer)
	other := t.CreditAccountID
	if other == account {
		other = t.DebitAccountID
	}
	return StatementLine{
		At: b.Timestamp, Transfer: t.ID, Code: t.Code, Object: t.UserData128, Other: other,
		Minor: minor, Balance: posted(b),
	}
}

// posted returns what the owner of a liability account is owed.
func posted(b ledger.Balance) int64 { return int64(b.CreditsPosted) - int64(b.DebitsPosted) }

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
