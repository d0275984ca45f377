package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// AmountMax, as a transfer's amount, asks for all there is.
const AmountMax = "max"

// NewAccount is a ledger account to open.
type NewAccount struct {
	ID          ID        `json:"id"`
	Ledger      uint32    `json:"ledger"`
	Code        uint16    `json:"code"`
	Flags       []string  `json:"flags,omitempty"`
	UserData128 ID        `json:"user_data_128,omitempty"`
	UserData64  string    `json:"user_data_64,omitempty"` // decimal
	UserData32  uint32    `json:"user_data_32,omitempty"`
	Timestamp   time.Time `json:"timestamp,omitzero"` // with flag imported only
}

// NewTransfer is a ledger transfer to make.
type NewTransfer struct {
	ID          ID        `json:"id"`
	Debit       ID        `json:"debit_account_id,omitempty"`
	Credit      ID        `json:"credit_account_id,omitempty"`
	Amount      string    `json:"amount"` // decimal minor units, or AmountMax
	PendingID   ID        `json:"pending_id,omitempty"`
	UserData128 ID        `json:"user_data_128,omitempty"`
	UserData64  string    `json:"user_data_64,omitempty"` // decimal
	UserData32  uint32    `json:"user_data_32,omitempty"`
	Timeout     uint32    `json:"timeout,omitempty"` // seconds
	Ledger      uint32    `json:"ledger,omitempty"`
	Code        uint16    `json:"code,omitempty"`
	Flags       []string  `json:"flags,omitempty"`
	Timestamp   time.Time `json:"timestamp,omitzero"` // with flag imported only
}

// Result is what became of one event of a batch.
type Result struct {
	ID        ID        `json:"id"`
	Result    string    `json:"result"` // created, exists, or why not
	Timestamp time.Time `json:"timestamp"`
}

// Account is a ledger account. Counters are decimal minor units.
type Account struct {
	ID             ID        `json:"id"`
	DebitsPending  string    `json:"debits_pending"`
	DebitsPosted   string    `json:"debits_posted"`
	CreditsPending string    `json:"credits_pending"`
	CreditsPosted  string    `json:"credits_posted"`
	Ledger         uint32    `json:"ledger"`
	Code           uint16    `json:"code"`
	Flags          []string  `json:"flags"`
	UserData128    ID        `json:"user_data_128"`
	UserData64     string    `json:"user_data_64"`
	UserData32     uint32    `json:"user_data_32"`
	Timestamp      time.Time `json:"timestamp"`
}

// LedgerTransfer is a ledger transfer as it was recorded.
type LedgerTransfer struct {
	ID          ID        `json:"id"`
	Debit       ID        `json:"debit_account_id"`
	Credit      ID        `json:"credit_account_id"`
	Amount      string    `json:"amount"`
	PendingID   ID        `json:"pending_id"`
	UserData128 ID        `json:"user_data_128"`
	UserData64  string    `json:"user_data_64"`
	UserData32  uint32    `json:"user_data_32"`
	Timeout     uint32    `json:"timeout"`
	Ledger      uint32    `json:"ledger"`
	Code        uint16    `json:"code"`
	Flags       []string  `json:"flags"`
	Timestamp   time.Time `json:"timestamp"`
}

// Balance is what an account's counters were after a change.
type Balance struct {
	DebitsPending  string    `json:"debits_pending"`
	DebitsPosted   string    `json:"debits_posted"`
	CreditsPending string    `json:"credits_pending"`
	CreditsPosted  string    `json:"credits_posted"`
	Timestamp      time.Time `json:"timestamp"`
	Transfer       ID        `json:"transfer"`
	Expired        bool      `json:"expired"`
}

// Filter narrows a query of the ledger. Its zero value is everything, oldest
// first.
type Filter struct {
	UserData128 ID
	UserData64  uint64
	UserData32  uint32
	Ledger      uint32
	Code        uint16
	From, To    time.Time // From included, To not
	NewestFirst bool
	Debits      bool // of an account's transfers, only those that debit it
	Credits     bool // of an account's transfers, only those that credit it
	Paging
}

func (f Filter) query() url.Values {
	q := f.Paging.query()
	set(q, "user_data_128", f.UserData128)
	for name, n := range map[string]uint64{
		"user_data_64": f.UserData64, "user_data_32": uint64(f.UserData32),
		"ledger": uint64(f.Ledger), "code": uint64(f.Code),
	} {
		if n != 0 {
			q.Set(name, strconv.FormatUint(n, 10))
		}
	}
	for name, on := range map[string]bool{"reversed": f.NewestFirst, "debits": f.Debits, "credits": f.Credits} {
		if on {
			q.Set(name, "true")
		}
	}
	setTime(q, "from", f.From)
	setTime(q, "to", f.To)
	return q
}

func setTime(q url.Values, name string, t time.Time) {
	if !t.IsZero() {
		q.Set(name, t.UTC().Format(time.RFC3339Nano))
	}
}

// CreateAccounts opens up to 8,190 ledger accounts and answers for each in
// order. Their ids make a retry safe.
func (c *Client) CreateAccounts(ctx context.Context, events []NewAccount) ([]Result, error) {
	return batch(ctx, c, at("ledger", "accounts"), events)
}

// CreateTransfers makes up to 8,190 ledger transfers and answers for each in
// order. Their ids make a retry safe.
func (c *Client) CreateTransfers(ctx context.Context, events []NewTransfer) ([]Result, error) {
	return batch(ctx, c, at("ledger", "transfers"), events)
}

func batch(ctx context.Context, c *Client, path string, events any) ([]Result, error) {
	reply, err := send[struct {
		Results []Result `json:"results"`
	}](ctx, c, request{method: http.MethodPost, path: path}, events)
	return reply.Results, err
}

// Account reads a ledger account.
func (c *Client) Account(ctx context.Context, id ID) (Account, error) {
	return get[Account](ctx, c, at("ledger", "accounts", string(id)), nil)
}

// LedgerTransfer reads a ledger transfer.
func (c *Client) LedgerTransfer(ctx context.Context, id ID) (LedgerTransfer, error) {
	return get[LedgerTransfer](ctx, c, at("ledger", "transfers", string(id)), nil)
}

// Accounts finds ledger accounts.
func (c *Client) Accounts(ctx context.Context, f Filter) (Page[Account], error) {
	return get[Page[Account]](ctx, c, at("ledger", "accounts"), f.query())
}

// LedgerTransfers finds ledger transfers.
func (c *Client) LedgerTransfers(ctx context.Context, f Filter) (Page[LedgerTransfer], error) {
	return get[Page[LedgerTransfer]](ctx, c, at("ledger", "transfers"), f.query())
}

// AccountTransfers finds the transfers of a ledger account.
func (c *Client) AccountTransfers(ctx context.Context, id ID, f Filter) (Page[LedgerTransfer], error) {
	return get[Page[LedgerTransfer]](ctx, c, at("ledger", "accounts", string(id), "transfers"), f.query())
}

// Balances reads the running balances of a ledger account with history. Of the
// filter, times, order and paging count.
func (c *Client) Balances(ctx context.Context, id ID, f Filter) (Page[Balance], error) {
	return get[Page[Balance]](ctx, c, at("ledger", "accounts", string(id), "balances"), f.query())
}

// BalanceAt reads the balance that a ledger account with history had at a time.
func (c *Client) BalanceAt(ctx context.Context, id ID, t time.Time) (Balance, error) {
	q := url.Values{}
	setTime(q, "at", t)
	p, err := get[Page[Balance]](ctx, c, at("ledger", "accounts", string(id), "balances"), q)
	if err != nil || len(p.Data) == 0 {
		return Balance{}, err
	}
	return p.Data[0], nil
}
