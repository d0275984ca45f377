package trade_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// wholeTrade has every field set, so that one that the encoding forgets is
// missed.
func wholeTrade() trade.Trade {
	return trade.Trade{
		ID: ledger.ID{1}, Merchant: ledger.ID{2}, Order: "A-1", Buyer: ledger.ID{3},
		Amount:   money.Amount{Minor: 100, Currency: 156},
		Shares:   []trade.Share{{Merchant: ledger.ID{4}, Minor: 5, Released: 6, Fee: 7, Returned: 8, FeeBack: 9, Charged: 10}},
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: ledger.ID{11}, Minor: 12, Refunded: 13}},
		Release:  trade.Release{Timer: trade.FromPayment, Days: 14},
		Fee:      trade.Fee{PartsPerMillion: 15, Fixed: 16, Min: 17, Cap: 18, Refundable: true},
		State:    trade.Shipped, CreatedAt: 19, PaidAt: 20, ShippedAt: 21, CompletedAt: 22, ClosedAt: 23,
		DisputedAt: 24, ResolvedAt: 25, ExpiresAt: 26, ReleaseAt: 27, Extended: true,
		Paid: 28, Held: 29, Released: 30, RefundedHeld: 31, ChargedHeld: 32, RefundedAfter: 33, ChargedAfter: 34,
		FeeCharged: 35, FeeReturned: 36, Lost: 42,
		Returns:   []trade.Return{{Cause: trade.ChargedBack, Request: "r", Minor: 37, At: 38, After: true, FeeBack: 39, Loss: 43}},
		Transfers: 40, Version: 41,
	}
}

// TestWholeTradeIsWhole finds a field that was added to a trade and not to
// wholeTrade, and so may be missing from the encoding as well.
func TestWholeTradeIsWhole(t *testing.T) {
	whole := wholeTrade()
	for _, v := range []any{whole, whole.Shares[0], whole.Fundings[0], whole.Release, whole.Fee, whole.Returns[0]} {
		fields := reflect.ValueOf(v)
		for i := range fields.NumField() {
			if name := fields.Type().Field(i).Name; name != "_" && fields.Field(i).IsZero() {
				t.Errorf("%T.%s is not set", v, name)
			}
		}
	}
}

func wholeCreate() trade.Create {
	return trade.Create{
		Merchant: ledger.ID{1}, Order: "A-1", Buyer: ledger.ID{2}, Amount: money.Amount{Minor: -3, Currency: 392},
		Shares:    []trade.Share{{Merchant: ledger.ID{4}, Minor: 5}},
		Release:   trade.Release{Timer: trade.FromShipping, Days: 365},
		ExpiresAt: 6, Fundings: []trade.Funding{{Instrument: trade.Card, Minor: 7}},
	}
}

func TestWireKeepsEveryField(t *testing.T) {
	want := wholeTrade()
	got, err := trade.Parse(want.Append(nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(trade.Trade{}, trade.Share{}, trade.Funding{}, trade.Release{}, trade.Fee{}, trade.Return{}, money.Amount{})); diff != "" {
		t.Errorf("a trade came back changed (-want +got):\n%s", diff)
	}
	c := wholeCreate()
	back, err := trade.ParseCreate(trade.AppendCreate(nil, &c))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, back, cmp.AllowUnexported(trade.Create{}, trade.Share{}, trade.Funding{}, trade.Release{}, money.Amount{})); diff != "" {
		t.Errorf("a command came back changed (-want +got):\n%s", diff)
	}
}

func TestWireRefusesWhatItWouldNotWrite(t *testing.T) {
	whole := wholeTrade()
	good := whole.Append(nil)
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(good)
		switch rapid.IntRange(0, 2).Draw(t, "damage") {
		case 0:
			b = b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")]
		case 1:
			b = append(b, rapid.Byte().Draw(t, "tail"))
		case 2:
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		parsed, err := trade.Parse(b)
		if err == nil && !bytes.Equal(parsed.Append(nil), b) {
			t.Errorf("% x was taken but means something else", b)
		}
		if err != nil && !errors.Is(err, trade.ErrWire) {
			t.Errorf("error %v does not match ErrWire", err)
		}
	})
}

func FuzzParse(f *testing.F) {
	whole := wholeTrade()
	f.Add(whole.Append(nil))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		parsed, err := trade.Parse(b)
		if err == nil && !bytes.Equal(parsed.Append(nil), b) {
			t.Errorf("% x is a second encoding of one trade", b)
		}
	})
}

func FuzzParseCreate(f *testing.F) {
	whole := wholeCreate()
	f.Add(trade.AppendCreate(nil, &whole))
	f.Fuzz(func(t *testing.T, b []byte) {
		parsed, err := trade.ParseCreate(b)
		if err == nil && !bytes.Equal(trade.AppendCreate(nil, &parsed), b) {
			t.Errorf("% x is a second encoding of one command", b)
		}
	})
}
