package alipay

import (
	"sync"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// Limits of marks.
const (
	markEvery = 1000 // entries from one mark to the next
	spansMax  = 256  // spans that are marked at once
)

// marks remember where entries of a merchant's balance lie, so that who pages
// through a long span is not made to wait for all pages before. Entries never
// change and new ones come last, so a mark is right for ever.
type marks struct {
	mu    sync.Mutex
	spans map[markedSpan][]uint64 // positions of the markEvery-th entry, twice the markEvery-th, ...
}

// markedSpan is a span of which a query asks for pages.
type markedSpan struct {
	merchant ledger.ID
	from, to int64
}

func spanOf(r platform.BillRequest) markedSpan { return markedSpan{r.Merchant, r.From, r.To} }

// of returns the marks of a span.
func (m *marks) of(r platform.BillRequest) []uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.spans[spanOf(r)]
}

// keep keeps the marks of a span, if there are more than before.
func (m *marks) keep(r platform.BillRequest, found []uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(found) <= len(m.spans[spanOf(r)]) {
		return
	}
	if m.spans == nil || len(m.spans) >= spansMax {
		m.spans = map[markedSpan][]uint64{}
	}
	m.spans[spanOf(r)] = found
}

// page returns size lines of a span behind the first skip, and how many it has in
// all. From one mark to the next behind the page nothing is read again.
func (c *Call) page(span platform.BillRequest, skip, size int) (page []platform.BillLine, total int, err error) {
	known := c.marks.of(span)
	known = known[:len(known):len(known)] // what is added is a copy's
	total = min(skip/markEvery, len(known)) * markEvery
	span.Limit = markEvery
	for more := true; more; {
		if last := len(known) * markEvery; total >= skip+size && total < last {
			total = last
		}
		span.After = 0
		if total > 0 {
			span.After = known[total/markEvery-1]
		}
		var lines []platform.BillLine
		if lines, more, err = c.P.BillLines(c.Ctx, c.By, span); err != nil {
			return nil, 0, err
		}
		from, to := max(skip-total, 0), min(skip+size-total, len(lines))
		if from < to {
			page = append(page, lines[from:to]...)
		}
		total += len(lines)
		if len(lines) == markEvery && total > len(known)*markEvery {
			known = append(known, lines[len(lines)-1].Position)
		}
	}
	c.marks.keep(platform.BillRequest{Merchant: span.Merchant, From: span.From, To: span.To}, known)
	return page, total, nil
}
