package api_test

import (
	"bytes"
	"context"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// seller is the desk's shop as a caller of use-cases.
func (d *desk) seller() auth.Caller {
	d.t.Helper()
	id, err := ledger.ParseID(d.shop)
	if err != nil {
		d.t.Fatal(err)
	}
	return auth.Caller{Role: auth.Merchant, Subject: id}
}

// code is the pay code of a trade of the desk's shop, which is made.
func (d *desk) code(order, decimal string) string {
	d.t.Helper()
	id, err := ledger.ParseID(d.made(d.shopKey, "/v1/trades", d.trade(order, decimal)))
	if err != nil {
		d.t.Fatal(err)
	}
	code, err := d.platform.TradePayCode(trade.ID(id))
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

func (d *desk) annPays(decimal string) string {
	if decimal == "" {
		return `{"wallet":"` + d.annWallet + `"}`
	}
	return `{"wallet":"` + d.annWallet + `","amount":` + cny(decimal) + `}`
}

func TestPaymentCode(t *testing.T) {
	d := market(t)
	path := "/v1/wallets/" + d.annWallet + "/payment-codes"
	first := d.must(d.under("c1", d.annKey, path, ""), 201)
	again := d.must(d.under("c1", d.annKey, path, ""), 201)
	other := d.must(d.post(d.annKey, path, ""), 201)
	if first.body != again.body || first.field("auth_code") == other.field("auth_code") || len(first.field("auth_code")) != 18 {
		t.Errorf("codes are %s, again %s, another %s", first.body, again.body, other.body)
	}
	checkProblem(t, d.post(d.benKey, path, ""), 404, "wallet_not_found")
	checkProblem(t, d.post(d.shopKey, path, ""), 403, "forbidden")
}

func TestPayBill(t *testing.T) {
	d := market(t)
	code := d.code("A-1", "10.00")
	bill := d.must(d.get(d.benKey, "/v1/pay/"+code), 200)
	for field, want := range map[string]string{
		"kind": "trade", "amount.amount": "10.00", "state": "waiting_payment", "paid": "false",
		"payee": d.get(d.shopKey, "/v1/merchants/"+d.shop).field("user_id"),
	} {
		if got := bill.field(field); got != want {
			t.Errorf("%s of the bill is %s, want %s", field, got, want)
		}
	}
	checkProblem(t, d.get(d.shopKey, "/v1/pay/"+code), 403, "forbidden")
	checkProblem(t, d.post(d.benKey, "/v1/pay/"+code, d.annPays("")), 404, "wallet_not_found")
	checkProblem(t, d.post(d.annKey, "/v1/pay/"+code, d.annPays("9.99")), 400, "amount_differs_from_bill")
	checkProblem(t, d.post(d.annKey, "/v1/pay/"+code[:len(code)-1]+"!", d.annPays("")), 404, "pay_code_not_found")
	checkProblem(t, d.post(d.annKey, "/v1/pay/"+code+"/accept", d.annPays("")), 404, "pay_code_not_found")

	whole := url.PathEscape("https://pay.example.com/pay/" + code)
	paid := d.must(d.under("p1", d.annKey, "/v1/pay/"+whole, d.annPays("")), 200)
	if paid.field("state") != "paid" || paid.field("buyer") != d.annWallet {
		t.Errorf("paid: %s", paid.body)
	}
	if again := d.must(d.under("p1", d.annKey, "/v1/pay/"+whole, d.annPays("")), 200); again.body != paid.body {
		t.Errorf("again: %s", again.body)
	}
	if got := d.get(d.annKey, "/v1/pay/"+code); got.field("paid") != "true" || got.field("payee") != bill.field("payee") {
		t.Errorf("Ann sees %s", got.body)
	}
	if got := d.get(d.benKey, "/v1/pay/"+code); got.field("others") != "true" || got.field("state") != "paid" || got.field("payee") != "null" {
		t.Errorf("Ben sees %s", got.body)
	}
}

// drawnStraight says that a picture is a code and nothing else, as it is when nobody
// took it with a camera: to look for the code in it fails now and then.
var drawnStraight = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}

func TestPayMerchant(t *testing.T) {
	d := stocked(open(t, api.Options{PublicURL: "https://pay.example.com"}))
	static := d.must(d.get(d.shopKey, "/v1/merchants/"+d.shop+"/pay-code"), 200)
	code := static.field("pay_code")
	if static.field("url") != "https://pay.example.com/pay/"+code {
		t.Errorf("the code is %s", static.body)
	}
	checkProblem(t, d.get(d.otherShopKey, "/v1/merchants/"+d.shop+"/pay-code"), 404, "merchant_not_found")
	drawn, err := png.Decode(bytes.NewReader([]byte(d.must(d.get(d.shopKey, "/v1/merchants/"+d.shop+"/pay-code.png"), 200).body)))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := qrcode.NewQRCodeReader().Decode(bitmap, drawnStraight); err != nil || read.GetText() != static.field("url") {
		t.Errorf("the QR code reads %v, %v", read, err)
	}
	if bill := d.get(d.annKey, "/v1/pay/"+code); bill.field("kind") != "merchant" || bill.field("amount") != "null" {
		t.Errorf("the bill is %s", bill.body)
	}
	checkProblem(t, d.post(d.annKey, "/v1/pay/"+code, d.annPays("")), 400, "amount_not_positive")
	first := d.must(d.under("s1", d.annKey, "/v1/pay/"+code, d.annPays("3.50")), 200)
	if again := d.must(d.under("s1", d.annKey, "/v1/pay/"+code, d.annPays("3.50")), 200); again.field("id") != first.field("id") {
		t.Errorf("a retry paid another trade: %s", again.body)
	}
	d.must(d.under("s2", d.annKey, "/v1/pay/"+code, d.annPays("3.50")), 200)
	if got := d.get(d.annKey, "/v1/wallets/"+d.annWallet).field("balance.available.amount"); got != "993.00" {
		t.Errorf("Ann has %s, want 993.00", got)
	}
}

func TestAcceptPreauth(t *testing.T) {
	d := market(t)
	yuan, err := money.ParseCurrency("CNY")
	if err != nil {
		t.Fatal(err)
	}
	h, err := d.platform.CreateHold(context.Background(), d.seller(), preauth.Create{
		Merchant: d.seller().Subject, Order: "H1", Request: "R1", Amount: money.Amount{Minor: 20_000, Currency: yuan}, Mark: [16]byte{1},
	})
	if err != nil {
		t.Fatal(err)
	}
	code, err := d.platform.HoldPayCode(h.ID)
	if err != nil {
		t.Fatal(err)
	}
	if bill := d.get(d.annKey, "/v1/pay/"+code); bill.field("kind") != "preauth" || bill.field("state") != "waiting" || bill.field("amount.amount") != "200.00" {
		t.Errorf("the bill is %s", bill.body)
	}
	checkProblem(t, d.post(d.annKey, "/v1/pay/"+code, d.annPays("")), 404, "pay_code_not_found")
	accept := "/v1/pay/" + code + "/accept"
	if r := d.post(d.benKey, accept, d.annPays("")); r.status < 400 {
		t.Errorf("Ben froze Ann's money: %s", r.body)
	}
	held := d.must(d.under("h1", d.annKey, accept, d.annPays("")), 200)
	if held.field("state") != "frozen" || held.field("frozen.amount") != "200.00" {
		t.Errorf("held: %s", held.body)
	}
	if bill := d.get(d.annKey, "/v1/pay/"+code); bill.field("paid") != "true" || bill.field("state") != "frozen" {
		t.Errorf("Ann sees %s", bill.body)
	}
	if bill := d.get(d.benKey, "/v1/pay/"+code); bill.field("others") != "true" || strings.Contains(bill.body, "200.00") {
		t.Errorf("Ben sees %s", bill.body)
	}
}

// User ids are 16 digits, and another merchant's digits are its own.
func TestUserIDs(t *testing.T) {
	d := market(t)
	ids := map[string]bool{}
	for _, r := range []reply{
		d.get(d.annKey, "/v1/wallets/"+d.annWallet), d.get(d.operator, "/v1/wallets/"+d.benWallet),
		d.get(d.shopKey, "/v1/merchants/"+d.shop), d.get(d.operator, "/v1/merchants/"+d.otherShop),
	} {
		id := r.field("user_id")
		if len(id) != 16 || !strings.HasPrefix(id, "2088") || strings.Trim(id, "0123456789") != "" || ids[id] {
			t.Errorf("the user id is %s", id)
		}
		ids[id] = true
	}
	listed := d.get(d.annKey, "/v1/wallets").field("data.0.user_id")
	if made := d.get(d.annKey, "/v1/wallets/"+d.annWallet).field("user_id"); listed != made {
		t.Errorf("listed as %s, read as %s", listed, made)
	}
}

// While the vault is sealed merchants and wallets are there without user ids, and
// codes are not.
func TestPayWhileSealed(t *testing.T) {
	d, _ := sealedDesk(t)
	shop := d.made(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	wallet := d.made(d.operator, "/v1/wallets", `{"owner":"`+annID+`","currency":"CNY"}`)
	for _, path := range []string{"/v1/merchants/" + shop, "/v1/wallets/" + wallet} {
		if r := d.must(d.get(d.operator, path), 200); strings.Contains(r.body, "user_id") {
			t.Errorf("%s answers %s", path, r.body)
		}
	}
	checkProblem(t, d.get(d.operator, "/v1/merchants/"+shop+"/pay-code"), 503, "sealed")
	checkProblem(t, d.post(d.operator, "/v1/wallets/"+wallet+"/payment-codes", ""), 503, "sealed")
	checkProblem(t, d.get(d.operator, "/v1/pay/AQ"), 404, "pay_code_not_found")
}
