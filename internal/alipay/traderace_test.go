package alipay_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// crowd is how many send the same at once.
const crowd = 50

// race is what a crowd sends, and the fields of its answers that matter.
type race struct {
	method        string
	biz           func(i int) string
	counted, kept string
}

// atOnce sends crowd requests side by side and counts what came of them, by
// sub_code or, of a success, by the field that is counted; and returns the values
// that the field which is kept had.
func atOnce(t *testing.T, shop *alipaytest.Shop, r race) (counts map[string]int, values map[string]bool) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	counts, values = map[string]int{}, map[string]bool{}
	for i := range crowd {
		wg.Go(func() {
			answer := asked1(t, shop, r.method, r.biz(i), nil)
			mu.Lock()
			defer mu.Unlock()
			if code, refused := answer["sub_code"].(string); refused {
				counts[code]++
				return
			}
			counts[fmt.Sprint(answer[r.counted])]++
			values[fmt.Sprint(answer[r.kept])] = true
		})
	}
	wg.Wait()
	return counts, values
}

// same is the same content for everybody.
func same(content string) func(int) string { return func(int) string { return content } }

// raced compares what came of a crowd.
func raced(t *testing.T, what string, got, want map[string]int) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// racing is a shop, and a customer with 1,000 yuan.
func racing(t *testing.T) *tradeDesk {
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	d := newTradeDesk(t, shop, plainly(t, shop))
	d.openWallet([]string{"w", "1000.00"})
	return d
}

// Rule 1: one order is one trade, whoever comes with it and how often.
func TestOrdersAtOnce(t *testing.T) {
	t.Parallel()
	d := racing(t)
	buyer := d.value("@w")
	create := fmt.Sprintf(`{"out_trade_no":"A","total_amount":"10.00","subject":"Tea","buyer_id":%q}`, buyer)
	got, numbers := atOnce(t, d.shop, race{"alipay.trade.create", same(create), "out_trade_no", "trade_no"})
	raced(t, "create", got, map[string]int{"A": crowd})
	if len(numbers) != 1 {
		t.Errorf("one order has %d trades", len(numbers))
	}
	other := func(i int) string { return strings.Replace(create, "10.00", fmt.Sprintf("%d.00", 10+i%2), 1) }
	got, again := atOnce(t, d.shop, race{"alipay.trade.create", other, "out_trade_no", "trade_no"})
	raced(t, "create, half with another amount", got, map[string]int{"A": crowd / 2, "ACQ.CONTEXT_INCONSISTENT": crowd / 2})
	if diff := cmp.Diff(numbers, again); diff != "" {
		t.Errorf("the trade's number changed:\n%s", diff)
	}

	pay := func(code string) string {
		return fmt.Sprintf(`{"out_trade_no":"B","total_amount":"10.00","subject":"Tea","auth_code":%q}`, code)
	}
	got, _ = atOnce(t, d.shop, race{"alipay.trade.pay", same(pay(d.value("@w.code"))), "total_amount", "trade_no"})
	raced(t, "pay with one code", got, map[string]int{"10.00": 1, "ACQ.TRADE_HAS_SUCCESS": crowd - 1})
	codes := make([]string, crowd)
	for i := range codes {
		codes[i] = d.value("@w.code")
	}
	got, _ = atOnce(t, d.shop, race{"alipay.trade.pay", func(i int) string {
		return strings.Replace(pay(codes[i]), `"B"`, `"C"`, 1)
	}, "total_amount", "trade_no"})
	raced(t, "pay with codes of their own", got, map[string]int{"10.00": 1, "ACQ.TRADE_HAS_SUCCESS": crowd - 1})
	got, _ = atOnce(t, d.shop, race{"alipay.trade.precreate", same(`{"out_trade_no":"D","total_amount":"1","subject":"Tea"}`), "out_trade_no", "qr_code"})
	raced(t, "precreate", got, map[string]int{"D": crowd})
	if told := d.funds(); told != "shop 20.00, escrow 0.00, w 980.00" {
		t.Errorf("two payments of ten left %s", told)
	}
}

// One code is one payment, however many trades are to be paid with it.
func TestOneCodeForManyTrades(t *testing.T) {
	t.Parallel()
	d := racing(t)
	code := d.value("@w.code")
	got, _ := atOnce(t, d.shop, race{"alipay.trade.pay", func(i int) string {
		return fmt.Sprintf(`{"out_trade_no":"A%d","total_amount":"10.00","subject":"Tea","auth_code":%q}`, i, code)
	}, "total_amount", "trade_no"})
	raced(t, "pay", got, map[string]int{"10.00": 1, "ACQ.PAYMENT_AUTH_CODE_INVALID": crowd - 1})
	if told := d.funds(); told != "shop 10.00, escrow 0.00, w 990.00" {
		t.Errorf("one payment of ten left %s", told)
	}
}

// Rule 2: one request is one refund; and all refunds together are what was paid.
func TestRefundsAtOnce(t *testing.T) {
	t.Parallel()
	d := racing(t)
	d.do("pay out_trade_no=A total_amount=100.00 subject=Tea auth_code=@w.code")
	got, fees := atOnce(t, d.shop, race{"alipay.trade.refund", same(`{"out_trade_no":"A","refund_amount":"10.00","out_request_no":"q1"}`), "fund_change", "refund_fee"})
	raced(t, "the same refund", got, map[string]int{"Y": 1, "N": crowd - 1})
	if diff := cmp.Diff(map[string]bool{"10.00": true}, fees); diff != "" {
		t.Errorf("refund_fee (-want +got):\n%s", diff)
	}
	got, _ = atOnce(t, d.shop, race{"alipay.trade.refund", same(`{"out_trade_no":"A","refund_amount":"10.01","out_request_no":"q1"}`), "fund_change", "refund_fee"})
	raced(t, "another amount", got, map[string]int{"ACQ.DISCORDANT_REPEAT_REQUEST": crowd})
	got, fees = atOnce(t, d.shop, race{"alipay.trade.refund", func(i int) string {
		return fmt.Sprintf(`{"out_trade_no":"A","refund_amount":"20.00","out_request_no":"r%d"}`, i)
	}, "fund_change", "refund_fee"})
	raced(t, "refunds of 20 out of 90", got, map[string]int{"Y": 4, "ACQ.REASON_TRADE_REFUND_FEE_ERR": crowd - 4})
	if diff := cmp.Diff(map[string]bool{"30.00": true, "50.00": true, "70.00": true, "90.00": true}, fees); diff != "" {
		t.Errorf("refund_fee (-want +got):\n%s", diff)
	}
	if told := d.funds(); told != "shop 10.00, escrow 0.00, w 990.00" {
		t.Errorf("refunds of 90 left %s", told)
	}
}

// Rule 3: one confirmation settles, and one request splits once.
func TestSettlementsAtOnce(t *testing.T) {
	t.Parallel()
	d := racing(t)
	d.openWallet([]string{"v", "0"})
	d.do("pay out_trade_no=A total_amount=100.00 subject=Tea auth_code=@w.code")
	id := d.value("@A")
	got, _ := atOnce(t, d.shop, race{"alipay.trade.settle.confirm", same(fmt.Sprintf(`{"trade_no":%q,"out_request_no":"s1"}`, id)), "settle_amount", "trade_no"})
	raced(t, "the same confirmation", got, map[string]int{"100.00": crowd})
	got, _ = atOnce(t, d.shop, race{"alipay.trade.settle.confirm", func(i int) string {
		return fmt.Sprintf(`{"trade_no":%q,"out_request_no":"t%d"}`, id, i)
	}, "settle_amount", "trade_no"})
	raced(t, "confirmations of their own", got, map[string]int{"ACQ.ALREADY_CONFIRM_SETTLE": crowd})

	d.do(`royalty.relation.bind out_request_no=b receiver_list=[{"type":"userId","account":"@v"}]`)
	split := func(request string, amount string) string {
		return fmt.Sprintf(`{"trade_no":%q,"out_request_no":%q,"royalty_parameters":[{"trans_in":%q,"amount":%q}]}`, id, request, d.values["@v"], amount)
	}
	got, numbers := atOnce(t, d.shop, race{"alipay.trade.order.settle", same(split("d1", "10.00")), "trade_no", "settle_no"})
	raced(t, "the same split", got, map[string]int{id: crowd})
	if len(numbers) != 1 {
		t.Errorf("one split has %d numbers", len(numbers))
	}
	got, _ = atOnce(t, d.shop, race{"alipay.trade.order.settle", func(i int) string { return split(fmt.Sprint("e", i), "40.00") }, "trade_no", "settle_no"})
	raced(t, "splits of 40 out of 90", got, map[string]int{id: 2, "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR": crowd - 2})
	if told := d.funds(); told != "shop 10.00, escrow 0.00, v 90.00, w 900.00" {
		t.Errorf("splits of 90 left %s", told)
	}
}

// Rule 6: to cancel is repeatable, also while a customer pays.
func TestCancelsAtOnce(t *testing.T) {
	t.Parallel()
	d := racing(t)
	d.do("pay out_trade_no=A total_amount=100.00 subject=Tea auth_code=@w.code")
	got, _ := atOnce(t, d.shop, race{"alipay.trade.cancel", same(`{"out_trade_no":"A"}`), "action", "trade_no"})
	raced(t, "cancel a paid trade", got, map[string]int{"refund": crowd})
	d.do("create out_trade_no=B total_amount=1.00 subject=Tea buyer_id=@w")
	got, _ = atOnce(t, d.shop, race{"alipay.trade.cancel", same(`{"out_trade_no":"B"}`), "action", "trade_no"})
	raced(t, "cancel an unpaid trade", got, map[string]int{"close": crowd})
	got, _ = atOnce(t, d.shop, race{"alipay.trade.cancel", same(`{"out_trade_no":"none"}`), "action", "retry_flag"})
	raced(t, "cancel no trade", got, map[string]int{"<nil>": crowd})

	d.do("create out_trade_no=C total_amount=10.00 subject=Tea buyer_id=@w")
	code := d.value("@w.code")
	var wg sync.WaitGroup
	var paid map[string]any
	wg.Go(func() {
		paid = asked1(t, d.shop, "alipay.trade.pay", fmt.Sprintf(`{"out_trade_no":"C","total_amount":"10.00","subject":"Tea","auth_code":%q}`, code), nil)
	})
	got, _ = atOnce(t, d.shop, race{"alipay.trade.cancel", same(`{"out_trade_no":"C"}`), "action", "trade_no"})
	wg.Wait()
	want := map[string]int{"refund": crowd}
	if paid["sub_code"] == "ACQ.TRADE_HAS_CLOSE" {
		want = map[string]int{"close": crowd}
	} else if n := got["close"]; n > 0 {
		t.Errorf("%d were told that a paid trade was closed", n)
	}
	raced(t, "cancel while a customer pays", got, want)
	if told := d.funds(); told != "shop 0.00, escrow 0.00, w 1000.00" {
		t.Errorf("what was cancelled left %s", told)
	}
}

// Goods are on their way once, however often the merchant says so.
func TestShippedOnce(t *testing.T) {
	t.Parallel()
	d := racing(t)
	d.do(`pay out_trade_no=A total_amount=10.00 subject=Tea auth_code=@w.code settle_info={"settle_period_time":"7d"}`)
	before := d.trade("A").Version
	got, _ := atOnce(t, d.shop, race{"alipay.trade.orderinfo.sync", func(i int) string {
		return fmt.Sprintf(`{"trade_no":%q,"out_request_no":"o%d","order_biz_info":"{\"status\":\"SHIPPED\"}"}`, d.value("@A"), i)
	}, "out_trade_no", "trade_no"})
	raced(t, "ship", got, map[string]int{"A": crowd})
	if now := d.trade("A"); now.State != trade.Shipped || now.Version != before+1 {
		t.Errorf("the trade is in state %d and changed %d times", now.State, now.Version-before)
	}
	for info, want := range map[string]string{
		`not JSON`: "ACQ.INVALID_PARAMETER", `[1]`: "ACQ.INVALID_PARAMETER", `{"status":"closed"}`: "ACQ.INVALID_PARAMETER",
		`{"status":1}`: "ACQ.INVALID_PARAMETER", `{}`: "",
	} {
		content := fmt.Sprintf(`{"trade_no":%q,"out_request_no":"o","order_biz_info":%q}`, d.value("@A"), info)
		if code, _ := asked1(t, d.shop, "alipay.trade.orderinfo.sync", content, nil)["sub_code"].(string); code != want {
			t.Errorf("order_biz_info %s: %q, want %q", info, code, want)
		}
	}
}

// Whoever is first pays a QR code; it is paid once.
func TestOnePayerOfACode(t *testing.T) {
	t.Parallel()
	d := racing(t)
	d.do("precreate out_trade_no=A total_amount=10.00 subject=Tea")
	code := d.value("@A.qr")
	code = code[strings.LastIndex(code, "/")+1:]
	const payers = 10
	for i := range payers {
		d.openWallet([]string{fmt.Sprint("p", i), "10.00"})
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for i := range payers {
		w := d.wallets[fmt.Sprint("p", i)]
		by := d.customer(w.ID)
		wg.Go(func() {
			_, _, err := d.shop.Gate.P.PayBill(context.Background(), by, platform.Once("pay"), platform.PayBill{Code: code, Wallet: w.ID})
			told := "paid"
			if err != nil {
				told = errkind.CodeOf(err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[told]++
		})
	}
	wg.Wait()
	want := map[string]int{"paid": 1, "trade_not_found": payers - 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("payers (-want +got):\n%s", diff)
	}
	if shop := strings.Split(d.funds(), ",")[0]; shop != "shop 10.00" {
		t.Errorf("the shop has %s", shop)
	}
}

// A merchant that an operator allowed it lets go of its own escrow, once.
func TestSelfRelease(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{SelfRelease: true})
	d := newTradeDesk(t, shop, plainly(t, shop))
	d.openWallet([]string{"w", "100.00"})
	d.do(`pay out_trade_no=A total_amount=100.00 subject=Tea auth_code=@w.code settle_info={"settle_period_time":"7d"}`)
	got, _ := atOnce(t, shop, race{"alipay.trade.settle.confirm", func(i int) string {
		return fmt.Sprintf(`{"trade_no":%q,"out_request_no":"s%d"}`, d.value("@A"), i)
	}, "settle_amount", "trade_no"})
	raced(t, "confirm", got, map[string]int{"100.00": 1, "ACQ.ALREADY_CONFIRM_SETTLE": crowd - 1})
	if told := d.funds(); told != "shop 100.00, escrow 0.00, w 0.00" {
		t.Errorf("a confirmation left %s", told)
	}
}
