package alipay_test

import (
	"context"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

func TestNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var id ledger.ID
		copy(id[:13], rapid.SliceOfN(rapid.Byte(), 13, 13).Draw(t, "id"))
		id[0] |= 1 // nobody's id is zero
		text := alipay.Number(id)
		back, ok := alipay.ParseNumber(text)
		if !ok || back != id || len(text) != 32 {
			t.Fatalf("%x is %s is %x, %v", id, text, back, ok)
		}
	})
	for _, text := range []string{
		"", "1", strings.Repeat("0", 32), strings.Repeat("9", 32), "+" + strings.Repeat("1", 31),
		strings.Repeat("0", 31) + "x", strings.Repeat("1", 33), "20282409603651670423947251286016", // 2 to the power of 104
	} {
		if id, ok := alipay.ParseNumber(text); ok {
			t.Errorf("%s is %x", text, id)
		}
	}
}

// The three pages lead a browser to the cashier of the trade that they open, and
// a wrong request to a page that says so.
func TestPagesLeadToTheCashier(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, func(p *platform.Platform) http.Handler {
		return alipay.New(p, alipay.Options{PublicURL: "https://pay.example.com/"})
	})
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	sdk := shop.SDK(t)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	visit := func(address string) (status int, code string) {
		t.Helper()
		r, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		code, ok := strings.CutPrefix(r.Header.Get("Location"), "https://pay.example.com/cashier/")
		if ok != (r.StatusCode == http.StatusFound) {
			t.Errorf("status %d leads to %s", r.StatusCode, r.Header.Get("Location"))
		}
		return r.StatusCode, code
	}
	for _, method := range []string{"page", "wap", "app"} {
		biz := map[string]any{"out_trade_no": "P_" + method, "total_amount": "12.30", "subject": "Tea", "product_code": "FAST_INSTANT_TRADE_PAY"}
		params := map[string]any{"notifyUrl": "https://example.com/notify", "returnUrl": "https://example.com/back?a=b"}
		ask := func() (string, error) { return sdk.Page("alipay.trade."+method+".pay", biz, params) }
		if method == "app" {
			ask = func() (string, error) {
				order, err := sdk.Order("alipay.trade.app.pay", biz, params)
				return gate.URL + "/gateway.do?" + order, err
			}
		}
		address, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		status, code := visit(address)
		_, again := visit(address)
		if status != http.StatusFound || code == "" || again != code {
			t.Fatalf("%s leads to %d %s, then to %s", method, status, code, again)
		}
		bill, err := gate.P.BillOf(context.Background(), code)
		if err != nil {
			t.Fatal(err)
		}
		if bill.Amount.Minor != 12_30 || bill.Subject != "Tea" || bill.State != trade.WaitingPayment || bill.ReturnURL != "https://example.com/back?a=b" {
			t.Errorf("%s is to pay %d of %s, returns to %s", method, bill.Amount.Minor, bill.Amount.Currency, bill.ReturnURL)
		}
		if _, code := visit(strings.Replace(address, "12.30", "12.31", 1)); code != "" {
			t.Errorf("%s: a changed amount leads to the cashier", method)
		}
		biz["total_amount"] = "12.31"
		if address, err = ask(); err != nil {
			t.Fatal(err)
		}
		if status, code := visit(address); status != http.StatusOK || code != "" {
			t.Errorf("%s: another amount of the same order leads to %d %s", method, status, code)
		}
	}
}

// What a merchant says of its trade comes back to it as it was, and times are
// business time in UTC+8.
func TestWordsAndTimes(t *testing.T) {
	t.Parallel()
	d := racing(t)
	content := `{"out_trade_no":"A","total_amount":12.30,"subject":"茶 <b>\"sign\":\"x\"","body":"alipay_trade_pay_response",` +
		`"auth_code":"` + d.value("@w.code") + `","passback_params":"a%3D1&b=二","operator_id":"o","store_id":7,"terminal_id":"t",` +
		`"goods_detail":[{"goods_id":"1","price":1.5e3}],"extend_params":{"x":{"y":[1]}},"business_params":{},"time_expire":"2199-12-31 00:00"}`
	if answer := asked1(t, d.shop, "alipay.trade.pay", content, nil); answer["sub_code"] != "ACQ.INVALID_PARAMETER" {
		t.Errorf("a trade that waits for a century: %v", answer)
	}
	content = strings.Replace(content, `,"time_expire":"2199-12-31 00:00"`, "", 1)
	paid := asked1(t, d.shop, "alipay.trade.pay", content, map[string]string{"notify_url": "https://example.com/n", "return_url": "ftp://example.com"})
	if paid["sub_code"] != "ACQ.INVALID_PARAMETER" {
		t.Errorf("a return_url that no browser can go to: %v", paid)
	}
	paid = asked1(t, d.shop, "alipay.trade.pay", content, map[string]string{"notify_url": "https://example.com/n"})
	if paid["sub_code"] != nil {
		t.Fatal(paid)
	}
	of := d.trade("A")
	want := time.Unix(0, of.PaidAt).UTC().Add(8 * time.Hour).Format("2006-01-02 15:04:05")
	if paid["gmt_payment"] != want || paid["total_amount"] != "12.30" || paid["trade_no"] != alipay.Number(of.ID) {
		t.Errorf("paid %v, want at %s", paid, want)
	}
	seen := asked1(t, d.shop, "alipay.trade.query", `{"out_trade_no":"A"}`, nil)
	for field, want := range map[string]string{
		"subject": `茶 <b>"sign":"x"`, "body": "alipay_trade_pay_response", "passback_params": "a%3D1&b=二",
		"store_id": "7", "terminal_id": "t", "send_pay_date": want,
	} {
		if seen[field] != want {
			t.Errorf("%s is %v, want %s", field, seen[field], want)
		}
	}
	told, err := d.shop.Gate.P.TradeWithText(context.Background(), d.shop.Merchant(), platform.TradeName{ID: of.ID})
	if err != nil || told.Text.NotifyURL != "https://example.com/n" || told.Text.Operator != "o" {
		t.Errorf("notices go to %s, %v", told.Text.NotifyURL, err)
	}
}

// A trade that should end is refused, unless it is one that is there already.
func TestExpiry(t *testing.T) {
	t.Parallel()
	d := racing(t)
	past := d.shop.Gate.P.Now() - int64(time.Hour)
	for _, text := range []string{
		time.Unix(0, past).UTC().Add(8 * time.Hour).Format("2006-01-02 15:04:05"), "1970-01-01 08:00:00", "0001-01-01 00:00",
	} {
		answer := asked1(t, d.shop, "alipay.trade.create", `{"out_trade_no":"A","total_amount":"1","subject":"Tea","buyer_id":"`+
			d.value("@w")+`","time_expire":"`+text+`","timeout_express":"1d"}`, nil)
		if answer["sub_code"] != "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR" {
			t.Errorf("a trade that expires at %s: %v", text, answer)
		}
	}
	end := time.Unix(0, past).UTC().Add(8*time.Hour + 90*time.Minute)
	d.do("create out_trade_no=B total_amount=1 subject=Tea buyer_id=@w timeout_express=15d")
	answer := asked1(t, d.shop, "alipay.trade.create", `{"out_trade_no":"C","total_amount":"1","subject":"Tea","buyer_id":"`+
		d.value("@w")+`","time_expire":"`+end.Format("2006-01-02 15:04")+`","timeout_express":"1d"}`, nil)
	if got := time.Unix(0, d.trade("C").ExpiresAt).UTC().Add(8 * time.Hour).Format("2006-01-02 15:04"); got != end.Format("2006-01-02 15:04") {
		t.Errorf("%v expires at %s, want %s", answer, got, end)
	}
	d.advance([]string{"720h"})
	if got := d.do("create out_trade_no=B total_amount=1 subject=Tea buyer_id=@w time_expire=2001-01-01_00:00"); got != "ACQ.INVALID_PARAMETER" {
		t.Errorf("no time at all: %s", got)
	}
	answer = asked1(t, d.shop, "alipay.trade.create", `{"out_trade_no":"B","total_amount":"1","subject":"Tea","buyer_id":"`+
		d.value("@w")+`","time_expire":"2001-01-01 00:00"}`, nil)
	if answer["sub_code"] != "ACQ.TRADE_HAS_CLOSE" {
		t.Errorf("an order whose trade has expired: %v", answer)
	}
}

// What is another merchant's is not there, under whatever number.
func TestOthersTrades(t *testing.T) {
	t.Parallel()
	d := racing(t)
	d.do("pay out_trade_no=A total_amount=10.00 subject=Tea auth_code=@w.code")
	other := newTradeDesk(t, d.shop.Gate.Shop(t, alipaytest.ShopOptions{Key: alipaytest.OtherKey(t)}), nil)
	other.ask = plainly(t, other.shop)
	other.name("@A", d.value("@A"))
	other.name("@buyer", d.value("@w.buyer"))
	for line, want := range map[string]string{
		"query trade_no=@A":    "ACQ.TRADE_NOT_EXIST",
		"query out_trade_no=A": "ACQ.TRADE_NOT_EXIST",
		"refund trade_no=@A refund_amount=1 out_request_no=q": "ACQ.TRADE_NOT_EXIST",
		"close trade_no=@A":  "ACQ.TRADE_NOT_EXIST",
		"cancel trade_no=@A": `{"retry_flag":"N"}`,
		"fastpay.refund.query trade_no=@A out_request_no=q":                               "ACQ.TRADE_NOT_EXIST",
		"settle.confirm trade_no=@A out_request_no=q":                                     "ACQ.TRADE_NOT_EXIST",
		"orderinfo.sync trade_no=@A out_request_no=q":                                     "ACQ.TRADE_NOT_EXIST",
		"order.settle.query trade_no=@A out_request_no=q":                                 "ACQ.TRADE_NOT_EXIST",
		"create out_trade_no=B total_amount=1 subject=Tea buyer_id=@buyer":                "ACQ.BUYER_NOT_EXIST", // known so to d's shop alone
		"create out_trade_no=B total_amount=1 subject=Tea buyer_id=@buyer trade_no=other": "ACQ.BUYER_NOT_EXIST",
	} {
		if got := other.do(line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// A pre-authorisation pays trades, and gives the rest back with the last.
func TestPaidFromAHold(t *testing.T) {
	t.Parallel()
	d := racing(t)
	hold := d.freeze("w", "60.00")
	d.name("@hold", alipay.Number(hold))
	for _, step := range []struct{ line, want string }{
		{"pay out_trade_no=A total_amount=20.00 subject=Tea auth_no=@hold auth_confirm_mode=NOT_COMPLETE", ""},
		{"pay out_trade_no=A total_amount=20.00 subject=Tea auth_no=@hold", "ACQ.TRADE_HAS_SUCCESS"},
		{"pay out_trade_no=B total_amount=40.01 subject=Tea auth_no=@hold", "ACQ.AUTH_AMOUNT_NOT_ENOUGH"},
		{"pay out_trade_no=C total_amount=30.00 subject=Tea auth_no=@hold auth_confirm_mode=ALL", "ACQ.INVALID_PARAMETER"},
		{"pay out_trade_no=C total_amount=30.00 subject=Tea auth_no=@hold auth_confirm_mode=COMPLETE", ""},
		{"pay out_trade_no=D total_amount=1.00 subject=Tea auth_no=@hold", "ACQ.AUTH_NO_ERROR"},
		{"funds", "shop 50.00, escrow 0.00, w 950.00"},
	} {
		if got := d.do(step.line); got != step.want && (step.want != "" || strings.HasPrefix(got, "ACQ")) {
			t.Errorf("%s: %s, want %s", step.line, got, step.want)
		}
	}
}

// Of a trade that several instruments paid, refunds say where they went: the last
// that paid is filled first.
func TestRefundsOfSeveralFundings(t *testing.T) {
	t.Parallel()
	d := racing(t)
	w := d.wallets["w"].ID
	part := func(i trade.Instrument, minor int64) trade.Funding { return trade.Funding{Instrument: i, Minor: minor} }
	fundings := []trade.Funding{
		{Instrument: trade.Wallet, Wallet: w, Minor: 50_00},
		part(trade.Card, 20_00), part(trade.BankTransfer, 5_00),
		part(trade.Fund, 5_00), part(trade.Other, 10_00), part(trade.Voucher, 10_00),
	}
	p, op := d.shop.Gate.P, d.shop.Gate.Operator
	made, _, err := p.CreateTrade(context.Background(), op, "", trade.Create{
		Merchant: d.shop.App.Merchant, Order: "A", Buyer: w, Fundings: fundings,
		Amount: money.Amount{Minor: 100_00, Currency: yuanCode},
	})
	if err != nil {
		t.Fatal(err)
	}
	charge := trade.ChargeBack{Trade: made.ID, Request: "c1", Minor: 3_00}
	for _, step := range []struct{ line, want string }{
		{"query out_trade_no=A", `"buyer_pay_amount":"90.00"`},
		{"query out_trade_no=A", `"invoice_amount":"90.00"`},
		{"query out_trade_no=A", `"receipt_amount":"100.00"`},
		{"query out_trade_no=A", `[{"amount":"50.00","fund_channel":"ALIPAYACCOUNT"},{"amount":"20.00","fund_channel":"BANKCARD"},` +
			`{"amount":"5.00","fund_channel":"BANKCARD"},{"amount":"5.00","fund_channel":"FINANCEACCOUNT"},` +
			`{"amount":"10.00","fund_channel":"OTHER"},{"amount":"10.00","fund_channel":"VOUCHER"}]`},
		{
			"refund out_trade_no=A refund_amount=12.00 out_request_no=q1",
			`[{"amount":"10.00","fund_channel":"VOUCHER"},{"amount":"2.00","fund_channel":"OTHER"}]`,
		},
		{"charge", ""},
		{
			"refund out_trade_no=A refund_amount=40.00 out_request_no=q2",
			`[{"amount":"5.00","fund_channel":"OTHER"},{"amount":"5.00","fund_channel":"FINANCEACCOUNT"},` +
				`{"amount":"5.00","fund_channel":"BANKCARD"},{"amount":"20.00","fund_channel":"BANKCARD"},{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}]`,
		},
		{"refund out_trade_no=A refund_amount=45.00 out_request_no=q3", `[{"amount":"45.00","fund_channel":"ALIPAYACCOUNT"}]`},
		{"refund out_trade_no=A refund_amount=12.00 out_request_no=q1", `"fund_change":"N"`},
		{
			"fastpay.refund.query out_trade_no=A out_request_no=q1",
			`[{"amount":"10.00","fund_channel":"VOUCHER"},{"amount":"2.00","fund_channel":"OTHER"}]`,
		},
		{"fastpay.refund.query out_trade_no=A out_request_no=c1", `{}`},
		{"query out_trade_no=A", `"trade_status":"TRADE_CLOSED"`},
	} {
		if step.line == "charge" {
			if _, _, err := p.ChargeBackTrade(context.Background(), op, "", charge); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got := d.do(step.line); !strings.Contains(got, step.want) {
			t.Errorf("%s: %s, want %s", step.line, got, step.want)
		}
	}
}

// Who receives the goods is kept as a sealed record, and the trade knows its token.
func TestContacts(t *testing.T) {
	t.Parallel()
	d := racing(t)
	p, op := d.shop.Gate.P, d.shop.Gate.Operator
	contact := func(order string) (token string, kept customer.Fields) {
		t.Helper()
		told, err := p.TradeWithText(context.Background(), d.shop.Merchant(), platform.TradeName{ID: d.trade(order).ID})
		if err != nil {
			t.Fatal(err)
		}
		if told.Text.Contact == "" {
			return "", 0
		}
		id, err := hex.DecodeString(told.Text.Contact)
		if err != nil {
			t.Fatal(err)
		}
		v, err := p.Customer(context.Background(), op, customer.ID(id))
		if err != nil {
			t.Fatal(err)
		}
		return told.Text.Contact, v.Fields
	}
	head := `{"total_amount":"1","subject":"Tea","buyer_id":"` + d.value("@w") + `",`
	for _, tc := range []struct {
		order, more string
		want        customer.Fields
	}{
		{"A", `"goods_detail":[]`, 0},
		{
			"B", `"receiver_address_info":{"name":"Example","mobile":"10012345678","address":"1 Example Road","zip":"000000"}`,
			customer.FieldsOf(customer.Name, customer.Phone, customer.Address),
		},
		{
			"C", `"receiver_address_info":{"name":"Example","mobile":"nobody"},"ext_user_info":{"name":"Other","cert_no":"x"}`,
			customer.FieldsOf(customer.Name),
		},
		{"D", `"receiver_address_info":{"mobile":"nobody","name":" "}`, 0},
	} {
		content := head + `"out_trade_no":"` + tc.order + `",` + tc.more + `}`
		if answer := asked1(t, d.shop, "alipay.trade.create", content, nil); answer["code"] != "10000" {
			t.Fatalf("%s: %v", tc.order, answer["sub_code"])
		}
		token, kept := contact(tc.order)
		if kept != tc.want || (token == "") != (tc.want == 0) {
			t.Errorf("%s: kept %s, want %s", tc.order, kept, tc.want)
		}
		asked1(t, d.shop, "alipay.trade.create", content, nil)
		if again, _ := contact(tc.order); again != token {
			t.Errorf("%s: another token on the second time", tc.order)
		}
	}
	for field, more := range map[string]string{
		"receiver_address_info": `"receiver_address_info":"Example"`, "mobile": `"receiver_address_info":{"mobile":["1"]}`,
	} {
		if answer := asked1(t, d.shop, "alipay.trade.create", head+`"out_trade_no":"E",`+more+`}`, nil); answer["sub_code"] != "ACQ.INVALID_PARAMETER" {
			t.Errorf("a malformed %s: %v", field, answer["sub_code"])
		}
	}
}
