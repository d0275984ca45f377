package platform

import (
	"context"
	"io"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/machine/customers"
)

var errNotOpen = errkind.New(errkind.Unavailable, "customers_closed", "the customers' side is not open")

// Disclosure is a row of the ledger as people read it.
type Disclosure struct {
	Sequence   disclosure.Sequence
	Row        disclosure.Row
	Path       disclosure.Path
	CustomerID customer.ID // zero: none
	PolicyHash [32]byte
}

// DisclosureQuery selects rows: of one path, or of one customer, or all.
type DisclosureQuery struct {
	Path     *disclosure.Path
	Customer customer.ID         // zero: any
	Before   disclosure.Sequence // newest first below this; 0: from the end
	Limit    int
}

// Disclosures lists rows of the ledger, newest first, to privacy and security
// officers and auditors, and to a member of her own path.
func (p *Platform) Disclosures(ctx context.Context, by auth.Caller, q DisclosureQuery) ([]Disclosure, error) {
	return nil, errNotOpen
}

// MyDisclosures lists the disclosures of a customer's own data, newest first
// below before, to herself alone. It names roles and cases, never people.
func (p *Platform) MyDisclosures(ctx context.Context, by auth.Caller, before disclosure.Sequence, limit int) ([]Disclosure, error) {
	return nil, errNotOpen
}

// Object opens a case with the privacy officer about a disclosure of the
// customer's own data.
func (p *Platform) Object(ctx context.Context, by auth.Caller, once Once, s disclosure.Sequence) (cases.Case, bool, error) {
	return cases.Case{}, false, errNotOpen
}

// LeakScope returns exactly whose data went down the paths. Privacy and security
// officers, auditors, operators and Candor: it shows ids, no values.
func (p *Platform) LeakScope(ctx context.Context, by auth.Caller, q leak.Query) (leak.Scope, error) {
	return leak.Scope{}, errNotOpen
}

// CustomerNames calls yield with the id and the external id of each customer of
// a scope, in the order of ordinals.
func (p *Platform) CustomerNames(ctx context.Context, by auth.Caller, s leak.Scope, yield func(customer.ID, string) error) error {
	return errNotOpen
}

// TraceRequest asks which path a dump came from.
type TraceRequest struct {
	Dump     io.Reader
	Format   string                    // csv, jsonl, parquet
	Map      map[customer.Field]string // the dump's column of each field
	Import   string                    // the access logs of an older system, by hash; "" this installation
	Alpha    float64                   // 0: 0.01
	Approval approval.Number
	Progress func(rows int64)
}

// LeakTrace traces a dump, under an approval that names its hash. It is recorded
// before the report is returned, which shows counts and paths and no value.
func (p *Platform) LeakTrace(ctx context.Context, by auth.Caller, r TraceRequest) (leak.Report, error) {
	return leak.Report{}, errNotOpen
}

// IncidentRequest opens an incident: its scope is frozen at once.
type IncidentRequest struct {
	Title    string
	Query    leak.Query
	Aware    int64 // business time, ns; 0: now
	Critical bool
}

// OpenIncident freezes a scope. Privacy and security officers.
func (p *Platform) OpenIncident(ctx context.Context, by auth.Caller, once Once, r IncidentRequest) (customers.Incident, bool, error) {
	return customers.Incident{}, false, errNotOpen
}

// Incident returns one incident.
func (p *Platform) Incident(ctx context.Context, by auth.Caller, n uint32) (customers.Incident, error) {
	return customers.Incident{}, errNotOpen
}

// Incidents lists incidents by number above after.
func (p *Platform) Incidents(ctx context.Context, by auth.Caller, after uint32, limit int) ([]customers.Incident, error) {
	return nil, errNotOpen
}

// ActIncident records a step of an incident.
func (p *Platform) ActIncident(ctx context.Context, by auth.Caller, once Once, n uint32, kind customers.ActKind, note string) (customers.Incident, bool, error) {
	return customers.Incident{}, false, errNotOpen
}

// IncidentReport returns the regulator's report of an incident, with its duties
// and deadlines.
func (p *Platform) IncidentReport(ctx context.Context, by auth.Caller, n uint32) (leak.IncidentReport, error) {
	return leak.IncidentReport{}, errNotOpen
}

// Notices calls yield with a notice per affected customer, in her language, in
// the order of ordinals, behind after.
func (p *Platform) Notices(ctx context.Context, by auth.Caller, n uint32, after customer.ID, yield func(leak.Notice) error) error {
	return errNotOpen
}

// NoticeResult says what became of a notice.
type NoticeResult struct {
	Customer  customer.ID
	Delivered bool
}

// DeliverNotices records which notices arrived.
func (p *Platform) DeliverNotices(ctx context.Context, by auth.Caller, once Once, n uint32, results []NoticeResult) (customers.Incident, bool, error) {
	return customers.Incident{}, false, errNotOpen
}

// ImportOptions say how a file is taken in.
type ImportOptions struct {
	Format   string                          // csv, jsonl, parquet
	Approval approval.Number                 // of disclosures
	Bad      func(line int64, reason string) // told of each bad row; no value of it
	Progress func(lines int64)
}

// ImportResult is what became of a file.
type ImportResult struct {
	File  [32]byte // SHA-256 of its bytes
	Lines int64
	Added int64
	Known int64 // were there already
	Bad   int64
}

// ImportCustomers registers a file of customers. The same file again adds
// nothing; one that was interrupted goes on.
func (p *Platform) ImportCustomers(ctx context.Context, by auth.Caller, file io.ReadSeeker, o ImportOptions) (ImportResult, error) {
	return ImportResult{}, errNotOpen
}

// ImportDisclosures takes in the access log of an older system, under an
// approval that names its hash.
func (p *Platform) ImportDisclosures(ctx context.Context, by auth.Caller, file io.ReadSeeker, o ImportOptions) (ImportResult, error) {
	return ImportResult{}, errNotOpen
}

// ExportRequest asks for an export that was approved.
type ExportRequest struct {
	Approval  approval.Number
	Customers []customer.ID
	Fields    customer.Fields
	Recipient string // an age recipient
}

// Export writes the customers' fields as CSV, sealed to the recipient: one
// disclosure per customer, on the export's own path.
func (p *Platform) Export(ctx context.Context, by auth.Caller, r ExportRequest, w io.Writer) (disclosure.Sequence, error) {
	return 0, errNotOpen
}
