package api

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/staff"
)

// disclosureReply is a row of the ledger of disclosures.
type disclosureReply struct {
	Sequence  uint64   `json:"sequence"`
	At        instant  `json:"at"`
	Path      string   `json:"path" example:"staff:0042"`
	Customer  hexID    `json:"customer,omitempty"`
	Fields    []string `json:"fields"`
	Version   uint32   `json:"version,omitempty" doc:"Of her record."`
	Level     string   `json:"level" enum:"matched,masked,clear,exported,ciphertext"`
	Outcome   string   `json:"outcome" doc:"allowed, missed, or why it was refused."`
	Purpose   string   `json:"purpose"`
	Role      string   `json:"role,omitempty" doc:"Of a reader who is staff."`
	Case      uint32   `json:"case,omitempty"`
	Approval  uint32   `json:"approval,omitempty"`
	Policy    uint32   `json:"policy" doc:"The version of the policy."`
	PolicySum hash     `json:"policy_hash" doc:"SHA-256 of the policy's text."`
	NC        uint32   `json:"customer_count,omitempty" doc:"How many disclosures of her there are with this one."`
	MA        uint32   `json:"path_count,omitempty" doc:"How many disclosures down this path there are with this one."`
	Hash      hash     `json:"hash" doc:"Of this row and the one before."`
}

func (s *server) disclosures() {
	list(s, operation{
		path: "/v1/disclosures", id: "listDisclosures", tag: "disclosures",
		summary: "List rows of the ledger of disclosures, newest first. A member of staff sees her own path's.",
		query: []parameter{
			{"path", "string", "Only rows of this path, such as staff:0042."},
			{"customer", "string", "Only rows about this customer, by id."},
		},
	}, listDisclosures)
}

func listDisclosures(c *call) (page[disclosureReply], error) {
	q := platform.DisclosureQuery{Customer: customer.ID(c.queryID("customer")), Before: c.before(), Limit: c.limit()}
	if c.query.Has("path") {
		p, err := disclosure.ParsePath(c.query.Get("path"))
		if err != nil {
			c.wrong("path", CodeParameter, disclosure.ErrPath.Error())
		}
		q.Path = &p
	}
	if err := c.failure(); err != nil {
		return page[disclosureReply]{}, err
	}
	found, err := c.p.Disclosures(c.ctx(), c.by, q)
	return pageOf(found, q.Limit, sequenceOf, showDisclosure), err
}

// before returns the row below which a page begins; zero: from the newest.
func (c *call) before() disclosure.Sequence { return disclosure.Sequence(c.after(0)) }

func sequenceOf(d *platform.Disclosure) uint64 { return uint64(d.Sequence) }

// sequenceOfPath reads a request that is about the row in its path.
func sequenceOfPath(_ *nothing, c *call) disclosure.Sequence {
	return disclosure.Sequence(c.place("sequence", 64))
}

// showRole shows the role in a row, nothing when the reader was not staff.
func showRole(role uint8) string {
	if role == 0 {
		return ""
	}
	return staff.Role(role - 1).String()
}

func showDisclosure(d platform.Disclosure) disclosureReply {
	path := ""
	if d.Path.Kind != 0 {
		path = d.Path.String()
	}
	r := &d.Row
	return disclosureReply{
		Sequence: uint64(d.Sequence), At: showTime(r.Time), Path: path, Customer: showHex(d.CustomerID),
		Fields: showFields(r.Fields), Version: r.Version, Level: r.Level.String(), Outcome: r.Outcome.String(),
		Purpose: r.Purpose.String(), Role: showRole(r.Role), Case: r.Case, Approval: r.Approval, Policy: r.Policy,
		PolicySum: showHash(d.PolicyHash), NC: r.NC, MA: r.MA, Hash: showHash(r.Hash),
	}
}
