package customers_test

import (
	"testing"

	"github.com/candorpay/candor/internal/machine/customers"
)

// clock returns by how much budget time went on since then, and whether it is held.
func (d *desk) clock(since int64) (passed int64, held bool) {
	d.wait(0)
	d.view(func(m *customers.Machine) { passed, held = m.BudgetTime()-since, m.ClockHeld() })
	return passed, held
}

// Sixty restarts, each with the clock set on by a minute, are no hour: of all of
// it one minute passes.
func TestRestartsDoNotAddUp(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	begin, _ := d.clock(0)
	for i := range 60 {
		d.wall += minute
		d.reopen()
		passed, held := d.clock(begin)
		if lived := int64(i) * second; passed > minute+lived || passed < lived || held != (i > 0) {
			t.Fatalf("after %d restarts %d s passed, held %t", i+1, passed/second, held)
		}
		d.wait(second)
	}
	d.check()
}

// An honest restart costs the downtime beyond a minute, once, and no more: time
// goes on behind it without anybody's word, and neither a step back nor one ahead
// and back again changes anything.
func TestTimeGoesOnBehindARestart(t *testing.T) {
	d := testDesk(t)
	d.found(false, "ada", "bea", "cyd")
	begin, _ := d.clock(0)
	d.wall += 30 * second
	d.reopen()
	if passed, held := d.clock(begin); passed < 29*second || passed > 31*second || held {
		t.Errorf("half a minute: %d s passed, held %t", passed/second, held)
	}
	d.wall += 5 * minute
	d.reopen()
	before, held := d.clock(begin)
	if before < minute-second || before > minute+second || !held {
		t.Errorf("five minutes more: %d s passed, held %t", before/second, held)
	}
	for _, step := range []int64{0, -day, 2 * day, -day} {
		d.wall += step
		d.wait(day)
		passed, _ := d.clock(begin)
		if passed-before < day-second || passed-before > day+second {
			t.Errorf("a step of %d h: in a day %d s passed", step/hour, (passed-before)/second)
		}
		before = passed
	}
	d.check()
}
