package payments_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger/ledgertest"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// TestRenote replaces notes: the trade's merchant may, one that has read the note
// as it is, and the latest counts, also after a crash.
func TestRenote(t *testing.T) {
	d := testDesk(t)
	shop := d.shopFor("m1", merchant.Release{})
	d.say([]string{"merchant", "m2"})
	first := trade.Note{Sealed: []byte("first"), Mark: [16]byte{1}, App: 4}
	for _, name := range []string{"t1", "t2"} {
		create := trade.Create{Merchant: shop, Order: name, Amount: money.Amount{Minor: 10, Currency: yuan}}
		d.do(payments.KindTradeOpen, ledgertest.Named(name), payments.Encode(trade.Open{
			Create: trade.AppendCreate(nil, &create), Note: first,
		}))
	}
	d.say([]string{"trade", "t3", "shop=m1", "minor=10"})
	second := trade.Note{Sealed: []byte("second"), Mark: [16]byte{1}, App: 4, Notify: true}
	long, other := second, second
	long.Sealed, other.Mark = make([]byte, trade.NoteMax+1), [16]byte{2}
	none := trade.Note{}
	own := trade.Note{Sealed: []byte("own"), App: 5, Notify: true}
	var got []string
	for _, c := range []struct {
		trade, by string
		was       *trade.Note
		note      trade.Note
	}{
		{"gone", "m1", &first, second},
		{"t1", "m2", &first, second},
		{"t1", "c1", &first, second},
		{"t1", "operator", &first, second},
		{"t1", "m1", &first, long},
		{"t1", "m1", &first, other},
		{"t1", "m1", &first, own},
		{"t1", "m1", &second, second},
		{"t1", "m1", &first, second},
		{"t1", "m1", &first, second},
		{"t3", "system", &none, own},
	} {
		by := caller(ledgertest.Words{"note", "by=" + c.by})
		r := d.send(d.command(payments.KindTradeNote, by, payments.Encode(trade.Renote{
			Trade: trade.ID(ledgertest.Named(c.trade)), Was: c.was.Digest(), Note: c.note,
		})))
		got = append(got, fmt.Sprintf("%s by %s: %s", c.trade, c.by, r.Refusal.Code))
	}
	want := []string{
		"gone by m1: trade_not_found", "t1 by m2: trade_not_found", "t1 by c1: trade_not_found", "t1 by operator: not_allowed",
		"t1 by m1: note_too_long", "t1 by m1: note_of_another_request", "t1 by m1: note_of_another_request",
		"t1 by m1: changed_meanwhile", "t1 by m1: ", "t1 by m1: changed_meanwhile", "t3 by system: ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	notes := map[string]trade.Note{"t1": second, "t2": first, "t3": own}
	d.checkNotes(notes, 0)
	d.crash()
	d.checkNotes(notes, 0)
	for name := range notes {
		d.say([]string{"pay", name, "from=10"})
	}
	d.checkNotes(notes, 2)
	if live, fresh := d.hash(), d.replayed(t.TempDir()); live != fresh {
		t.Errorf("a replay gives %x, the state is %x", fresh, live)
	}
	d.reopen()
	d.checkNotes(notes, 2)
}

// checkNotes fails the test unless trades have the notes, and m1 so many notices.
func (d *desk) checkNotes(notes map[string]trade.Note, owed int) {
	d.t.Helper()
	d.run.View(func() {
		for name, want := range notes {
			note, ok := d.machine.Note(trade.ID(ledgertest.Named(name)))
			if diff := cmp.Diff(want, note); !ok || diff != "" {
				d.t.Fatalf("%s (-want +got):\n%s", name, diff)
			}
		}
		if n := len(d.machine.Deliveries(ledgertest.Named("m1"), [16]byte{}, 10)); n != owed {
			d.t.Fatalf("%d notices are owed, not %d", n, owed)
		}
	})
}
