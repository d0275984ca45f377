package alipay_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/alipay"
)

type order struct {
	OutTradeNo  string         `json:"out_trade_no"`
	TotalAmount alipay.Loose   `json:"total_amount"`
	Royalties   []orderRoyalty `json:"royalty_parameters"`
}

type orderRoyalty struct {
	Amount alipay.Loose `json:"amount"`
	Desc   string       `json:"desc"`
}

func TestDecode(t *testing.T) {
	for _, tc := range []struct {
		text string
		want order
	}{
		{``, order{}},
		{` {} `, order{}},
		{`{"out_trade_no":"1","total_amount":"12.50","goods_detail":[{"x":[1,{}]}],"body":null}`, order{OutTradeNo: "1", TotalAmount: "12.50"}},
		{`{"total_amount":12.50}`, order{TotalAmount: "12.50"}}, // digit for digit
		{`{"total_amount":0.1}`, order{TotalAmount: "0.1"}},
		{`{"total_amount":null}`, order{}},
		{
			`{"royalty_parameters":[{"amount":1,"desc":"a"},{"amount":"2","desc":"a"}]}`,
			order{Royalties: []orderRoyalty{{"1", "a"}, {"2", "a"}}},
		},
	} {
		var got order
		if err := alipay.Decode("alipay.trade.create", tc.text, &got); err != nil {
			t.Errorf("%s: %v", tc.text, err)
		} else if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.text, diff)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`[]`: "biz_content", `"{}"`: "biz_content", `null`: "biz_content", `1`: "biz_content", `{`: "biz_content",
		`{"a":1}x`: "biz_content", `{} {}`: "biz_content", `{"a":}`: "biz_content", "{\"a\":\"\xff\"}": "biz_content",
		`{"out_trade_no":"1","out_trade_no":"1"}`:                 "biz_content",
		`{"out_trade_no":"1","Out_Trade_No":"2"}`:                 "biz_content",
		`{"ſubject":"1","subject":"2"}`:                           "biz_content",
		`{"x":{"a":1,"a":2}}`:                                     "biz_content",
		`{"out_trade_no":12}`:                                     "out_trade_no",
		`{"out_trade_no":{}}`:                                     "out_trade_no",
		`{"total_amount":1e2}`:                                    "total_amount",
		`{"total_amount":true}`:                                   "total_amount",
		`{"total_amount":["1"]}`:                                  "total_amount",
		`{"royalty_parameters":{}}`:                               "royalty_parameters",
		`{"royalty_parameters":[{"amount":[]}]}`:                  "royalty_parameters.amount",
		strings.Repeat(`{"a":`, 9) + `1` + strings.Repeat("}", 9): "biz_content",
		`{"a":[` + strings.Repeat("1,", 5000) + `1]}`:             "biz_content",
	} {
		var f *alipay.Failure
		err := alipay.Decode("alipay.trade.create", text, new(order))
		if !errors.As(err, &f) || f.SubCode != "ACQ.INVALID_PARAMETER" || !strings.HasPrefix(f.SubMsg, want+": ") {
			t.Errorf("%.60s: %v, want a failure of %s", text, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{}`, `{"out_trade_no":"1","total_amount":1.5}`, `{"a":[{"b":1e9}]}`, `{"a":1,"A":2}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var o order
		err := alipay.Decode("alipay.trade.create", text, &o)
		var failure *alipay.Failure
		if err != nil && !errors.As(err, &failure) {
			t.Fatalf("an error of another type: %v", err)
		}
		if err == nil && strings.ContainsAny(string(o.TotalAmount), "eE") && !strings.Contains(text, `"`+string(o.TotalAmount)) {
			t.Fatalf("a number with an exponent is taken: %s", o.TotalAmount)
		}
	})
}
