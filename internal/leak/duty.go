package leak

import (
	"cmp"
	"slices"
	"strings"
)

// Phases of a duty, and whom it is owed to.
const (
	PhaseFirst         = "first"
	PhaseSupplementary = "supplementary"
	PhaseFinal         = "final"
	ToRegulator        = "regulator"
	ToPeople           = "people"
)

// DutyInput is what duties follow from. Times are business time in ns.
type DutyInput struct {
	AwareAt  int64
	Critical bool              // the operator runs critical infrastructure
	ByRegion map[string]uint64 // affected customers by the region of their record; "" unknown
	Reports  []int64           // when reports were handed in, in order; each counts for every regulator
	Noticed  int64             // when notices were made; 0: not yet
	Closed   int64             // when handling ended; 0: not yet
	Language string            // zh or en, of the texts
}

// DutiesAsOf is the day to which the table of duties was checked. Laws change:
// a report says how old its table is.
const DutiesAsOf = "2025-11-01"

// hour in ns.
const hour = int64(3600e9)

// Grades of an incident by the number of people whose data leaked, from the
// annex of China's Measures on reporting cybersecurity incidents. Losses and
// outages can make a grade higher: the table knows people alone.
const (
	gradeLarger     = 1_000_000
	gradeMajor      = 10_000_000
	gradeParticular = 100_000_000
)

// jurisdiction is a set of laws that regions stand under.
type jurisdiction uint8

const (
	mainland jurisdiction = iota // China without Hong Kong, Macao and Taiwan, which have laws of their own
	europe                       // the EU and, with it, the EEA
	elsewhere
	unknownRegion
)

// members of the EEA, by ISO 3166-1.
var members = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO")

// jurisdictionOf returns under whose laws a region stands.
func jurisdictionOf(region string) jurisdiction {
	country, division, _ := strings.Cut(region, "-")
	switch {
	case region == "":
		return unknownRegion
	case country == "CN" && !slices.Contains([]string{"HK", "MO", "TW"}, division):
		return mainland
	case slices.Contains(members, country):
		return europe
	}
	return elsewhere
}

// rule is a line of the table.
type rule struct {
	under   jurisdiction
	region  string
	law     text
	source  text
	phase   string
	to      string
	what    text
	applies func(*DutyInput, uint64) bool // with the number of people under the jurisdiction; nil: always
	within  int64                         // ns from awareness; 0: without delay
}

// text is the same in two languages.
type text struct{ en, zh string }

func (t text) in(language string) string {
	if language == "zh" {
		return t.zh
	}
	return t.en
}

// Duties returns what the laws of the customers' regions ask for, those without
// delay first and then by deadline. It knows the laws of its table alone, and
// says of all other regions that their law is to be looked up.
func Duties(q DutyInput) []Duty {
	people := map[jurisdiction]uint64{}
	for region, n := range q.ByRegion {
		people[jurisdictionOf(region)] += n
	}
	var list []Duty
	for _, r := range rules {
		n := people[r.under]
		if n == 0 || r.applies != nil && !r.applies(&q, n) {
			continue
		}
		d := Duty{
			Region: r.region, Law: r.law.in(q.Language), Source: r.source.in(q.Language), Phase: r.phase, To: r.to,
			What: r.what.in(q.Language), Done: q.done(&r),
		}
		switch {
		case r.phase == PhaseFinal:
			d.Deadline = q.Closed + r.within
		case r.within != 0:
			d.Deadline = q.AwareAt + r.within
		}
		if r.under == elsewhere {
			d.Region = strings.Join(q.elsewhere(), ", ")
		}
		list = append(list, d)
	}
	slices.SortStableFunc(list, func(a, b Duty) int { return cmp.Compare(a.Deadline, b.Deadline) })
	return list
}

// done returns when a duty was done.
func (q *DutyInput) done(r *rule) int64 {
	switch {
	case r.under == elsewhere || r.under == unknownRegion:
		return 0 // nobody knows what for
	case r.to == ToPeople:
		return q.Noticed
	case r.phase == PhaseFirst && len(q.Reports) > 0:
		return q.Reports[0]
	case r.phase == PhaseSupplementary && len(q.Reports) > 1:
		return q.Reports[1]
	case r.phase == PhaseFinal && len(q.Reports) > 0 && q.Reports[len(q.Reports)-1] >= q.Closed:
		return q.Reports[len(q.Reports)-1]
	}
	return 0
}

// elsewhere returns the countries whose law the table does not know.
func (q *DutyInput) elsewhere() []string {
	var list []string
	for region := range q.ByRegion {
		if jurisdictionOf(region) == elsewhere && q.ByRegion[region] > 0 {
			list = append(list, region)
		}
	}
	slices.Sort(list)
	return list
}

// Grade returns the grade of an incident in China by the number of people alone,
// in the language.
func Grade(people uint64, language string) string {
	switch {
	case people >= gradeParticular:
		return text{"particularly major", "特别重大"}.in(language)
	case people >= gradeMajor:
		return text{"major", "重大"}.in(language)
	case people >= gradeLarger:
		return text{"larger", "较大"}.in(language)
	}
	return text{"general", "一般"}.in(language)
}
