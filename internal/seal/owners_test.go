package seal_test

import (
	"errors"
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/seal"
)

// owners collects what Owners tells, by customer.
func (b *bench) owners(v customer.Values) (list [][]seal.Match, err error) {
	err = b.Owners(v, func(runs []seal.Match) bool {
		list = append(list, runs)
		return true
	})
	return list, err
}

// with returns the values with one more.
func with(v customer.Values, f customer.Field, text string) customer.Values {
	v.Set(f, text)
	return v
}

// A name that more people share than are looked through tells nobody; with a
// value that few have beside it, it is one of them, and no other.
func TestOwnersOfSharedNames(t *testing.T) {
	b := newBench(t)
	const people = seal.FindMax + 200
	first, err := b.Take(people)
	if err != nil {
		t.Fatal(err)
	}
	drafts := make([]seal.Draft, people)
	for i := range drafts {
		drafts[i] = seal.Draft{Ordinal: first + customer.Ordinal(i), Version: 1, Values: of(customer.Name, "Test Person")}
		drafts[i].Values.Set(customer.Phone, fmt.Sprintf("+86100%08d", i/2))
	}
	drafts[people-1].Values.Set(customer.Name, "Test Other")
	if err := b.Seal(drafts); err != nil {
		t.Fatal(err)
	}
	named := of(customer.Name, "Test Person")
	if got, err := b.owners(named); !errors.Is(err, seal.ErrShared) || got != nil {
		t.Errorf("by the name alone %d, %v", len(got), err)
	}
	for _, row := range []struct {
		what   string
		values customer.Values
		want   [][]seal.Match
	}{
		{"two share both", with(named, customer.Phone, "+8610000000007"), [][]seal.Match{{{Ordinal: first + 14, From: 1}}, {{Ordinal: first + 15, From: 1}}}},
		{"one of two has the name", with(named, customer.Phone, fmt.Sprintf("+86100%08d", people/2-1)), [][]seal.Match{{{Ordinal: first + people - 2, From: 1}}}},
		{"somebody else's name", with(of(customer.Name, "Test Other"), customer.Phone, "+8610000000007"), nil},
		{"nobody's phone", with(named, customer.Phone, "+8610099999999"), nil},
		{"the few of a name", of(customer.Name, "Test Other"), [][]seal.Match{{{Ordinal: first + people - 1, From: 1}}}},
		{"what has no index", of(customer.Address, "1 Test Road"), nil},
		{"nothing", customer.Values{}, nil},
	} {
		got, err := b.owners(row.values)
		if diff := gocmp.Diff(row.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", row.what, err, diff)
		}
	}
	told := 0
	err = b.Owners(of(customer.Phone, "+8610000000007"), func([]seal.Match) bool { told++; return false })
	if told != 1 || err != nil {
		t.Errorf("it went on to %d, %v", told, err)
	}
}

// Whoever took a value up again has it in two runs of versions; and only in those
// runs in which she has the others too.
func TestOwnersOfWhatCameBack(t *testing.T) {
	b := newBench(t)
	d := b.register(t, 2)[0]
	phone, name := d.Values.Get(customer.Phone), d.Values.Get(customer.Name)
	for _, next := range []seal.Draft{
		{Ordinal: d.Ordinal, Version: 2, Values: of(customer.Phone, "+8610000999999")},
		{Ordinal: d.Ordinal, Version: 3, Values: of(customer.Phone, phone)},
		{Ordinal: d.Ordinal, Version: 4, Values: of(customer.Name, "Test Newname")},
	} {
		if _, err := b.Reseal(next); err != nil {
			t.Fatal(err)
		}
	}
	one := func(runs ...seal.Match) [][]seal.Match { return [][]seal.Match{runs} }
	for _, row := range []struct {
		values customer.Values
		want   [][]seal.Match
	}{
		{of(customer.Phone, phone), one(seal.Match{Ordinal: d.Ordinal, From: 1, To: 1}, seal.Match{Ordinal: d.Ordinal, From: 3})},
		{with(of(customer.Phone, phone), customer.Name, name), one(seal.Match{Ordinal: d.Ordinal, From: 1, To: 1}, seal.Match{Ordinal: d.Ordinal, From: 3, To: 3})},
		{with(of(customer.Phone, phone), customer.Name, "Test Newname"), one(seal.Match{Ordinal: d.Ordinal, From: 4})},
		{with(of(customer.Phone, "+8610000999999"), customer.Name, "Test Newname"), nil},
	} {
		got, err := b.owners(row.values)
		if diff := gocmp.Diff(row.want, got); diff != "" || err != nil {
			t.Errorf("%v: %v %s", row.values.Fields(), err, diff)
		}
	}
	if err := b.Erase(d.Ordinal); err != nil {
		t.Fatal(err)
	}
	if got, err := b.owners(of(customer.Phone, phone)); got != nil || err != nil {
		t.Errorf("erased: %v, %v", got, err)
	}
}

// checkOwners asks for a phone and a name at once, and expects what Find says of
// both.
func checkOwners(rt *rapid.T, b *bench, m *model) {
	for i := range 9 {
		name, phone := fmt.Sprint(m.prefix, i%3), fmt.Sprint(m.prefix, i/3)
		var want [][]seal.Match
		for _, p := range m.matches(customer.Phone, phone) {
			for _, n := range m.matches(customer.Name, name) {
				x := seal.Match{Ordinal: p.Ordinal, From: max(p.From, n.From), To: min(p.To-1, n.To-1) + 1} // 0 is the last of all
				if p.Ordinal != n.Ordinal || x.To != 0 && x.From > x.To {
					continue
				}
				if k := len(want) - 1; k >= 0 && want[k][0].Ordinal == x.Ordinal {
					want[k] = append(want[k], x)
				} else {
					want = append(want, []seal.Match{x})
				}
			}
		}
		got, err := b.owners(with(of(customer.Phone, phone), customer.Name, name))
		if err != nil {
			rt.Fatal(err)
		}
		byCustomer := gocmp.Transformer("customers", func(list [][]seal.Match) map[customer.Ordinal][]seal.Match {
			of := map[customer.Ordinal][]seal.Match{}
			for _, runs := range list {
				of[runs[0].Ordinal] = runs
			}
			return of
		})
		if diff := gocmp.Diff(want, got, byCustomer); diff != "" {
			rt.Fatalf("%s of %s: %s", phone, name, diff)
		}
	}
}
