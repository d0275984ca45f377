package api

import (
	"context"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
)

// readRequest asks for a customer's fields.
type readRequest struct {
	Fields   []string `json:"fields" doc:"Which fields."`
	Level    string   `json:"level,omitempty" enum:"masked,clear" doc:"Left out: masked."`
	Case     uint32   `json:"case,omitempty" doc:"The case that is the reason; staff need one, assigned to them and about this customer."`
	Purpose  string   `json:"purpose,omitempty" doc:"What for. Left out: what the case is about; without one, support of staff and payment of others."`
	Approval uint32   `json:"approval,omitempty" doc:"An approval of a bulk read, in place of the budget."`
}

// emergencyRequest asks for fields at once.
type emergencyRequest struct {
	Fields []string `json:"fields"`
}

// readingReply is what was read.
type readingReply struct {
	Sequence uint64      `json:"sequence" doc:"Of this read in the ledger of disclosures."`
	Customer hexID       `json:"customer"`
	Version  uint32      `json:"version" doc:"Of her record."`
	Level    string      `json:"level" enum:"masked,clear"`
	Values   valuesBody  `json:"values" doc:"Fields that she does not have are left out."`
	Left     windowsBody `json:"left" doc:"How many customers more the budget allows."`
	Review   uint32      `json:"review,omitempty" doc:"Of an emergency read: the approval in which two people review it within 24 hours."`
}

// lookupRequest asks whose value this is.
type lookupRequest struct {
	Field   string `json:"field" enum:"name,national_id,phone,email,bank_account,card"`
	Value   string `json:"value" doc:"The exact value, in any usual notation."`
	Case    uint32 `json:"case,omitempty"`
	Purpose string `json:"purpose,omitempty" doc:"Left out: what the case is about; without one, support of staff and payment of others."`
}

// foundReply is who has a value.
type foundReply struct {
	Sequence  uint64      `json:"sequence" doc:"Of this lookup in the ledger of disclosures."`
	Customers []hexID     `json:"customers" doc:"Empty: nobody."`
	More      bool        `json:"more" doc:"So many have the value that not all were looked for: there may be more."`
	Left      windowsBody `json:"left" doc:"What the budget still allows: of customers found, or of lookups that find nobody."`
}

// exportRequest asks for an export that was approved.
type exportRequest struct {
	Approval  uint32   `json:"approval" doc:"The approval, which names exactly what follows."`
	Customers []hexID  `json:"customers" maxItems:"20000"`
	Fields    []string `json:"fields"`
	Recipient string   `json:"recipient" doc:"The age recipient to whom it is sealed." example:"age1..."`
}

const typeBytes = "application/octet-stream"

// reads registers what discloses data. No role is refused before the platform is
// asked, as what was refused is recorded too.
func (s *server) reads() {
	ask(s, operation{
		path: "/v1/customers/{id}/reads", id: "readCustomer", tag: "disclosures",
		summary: "Read fields of a customer, masked or in clear. It is recorded before it is answered; a repeat is a new read.",
	}, (*readRequest).command, s.p.Read, showReading)
	ask(s, operation{
		path: "/v1/customers/{id}/emergency-reads", id: "readCustomerInEmergency", tag: "disclosures",
		summary: "Read fields of a customer at once, without a case: few a day, and two people review each.",
	}, (*emergencyRequest).command, func(ctx context.Context, by auth.Caller, r platform.ReadRequest) (platform.Reading, error) {
		return s.p.BreakGlass(ctx, by, r.Customer, r.Fields)
	}, showReading)
	ask(s, operation{
		path: "/v1/lookups", id: "lookUp", tag: "disclosures",
		summary: "Find customers by the exact value of a field. Misses are recorded and budgeted like hits.",
	}, (*lookupRequest).command, s.p.Lookup, showFound)
	s.exports()
}

func (b *readRequest) command(c *call) platform.ReadRequest {
	r := platform.ReadRequest{
		Customer: c.selfCustomer(), Fields: c.someFields("fields", b.Fields), Level: disclosure.Masked,
		Case: cases.Number(b.Case), Purpose: c.purpose(b.Purpose, b.Case), Approval: approval.Number(b.Approval),
	}
	if b.Level != "" {
		r.Level = choose(c, "level", b.Level, readLevels)
	}
	return r
}

func (b *emergencyRequest) command(c *call) platform.ReadRequest {
	return platform.ReadRequest{Customer: c.selfCustomer(), Fields: c.someFields("fields", b.Fields)}
}

func (b *lookupRequest) command(c *call) platform.LookupRequest {
	if b.Field == "" {
		c.wrong("field", CodeMissingField, "is required")
	}
	if b.Value == "" {
		c.wrong("value", CodeMissingField, "is required")
	}
	f, known := customer.ParseField(b.Field)
	if b.Field != "" && (!known || !f.Indexed()) {
		c.wrong("field", CodeInvalidField, "must be one of name, national_id, phone, email, bank_account, card")
	}
	return platform.LookupRequest{Field: f, Value: b.Value, Case: cases.Number(b.Case), Purpose: c.purpose(b.Purpose, b.Case)}
}

func showReading(r platform.Reading) readingReply {
	return readingReply{
		Sequence: uint64(r.Sequence), Customer: showHex(r.Customer), Version: r.Version, Level: r.Level.String(),
		Values: showValues(r.Values), Left: showWindows(r.Left), Review: uint32(r.Review),
	}
}

func showFound(f platform.Found) foundReply {
	reply := foundReply{Sequence: uint64(f.Sequence), Customers: make([]hexID, len(f.Customers)), More: f.More, Left: showWindows(f.Left)}
	for i, id := range f.Customers {
		reply.Customers[i] = showHex(id)
	}
	return reply
}
