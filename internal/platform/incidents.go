package platform

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/staff"
)

// IncidentRequest opens an incident: its scope is frozen at once.
type IncidentRequest struct {
	Title    string
	Query    leak.Query
	Aware    int64 // business time, ns; 0: now
	Critical bool
}

// frozen is what an incident keeps of its scope, beside the set.
type frozen struct {
	Query    leak.Query
	Scope    leak.Scope        // without its set
	Salt     [32]byte          // of the commitment
	ByRegion map[string]uint64 // whom the scope holds, by where they lived
}

// errIncomplete answers whoever goes on with an incident whose set was cut off.
var errIncomplete = errkind.New(errkind.Conflict, "incident_incomplete",
	"opening the incident was interrupted before all affected were recorded: ask for it again with the same key, or open another")

// OpenIncident freezes a scope: its set, its commitment, the sequence that it was
// computed at. Privacy and security officers, and Candor.
func (p *Platform) OpenIncident(ctx context.Context, by auth.Caller, once Once, r IncidentRequest) (i customers.Incident, replayed bool, err error) {
	s := p.people
	if err := s.may(by, false, staff.Privacy, staff.Security); err != nil {
		return i, false, err
	}
	resolved := r.Query
	if err := s.resolve(&resolved); err != nil {
		return i, false, err
	}
	r.Query.Paths = resolved.Paths // an import's hash in full: another may begin alike later
	scope, err := s.scope(resolved)
	if err != nil {
		return i, false, err
	}
	keep := frozen{Query: r.Query, Scope: scope}
	keep.Scope.Set = nil
	if keep.ByRegion, err = s.regionsOf(scope.Set); err != nil {
		return i, false, err
	}
	rand.Read(keep.Salt[:])
	parts := s.setParts(scope.Set)
	query, err := json.Marshal(keep)
	if err != nil {
		return i, false, err
	}
	body := customers.OpenIncident{
		Title: r.Title, Query: query, Set: parts[0], Commitment: leak.Commitment(scope.Set, keep.Salt), Sequence: scope.Sequence,
		Disclosures: scope.Disclosures, Aware: r.Aware, Critical: r.Critical,
	}
	asked, err := json.Marshal(r)
	if err != nil {
		return i, false, err
	}
	i, replayed, err = sendKeyed[customers.Incident](ctx, s, request{by, once, customers.KindIncident}, body, asked)
	if err != nil {
		return i, replayed, err
	}
	if replayed {
		i, err = s.complete(ctx, by, i.Number, scope.Set)
		return i, true, err
	}
	return s.affect(ctx, by, i, parts[1:])
}

// affect adds parts of the frozen set.
func (s *side) affect(ctx context.Context, by auth.Caller, i customers.Incident, parts [][]byte) (customers.Incident, bool, error) {
	for _, part := range parts {
		var err error
		i, _, err = sendTo[customers.Incident](ctx, s, request{by: by, kind: customers.KindAffected},
			customers.AddAffected{Incident: i.Number, Set: part})
		if err != nil {
			return i, false, err
		}
	}
	return i, false, nil
}

// complete adds what was not recorded of an incident's set, because opening it
// was interrupted. The set of now is that set if the commitment says so.
func (s *side) complete(ctx context.Context, by auth.Caller, n uint32, set *roaring.Bitmap) (i customers.Incident, err error) {
	s.view(&err, func() { i, _ = s.machine.Incident(n) })
	if err != nil {
		return i, err
	}
	f, err := s.thaw(i)
	if err == nil || errkind.CodeOf(err) != errkind.CodeOf(errIncomplete) {
		return i, err
	}
	if leak.Commitment(set, f.Salt) != i.Commitment {
		return i, errIncomplete
	}
	parts := s.setParts(set)
	i, _, err = s.affect(ctx, by, i, parts)
	return i, err
}

// regionsOf counts the customers of a set by where they live.
func (s *side) regionsOf(set *roaring.Bitmap) (by map[string]uint64, err error) {
	by = map[string]uint64{}
	part := make([]uint32, scanRows)
	for it := set.ManyIterator(); err == nil; {
		n := it.NextMany(part)
		if n == 0 {
			return by, nil
		}
		s.view(&err, func() {
			names, _ := s.machine.Regions()
			for _, o := range part[:n] {
				by[names[s.machine.RegionOf(customer.Ordinal(o))]]++
			}
		})
	}
	return by, err
}

// partCustomers is how many ordinals one part of an incident's set covers at most.
const partCustomers = 4 << 20

// setParts packs a set in parts that one command each takes, one at least.
func (s *side) setParts(set *roaring.Bitmap) (parts [][]byte) {
	for from := uint64(0); from == 0 || from <= uint64(set.Maximum()); from += s.part {
		part := roaring.New()
		part.AddRange(from, from+s.part)
		part.And(set)
		parts = append(parts, customers.PackParts(part)...)
		if set.IsEmpty() {
			break
		}
	}
	return parts
}

// Incident returns one incident, to privacy and security officers, auditors and
// Candor.
func (p *Platform) Incident(_ context.Context, by auth.Caller, n uint32) (i customers.Incident, err error) {
	s := p.people
	if err := s.may(by, false, staff.Privacy, staff.Security, staff.Auditor); err != nil {
		return i, err
	}
	s.view(&err, func() {
		var ok bool
		if i, ok = s.machine.Incident(n); !ok {
			err = customers.RefusedIncident.Err()
		}
	})
	return i, err
}

// Incidents lists incidents by number above after.
func (p *Platform) Incidents(_ context.Context, by auth.Caller, after uint32, limit int) (list []customers.Incident, err error) {
	s := p.people
	if err := s.may(by, false, staff.Privacy, staff.Security, staff.Auditor); err != nil {
		return nil, err
	}
	s.view(&err, func() {
		s.machine.Incidents(after, func(i customers.Incident) bool {
			list = append(list, i)
			return len(list) < clamp(limit)
		})
	})
	return list, err
}

// IncidentAct is a step of an incident.
type IncidentAct struct {
	Incident uint32
	Kind     ActKind
	Note     string
}

// ActIncident records a step of an incident.
func (p *Platform) ActIncident(ctx context.Context, by auth.Caller, once Once, a IncidentAct) (customers.Incident, bool, error) {
	i, err := p.Incident(ctx, by, a.Incident)
	if err != nil {
		return customers.Incident{}, false, err
	}
	if _, err := p.people.thaw(i); err != nil {
		return customers.Incident{}, false, err
	}
	return sendTo[customers.Incident](ctx, p.people, request{by, once, customers.KindAct},
		customers.ActIncident{Incident: a.Incident, Kind: a.Kind, Note: a.Note})
}

// IncidentReport returns the regulator's report of an incident, with its duties
// and deadlines.
func (p *Platform) IncidentReport(ctx context.Context, by auth.Caller, n uint32) (leak.IncidentReport, error) {
	i, err := p.Incident(ctx, by, n)
	if err != nil {
		return leak.IncidentReport{}, err
	}
	f, err := p.people.thaw(i)
	if err != nil {
		return leak.IncidentReport{}, err
	}
	in, err := p.people.reportOf(f, i)
	if err != nil {
		return leak.IncidentReport{}, err
	}
	return leak.WriteReport(in), nil
}

// thaw reads what an incident froze, if its set is whole.
func (s *side) thaw(i customers.Incident) (f frozen, err error) {
	if err := json.Unmarshal(i.Query, &f); err != nil {
		return f, fmt.Errorf("read incident %d: %w", i.Number, err)
	}
	if f.Scope.Set, err = customers.UnpackSet(i.Set); err != nil {
		return f, fmt.Errorf("read incident %d: %w", i.Number, err)
	}
	if f.Scope.Set.GetCardinality() != f.Scope.Customers {
		return f, errIncomplete
	}
	return f, nil
}

// Notices calls yield with a notice per affected customer, in her language, in
// the order of ordinals, behind after.
func (p *Platform) Notices(ctx context.Context, by auth.Caller, n uint32, after customer.ID, yield func(leak.Notice) error) error {
	i, err := p.Incident(ctx, by, n)
	if err != nil {
		return err
	}
	s := p.people
	f, err := s.thaw(i)
	if err != nil {
		return err
	}
	// Where no end was asked for, it is the sequence's.
	if err := s.resolve(&f.Query); err != nil {
		return err
	}
	copies, err := s.copies(f.Query, i.Sequence)
	if err != nil {
		return err
	}
	ordinals := f.Scope.Set.Iterator()
	if o, ok := s.ordinalOf(after); ok {
		ordinals.AdvanceIfNeeded(uint32(o) + 1)
	}
	for ordinals.HasNext() {
		notice, err := s.notice(i, f, copies, customer.Ordinal(ordinals.Next()))
		if err != nil {
			return err
		}
		if err := yield(notice); err != nil {
			return err
		}
	}
	return nil
}

// ordinalOf returns a customer's ordinal.
func (s *side) ordinalOf(id customer.ID) (o customer.Ordinal, ok bool) {
	if err := s.runner.View(func() { o, ok = s.machine.OrdinalOf(id) }); err != nil {
		return 0, false
	}
	return o, ok
}

// releasesMax is how many of a customer's disclosures a notice looks at.
const releasesMax = 10_000

// notice writes one customer's notice: her own fields and times, from her own
// chain of the ledger, and the copies that she was in.
func (s *side) notice(i customers.Incident, f frozen, copies []copied, o customer.Ordinal) (n leak.Notice, err error) {
	in := leak.NoticeInput{
		Incident: i.Number, AwareAt: i.AwareAt, Organisation: s.house.Organisation, Contact: s.house.Contact,
	}
	var fields customer.Fields
	s.view(&err, func() {
		record, _ := s.machine.RecordOf(o)
		in.Customer, in.External, in.Language = record.ID, record.External, record.Language
		s.machine.HistoryOf(o, i.Sequence+1, func(_ disclosure.Sequence, row *disclosure.Row) bool {
			if path, _ := s.machine.PathOf(row.Path); f.Query.Covers(path, row) {
				in.Releases = append(in.Releases, leak.Release{Time: row.Time, Fields: row.Fields, Level: row.Level})
			}
			return len(in.Releases) < releasesMax
		})
		fields = record.Fields()
	})
	for _, c := range copies {
		held, herr := s.presence.was(o, c.Time, c.imported)
		if err = errors.Join(err, herr); held {
			in.Releases = append(in.Releases, leak.Release{Time: c.Time, Fields: fields, Level: c.Level})
		}
	}
	return leak.WriteNotice(in), err
}

// copied is a backup among the releases of a query.
type copied struct {
	leak.Release
	imported bool
}

// copies returns the backups among the releases of a query, as of a sequence:
// rows that name no customer, because everybody is in them.
func (s *side) copies(q leak.Query, last disclosure.Sequence) (list []copied, err error) {
	for _, path := range q.Paths {
		if path.Kind != disclosure.PathBackup {
			continue
		}
		err = errors.Join(err, s.walk(last+1, func(before disclosure.Sequence, take rowTaker) {
			if n, ok := s.machine.PathNumber(path); ok {
				s.machine.RowsOf(n, before, take)
			}
		}, func(_ disclosure.Sequence, row *disclosure.Row) bool {
			if row.Customer == 0 && q.Covers(path, row) {
				list = append(list, copied{
					leak.Release{Time: row.Time, Fields: row.Fields, Level: row.Level}, path.Import != "",
				})
			}
			return true
		}))
	}
	return list, err
}

// reportOf gathers what a report says of an incident.
func (s *side) reportOf(f frozen, i customers.Incident) (in leak.ReportInput, err error) {
	in = leak.ReportInput{
		Number: i.Number, Title: i.Title, OpenedAt: i.OpenedAt, Query: f.Query, Scope: f.Scope, Commitment: i.Commitment,
		Language: s.house.Language, Contact: s.house.Contact,
		Duty: leak.DutyInput{AwareAt: i.AwareAt, Critical: i.Critical, ByRegion: f.ByRegion},
	}
	if in.Delivered, err = cardinality(i.Delivered); err != nil {
		return in, err
	}
	if in.Failed, err = cardinality(i.Failed); err != nil {
		return in, err
	}
	for _, a := range i.Acts {
		switch a.Kind {
		case customers.ActReported:
			in.Duty.Reports = append(in.Duty.Reports, a.At)
		case customers.ActNotices:
			in.Duty.Noticed = a.At
		case customers.ActClosed:
			in.Duty.Closed = a.At
		}
	}
	in.Unreachable, err = s.presence.gone(f.Scope.Set)
	return in, err
}

// cardinality returns how many customers a serialised set has.
func cardinality(set []byte) (uint64, error) {
	if len(set) == 0 {
		return 0, nil
	}
	b, err := customers.UnpackSet(set)
	if err != nil {
		return 0, err
	}
	return b.GetCardinality(), nil
}

// NoticeResult says what became of a notice.
type NoticeResult struct {
	Customer  customer.ID
	Delivered bool
}

// DeliverNotices records which notices arrived.
func (p *Platform) DeliverNotices(ctx context.Context, by auth.Caller, once Once, n uint32, results []NoticeResult) (i customers.Incident, replayed bool, err error) {
	s := p.people
	if err := s.may(by, false, staff.Privacy, staff.Security); err != nil {
		return i, false, err
	}
	sets := map[bool]*roaring.Bitmap{true: roaring.New(), false: roaring.New()}
	for _, r := range results {
		o, ok := s.ordinalOf(r.Customer)
		if !ok {
			return i, false, customer.RefusedMissing.Err()
		}
		sets[r.Delivered].Add(uint32(o))
	}
	s.view(&err, func() { i, _ = s.machine.Incident(n) })
	if err != nil {
		return i, false, err
	}
	if i.Number != 0 {
		if _, err := s.thaw(i); err != nil {
			return customers.Incident{}, false, err
		}
	}
	body := customers.DeliverNotices{
		Incident: n, Delivered: customers.PackSet(sets[true]), Failed: customers.PackSet(sets[false]),
	}
	return sendTo[customers.Incident](ctx, s, request{by, once, customers.KindNotice}, body)
}
