package api

import (
	"context"
	"strconv"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// amountAll is how a post or a balancing transfer asks for all there is.
const amountAll = "max"

// accountBody is a ledger account to create.
type accountBody struct {
	ID          hexID    `json:"id"`
	Ledger      uint32   `json:"ledger" doc:"One currency each; Candor's own are ISO 4217 numbers."`
	Code        uint16   `json:"code" doc:"From a chart of accounts."`
	Flags       []string `json:"flags,omitempty"`
	UserData128 hexID    `json:"user_data_128,omitempty"`
	UserData64  string   `json:"user_data_64,omitempty" doc:"Decimal string."`
	UserData32  uint32   `json:"user_data_32,omitempty"`
	Timestamp   instant  `json:"timestamp,omitempty" doc:"With flag imported only."`
}

// transferBody is a ledger transfer to create.
type transferBody struct {
	ID          hexID    `json:"id"`
	Debit       hexID    `json:"debit_account_id,omitempty"`
	Credit      hexID    `json:"credit_account_id,omitempty"`
	Amount      string   `json:"amount" doc:"Decimal string of minor units, or max."`
	PendingID   hexID    `json:"pending_id,omitempty"`
	UserData128 hexID    `json:"user_data_128,omitempty"`
	UserData64  string   `json:"user_data_64,omitempty" doc:"Decimal string."`
	UserData32  uint32   `json:"user_data_32,omitempty"`
	Timeout     uint32   `json:"timeout,omitempty" doc:"Seconds; pending transfers only."`
	Ledger      uint32   `json:"ledger,omitempty"`
	Code        uint16   `json:"code,omitempty"`
	Flags       []string `json:"flags,omitempty"`
	Timestamp   instant  `json:"timestamp,omitempty" doc:"With flag imported only."`
}

// resultsReply answers a batch: one result for each event, in order.
type resultsReply struct {
	Results []resultReply `json:"results"`
}

// resultReply is what became of one event.
type resultReply struct {
	ID        string  `json:"id"`
	Result    string  `json:"result" doc:"created, exists, or why not." example:"created"`
	Timestamp instant `json:"timestamp" doc:"Of the record; of a refused event, the time that it would have had."`
}

func (s *server) ledger() {
	change(s, operation{
		path: "/v1/ledger/accounts", id: "createAccounts", tag: "ledger", roles: operators, bodyMax: LedgerBodyMax, unkeyed: true,
		summary: "Open up to 8,190 ledger accounts. Their ids make a retry safe. Operators only.",
	}, accountsCommand, s.createAccounts, same)
	change(s, operation{
		path: "/v1/ledger/transfers", id: "createTransfers", tag: "ledger", roles: operators, bodyMax: LedgerBodyMax, unkeyed: true,
		summary: "Move money by up to 8,190 ledger transfers. Their ids make a retry safe. Operators only.",
	}, transfersCommand, s.createTransfers, same)
	s.ledgerReads()
}

func same(r resultsReply) resultsReply { return r }

func accountsCommand(bodies *[]accountBody, c *call) []ledger.Account {
	events := make([]ledger.Account, len(*bodies))
	for i := range *bodies {
		b, at := &(*bodies)[i], event{c, i}
		flags, err := ledger.ParseAccountFlags(b.Flags)
		if err != nil {
			at.wrong("flags", "must be names of flags")
		}
		events[i] = ledger.Account{
			ID: at.id("id", b.ID), Ledger: b.Ledger, Code: b.Code, Flags: flags,
			UserData128: at.id("user_data_128", b.UserData128), UserData64: at.uint64("user_data_64", b.UserData64),
			UserData32: b.UserData32, Timestamp: at.time(b.Timestamp),
		}
	}
	return events
}

func transfersCommand(bodies *[]transferBody, c *call) []ledger.Transfer {
	events := make([]ledger.Transfer, len(*bodies))
	for i := range *bodies {
		b, at := &(*bodies)[i], event{c, i}
		flags, err := ledger.ParseTransferFlags(b.Flags)
		if err != nil {
			at.wrong("flags", "must be names of flags")
		}
		events[i] = ledger.Transfer{
			ID: at.id("id", b.ID), DebitAccountID: at.id("debit_account_id", b.Debit),
			CreditAccountID: at.id("credit_account_id", b.Credit), Amount: at.amount(b.Amount),
			PendingID: at.id("pending_id", b.PendingID), UserData128: at.id("user_data_128", b.UserData128),
			UserData64: at.uint64("user_data_64", b.UserData64), UserData32: b.UserData32,
			Timeout: b.Timeout, Ledger: b.Ledger, Code: b.Code, Flags: flags, Timestamp: at.time(b.Timestamp),
		}
	}
	return events
}

func (s *server) createAccounts(ctx context.Context, by auth.Caller, _ platform.Once, events []ledger.Account) (resultsReply, bool, error) {
	outcomes, err := s.p.CreateAccounts(ctx, by, events)
	return showOutcomes(outcomes, func(i int) ledger.ID { return events[i].ID }), false, err
}

func (s *server) createTransfers(ctx context.Context, by auth.Caller, _ platform.Once, events []ledger.Transfer) (resultsReply, bool, error) {
	outcomes, err := s.p.CreateTransfers(ctx, by, events)
	return showOutcomes(outcomes, func(i int) ledger.ID { return events[i].ID }), false, err
}

func showOutcomes(outcomes []ledger.Outcome, id func(int) ledger.ID) resultsReply {
	reply := resultsReply{Results: make([]resultReply, len(outcomes))}
	for i, o := range outcomes {
		reply.Results[i] = resultReply{ID: id(i).String(), Result: o.Code.String(), Timestamp: showTime(o.Timestamp)}
	}
	return reply
}

// event is one of a batch. What a value may be is the ledger's to judge, event
// by event; here only what is not a value at all refuses the batch.
type event struct {
	c *call
	n int
}

func (e event) wrong(field, reason string) {
	e.c.wrong("["+strconv.Itoa(e.n)+"]."+field, CodeInvalidField, reason)
}

func (e event) id(field string, s hexID) ledger.ID {
	if s == "" {
		return ledger.ID{}
	}
	id, ok := parseID(string(s))
	if !ok && id != (ledger.ID{}) || len(s) != 2*len(id) {
		e.wrong(field, "must be 32 lower-case hexadecimal digits")
	}
	return id
}

func (e event) uint64(field, s string) uint64 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || len(s) > 1 && s[0] == '0' {
		e.wrong(field, "must be a decimal string of up to 64 bits")
	}
	return n
}

func (e event) amount(s string) uint64 {
	switch s {
	case amountAll:
		return ledger.AmountMax
	case "":
		e.wrong("amount", "must be a decimal string of minor units, or max")
	}
	return e.uint64("amount", s)
}

func (e event) time(s instant) int64 {
	if s == "" {
		return 0
	}
	return e.c.instant("["+strconv.Itoa(e.n)+"].timestamp", s)
}
