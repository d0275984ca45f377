package disclosure

import (
	"math"

	"github.com/candorpay/candor/internal/staff"
)

// Measure is what a budget counts. Numbers are on disk.
type Measure uint8

// Measures. Each is spent on its own.
const (
	CountClear     Measure = 0 // distinct customers at clear
	CountMasked    Measure = 1 // distinct customers at masked, and matched by a lookup
	CountMissed    Measure = 2 // lookups that found nobody, each
	CountEmergency Measure = 3 // distinct customers by break-glass
)

// MeasureCount is how many measures there are.
const MeasureCount = 4

// Limits are the most of a measure over rolling windows: an hour, 24 hours, 30
// days and 365 days.
type Limits [4]uint32

// Windows of Limits, by index.
const (
	PerHour  = 0 // 1 h
	PerDay   = 1 // 24 h
	PerMonth = 2 // 30 d
	PerYear  = 3 // 365 d
)

// Budgets are the limits of every principal. A principal without limits, and one
// whose limits are zero, takes nothing.
type Budgets [PrincipalCount][MeasureCount]Limits

// MeasureOf returns what a disclosure of the level is counted by. Of a lookup
// that found nobody it is CountMissed, and of break-glass CountEmergency,
// whatever the level.
func MeasureOf(l Level) Measure {
	switch l {
	case Matched, Masked:
		return CountMasked
	case Clear, Exported, Ciphertext:
		return CountClear
	}
	return CountClear
}

// Limits returns what a reader who is all of the principals may take: of each
// window the smallest limit of any of them, and nothing if there is none. So a
// role that gives no access at all (admin, auditor, approver by default) takes
// away that of the others: whoever enrols people or judges requests does not
// look at customers' data besides.
func (b *Budgets) Limits(who Principals, m Measure) Limits {
	if m >= MeasureCount || who == 0 {
		return Limits{}
	}
	least := Limits{math.MaxUint32, math.MaxUint32, math.MaxUint32, math.MaxUint32}
	for p := range Principal(32) {
		if !who.Has(p) {
			continue
		}
		if p >= PrincipalCount {
			return Limits{}
		}
		for w, limit := range b[p][m] {
			least[w] = min(least[w], limit)
		}
	}
	return least
}

// maskedTimes is how many customers may be seen masked, and lookups may miss, for
// each that may be seen clear.
const maskedTimes = 5

// DefaultBudgets returns the budgets of a new folder.
//
// A merchant sees no customer: it asks whether a payee exists. A service's
// limits are those of a program that looks at some customers, such as a risk
// check that calls buyers back: 100,000 a year is what a stolen key can take. One
// that needs a contact for every payment is given more by two people, who then
// know what they gave. A customer reads of herself alone, which is one customer
// however often she does.
func DefaultBudgets() Budgets {
	var b Budgets
	support := staffBudget(Limits{20, 60, 400, 2_000})
	b[staff.Support] = support
	b[staff.Security] = support
	b[staff.Privacy] = staffBudget(Limits{50, 200, 1_000, 5_000})
	b[AsMerchant] = [MeasureCount]Limits{
		CountMasked: {100, 500, 5_000, 20_000},
		CountMissed: {50, 200, 1_000, 4_000},
	}
	clear := Limits{500, 2_000, 20_000, 100_000}
	b[AsService] = [MeasureCount]Limits{CountClear: clear, CountMasked: clear.times(maskedTimes), CountMissed: clear.times(maskedTimes)}
	herself := Limits{1, 1, 1, 1}
	b[AsCustomer] = [MeasureCount]Limits{CountClear: herself, CountMasked: herself}
	return b
}

// staffBudget returns the limits of a role that sees so many customers at clear.
func staffBudget(clear Limits) [MeasureCount]Limits {
	return [MeasureCount]Limits{
		CountClear:     clear,
		CountMasked:    clear.times(maskedTimes),
		CountMissed:    clear.times(maskedTimes),
		CountEmergency: {3, 5, 10, 20},
	}
}

func (l Limits) times(n uint32) Limits {
	for w := range l {
		l[w] *= n
	}
	return l
}

// MaximumLoss returns the most distinct customers that one path of the principal
// can take in any 365 days: at clear, break-glass included, and apart from that
// masked. What two people approve one by one (exports, bulk) comes on top.
func MaximumLoss(b *Budgets, p Principal) (clear, masked uint32) {
	if p >= PrincipalCount {
		return 0, 0
	}
	sum := uint64(b[p][CountClear].yearly()) + uint64(b[p][CountEmergency].yearly())
	return uint32(min(sum, math.MaxUint32)), b[p][CountMasked].yearly()
}

// yearly returns the most distinct customers in 365 days: a year is so many of
// each window, each of which holds its limit at most.
func (l Limits) yearly() uint32 {
	most := uint64(l[PerYear])
	for w, windows := range [4]uint64{PerHour: 365 * 24, PerDay: 365, PerMonth: 13, PerYear: 1} {
		most = min(most, windows*uint64(l[w]))
	}
	return uint32(most)
}
