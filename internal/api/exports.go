package api

import (
	"net/http"
	"reflect"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/platform"
)

func (s *server) exports() {
	planOf(reflect.TypeFor[exportRequest]())
	s.route(operation{
		method: http.MethodPost, path: "/v1/exports", id: "exportCustomers", tag: "disclosures", unkeyed: true,
		bodyMax: ListBodyMax, gives: typeBytes, patience: LongTimeout,
		summary: "Export approved fields of approved customers as CSV, sealed to the approved age recipient.",
	}, reflect.TypeFor[exportRequest](), nil, (*call).export)
}

// export answers with the sealed bytes as they are made.
func (c *call) export() error {
	var body exportRequest
	if err := c.read(&body); err != nil {
		return err
	}
	r := platform.ExportRequest{
		Approval: approval.Number(body.Approval), Customers: c.customerIDs("customers", body.Customers),
		Fields: c.someFields("fields", body.Fields), Recipient: c.shortText("recipient", body.Recipient, recipientMax),
	}
	if body.Approval == 0 {
		c.wrong("approval", CodeMissingField, "is required")
	}
	if len(body.Customers) == 0 {
		c.wrong("customers", CodeMissingField, "is required")
	}
	if err := c.failure(); err != nil {
		return err
	}
	if err := c.long(); err != nil {
		return err
	}
	w := &stream{c: c, media: typeBytes}
	if _, err := c.p.Export(c.ctx(), c.by, r, w); err != nil {
		return err
	}
	return w.finish()
}

// recipientMax is the longest age recipient in bytes; those of today have 62,
// those that withstand quantum computers 2,000.
const recipientMax = 4096
