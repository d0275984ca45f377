// Package leak answers what went down a path, and which path a found dump came
// from.
//
// What it promises: a scope is the exact set of customers whose data was
// released down the paths, at the sequence that it states, with every gap of the
// ledger shown; a trace names a path only when the evidence passes a stated bound
// on false accusation, and else says which paths cannot be told apart. What is
// possible (a scope) and what is confirmed (found in a dump) are never mixed.
//
// Vocabulary: a scope is a set of customers; a dump is a found file; a hit is a
// row of it that a path saw; a gap is a range of sequences that the ledger lacks.
package leak

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
)

// Query says which releases are asked for: those of all of the paths, at or after
// From and before To, that showed at least one of the fields at one of the levels.
type Query struct {
	Paths  []disclosure.Path
	From   int64 // business time, ns
	To     int64
	Fields customer.Fields    // 0: any
	Levels []disclosure.Level // none: masked, clear, exported and ciphertext
}

// Gap is a range of sequences, both included, that the ledger should hold and
// does not.
type Gap struct {
	From disclosure.Sequence `json:"from"`
	To   disclosure.Sequence `json:"to"`
}

// Scope is the answer to a Query. Customers counts those in Set; with a gap it is
// the least that it can be, and AtMost is the most.
type Scope struct {
	Customers   uint64
	AtMost      uint64
	Disclosures uint64
	First, Last int64                       // time of the first and the last release; 0: none
	ByField     [customer.FieldCount]uint64 // customers per field
	ByDay       map[string]uint64           // customers per day, 2006-01-02 in Beijing
	Gaps        []Gap
	Related     []string            // paths of the same people that were not asked for: their services and exports
	Sequence    disclosure.Sequence // of the last row that was looked at
	Set         *roaring.Bitmap     // of ordinals
}

// Report is the answer to a trace. It holds counts and paths, no value.
type Report struct {
	Rows, Matched, Unmatched, Malformed int
	Distinct                            int     // (customer, version) pairs
	Threshold                           float64 // ln(K / alpha)
	Alpha                               float64 // as it was charged
	Named                               []string
	Indistinguishable                   []string
	Paths                               []PathEvidence // by LnE, highest first
	Snapshot                            int64          // business time of the backup or export that it is, 0: none
	Sources                             []Share        // when no single path explains the dump; else empty
}

// Share is the part of a dump that came from one path: of its distinct rows,
// with an interval that holds 95 in 100 times if the rows are drawn at random.
type Share struct {
	Path      string
	Share     float64 // of 1
	Low, High float64
}

// PathEvidence is what a dump says about one path.
type PathEvidence struct {
	Path   string
	LnE    float64
	Gap    float64  // to the best rival: LnE minus its ln L
	Hits   int      // of Distinct
	Only   int      // rows that only this path saw
	Never  int      // rows that it never saw
	Rivals []string // it cannot be told apart from these
}

// IncidentReport is what a regulator is told.
type IncidentReport struct {
	Number      uint32              `json:"number"`
	Title       string              `json:"title"`
	AwareAt     int64               `json:"aware_at"`
	Customers   uint64              `json:"customers"`
	Disclosures uint64              `json:"disclosures"`
	ByField     map[string]uint64   `json:"by_field"`
	ByDay       map[string]uint64   `json:"by_day"`
	Gaps        []Gap               `json:"gaps"`
	Sequence    disclosure.Sequence `json:"sequence"`
	Commitment  string              `json:"commitment"`
	Delivered   uint64              `json:"delivered"`
	Failed      uint64              `json:"failed"`
	Duties      []Duty              `json:"duties"`
	Text        string              `json:"text"` // the report, in Markdown
}

// Duty is something that a law asks for by a time.
type Duty struct {
	Region   string `json:"region"`
	Law      string `json:"law"`
	Source   string `json:"source"` // where the law says so
	Phase    string `json:"phase"`  // first, supplementary or final
	To       string `json:"to"`     // whom: regulator or people
	What     string `json:"what"`
	Deadline int64  `json:"deadline"` // business time, ns; 0: without delay
	Done     int64  `json:"done"`     // 0: not yet
}

// Notice is what one customer is told: which of her fields, when, and what she
// can do. No value.
type Notice struct {
	Customer customer.ID
	External string
	Language string
	Title    string
	Text     string
}

// Exposure is what one path saw: customers by the version of their record that
// it saw.
type Exposure struct {
	Path      disclosure.Path
	ByVersion map[uint32]*roaring.Bitmap
}

// Pair is a customer found in a dump, with the versions of her record that the
// row fits. A value that never changed fits all: From 1, To the newest.
type Pair struct {
	Customer customer.Ordinal
	From, To uint32
}

// Found is a dump as it was matched.
type Found struct {
	Rows, Matched, Unmatched, Malformed int
	Pairs                               []Pair // distinct, in a random order
}

// Snapshot is a candidate for where a whole dump was taken at once: a backup or
// an export.
type Snapshot struct {
	Path    disclosure.Path
	Time    int64
	Members *roaring.Bitmap
}

// Background is what a trace knows of everybody: how many customers there are,
// how often each was accessed by anybody, and which region each is of.
type Background struct {
	Population uint64 // customers registered
	Accesses   func(customer.Ordinal) uint32
	Region     func(customer.Ordinal) uint16 // a number per region; 0 unknown
	Regions    []uint64                      // customers per region number
	AccessSum  uint64                        // of Accesses over the population
}
