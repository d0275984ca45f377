package index

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
)

// Scope answers a query at the sequence that CatchUp reached, which the answer
// states. A path that the ledger does not know released nothing. Gaps and AtMost
// are the caller's to fill in.
func (x *Index) Scope(q leak.Query) (s leak.Scope, err error) {
	err = x.read(func(list []*segment) error {
		s, err = x.scope(list, q)
		return err
	})
	return s, err
}

// numbers returns the paths that the ledger knows with their numbers, each once.
func (x *Index) numbers(paths []disclosure.Path) (list []numbered) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, p := range paths {
		if n := x.paths[p]; n != 0 {
			list = append(list, numbered{p, n})
		}
	}
	slices.SortFunc(list, func(a, b numbered) int { return cmp.Compare(a.number, b.number) })
	return slices.Compact(list)
}

// scope answers a query from the segments.
func (x *Index) scope(list []*segment, q leak.Query) (s leak.Scope, err error) {
	p, err := newPlan(x.tuning, list, q, x.numbers(q.Paths))
	if err != nil {
		return s, err
	}
	if len(list) > 0 {
		s.Sequence = list[len(list)-1].to
	}
	total := noCounts()
	everybody := &present{who: x.presence, lanes: make([]*roaring.Bitmap, p.lanes)}
	if err := p.prepareAll(&total, everybody); err != nil {
		return s, err
	}
	if p.sparse() {
		err = p.sortOut(&s, &total, everybody)
	} else {
		err = p.markAll(&s, &total, everybody)
	}
	if err != nil {
		return s, err
	}
	s.Customers = s.Set.GetCardinality()
	s.ByDay = make(map[string]uint64, len(p.groups))
	for i := range p.groups {
		if n := p.groups[i].customers.Load(); n > 0 {
			s.ByDay[p.groups[i].day.String()] = n
		}
	}
	if s.Disclosures = total.releases; total.releases > 0 {
		s.First, s.Last = total.first, total.last
	}
	return s, nil
}

// prepareAll prepares every group.
func (p *plan) prepareAll(total *counts, everybody *present) error {
	cores := p.cores(len(p.groups))
	parts := make([]counts, cores)
	err := share(cores, len(p.groups), func(core, i int) error {
		return p.prepare(&p.groups[i], &parts[core], everybody)
	}, func(core int) { parts[core] = noCounts() })
	for _, c := range parts {
		total.add(c.releases, c.first, c.last)
	}
	return err
}

// spans is how many spans of ranges each core has to do, so that one that others
// keep busy does fewer.
const spans = 8

// markAll answers a prepared plan of many releases.
func (p *plan) markAll(s *leak.Scope, total *counts, everybody *present) error {
	rs, err := newRanges(p, everybody)
	if err != nil {
		return err
	}
	cores := p.cores(rs.count)
	tasks := min(rs.count, cores*spans)
	parts := make([]*ranger, cores)
	err = share(cores, tasks, func(core, i int) error {
		return parts[core].span(i*rs.count/tasks, (i+1)*rs.count/tasks)
	}, func(core int) { parts[core] = newRanger(rs) })
	for _, w := range parts {
		w.free()
	}
	if err == nil {
		rs.answer(s, total, parts)
	}
	return err
}

// cores returns how many cores work on so many tasks.
func (p *plan) cores(tasks int) int {
	if p.sparse() {
		return 1
	}
	return max(1, min(runtime.GOMAXPROCS(0), tasks))
}

// share has cores do tasks, each the next one that is not begun, until one fails.
// Each core begins by itself.
func share(cores, tasks int, do func(core, task int) error, begin func(core int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	failed := make([]error, cores)
	work := func(core int) {
		for failed[core] == nil {
			i := int(next.Add(1)) - 1
			if i >= tasks {
				return
			}
			failed[core] = do(core, i)
		}
	}
	for core := range cores {
		begin(core)
		if core > 0 {
			wait.Go(func() { work(core) })
		}
	}
	work(0)
	wait.Wait()
	return errors.Join(failed...)
}
