package platform

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine/customers"
)

// ExportRequest asks for an export that was approved.
type ExportRequest struct {
	Approval  approval.Number
	Customers []customer.ID
	Fields    customer.Fields
	Recipient string // an age recipient
}

// exportTogether is how many customers of an export one command records.
const exportTogether = 512

// Export writes the customers' fields as CSV, sealed to the recipient's age key:
// one disclosure per customer, on the export's own path. Each is recorded before
// it is opened; an export that breaks off has used its approval up to there. What
// it wrote opens for nobody unless it came to its end. It returns the sequence of
// the first disclosure.
func (p *Platform) Export(ctx context.Context, by auth.Caller, r ExportRequest, w io.Writer) (first disclosure.Sequence, err error) {
	s := p.people
	if err := s.unsealed(); err != nil {
		return 0, err
	}
	recipient, err := age.ParseX25519Recipient(r.Recipient)
	if err != nil {
		return 0, errRecipient
	}
	ask := ApprovalRequest{Kind: approval.Export, Customers: r.Customers, Fields: r.Fields, Recipient: r.Recipient}
	subject, set, err := s.subjects(ask)
	if err != nil {
		return 0, err
	}
	total, err := cardinality(set) // somebody may be named twice
	if err != nil {
		return 0, err
	}
	if r.Approval, err = p.consent(ctx, by, r.Approval, ask); err != nil {
		return 0, err
	}
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return 0, err
	}
	e := &export{side: s, by: by, fields: r.Fields, to: csv.NewWriter(sealed)}
	first, err = e.write(ctx, customers.ExportRows{
		Approval: r.Approval, Subject: subject, Fields: r.Fields, Recipient: r.Recipient, Session: session(by),
	}, uint32(total))
	if err != nil {
		return first, err
	}
	return first, sealed.Close()
}

var errRecipient = errkind.New(errkind.Invalid, "invalid_recipient", "a recipient is an age X25519 public key, age1...")

func checkRecipient(text string) error {
	if _, err := age.ParseX25519Recipient(text); err != nil {
		return errRecipient
	}
	return nil
}

// export is an export being written.
type export struct {
	*side
	by     auth.Caller
	fields customer.Fields
	to     *csv.Writer
}

// write records and writes part after part.
func (e *export) write(ctx context.Context, part customers.ExportRows, total uint32) (first disclosure.Sequence, err error) {
	head := []string{"customer", "id"}
	for f := range e.fields.All() {
		head = append(head, f.String())
	}
	if err := e.to.Write(head); err != nil {
		return 0, err
	}
	for part.From < total {
		part.Count = min(exportTogether, total-part.From)
		d, err := e.disclose(ctx, e.by, customers.KindExport, part)
		if err != nil {
			return first, err
		}
		if first == 0 {
			first = d.First
		}
		lines, err := e.lines(d)
		if err == nil {
			err = e.to.WriteAll(lines)
		}
		if err != nil {
			return first, err
		}
		part.From += uint32(len(d.Customer))
		if len(d.Customer) == 0 {
			return first, fmt.Errorf("export %d: %d of %d customers were recorded", part.Approval, part.From, total)
		}
	}
	e.to.Flush()
	return first, e.to.Error()
}

// lines opens a part: all of it at once, since a receipt does not wait for
// whoever takes the file slowly.
func (e *export) lines(d released) (lines [][]string, err error) {
	for i, o := range d.Customer {
		if o == 0 {
			continue // erased, or has none of the fields: nothing is shown of her
		}
		got, err := e.openRow(d, i)
		if err != nil {
			return nil, err
		}
		line := []string{got.record.ID.String(), got.record.External}
		for f := range e.fields.All() {
			line = append(line, got.values.Get(f))
		}
		lines = append(lines, line)
	}
	return lines, nil
}
