package seal_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/seal"
)

// A found dump may be old: what a value was is found with the versions for which
// it held.
func TestResealKeepsWhatWas(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	o, first := d.Ordinal, d.Values.Get(customer.Phone)
	sealed, err := b.Reseal(seal.Draft{Ordinal: o, Version: 2, Values: of(customer.Phone, "+8610000000002")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Reseal(seal.Draft{Ordinal: o, Version: 3, Removed: customer.FieldsOf(customer.Email)}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Reseal(seal.Draft{Ordinal: o, Version: 4, Values: of(customer.Phone, first)}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, row := range []struct {
			f     customer.Field
			value string
			want  []seal.Match
		}{
			{customer.Phone, first, []seal.Match{{Ordinal: o, From: 1, To: 1}, {Ordinal: o, From: 4}}},
			{customer.Phone, "+8610000000002", []seal.Match{{Ordinal: o, From: 2, To: 3}}},
			{customer.Email, d.Values.Get(customer.Email), []seal.Match{{Ordinal: o, From: 1, To: 2}}},
			{customer.Name, d.Values.Get(customer.Name), []seal.Match{{Ordinal: o, From: 1}}},
		} {
			if diff := gocmp.Diff(row.want, b.find(t, row.f, row.value)); diff != "" {
				t.Errorf("%s %s: %s", row.f, row.value, diff)
			}
		}
		b.reopen(t)
	}
	// The boxes of both versions open, each for rows as new as it.
	b.wantValues(t, inClear(o, 2), sealed, of(customer.Phone, "+8610000000002"))
	b.wantValues(t, inClear(o, 4), d.Sealed, d.Values)
}

// An update whose command never came leaves nothing behind the next one, or
// Retract.
func TestRetract(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 1)[0]
	o, phone := d.Ordinal, d.Values.Get(customer.Phone)
	attempt := seal.Draft{Ordinal: o, Version: 2, Values: of(customer.Phone, "+8610000000002"), Removed: customer.FieldsOf(customer.Email)}
	for name, after := range map[string]func() error{
		"retracted": func() error { return b.Retract(o, 2) },
		"another": func() error {
			_, err := b.Reseal(seal.Draft{Ordinal: o, Version: 2, Values: of(customer.Address, "2 Test Road")})
			return err
		},
	} {
		if _, err := b.Reseal(attempt); err != nil {
			t.Fatal(err)
		}
		if err := after(); err != nil {
			t.Fatal(name, err)
		}
		want := []seal.Match{{Ordinal: o, From: 1}}
		if diff := gocmp.Diff(want, b.find(t, customer.Phone, phone)); diff != "" {
			t.Error(name, diff)
		}
		if diff := gocmp.Diff(want, b.find(t, customer.Email, d.Values.Get(customer.Email))); diff != "" {
			t.Error(name, diff)
		}
		if got := b.find(t, customer.Phone, "+8610000000002"); got != nil {
			t.Errorf("%s: the attempt is found: %v", name, got)
		}
	}
}

func TestResealRefuses(t *testing.T) {
	b := newBench(t)
	o := b.register(t, 1)[0].Ordinal
	for name, row := range map[string]struct {
		draft seal.Draft
		want  error
	}{
		"the first version":   {seal.Draft{Ordinal: o, Version: 1, Values: values(1)}, seal.ErrDraft},
		"nobody":              {seal.Draft{Ordinal: 4000, Version: 2, Values: values(1)}, seal.ErrNoSlot},
		"changes and removes": {seal.Draft{Ordinal: o, Version: 2, Values: values(1), Removed: customer.FieldsOf(customer.Name)}, seal.ErrDraft},
	} {
		if _, err := b.Reseal(row.draft); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Retract(o, 1); !errors.Is(err, seal.ErrDraft) {
		t.Errorf("a registration retracted: %v", err)
	}
}

// held is a value of a customer's as the model knows it.
type held struct {
	field    customer.Field
	value    string
	from, to uint32
}

// model is what a store of a few customers must find.
type model struct {
	first   customer.Ordinal
	prefix  string // of values
	version []uint32
	erased  []bool
	values  [][]held
	pending []bool // an update came to nothing and nothing has followed yet
}

// change ends what a draft replaces, at its version.
func (m *model) change(i int, d seal.Draft) {
	for j := range m.values[i] {
		h := &m.values[i][j]
		if h.to == 0 && (d.Values.Fields() | d.Removed).Has(h.field) {
			h.to = d.Version - 1
		}
	}
	for f := range d.Values.Fields().All() {
		if f.Indexed() {
			m.values[i] = append(m.values[i], held{f, d.Values.Get(f), d.Version, 0})
		}
	}
	m.version[i], m.pending[i] = d.Version, false
}

// matches is what Find must return.
func (m *model) matches(f customer.Field, value string) (found []seal.Match) {
	for i, list := range m.values {
		for _, h := range list {
			if h.field == f && h.value == value && !m.erased[i] {
				found = append(found, seal.Match{Ordinal: m.first + customer.Ordinal(i), From: h.from, To: h.to})
			}
		}
	}
	slices.SortFunc(found, func(a, b seal.Match) int {
		return cmp.Or(cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.From, b.From))
	})
	return found
}

// Updates, attempts, retractions, erasures and restarts in any order, with values
// that customers share and that come back: the store finds what a list would.
func TestUpdatesModel(t *testing.T) {
	fields := []customer.Field{customer.Name, customer.Phone, customer.Email, customer.Address}
	b := newBench(t)
	defer func() { b.Close() }() // of the last one that it was opened as
	cases := 0
	rapid.Check(t, func(rt *rapid.T) {
		const people = 3
		first, err := b.Take(people)
		if err != nil {
			rt.Fatal(err)
		}
		cases++
		m := model{first, fmt.Sprint("case ", cases, " value "), make([]uint32, people), make([]bool, people), make([][]held, people), make([]bool, people)}
		draw := func(i int) (d seal.Draft) {
			d = seal.Draft{Ordinal: first + customer.Ordinal(i), Version: m.version[i] + 1}
			for _, f := range fields {
				switch pick := rapid.IntRange(0, 6).Draw(rt, f.String()); {
				case pick < 3:
					d.Values.Set(f, fmt.Sprint(m.prefix, pick))
				case pick == 3 && d.Version > 1:
					d.Removed = d.Removed.With(f)
				}
			}
			return d
		}
		drafts := make([]seal.Draft, people)
		for i := range drafts {
			drafts[i] = draw(i)
			m.change(i, drafts[i])
		}
		if err := b.Seal(drafts); err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			i := rapid.IntRange(0, people-1).Draw(rt, "who")
			step(rt, b, &m, i, draw)
			if !slices.Contains(m.pending, true) {
				check(rt, b, &m, fields)
			}
		}
	})
}

// step does one thing to the store and the model.
func step(rt *rapid.T, b *bench, m *model, i int, draw func(int) seal.Draft) {
	o, err := m.first+customer.Ordinal(i), error(nil)
	switch what := rapid.IntRange(0, 59).Draw(rt, "what"); {
	case what == 0:
		if err = b.Close(); err == nil {
			b.Vault, err = seal.Open(b.dir, b.opts)
		}
	case what == 1:
		b.Crash()
		b.Vault, err = seal.Open(b.dir, b.opts)
	case what < 6:
		err = b.Erase(o)
		m.erased[i], m.pending[i] = true, false
	case m.erased[i]:
	case what < 20:
		_, err = b.Reseal(draw(i))
		m.pending[i] = true
	case what < 30:
		err = b.Retract(o, m.version[i]+1)
		m.pending[i] = false
	default:
		d := draw(i)
		_, err = b.Reseal(d)
		m.change(i, d)
	}
	if err != nil {
		rt.Fatal(err)
	}
}

func check(rt *rapid.T, b *bench, m *model, fields []customer.Field) {
	for _, f := range fields {
		for i := range 3 {
			value := fmt.Sprint(m.prefix, i)
			got, _, err := b.Find(f, value)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := gocmp.Diff(m.matches(f, value), got); diff != "" {
				rt.Fatalf("%s %s: %s", f, value, diff)
			}
			checkHeld(rt, b, m, f, value)
		}
	}
	checkOwners(rt, b, m)
}

// checkHeld holds what each customer alone is asked against what everybody is.
func checkHeld(rt *rapid.T, b *bench, m *model, f customer.Field, value string) {
	var each []seal.Match
	for i := range m.version {
		held, err := b.Held(m.first+customer.Ordinal(i), f, value)
		if err != nil {
			rt.Fatal(err)
		}
		each = append(each, held...)
	}
	if diff := gocmp.Diff(m.matches(f, value), each); diff != "" {
		rt.Fatalf("asked one by one, %s %s: %s", f, value, diff)
	}
}

// A customer who changes often has a history of several slots, in which room is
// used up first.
func TestLongHistory(t *testing.T) {
	b := newBench(t)
	o := b.register(t, 1)[0].Ordinal
	for v := uint32(2); v <= 40; v++ {
		if _, err := b.Reseal(seal.Draft{Ordinal: o, Version: v, Values: of(customer.Phone, fmt.Sprint("phone ", v))}); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.Histories(o); got != 7 {
		t.Errorf("39 values take %d slots, want 7", got)
	}
	for v := uint32(2); v <= 39; v++ {
		want := []seal.Match{{Ordinal: o, From: v, To: v}}
		if diff := gocmp.Diff(want, b.find(t, customer.Phone, fmt.Sprint("phone ", v))); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Many share a name: all are found, FindMax are said and that there are more,
// and the finder grows on the way. One that was kept says what one that was rebuilt says.
func TestSharedNames(t *testing.T) {
	b := newBench(t)
	const people = seal.FindMax + 500
	first, err := b.Take(people)
	if err != nil {
		t.Fatal(err)
	}
	drafts := make([]seal.Draft, people)
	for i := range drafts {
		drafts[i] = seal.Draft{Ordinal: first + customer.Ordinal(i), Version: 1, Values: of(customer.Name, "Test Person")}
		if i%10 == 0 {
			drafts[i].Values.Set(customer.Phone, "+8610000000001")
		}
	}
	if err := b.Seal(drafts); err != nil {
		t.Fatal(err)
	}
	want := func(when string) {
		t.Helper()
		named, more, err := b.Find(customer.Name, "Test Person")
		if len(named) != seal.FindMax || !more || err != nil {
			t.Errorf("%s: %d have the name, and more: %v, %v", when, len(named), more, err)
		}
		last := first + people - 1 // whom Find did not come to
		if held, err := b.Held(last, customer.Name, "Test Person"); len(held) != 1 || held[0] != (seal.Match{Ordinal: last, From: 1}) || err != nil {
			t.Errorf("%s: the last one's name: %v, %v", when, held, err)
		}
		for _, o := range []customer.Ordinal{0, last, last + 1} {
			if held, err := b.Held(o, customer.Name, "Other Person"); held != nil || err != nil {
				t.Errorf("%s: %d has another's name: %v, %v", when, o, held, err)
			}
		}
		phones := b.find(t, customer.Phone, "+8610000000001")
		for i, m := range phones {
			if m != (seal.Match{Ordinal: first + customer.Ordinal(10*i), From: 1}) {
				t.Fatalf("%s: match %d is %+v", when, i, m)
			}
		}
		if len(phones) != people/10 {
			t.Errorf("%s: %d have the phone, want %d", when, len(phones), people/10)
		}
	}
	want("sealed")
	used, blocks := b.Entries()
	b.reopen(t)
	want("kept")
	if again, size := b.Entries(); again != used || size != blocks {
		t.Errorf("kept %d entries in %d blocks, had %d in %d", again, size, used, blocks)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(b.dir + "/finder"); err != nil {
		t.Fatal(err)
	}
	b.Vault = mustOpen(t, b.dir, b.opts)
	want("rebuilt")
}
