package alipay

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// TakesGet reports whether v3 takes a method by GET.
func TakesGet(method string) bool { return methods[method].get }

// FundMethods are the methods about funds and bills.
func FundMethods() (names []string) {
	for name, spec := range methods {
		if spec.family >= transferring {
			names = append(names, name)
		}
	}
	return names
}

// RefusalNameOf returns what a method calls a refusal.
func RefusalNameOf(method, code string) string {
	name, _ := refusalName(methods[method].family, code)
	return name
}

// NoticeOf returns what an event is told by.
var NoticeOf = noticeOf

// Marks remember where pages begin.
type Marks struct {
	P     *platform.Platform
	By    auth.Caller
	marks marks
}

// Page returns a page of a merchant's entries, and their number.
func (m *Marks) Page(span platform.BillRequest, skip, size int) ([]platform.BillLine, int, error) {
	c := &Call{Ctx: context.Background(), P: m.P, By: m.By, marks: &m.marks}
	return c.page(span, skip, size)
}

// Known returns how many marks there are of a merchant.
func (m *Marks) Known(merchant ledger.ID) (n int) {
	for _, marked := range m.marks.shelves[merchant] {
		n += len(marked)
	}
	return n
}

// PeriodLength is how long a period is of which marks are kept, in ns.
const PeriodLength = periodLength
