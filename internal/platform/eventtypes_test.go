package platform_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
)

// The list of event types has whatever a random market or a story emits, and next to
// nothing else: what no story tells of is named here.
func TestEventTypes(t *testing.T) {
	emitted := map[string]bool{"trade.charged_back": true}
	stories, err := filepath.Glob(filepath.Join("..", "machine", "payments", "testdata", "*.story"))
	if err != nil || len(stories) == 0 {
		t.Fatalf("%d stories, %v", len(stories), err)
	}
	line := regexp.MustCompile(`(?m)^ *! (\S+)`)
	for _, path := range stories {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range line.FindAllSubmatch(text, -1) {
			emitted[string(found[1])] = true
		}
	}
	d := open(t)
	m := newMarket(d.Platform, d.op, 3)
	m.run(200)
	before, after := len(emitted), payments.Start
	for {
		events, err := d.Events(t.Context(), d.op, ledger.ID{}, after, platform.PageMax)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			emitted[e.Type], after = true, e.Position
		}
	}
	if after == payments.Start || before < 20 {
		t.Fatalf("the market emitted nothing, or stories told of %d types only", before)
	}
	var seen []string
	for e := range emitted {
		seen = append(seen, e)
		if !platform.IsEventType(e) {
			t.Errorf("%s is emitted and not in the list", e)
		}
	}
	slices.Sort(seen)
	if diff := cmp.Diff(seen, platform.EventTypes()); diff != "" {
		t.Errorf("emitted and listed:\n%s", diff)
	}
	for _, none := range []string{"", "trade.payd", "trade", "trade.paid ", "Trade.paid", "zzz"} {
		if platform.IsEventType(none) {
			t.Errorf("%q is a type", none)
		}
	}
}
