package alipay_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/platform"
)

// richShop is a shop with 500 yuan, its customer w with as much, and w2 with none.
func richShop(t *testing.T) *tradeDesk {
	t.Helper()
	d := racing(t)
	d.do("wallet w2 0.00 +8610012345679")
	d.do("pay out_trade_no=A total_amount=500.00 subject=Tea auth_code=@w.code")
	return d
}

// Rule 4: one number is one transfer, whoever comes with it and how often.
func TestTransfersAtOnce(t *testing.T) {
	t.Parallel()
	const method = "alipay.fund.trans.uni.transfer"
	for name, payee := range map[string]string{
		"user id": `{"identity":"@w2","identity_type":"ALIPAY_USER_ID"}`,
		"phone":   `{"identity":"+8610012345679","identity_type":"ALIPAY_LOGON_ID","name":"w2"}`,
		"card":    `{"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT","name":"w2"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := richShop(t)
			product, status, gone := "TRANS_ACCOUNT_NO_PWD", "SUCCESS", "shop 490.00, escrow 0.00, w 500.00, w2 10.00"
			if name == "card" {
				product, status, gone = "TRANS_BANKCARD_NO_PWD", "DEALING", "shop 490.00, escrow 0.00, w 500.00, w2 0.00"
			}
			biz := fmt.Sprintf(`{"out_biz_no":"T","trans_amount":"10.00","product_code":%q,"biz_scene":"DIRECT_TRANSFER","payee_info":%s}`,
				product, strings.ReplaceAll(payee, "@w2", d.value("@w2")))
			got, ids := atOnce(t, d.shop, race{method, same(biz), "status", "order_id"})
			raced(t, "transfer", got, map[string]int{status: crowd})
			if len(ids) != 1 {
				t.Errorf("one number is %d transfers", len(ids))
			}
			other := func(i int) string { return strings.Replace(biz, "10.00", fmt.Sprintf("%d.00", 10+i%2), 1) }
			got, again := atOnce(t, d.shop, race{method, other, "status", "order_id"})
			raced(t, "half with another amount", got, map[string]int{status: crowd / 2, "BIZ_UNIQUE_EXCEPTION": crowd / 2})
			if diff := cmp.Diff(ids, again); diff != "" {
				t.Errorf("the transfer's number changed:\n%s", diff)
			}
			if told := d.funds(); told != gone {
				t.Errorf("one transfer of ten left %s", told)
			}
		})
	}
}

// Different numbers at once take no more than there is.
func TestTransfersTakeWhatThereIs(t *testing.T) {
	t.Parallel()
	d := richShop(t)
	to := d.value("@w2")
	got, _ := atOnce(t, d.shop, race{"alipay.fund.trans.uni.transfer", func(i int) string {
		return fmt.Sprintf(`{"out_biz_no":"T%d","trans_amount":"30.00","product_code":"TRANS_ACCOUNT_NO_PWD",`+
			`"biz_scene":"DIRECT_TRANSFER","payee_info":{"identity":%q,"identity_type":"ALIPAY_USER_ID"}}`, i, to)
	}, "status", "order_id"})
	raced(t, "transfers of thirty", got, map[string]int{"SUCCESS": 16, "PAYER_BALANCE_NOT_ENOUGH": crowd - 16})
	if told := d.funds(); told != "shop 20.00, escrow 0.00, w 500.00, w2 480.00" {
		t.Errorf("sixteen transfers of thirty left %s", told)
	}
}

// One request freezes, and unfreezes, once.
func TestHoldsAtOnce(t *testing.T) {
	t.Parallel()
	d := racing(t)
	codes := make([]string, crowd)
	for i := range codes {
		codes[i] = d.value("@w.code")
	}
	got, numbers := atOnce(t, d.shop, race{"alipay.fund.auth.order.freeze", func(i int) string {
		return fmt.Sprintf(`{"out_order_no":"H","out_request_no":"R","order_title":"Deposit","amount":"100.00","auth_code":%q}`, codes[i])
	}, "status", "auth_no"})
	raced(t, "freeze", got, map[string]int{"SUCCESS": crowd})
	if len(numbers) != 1 {
		t.Fatalf("one request is %d pre-authorisations", len(numbers))
	}
	if told := d.funds(); told != "shop 0.00, escrow 0.00, w 900.00" {
		t.Errorf("one freeze of a hundred left %s", told)
	}
	number := ""
	for n := range numbers {
		number = n
	}
	got, _ = atOnce(t, d.shop, race{"alipay.fund.auth.order.unfreeze", same(fmt.Sprintf(
		`{"auth_no":%q,"out_request_no":"U","amount":"40.00","remark":"part"}`, number,
	)), "status", "operation_id"})
	raced(t, "unfreeze", got, map[string]int{"SUCCESS": crowd})
	got, _ = atOnce(t, d.shop, race{"alipay.fund.auth.operation.cancel", same(fmt.Sprintf(
		`{"auth_no":%q,"operation_id":%q,"remark":"off"}`, number, number,
	)), "action", "auth_no"})
	raced(t, "cancel", got, map[string]int{"unfreeze": crowd})
	if told := d.funds(); told != "shop 0.00, escrow 0.00, w 1000.00" {
		t.Errorf("it was all given back and left %s", told)
	}
}

// Every lookup of a payee is in the ledger of disclosures, on the merchant's path,
// and one that was answered already is not made again.
func TestPayeeLookupsAreRecorded(t *testing.T) {
	t.Parallel()
	d := richShop(t)
	taken := func() (n int) {
		t.Helper()
		list, err := d.shop.Gate.P.Disclosures(context.Background(), auth.Candor(), platform.DisclosureQuery{Limit: platform.PageMax})
		d.must(err)
		for i := range list {
			if list[i].Path.Kind == disclosure.PathMerchant {
				n++
			}
		}
		return n
	}
	line := "fund.trans.uni.transfer out_biz_no=%s trans_amount=1.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER " +
		`payee_info={"identity":%q,"identity_type":"ALIPAY_LOGON_ID","name":%q}`
	for _, tc := range []struct {
		number, phone, name, want string
	}{
		{"T1", "+8610012345679", "w2", "SUCCESS"},
		{"T2", "+8610012345678", "w2", "PAYEE_NOT_EXIST"},
		{"T3", "+8610012345679", "w3", "PAYEE_USERINFO_ERROR"},
	} {
		before := taken()
		told := d.do(fmt.Sprintf(line, tc.number, tc.phone, tc.name))
		if !strings.Contains(told, tc.want) || taken() == before {
			t.Errorf("%s: %s, %d lookups more", tc.number, told, taken()-before)
		}
	}
	before := taken()
	if told := d.do(fmt.Sprintf(line, "T1", "+8610012345679", "w2")); !strings.Contains(told, "SUCCESS") || taken() != before {
		t.Errorf("the same again: %s, %d lookups more", told, taken()-before)
	}
	for i := 0; ; i++ { // until the hour's misses are used up
		told := d.do(fmt.Sprintf(line, "T4", fmt.Sprintf("+86100123%05d", i), "w2"))
		if told == "EXCEED_LIMIT_PAYEE_LOOKUPS" {
			break
		}
		if told != "PAYEE_NOT_EXIST" || i > 100 {
			t.Fatalf("lookup %d: %s", i, told)
		}
	}
	before = taken()
	if told := d.do(fmt.Sprintf(line, "T1", "+8610012345678", "w2")); told != "BIZ_UNIQUE_EXCEPTION" || taken() != before {
		t.Errorf("another under its number: %s, %d lookups more", told, taken()-before)
	}
}

// A browser that comes with an order string for a freeze is led to the cashier,
// where the customer consents.
func TestFreezePage(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	d := newTradeDesk(t, shop, plainly(t, shop))
	d.openWallet([]string{"w", "100.00"})
	order, err := shop.SDK(t).Order("alipay.fund.auth.order.app.freeze", map[string]any{
		"out_order_no": "H", "out_request_no": "R", "order_title": "Deposit", "amount": "60.00", "product_code": "PRE_AUTH_ONLINE",
	}, nil)
	d.must(err)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(gate.URL + "/gateway.do?" + order)
	d.must(err)
	r.Body.Close()
	code, ok := strings.CutPrefix(r.Header.Get("Location"), "/cashier/")
	if r.StatusCode != http.StatusFound || !ok {
		t.Fatalf("it is answered %d %v", r.StatusCode, r.Header)
	}
	d.name("@H.qr", "/pay/"+code)
	d.accept([]string{"H", "w"})
	if told := d.do("fund.auth.operation.detail.query out_order_no=H out_request_no=R"); !strings.Contains(told, `"AUTHORIZED"`) {
		t.Errorf("it was accepted and is %s", told)
	}
	if left := balanceOf(t, gate, d.wallets["w"].ID); left != 4000 {
		t.Errorf("%d fen are left", left)
	}
}

// Every refusal that these methods may be told has a name on the wire, which no
// trade's prefix goes before.
func TestFundRefusalsHaveNames(t *testing.T) {
	if n := len(alipay.FundMethods()); n != 12 {
		t.Errorf("%d methods are about funds and bills", n)
	}
	for dir, method := range map[string]string{
		"remit": "alipay.fund.trans.uni.transfer", "preauth": "alipay.fund.auth.order.freeze",
	} {
		seen := 0
		for name, code := range refusedIn(t, filepath.Join("..", dir)) {
			seen++
			if told := alipay.RefusalNameOf(method, code); told == "" || strings.Contains(told, "ROYALTY") || strings.Contains(told, "SELLER") {
				t.Errorf("%s.%s: %s is told as %q", dir, name, code, told)
			}
		}
		if seen < 10 {
			t.Errorf("found %d refusals of %s", seen, dir)
		}
	}
	if got := alipay.RefusalNameOf("alipay.fund.trans.uni.transfer", "budget_exhausted"); got != "EXCEED_LIMIT_PAYEE_LOOKUPS" {
		t.Errorf("a used-up budget is told as %q", got)
	}
}

// A trade that somebody else may see is no pre-authorisation or transfer of hers.
func TestNumbersOfOtherObjects(t *testing.T) {
	t.Parallel()
	d := richShop(t)
	id := d.value("@A")
	for method, want := range map[string]string{
		"fund.auth.operation.detail.query auth_no=" + id + " operation_id=" + id: "AUTH_ORDER_NOT_EXIST",
		"fund.auth.order.unfreeze auth_no=" + id + " out_request_no=U amount=1":  "AUTH_ORDER_NOT_EXIST",
		"fund.trans.common.query order_id=" + id:                                 "ORDER_NOT_EXIST",
	} {
		if told := d.do(method); told != want {
			t.Errorf("%s is answered %s, want %s", method, told, want)
		}
	}
}
