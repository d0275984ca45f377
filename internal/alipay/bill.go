package alipay

import (
	"strconv"
	"time"

	"github.com/candorpay/candor/internal/alipay/bill"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/remit"
)

// Limits of accountlog.query.
const (
	entriesSpanMax = 31 * 24 * time.Hour
	entriesPageMax = 2000 // also of a query that does not say
	pageNumberMax  = 1_000_000
)

// entriesRequest is what data.bill.accountlog.query asks for.
type entriesRequest struct {
	Start  string `json:"start_time"`
	End    string `json:"end_time"`
	Page   loose  `json:"page_no"`
	Size   loose  `json:"page_size"`
	Ours   loose  `json:"alipay_order_no"`
	Theirs loose  `json:"merchant_order_no"`
}

// entriesPage is the answer of data.bill.accountlog.query.
type entriesPage struct {
	Page    string      `json:"page_no"`
	Size    string      `json:"page_size"`
	Total   string      `json:"total_size"`
	Entries []entryTold `json:"detail_list"`
}

// entryTold is one change of the merchant's balance.
type entryTold struct {
	At        string `json:"trans_dt"`
	LogID     string `json:"account_log_id"`
	OrderNo   string `json:"alipay_order_no,omitempty"`
	OutNo     string `json:"merchant_order_no,omitempty"`
	Amount    string `json:"trans_amount"`
	Balance   string `json:"balance"`
	Type      string `json:"type"`
	Direction string `json:"direction"`
	Other     string `json:"other_account,omitempty"`
	Memo      string `json:"trans_memo,omitempty"`
}

// billEntries lists what changed the merchant's balance from a time on and before
// another, oldest first. Pages are stable: entries never change, and new ones come
// last.
func billEntries(c *Call) (any, error) {
	var r entriesRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	span, err := c.entriesSpan(&r)
	if err != nil {
		return nil, err
	}
	page, err := c.pageField("page_no", r.Page, 1, pageNumberMax)
	if err != nil {
		return nil, err
	}
	size, err := c.pageField("page_size", r.Size, entriesPageMax, entriesPageMax)
	if err != nil {
		return nil, err
	}
	if _, err := c.purse(); err != nil {
		return nil, err
	}
	total, entries, err := c.entries(&r, span, (page-1)*size, size)
	return entriesPage{
		Page: strconv.Itoa(page), Size: strconv.Itoa(size), Total: strconv.Itoa(total), Entries: entries,
	}, err
}

// pageField reads a field that counts from 1 to most.
func (c *Call) pageField(field string, text loose, otherwise, most int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, ok := text.count()
	if !ok || n < 1 || n > most {
		return 0, c.invalid(field, "must be a whole number from 1 to "+strconv.Itoa(most))
	}
	return n, nil
}

// entriesSpan reads the times of a query.
func (c *Call) entriesSpan(r *entriesRequest) (span platform.BillRequest, err error) {
	from, ok := parseTime(timeForm, r.Start)
	if !ok || !countable(from) {
		return span, c.invalid("start_time", "must be yyyy-MM-dd HH:mm:ss")
	}
	to, ok := parseTime(timeForm, r.End)
	switch {
	case !ok || !countable(to):
		return span, c.invalid("end_time", "must be yyyy-MM-dd HH:mm:ss")
	case !from.Before(to):
		return span, c.invalid("end_time", "must be after start_time")
	case to.Sub(from) > entriesSpanMax:
		return span, c.invalid("end_time", "must be within 31 days of start_time")
	}
	return platform.BillRequest{Merchant: c.App.Merchant, From: from.UnixNano(), To: to.UnixNano()}, nil
}

// countable reports whether a time can be counted in ns.
func countable(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 2200 }

// entries returns size entries of a span behind the first skip, and how many there
// are in all.
func (c *Call) entries(r *entriesRequest, span platform.BillRequest, skip, size int) (total int, entries []entryTold, err error) {
	var lines []platform.BillLine
	if r.Ours == "" && r.Theirs == "" {
		lines, total, err = c.page(span, skip, size)
	} else {
		lines, total, err = c.wanted(r, span, skip, size)
	}
	if err != nil {
		return 0, nil, err
	}
	entries = []entryTold{}
	for i := range lines {
		entry, err := c.entry(&lines[i])
		if err != nil {
			return 0, nil, err
		}
		entries = append(entries, entry)
	}
	return total, entries, nil
}

// wanted is page of the lines of one order.
func (c *Call) wanted(r *entriesRequest, span platform.BillRequest, skip, size int) (page []platform.BillLine, total int, err error) {
	for line, err := range c.P.BillMovements(c.Ctx, c.By, span) {
		if err != nil {
			return nil, 0, err
		}
		if !r.wants(&line) {
			continue
		}
		if total++; total > skip && total-skip <= size {
			page = append(page, line)
		}
	}
	return page, total, nil
}

// wants reports whether a query for one order asks for the line.
func (r *entriesRequest) wants(l *platform.BillLine) bool {
	return (r.Ours == "" || string(r.Ours) == objectNumber(l.Object)) && (r.Theirs == "" || string(r.Theirs) == l.Number)
}

// entry tells a change of the balance.
func (c *Call) entry(l *platform.BillLine) (entryTold, error) {
	m, err := c.movement(l)
	told := entryTold{
		At: wireTime(l.At), LogID: m.LogID, OrderNo: m.OrderNo, OutNo: m.OutTradeNo, Balance: yuan(m.Balance), Type: m.Type,
		Amount: yuan(m.Minor), Direction: "收入", Other: m.Peer, Memo: first(m.Subject, m.Memo),
	}
	if m.Minor < 0 {
		told.Amount, told.Direction = yuan(-m.Minor), "支出"
	}
	return told, err
}

// movement is a change of the balance in the words of bills.
func (c *Call) movement(l *platform.BillLine) (bill.Movement, error) {
	m := bill.Movement{
		LogID: strconv.FormatUint(l.Position, 10), OrderNo: objectNumber(l.Object), OutTradeNo: l.Number,
		At: l.At, Minor: l.Minor, Balance: l.Balance, Type: movementType(l.Code),
	}
	var err error
	if l.Code == ledger.TransferRemittance {
		m.Peer, m.Memo, err = c.remitted(l.Object)
	} else {
		m.Peer, m.Subject, err = c.traded(l.Object)
	}
	if errkind.Of(err) == errkind.NotFound { // another's: its words and payers are not this merchant's to know
		err = nil
	}
	return m, err
}

// traded returns whom a trade of the merchant's was with, and what it was about.
func (c *Call) traded(id ledger.ID) (peer, subject string, err error) {
	o, err := c.P.TradeWithText(c.Ctx, c.By, platform.TradeName{ID: id})
	if err != nil || o.Trade.Buyer.IsZero() {
		return "", o.Text.Subject, err
	}
	peer, err = c.P.UserID(c.By, o.Trade.Buyer)
	return peer, o.Text.Subject, err
}

// remitted returns whom a transfer of the merchant's went to, and what it was for.
func (c *Call) remitted(id ledger.ID) (peer, memo string, err error) {
	v, err := c.P.Remittance(c.Ctx, c.By, id)
	if err != nil {
		return "", "", err
	}
	switch v.Payee.Kind {
	case remit.Wallet:
		peer, err = c.P.UserID(c.By, v.Payee.ID)
	case remit.Merchant:
		peer, err = c.P.SellerID(v.Payee.ID)
	case remit.Bank:
		peer = logonHidden
	}
	if err != nil {
		return "", "", err
	}
	text, err := c.P.RemittanceText(c.Ctx, c.By, id)
	return peer, first(text.Title, text.Remark), err
}

// objectNumber is the number of what a movement was for, "" of nothing.
func objectNumber(id ledger.ID) string {
	if id.IsZero() {
		return ""
	}
	return tradeNumber(id)
}

// movementType returns what a transfer of the ledger is called in bills.
func movementType(code uint16) string {
	switch code {
	case ledger.TransferRelease:
		return bill.TypePayment
	case ledger.TransferRefundBalance, ledger.TransferRefundReserve, ledger.TransferChargeBack:
		return bill.TypeRefund
	case ledger.TransferFee:
		return bill.TypeFee
	case ledger.TransferFeeBack:
		return bill.TypeFeeBack
	case ledger.TransferSplit:
		return bill.TypeShared
	case ledger.TransferRemittance:
		return bill.TypeTransfer
	case ledger.TransferPayout, ledger.TransferPayoutReturned:
		return bill.TypePayout
	}
	return bill.TypeOther
}
