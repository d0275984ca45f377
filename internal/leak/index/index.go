// Package index answers a scope at once, from files of its own that are derived
// from the disclosure ledger.
package index

import (
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
)

// errNotBuilt is the answer of an index without its files.
var errNotBuilt = errkind.New(errkind.Unavailable, "index_not_built", "the index of the ledger is not built")

// Options are what an index is opened with.
type Options struct {
	Presence leak.Presence // whom backups hold; nil: there are no backups
}

// Index is an open index. Its methods may be called from several goroutines.
type Index struct {
	ledger leak.Ledger
}

// Open opens the index of the ledger in dir, which it makes. What is missing,
// damaged or another ledger's is built again from the ledger.
func Open(dir string, l leak.Ledger, o Options) (*Index, error) { return &Index{ledger: l}, nil }

// CatchUp reads the rows that came to the ledger since.
func (x *Index) CatchUp() error { return nil }

// Scope answers a query at the sequence that CatchUp reached, which the answer
// states. Gaps and AtMost are the caller's to fill in.
func (x *Index) Scope(q leak.Query) (leak.Scope, error) { return leak.Scope{}, errNotBuilt }

// Source selects the releases that a trace looks at.
type Source struct {
	Import string             // the access logs of an older system by the file's hash; "" this installation
	Fields customer.Fields    // those of the dump; all of them must have been shown
	Levels []disclosure.Level // none: masked, clear, exported
}

// Exposures returns what each path of the source saw, by number of the path.
func (x *Index) Exposures(s Source) ([]leak.Exposure, error) { return nil, errNotBuilt }

// Snapshots returns each backup and each export of the source.
func (x *Index) Snapshots(s Source) ([]leak.Snapshot, error) { return nil, errNotBuilt }

// Accesses counts releases per customer.
type Accesses struct {
	Sum uint64
}

// Of returns how many releases of the customer's data there were.
func (a *Accesses) Of(customer.Ordinal) uint32 { return 0 }

// Accesses counts the releases of the source, whatever their fields.
func (x *Index) Accesses(s Source) (*Accesses, error) { return nil, errNotBuilt }

// Close ends the index.
func (x *Index) Close() error { return nil }
