package platform

import (
	"context"
	"math"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// StatementRequest asks for a part of a wallet's or merchant's statement.
// Owner is its id. Times are business time in ns, From included, To not; To
// zero: until now. After is the Next of the page before.
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
// before the first line, Closing after the last. Next is the time behind which the
// next page begins, zero when there is nothing left. A page may be short and not
// the last: of pending money a statement does not tell.
type StatementPage struct {
	Currency         money.Currency
	Lines            []StatementLine
	Opening, Closing int64
	Next             int64
}

// Statement returns a part of a wallet's or merchant's statement, to its owner
// and to operators. Lines never change, so paging by time is stable.
func (p *Platform) Statement(_ context.Context, by auth.Caller, r StatementRequest) (page StatementPage, err error) {
	behind, refused := p.longRead(func(rest ledger.Rest) {
		account, currency, ok := p.statementAccount(by, r.Owner)
		if !ok {
			err = errkind.New(errkind.NotFound, "owner_not_found", "no such merchant or wallet")
			return
		}
		page = p.statement(account, r, rest)
		page.Currency = currency
		if by.Role == auth.Merchant {
			p.hideWallets(page.Lines)
		}
	})
	if refused != nil {
		err = refused
	}
	if err != nil {
		return StatementPage{}, err
	}
	if page.Next == 0 {
		page.Next = behind
	}
	return page, nil
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

func (p *Platform) statement(account ledger.ID, r StatementRequest, rest ledger.Rest) StatementPage {
	books := p.machine.Ledger()
	from, to := max(r.From, r.After+1), r.To
	if to == 0 {
		to = math.MaxInt64
	}
	last, _ := books.BalanceAt(account, from-1, rest)
	page := StatementPage{Opening: posted(last), Closing: posted(last)}
	if to <= from {
		return page
	}
	books.Balances(account, ledger.Filter{From: from, To: to - 1, Rest: rest}, func(b ledger.Balance) bool {
		credits, debits := b.CreditsPosted-last.CreditsPosted, b.DebitsPosted-last.DebitsPosted
		if credits == debits {
			return true // pending money only
		}
		if len(page.Lines) == clamp(r.Limit) {
			page.Next = page.Lines[len(page.Lines)-1].At
			return false
		}
		last, page.Closing = b, posted(b)
		page.Lines = append(page.Lines, p.line(account, b, owed(credits, debits)))
		return true
	})
	return page
}

// hideWallets takes wallets' accounts out of lines that a merchant sees: it knows
// a buyer by a user id of its own, and the account would be the same everywhere.
func (p *Platform) hideWallets(lines []StatementLine) {
	for i := range lines {
		if a, ok := p.machine.Ledger().Account(lines[i].Other); ok && a.Code == ledger.AccountWallet {
			lines[i].Other = ledger.ID{}
		}
	}
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
func posted(b ledger.Balance) int64 { return owed(b.CreditsPosted, b.DebitsPosted) }
