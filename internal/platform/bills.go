package platform

import (
	"context"
	"iter"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
)

// BillLinesMax is the most lines that one page of BillLines holds.
const BillLinesMax = 2_000

// BillRequest asks for a part of a merchant's bill. Times are business time in
// ns, From included, To not; To zero: until now. After is the Position of the last
// line of the page before, zero for the first page.
type BillRequest struct {
	Merchant ledger.ID
	From, To int64
	After    uint64
	Limit    int // 1 to BillLinesMax
}

// BillLine is one posted change of a merchant's balance. It is the same for ever.
type BillLine struct {
	Position uint64 // names the line, and rises
	At       int64  // business time, ns
	Transfer ledger.ID
	Code     uint16    // why, from the chart of transfer codes
	Object   ledger.ID // the trade, payout, remittance or merchant it was for
	Other    ledger.ID // the account on the other side
	Number   string    // the merchant's own number of its trade or remittance; "": none of its own
	Minor    int64     // minor units, above zero: came in
	Balance  int64     // after it
}

// BillLines returns a part of what moved a merchant's balance, oldest first, to
// the merchant and to operators; more tells whether there is anything left.
func (p *Platform) BillLines(ctx context.Context, by auth.Caller, r BillRequest) (lines []BillLine, more bool, err error) {
	if err := p.mayBill(by, r.Merchant); err != nil {
		return nil, false, err
	}
	limit := max(1, min(r.Limit, BillLinesMax))
	page := StatementPage{Next: int64(r.After)}
	for first := true; len(lines) < limit && (first || page.Next != 0); first = false {
		page, err = p.Statement(ctx, by, StatementRequest{
			Owner: r.Merchant, From: r.From, To: r.To, After: page.Next, Limit: limit - len(lines),
		})
		if err != nil {
			return nil, false, err
		}
		part, err := p.billLines(r.Merchant, page.Lines)
		if err != nil {
			return nil, false, err
		}
		lines = append(lines, part...)
	}
	return lines, page.Next != 0, nil
}

// BillMovements yields all lines of a span, as BillLines pages them; After and
// Limit are ignored. It ends with the error that stopped it.
func (p *Platform) BillMovements(ctx context.Context, by auth.Caller, r BillRequest) iter.Seq2[BillLine, error] {
	return func(yield func(BillLine, error) bool) {
		r.After, r.Limit = 0, BillLinesMax
		for more := true; more; {
			var lines []BillLine
			var err error
			if lines, more, err = p.BillLines(ctx, by, r); err != nil {
				yield(BillLine{}, err)
				return
			}
			for i := range lines {
				if !yield(lines[i], nil) {
					return
				}
				r.After = lines[i].Position
			}
		}
	}
}

// mayBill refuses callers other than the merchant and operators.
func (p *Platform) mayBill(by auth.Caller, id ledger.ID) (err error) {
	p.view(&err, func() {
		if m, ok := p.machine.Merchant(id); !ok || !m.Visible(actor(by)) {
			err = merchant.RefusedMissing.Err()
		}
	})
	return err
}

// billLines are lines of the merchant's statement with its own numbers.
func (p *Platform) billLines(owner ledger.ID, statement []StatementLine) (lines []BillLine, err error) {
	p.view(&err, func() {
		for _, l := range statement {
			lines = append(lines, BillLine{
				Position: uint64(l.At), At: l.At, Transfer: l.Transfer, Code: l.Code, Object: l.Object, Other: l.Other,
				Number: p.ownNumber(owner, l.Object), Minor: l.Minor, Balance: l.Balance,
			})
		}
	})
	return lines, err
}

// ownNumber is what a merchant calls an object of its own. What others call theirs
// is not its business.
func (p *Platform) ownNumber(owner, object ledger.ID) string {
	if t, ok := p.machine.Trade(object); ok && t.Merchant == owner {
		return t.Order
	}
	if r, _, ok := p.machine.Remittance(object); ok && r.Merchant == owner {
		return r.Number
	}
	return ""
}

// beijing is the time zone of bills; it has had no summer time since 1991.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// BillSpan returns the business time of a bill's date: a Beijing day, written
// 2026-07-31, or a month, 2026-07. The last instant is not in it.
func BillSpan(date string) (from, to int64, err error) {
	months, days := 0, 1
	t, err := time.ParseInLocation(time.DateOnly, date, beijing)
	if err != nil {
		months, days = 1, 0
		t, err = time.ParseInLocation("2006-01", date, beijing)
	}
	if err != nil || t.Year() < 2000 || t.Year() > 2200 { // ns of other years do not fit
		return 0, 0, errkind.New(errkind.Invalid, "invalid_bill_date", "a bill's date is YYYY-MM-DD or YYYY-MM")
	}
	return t.UnixNano(), t.AddDate(0, months, days).UnixNano(), nil
}
