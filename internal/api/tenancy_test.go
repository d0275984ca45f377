package api_test

import (
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/api"
)

// TestForeignIsMissing asks for another's objects, and for objects that are not
// there: the answers must be the same to the byte.
func TestForeignIsMissing(t *testing.T) {
	d := market(t)
	trade := d.paid("A-1", "100.00")
	d.must(d.post(d.annKey, "/v1/trades/"+trade+"/confirm", ""), 200)
	payout := d.made(d.shopKey, "/v1/payouts", `{"merchant":"`+d.shop+`","instrument":"bank_transfer","amount":`+cny("10.00")+`}`)
	missing := strings.Repeat("e", 31) + "0"
	refund := `{"request":"r","amount":` + cny("1.00") + `}`
	payment := `{"fundings":[{"instrument":"wallet","wallet":"` + d.benWallet + `","amount":` + cny("100.00") + `}]}`
	tests := []struct {
		name, key, method, path, id, body string
	}{
		{"merchant", d.otherShopKey, "GET", "/v1/merchants/{id}", d.shop, ""},
		{"merchant to a customer", d.annKey, "GET", "/v1/merchants/{id}", d.shop, ""},
		{"merchant's statement", d.otherShopKey, "GET", "/v1/merchants/{id}/statement", d.shop, ""},
		{"merchant's statement as CSV", d.otherShopKey, "GET", "/v1/merchants/{id}/statement", d.shop, "csv"},
		{"merchant's order", d.otherShopKey, "GET", "/v1/merchants/{id}/orders/A-1", d.shop, ""},
		{"merchant's terms", d.otherShopKey, "POST", "/v1/merchants/{id}/terms", d.shop, `{}`},
		{"merchant's reserve", d.otherShopKey, "POST", "/v1/merchants/{id}/reserve", d.shop, `{"amount":` + cny("1.00") + `}`},
		{"merchant's trades", d.otherShopKey, "GET", "/v1/trades?merchant={id}", d.shop, ""},
		{"trade for another merchant", d.otherShopKey, "POST", "/v1/trades", d.shop, d.trade("A-2", "1.00")},
		{"payout of another merchant", d.otherShopKey, "POST", "/v1/payouts", d.shop, `{"merchant":"` + d.shop + `","instrument":"card","amount":` + cny("1.00") + `}`},
		{"wallet", d.benKey, "GET", "/v1/wallets/{id}", d.annWallet, ""},
		{"wallet to a merchant", d.shopKey, "GET", "/v1/wallets/{id}", d.annWallet, ""},
		{"wallet's statement", d.benKey, "GET", "/v1/wallets/{id}/statement", d.annWallet, ""},
		{"wallet's trades", d.benKey, "GET", "/v1/trades?wallet={id}", d.annWallet, ""},
		{"wallet's events", d.benKey, "GET", "/v1/events?wallet={id}", d.annWallet, ""},
		{"wallet's money out", d.benKey, "POST", "/v1/wallets/{id}/withdrawals", d.annWallet, `{"instrument":"card","amount":` + cny("1.00") + `}`},
		{"wallet's money away", d.benKey, "POST", "/v1/wallets/{id}/transfers", d.annWallet, `{"to":"` + d.benWallet + `","amount":` + cny("1.00") + `}`},
		{"trade to another merchant", d.otherShopKey, "GET", "/v1/trades/{id}", trade, ""},
		{"trade to another customer", d.benKey, "GET", "/v1/trades/{id}", trade, ""},
		{"trade's payment", d.benKey, "POST", "/v1/trades/{id}/pay", trade, payment},
		{"trade's shipping", d.otherShopKey, "POST", "/v1/trades/{id}/ship", trade, ""},
		{"trade's confirmation", d.benKey, "POST", "/v1/trades/{id}/confirm", trade, ""},
		{"trade's timer", d.benKey, "POST", "/v1/trades/{id}/extend", trade, `{"days":1}`},
		{"trade's refund", d.otherShopKey, "POST", "/v1/trades/{id}/refunds", trade, refund},
		{"trade's charge-back", d.otherShopKey, "POST", "/v1/trades/{id}/charge-backs", trade, refund},
		{"trade's end", d.otherShopKey, "POST", "/v1/trades/{id}/close", trade, ""},
		{"trade's dispute", d.benKey, "POST", "/v1/trades/{id}/disputes", trade, ""},
		{"trade's decision", d.otherShopKey, "POST", "/v1/trades/{id}/disputes/resolution", trade, `{"refund":` + cny("1.00") + `}`},
		{"payout", d.otherShopKey, "GET", "/v1/payouts/{id}", payout, ""},
		{"payout to a customer", d.annKey, "GET", "/v1/payouts/{id}", payout, ""},
		{"payout's report", d.otherShopKey, "POST", "/v1/payouts/{id}/reports", payout, `{"state":"sent"}`},
		{"merchant's payouts", d.otherShopKey, "GET", "/v1/payouts?merchant={id}", d.shop, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ask := func(id string) reply {
				path, body := strings.ReplaceAll(tt.path, "{id}", id), strings.ReplaceAll(tt.body, tt.id, id)
				if tt.method == "POST" {
					return d.post(tt.key, path, body)
				}
				if body == "csv" {
					return d.get(tt.key, path, "Accept: text/csv")
				}
				return d.get(tt.key, path)
			}
			foreign, none := ask(tt.id), ask(missing)
			// Where the role alone refuses, the object is not even looked for.
			hidden := foreign.status == 404 || foreign.status == 403 && foreign.field("code") == api.CodeForbidden
			if !hidden || foreign.masked() != none.masked() {
				t.Errorf("a foreign one gets\n%s, a missing one\n%s", foreign.masked(), none.masked())
			}
		})
	}
}

// TestRoles holds that a role's key does not do what is another role's.
func TestRoles(t *testing.T) {
	d := market(t)
	trade := d.paid("A-1", "100.00")
	event := `[{"id":"00000000000000000000000000000001","ledger":156,"code":1}]`
	tests := []struct{ name, key, method, path, body string }{
		{"a merchant makes merchants", d.shopKey, "POST", "/v1/merchants", `{"currency":"CNY"}`},
		{"a merchant sets its terms", d.shopKey, "POST", "/v1/merchants/" + d.shop + "/terms", `{}`},
		{"a merchant confirms", d.shopKey, "POST", "/v1/trades/" + trade + "/confirm", ""},
		{"a merchant resolves", d.shopKey, "POST", "/v1/trades/" + trade + "/disputes/resolution", `{"refund":` + cny("0.00") + `}`},
		{"a merchant reads the ledger", d.shopKey, "GET", "/v1/ledger/accounts", ""},
		{"a merchant writes the ledger", d.shopKey, "POST", "/v1/ledger/accounts", event},
		{"a merchant makes keys", d.shopKey, "POST", "/v1/keys", `{"role":"operator"}`},
		{"a merchant lists wallets", d.shopKey, "GET", "/v1/wallets", ""},
		{"a customer ships", d.annKey, "POST", "/v1/trades/" + trade + "/ship", ""},
		{"a customer refunds", d.annKey, "POST", "/v1/trades/" + trade + "/refunds", `{"request":"r","amount":` + cny("1.00") + `}`},
		{"a customer opens wallets", d.annKey, "POST", "/v1/wallets", `{"currency":"CNY"}`},
		{"a customer raises the tier", d.annKey, "POST", "/v1/wallets/" + d.annWallet + "/tier", `{"tier":"unlimited"}`},
		{"a customer lists merchants", d.annKey, "GET", "/v1/merchants", ""},
		{"a customer lists payouts", d.annKey, "GET", "/v1/payouts", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := d.request(tt.method, tt.key, tt.path, tt.body, "Idempotency-Key: "+strings.ReplaceAll(tt.name, " ", "-"))
			if r.status != 403 {
				t.Errorf("got %d %s, want 403", r.status, r.body)
			}
		})
	}
}
