package replay_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/replay"
)

// goodLine is an order with two payments and two sellers.
const goodLine = `{"order":"o1","buyer":"b1","state":"SP","status":"delivered",` +
	`"purchase":"2017-01-05 12:01:20","approved":"2017-01-07 03:35:37","carrier":"2017-01-11 16:22:53",` +
	`"delivered":"2017-01-17 15:38:58","estimated":"2017-02-13 00:00:00",` +
	`"payments":[{"seq":1,"type":"boleto","installments":1,"cents":1000},{"seq":2,"type":"voucher","installments":1,"cents":500}],` +
	`"paid_cents":1500,"sellers":{"s1":900,"s2":600}}`

func TestDecodeGood(t *testing.T) {
	t.Parallel()
	got, err := replay.Decode([]byte(goodLine))
	if err != nil {
		t.Fatal(err)
	}
	want := replay.Order{
		ID: "o1", Buyer: "b1", State: "SP", Status: replay.Delivered,
		Purchase: date("2017-01-05 12:01:20"), Approved: date("2017-01-07 03:35:37"),
		Carrier: date("2017-01-11 16:22:53"), Delivered: date("2017-01-17 15:38:58"),
		Estimated: date("2017-02-13 00:00:00"),
		Payments: []replay.Payment{
			{Sequence: 1, Type: "boleto", Instalments: 1, Cents: 1000},
			{Sequence: 2, Type: "voucher", Instalments: 1, Cents: 500},
		},
		PaidCents: 1500,
		Sellers:   []replay.Seller{{ID: "s1", Cents: 900}, {ID: "s2", Cents: 600}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if line := string(got.AppendLine(nil)); line != goodLine+"\n" {
		t.Errorf("written again:\n%s", line)
	}
}

const (
	idReason   = "not an id of 1 to 64 letters, digits, _ and -"
	dateReason = "not a date like 2017-01-31 23:59:59 between 1990 and 2099"
)

// badLines change one thing of the good line. Every new text holds "personal",
// where it can.
var badLines = []struct{ old, new, reason string }{
	{goodLine, ``, "empty"},
	{goodLine, ` `, "not valid JSON"},
	{goodLine, `null`, "not an object"},
	{goodLine, `["personal"]`, "not an object"},
	{goodLine, goodLine + goodLine, "something follows the order"},
	{goodLine, goodLine + "]", "something follows the order"},
	{goodLine, goodLine[:len(goodLine)-1], "not valid JSON"},
	{goodLine, "\ufeff" + goodLine, "not valid JSON"},
	{goodLine, strings.Repeat("[", 30_000), "not an object"},
	{goodLine, strings.Repeat(`{"order":`, 5_000), "order: not a string"},
	{goodLine, strings.Repeat(" ", replay.LineBytesMax) + goodLine, "longer than 65536 bytes"},
	{`"order":"o1"`, `"order":"` + "\xff" + `"`, "broken UTF-8"},
	{`"order":"o1"`, `"order":"\ud800"`, "order: " + idReason},
	{`"order":"o1"`, `"order":""`, "order: " + idReason},
	{`"order":"o1"`, `"order":"personal."`, "order: " + idReason},
	{`"order":"o1"`, `"order":"` + strings.Repeat("x", 65) + `"`, "order: too long"},
	{`"order":"o1"`, `"order":null`, "order: not a string"},
	{`"order":"o1"`, `"order":7`, "order: not a string"},
	{`"order":"o1"`, `"order":"o1","order":"o1"`, "order: duplicate key"},
	{`"order":"o1"`, `"order":"o1","\u006frder":"o1"`, "order: duplicate key"},
	{`"order":"o1"`, `"order":"o1","personal":1`, "unknown field"},
	{`"order":"o1"`, `"Order":"o1"`, "unknown field"},
	{`"order":"o1",`, ``, "order: missing"},
	{`"buyer":"b1"`, `"buyer":"per sonal@x"`, "buyer: " + idReason},
	{`"state":"SP"`, `"state":"` + strings.Repeat("x", 33) + `"`, "state: not a code of 1 to 32 letters, digits, _ and -"},
	{`"delivered","purchase`, `"personal","purchase`, "status: unknown"},
	{`2017-01-05 12:01:20`, ``, "purchase: a date is needed"},
	{`2017-01-05 12:01:20`, `2017-01-05T12:01:20Z`, "purchase: " + dateReason},
	{`2017-01-05 12:01:20`, `2017-01-05 2:01:20`, "purchase: " + dateReason},
	{`2017-01-05 12:01:20`, `2017-01-05 12:01:20.5`, "purchase: " + dateReason},
	{`2017-01-05 12:01:20`, `2017-02-30 12:01:20`, "purchase: " + dateReason},
	{`2017-02-13 00:00:00`, `1989-12-31 23:59:59`, "estimated: " + dateReason},
	{`2017-02-13 00:00:00`, `2100-01-01 00:00:00`, "estimated: " + dateReason},
	{`"payments":[`, `"payments":{`, "payments: not an array"},
	{`"payments":[{`, `"payments":[1,{`, "payments: not an object"},
	{`"cents":500}]`, `"cents":500,"personal":1}]`, "payments: unknown field"},
	{`"cents":500}]`, `"cents":500,"cents":500}]`, "payments.cents: duplicate key"},
	{`,"cents":500}]`, `}]`, "payments.cents: missing"},
	{`"cents":500}]`, `"cents":500},]`, "not valid JSON"},
	{`"cents":500`, `"cents":500.0`, "payments.cents: not an integer"},
	{`"cents":500`, `"cents":5e2`, "payments.cents: not an integer"},
	{`"cents":500`, `"cents":-500`, "payments.cents: negative"},
	{`"cents":500`, `"cents":-0`, "payments.cents: negative"},
	{`"cents":500`, `"cents":"500"`, "payments.cents: not a number"},
	{`"cents":500`, `"cents":0500`, "not valid JSON"},
	{`"cents":500`, `"cents":1000000000001`, "payments.cents: too large"},
	{`"cents":500`, `"cents":99999999999999999999`, "payments.cents: too large"},
	{`"seq":2`, `"seq":2147483648`, "payments.seq: too large"},
	{`"type":"voucher"`, `"type":"personal gift"`, "payments.type: not a name of 1 to 32 letters, digits, _ and -"},
	{`"paid_cents":1500`, `"paid_cents":1501`, "paid_cents: differs from the sum of the payments"},
	{`"sellers":{`, `"sellers":[`, "sellers: not an object"},
	{`"s2":600`, `"s1":600`, "sellers: duplicate key"},
	{`"s2":600`, `"personal shop":600`, "sellers: " + idReason},
	{`"s2":600`, `"s2":-1`, "sellers: negative"},
	{`"s2":600`, `"s2":{"s2":600}`, "sellers: not a number"},
}

// TestDecodeBad looks at the reasons: none repeats what is personal.
func TestDecodeBad(t *testing.T) {
	t.Parallel()
	for _, test := range badLines {
		line := strings.Replace(goodLine, test.old, test.new, 1)
		if line == goodLine {
			t.Errorf("%q is not in the good line", test.old)
		}
		_, err := replay.Decode([]byte(line))
		if !errors.Is(err, replay.ErrLine) || err.Error() != test.reason {
			t.Errorf("%.60q: %v, want %s", test.new, err, test.reason)
		}
		if err != nil && strings.Contains(err.Error(), "personal") {
			t.Errorf("%.60q: the reason repeats the line: %v", test.new, err)
		}
	}
}

// TestDecodeCounts goes to the limits of a line's lists and one beyond.
func TestDecodeCounts(t *testing.T) {
	t.Parallel()
	line := func(payments, sellers int) []byte {
		o, err := replay.Decode([]byte(goodLine))
		if err != nil {
			t.Fatal(err)
		}
		o.Payments, o.Sellers, o.PaidCents = nil, nil, int64(payments)
		for i := range payments {
			o.Payments = append(o.Payments, replay.Payment{Sequence: i + 1, Type: "voucher", Cents: 1})
		}
		for i := range sellers {
			o.Sellers = append(o.Sellers, replay.Seller{ID: fmt.Sprintf("s%d", i)})
		}
		return o.AppendLine(nil)
	}
	if _, err := replay.Decode(line(replay.PaymentsMax, replay.SellersMax)); err != nil {
		t.Errorf("at the limits: %v", err)
	}
	if _, err := replay.Decode(line(replay.PaymentsMax+1, 0)); err == nil || err.Error() != "payments: more than 100" {
		t.Errorf("a payment too many: %v", err)
	}
	if _, err := replay.Decode(line(1, replay.SellersMax+1)); err == nil || err.Error() != "sellers: more than 64" {
		t.Errorf("a seller too many: %v", err)
	}
	if _, err := replay.Decode(line(0, 1)); err == nil || err.Error() != "payments: at least one is needed" {
		t.Errorf("no payment: %v", err)
	}
	nothing := strings.NewReplacer(`"cents":1000`, `"cents":0`, `"cents":500`, `"cents":0`, `:1500`, `:0`).Replace(goodLine)
	if _, err := replay.Decode([]byte(nothing)); err == nil || err.Error() != "paid_cents: nothing is paid" {
		t.Errorf("payments of nothing: %v", err)
	}
}

// FuzzDecode reads anything; what it accepts is the same when written and read
// again, and can be planned.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(goodLine))
	f.Add([]byte(strings.Replace(goodLine, "delivered", "canceled", 1)))
	f.Add([]byte(strings.Replace(goodLine, `"s2":600`, `"s2":6000`, 1)))
	f.Add([]byte(strings.Replace(goodLine, "2017-01-07 03:35:37", "", 1)))
	f.Add([]byte(`{"order":"o1","sellers":{}}`))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, line []byte) {
		order, err := replay.Decode(line)
		if err != nil {
			if !errors.Is(err, replay.ErrLine) {
				t.Fatalf("error is not ErrLine: %v", err)
			}
			return
		}
		again, err := replay.Decode(order.AppendLine(nil))
		if err != nil {
			t.Fatalf("written and read again: %v", err)
		}
		if diff := cmp.Diff(order, again); diff != "" {
			t.Fatalf("written and read again (-first +again):\n%s", diff)
		}
		checkPlan(t, replay.NewPlan(&order, 1))
	})
}

// checkPlan says what holds of every plan.
func checkPlan(t testing.TB, p replay.Plan) {
	t.Helper()
	var fundings, shares int64
	for _, f := range p.Fundings {
		fundings += f.Cents
	}
	for _, s := range p.Sellers {
		shares += s.Cents
	}
	if fundings != p.Cents || shares > p.Cents {
		t.Errorf("%d cents are funded by %d and shared out by %d", p.Cents, fundings, shares)
	}
	if len(p.Steps) == 0 || p.Steps[0].Kind != replay.Create {
		t.Errorf("a plan that does not begin with the creation: %v", p.Steps)
	}
	for i := 1; i < len(p.Steps); i++ {
		if p.Steps[i].At < p.Steps[i-1].At {
			t.Errorf("step %d goes back in time: %v", i, p.Steps)
		}
	}
}
