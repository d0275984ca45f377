package trade_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/trade"
)

// stages bring a trade into each state; a closed one by either way.
var stages = []struct {
	name string
	by   []string
}{
	{"waiting_payment", nil},
	{"paid", []string{"pay"}},
	{"shipped", []string{"pay", "ship"}},
	{"disputed", []string{"pay", "ship", "dispute"}},
	{"completed", []string{"pay", "confirm"}},
	{"closed_unpaid", []string{"close"}},
	{"closed_refunded", []string{"pay", "refund request=all minor=100"}},
}

var commands = []string{
	"pay fundings=wallet:w1:60,card:40", "ship", "confirm", "extend days=3", "refund request=r1 minor=30",
	"charge_back request=c1 minor=30", "close", "dispute", "resolve minor=30",
}

// staged returns a desk with trade t1 of m1 for w1, with a timer, taken there.
func staged(t *testing.T, by []string) *desk {
	d := newDesk(t)
	d.do(words("deposit to=w1 minor=60"))
	d.do(words("create t1 merchant=m1 amount=100 buyer=w1 release=payment:5"))
	for _, line := range by {
		if line == "pay" {
			line = commands[0]
		}
		if got := d.do(command(line, "")); strings.HasPrefix(got[0], "refused") {
			t.Fatalf("%s: %s", line, got[0])
		}
	}
	return d
}

func words(line string) ledgertest.Words { return strings.Fields(line) }

// command returns the line as a command on t1 by the actor.
func command(line, by string) ledgertest.Words {
	w := words(line)
	return append(append(ledgertest.Words{w[0], "t1"}, w[1:]...), "by="+by)
}

// TestMatrix names the outcome of every command in every state, and of every
// command by everybody.
func TestMatrix(t *testing.T) {
	var b strings.Builder
	for _, s := range stages {
		for _, c := range commands {
			d := staged(t, s.by)
			fmt.Fprintf(&b, "%-16s %-12s %s\n", s.name, words(c)[0], d.do(command(c, "operator"))[0])
		}
		d := staged(t, s.by)
		got := append(d.doWait(trade.ExpiryDefault), "nothing")
		fmt.Fprintf(&b, "%-16s %-12s %s\n", s.name, "time", got[0])
	}
	ledgertest.Compare(t, "testdata/states.txt", b.String(), *update)

	b.Reset()
	for _, c := range commands {
		verb := words(c)[0]
		for _, by := range []string{"operator", "system", "m1", "m2", "w1", "w2"} {
			stage := map[string][]string{"pay": nil, "close": nil, "resolve": {"pay", "dispute"}}
			line, made := c, []string{"pay"}
			if s, other := stage[verb]; other {
				made = s
			}
			if verb == "pay" {
				line = "pay fundings=wallet:w1:100"
			}
			d := staged(t, made)
			d.do(words("deposit to=w1 minor=100"))
			fmt.Fprintf(&b, "%-12s %-9s %s\n", verb, by, d.do(command(line, by))[0])
		}
	}
	ledgertest.Compare(t, "testdata/actors.txt", b.String(), *update)
}
