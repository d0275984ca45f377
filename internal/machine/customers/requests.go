package customers

import (
	"encoding/binary"
	"slices"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/staff"
)

// SummaryMax is the longest summary of a request in bytes.
const SummaryMax = 16 << 10

func (m *Machine) request(c *machine.Command, cmd *RequestApproval, at int64) (approval.Approval, errkind.Refusal) {
	by, r := m.requester(c)
	if !r.OK() {
		return approval.Approval{}, r
	}
	switch named := cmd.Kind == approval.Bulk || cmd.Kind == approval.Export; {
	case cmd.Kind >= approval.BreakGlass: // a read at once asks for its review itself
		return approval.Approval{}, approval.RefusedKind
	case len(cmd.Summary) > SummaryMax:
		return approval.Approval{}, RefusedMalformed
	case named != (len(cmd.Subjects) > 0):
		return approval.Approval{}, RefusedSet
	}
	set, r := parseSet(cmd.Subjects)
	if !r.OK() {
		return approval.Approval{}, r
	}
	if len(cmd.Subjects) > 0 && set.count() == 0 {
		return approval.Approval{}, RefusedSet
	}
	a := approval.Approval{Kind: cmd.Kind, Subject: cmd.Subject, Summary: cmd.Summary, Subjects: cmd.Subjects, Requester: by}
	if c.Caller.Role == machine.RoleSystem && m.state.Sandbox {
		a.Sandbox = true
		return m.ask(a, [2]staff.Number{}, at), errkind.Refusal{}
	}
	if cmd.About != 0 && !approval.Personal(cmd.Kind) {
		return approval.Approval{}, approval.RefusedAbout
	}
	drawn, ok := m.draw(&a, cmd.About, cmd.Random)
	if !ok {
		return approval.Approval{}, approval.RefusedApprovers
	}
	return m.ask(a, drawn, at), errkind.Refusal{}
}

// ask makes a request for those who were drawn; what a sandbox asks for is granted
// at once.
func (m *Machine) ask(a approval.Approval, drawn [2]staff.Number, at int64) approval.Approval {
	m.state.Approvals++
	a.Number = m.state.Approvals
	a.Begin(drawn, at)
	if a.Sandbox {
		a.State, a.DecidedAt = approval.Granted, at
	}
	m.approvals.set(a.Number, a)
	m.open.add(uint32(a.Requester), uint32(a.Number))
	m.expiry.Add(a.ExpiresAt, uint64(a.Number))
	return a
}

func (m *Machine) decide(c *machine.Command, cmd *DecideApproval, at int64) (approval.Approval, errkind.Refusal) {
	a, by, r := m.requested(c, cmd.Number)
	if !r.OK() {
		return a, r
	}
	if who, ok := m.roster.get(by); !ok || !who.Roles.Meets(approval.Entitled(a.Kind)) {
		return a, approval.RefusedApprover // drawn, and not entitled any more
	}
	if r := a.Decide(by, cmd.Yes, at); !r.OK() {
		return a, r
	}
	m.changed(a)
	return a, errkind.Refusal{}
}

func (m *Machine) withdraw(c *machine.Command, cmd *WithdrawApproval, at int64) (approval.Approval, errkind.Refusal) {
	a, by, r := m.requested(c, cmd.Number)
	if !r.OK() {
		return a, r
	}
	if r := a.Withdraw(by, at); !r.OK() {
		return a, r
	}
	m.changed(a)
	return a, errkind.Refusal{}
}

// requested returns a request and who speaks of it.
func (m *Machine) requested(c *machine.Command, n approval.Number) (approval.Approval, staff.Number, errkind.Refusal) {
	by, r := m.requester(c)
	if !r.OK() {
		return approval.Approval{}, 0, r
	}
	a, ok := m.approvals.load(n)
	if !ok {
		return approval.Approval{}, 0, approval.RefusedMissing
	}
	return *a, by, errkind.Refusal{}
}

// changed keeps a request whose state may be another. A review that was granted
// is no longer held against anybody.
func (m *Machine) changed(a approval.Approval) {
	m.approvals.set(a.Number, a)
	reviewed := a.Kind == approval.BreakGlass && a.State == approval.Granted
	if reviewed {
		m.reviews.remove(uint32(a.Requester), uint32(a.Number))
	}
	if reviewed || a.State != approval.Pending && a.State != approval.Granted {
		m.open.remove(uint32(a.Requester), uint32(a.Number))
	}
}

// expire ends a request, or what it granted, whose time is over.
func (m *Machine) expire(n approval.Number, now int64) {
	a, ok := m.approvals.load(n)
	if !ok || a.State == approval.Expired || !a.Expired(now) || a.Kind == approval.BreakGlass && a.State == approval.Granted {
		return
	}
	over := *a
	over.State = approval.Expired
	m.changed(over)
}

// lapse ends all of a member's requests, and what they granted and nobody used.
func (m *Machine) lapse(n staff.Number, at int64) {
	for _, number := range m.open.of(uint32(n)) {
		a, _ := m.approvals.load(approval.Number(number))
		if a.Kind == approval.BreakGlass {
			continue
		}
		over := *a
		over.State, over.DecidedAt = approval.Withdrawn, at
		m.changed(over)
	}
}

// requester returns who asks, as approvals see it: a member, or in a sandbox 0 for
// operators and Candor itself. The rest ask for nothing, and neither do those
// elsewhere: nobody is related to 0, so that an operator's own account as a member
// could be drawn to decide what his key asked for.
func (m *Machine) requester(c *machine.Command) (staff.Number, errkind.Refusal) {
	switch c.Caller.Role {
	case machine.RoleSystem, machine.RoleOperator:
		if m.state.Sandbox {
			return 0, errkind.Refusal{}
		}
	case machine.RoleStaff:
		if n := number(c.Caller); m.roster.works(n) {
			return n, errkind.Refusal{}
		}
	case machine.RoleMerchant, machine.RoleCustomer, machine.RoleService:
	}
	return 0, RefusedActor
}

// drawKey is what a draw is kept under: a kind, and a subject or a requester.
func drawKey(kind approval.Kind, of []byte) string { return string(append([]byte{byte(kind)}, of...)) }

// draw draws who decides a request. Who was drawn before, for the subject by
// anybody, or for anything of the kind by this requester, is drawn again; only in
// the place of one who may not decide this somebody new is drawn. Draws run by
// budget time, so that nobody gets another by moving the clock.
//
// Whom the request is about is drawn as anybody is, and stays so for what comes
// next. Another takes her place for this one, from bytes that were drawn at the
// first and that nobody is shown: a requester who names one after another as
// whom it is about gets no draw that lasts, and the same again if asked again.
func (m *Machine) draw(a *approval.Approval, about staff.Number, random Random) ([2]staff.Number, bool) {
	if m.forces(a.Requester) {
		return [2]staff.Number{}, false
	}
	now := m.state.Clock.Now
	eligible := approval.Eligible(a.Kind, a.Requester, m.roster.all())
	subjectKey := drawKey(a.Kind, a.Subject[:])
	requesterKey := drawKey(a.Kind, binary.BigEndian.AppendUint32(nil, uint32(a.Requester)))
	bySubject, byRequester := m.lastDraw(subjectKey), m.lastDraw(requesterKey)
	pair, ok := approval.Refill(random, filled(bySubject.Approvers, byRequester.Approvers, eligible), eligible)
	if !ok {
		return pair, false
	}
	if byRequester.At == 0 {
		byRequester.At, byRequester.Seed = now, random
	}
	if bySubject.At == 0 {
		bySubject = approval.Drawn{Approvers: pair, At: now, Seed: byRequester.Seed}
		m.draws.set(subjectKey, bySubject)
	}
	byRequester.Approvers = filled(byRequester.Approvers, pair, eligible)
	m.draws.set(requesterKey, byRequester)
	others := slices.DeleteFunc(eligible, func(n staff.Number) bool { return n == about })
	return approval.Refill(bySubject.Seed, pair, others)
}

// took notes by whom a member ceased to be an approver. It is kept with the draws,
// under what is no kind of request.
func (m *Machine) took(by staff.Number, from staff.Roles) {
	if by != 0 && from.Has(staff.Approver) {
		m.draws.set(takenKey(by), approval.Drawn{At: m.state.Clock.Now})
	}
}

func takenKey(by staff.Number) string {
	return drawKey(approval.KindCount, binary.BigEndian.AppendUint32([]byte("took"), uint32(by)))
}

// forces reports whether a requester, or somebody near him, took approvers away as
// short a time ago as a draw is kept: whoever takes all but two chooses those.
func (m *Machine) forces(requester staff.Number) bool {
	self, _ := m.roster.get(requester)
	for who := range m.roster.all() {
		if staff.Related(&self, &who) && m.lastDraw(takenKey(who.Number)).At != 0 {
			return true
		}
	}
	return false
}

// lastDraw returns a draw that is not forgotten yet.
func (m *Machine) lastDraw(key string) approval.Drawn {
	d, ok := m.draws.load(key)
	if !ok || approval.Redraw(m.state.Clock.Now, *d) {
		return approval.Drawn{}
	}
	return *d
}

// filled returns a pair with those of another in the places of who is not
// eligible.
func filled(pair, other [2]staff.Number, eligible []staff.Number) [2]staff.Number {
	for i, n := range pair {
		if !slices.Contains(eligible, n) {
			pair[i] = 0
		}
	}
	for i := range pair {
		for _, n := range other {
			if pair[i] == 0 && slices.Contains(eligible, n) && n != pair[0] && n != pair[1] {
				pair[i] = n
			}
		}
	}
	return pair
}

// Approval returns a request as the last block left it: Approval.At tells whether
// its time is over by now.
func (m *Machine) Approval(n approval.Number) (approval.Approval, bool) { return m.approvals.get(n) }

// Approvals yields the requests with numbers above after, in order, until yield
// returns false.
func (m *Machine) Approvals(after approval.Number, yield func(approval.Approval) bool) {
	list(m.approvals, after, yield)
}
