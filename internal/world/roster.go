package world

import (
	"strconv"

	"github.com/candorpay/candor/internal/staff"
)

// member is somebody on a world's roster.
type member struct {
	number staff.Number
	role   staff.Role
	team   int    // from 0; officeTeam: no queue
	start  int    // hour at which her shift begins
	joined int    // day, may be before the first
	left   int    // the last day; neverLeft
	person uint64 // she is a customer too
}

const (
	officeTeam = -1
	neverLeft  = 1 << 30
	shiftHours = 9
	officeMax  = 4 // members who have no queue
)

// officeRoles are those of the last members of the roster.
var officeRoles = [officeMax]staff.Role{staff.Privacy, staff.Security, staff.Auditor, staff.Admin}

// newRoster returns the members, the team ones first. A tenth joined during the
// days, a twelfth left.
func newRoster(c *WorldConfig, p *people) []member {
	crew := make([]member, c.Staff)
	queue := c.Staff - min(c.Staff/12, officeMax)
	for i := range crew {
		draw := mix(p.seed ^ uint64(i)<<40)
		m := &crew[i]
		*m = member{
			number: staff.Number(i + 1), role: staff.Support, team: i / c.Team, start: []int{7, 9, 13}[draw%3],
			joined: -int(draw>>8%1_000) - 1, left: neverLeft, person: p.colleague(uint64(i)),
		}
		switch {
		case i >= queue:
			m.role, m.team, m.start = officeRoles[i-queue], officeTeam, 9
		case draw>>20%10 == 0:
			m.joined = int(draw >> 24 % uint64(c.Days))
		case draw>>20%12 == 1:
			m.left = int(draw >> 24 % uint64(c.Days))
		}
	}
	return crew
}

// colleague returns the customer who member i is, among those who registered
// before the first day: the first of a block, with whom the others may live.
func (p *people) colleague(i uint64) uint64 {
	blocks := p.count / 2 / block
	spread := newShuffle(blocks, p.seed+1)
	return spread.of(i) * block
}

// works reports whether the member is there on a day: five days of seven, each
// her own.
func (m *member) works(day int) bool {
	return day >= m.joined && day <= m.left && (day+int(m.number))%7 < 5
}

// path returns the member's path.
func (m *member) path() string { return "staff:" + m.number.String() }

func (m *member) teamName() string {
	if m.team == officeTeam {
		return "office"
	}
	return "team" + strconv.Itoa(m.team+1)
}

const rosterHeader = "staff,handle,team,roles,shift,joined,left,customer\n"

// appendRow appends the member's row of roster.csv.
func (m *member) appendRow(b []byte) []byte {
	b = append(append(b, m.path()...), ",u"...)
	b = append(append(append(b, m.number.String()...), ','), m.teamName()...)
	b = append(append(append(b, ','), m.role.String()...), ',')
	b = appendPadded(b, uint64(m.start), 2)
	b = append(appendPadded(append(b, ":00-"...), uint64(m.start+shiftHours), 2), ":00,"...)
	b = append(appendDay(b, m.joined), ',')
	if m.left != neverLeft {
		b = appendDay(b, m.left)
	}
	return append(appendID(append(b, ','), m.person), '\n')
}
