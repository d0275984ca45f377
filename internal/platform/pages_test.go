package platform_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// nothings moves nothing between the wallet and the bank, in enough transfers
// that no page looks at all of them. A few are for 42.
func (d *desk) nothings() (rare []int64) {
	d.t.Helper()
	events := make([]ledger.Transfer, ledger.BatchMax)
	for made := 0; made < platform.RowsMax+2*ledger.BatchMax; made += len(events) {
		for i := range events {
			events[i] = ledger.Transfer{
				DebitAccountID:  ledger.AccountID(d.w.ID, ledger.WalletRole),
				CreditAccountID: ledger.House(ledger.AccountClearing, uint32(yuan), 2),
				Ledger:          uint32(yuan), Code: ledger.TransferAdjustment,
			}
			binary.BigEndian.PutUint64(events[i].ID[:], uint64(made+i+1))
		}
		events[100].UserData64 = 42
		out, err := d.CreateTransfers(context.Background(), d.op, events)
		if err != nil {
			d.t.Fatal(err)
		}
		if out[0].Code != ledger.Created || out[len(out)-1].Code != ledger.Created {
			d.t.Fatalf("nothing was refused: %v", out[0].Code)
		}
		rare = append(rare, out[100].Timestamp)
	}
	return rare
}

// Pages of what is rare are short rather than long in coming, and lead on to the
// end.
func TestPagesOfRareThings(t *testing.T) {
	d := open(t)
	want := d.nothings()
	list := map[string]func(ledger.Filter) (platform.Page[ledger.Transfer], error){
		"transfers": func(f ledger.Filter) (platform.Page[ledger.Transfer], error) {
			return d.Transfers(context.Background(), d.op, f)
		},
		"transfers of an account": func(f ledger.Filter) (platform.Page[ledger.Transfer], error) {
			return d.AccountTransfers(context.Background(), d.op, ledger.AccountID(d.w.ID, ledger.WalletRole), f)
		},
	}
	for name, query := range list {
		for _, newest := range []bool{false, true} {
			var got []int64
			f, short := ledger.Filter{UserData64: 42, Limit: platform.PageMax, NewestFirst: newest}, 0
			for more := true; more; {
				page, err := query(f)
				if err != nil {
					t.Fatal(err)
				}
				for i := range page.Items {
					got = append(got, page.Items[i].Timestamp)
				}
				if more = page.Next != 0; more {
					short++
				}
				if f.From = page.Next + 1; newest {
					f.From, f.To = 0, page.Next-1
				}
			}
			if newest {
				for i, j := 0, len(got)-1; i < j; i, j = i+1, j-1 {
					got[i], got[j] = got[j], got[i]
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || short == 0 {
				t.Errorf("%s, newest first %t: %d short pages (-want +got):\n%s", name, newest, short, diff)
			}
		}
	}
	d.checkQuietStatement()
}

// checkQuietStatement reads the statement of a wallet where nothing moved for
// long, and then something.
func (d *desk) checkQuietStatement() {
	d.t.Helper()
	if _, _, err := d.TopUp(context.Background(), d.op, "late", wallet.TopUp{
		Wallet: d.w.ID, Instrument: 2, Amount: money.Amount{Minor: 5, Currency: yuan},
	}); err != nil {
		d.t.Fatal(err)
	}
	pages := 0
	lines := d.statement(platform.StatementRequest{Owner: d.w.ID, Limit: 10}, func() { pages++ })
	if len(lines) != 2 || lines[0].Minor != 1000_00 || lines[1].Minor != 5 || pages == 0 {
		d.t.Errorf("%d lines on %d pages before the last: %+v", len(lines), pages, lines)
	}
}
