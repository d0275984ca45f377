package api

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// statementReply is a part of a statement, oldest line first.
type statementReply struct {
	Data    []lineReply `json:"data"`
	Next    *string     `json:"next" doc:"The cursor of the next page, also behind a short or empty one; null when there is none."`
	Opening amount      `json:"opening" doc:"The balance before the first line."`
	Closing amount      `json:"closing" doc:"The balance after the last line."`
}

// lineReply is one posted change of a balance.
type lineReply struct {
	At       instant `json:"at"`
	Transfer hexID   `json:"transfer" doc:"The ledger transfer that did it."`
	Reason   string  `json:"reason" example:"funding"`
	Object   hexID   `json:"object,omitempty" doc:"The trade, payout, wallet or merchant it was for."`
	Other    hexID   `json:"other,omitempty" doc:"The ledger account on the other side; to a merchant, no wallet's."`
	Amount   amount  `json:"amount" doc:"Above zero: came in."`
	Balance  amount  `json:"balance" doc:"After this line."`
}

const (
	typeCSV  = "text/csv"
	typeJSON = "application/json"
)

func (s *server) statements() {
	period := []parameter{
		{"from", "string", "RFC 3339 time or a date in Beijing, included. Left out with to: today."},
		{"to", "string", "RFC 3339 time or a date in Beijing, not included. Left out: until now."},
		limitParameter, cursorParameter,
	}
	s.route(operation{
		method: http.MethodGet, path: "/v1/wallets/{id}/statement", id: "getWalletStatement", tag: "statements",
		summary: "Read a wallet's statement, as JSON or text/csv.", query: period, csv: true,
	}, nil, reflect.TypeFor[statementReply](), func(c *call) error {
		return c.statement(func(id ledger.ID) error {
			_, err := c.p.Wallet(c.ctx(), c.by, id)
			return err
		})
	})
	s.route(operation{
		method: http.MethodGet, path: "/v1/merchants/{id}/statement", id: "getMerchantStatement", tag: "statements",
		summary: "Read the statement of a merchant's balance, as JSON or text/csv.", query: period, csv: true,
	}, nil, reflect.TypeFor[statementReply](), func(c *call) error {
		return c.statement(func(id ledger.ID) error {
			_, err := c.p.Merchant(c.ctx(), c.by, id)
			return err
		})
	})
}

// statement answers with the statement of the object in the path, unless see
// says that it is of another kind or not for the caller.
func (c *call) statement(see func(ledger.ID) error) error {
	r := platform.StatementRequest{
		Owner: c.self(), From: c.queryTime("from"), To: c.queryTime("to"),
		After: int64(c.after(0)), Limit: c.limit(),
	}
	if err := c.failure(); err != nil {
		return err
	}
	if err := see(r.Owner); err != nil {
		return err
	}
	if !c.query.Has("from") && !c.query.Has("to") {
		r.From = startOfDay(c.p.Now())
	}
	found, err := c.p.Statement(c.ctx(), c.by, r)
	if err != nil {
		return err
	}
	reply := showStatement(found)
	if prefersCSV(c.r.Header.Values("Accept")) {
		return c.replyCSV(reply)
	}
	return c.reply(reply)
}

// startOfDay returns the beginning of the day in Beijing.
func startOfDay(ns int64) int64 {
	t := time.Unix(0, ns).In(beijing)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, beijing).UnixNano()
}

func showStatement(p platform.StatementPage) statementReply {
	reply := statementReply{
		Data: make([]lineReply, len(p.Lines)), Opening: show(p.Opening, p.Currency), Closing: show(p.Closing, p.Currency),
	}
	for i, l := range p.Lines {
		reply.Data[i] = lineReply{
			At: showTime(l.At), Transfer: showID(l.Transfer), Reason: ledger.TransferCodeName(l.Code),
			Object: showID(l.Object), Other: showID(l.Other),
			Amount: show(l.Minor, p.Currency), Balance: show(l.Balance, p.Currency),
		}
	}
	if p.Next != 0 {
		reply.Next = positionCursor(uint64(p.Next))
	}
	return reply
}

// replyCSV answers with the lines as CSV; the cursor of the next page is in the
// header Next-Cursor.
func (c *call) replyCSV(reply statementReply) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"at", "transfer", "reason", "object", "other", "amount", "balance", "currency"}}
	for _, l := range reply.Data {
		rows = append(rows, []string{
			string(l.At), string(l.Transfer), l.Reason, string(l.Object), string(l.Other),
			l.Amount.Amount, l.Balance.Amount, l.Amount.Currency,
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	if reply.Next != nil {
		c.Header().Set("Next-Cursor", *reply.Next)
	}
	c.Header().Set("Cache-Control", "no-store")
	c.send(c.op.status, typeCSV+"; charset=utf-8; header=present", b.Bytes())
	return nil
}

// prefersCSV reports whether Accept headers want CSV more than JSON.
func prefersCSV(accept []string) bool { return prefers(typeCSV, accept) }

// prefers reports whether Accept headers want a media type more than JSON.
func prefers(wanted string, accept []string) bool {
	most, other := 0, 0
	for item := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		media, q, _ := strings.Cut(item, ";")
		weight := quality(q)
		switch strings.ToLower(strings.TrimSpace(media)) {
		case wanted:
			most = max(most, weight)
		case typeJSON, "application/*", "*/*":
			other = max(other, weight)
		}
	}
	return most > 0 && most >= other
}

// quality returns a q parameter in thousandths, 1,000 when there is none.
func quality(parameters string) int {
	text, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
	if !ok {
		return 1000
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseUint(whole+(part + "000")[:3], 10, 12)
	if err != nil || n > 1000 {
		return 0
	}
	return int(n)
}
