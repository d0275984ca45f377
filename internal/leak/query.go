package leak

import (
	"slices"

	"github.com/candorpay/candor/internal/disclosure"
)

// Covers reports whether a row of the ledger, of the path, is one of the releases
// asked for.
func (q *Query) Covers(path disclosure.Path, r *disclosure.Row) bool {
	if !Releases(r) || r.Time < q.From || r.Time >= q.To || !slices.Contains(q.Paths, path) {
		return false
	}
	_, wanted := q.Wants(r.Level, r.Fields)
	return wanted
}
