package alipay_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// A hundred orders of another shop with her phone leave a payee where she was.
func TestContactsHideNoPayee(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	d := newTradeDesk(t, shop, plainly(t, shop))
	d.openWallet([]string{"w", "1000.00"})
	d.openWallet([]string{"v", "0.00", "+8610012345679"})
	d.do("pay out_trade_no=A total_amount=500.00 subject=Tea auth_code=@w.code")
	other := gate.Shop(t, alipaytest.ShopOptions{Key: shop.Key})
	for i := range 100 {
		content := fmt.Sprintf(`{"out_trade_no":"O%d","total_amount":"1","subject":"Tea","receiver_address_info":{"mobile":"10012345679"}}`, i)
		if answer := asked1(t, other, "alipay.trade.precreate", content, nil); answer["code"] != "10000" {
			t.Fatal(answer["sub_code"])
		}
	}
	paid := d.do(`fund.trans.uni.transfer out_biz_no=T1 trans_amount=1.00 product_code=TRANS_ACCOUNT_NO_PWD ` +
		`biz_scene=DIRECT_TRANSFER payee_info={"identity":"10012345679","identity_type":"ALIPAY_LOGON_ID","name":"v"}`)
	if !strings.Contains(paid, "SUCCESS") {
		t.Errorf("her salary: %s", paid)
	}
}

// kept returns which fields are kept of whom a shop's reference names, none when
// there is no such record.
func kept(t *testing.T, s *alipaytest.Shop, reference string) customer.Fields {
	t.Helper()
	v, err := s.Gate.P.Customer(context.Background(), s.Gate.Operator, tokenOf(t, s, reference))
	if err != nil && errkind.CodeOf(err) != customer.RefusedMissing.Code {
		t.Fatal(err)
	}
	return v.Fields
}

func tokenOf(t *testing.T, s *alipaytest.Shop, reference string) customer.ID {
	t.Helper()
	var values customer.Values
	values.Set(customer.Name, "Example")
	c, err := s.Gate.P.ContactOf(s.Merchant(), reference, values)
	if err != nil {
		t.Fatal(err)
	}
	return c.Token
}

// Of a trade that is refused nobody is kept; of one whose maker crashed before it
// kept her, the same request again keeps her.
func TestContactsOfTrades(t *testing.T) {
	t.Parallel()
	gate := alipaytest.Open(t, nil)
	shop := gate.Shop(t, alipaytest.ShopOptions{})
	create := func(order, more string) string {
		content := `{"out_trade_no":"` + order + `","total_amount":"1","subject":"Tea",` + more +
			`"receiver_address_info":{"name":"Example","mobile":"10012345678"}}`
		return fmt.Sprint(asked1(t, shop, "alipay.trade.precreate", content, nil)["sub_code"])
	}
	if code := create("R", `"time_expire":"2020-01-01 00:00:00",`); code != "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR" {
		t.Errorf("a trade of the past: %s", code)
	}
	if got := kept(t, shop, "R"); got != 0 {
		t.Errorf("of a refused trade there is %v", got)
	}
	lost := tokenOf(t, shop, "L")
	if _, err := gate.P.OpenTrade(context.Background(), shop.Merchant(), platform.OpenTrade{
		App: shop.App.Record.Number,
		Create: trade.Create{
			Merchant: shop.App.Merchant, Order: "L", Amount: money.Amount{Minor: 100, Currency: yuanCode},
		},
		Text: platform.Text{Subject: "Tea", Contact: hex.EncodeToString(lost[:])},
	}); err != nil {
		t.Fatal(err)
	}
	if got := kept(t, shop, "L"); got != 0 {
		t.Fatalf("before there is %v", got)
	}
	if code := create("L", ""); code != "<nil>" {
		t.Errorf("asked again: %s", code)
	}
	if got := kept(t, shop, "L"); got != customer.FieldsOf(customer.Name, customer.Phone) {
		t.Errorf("asked again there is %v", got)
	}
	if code := create("A", ""); code != "<nil>" || kept(t, shop, "A") == 0 {
		t.Errorf("a trade: %s, of whom there is %v", code, kept(t, shop, "A"))
	}
}

// Whose card a transfer goes to is kept, and its payout names the record.
func TestContactOfCard(t *testing.T) {
	t.Parallel()
	d := richShop(t)
	p, op := d.shop.Gate.P, d.shop.Gate.Operator
	got := d.do(`fund.trans.uni.transfer out_biz_no=B1 trans_amount=1.00 product_code=TRANS_BANKCARD_NO_PWD ` +
		`biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT","name":"Example"}`)
	made, err := p.RemittanceBy(context.Background(), op, d.shop.App.Merchant, "B1")
	if err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	payee, err := p.PayoutPayee(context.Background(), op, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	v, err := p.Customer(context.Background(), op, payee)
	if err != nil || v.Fields != customer.FieldsOf(customer.Name, customer.Card) {
		t.Errorf("of the holder there is %v, %v", v.Fields, err)
	}
	if _, err := p.PayoutPayee(context.Background(), d.shop.Merchant(), made.ID); errkind.CodeOf(err) != "forbidden" {
		t.Errorf("the shop asks who it is: %v", err)
	}
}
