package platform

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// importTogether is how many rows of an access log one command takes.
const importTogether = 16_384

// mayImport lets officers ask for the import of an access log: it says what members
// did, and those who run the machines are not asked about that.
func (p *Platform) mayImport(by auth.Caller) error {
	return p.people.may(by, false, staff.Privacy, staff.Security)
}

// logImport is an access log on its way in.
type logImport struct {
	*side
	by      auth.Caller
	opts    ImportOptions
	result  *ImportResult
	read    []intake.Disclosure
	rows    []customers.ImportRow
	from    uint64 // lines before the part being made
	pending *machine.Call
	met     map[string]customer.Ordinal // by external id, 0: nobody
}

// metMost is how many customers' ordinals an import remembers: about 400 MB.
const metMost = 1 << 22

// run reads the file part by part: one is read while the one before is recorded.
// What an earlier run took in is read for what there is to tell about it alone.
func (in *logImport) run(ctx context.Context, file io.Reader, before customers.Imported) error {
	reader, err := intake.NewDisclosureReader(file)
	if err != nil {
		return err
	}
	in.result.Known, in.from = int64(before.Rows), before.Lines
	in.read, in.met = make([]intake.Disclosure, importTogether), map[string]customer.Ordinal{}
	for {
		n, err := reader.Next(in.read)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return fmt.Errorf("read file: %w", err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		taken, rows := in.taken(in.read[:n], before)
		if err := in.resolve(taken); err != nil {
			return err
		}
		if err := in.resolve(rows); err != nil {
			return err
		}
		if len(rows) > 0 || last && !before.Done {
			if err := in.send(ctx, reader.Paths(), in.linesOf(rows), last); err != nil {
				return err
			}
		}
		if in.opts.Progress != nil {
			in.opts.Progress(in.result.Lines)
		}
		if last {
			return in.settle(ctx)
		}
	}
}

// taken divides what was read into what an earlier run took in and the rest.
func (in *logImport) taken(read []intake.Disclosure, before customers.Imported) (taken, rows []intake.Disclosure) {
	if before.Done {
		return read, nil
	}
	n, _ := slices.BinarySearchFunc(read, int64(before.Lines)+1, func(d intake.Disclosure, line int64) int {
		return cmp.Compare(d.Line, line)
	})
	return read[:n], read[n:]
}

// linesOf returns how many lines of the file a part is made of: a row may take
// several, and the first line is the header.
func (in *logImport) linesOf(read []intake.Disclosure) uint64 {
	if len(read) == 0 {
		return 0
	}
	return uint64(read[len(read)-1].Line) - in.from
}

// resolve turns what the file says into rows of the ledger, by the numbers of
// paths and customers. Rows of nobody are bad.
func (in *logImport) resolve(read []intake.Disclosure) error {
	in.rows = in.rows[:0] // packed before the next part is read
	if err := in.meet(read); err != nil {
		return err
	}
	for i := range read {
		d := &read[i]
		if d.Bad != nil {
			in.bad(d.Line, d.Bad.Code)
			continue
		}
		o := in.met[string(d.External)]
		if o == 0 && len(d.External) > 0 {
			in.bad(d.Line, "customer_unknown")
			continue
		}
		in.rows = append(in.rows, customers.ImportRow{
			Time: d.Time, Path: uint32(d.PathIndex), Customer: o, Fields: d.Fields, Level: d.Level, Purpose: d.Purpose, Case: d.Case,
		})
	}
	in.result.Lines += int64(len(read))
	return nil
}

// meet finds the ordinals of customers whom no row before named: a year's log
// names each many times, and finding one reads the disk.
func (in *logImport) meet(read []intake.Disclosure) (err error) {
	if len(in.met) > metMost {
		clear(in.met)
	}
	var fresh []string
	for i := range read {
		d := &read[i]
		if _, met := in.met[string(d.External)]; met || d.Bad != nil || len(d.External) == 0 {
			continue
		}
		external := string(d.External)
		in.met[external] = 0
		fresh = append(fresh, external)
	}
	in.view(&err, func() {
		for _, external := range fresh {
			if o, ok := in.machine.OrdinalOf(idOf(external)); ok {
				in.met[external] = o
			}
		}
	})
	return err
}

// bad notes a row that cannot be taken.
func (in *logImport) bad(line int64, reason string) {
	in.result.Bad++
	if in.opts.Bad != nil {
		in.opts.Bad(line, reason)
	}
}

// send starts the command of a part, behind that of the one before.
func (in *logImport) send(ctx context.Context, all []disclosure.Path, lines uint64, last bool) error {
	if err := in.settle(ctx); err != nil {
		return err
	}
	paths, rows := in.used(all)
	body := customers.ImportRows{
		File: in.result.File, Approval: in.opts.Approval, From: in.from, Lines: lines, Paths: paths,
		Rows: packed(rows), Last: last,
	}
	in.from += lines
	in.pending = in.runner.Go(in.command(request{by: in.by, kind: customers.KindImport}, body))
	return nil
}

// used returns the paths of this part alone, and its rows by their places.
func (in *logImport) used(all []disclosure.Path) ([]string, []customers.ImportRow) {
	places := make(map[uint32]uint32, 256)
	var paths []string
	for i := range in.rows {
		place, ok := places[in.rows[i].Path]
		if !ok {
			place = uint32(len(paths))
			places[in.rows[i].Path] = place
			paths = append(paths, all[in.rows[i].Path].String())
		}
		in.rows[i].Path = place
	}
	return paths, in.rows
}

// packed lays rows end to end.
func packed(rows []customers.ImportRow) []byte {
	var b []byte
	for _, r := range rows {
		b = customers.PackImport(b, r)
	}
	return b
}

// settle waits for the command under way.
func (in *logImport) settle(ctx context.Context) error {
	if in.pending == nil {
		return nil
	}
	reply, _, err := answer[customers.Imported](in.pending.Wait(ctx))
	in.pending = nil
	if err != nil {
		return err
	}
	if reply.Lines != in.from {
		return errkind.New(errkind.Conflict, "import_elsewhere", "another process takes in the same file")
	}
	in.result.Added = int64(reply.Rows) - in.result.Known
	return nil
}
