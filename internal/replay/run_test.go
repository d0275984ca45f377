package replay_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/replay"
	"github.com/candorpay/candor/internal/trade"
)

// fileOf plans orders as if they were the lines of a file.
func fileOf(orders ...replay.Order) *replay.File {
	file := &replay.File{}
	for i := range orders {
		file.Plans = append(file.Plans, replay.NewPlan(&orders[i], i+1))
	}
	return file
}

// run replays the file, which must succeed.
func run(t testing.TB, h *house, file *replay.File, options replay.Options) *replay.Report {
	t.Helper()
	report, err := replay.Run(context.Background(), file, h.desk(), options)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Balances() {
		t.Errorf("money was not conserved: %+v", report)
	}
	return report
}

func TestRunIsExact(t *testing.T) {
	t.Parallel()
	h := newHouse()
	run(t, h, fileOf(
		order("a", replay.Delivered, days{1, 3, 5, 7, 9}),
		order("b", replay.Canceled, days{2, 4, 0, 0, 6}),
		order("c", replay.Canceled, days{2, 0, 0, 0, 8}),
	), replay.Options{})
	want := []booked{
		{on(1), "a", "create"},
		{on(2), "b", "create"},
		{on(2), "c", "create"},
		{on(3), "a", "pay"},
		{on(4), "b", "pay"},
		{on(5), "a", "ship"},
		{on(6), "b", "refund"},
		{on(7), "a", "confirm"},
		{on(8), "c", "close"},
	}
	const slack = 10 // the house's time goes on by 1 ns a command
	got := slices.Clone(h.booked)
	for i := range got {
		got[i].at -= got[i].at % slack
	}
	byTime := cmpopts.SortSlices(func(a, b booked) bool { return a.at < b.at || a.at == b.at && a.order < b.order })
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(booked{}), byTime); diff != "" {
		t.Errorf("booked (-want +got):\n%s", diff)
	}
}

// TestRunWindow puts three orders into one quarter of an hour and one into the
// next: those of one window are booked at the time of its last step, none before
// its own time, and an order's steps in their order.
func TestRunWindow(t *testing.T) {
	t.Parallel()
	at := date("2017-03-01 10:00:00")
	minute := int64(time.Minute)
	a := order("a", replay.Delivered, days{1, 2, 3, 4, 9})
	a.Purchase, a.Approved, a.Carrier, a.Delivered = at, at+4*minute, at+14*minute, at+15*minute
	b := order("b", replay.Shipped, days{1, 2, 3, 0, 9})
	b.Purchase, b.Approved, b.Carrier = at+minute, at+2*minute, at+2*minute
	h := newHouse()
	run(t, h, fileOf(a, b), replay.Options{Window: 15 * time.Minute})
	if diff := cmp.Diff([]string{"create", "pay", "ship", "confirm"}, h.kinds("a")); diff != "" {
		t.Errorf("a (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"create", "pay", "ship"}, h.kinds("b")); diff != "" {
		t.Errorf("b (-want +got):\n%s", diff)
	}
	for i, b := range h.booked {
		from, to := at+14*minute, at+15*minute
		if i == len(h.booked)-1 {
			from, to = to, to+minute
		}
		if b.at < from || b.at >= to {
			t.Errorf("%s of %s was booked at %v", b.kind, b.order, time.Unix(0, b.at).UTC())
		}
	}
}

// TestRunInThePast replays orders that are older than business time: they are
// booked now, and their trades live long enough to be paid.
func TestRunInThePast(t *testing.T) {
	t.Parallel()
	h := newHouse()
	run(t, h, fileOf(order("later", replay.Delivered, days{20, 21, 22, 23, 24})), replay.Options{})
	report := run(t, h, fileOf(
		order("earlier", replay.Delivered, days{1, 2, 3, 4, 9}),
		order("canceled", replay.Canceled, days{1, 0, 0, 0, 9}),
	), replay.Options{})
	if !h.inOrder() {
		t.Error("business time went back")
	}
	if report.Outcomes != (replay.Outcomes{Released: 1, Closed: 1}) {
		t.Errorf("outcomes: %+v", report.Outcomes)
	}
	if first := h.booked[4]; first.at < on(23) {
		t.Errorf("%s of %s was booked before business time", first.kind, first.order)
	}
}

// TestRunGoesOn breaks the desk at every command in turn. The next run books
// what is missing, and only that.
func TestRunGoesOn(t *testing.T) {
	t.Parallel()
	file := fileOf(
		order("a", replay.Delivered, days{1, 3, 5, 7, 9}),
		order("b", replay.Canceled, days{2, 4, 0, 0, 6}),
		order("c", replay.Unavailable, days{2, 4, 0, 0, 8}),
	)
	whole := newHouse()
	want := run(t, whole, file, replay.Options{})
	for broken := range whole.booked {
		h := newHouse()
		down := errors.New("disk is gone")
		h.fail = func(string, string) error {
			if len(h.booked) == broken {
				return down
			}
			return nil
		}
		if _, err := replay.Run(context.Background(), file, h.desk(), replay.Options{}); !errors.Is(err, down) {
			t.Fatalf("broken at command %d: %v", broken, err)
		}
		h.fail = nil
		before := len(h.booked)
		got := run(t, h, file, replay.Options{})
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(replay.Report{}, "NewCommands", "Seconds")); diff != "" {
			t.Errorf("broken at command %d (-whole +mended):\n%s", broken, diff)
		}
		if len(h.booked) != len(whole.booked) || int(got.NewCommands) != len(h.booked)-before {
			t.Errorf("broken at command %d: %d of %d commands, %d reported", broken, len(h.booked), len(whole.booked), got.NewCommands)
		}
	}
}

// TestRunNewerFile replays a file in which an order has come further: only the
// new steps are booked.
func TestRunNewerFile(t *testing.T) {
	t.Parallel()
	h := newHouse()
	run(t, h, fileOf(order("a", replay.Processing, days{1, 2, 0, 0, 9})), replay.Options{})
	report := run(t, h, fileOf(order("a", replay.Delivered, days{1, 2, 3, 4, 9})), replay.Options{})
	if report.NewCommands != 2 || report.Strays != 0 || report.Cents.Released != 1000 {
		t.Errorf("report: %+v", report)
	}
	// And back to the old one: nothing is undone, and the report says where the
	// order really stands.
	report = run(t, h, fileOf(order("a", replay.Processing, days{1, 2, 0, 0, 9})), replay.Options{})
	if report.NewCommands != 0 || report.Strays != 1 || report.Cents.Released != 1000 {
		t.Errorf("report: %+v", report)
	}
}

// TestRunStray closes a trade behind the replay's back: the order is left there.
func TestRunStray(t *testing.T) {
	t.Parallel()
	h := newHouse()
	run(t, h, fileOf(order("a", replay.Created, days{1, 0, 0, 0, 0})), replay.Options{})
	if _, err := h.Close(context.Background(), trade.Close{Trade: h.orders["a"]}); err != nil {
		t.Fatal(err)
	}
	report := run(t, h, fileOf(order("a", replay.Delivered, days{1, 2, 3, 4, 9})), replay.Options{})
	if report.NewCommands != 0 || report.Strays != 1 || report.Cents.Closed != 1000 || report.Outcomes.Closed != 1 {
		t.Errorf("report: %+v", report)
	}
}

// TestRunRefused refuses the creation of one order: it becomes a bad line in the
// order of the file, nothing of it is booked, and the others go on.
func TestRunRefused(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.refuse = func(_, order string) errkind.Refusal {
		if order == "b" {
			return errkind.Refusal{Kind: errkind.Conflict, Code: "merchant_closed"}
		}
		return errkind.Refusal{}
	}
	file := fileOf(
		order("a", replay.Delivered, days{1, 2, 3, 4, 9}),
		order("b", replay.Delivered, days{1, 2, 3, 4, 9}),
	)
	file.Bad = []replay.BadLine{{Line: 3, Reason: "not valid JSON"}}
	report := run(t, h, file, replay.Options{})
	want := []replay.BadLine{{Line: 2, Reason: "refused: merchant_closed"}, {Line: 3, Reason: "not valid JSON"}}
	if diff := cmp.Diff(want, report.BadLines); diff != "" {
		t.Errorf("bad lines (-want +got):\n%s", diff)
	}
	if report.Orders != 1 || report.Cents.Total != 1000 || len(h.kinds("b")) != 0 {
		t.Errorf("b was booked: %v, %+v", h.kinds("b"), report)
	}
}

// TestRunOtherAmount replays an order number that is booked with another amount.
func TestRunOtherAmount(t *testing.T) {
	t.Parallel()
	h := newHouse()
	run(t, h, fileOf(order("a", replay.Processing, days{1, 2, 0, 0, 9})), replay.Options{})
	other := order("a", replay.Delivered, days{1, 2, 3, 4, 9})
	other.Payments = []replay.Payment{{Type: "boleto", Cents: 2000}}
	other.PaidCents = 2000
	report := run(t, h, fileOf(other), replay.Options{})
	want := []replay.BadLine{{Line: 1, Reason: "order: booked earlier with another amount"}}
	if diff := cmp.Diff(want, report.BadLines); diff != "" {
		t.Errorf("bad lines (-want +got):\n%s", diff)
	}
	if report.Orders != 0 || report.NewCommands != 0 {
		t.Errorf("it was booked: %+v", report)
	}
}

// TestRunLateRefusal refuses a step after the creation: no rule puts that right,
// so the run says where it stopped.
func TestRunLateRefusal(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.refuse = func(kind, _ string) errkind.Refusal {
		if kind == "ship" {
			return errkind.Refusal{Kind: errkind.Conflict, Code: "frozen"}
		}
		return errkind.Refusal{}
	}
	_, err := replay.Run(context.Background(), fileOf(order("a", replay.Delivered, days{1, 2, 3, 4, 9})), h.desk(), replay.Options{})
	if errkind.CodeOf(err) != "frozen" || err.Error() != "order on line 1: ship: frozen" {
		t.Errorf("error: %v", err)
	}
}

func TestRunCanceled(t *testing.T) {
	t.Parallel()
	h := newHouse()
	ctx, cancel := context.WithCancel(context.Background())
	options := replay.Options{Progress: func(done, _ int) {
		if done >= 2 {
			cancel()
		}
	}}
	_, err := replay.Run(ctx, fileOf(order("a", replay.Delivered, days{1, 2, 3, 4, 9})), h.desk(), options)
	if !errors.Is(err, context.Canceled) || len(h.booked) != 2 {
		t.Errorf("after %d commands: %v", len(h.booked), err)
	}
}

func TestRunProgress(t *testing.T) {
	t.Parallel()
	var seen []int
	run(t, newHouse(), fileOf(order("a", replay.Delivered, days{1, 2, 3, 4, 9})), replay.Options{Progress: func(done, all int) {
		if all != 4 {
			t.Errorf("%d of %d", done, all)
		}
		seen = append(seen, done)
	}})
	if diff := cmp.Diff([]int{1, 2, 3, 4}, seen); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestRunNothing(t *testing.T) {
	t.Parallel()
	h := newHouse()
	report := run(t, h, &replay.File{Bad: []replay.BadLine{{Line: 1, Reason: "empty"}}}, replay.Options{})
	if h.busy || report.Orders != 0 || report.NewCommands != 0 || len(report.BadLines) != 1 {
		t.Errorf("a file without a good line booked something: %+v", report)
	}
}

// TestRunMerchants looks at what a replay makes of the sellers.
func TestRunMerchants(t *testing.T) {
	t.Parallel()
	two := order("a", replay.Delivered, days{1, 2, 3, 4, 9})
	two.Sellers = []replay.Seller{{ID: "s1", Cents: 300}, {ID: "s2", Cents: 600}}
	h := newHouse()
	report := run(t, h, fileOf(two, order("b", replay.Processing, days{1, 2, 0, 0, 9})), replay.Options{})
	if diff := cmp.Diff(map[string]int64{"s1": 300, "s2": 600}, report.Sellers); diff != "" || report.Marketplace != 100 {
		t.Errorf("marketplace %d, sellers (-want +got):\n%s", report.Marketplace, diff)
	}
	if len(h.merchants) != 3 || report.NewCommands != 3+4+2 {
		t.Errorf("%d merchants, %d commands", len(h.merchants), report.NewCommands)
	}
	for id, made := range h.trades {
		if made.Release.Timer != trade.NoTimer || made.Merchant != h.merchants[""] {
			t.Errorf("trade %x: %+v", id, made)
		}
	}
}

// TestRunAnything replays any orders on any dates, twice: business time never
// goes back, no step comes before its time, every order ends where its plan
// ends, and the second run changes nothing.
func TestRunAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		day := rapid.IntRange(0, 12)
		var orders []replay.Order
		for i := range rapid.IntRange(1, 12).Draw(r, "orders") {
			status := replay.Status(rapid.IntRange(int(replay.Created), int(replay.Unavailable)).Draw(r, "status"))
			o := order(string(rune('a'+i)), status, days{
				1 + day.Draw(r, "purchase"), day.Draw(r, "approved"), day.Draw(r, "carrier"), day.Draw(r, "delivered"),
				day.Draw(r, "estimated"),
			})
			o.Sellers = nil
			for k := range rapid.IntRange(0, 3).Draw(r, "sellers") {
				share := rapid.Int64Range(0, 700).Draw(r, "share")
				o.Sellers = append(o.Sellers, replay.Seller{ID: string(rune('x' + k)), Cents: share})
			}
			orders = append(orders, o)
		}
		file, h := fileOf(orders...), newHouse()
		first, err := replay.Run(context.Background(), file, h.desk(), replay.Options{Clients: rapid.IntRange(1, 8).Draw(r, "clients")})
		if err != nil {
			r.Fatal(err)
		}
		if !first.Balances() || first.Strays != 0 || first.Orders != len(orders) || !h.inOrder() {
			r.Fatalf("report: %+v, in order %v", first, h.inOrder())
		}
		for _, p := range file.Plans {
			checkBooked(r, h, &p)
		}
		second, err := replay.Run(context.Background(), file, h.desk(), replay.Options{})
		if err != nil || second.NewCommands != 0 {
			r.Fatalf("second run: %v, %d commands", err, second.NewCommands)
		}
	})
}

// checkBooked compares what was booked for an order with its plan.
func checkBooked(r *rapid.T, h *house, p *replay.Plan) {
	var steps []booked
	for _, b := range h.booked {
		if b.order == p.Order {
			steps = append(steps, b)
		}
	}
	if len(steps) != len(p.Steps) {
		r.Fatalf("plan %v, booked %v", p.Steps, steps)
	}
	for i, s := range p.Steps {
		late := steps[i].at - s.At
		if steps[i].kind != s.Kind.String() || late < 0 || late >= int64(time.Hour) {
			r.Fatalf("plan %v, booked %v", p.Steps, steps)
		}
	}
}

// TestRunMerchantFails stops before any order when a merchant cannot be made.
func TestRunMerchantFails(t *testing.T) {
	t.Parallel()
	h := newHouse()
	desk := h.desk()
	desk.Market = noMerchants{h}
	_, err := replay.Run(context.Background(), fileOf(order("a", replay.Created, days{1, 0, 0, 0, 0})), desk, replay.Options{})
	if errkind.Of(err) != errkind.Unavailable || len(h.booked) != 0 {
		t.Errorf("error: %v, %d commands", err, len(h.booked))
	}
}

// noMerchants is a market that makes none.
type noMerchants struct{ *house }

func (noMerchants) Merchant(context.Context, string) (id ledger.ID, made bool, err error) {
	return id, false, errkind.New(errkind.Unavailable, "full", "")
}
