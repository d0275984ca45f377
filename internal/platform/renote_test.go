package platform_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
)

// TestRenoteAtOnce has requests name one address or the other at once: none is
// refused, and both of the last ones stand beside what else was said.
func TestRenoteAtOnce(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	o, err := d.OpenTrade(ctx, d.seller(), d.asked("A1", 10_00, "tea"))
	if err != nil {
		t.Fatal(err)
	}
	codes := race(func(n int) error {
		r := platform.Renote{Trade: o.Trade.ID, NotifyURL: "https://example.com/new"}
		if n%2 == 1 {
			r.NotifyURL, r.ReturnURL = "", "https://example.com/back"
		}
		return d.Renote(ctx, d.seller(), r)
	})
	got, err := d.TradeWithText(ctx, d.seller(), platform.TradeName{Order: "A1"})
	want := platform.Text{
		Subject: "tea", Passback: "p=1", NotifyURL: "https://example.com/new", ReturnURL: "https://example.com/back",
	}
	if codes[""] != together || err != nil || got.Text != want {
		t.Errorf("%v, as wanted: %t, %v", codes, got.Text == want, err)
	}
}

// TestRenoteOnlyWhatDiffers records nothing for what is said already, and leaves
// what others may not change.
func TestRenoteOnlyWhatDiffers(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	asked := d.asked("A1", 10_00, "tea")
	o, err := d.OpenTrade(ctx, d.seller(), asked)
	if err != nil {
		t.Fatal(err)
	}
	before := d.NoteDigest(o.Trade.ID)
	if again, err := d.OpenTrade(ctx, d.seller(), asked); err != nil || !again.Existed || d.NoteDigest(o.Trade.ID) != before {
		t.Errorf("the same request is recorded, %v", err)
	}
	r := platform.Renote{Trade: o.Trade.ID, NotifyURL: asked.Text.NotifyURL}
	if err := d.Renote(ctx, d.seller(), r); err != nil || d.NoteDigest(o.Trade.ID) != before {
		t.Errorf("the same address is recorded, %v", err)
	}
	r.NotifyURL = "https://example.com/mine"
	for who, by := range map[string]auth.Caller{
		trade.RefusedMissing.Code: {Role: auth.Merchant, Subject: [16]byte{7}}, "forbidden": d.buyer(),
	} {
		if err := d.Renote(ctx, by, r); errkind.CodeOf(err) != who {
			t.Errorf("%s: %v", who, err)
		}
	}
	got, err := d.TradeWithText(ctx, d.seller(), platform.TradeName{Order: "A1"})
	if err != nil || got.Text != asked.Text {
		t.Errorf("changed, %v", err)
	}
	shown, err := json.Marshal(r)
	if text := fmt.Sprintf("%v %+v %#v %s", r, r, r, shown); err != nil || strings.Contains(text, "mine") {
		t.Errorf("an address shows, %v", err)
	}
}
