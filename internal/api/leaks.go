package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// queryBody says which releases are asked for.
type queryBody struct {
	Paths  []string `json:"paths" maxItems:"4096" doc:"All of these paths, such as staff:0042."`
	From   instant  `json:"from,omitempty" doc:"Included; left out: from the beginning."`
	To     instant  `json:"to,omitempty" doc:"Not included; left out: until the end of the ledger."`
	Fields []string `json:"fields,omitempty" doc:"Releases of at least one of these; left out: of any."`
	Levels []string `json:"levels,omitempty" doc:"At one of these; left out: masked, clear, exported and ciphertext."`
	Import hash     `json:"import,omitempty" doc:"SHA-256 of the access logs of an older system, whose paths are meant."`
	List   bool     `json:"list,omitempty" doc:"Name the customers too. Not of an incident."`
}

// scopeReply is a scope, with who is in it when that was asked for.
type scopeReply struct {
	leak.ScopeJSON
	List []affectedReply `json:"list,omitempty" doc:"The customers, in the order of their registration; there only when it was asked for."`
}

// affectedReply is a customer of a scope.
type affectedReply struct {
	ID       hexID  `json:"id"`
	External string `json:"external,omitempty"`
}

func (s *server) leaks() {
	planOf(reflect.TypeFor[queryBody]())
	s.route(operation{
		method: http.MethodPost, path: "/v1/leaks/scope", id: "getLeakScope", tag: "leaks", unkeyed: true,
		bodyMax: ListBodyMax, patience: LongTimeout,
		summary: "Find out exactly whose data went down paths.",
	}, reflect.TypeFor[queryBody](), reflect.TypeFor[scopeReply](), (*call).scope)
	s.traces()
}

// query returns what a body asks for.
func (b *queryBody) query(c *call, prefix string) leak.Query {
	q := leak.Query{
		From: c.instant(prefix+"from", b.From), To: c.instant(prefix+"to", b.To), Fields: c.fieldSet(prefix+"fields", b.Fields),
	}
	if len(b.Paths) == 0 {
		c.wrong(prefix+"paths", CodeMissingField, "is required")
	}
	c.hash(prefix+"import", b.Import)
	for i, text := range b.Paths {
		p, err := disclosure.ParsePath(text)
		if err != nil {
			c.wrong(prefix+"paths["+strconv.Itoa(i)+"]", CodeInvalidField, disclosure.ErrPath.Error())
		}
		if p.Import == "" {
			p.Import = string(b.Import)
		}
		q.Paths = append(q.Paths, p)
	}
	for i, text := range b.Levels {
		q.Levels = append(q.Levels, need(c, prefix+"levels["+strconv.Itoa(i)+"]", text, levels))
	}
	return q
}

// scope answers with a scope.
func (c *call) scope() error {
	var body queryBody
	if err := c.read(&body); err != nil {
		return err
	}
	q := body.query(c, "")
	if err := c.failure(); err != nil {
		return err
	}
	start := time.Now()
	found, err := c.p.LeakScope(c.ctx(), c.by, q)
	if err != nil {
		return err
	}
	shown := found.JSON(time.Since(start).Microseconds())
	if !body.List {
		return c.reply(shown)
	}
	return c.scopeWithList(found, shown)
}

// scopeWithList answers with a scope and its customers, as they are found: there
// may be millions.
func (c *call) scopeWithList(found leak.Scope, shown leak.ScopeJSON) error {
	head, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	if err := c.long(); err != nil {
		return err
	}
	w := &stream{c: c, media: typeJSON}
	between := `,"list":[`
	add := func(id customer.ID, external string) error {
		item, err := json.Marshal(affectedReply{ID: showHex(id), External: external})
		if err != nil {
			return err
		}
		_, err = w.Write(append([]byte(between), item...))
		between = ","
		return err
	}
	if _, err := w.Write(head[:len(head)-1]); err != nil {
		return err
	}
	if err := c.p.CustomerNames(c.ctx(), c.by, found, add); err != nil {
		return err
	}
	end := "]}"
	if between != "," {
		end = between + end // nobody
	}
	if _, err := w.Write([]byte(end)); err != nil {
		return err
	}
	return w.finish()
}
