package api

import (
	"strconv"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// accountReply is a ledger account. Counters are decimal strings of minor units.
type accountReply struct {
	ID             hexID    `json:"id"`
	DebitsPending  string   `json:"debits_pending"`
	DebitsPosted   string   `json:"debits_posted"`
	CreditsPending string   `json:"credits_pending"`
	CreditsPosted  string   `json:"credits_posted"`
	Ledger         uint32   `json:"ledger"`
	Code           uint16   `json:"code"`
	Flags          []string `json:"flags"`
	UserData128    hexID    `json:"user_data_128,omitempty"`
	UserData64     string   `json:"user_data_64"`
	UserData32     uint32   `json:"user_data_32"`
	Timestamp      instant  `json:"timestamp"`
}

// transferReply is a ledger transfer. The amount is a decimal string of minor
// units.
type transferReply struct {
	ID          hexID    `json:"id"`
	Debit       hexID    `json:"debit_account_id"`
	Credit      hexID    `json:"credit_account_id"`
	Amount      string   `json:"amount"`
	PendingID   hexID    `json:"pending_id,omitempty"`
	UserData128 hexID    `json:"user_data_128,omitempty"`
	UserData64  string   `json:"user_data_64"`
	UserData32  uint32   `json:"user_data_32"`
	Timeout     uint32   `json:"timeout"`
	Ledger      uint32   `json:"ledger"`
	Code        uint16   `json:"code"`
	Flags       []string `json:"flags"`
	Timestamp   instant  `json:"timestamp"`
}

// balanceReply is what an account's counters were after a change.
type balanceReply struct {
	DebitsPending  string  `json:"debits_pending"`
	DebitsPosted   string  `json:"debits_posted"`
	CreditsPending string  `json:"credits_pending"`
	CreditsPosted  string  `json:"credits_posted"`
	Timestamp      instant `json:"timestamp,omitempty" doc:"Of the change; absent: before the first."`
	Transfer       hexID   `json:"transfer,omitempty" doc:"That did it, or that expired."`
	Expired        bool    `json:"expired"`
}

var (
	periodParameters = []parameter{
		{"from", "string", "RFC 3339 time or a date in Beijing, included."},
		{"to", "string", "RFC 3339 time or a date in Beijing, not included."},
		{"reversed", "boolean", "Newest first."},
	}
	filterParameters = append([]parameter{
		{"user_data_128", "string", "32 hexadecimal digits."},
		{"user_data_64", "string", "Decimal."},
		{"user_data_32", "integer", "Of the record."},
		{"ledger", "integer", "Of the record."},
		{"code", "integer", "Of the record."},
	}, periodParameters...)
	sideParameters = []parameter{
		{"debits", "boolean", "Only transfers that debit the account."},
		{"credits", "boolean", "Only transfers that credit the account."},
	}
)

func (s *server) ledgerReads() {
	list(s, operation{
		path: "/v1/ledger/accounts", id: "listAccounts", tag: "ledger", query: parameters(filterParameters),
		summary: "Find ledger accounts, oldest first. Operators only, like all of the ledger.",
	}, func(c *call) (page[accountReply], error) {
		return ledgerPage(c, func(f ledger.Filter) (platform.Page[ledger.Account], error) {
			return c.p.Accounts(c.ctx(), c.by, f)
		}, showAccount)
	})
	list(s, operation{
		path: "/v1/ledger/transfers", id: "listTransfers", tag: "ledger", query: parameters(filterParameters),
		summary: "Find ledger transfers, oldest first.",
	}, func(c *call) (page[transferReply], error) {
		return ledgerPage(c, func(f ledger.Filter) (platform.Page[ledger.Transfer], error) {
			return c.p.Transfers(c.ctx(), c.by, f)
		}, showTransfer)
	})
	read(s, operation{
		path: "/v1/ledger/accounts/{id}", id: "getAccount", tag: "ledger", summary: "Read a ledger account.",
	}, one(func(c *call, id ledger.ID) (ledger.Account, error) { return c.p.Account(c.ctx(), c.by, id) }, showAccount))
	read(s, operation{
		path: "/v1/ledger/transfers/{id}", id: "getTransfer", tag: "ledger", summary: "Read a ledger transfer.",
	}, one(func(c *call, id ledger.ID) (ledger.Transfer, error) { return c.p.Transfer(c.ctx(), c.by, id) }, showTransfer))
	list(s, operation{
		path: "/v1/ledger/accounts/{id}/transfers", id: "listAccountTransfers", tag: "ledger",
		query:   parameters(filterParameters, sideParameters),
		summary: "Find the transfers of a ledger account, oldest first.",
	}, listAccountTransfers)
	list(s, operation{
		path: "/v1/ledger/accounts/{id}/balances", id: "listAccountBalances", tag: "ledger",
		query:   parameters(periodParameters, []parameter{{"at", "string", "RFC 3339 time: one balance, as of then."}}),
		summary: "Read the running balances of a ledger account with history.",
	}, listBalances)
}

// parameters joins lists into one of its own.
func parameters(lists ...[]parameter) []parameter {
	var all []parameter
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// one adapts a read of one record.
func one[T, R any](get func(*call, ledger.ID) (T, error), show func(T) R) func(*call) (R, error) {
	return func(c *call) (R, error) {
		var none R
		id := c.self()
		if err := c.failure(); err != nil {
			return none, err
		}
		v, err := get(c, id)
		if err != nil {
			return none, err
		}
		return show(v), nil
	}
}

// ledgerPage makes a page of records in order of time. The cursor is a time, so
// that new records never shift a page.
func ledgerPage[T, R any](c *call, find func(ledger.Filter) (platform.Page[T], error), show func(T) R) (page[R], error) {
	f := c.filter()
	f.Limit = c.limit()
	if err := c.failure(); err != nil {
		return page[R]{}, err
	}
	found, err := find(f)
	if err != nil {
		return page[R]{}, err
	}
	p := page[R]{Data: make([]R, len(found.Items))}
	for i := range found.Items {
		p.Data[i] = show(found.Items[i])
	}
	if found.Next != 0 {
		p.Next = positionCursor(uint64(found.Next))
	}
	return p, nil
}

// filter reads the parameters of a query, as far as the operation has them.
func (c *call) filter() ledger.Filter {
	f := ledger.Filter{
		UserData128: c.queryID("user_data_128"), UserData64: c.uint("user_data_64", 64),
		UserData32: uint32(c.uint("user_data_32", 32)), Ledger: uint32(c.uint("ledger", 32)),
		Code: uint16(c.uint("code", 16)), NewestFirst: c.flag("reversed"),
		From: c.queryTime("from"), To: c.queryTime("to"),
		Debits: c.flag("debits"), Credits: c.flag("credits"),
	}
	if f.To > 0 {
		f.To--
	}
	if !c.query.Has("cursor") {
		return f
	}
	last := int64(c.after(0) &^ (1 << 63))
	switch {
	case !f.NewestFirst:
		f.From = max(f.From, last+1)
	case f.To == 0:
		f.To = last - 1
	default:
		f.To = min(f.To, last-1)
	}
	return f
}

func listAccountTransfers(c *call) (page[transferReply], error) {
	id := c.self()
	return ledgerPage(c, func(f ledger.Filter) (platform.Page[ledger.Transfer], error) {
		return c.p.AccountTransfers(c.ctx(), c.by, id, f)
	}, showTransfer)
}

func listBalances(c *call) (page[balanceReply], error) {
	id := c.self()
	if !c.query.Has("at") {
		return ledgerPage(c, func(f ledger.Filter) (platform.Page[ledger.Balance], error) {
			return c.p.AccountBalances(c.ctx(), c.by, id, f)
		}, showBalance)
	}
	at := c.queryTime("at")
	if len(c.query) > 1 {
		c.wrong("at", CodeParameter, "goes without other parameters")
	}
	if err := c.failure(); err != nil {
		return page[balanceReply]{}, err
	}
	b, err := c.p.BalanceAt(c.ctx(), c.by, id, at)
	if err != nil {
		return page[balanceReply]{}, err
	}
	return page[balanceReply]{Data: []balanceReply{showBalance(b)}}, nil
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

func showAccount(a ledger.Account) accountReply {
	return accountReply{
		ID: showID(a.ID), DebitsPending: decimal(a.DebitsPending), DebitsPosted: decimal(a.DebitsPosted),
		CreditsPending: decimal(a.CreditsPending), CreditsPosted: decimal(a.CreditsPosted),
		Ledger: a.Ledger, Code: a.Code, Flags: a.Flags.Names(), UserData128: showID(a.UserData128),
		UserData64: decimal(a.UserData64), UserData32: a.UserData32, Timestamp: showTime(a.Timestamp),
	}
}

func showTransfer(t ledger.Transfer) transferReply {
	return transferReply{
		ID: showID(t.ID), Debit: showID(t.DebitAccountID), Credit: showID(t.CreditAccountID),
		Amount: decimal(t.Amount), PendingID: showID(t.PendingID), UserData128: showID(t.UserData128),
		UserData64: decimal(t.UserData64), UserData32: t.UserData32, Timeout: t.Timeout,
		Ledger: t.Ledger, Code: t.Code, Flags: t.Flags.Names(), Timestamp: showTime(t.Timestamp),
	}
}

func showBalance(b ledger.Balance) balanceReply {
	return balanceReply{
		DebitsPending: decimal(b.DebitsPending), DebitsPosted: decimal(b.DebitsPosted),
		CreditsPending: decimal(b.CreditsPending), CreditsPosted: decimal(b.CreditsPosted),
		Timestamp: showTime(b.Timestamp), Transfer: showID(b.Transfer), Expired: b.Expired,
	}
}
