package alipay_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
)

var beijing = time.FixedZone("UTC+8", 8*60*60)

// books is a shop with a day of business behind it.
type books struct {
	*tradeDesk
	later atomic.Int64 // ns that the gateway's wall time is ahead
	day   string
	from  int64 // business time, ns
	to    int64
}

// keepBooks does a day of business and lets the day end.
func keepBooks(t *testing.T, o alipaytest.ShopOptions, ask func(*testing.T, *alipaytest.Shop) asking) *books {
	t.Helper()
	b := &books{}
	gate := alipaytest.Open(t, func(p *platform.Platform) http.Handler {
		return alipay.New(p, alipay.Options{Now: func() time.Time { return time.Now().Add(time.Duration(b.later.Load())) }})
	})
	shop := gate.Shop(t, o)
	b.tradeDesk = newTradeDesk(t, shop, ask(t, shop))
	ctx := context.Background()
	_, _, err := gate.P.SetTerms(ctx, gate.Operator, "", merchant.SetTerms{Merchant: shop.App.Merchant, Terms: merchant.Terms{
		Release: merchant.Release{Timer: merchant.NoEscrow}, Fee: merchant.Fee{PartsPerMillion: 6000, Refundable: true},
	}})
	b.must(err)
	noon := time.Unix(0, gate.P.Now()).In(beijing).AddDate(0, 0, 1)
	noon = time.Date(noon.Year(), noon.Month(), noon.Day(), 12, 0, 0, 0, beijing)
	_, err = gate.P.Advance(ctx, gate.Operator, noon.UnixNano())
	b.must(err)
	b.day = noon.Format(time.DateOnly)
	b.from = noon.Add(-12 * time.Hour).UnixNano()
	b.to = noon.Add(12 * time.Hour).UnixNano()
	for _, line := range []string{
		"wallet w1 1000.00 +8610012345678",
		"wallet w2 0.00 +8610012345679",
		"pay out_trade_no=A1 total_amount=100.00 subject=茶,\"x\" auth_code=@w1.code store_id=S1",
		"pay out_trade_no=A2 total_amount=33.33 subject=-SUM(A1) auth_code=@w1.code",
		"refund out_trade_no=A1 refund_amount=40.00 out_request_no=R1",
		"fund.trans.uni.transfer out_biz_no=T1 trans_amount=12.34 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER order_title=Wages payee_info={\"identity\":\"@w2\",\"identity_type\":\"ALIPAY_USER_ID\"}",
		"fund.trans.uni.transfer out_biz_no=T2 trans_amount=1.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={\"identity\":\"4111111111111111\",\"identity_type\":\"BANKCARD_ACCOUNT\",\"name\":\"w2\"}",
		"advance 24h",
	} {
		if told := b.do(line); strings.Contains(told, "_") && !strings.HasPrefix(told, "{") {
			t.Fatalf("%s: %s", line, told)
		}
	}
	return b
}

// link asks for a bill.
func (b *books) link(kind, date string) map[string]any {
	b.t.Helper()
	return b.ask("alipay.data.dataservice.bill.downloadurl.query", map[string]any{"bill_type": kind, "bill_date": date})
}

// fetch sends a request for what a link names, as it is.
func (b *books) fetch(link, method string) (int, http.Header, []byte) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.shop.Gate.URL+link, nil)
	b.must(err)
	answer, err := http.DefaultClient.Do(r)
	b.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	b.must(err)
	return answer.StatusCode, answer.Header, body
}

// rows fetches a bill and returns the rows of its details, and of its summary.
func (b *books) rows(kind, date string) [2][][]string {
	b.t.Helper()
	answer := b.link(kind, date)
	link, _ := answer["bill_download_url"].(string)
	if link == "" {
		b.t.Fatalf("%s of %s: %v", kind, date, answer)
	}
	status, header, body := b.fetch(link, http.MethodGet)
	name := fmt.Sprintf("attachment; filename=%q", b.shop.App.Seller+"_"+strings.ReplaceAll(date, "-", "")+".zip")
	if status != http.StatusOK || header.Get("Content-Disposition") != name || header.Get("Cache-Control") != "no-store" {
		b.t.Fatalf("%s of %s: %d %v", kind, date, status, header)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	b.must(err)
	var files [2][][]string
	for i, file := range archive.File {
		r, err := file.Open()
		b.must(err)
		text, err := io.ReadAll(simplifiedchinese.GBK.NewDecoder().Reader(r))
		b.must(err)
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSuffix(line, "\r\n"); strings.HasPrefix(line, "#") {
				continue
			}
			cells := strings.Split(line, ",")
			for j := range cells {
				cells[j] = strings.TrimSpace(cells[j])
			}
			files[i] = append(files[i], cells)
		}
	}
	return files
}

// column returns the cells under a title.
func column(t *testing.T, rows [][]string, title string) (cells []string) {
	t.Helper()
	for i, name := range rows[0] {
		if name == title {
			for _, row := range rows[1:] {
				cells = append(cells, row[i])
			}
			return cells
		}
	}
	t.Fatalf("no column is called %s among %v", title, rows[0])
	return nil
}

// signed reads yuan with a sign, as fen.
func (b *books) signed(text string) int64 {
	if bare, negative := strings.CutPrefix(text, "-"); negative {
		return -b.minor(bare)
	}
	return b.minor(text)
}

// A bill that the official SDK asks for, over either protocol, equals the ledger's
// movements of its day.
func TestBills(t *testing.T) {
	for name, o := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := keepBooks(t, o.shop, o.ask)
			b.tradeBill()
			b.movementBill()
			b.entries()
			b.noBills()
		})
	}
}

func (b *books) tradeBill() {
	b.t.Helper()
	buyer := b.value("@w1.buyer")
	for _, date := range []string{b.day, b.day[:7]} {
		if date != b.day {
			b.advance([]string{"768h"}) // into the next month
		}
		files := b.rows("trade", date)
		rows := files[0]
		for title, want := range map[string][]string{
			"支付宝交易号":    {b.value("@A1"), b.value("@A2"), b.value("@A1")},
			"商户订单号":     {"A1", "A2", "A1"},
			"业务类型":      {"交易", "交易", "退款"},
			"商品名称":      {"茶，＂x＂", "'-SUM(A1)", "茶，＂x＂"},
			"门店编号":      {"S1", "", "S1"},
			"对方账户":      {buyer, buyer, buyer},
			"订单金额（元）":   {"100.00", "33.33", "-40.00"},
			"服务费（元）":    {"-0.60", "-0.20", "0.24"},
			"退款批次号/请求号": {"", "", "R1"},
		} {
			if diff := cmp.Diff(want, column(b.t, rows, title)); diff != "" {
				b.t.Errorf("%s of %s (-want +got):\n%s", title, date, diff)
			}
		}
		if last := files[1][len(files[1])-1]; last[0] != "合计" || last[2] != "2" || last[3] != "1" || last[4] != "93.33" {
			b.t.Errorf("the summary of %s is %v", date, last)
		}
	}
}

// movementBill compares a day's movements with the ledger's own, to the fen.
func (b *books) movementBill() {
	b.t.Helper()
	rows := b.rows("signcustomer", b.day)[0]
	var sum int64
	in, out := column(b.t, rows, "收入金额（+元）"), column(b.t, rows, "支出金额（-元）")
	for i := range in {
		sum += b.signed(in[i]) + b.signed(out[i])
	}
	p := b.shop.Gate.P
	var want int64
	var balances []string
	for line, err := range p.BillMovements(context.Background(), b.shop.Merchant(), platform.BillRequest{
		Merchant: b.shop.App.Merchant, From: b.from, To: b.to,
	}) {
		b.must(err)
		want += line.Minor
		balances = append(balances, alipay.Yuan(line.Balance))
	}
	v, err := p.Merchant(context.Background(), b.shop.Gate.Operator, b.shop.App.Merchant)
	b.must(err)
	if sum != want || sum != v.Balance.Available || len(balances) < 7 {
		b.t.Errorf("the bill sums to %d, its %d lines to %d, and the balance is %d", sum, len(balances), want, v.Balance.Available)
	}
	if diff := cmp.Diff(balances, column(b.t, rows, "账户余额（元）")); diff != "" {
		b.t.Errorf("balances (-ledger +bill):\n%s", diff)
	}
	kinds := strings.Join(column(b.t, rows, "业务类型"), " ")
	for _, kind := range []string{"在线支付", "收费", "交易退款", "退费", "转账", "提现"} {
		if !strings.Contains(kinds, kind) {
			b.t.Errorf("no movement is %s: %s", kind, kinds)
		}
	}
	if !strings.Contains(strings.Join(column(b.t, rows, "对方账号"), " "), b.value("@w2.buyer")) {
		b.t.Error("nothing is said of whom the transfer went to")
	}
}

// entries pages through the same movements by the query, and gets each once.
func (b *books) entries() {
	b.t.Helper()
	query := func(more map[string]any) map[string]any {
		biz := map[string]any{"start_time": b.day + " 00:00:00", "end_time": b.day + " 23:59:59"}
		for name, value := range more {
			biz[name] = value
		}
		return b.ask("alipay.data.bill.accountlog.query", biz)
	}
	list := func(answer map[string]any) (entries []map[string]any) {
		told, ok := answer["detail_list"].([]any)
		if !ok {
			b.t.Fatalf("no entries: %v", answer)
		}
		for _, e := range told {
			entries = append(entries, e.(map[string]any))
		}
		return entries
	}
	all := query(nil)
	whole := list(all)
	if all["total_size"] != strconv.Itoa(len(whole)) || all["page_no"] != "1" || all["page_size"] != "2000" {
		b.t.Errorf("%d entries in %v", len(whole), all)
	}
	var paged []map[string]any
	for page := 1; page <= (len(whole)+2)/3+1; page++ {
		answer := query(map[string]any{"page_no": strconv.Itoa(page), "page_size": "3"})
		if answer["total_size"] != all["total_size"] {
			b.t.Errorf("page %d counts %v in all", page, answer["total_size"])
		}
		paged = append(paged, list(answer)...)
	}
	if diff := cmp.Diff(whole, paged); diff != "" {
		b.t.Errorf("by threes (-whole +pages):\n%s", diff)
	}
	one := list(query(map[string]any{"merchant_order_no": "T1"}))
	if len(one) != 1 {
		b.t.Fatalf("T1 has the entries %v", one)
	}
	delete(one[0], "trans_dt")
	delete(one[0], "account_log_id")
	delete(one[0], "balance")
	if diff := cmp.Diff(map[string]any{
		"alipay_order_no": b.value("@T1"), "merchant_order_no": "T1", "trans_amount": "12.34", "type": "转账",
		"direction": "支出", "other_account": b.value("@w2.buyer"), "trans_memo": "Wages",
	}, one[0]); diff != "" {
		b.t.Errorf("the transfer's entry (-want +got):\n%s", diff)
	}
	if got := list(query(map[string]any{"alipay_order_no": b.value("@A2")})); len(got) != 2 {
		b.t.Errorf("A2 and its fee are %v", got)
	}
	for _, wrong := range []map[string]any{
		{"page_no": "0"},
		{"page_no": "x"},
		{"page_size": "2001"},
		{"page_size": "-1"},
		{"start_time": "2026-01-01"},
		{"start_time": ""},
		{"end_time": b.day + " 00:00:00"},
		{"end_time": "9999-01-01 00:00:00"},
		{"start_time": "2020-01-01 00:00:00"},
	} {
		if got := query(wrong)["sub_code"]; got != "INVALID_PARAMETER" {
			b.t.Errorf("%v is answered %v", wrong, got)
		}
	}
}

// noBills asks for bills that there are none of, and by links that are none.
func (b *books) noBills() {
	b.t.Helper()
	today := time.Unix(0, b.shop.Gate.P.Now()).In(beijing)
	for _, tc := range []struct{ kind, date, want string }{
		{"trade", today.Format(time.DateOnly), "BILL_NOT_EXIST"},
		{"trade", today.AddDate(1, 0, 0).Format(time.DateOnly), "BILL_NOT_EXIST"},
		{"trade", today.Format("2006-01"), "BILL_NOT_EXIST"},
		{"trade", "2020-01-01", "NO_BILL_DATA"},
		{"trade", "2020-13-01", "INVAILID_ARGUMENTS"},
		{"trade", "20200101", "INVAILID_ARGUMENTS"},
		{"trade", "", "INVAILID_ARGUMENTS"},
		{"", b.day, "INVAILID_ARGUMENTS"},
		{"merchant_act", b.day, "TYPE_NOT_SUPPORTED"},
	} {
		if got := b.link(tc.kind, tc.date)["sub_code"]; got != tc.want {
			b.t.Errorf("%q of %q is answered %v, want %s", tc.kind, tc.date, got, tc.want)
		}
	}
	quiet := time.Unix(0, b.to).In(beijing).Format(time.DateOnly)
	for _, kind := range []string{"trade", "signcustomer"} {
		if got := b.link(kind, quiet); got["bill_file_code"] != "EMPTY_DATA_WITH_BILL_FILE" {
			b.t.Errorf("%s of a day without business: %v", kind, got)
		}
		if got := b.rows(kind, quiet); len(got[0]) != 1 {
			b.t.Errorf("%s of a day without business has rows: %v", kind, got[0])
		}
		if got := b.link(kind, b.day); got["bill_file_code"] != nil {
			b.t.Errorf("%s of a day with business: %v", kind, got)
		}
	}
	b.links()
}

// links are good for half a minute and for what they were given out for.
func (b *books) links() {
	b.t.Helper()
	link := b.link("trade", b.day)["bill_download_url"].(string)
	status := func(link, method string) int { got, _, _ := b.fetch(link, method); return got }
	head, token, _ := strings.Cut(link, "=")
	for i := range token {
		other := byte('A')
		if token[i] == other {
			other = 'B'
		}
		if got := status(head+"="+url.QueryEscape(token[:i]+string(other)+token[i+1:]), http.MethodGet); got != http.StatusNotFound {
			b.t.Fatalf("a link with another byte %d is answered %d", i, got)
		}
	}
	for name, bad := range map[string]string{"no token": head, "a short one": head + "=AAAA", "a long one": link + link[len(head)+1:]} {
		if got := status(bad, http.MethodGet); got != http.StatusNotFound {
			b.t.Errorf("%s is answered %d", name, got)
		}
	}
	if got := status(link, http.MethodPost); got != http.StatusMethodNotAllowed {
		b.t.Errorf("POST is answered %d", got)
	}
	b.later.Store(int64(29 * time.Second))
	if got := status(link, http.MethodGet); got != http.StatusOK {
		b.t.Errorf("after 29 s a link is answered %d", got)
	}
	b.later.Store(int64(30 * time.Second))
	if got := status(link, http.MethodGet); got != http.StatusGone {
		b.t.Errorf("after 30 s a link is answered %d", got)
	}
}

// What is another's a merchant is shown neither in bills nor in queries.
func TestBillsAreTheMerchantsOwn(t *testing.T) {
	t.Parallel()
	b := keepBooks(t, alipaytest.ShopOptions{}, plainly)
	other := b.shop.Gate.Shop(t, alipaytest.ShopOptions{})
	ask := plainly(t, other)
	for method, biz := range map[string]map[string]any{
		"alipay.fund.trans.common.query":          {"order_id": b.value("@T1")},
		"alipay.fund.auth.operation.detail.query": {"auth_no": b.value("@A1"), "operation_id": b.value("@A1")},
	} {
		if got := ask(method, biz); got["code"] == "10000" {
			t.Errorf("%s of another's is answered %v", method, got)
		}
	}
	got := ask("alipay.data.bill.accountlog.query", map[string]any{
		"start_time": b.day + " 00:00:00", "end_time": b.day + " 23:59:59",
	})
	if got["total_size"] != "0" {
		t.Errorf("another merchant is shown %v", got)
	}
}
