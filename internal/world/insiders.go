package world

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// scenario is a way in which somebody on the inside takes what is not hers.
type scenario struct {
	name    string
	people  int // how many it needs, next to each other in one team
	plan    func(h *history, in *insider)
	columns []column // of the dump
}

// column is one of a dump's, and the field that is in it.
type column struct {
	name  string
	field customer.Field
}

// scenarios are all that there are besides none and all. Names are in answers:
// never reuse.
var scenarios = []scenario{
	{"burst", 1, planBurst, []column{{"phone", customer.Phone}, {"name", customer.Name}, {"address", customer.Address}}},
	{"enumerator", 1, planEnumerator, []column{{"mobile", customer.Phone}, {"name", customer.Name}}},
	{"slow", 1, planSlow, []column{{"phone", customer.Phone}, {"full_name", customer.Name}, {"id_number", customer.NationalID}}},
	{"pair", 2, planPair, []column{{"phone", customer.Phone}, {"name", customer.Name}, {"card", customer.Card}}},
	{"relative", 1, planRelative, []column{{"phone", customer.Phone}, {"name", customer.Name}, {"address", customer.Address}}},
	{"leaver", 1, planLeaver, []column{{"tel", customer.Phone}, {"name", customer.Name}, {"email", customer.Email}}},
	{"key", 0, planKey, []column{{"phone", customer.Phone}, {"name", customer.Name}, {"email", customer.Email}}},
	{"backup", 0, planBackup, []column{
		{"phone", customer.Phone}, {"name", customer.Name}, {"national_id", customer.NationalID}, {"bank_account", customer.BankAccount},
	}},
}

// Scenarios that are not of one insider.
const (
	ScenarioNone = "none" // nobody; the dump is of people at random
	ScenarioAll  = "all"  // each in a team of its own, as far as there are teams
)

// Scenarios returns the names that a world may have.
func Scenarios() []string {
	names := []string{ScenarioNone}
	for i := range scenarios {
		names = append(names, scenarios[i].name)
	}
	return append(names, ScenarioAll)
}

// insider is one scenario as it happens.
type insider struct {
	scenario
	members  []*member
	paths    []int
	from, to int64                         // the window of what was taken, s since 1970; to is not in it
	act      func(h *history, in *insider) // adds a day's part
	taken    []uint64                      // customers, each once
	has      map[uint64]bool
	snapshot int // the day of the backup that was taken; noSnapshot
	tallies  []*tally
	windows  []*tally
}

const noSnapshot = -1

// insiders plans those of the world's scenario.
func (h *history) insiders() ([]*insider, error) {
	var list []*insider
	used := map[int]bool{}
	for k := range scenarios {
		s := &scenarios[k]
		if h.c.Scenario != ScenarioAll && h.c.Scenario != s.name {
			continue
		}
		in := &insider{scenario: *s, has: map[uint64]bool{}, snapshot: noSnapshot}
		first := k*h.c.Team + int(mix(h.people.seed+uint64(k))%uint64(h.c.Team))
		var ok bool
		if in.members, ok = h.pick(first, s.people, used); !ok {
			return nil, fmt.Errorf("%w: too few staff for %s", ErrConfig, s.name)
		}
		for _, m := range in.members {
			m.joined, m.left = min(m.joined, -1), neverLeft
			in.paths = append(in.paths, h.staff(m))
		}
		s.plan(h, in)
		for _, path := range in.paths {
			in.watch(h, path)
		}
		list = append(list, in)
	}
	return list, nil
}

// pick returns n members of one team in a row who are nobody's yet, from a place
// of the roster on.
func (h *history) pick(first, n int, used map[int]bool) ([]*member, bool) {
	for step := range len(h.crew) {
		at := (first + step) % len(h.crew)
		var found []*member
		for i := at; i < min(at+n, len(h.crew)); i++ {
			if m := &h.crew[i]; !used[i] && m.role == staff.Support && m.team == h.crew[at].team {
				found = append(found, m)
			}
		}
		if len(found) == n {
			for _, m := range found {
				used[h.staff(m)] = true
			}
			return found, true
		}
	}
	return nil, false
}

// watch has the path added up, as a whole and within the window.
func (in *insider) watch(h *history, path int) {
	if in.snapshot != noSnapshot {
		return // one row, of everybody
	}
	whole, within := newTally(at(0, 0), at(h.c.Days, 0)), newTally(in.from, in.to)
	in.tallies, in.windows = append(in.tallies, whole), append(in.windows, within)
	h.watch(path, whole)
	h.watch(path, within)
}

// take notes that a customer's data was copied.
func (in *insider) take(i uint64) {
	if !in.has[i] {
		in.has[i] = true
		in.taken = append(in.taken, i)
	}
}

// lastWorkday returns the last day on which the member works, at or before one.
func (m *member) lastWorkday(day int) int {
	for day > 0 && !m.works(day) {
		day--
	}
	return day
}

// fresh draws a customer who was not taken yet, as far as there are any.
func (in *insider) fresh(draw func() uint64) uint64 {
	for range 200 {
		if i := draw(); !in.has[i] {
			return i
		}
	}
	return draw()
}

// open has a member look at a customer in clear, in her shift, with a case that
// staff made or none.
func (in *insider) open(h *history, m *member, who uint64, fields customer.Fields, excuse bool) {
	when := at(h.day, h.between(int64(m.start)*hourSeconds, int64(m.start+shiftHours)*hourSeconds))
	e := event{when, h.staff(m), who, fields, disclosure.Clear, disclosure.ForSupport, 0}
	if excuse {
		h.matters = append(h.matters, matter{
			opened: when - h.between(5, 60), closed: when + h.between(30, 300),
			kind: "ticket", source: "staff", customer: who, assignee: m,
		})
		e.matter = len(h.matters)
	}
	h.add(e)
	in.take(who)
}

// planBurst copies many customers in the last hours of one shift.
func planBurst(h *history, in *insider) {
	m := in.members[0]
	day := m.lastWorkday(h.c.Days * 2 / 3)
	end := int64(m.start+shiftHours) * hourSeconds
	in.from, in.to = at(day, end-4*hourSeconds), at(day, end)
	in.act = func(h *history, in *insider) {
		if h.day != day {
			return
		}
		for range min(300, h.present(day)/4) {
			who := in.fresh(h.customer)
			h.add(event{h.between(in.from, in.to), h.staff(m), who, fieldsParcel, disclosure.Clear, disclosure.ForSupport, 0})
			in.take(who)
		}
	}
}

// Walking phone numbers: how many of them in a day, on how many days.
const (
	walkNumbers = 800
	walkDays    = 5
)

// planEnumerator looks up one phone number after another and opens whom it hits.
func planEnumerator(h *history, in *insider) {
	m := in.members[0]
	last := m.lastWorkday(h.c.Days / 2)
	in.from, in.to = at(last-6, 0), at(last+1, 0)
	next, days := mix(h.people.seed+9)%h.people.phones.size, 0
	in.act = func(h *history, in *insider) {
		if h.day > last || h.day < last-6 || !m.works(h.day) || days == walkDays {
			return
		}
		days++
		when := at(h.day, int64(m.start)*hourSeconds+600)
		for range walkNumbers {
			when += h.between(20, 38)
			e := event{when, h.staff(m), nobody, fieldsCall, disclosure.Matched, disclosure.ForSupport, 0}
			hit := h.people.phones.from(next)
			if next++; hit < h.present(h.day) {
				e.customer = hit
				h.add(e)
				e.at, e.fields, e.level = when+h.between(2, 15), fieldsGlance, disclosure.Clear
				in.take(hit)
			}
			h.add(e)
		}
	}
}

// daily has each member open a few customers more than she has cases for, on
// each of the days at which she works.
func (in *insider) daily(h *history, from, to, n int, fields customer.Fields) {
	in.from, in.to = at(from, 0), at(to, 0)
	in.act = func(h *history, in *insider) {
		for _, m := range in.members {
			if h.day < from || h.day >= to || !m.works(h.day) {
				continue
			}
			for range h.between(int64(n), int64(n)+3) {
				in.open(h, m, in.fresh(func() uint64 { return h.queued(m.team) }), fields, true)
			}
		}
	}
}

// planSlow takes a handful a day for six weeks, each behind a ticket of her own.
func planSlow(h *history, in *insider) {
	to := max(h.c.Days-3, 1)
	in.daily(h, max(to-42, 0), to, 5, fieldsGlance.With(customer.NationalID))
}

// planPair is two of a team, each with a half, for four weeks.
func planPair(h *history, in *insider) {
	to := max(h.c.Days*5/6, 1)
	in.daily(h, max(to-28, 0), to, 4, fieldsGlance.With(customer.Card))
}

// planLeaver takes what she can in the last week before she leaves.
func planLeaver(h *history, in *insider) {
	m := in.members[0]
	m.left = m.lastWorkday(h.c.Days * 3 / 4)
	in.daily(h, max(m.left-6, 0), m.left+1, 30, fieldsGlance.With(customer.Email))
}

// planRelative looks at family, at people of the same name, and at colleagues,
// again and again, without a case.
func planRelative(h *history, in *insider) {
	m := in.members[0]
	targets := h.relatives(m)
	from, to := h.c.Days/6, h.c.Days*5/6
	in.from, in.to = at(from, 0), at(to, 0)
	in.act = func(h *history, in *insider) {
		if h.day < from || h.day >= to || !m.works(h.day) {
			return
		}
		for range h.between(2, 6) {
			in.open(h, m, targets[h.rand.IntN(len(targets))], fieldsParcel, false)
		}
	}
}

// relativesMax is how many people of a family name are looked at.
const relativesMax = 24

// relatives returns the household of a member, people of her family name, those
// of her city first, and her team's own records.
func (h *history) relatives(m *member) []uint64 {
	p := h.people
	head, size := p.household(m.person)
	var list []uint64
	for i := head; i < head+size; i++ {
		list = append(list, i)
	}
	for _, near := range []bool{true, false} {
		for i := uint64(0); i < h.present(0) && len(list) < relativesMax; i++ {
			same := p.family(i)%uint64(len(families)) == p.family(m.person)%uint64(len(families))
			if same && (!near || p.place(i) == p.place(m.person)) && !slices.Contains(list, i) {
				list = append(list, i)
			}
		}
	}
	for i := range h.crew {
		if h.crew[i].team == m.team {
			list = append(list, h.crew[i].person)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(i uint64) bool { return i == m.person })
}

// planKey is whoever holds the key of a service, in three nights.
func planKey(h *history, in *insider) {
	path, first := h.service(pathNotify), h.c.Days*3/5
	in.paths = []int{path}
	in.from, in.to = at(first, hourSeconds), at(first+2, 4*hourSeconds)
	in.act = func(h *history, in *insider) {
		if h.day < first || h.day > first+2 {
			return
		}
		for range min(500, h.present(h.day)/20) {
			who := in.fresh(func() uint64 { return h.rand.Uint64N(h.present(h.day)) })
			when := at(h.day, h.between(hourSeconds, 4*hourSeconds))
			h.add(event{when, path, who, fieldsGlance.With(customer.Email), disclosure.Clear, disclosure.ForPayment, 0})
			in.take(who)
		}
	}
}

// planBackup is whoever has the disk of one night's backup.
func planBackup(h *history, in *insider) {
	in.snapshot = h.c.Days / 2
	in.paths = []int{h.backup(in.snapshot)}
	in.from = at(in.snapshot, 2*hourSeconds+1800)
	in.to = in.from + 1
	in.act = func(*history, *insider) {}
}

// scopeFile names the file with the customers of a path.
func scopeFile(path string) string { return "scope-" + strings.ReplaceAll(path, ":", "-") + ".txt" }
