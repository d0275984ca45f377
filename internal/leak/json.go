package leak

import (
	"math"
	"time"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// ScopeJSON is a Scope as the command line and HTTP both write it.
type ScopeJSON struct {
	Customers   uint64              `json:"customers" doc:"Distinct customers whose data went down the paths; with a gap, the least that it can be."`
	AtMost      *uint64             `json:"at_most,omitempty" doc:"The most that it can be; there only when the ledger has a gap."`
	Disclosures uint64              `json:"disclosures" doc:"Releases."`
	First       *time.Time          `json:"first" doc:"Time of the first release; null when there was none."`
	Last        *time.Time          `json:"last" doc:"Time of the last release; null when there was none."`
	ByField     map[string]uint64   `json:"by_field" doc:"Customers by field; a field that nobody's was released of is left out."`
	ByDay       map[string]uint64   `json:"by_day" doc:"Customers by day in Beijing."`
	Gaps        []Gap               `json:"gaps" doc:"Ranges of sequences that the ledger should hold and does not."`
	Sequence    disclosure.Sequence `json:"sequence" doc:"The last row of the ledger that was looked at."`
	Micros      int64               `json:"micros" doc:"How long it took to find out, in microseconds."`
	Related     []string            `json:"related,omitempty" doc:"Paths of the same people that were not asked for: services that they own and exports that they asked for."`
}

// JSON returns the scope as it is written, with how long it took to find out.
func (s *Scope) JSON(micros int64) ScopeJSON {
	j := ScopeJSON{
		Customers: s.Customers, Disclosures: s.Disclosures, First: when(s.First), Last: when(s.Last),
		ByField: map[string]uint64{}, ByDay: s.ByDay, Gaps: s.Gaps, Sequence: s.Sequence, Micros: micros,
		Related: s.Related,
	}
	for f, n := range s.ByField {
		if n > 0 {
			j.ByField[customer.Field(f).String()] = n
		}
	}
	if j.ByDay == nil {
		j.ByDay = map[string]uint64{}
	}
	if j.Gaps == nil {
		j.Gaps = []Gap{}
	}
	if len(s.Gaps) > 0 {
		j.AtMost = &s.AtMost
	}
	return j
}

// ReportJSON is a Report as the command line and HTTP both write it.
type ReportJSON struct {
	Rows              int            `json:"rows" doc:"Rows of the dump."`
	Matched           int            `json:"matched" doc:"Rows that are customers'."`
	Unmatched         int            `json:"unmatched" doc:"Rows that are nobody's here."`
	Malformed         int            `json:"malformed" doc:"Rows that could not be read."`
	Distinct          int            `json:"distinct" doc:"Distinct customers, by version of their record, among the matched."`
	Threshold         float64        `json:"threshold" doc:"What ln_e must be above: the logarithm of the number of paths by alpha."`
	Alpha             float64        `json:"alpha" doc:"The bound on naming an innocent path, as this trace was charged with it."`
	Named             []string       `json:"named" doc:"Paths that the dump is consistent with, and with no other."`
	Indistinguishable []string       `json:"indistinguishable" doc:"Paths that cannot be told apart from others."`
	Paths             []EvidenceJSON `json:"paths" doc:"What the dump says of each path, most evidence first."`
	Snapshot          *time.Time     `json:"snapshot" doc:"When the backup or export was made that the dump is; null when it is none."`
	Sources           []ShareJSON    `json:"sources" doc:"Paths that the dump is a mixture of, when no single one explains it."`
}

// ShareJSON is a Share as it is written.
type ShareJSON struct {
	Path  string  `json:"path"`
	Share float64 `json:"share" doc:"Of the distinct rows, 0 to 1."`
	Low   float64 `json:"low" doc:"Lower end of an interval of 95 %."`
	High  float64 `json:"high" doc:"Its upper end."`
}

// EvidenceJSON is a PathEvidence as it is written.
type EvidenceJSON struct {
	Path   string   `json:"path"`
	LnE    float64  `json:"ln_e" doc:"Logarithm of the e-value against rows from the background."`
	Gap    float64  `json:"gap" doc:"To the best rival, in the same unit; below the threshold it cannot be told apart from it."`
	Hits   int      `json:"hits" doc:"Of distinct, how many it saw."`
	Only   int      `json:"only" doc:"How many only this path saw."`
	Never  int      `json:"never" doc:"How many it never saw."`
	Rivals []string `json:"rivals,omitempty" doc:"Paths that it cannot be told apart from."`
}

// JSON returns the report as it is written.
func (r *Report) JSON() ReportJSON {
	j := ReportJSON{
		Rows: r.Rows, Matched: r.Matched, Unmatched: r.Unmatched, Malformed: r.Malformed, Distinct: r.Distinct,
		Threshold: finite(r.Threshold), Alpha: finite(r.Alpha), Named: listed(r.Named),
		Indistinguishable: listed(r.Indistinguishable), Paths: make([]EvidenceJSON, len(r.Paths)), Snapshot: when(r.Snapshot),
		Sources: make([]ShareJSON, len(r.Sources)),
	}
	for i, s := range r.Sources {
		j.Sources[i] = ShareJSON(s)
	}
	for i := range r.Paths {
		p := &r.Paths[i]
		j.Paths[i] = EvidenceJSON{
			Path: p.Path, LnE: finite(p.LnE), Gap: finite(p.Gap), Hits: p.Hits, Only: p.Only, Never: p.Never, Rivals: p.Rivals,
		}
	}
	return j
}

// when returns a time in ns as JSON has it; 0 is null.
func when(ns int64) *time.Time {
	if ns == 0 {
		return nil
	}
	t := time.Unix(0, ns).UTC()
	return &t
}

// listed returns a list that JSON writes as one when it is empty too.
func listed(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// finite returns x, or what stands for it in JSON, which has no infinity: a
// number far beyond any that evidence reaches. Of nothing to compare it is 0.
func finite(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return 0
	case math.IsInf(x, 0):
		return math.Copysign(1e300, x)
	}
	return x
}
