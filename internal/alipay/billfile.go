package alipay

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/candorpay/candor/internal/alipay/bill"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// BillPath is where bills are fetched by the links that are given out.
const BillPath = "/bill/download"

// billLinkLife is how long a link to a bill is good, of wall time.
const billLinkLife = 30 * time.Second

// billKind says which bill a file is. Numbers are in links.
type billKind uint8

const (
	tradeBill    billKind = 1
	movementBill billKind = 2
)

// billKinds are the bill_types that there are.
var billKinds = map[string]billKind{"trade": tradeBill, "signcustomer": movementBill}

// downloadRequest is what data.dataservice.bill.downloadurl.query asks for.
type downloadRequest struct {
	Type string `json:"bill_type"`
	Date string `json:"bill_date"`
}

// billURL is the answer of data.dataservice.bill.downloadurl.query.
type billURL struct {
	URL  string `json:"bill_download_url"`
	Code string `json:"bill_file_code,omitempty"`
}

// billDownload returns a link to a bill of a day or a month that is over. Who has
// the link may fetch the bill, while it lasts.
func billDownload(c *Call) (any, error) {
	var r downloadRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	kind, ok := billKinds[r.Type]
	switch {
	case r.Type == "":
		return nil, business(c.sub("INVAILID_ARGUMENTS"), "bill_type is missing")
	case !ok:
		return nil, business(c.sub("TYPE_NOT_SUPPORTED"), "bill_type must be trade or signcustomer")
	}
	from, to, err := c.billSpan(r.Date)
	if err != nil {
		return nil, err
	}
	file := platform.BillFile{Merchant: c.App.Merchant, Kind: uint8(kind), Date: r.Date}
	token, err := c.P.BillLink(c.By, file, c.wall().Add(billLinkLife).UnixNano())
	if err != nil {
		return nil, err
	}
	answer := billURL{URL: c.Public + BillPath + "?" + url.Values{"token": {token}}.Encode()}
	empty, err := c.emptyBill(kind, platform.BillRequest{Merchant: c.App.Merchant, From: from, To: to})
	if empty {
		answer.Code = "EMPTY_DATA_WITH_BILL_FILE"
	}
	return answer, err
}

// billSpan reads the date of a bill. There is none of a day or a month that is not
// over, and none from before the merchant was there.
func (c *Call) billSpan(date string) (from, to int64, err error) {
	from, to, err = platform.BillSpan(date)
	if err != nil {
		return 0, 0, business(c.sub("INVAILID_ARGUMENTS"), "bill_date must be yyyy-MM-dd or yyyy-MM")
	}
	if to > c.P.Now() {
		return 0, 0, business(c.sub("BILL_NOT_EXIST"), "bill_date: the bill is made when the day or the month is over")
	}
	v, err := c.purse()
	if err == nil && to <= v.Merchant.CreatedAt {
		err = business(c.sub("NO_BILL_DATA"), "bill_date is before the merchant was here")
	}
	return from, to, err
}

// emptyBill reports whether a bill has no rows.
func (c *Call) emptyBill(kind billKind, span platform.BillRequest) (bool, error) {
	switch kind {
	case tradeBill:
		for _, err := range c.P.BillTrades(c.Ctx, c.By, span) {
			return false, err
		}
	case movementBill:
		span.Limit = 1
		lines, _, err := c.P.BillLines(c.Ctx, c.By, span)
		return len(lines) == 0, err
	}
	return true, nil
}

// download sends the bill that a link is for. The link says who may have it.
func (s *server) download(x *exchange) {
	x.method, x.code = "bill.download", "10000"
	if x.r.Method != http.MethodGet {
		x.w.Header().Set("Allow", http.MethodGet)
		s.noBill(x, http.StatusMethodNotAllowed)
		return
	}
	file, until, err := s.p.BillLinked(x.r.URL.Query().Get("token"))
	switch {
	case errkind.Of(err) == errkind.NotFound:
		s.noBill(x, http.StatusNotFound)
		return
	case err != nil:
		x.cause = err
		s.noBill(x, http.StatusServiceUnavailable)
		return
	case s.now().UnixNano() >= until:
		s.noBill(x, http.StatusGone)
		return
	}
	if err := s.sendBill(x, file); err != nil {
		x.cause = err
		if x.status != 0 { // a part of a zip must not look like all of it
			panic(http.ErrAbortHandler)
		}
		s.noBill(x, http.StatusServiceUnavailable)
	}
}

// noBill answers a browser or a program that there is no bill: 410 of a link that
// is too old.
func (s *server) noBill(x *exchange, status int) {
	x.code = "BILL_NOT_EXIST"
	x.send(status, "text/plain;charset=utf-8", []byte(http.StatusText(status)+
		": a link to a bill is good for half a minute; ask for a new one\n"))
}

// sendBill writes a bill as it is read.
func (s *server) sendBill(x *exchange, file platform.BillFile) error {
	from, to, err := platform.BillSpan(file.Date)
	if err != nil {
		return err
	}
	b := biller{
		Call: Call{
			Ctx: x.r.Context(), P: s.p, By: auth.Caller{Role: auth.Merchant, Subject: file.Merchant},
			App: App{Merchant: file.Merchant},
		},
		span: platform.BillRequest{Merchant: file.Merchant, From: from, To: to},
		head: bill.Header{Date: file.Date, From: from, To: to, Made: s.p.Now()},
	}
	if b.head.Seller, err = s.p.SellerID(file.Merchant); err != nil {
		return err
	}
	h := x.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+b.head.FileName()+`"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	return b.write(&begun{x}, billKind(file.Kind))
}

// partTime is how long one part of a bill may take to be sent. The whole may take
// as long as it does, whatever time the server gives to answers.
const partTime = 30 * time.Second

// begun is an answer that has begun with its first byte.
type begun struct{ x *exchange }

// Write sends a part.
func (b *begun) Write(part []byte) (int, error) {
	b.x.status = http.StatusOK
	until := time.Now().Add(partTime)
	if err := http.NewResponseController(b.x.w).SetWriteDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("allow a part its time: %w", err)
	}
	return b.x.w.Write(part)
}

// biller writes one bill.
type biller struct {
	Call
	span platform.BillRequest
	head bill.Header
}

func (b *biller) write(w io.Writer, kind billKind) error {
	switch kind {
	case tradeBill:
		return bill.WriteTrades(w, b.head, b.trades())
	case movementBill:
		return bill.WriteMovements(w, b.head, b.movements())
	}
	return fmt.Errorf("write bill: kind %d is none", kind)
}

// trades are the rows of a trade bill.
func (b *biller) trades() iter.Seq2[bill.Trade, error] {
	return mapped(b.P.BillTrades(b.Ctx, b.By, b.span), b.tradeRow)
}

// movements are the rows of a movement bill.
func (b *biller) movements() iter.Seq2[bill.Movement, error] {
	return mapped(b.P.BillMovements(b.Ctx, b.By, b.span), b.movement)
}

// mapped yields what to makes of rows, and ends with the first error.
func mapped[A, B any](rows iter.Seq2[A, error], to func(*A) (B, error)) iter.Seq2[B, error] {
	return func(yield func(B, error) bool) {
		for a, err := range rows {
			var b B
			if err == nil {
				b, err = to(&a)
			}
			if !yield(b, err) || err != nil {
				return
			}
		}
	}
}

// tradeRow is a step of a trade in the words of bills.
func (b *biller) tradeRow(t *platform.BillTrade) (bill.Trade, error) {
	row := bill.Trade{
		TradeNo: tradeNumber(t.Trade), OutTradeNo: t.Order, CreatedAt: t.CreatedAt, FinishedAt: t.At, Minor: t.Minor,
		Request: t.Request, Fee: t.Fee, Shared: t.Shared,
	}
	switch t.Kind {
	case platform.BillPaid:
		row.Kind = bill.Payment
	case platform.BillReleased:
		row.Kind = bill.Settlement
	case platform.BillRefunded, platform.BillChargedBack:
		row.Kind = bill.Refund
	}
	o, err := b.P.TradeWithText(b.Ctx, b.By, platform.TradeName{ID: t.Trade})
	if err != nil {
		return row, err
	}
	row.Subject, row.Store, row.Operator, row.Terminal = o.Text.Subject, o.Text.Store, o.Text.Operator, o.Text.Terminal
	if t.Buyer != (ledger.ID{}) {
		row.Peer, err = b.P.UserID(b.By, t.Buyer)
	}
	return row, err
}
