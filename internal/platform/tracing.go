package platform

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// TraceRequest asks which path a dump came from.
type TraceRequest struct {
	Dump     io.Reader                 // at most DumpMax bytes, unless it is an io.ReadSeeker
	Format   string                    // csv, jsonl, parquet
	Map      map[customer.Field]string // the dump's column of each field
	Import   string                    // the access logs of an older system, by hash; "" this installation
	Alpha    float64                   // above 0 and at most AlphaMax; 0: AlphaDefault
	Approval approval.Number
	Progress func(rows int64)
}

// AlphaDefault bounds the chance that a trace names a path which the dump is not
// from, as if it were an installation's only one. AlphaMax is the weakest bound
// that may be asked for.
const (
	AlphaDefault = 0.01
	AlphaMax     = 0.05
)

// DumpMax is the largest dump in bytes that comes as a stream: it is kept in memory
// until its hash is known.
const DumpMax = 256 << 20

// LeakTrace traces a dump, under an approval that names its hash. Nothing of the
// dump is looked up before it is clear that this very dump may be: whose a value
// is would else show in the time that a refusal takes. The trace is recorded
// before the report is returned, which shows counts and paths and no value. No
// copy of the dump stays behind.
func (p *Platform) LeakTrace(ctx context.Context, by auth.Caller, r TraceRequest) (leak.Report, error) {
	s := p.people
	if err := s.may(by, false, staff.Privacy, staff.Security); err != nil {
		return leak.Report{}, err
	}
	if err := s.unsealed(); err != nil {
		return leak.Report{}, err
	}
	if err := s.checkTrace(&r); err != nil {
		return leak.Report{}, err
	}
	whole, dump, err := wholeDump(r.Dump)
	if err != nil {
		return leak.Report{}, err
	}
	if r.Approval, err = p.consent(ctx, by, r.Approval, ApprovalRequest{Kind: approval.Trace, Hash: dump}); err != nil {
		return leak.Report{}, err
	}
	if err := s.mayTrace(ctx, by, r.Approval, dump); err != nil {
		return leak.Report{}, err
	}
	found, err := s.match(ctx, &r, whole)
	if err != nil {
		return leak.Report{}, err
	}
	if err := s.shuffle(found.Pairs, dump, r.Approval); err != nil {
		return leak.Report{}, err
	}
	s.tracing.Lock()
	defer s.tracing.Unlock()
	report, err := s.trace(found, r)
	if err != nil {
		return leak.Report{}, err
	}
	_, err = s.disclose(ctx, by, customers.KindTrace, customers.RecordTrace{
		Dump: dump, Rows: uint32(found.Rows), Matched: uint32(found.Matched), Unmatched: uint32(found.Unmatched),
		Malformed: uint32(found.Malformed), Named: report.Named, Session: session(by), Approval: r.Approval,
	})
	if err != nil {
		return leak.Report{}, err
	}
	return report, nil
}

// wholeDump returns a dump from its beginning, and its SHA-256.
func wholeDump(dump io.Reader) (whole io.Reader, sum [32]byte, err error) {
	if file, ok := dump.(io.ReadSeeker); ok {
		sum, err = hashFile(file)
		return file, sum, err
	}
	b, err := io.ReadAll(io.LimitReader(dump, DumpMax+1))
	switch {
	case err != nil:
		return nil, sum, fmt.Errorf("read the dump: %w", err)
	case len(b) > DumpMax:
		return nil, sum, errkind.New(errkind.Invalid, "dump_too_large", "a dump that is sent has at most %d bytes", DumpMax)
	}
	return bytes.NewReader(b), sha256.Sum256(b), nil
}

// mayTrace refuses a dump that no approval of the caller's covers, and has the
// refusal recorded.
func (s *side) mayTrace(ctx context.Context, by auth.Caller, n approval.Number, dump [32]byte) (err error) {
	may := false
	s.view(&err, func() {
		a, _ := s.machine.Approval(n)
		covers := a.Covers(approval.Trace, customers.RecordTrace{Dump: dump}.Subject(), s.runner.Now())
		may = covers.OK() && (by.Role == auth.System || a.Requester == staffOf(by))
	})
	if err != nil || may {
		return err
	}
	_, err = s.disclose(ctx, by, customers.KindTrace, customers.RecordTrace{Dump: dump, Session: session(by), Approval: n})
	return err
}

func (s *side) checkTrace(r *TraceRequest) error {
	if r.Alpha == 0 {
		r.Alpha = AlphaDefault
	}
	if !(r.Alpha > 0 && r.Alpha <= AlphaMax) {
		return errkind.New(errkind.Invalid, "invalid_alpha", "alpha is above 0 and at most %v", AlphaMax)
	}
	if len(r.Map) == 0 {
		return errkind.New(errkind.Invalid, "map_missing", "say which column of the dump holds which field")
	}
	for f := range r.Map {
		if !f.Indexed() {
			return errkind.New(errkind.Invalid, "field_not_indexed", "%s has no index to match by", f)
		}
	}
	if r.Import == "" {
		return nil
	}
	full, err := s.importHash(r.Import)
	r.Import = full
	return err
}

// importHash returns the whole hash of an import that begins with prefix.
func (s *side) importHash(prefix string) (full string, err error) {
	matches := 0
	s.view(&err, func() {
		s.machine.Imports(func(i customers.Imported) bool {
			if text := hexOf(i.File); len(prefix) >= 8 && len(prefix) <= len(text) && text[:len(prefix)] == prefix {
				full = text
				matches++
			}
			return true
		})
	})
	if err == nil && matches != 1 {
		err = errkind.New(errkind.NotFound, "import_not_found", "no import, or more than one, begins with this hash")
	}
	return full, err
}

// shuffle puts pairs into an order that nobody who made the dump could know, and
// that anybody who has the vault can make again.
func (s *side) shuffle(pairs []leak.Pair, dump [32]byte, n approval.Number) error {
	seed, err := s.vault.Pseudonym("trace order", fmt.Sprintf("%x %d", dump, n))
	if err != nil {
		return err
	}
	sortPairs(pairs)
	draw := rand.New(rand.NewPCG(binary.LittleEndian.Uint64(seed[:]), binary.LittleEndian.Uint64(seed[8:])))
	draw.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return nil
}

// trace weighs the evidence. An installation's t-th trace has alpha / (t (t+1)):
// all traces together name a wrong path with probability alpha at most. The caller
// holds tracing until it is recorded, so that no two are the t-th.
func (s *side) trace(found leak.Found, r TraceRequest) (leak.Report, error) {
	if err := s.catchUp(); err != nil {
		return leak.Report{}, err
	}
	source := index.Source{
		Import: r.Import, Levels: []disclosure.Level{disclosure.Clear, disclosure.Exported},
	}
	for f := range r.Map {
		source.Fields = source.Fields.With(f)
	}
	exposures, err := s.index.Exposures(source)
	if err != nil {
		return leak.Report{}, err
	}
	// What customers read of themselves left by as many ways as there are customers.
	// Taken as one, it would be a path that saw what any insider saw.
	exposures = slices.DeleteFunc(exposures, func(e leak.Exposure) bool { return e.Path.Kind == disclosure.PathCustomer })
	snapshots, err := s.index.Snapshots(source)
	if err != nil {
		return leak.Report{}, err
	}
	outsiders, err := s.presence.outsiders()
	if err != nil {
		return leak.Report{}, err
	}
	background, t, err := s.background(source, outsiders)
	if err != nil {
		return leak.Report{}, err
	}
	if exposures = without(exposures, outsiders); !outsiders.IsEmpty() {
		for i := range snapshots {
			snapshots[i].Members = roaring.AndNot(snapshots[i].Members, outsiders)
		}
	}
	return leak.Trace(found, exposures, snapshots, background, r.Alpha/(t*(t+1))), nil
}

// without returns what paths saw of customers alone: no row of a dump is an
// outsider's, and among many of them what a path saw of customers would count for
// little.
func without(exposures []leak.Exposure, outsiders *roaring.Bitmap) []leak.Exposure {
	if outsiders.IsEmpty() {
		return exposures
	}
	for _, e := range exposures {
		for version, set := range e.ByVersion {
			if e.ByVersion[version] = roaring.AndNot(set, outsiders); e.ByVersion[version].IsEmpty() {
				delete(e.ByVersion, version)
			}
		}
	}
	return slices.DeleteFunc(exposures, func(e leak.Exposure) bool { return len(e.ByVersion) == 0 })
}

// background is what is known of every customer, and the number of this trace.
func (s *side) background(source index.Source, outsiders *roaring.Bitmap) (bg leak.Background, t float64, err error) {
	accesses, err := s.index.Accesses(source)
	if err != nil {
		return bg, 0, err
	}
	bg.Accesses, bg.AccessSum = accesses.Of, accesses.Sum
	for each := outsiders.Iterator(); each.HasNext(); {
		bg.AccessSum -= uint64(accesses.Of(customer.Ordinal(each.Next())))
	}
	s.view(&err, func() {
		bg.Population, _ = s.machine.Population()
		_, bg.Regions = s.machine.Regions()
		t = float64(s.machine.TraceCount()) + 1
	})
	bg.Region = func(o customer.Ordinal) (region uint16) {
		var hidden error // a state that cannot be shown has no regions; the recording says so
		s.view(&hidden, func() { region = s.machine.RegionOf(o) })
		return region
	}
	return bg, t, err
}

// hexOf returns a hash in hexadecimal digits.
func hexOf(h [32]byte) string { return hex.EncodeToString(h[:]) }
