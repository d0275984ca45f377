package api_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// The clock ends with the year 2200, however one asks for more.
func TestClockTooFar(t *testing.T) {
	d := market(t)
	before := d.platform.Now()
	for _, body := range []string{
		`{"advance":"2500000h"}`, `{"advance":"2562047h47m"}`, `{"advance":"2562048h"}`, `{"advance":"99999999999999999999h"}`,
		`{"to":"2201-01-01T00:00:00Z"}`, `{"to":"2263-01-01T00:00:00Z"}`, `{"to":"9999-01-01T00:00:00Z"}`,
	} {
		checkProblem(t, d.post(d.operator, "/v1/sandbox/clock", body), 400, "clock_too_far")
	}
	for _, body := range []string{`{"advance":"h"}`, `{"advance":"1d"}`, `{"advance":"1"}`, `{"to":"soon"}`} {
		checkProblem(t, d.post(d.operator, "/v1/sandbox/clock", body), 400, "invalid_field")
	}
	if passed := d.platform.Now() - before; passed > int64(time.Hour) {
		t.Errorf("the clock moved by %v", time.Duration(passed))
	}
}

// A step shorter than the request takes is no step back.
func TestClockSmallSteps(t *testing.T) {
	d := market(t)
	for i := range 50 {
		d.must(d.under("small-"+strconv.Itoa(i), d.operator, "/v1/sandbox/clock", `{"advance":"1ns"}`), 200)
	}
}

// An advance that was given up has moved the clock. Asked again, it does not move
// it twice.
func TestClockInterrupted(t *testing.T) {
	d := market(t)
	by, err := d.platform.Authenticate(d.operator)
	if err != nil {
		t.Fatal(err)
	}
	advance := api.Advance(d.platform)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	const step = 72 * time.Hour
	before := d.platform.Now()
	if _, _, err := advance(gone, by, platform.Once("k"), int64(step)); err == nil {
		t.Fatal("nobody waited, and it is said to be done")
	}
	now, replayed, err := advance(t.Context(), by, platform.Once("k"), int64(step))
	if err != nil || replayed {
		t.Fatalf("again: replayed %v, %v", replayed, err)
	}
	if passed := time.Duration(now - before); passed < step || passed > step+time.Hour {
		t.Errorf("the clock moved by %v, want %v", passed, step)
	}
	again, replayed, err := advance(t.Context(), by, platform.Once("k"), int64(step))
	if again != now || !replayed || err != nil {
		t.Errorf("once more: %d, replayed %v, %v", again, replayed, err)
	}
}
