package index

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// Source selects the releases that a trace looks at.
type Source struct {
	Import string             // the access logs of an older system, by the file's hash; "" this installation
	Fields customer.Fields    // the dump's, all of which must have been shown; 0: none in particular
	Levels []disclosure.Level // none: masked, clear, exported
}

// shown are the levels of a source that names none.
var shown = []disclosure.Level{disclosure.Masked, disclosure.Clear, disclosure.Exported}

// wants reports whether releases of the combo count.
func (s *Source) wants(c combo) bool {
	levels := s.Levels
	if len(levels) == 0 {
		levels = shown
	}
	return slices.Contains(levels, c.level) && (s.Fields == 0 || s.Fields.Meets(c.fields))
}

// numbered is a path with its number.
type numbered struct {
	disclosure.Path
	number disclosure.PathNumber
}

// pathsOf returns the paths of the source by number.
func (x *Index) pathsOf(s *Source) (list []numbered) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i, p := range x.names {
		if p.Import == s.Import {
			list = append(list, numbered{p, disclosure.PathNumber(i + 1)})
		}
	}
	return list
}

// Exposures returns what each path of the source saw, by number of the path: of
// each version of the records, the customers all of whose fields the path saw at
// that version, not necessarily at once. Imported releases have version 0. What
// backups took is Snapshots' to tell.
func (x *Index) Exposures(s Source) (list []leak.Exposure, err error) {
	paths := x.pathsOf(&s)
	err = x.read(func(segments []*segment) error {
		list = list[:0]
		for _, p := range paths {
			var seen exposure
			if err := seen.add(segments, p.number, &s); err != nil {
				return err
			}
			if by := seen.by(s.Fields); len(by) > 0 {
				list = append(list, leak.Exposure{Path: p.Path, ByVersion: by})
			}
		}
		return nil
	})
	return list, err
}

// exposure is what one path saw: customers by the version and the fields that a
// release showed.
type exposure map[uint32]map[customer.Fields]*roaring.Bitmap

// add takes in the releases of a path that count.
func (v *exposure) add(list []*segment, n disclosure.PathNumber, source *Source) error {
	*v = exposure{}
	return eachBlock(list, n, func(s *segment, b *block) error {
		var cols [4]column
		for _, i := range []int{ordinals, combos, versions} {
			var err error
			if cols[i], err = s.column(b, i); err != nil {
				return err
			}
		}
		// Runs of releases alike go into their set together: a set finds the place
		// of many in order much faster than of each.
		var run []uint32
		var kind, version uint64
		for i := range int(b.count) {
			k, ver := cols[combos].at(i), cols[versions].at(i)
			if len(run) > 0 && (k != kind || ver != version) {
				v.put(s.combos[kind], uint32(version), run, source)
				run = run[:0]
			}
			if k >= uint64(len(s.combos)) {
				return &damage{s}
			}
			kind, version = k, ver
			if o := cols[ordinals].at(i); o != 0 {
				run = append(run, uint32(o))
			}
		}
		if len(run) > 0 {
			v.put(s.combos[kind], uint32(version), run, source)
		}
		return nil
	})
}

// put adds customers who were shown alike.
func (v *exposure) put(c combo, version uint32, who []uint32, source *Source) {
	if !source.wants(c) {
		return
	}
	fields := c.fields & source.Fields
	by := (*v)[version]
	if by == nil {
		by = map[customer.Fields]*roaring.Bitmap{}
		(*v)[version] = by
	}
	if by[fields] == nil {
		by[fields] = roaring.New()
	}
	by[fields].AddMany(who)
}

// by returns, by version, the customers of whom all of the fields were shown.
func (v *exposure) by(fields customer.Fields) map[uint32]*roaring.Bitmap {
	result := map[uint32]*roaring.Bitmap{}
	for version, sets := range *v {
		all := union(sets, 0)
		for f := range fields.All() {
			all.And(union(sets, customer.FieldsOf(f)))
		}
		if !all.IsEmpty() {
			result[version] = all
		}
	}
	return result
}

// union returns the customers who were shown with the fields among others.
func union(sets map[customer.Fields]*roaring.Bitmap, fields customer.Fields) *roaring.Bitmap {
	all := roaring.New()
	for shown, set := range sets {
		if shown&fields == fields {
			all.Or(set)
		}
	}
	return all
}

// eachBlock calls do with each block of a path.
func eachBlock(list []*segment, n disclosure.PathNumber, do func(*segment, *block) error) error {
	var blocks []block
	for _, s := range list {
		e, err := s.path(n)
		if err != nil {
			return err
		}
		if e.blocks == 0 {
			continue
		}
		if blocks, err = s.blocks(blocks[:0], e, dayMin, dayMax); err != nil {
			return err
		}
		for i := range blocks {
			if err := do(s, &blocks[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Snapshots returns where a whole dump of the source may have been taken at once,
// by path and time: each backup, with whom it held, and each export that showed
// all of the fields, at the time of its last release.
func (x *Index) Snapshots(s Source) (list []leak.Snapshot, err error) {
	paths := x.pathsOf(&s)
	err = x.read(func(segments []*segment) error {
		list = list[:0]
		for _, p := range paths {
			var found []leak.Snapshot
			var err error
			switch p.Kind {
			case disclosure.PathBackup:
				found, err = x.backups(segments, p)
			case disclosure.PathExport:
				found, err = exports(segments, p, &s)
			case disclosure.PathStaff, disclosure.PathMerchant, disclosure.PathService, disclosure.PathCustomer,
				disclosure.PathOperator:
			}
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// backups returns the backups of a path.
func (x *Index) backups(list []*segment, p numbered) (found []leak.Snapshot, err error) {
	everybody := present{who: x.presence}
	err = eachBlock(list, p.number, func(s *segment, b *block) error {
		who, err := s.column(b, ordinals)
		if err != nil {
			return err
		}
		when, err := s.column(b, times)
		if err != nil {
			return err
		}
		for i := range int(b.count) {
			if who.at(i) != 0 {
				continue
			}
			t := b.day.At(int64(when.at(i)))
			set, err := everybody.at(t, p.Import != "", 0)
			if err != nil {
				return err
			}
			found = append(found, leak.Snapshot{Path: p.Path, Time: t, Members: set})
		}
		return nil
	})
	slices.SortStableFunc(found, func(a, b leak.Snapshot) int { return int(min(1, max(-1, a.Time-b.Time))) })
	return found, err
}

// exports returns the export of a path, if it showed all that the source asks
// for.
func exports(list []*segment, p numbered, source *Source) ([]leak.Snapshot, error) {
	var seen exposure
	if err := seen.add(list, p.number, source); err != nil {
		return nil, err
	}
	members := roaring.New()
	for _, set := range seen.by(source.Fields) {
		members.Or(set)
	}
	if members.IsEmpty() {
		return nil, nil
	}
	last := int64(0)
	err := eachBlock(list, p.number, func(_ *segment, b *block) error {
		last = max(last, b.to())
		return nil
	})
	return []leak.Snapshot{{Path: p.Path, Time: last, Members: members}}, err
}

// Accesses counts releases per customer: a byte each, and a table of the few who
// have more than that holds.
type Accesses struct {
	Sum   uint64
	small []uint8
	large map[customer.Ordinal]uint32
}

// Of returns how many releases of the customer's data there were.
func (a *Accesses) Of(o customer.Ordinal) uint32 {
	if int(o) >= len(a.small) {
		return 0
	}
	if n := a.small[o]; n < 255 {
		return uint32(n)
	}
	return a.large[o]
}

// add counts one release.
func (a *Accesses) add(o customer.Ordinal) {
	a.Sum++
	switch n := a.small[o]; n {
	case 255:
		a.large[o]++
	case 254:
		a.small[o], a.large[o] = 255, 255
	default:
		a.small[o] = n + 1
	}
}

// Accesses counts the releases of the source down all of its paths, whatever
// their fields. A backup is no access to anybody.
func (x *Index) Accesses(s Source) (a *Accesses, err error) {
	paths := x.pathsOf(&s)
	s.Fields = 0
	err = x.read(func(list []*segment) error {
		most := uint32(0)
		for _, s := range list {
			most = max(most, s.most)
		}
		a = &Accesses{small: make([]uint8, most+1), large: map[customer.Ordinal]uint32{}}
		for _, p := range paths {
			if err := a.count(list, p.number, &s); err != nil {
				return err
			}
		}
		return nil
	})
	return a, err
}

// count counts the releases of a path.
func (a *Accesses) count(list []*segment, n disclosure.PathNumber, source *Source) error {
	return eachBlock(list, n, func(s *segment, b *block) error {
		who, err := s.column(b, ordinals)
		if err != nil {
			return err
		}
		kind, err := s.column(b, combos)
		if err != nil {
			return err
		}
		current, wanted := uint64(1<<32), false
		for i := range int(b.count) {
			if k := kind.at(i); k != current {
				if k >= uint64(len(s.combos)) {
					return &damage{s}
				}
				current, wanted = k, source.wants(s.combos[k])
			}
			if o := who.at(i); wanted && o != 0 && o < uint64(len(a.small)) {
				a.add(customer.Ordinal(o))
			}
		}
		return nil
	})
}
