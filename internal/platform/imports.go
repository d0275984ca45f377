package platform

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/seal"
)

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

// Sizes of the parts that a file is taken in by.
const (
	sealedTogether   = 4096 // customers whose keys share a sync
	registerTogether = 512  // customers in one command
)

// hashFile returns the SHA-256 of a file's bytes, and goes back to its beginning.
func hashFile(file io.ReadSeeker) (sum [32]byte, err error) {
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return sum, fmt.Errorf("read file: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return sum, fmt.Errorf("rewind file: %w", err)
	}
	return [32]byte(h.Sum(nil)), nil
}

// ImportCustomers registers a file of customers. The same file again adds
// nothing; one that was interrupted goes on. Operators and Candor.
func (p *Platform) ImportCustomers(ctx context.Context, by auth.Caller, file io.ReadSeeker, o ImportOptions) (r ImportResult, err error) {
	if err := require(by, auth.Operator); err != nil {
		return r, err
	}
	if err := p.people.unsealed(); err != nil {
		return r, err
	}
	if r.File, err = hashFile(file); err != nil {
		return r, err
	}
	in := &customerImport{side: p.people, by: by, opts: o, result: &r}
	for row, err := range intake.Customers(file, o.Format, 0) {
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		r.Lines++
		var bad *intake.RowError
		switch {
		case errors.As(err, &bad):
			in.bad(bad.Line, bad.Code)
			continue
		case err != nil:
			return r, fmt.Errorf("read file: %w", err)
		}
		in.batch = append(in.batch, row)
		if len(in.batch) == sealedTogether {
			if err := in.flush(ctx); err != nil {
				return r, err
			}
		}
	}
	return r, in.end(ctx)
}

// customerImport is a file of customers on its way in.
type customerImport struct {
	*side
	by      auth.Caller
	opts    ImportOptions
	result  *ImportResult
	batch   []intake.Customer
	pending *sealedBatch // sealed, and being recorded while the next is sealed
}

// sealedBatch is customers whose keys are written and whose commands are under
// way.
type sealedBatch struct {
	ordinals []customer.Ordinal
	calls    []*machine.Call
}

// bad notes a row that cannot be taken.
func (in *customerImport) bad(line int64, reason string) {
	in.result.Bad++
	if in.opts.Bad != nil {
		in.opts.Bad(line, reason)
	}
}

// flush seals the batch and sends its commands, and waits for those of the one
// before.
func (in *customerImport) flush(ctx context.Context) error {
	fresh, err := in.fresh()
	if err != nil {
		return err
	}
	values := normalised(fresh)
	drafts, members := make([]seal.Draft, 0, len(fresh)), make([]customers.NewCustomer, 0, len(fresh))
	for i, row := range fresh {
		if values[i].err != nil {
			in.bad(row.Line, errkind.CodeOf(values[i].err))
			continue
		}
		if err := checkNew(NewCustomer{External: row.External, Region: row.Region, Language: row.Language}); err != nil {
			in.bad(row.Line, errkind.CodeOf(err))
			continue
		}
		drafts = append(drafts, seal.Draft{Version: 1, Values: values[i].values})
		members = append(members, customers.NewCustomer{
			ID: idOf(row.External), External: row.External, Region: row.Region, Language: row.Language,
			CardToken: cardToken(values[i].values), Since: row.Since,
		})
	}
	next, err := in.send(drafts, members)
	if err == nil {
		err = in.settle(ctx)
	}
	in.pending, in.batch = next, in.batch[:0]
	if in.opts.Progress != nil {
		in.opts.Progress(in.result.Lines)
	}
	return err
}

// fresh leaves out who is there already.
func (in *customerImport) fresh() (fresh []intake.Customer, err error) {
	twice := map[string]bool{}
	in.view(&err, func() {
		for _, row := range in.batch {
			_, known := in.machine.OrdinalOf(idOf(row.External))
			switch {
			case row.External == "":
				in.bad(row.Line, "id_missing")
			case known || twice[row.External]:
				in.result.Known++
			default:
				twice[row.External] = true
				fresh = append(fresh, row)
			}
		}
	})
	return fresh, err
}

// send seals the drafts and starts the commands that register them.
func (in *customerImport) send(drafts []seal.Draft, members []customers.NewCustomer) (*sealedBatch, error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	first, err := in.vault.Take(len(drafts))
	if err != nil {
		return nil, err
	}
	b := &sealedBatch{}
	for i := range drafts {
		drafts[i].Ordinal = first + customer.Ordinal(i)
		members[i].Ordinal = drafts[i].Ordinal
		b.ordinals = append(b.ordinals, drafts[i].Ordinal)
	}
	if err := in.vault.Seal(drafts); err != nil {
		return nil, err
	}
	for i := range drafts {
		members[i].Sealed = drafts[i].Sealed
	}
	for len(members) > 0 {
		n := min(registerTogether, len(members))
		body := customers.Register{Customers: members[:n]}
		b.calls = append(b.calls, in.runner.Go(in.command(request{by: in.by, kind: customers.KindRegister}, body)))
		members = members[n:]
	}
	return b, nil
}

// settle waits for the commands under way. Slots of customers who had come in
// some other way meanwhile are emptied.
func (in *customerImport) settle(ctx context.Context) error {
	b := in.pending
	if b == nil {
		return nil
	}
	in.pending = nil
	at := 0
	for _, call := range b.calls {
		reply, _, err := answer[customers.Registered](call.Wait(ctx))
		if err != nil {
			return err
		}
		for _, added := range reply.Added {
			if added {
				in.result.Added++
			} else {
				in.result.Known++
				if err := in.vault.Abandon([]customer.Ordinal{b.ordinals[at]}); err != nil {
					return err
				}
			}
			at++
		}
	}
	return nil
}

// end takes in what is left.
func (in *customerImport) end(ctx context.Context) error {
	if err := in.flush(ctx); err != nil {
		return err
	}
	return in.settle(ctx)
}

// normalisedRow is a row's values in their normal form, or why they have none.
type normalisedRow struct {
	values customer.Values
	err    error
}

// normalised normalises rows on all cores.
func normalised(rows []intake.Customer) []normalisedRow {
	out := make([]normalisedRow, len(rows))
	inParallel(len(rows), func(i int) {
		out[i].values, out[i].err = normal.Values(rows[i].Values, rows[i].Region)
	})
	return out
}

// ImportDisclosures takes in the access log of an older system, under an approval
// that names its hash. The same file again adds nothing; one that was interrupted
// goes on, and tells of all of its lines. Privacy and security officers, and
// Candor.
func (p *Platform) ImportDisclosures(ctx context.Context, by auth.Caller, file io.ReadSeeker, o ImportOptions) (r ImportResult, err error) {
	if err := p.mayImport(by); err != nil {
		return r, err
	}
	if r.File, err = hashFile(file); err != nil {
		return r, err
	}
	var before customers.Imported
	known := false
	p.people.view(&err, func() { before, known = p.people.machine.Import(r.File) })
	if err != nil {
		return r, err
	}
	if !known {
		o.Approval, err = p.consent(ctx, by, o.Approval, ApprovalRequest{Kind: approval.Import, Hash: r.File})
		if err != nil {
			return r, err
		}
	}
	in := &logImport{side: p.people, by: by, opts: o, result: &r}
	return r, in.run(ctx, file, before)
}
