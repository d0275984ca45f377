package platform

import (
	"sync"
	"time"

	"github.com/candorpay/candor/internal/customer"
)

// formerLife is how long a replaced record is kept. A receipt serves for less.
const formerLife = int64(30 * time.Second)

// former keeps the records that updates replaced a short while ago: a read that
// was recorded just before an update opens what its row says it showed. They are
// ciphertext, which an erasure makes unreadable here too.
type former struct {
	mu    sync.Mutex
	kept  map[revision]replaced
	queue []replaced // oldest first
}

// revision names a version of a customer's record.
type revision struct {
	customer customer.Ordinal
	version  uint32
}

// replaced is a record with when it was kept.
type replaced struct {
	record customer.Record
	since  int64
}

func (r *replaced) revision() revision { return revision{r.record.Ordinal, r.record.Version} }

// keep takes in a record that is about to be replaced, at a time as of mono, and
// lets go of those that are old.
func (f *former) keep(r customer.Record, now int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil {
		f.kept = map[revision]replaced{}
	}
	for len(f.queue) > 0 && now-f.queue[0].since > formerLife {
		old := f.queue[0].revision()
		if f.kept[old].since == f.queue[0].since { // else it was kept again: the update was refused at first
			delete(f.kept, old)
		}
		f.queue = f.queue[1:]
	}
	this := replaced{r, now}
	f.kept[this.revision()] = this
	f.queue = append(f.queue, this)
}

// of returns a record as it was in a version, if it was replaced lately.
func (f *former) of(o customer.Ordinal, version uint32) (customer.Record, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, ok := f.kept[revision{o, version}]
	return r.record, ok
}
