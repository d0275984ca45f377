package world

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// beijing is the zone of a world's days.
var beijing = time.FixedZone("", 8*3600)

// worldStart is when the first day of every world begins: a Monday.
var worldStart = time.Date(2025, time.March, 3, 0, 0, 0, 0, beijing)

// at returns the second at which a second of a day begins, since 1970.
func at(day int, seconds int64) int64 { return worldStart.Unix() + int64(day)*daySeconds + seconds }

const (
	daySeconds  = 86_400
	hourSeconds = 3_600
)

func appendDay(b []byte, day int) []byte {
	return worldStart.AddDate(0, 0, day).AppendFormat(b, time.DateOnly)
}

func appendTime(b []byte, seconds int64) []byte {
	return time.Unix(seconds, 0).In(beijing).AppendFormat(b, time.RFC3339)
}

// nobody is the customer of a row that names none.
const nobody = ^uint64(0)

// event is a disclosure on its way into the file.
type event struct {
	at       int64 // s since 1970
	path     int
	customer uint64
	fields   customer.Fields
	level    disclosure.Level
	purpose  disclosure.Purpose
	matter   int // place of its case among the day's, plus one; 0 none
}

// matter is a case on its way into the file.
type matter struct {
	opened, closed int64
	kind, source   string
	customer       uint64
	assignee       *member
	number         uint32
}

// history is a world's days as they pass. It holds one day, and what is told of
// the insiders.
type history struct {
	c       WorldConfig
	people  *people
	crew    []member
	fame    shuffle // from rank to customer
	ranks   popularity
	paths   []string
	watched map[int][]*tally // by path
	day     int
	rand    *rand.Rand // of the day and of one of its parts
	events  []event
	matters []matter
	order   []int // of matters, by opening
	rows    int64
	cases   uint32
}

// Paths behind those of the staff.
const (
	pathRisk = iota
	pathNotify
	pathKYC
	pathBilling
	serviceCount
)

const merchantCount = 16

var serviceNames = [serviceCount]string{"service:risk", "service:notify", "service:kyc", "service:billing"}

func newHistory(c *WorldConfig) *history {
	h := &history{c: *c, people: newPeople(c.Seed, uint64(c.Customers)), watched: map[int][]*tally{}}
	h.crew = newRoster(c, h.people)
	h.fame = newShuffle(h.people.count, mix(c.Seed+4))
	h.ranks = newPopularity(h.people.count)
	for i := range h.crew {
		h.paths = append(h.paths, h.crew[i].path())
	}
	h.paths = append(h.paths, serviceNames[:]...)
	for i := range merchantCount {
		h.paths = append(h.paths, string(appendPadded([]byte("merchant:m"), uint64(i+1), 1)))
	}
	for day := range c.Days {
		h.paths = append(h.paths, string(appendDay([]byte("backup:"), day)))
	}
	return h
}

func (h *history) service(n int) int   { return len(h.crew) + n }
func (h *history) merchant(n int) int  { return len(h.crew) + serviceCount + n }
func (h *history) backup(day int) int  { return len(h.crew) + serviceCount + merchantCount + day }
func (h *history) staff(m *member) int { return int(m.number) - 1 }

// draws makes h.rand the stream of a part of the day: what one part draws moves
// nothing of another, so that insiders come on top of what happens without them.
func (h *history) draws(part, n int) { h.rand = h.people.stream(part, n, h.day) }

// stream returns the draws of a day of the n-th of a part.
func (p *people) stream(part, n, day int) *rand.Rand {
	return rand.New(rand.NewPCG(p.seed, uint64(part)<<56|uint64(n)<<32|uint64(day)))
}

// Parts of a day.
const (
	partMembers = iota + 1
	partServices
	partMerchants
	partDumps
	partInsiders
)

// present returns how many customers there are when a day begins: four of five
// from the beginning, the others one by one.
func (h *history) present(day int) uint64 {
	before := h.people.count / 5 * 4
	return before + (h.people.count-before)*uint64(day)/uint64(h.c.Days)
}

// registered returns the second, since 1970, at which customer i registered. Those
// of the beginning did so a second after another, up to the first day.
func (h *history) registered(i uint64) int64 {
	if first := h.present(0); i < first {
		return at(0, 0) - int64(first-i)
	}
	day := sort.Search(h.c.Days, func(day int) bool { return h.present(day+1) > i })
	return h.joins(day, i)
}

// joins returns the second at which customer i registers on a day.
func (h *history) joins(day int, i uint64) int64 {
	from, to := h.present(day), h.present(day+1)
	return at(day, 8*hourSeconds+int64(i-from)*14*hourSeconds/int64(to-from))
}

// appendCustomer appends a row of customers.csv.
func (h *history) appendCustomer(b []byte, i uint64) []byte {
	b = append(h.people.appendCustomer(b, i), ',')
	return append(appendTime(b, h.registered(i)), '\n')
}

// customer draws one of those present, the popular ones more often.
func (h *history) customer() uint64 {
	for {
		if i := h.fame.of(h.ranks.rank(h.rand)); i < h.present(h.day) {
			return i
		}
	}
}

// queued draws the customer of a team's case: mostly one of the team's own.
func (h *history) queued(team int) uint64 {
	teams := uint64((len(h.crew) + h.c.Team - 1) / h.c.Team)
	if h.rand.IntN(100) < 15 {
		return h.customer()
	}
	for range 50 {
		if i := h.customer(); h.people.draw(i, traitTeam, teams) == uint64(team) {
			return i
		}
	}
	return h.customer()
}

// between returns a number from low, below high.
func (h *history) between(low, high int64) int64 { return low + h.rand.Int64N(high-low) }

// pass makes a day: everything that happened, in order.
func (h *history) pass(day int, insiders []*insider) {
	h.day, h.events, h.matters = day, h.events[:0], h.matters[:0]
	h.teams()
	h.services()
	h.merchants()
	h.add(event{at: at(day, 2*hourSeconds+1800), path: h.backup(day), customer: nobody, fields: customer.AllFields, level: disclosure.Ciphertext, purpose: disclosure.ForRecovery})
	for i, in := range insiders {
		h.draws(partInsiders, i)
		in.act(h, in)
	}
	slices.SortStableFunc(h.events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	h.order = h.order[:0]
	for i := range h.matters {
		h.order = append(h.order, i)
	}
	slices.SortStableFunc(h.order, func(a, b int) int { return cmp.Compare(h.matters[a].opened, h.matters[b].opened) })
	for _, i := range h.order {
		h.cases++
		h.matters[i].number = h.cases
	}
	for i := range h.events {
		for _, t := range h.watched[h.events[i].path] {
			t.add(&h.events[i], day)
		}
	}
	h.rows += int64(len(h.events))
}

// watch has a path added up.
func (h *history) watch(path int, t *tally) { h.watched[path] = append(h.watched[path], t) }

func (h *history) add(e event) { h.events = append(h.events, e) }

// Fields that are shown together.
var (
	fieldsGlance  = customer.FieldsOf(customer.Name, customer.Phone)
	fieldsCall    = customer.FieldsOf(customer.Phone)
	fieldsParcel  = customer.FieldsOf(customer.Name, customer.Phone, customer.Address)
	fieldsProof   = customer.FieldsOf(customer.Name, customer.NationalID, customer.BirthDate)
	fieldsBank    = customer.FieldsOf(customer.BankAccount, customer.Card)
	fieldsLetter  = customer.FieldsOf(customer.Name, customer.Email)
	fieldsOpening = customer.FieldsOf(customer.Name, customer.NationalID, customer.Phone, customer.BirthDate)
)

// opened are the sets of fields that staff opens in clear.
var opened = [...]customer.Fields{fieldsCall, fieldsCall, fieldsParcel, fieldsProof, fieldsBank, fieldsLetter}

// teams works off the queues: each member who is there has cases drawn for her.
func (h *history) teams() {
	for i := range h.crew {
		m := &h.crew[i]
		if !m.works(h.day) {
			continue
		}
		h.draws(partMembers, i)
		switch {
		case m.role == staff.Privacy:
			for range h.between(1, 4) {
				h.work(m, h.customer(), "objection", "customer")
			}
		case m.role == staff.Support:
			for range h.between(12, 25) {
				kind := []string{"ticket", "ticket", "ticket", "dispute", "call"}[h.rand.IntN(5)]
				h.work(m, h.queued(m.team), kind, "customer")
			}
		}
	}
}

// work has a member work on a case: a look at the masked record, and often one
// at a few fields in clear.
func (h *history) work(m *member, who uint64, kind, source string) {
	first := at(h.day, h.between(int64(m.start)*hourSeconds, int64(m.start+shiftHours)*hourSeconds-1_200))
	last := first
	purpose := map[string]disclosure.Purpose{"dispute": disclosure.ForDispute, "objection": disclosure.ForObjection}[kind]
	e := event{first, h.staff(m), who, fieldsGlance, disclosure.Masked, purpose, len(h.matters) + 1}
	h.add(e)
	if h.rand.IntN(100) < 40 {
		last += h.between(20, 900)
		e.at, e.fields, e.level = last, opened[h.rand.IntN(len(opened))], disclosure.Clear
		h.add(e)
	}
	h.matters = append(h.matters, matter{
		opened: first - h.between(5, 3*hourSeconds), closed: last + h.between(30, hourSeconds),
		kind: kind, source: source, customer: who, assignee: m,
	})
}

// services read by themselves: of newcomers, for risk checks, messages, bills.
func (h *history) services() {
	h.draws(partServices, 0)
	from, to := h.present(h.day), h.present(h.day+1)
	for i := from; i < to; i++ {
		h.add(event{h.joins(h.day, i), h.service(pathKYC), i, fieldsOpening, disclosure.Clear, disclosure.ForReview, 0})
	}
	h.read(h.service(pathRisk), from/50, customer.FieldsOf(customer.NationalID, customer.Phone), disclosure.Clear)
	h.read(h.service(pathNotify), min(from/50, 200), customer.FieldsOf(customer.Phone, customer.Email), disclosure.Clear)
	h.read(h.service(pathBilling), min(from/100, 100), fieldsBank, disclosure.Masked)
}

// merchants see the buyers of what they sell.
func (h *history) merchants() {
	h.draws(partMerchants, 0)
	for n := range merchantCount {
		h.read(h.merchant(n), uint64(h.between(5, 15))+h.present(h.day)/4_000, fieldsGlance, disclosure.Masked)
	}
}

// read has a path that is no person's read of n customers in the course of a
// day.
func (h *history) read(path int, n uint64, fields customer.Fields, level disclosure.Level) {
	for range n {
		h.add(event{at(h.day, h.between(0, daySeconds)), path, h.customer(), fields, level, disclosure.ForPayment, 0})
	}
}
