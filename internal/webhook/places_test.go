package webhook

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
)

// crowd are merchants who are owed more than can be sent, in the order in which
// they are looked at.
type crowd struct {
	*places
	serial uint64
	under  map[ledger.ID][]*delivery.Delivery
}

func newCrowd(all, slowAll int) *crowd {
	return &crowd{places: newPlaces(all, slowAll), under: map[ledger.ID][]*delivery.Delivery{}}
}

// shops returns so many merchants.
func shops(from, n int) (list []ledger.ID) {
	for i := range n {
		list = append(list, ledger.ID{1, byte((from + i) >> 8), byte(from + i)})
	}
	return list
}

// begin fills the places and returns how many each merchant got.
func (c *crowd) begin(owed []ledger.ID) map[ledger.ID]int {
	room, free := c.look()
	got := map[ledger.ID]int{}
	for _, m := range owed {
		if free == 0 { // as a look at what is due does
			break
		}
		for range min(free, room.Each(m)) {
			c.serial++
			d := &delivery.Delivery{ID: ledger.ID{2, byte(c.serial >> 16), byte(c.serial >> 8), byte(c.serial)}, Merchant: m}
			c.take(d)
			c.under[m] = append(c.under[m], d)
			got[m]++
			free--
		}
	}
	c.looked(room)
	return got
}

// end ends a merchant's first n attempts.
func (c *crowd) end(m ledger.ID, n int, speed pace) {
	for _, d := range c.under[m][:n] {
		c.leave(d, speed)
	}
	c.under[m] = c.under[m][n:]
}

// endAll ends the attempts at merchants.
func (c *crowd) endAll(list []ledger.ID, speed pace) {
	for _, m := range list {
		c.end(m, len(c.under[m]), speed)
	}
}

// More merchants hang than the slow have places, and are owed first: those who
// answer are told all the same, the slow have their places in turns, and one who
// answers again is no longer slow.
func TestPlacesBesideTheSlow(t *testing.T) {
	c := newCrowd(64, 32)
	hung, quickOnes := shops(0, 100), shops(1000, 3)
	owed := append(append([]ledger.ID{}, hung...), quickOnes...)
	for len(c.merchants) < len(hung) { // 32 at a time, until it is known how they answer
		c.begin(hung)
		c.endAll(hung, slow)
	}
	turns := map[ledger.ID]int{}
	for round := range 8 {
		got := c.begin(owed)
		slowHave := 0
		for _, m := range hung {
			slowHave += got[m]
			turns[m] += got[m]
		}
		if slowHave > 32 {
			t.Fatalf("round %d: the slow have %d places", round, slowHave)
		}
		for _, m := range quickOnes {
			if got[m] == 0 {
				t.Fatalf("round %d: nobody tells a merchant who answers", round)
			}
		}
		c.endAll(quickOnes, quick)
		if round < 7 {
			c.endAll(hung, slow)
		}
	}
	for _, m := range hung {
		if turns[m] < 1 || turns[m] > 3 {
			t.Errorf("a slow merchant had %d turns", turns[m])
		}
	}
	for range 4 { // the slow hang on
		got := c.begin(owed)
		for _, m := range quickOnes {
			if got[m] == 0 {
				t.Fatal("nobody tells a merchant who answers while the slow hang")
			}
		}
		c.endAll(quickOnes, quick)
	}
	if got := c.begin(quickOnes)[quickOnes[0]]; got != EachMax {
		t.Errorf("a merchant who answers has %d places", got)
	}
	c.endAll(hung, quick)
	c.endAll(quickOnes, quick)
	if got := c.begin(hung[:1])[hung[0]]; got != firstMax {
		t.Errorf("a merchant who answers again has %d places", got)
	}
}

// Whatever happens, there are no more attempts than places, and what is counted is
// what there is.
func TestPlacesAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCrowd(rapid.IntRange(1, 20).Draw(t, "all"), 4)
		all := shops(0, 8)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			before := c.slow
			for m, n := range c.begin(all) {
				if c.merchants[m].slow && n > 1 || len(c.under[m]) > EachMax {
					t.Fatalf("%d places for one merchant, slow is %t", len(c.under[m]), c.merchants[m].slow)
				}
			}
			if c.slow > max(before, c.slowAll) || len(c.underWay) > c.all {
				t.Fatalf("%d under way, %d of them at the slow", len(c.underWay), c.slow)
			}
			m := rapid.SampledFrom(all).Draw(t, "merchant")
			if n := len(c.under[m]); n > 0 {
				c.end(m, rapid.IntRange(1, n).Draw(t, "ended"), rapid.SampledFrom([]pace{unasked, quick, slow}).Draw(t, "pace"))
			}
			c.check(t)
		}
	})
}

// check counts anew.
func (c *crowd) check(t *rapid.T) {
	total, slowHave := 0, 0
	for m, g := range c.merchants {
		if g.places != len(c.under[m]) {
			t.Fatalf("%d places are counted, %d there", g.places, len(c.under[m]))
		}
		total += g.places
		if g.slow {
			slowHave += g.places
		}
	}
	if total != len(c.underWay) || slowHave != c.slow {
		t.Fatalf("counted %d and %d of the slow, there are %d and %d", len(c.underWay), c.slow, total, slowHave)
	}
}

// Merchants of whom nothing is under way are forgotten, once there are many.
func TestPlacesForget(t *testing.T) {
	c := newCrowd(4, 2)
	for i := range knownMax + 10 {
		c.take(&delivery.Delivery{ID: ledger.ID{9}, Merchant: ledger.ID{byte(i >> 16), byte(i >> 8), byte(i), 1}})
		if i > 0 {
			c.leave(&delivery.Delivery{ID: ledger.ID{9}, Merchant: ledger.ID{byte(i >> 16), byte(i >> 8), byte(i), 1}}, slow)
		}
	}
	if n := len(c.merchants); n > knownMax || c.merchants[ledger.ID{0, 0, 0, 1}] == nil {
		t.Errorf("%d merchants are known", n)
	}
}

func TestPaceOf(t *testing.T) {
	for _, tc := range []struct {
		outcome delivery.Outcome
		took    time.Duration
		want    pace
	}{
		{delivery.Acknowledged, time.Second, quick},
		{delivery.Unreachable, time.Second, quick},
		{delivery.Acknowledged, 5 * time.Second, slow},
		{delivery.TimedOut, time.Second, slow},
		{delivery.Unbuildable, time.Minute, unasked},
	} {
		if got := paceOf(tc.outcome, tc.took, Timeout); got != tc.want {
			t.Errorf("%d after %v is %d", tc.outcome, tc.took, got)
		}
	}
}
