package payments_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/ledger/ledgertest"
)

// A roleRow is a command on an object, with the lines that make the object such
// that its own people may do it. $ is the object's name.
type roleRow struct {
	object string // trade, hold, wallet, merchant or payout: who may know of it
	make   []string
	do     string
}

const (
	unpaid = "trade $ shop=m1 minor=10 buyer=w1"
	paid   = "trade $ shop=m1 minor=10 buyer=w1 from=w1:5,5 release=payment:1"

	held     = "hold $ shop=m1 minor=10"
	accepted = "accept $ wallet=w1"
)

var roleRows = []roleRow{
	{"trade", nil, "trade x$ shop=m1 minor=10"},
	{"trade", []string{unpaid}, "pay $ from=w1:10"},
	{"trade", []string{paid}, "ship $"},
	{"trade", []string{paid}, "confirm $"},
	{"trade", []string{paid}, "extend $ days=1"},
	{"trade", []string{paid}, "refund $ request=r minor=1"},
	{"trade", []string{paid}, "charge_back $ request=r minor=1"},
	{"trade", []string{unpaid}, "close $"},
	{"trade", []string{paid}, "dispute $"},
	{"trade", []string{paid, "dispute $"}, "resolve $ refund=1"},
	{"wallet", []string{"wallet $ owner=c1"}, "top_up $ minor=1"},
	{"wallet", []string{"wallet $ owner=c1", "top_up $ minor=1"}, "withdraw $ minor=1"},
	{"wallet", []string{"wallet $ owner=c1", "top_up $ minor=1"}, "send $ to=w2 minor=1"},
	{"wallet", []string{"wallet $ owner=c1"}, "tier $ tier=2"},
	{"merchant", nil, "terms $ release=none"},
	{"merchant", nil, "reserve $ minor=1"},
	{"merchant", []string{"reserve $ minor=1"}, "reserve $ minor=1 back=yes"},
	{"merchant", nil, "payout x$ shop=$ minor=1"},
	{"payout", []string{"payout $ shop=m1 minor=1"}, "report $ state=sent"},
	{"nothing", nil, "merchant m$"},
	{"nothing", nil, "wallet w$ owner=c1"},
	{"trade", []string{paid, "confirm $"}, "settle $ request=r"},
	{"trade", []string{paid, "confirm $"}, "split $ request=r to=m2:1"},
	{"merchant", nil, "bind $ to=m2"},
	{"merchant", []string{"bind $ to=m2"}, "unbind $ to=m2"},
	{"hold", []string{held}, "accept $ wallet=w1"},
	{"hold", []string{held, accepted}, "unfreeze $ request=r minor=1"},
	{"hold", []string{held, accepted}, "call_off $"},
	{"hold", []string{held, accepted, "trade t$ shop=m1 minor=10"}, "pay_from $ trade=t$ minor=10"},
	{"trade", []string{unpaid}, "pay $ buyer=w1 from=f1:10"},
	{"nothing", nil, "fund f$"},
	{"nothing", nil, "rules f1"},
	{"nothing", nil, "calendar f1"},
	{"nothing", nil, "income f1 day=2024-10-04 minor=0"},
	{"wallet", []string{"wallet $ owner=c1"}, "enter f1 holders=$:10"},
	{"wallet", []string{"wallet $ owner=c1", "top_up $ minor=1"}, "buy b$ fund=f1 wallet=$ minor=1"},
	{"wallet", []string{"wallet $ owner=c1"}, "buy b$ fund=f9 wallet=$ minor=1"},
	{"wallet", []string{"wallet $ owner=c1", "enter f1 holders=$:10"}, "redeem r$ fund=f1 wallet=$ minor=1"},
	{"wallet", []string{"wallet $ owner=c1"}, "sweep $ fund=f1"},
}

// insiders may know of an object of a kind; for all others it is as if it were
// not there.
var insiders = map[string]string{
	"trade": "operator m1 c1", "hold": "operator m1 c1", "wallet": "operator c1", "merchant": "operator own", "payout": "operator m1",
	"nothing": "operator m1 m2 c1 c2 own",
}

// TestRoles names, for every command and role, what it gets for an object that
// is there and for one that is not. Both are the same for who may not know.
func TestRoles(t *testing.T) {
	d := testDesk(t)
	for _, line := range []string{
		"merchant m1", "merchant m2", "wallet w1 owner=c1", "wallet w2 owner=c2", "top_up w1 minor=100000",
		"trade funds shop=m1 minor=1000 from=1000 release=no_escrow",
		"bind m1 to=m2", "fund f1", "enter f1 holders=w1:100000",
	} {
		d.well(line)
	}
	var table strings.Builder
	for n, row := range roleRows {
		fmt.Fprintf(&table, "%s\n", row.do)
		for i, by := range []string{"operator", "own", "m1", "m2", "c1", "c2"} {
			if by == "own" && row.object != "merchant" {
				continue
			}
			name := fmt.Sprintf("%c%d", row.object[0], 100+10*n+i)
			there := d.asked(row, name, strings.ReplaceAll(by, "own", name))
			absent := d.result(strings.ReplaceAll(row.do, "$", "gone"+name) + " by=" + by)
			if row.object == "nothing" || row.make == nil && row.object == "trade" {
				absent = there // it is not about an object
			}
			if !strings.Contains(insiders[row.object], by) && there != absent {
				t.Errorf("%s by %s: %q for what is there, %q for what is not", row.do, by, there, absent)
			}
			fmt.Fprintf(&table, "  %-8s %s", by, there)
			if absent != there {
				fmt.Fprintf(&table, "; absent: %s", absent)
			}
			table.WriteString("\n")
		}
	}
	ledgertest.Compare(t, "testdata/roles.txt", table.String(), *update)
}

// asked makes the row's object under a name and returns what the caller got.
func (d *desk) asked(row roleRow, name, by string) string {
	d.t.Helper()
	if row.object == "merchant" {
		d.well("merchant " + name)
		d.well("trade f" + name + " shop=" + name + " minor=5 from=5 release=no_escrow")
	}
	for _, line := range row.make {
		d.well(strings.ReplaceAll(line, "$", name))
	}
	return d.result(strings.ReplaceAll(row.do, "$", name) + " by=" + by)
}

// well carries out a line of an operator's and fails the test when it is refused.
func (d *desk) well(line string) {
	d.t.Helper()
	if r := d.result(line); r != "done" {
		d.t.Fatalf("%s: %s", line, r)
	}
}

// result carries out a line and returns how it went.
func (d *desk) result(line string) string {
	d.t.Helper()
	answer := d.say(strings.Fields(line))[0]
	if code, refused := strings.CutPrefix(answer, "refused "); refused {
		return code
	}
	return "done"
}
