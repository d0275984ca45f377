package alipay

import (
	"slices"
	"sync"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// Limits of marks.
const (
	markEvery    = 1000                  // entries from one mark to the next
	periodLength = int64(entriesSpanMax) // ns, so that a query's span lies in two periods at most
	periodsMax   = 120                   // marked periods of a merchant: ten years
	shelvesMax   = 10_000                // merchants with marked periods
)

// mark is an entry of a merchant's balance: the markEvery-th of its period, or
// twice the markEvery-th, and so on.
type mark struct {
	at       int64
	position uint64
}

// marks remember where entries of a merchant's balance lie, so that who pages
// through a long span, or asks how many entries it has, is not made to wait for
// all of them: but for the first time in a period, at most markEvery are read for
// each end of a span and for the page's beginning. Entries never change and new
// ones come last, so a mark is right for ever. Merchants do not take marks from
// each other, unless there are more than shelvesMax.
type marks struct {
	mu      sync.Mutex
	shelves map[ledger.ID]map[int64][]mark // by merchant and number of the period
}

// of returns the marks of a merchant's period.
func (m *marks) of(merchant ledger.ID, period int64) []mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clip(m.shelves[merchant][period]) // what is added is a copy's
}

// keep keeps the marks of a period, if there are more than before.
func (m *marks) keep(merchant ledger.ID, period int64, found []mark) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shelves == nil || m.shelves[merchant] == nil && len(m.shelves) >= shelvesMax {
		m.shelves = map[ledger.ID]map[int64][]mark{}
	}
	shelf := m.shelves[merchant]
	if shelf == nil || shelf[period] == nil && len(shelf) >= periodsMax {
		shelf = map[int64][]mark{}
		m.shelves[merchant] = shelf
	}
	if len(found) > len(shelf[period]) {
		shelf[period] = found
	}
}

// ranked returns how many entries of a period lie before a time, and those marks of
// the period that do. What was not marked before is now.
func (c *Call) ranked(merchant ledger.ID, period, before int64) (rank int, known []mark, err error) {
	if before <= period*periodLength {
		return 0, nil, nil
	}
	known = c.marks.of(merchant, period)
	had := len(known)
	for len(known) > 0 && known[len(known)-1].at >= before {
		known = known[:len(known)-1]
	}
	ask := platform.BillRequest{Merchant: merchant, From: period * periodLength, To: before, Limit: markEvery}
	for more := true; more; {
		if n := len(known); n > 0 {
			ask.After = known[n-1].position
		}
		var lines []platform.BillLine
		if lines, more, err = c.P.BillLines(c.Ctx, c.By, ask); err != nil {
			return 0, nil, err
		}
		if len(lines) < markEvery {
			rank = len(lines)
			break
		}
		last := &lines[markEvery-1]
		known = append(slices.Clip(known), mark{last.At, last.Position})
	}
	if len(known) > had {
		c.marks.keep(merchant, period, known)
	}
	return len(known)*markEvery + rank, known, nil
}

// part is what lies of a span in one period.
type part struct {
	period, from, to int64
	first, count     int // its first entry's place in the period, and how many it has
	known            []mark
}

// parts splits a span by periods, and counts.
func (c *Call) parts(span platform.BillRequest) (list []part, total int, err error) {
	for period := span.From / periodLength; period*periodLength < span.To; period++ {
		p := part{period: period, from: max(span.From, period*periodLength), to: min(span.To, (period+1)*periodLength)}
		if p.first, _, err = c.ranked(span.Merchant, period, p.from); err != nil {
			return nil, 0, err
		}
		if p.count, p.known, err = c.ranked(span.Merchant, period, p.to); err != nil {
			return nil, 0, err
		}
		p.count -= p.first
		total += p.count
		list = append(list, p)
	}
	return list, total, nil
}

// page returns size lines of a span behind the first skip, and how many it has in
// all.
func (c *Call) page(span platform.BillRequest, skip, size int) (page []platform.BillLine, total int, err error) {
	parts, total, err := c.parts(span)
	if err != nil {
		return nil, 0, err
	}
	for i := range parts {
		if skip >= parts[i].count {
			skip -= parts[i].count
			continue
		}
		lines, err := c.within(span.Merchant, &parts[i], skip, size-len(page))
		if err != nil {
			return nil, 0, err
		}
		if page, skip = append(page, lines...), 0; len(page) == size {
			break
		}
	}
	return page, total, nil
}

// within returns up to size lines of a part behind the first skip.
func (c *Call) within(merchant ledger.ID, p *part, skip, size int) (lines []platform.BillLine, err error) {
	ask := platform.BillRequest{Merchant: merchant, From: p.period * periodLength, To: p.to}
	place := p.first + skip
	if marked := place / markEvery; marked > 0 {
		ask.After = p.known[marked-1].position
	}
	pass := place % markEvery
	for more := true; more && len(lines) < pass+size; {
		ask.Limit = min(pass+size-len(lines), platform.BillLinesMax)
		var some []platform.BillLine
		if some, more, err = c.P.BillLines(c.Ctx, c.By, ask); err != nil {
			return nil, err
		}
		if lines = append(lines, some...); len(some) > 0 {
			ask.After = some[len(some)-1].Position
		}
	}
	return lines[min(pass, len(lines)):], nil
}
