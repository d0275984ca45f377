package disclosure_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/disclosure"
)

const (
	second = int64(1e9)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	// start is in the middle of a minute, an hour and a day.
	start = 15_000*day + 12*hour + 30*minute + 30*second
)

// book is a tally with the times that its caller keeps.
type book struct {
	tally disclosure.Tally
	last  map[int]int64
}

func (b *book) read(now int64, who int, l disclosure.Limits) bool {
	if !b.tally.Room(now, b.last[who], l) {
		return false
	}
	b.tally.Spend(now, b.last[who])
	b.last[who] = now
	return true
}

func TestTallyRolls(t *testing.T) {
	wide := disclosure.Limits{9, 9, 9, 9}
	b := book{last: map[int]int64{}}
	for _, step := range []struct {
		story string
		at    int64
		who   int
		limit disclosure.Limits
		want  bool
		after disclosure.Limits
	}{
		{"the first", 0, 1, wide, true, disclosure.Limits{1, 1, 1, 1}},
		{"she again, which costs nothing", 5 * minute, 1, disclosure.Limits{1, 1, 1, 1}, true, disclosure.Limits{1, 1, 1, 1}},
		{"another, and the hour is full", 5 * minute, 2, disclosure.Limits{1, 9, 9, 9}, false, disclosure.Limits{1, 1, 1, 1}},
		{"with room for two", 5 * minute, 2, disclosure.Limits{2, 9, 9, 9}, true, disclosure.Limits{2, 2, 2, 2}},
		{"nobody where the limit is nothing, seen before or not", 6 * minute, 2, disclosure.Limits{9, 9, 0, 9}, false, disclosure.Limits{2, 2, 2, 2}},
		{"she again under a limit that was lowered since", 6 * minute, 2, disclosure.Limits{1, 1, 1, 1}, true, disclosure.Limits{2, 2, 2, 2}},
		{"an hour after the first was seen again she counts whole, in a minute that began before", 65 * minute, 3, disclosure.Limits{2, 9, 9, 9}, false, disclosure.Limits{2, 2, 2, 2}},
		{"a minute later she does not", 66 * minute, 3, disclosure.Limits{2, 9, 9, 9}, true, disclosure.Limits{2, 3, 3, 3}},
		{"the day is full", 3 * hour, 4, disclosure.Limits{9, 3, 9, 9}, false, disclosure.Limits{0, 3, 3, 3}},
		{"the first comes back: free in the day, counted in the hour", 3 * hour, 1, disclosure.Limits{1, 3, 9, 9}, true, disclosure.Limits{1, 3, 3, 3}},
		{"two days on, the month is full", 2 * day, 4, disclosure.Limits{9, 9, 3, 9}, false, disclosure.Limits{0, 0, 3, 3}},
		{"thirty days on it still counts the day that began before", 30 * day, 4, disclosure.Limits{9, 9, 3, 9}, false, disclosure.Limits{0, 0, 3, 3}},
		{"and then no longer", 31 * day, 4, disclosure.Limits{9, 9, 3, 9}, true, disclosure.Limits{1, 1, 1, 4}},
		{"the year is full", 365 * day, 5, disclosure.Limits{9, 9, 9, 4}, false, disclosure.Limits{0, 0, 0, 4}},
		{"a year and a day", 366 * day, 5, disclosure.Limits{9, 9, 9, 4}, true, disclosure.Limits{1, 1, 1, 2}},
		{"ten years", 3660 * day, 6, wide, true, disclosure.Limits{1, 1, 1, 1}},
	} {
		if got := b.read(start+step.at, step.who, step.limit); got != step.want {
			t.Errorf("%s: allowed %t, want %t", step.story, got, step.want)
		}
		if got := b.tally.Counts(start + step.at); got != step.after {
			t.Errorf("%s: counts %v, want %v", step.story, got, step.after)
		}
	}
}

// A lookup that finds nobody has no customer: each counts.
func TestTallyOfMisses(t *testing.T) {
	var tally disclosure.Tally
	limits := disclosure.Limits{3, 9, 9, 9}
	for range 3 {
		if !tally.Room(start, 0, limits) {
			t.Fatal("no room for three")
		}
		tally.Spend(start, 0)
	}
	if tally.Room(start, 0, limits) {
		t.Errorf("room for a fourth: %v", tally.Counts(start))
	}
}

// While the clock is held time stands still, and an earlier time counts as the
// latest: a budget is not won back by setting a clock.
func TestTallyOfTimesThatGoBack(t *testing.T) {
	b := book{last: map[int]int64{}}
	one := disclosure.Limits{1, 1, 1, 1}
	b.read(start, 1, one)
	for _, now := range []int64{start, start - hour, start - 400*day, 0, -day} {
		if b.tally.Room(now, 0, one) {
			t.Errorf("room for a second at %d", now)
		}
		if got := b.tally.Counts(now); got != one {
			t.Errorf("at %d: counts %v", now, got)
		}
	}
	b.tally.Spend(start-hour, 0)
	if got, want := b.tally.Counts(start), (disclosure.Limits{2, 2, 2, 2}); got != want {
		t.Errorf("counts %v, want %v", got, want)
	}
}

// A caller who says that a customer was counted when nobody was pays for it, as
// far as the buckets tell: 25 h later is the hour of now in the next turn.
func TestTallyOfAStrangersTime(t *testing.T) {
	for _, last := range []int64{start + hour, start + 25*hour} {
		var tally disclosure.Tally
		tally.Spend(start, 0)
		tally.Spend(start+2*hour, last)
		if got := tally.Counts(start + 2*hour)[disclosure.PerDay]; got != 2 {
			t.Errorf("last counted at start + %d h: %d in a day, want 2", (last-start)/hour, got)
		}
	}
}

var windows = [4]struct{ length, bucket int64 }{{hour, minute}, {day, hour}, {30 * day, day}, {365 * day, day}}

// within counts customers, but for one, who were last seen at most so long ago.
func within(last map[int]int64, now, length int64, but int) (n uint32) {
	for who, at := range last {
		if who != but && at > now-length {
			n++
		}
	}
	return n
}

// TestTallyAgainstExactTimes holds a tally against a list of all times: it never
// counts less than the exact rolling window, nor more than that window with one
// bucket before it; and it never lets through what the one, nor refuses what the
// other would let through.
func TestTallyAgainstExactTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := start + rapid.Int64Range(0, day).Draw(t, "start")
		b := book{last: map[int]int64{}}
		var limits disclosure.Limits
		for w := range limits {
			limits[w] = rapid.Uint32Range(0, 5).Draw(t, "limit")
		}
		for range rapid.IntRange(1, 60).Draw(t, "reads") {
			now += pass(t)
			who := rapid.IntRange(1, 5).Draw(t, "customer")
			before, certain := b.last[who], true
			for w, window := range windows {
				here := before != 0 && before > now-window.length
				certain = certain && limits[w] > 0 && (here || within(b.last, now, window.length+window.bucket, who) < limits[w])
			}
			allowed := b.read(now, who, limits)
			if certain && !allowed {
				t.Fatalf("refused at %d, although there is room with a bucket to spare", now)
			}
			holds(t, &b, now)
			for w, window := range windows {
				if exact := within(b.last, now, window.length, 0); allowed && exact > limits[w] {
					t.Fatalf("window %d: %d customers, more than %d", w, exact, limits[w])
				}
			}
		}
	})
}

// pass draws how much time passes: any, or what a window is long, nearly.
func pass(t *rapid.T) int64 {
	unit := rapid.SampledFrom([]int64{0, second, minute, hour, day}).Draw(t, "unit")
	if rapid.Bool().Draw(t, "any") {
		return rapid.Int64Range(0, 2*unit).Draw(t, "pass")
	}
	return unit * rapid.SampledFrom([]int64{1, 23, 24, 25, 30, 31, 59, 60, 61, 365, 366}).Draw(t, "units")
}

// holds checks the tally's counts, now and later, and that it survives its bytes.
func holds(t *rapid.T, b *book, now int64) {
	again, err := disclosure.ParseTally(b.tally.Append(nil))
	if err != nil || again != b.tally {
		t.Fatalf("read back, a tally is another, or %v", err)
	}
	for _, later := range []int64{0, minute, hour, 25 * hour, 31 * day, 366 * day} {
		counts := b.tally.Counts(now + later)
		for w, window := range windows {
			exact := within(b.last, now+later, window.length, 0)
			most := within(b.last, now+later, window.length+window.bucket, 0)
			if counts[w] < exact || counts[w] > most {
				t.Fatalf("window %d, %d later: counts %d, want %d to %d", w, later, counts[w], exact, most)
			}
		}
	}
}

func FuzzParseTally(f *testing.F) {
	var tally disclosure.Tally
	f.Add(tally.Append(nil))
	for i := range int64(100) {
		tally.Spend(start+i*hour/3, 0)
	}
	f.Add(tally.Append(nil))
	tally.Spend(start+400*day, start)
	f.Add(tally.Append(nil))
	f.Add([]byte{})
	f.Add([]byte{5, 1, 0, 1, 0, 0})
	f.Add([]byte("\x80\xf8\xfd\xab\x99\xc7\xd0\xbb\x12\x01\x01\x01\x00\x02\x01\x01\x00\x01")) // an older bucket twice
	f.Fuzz(func(t *testing.T, b []byte) {
		tally, err := disclosure.ParseTally(b)
		if err != nil {
			if !errors.Is(err, disclosure.ErrTally) || tally != (disclosure.Tally{}) {
				t.Fatalf("an error %v with a tally", err)
			}
			return
		}
		again, err := disclosure.ParseTally(tally.Append(nil))
		if err != nil || again != tally {
			t.Fatalf("%x: written and read again it is another, or %v", b, err)
		}
		tally.Room(start, 1, disclosure.Limits{1, 1, 1, 1})
	})
}

func TestBytesThatAreNoTally(t *testing.T) {
	for story, b := range map[string][]byte{
		"nothing":                         {},
		"no rings":                        {5},
		"too many buckets":                {5, 62},
		"a bucket older than the ring":    {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 1, 61, 1, 0, 0},
		"one bucket twice":                {5, 2, 0, 1, 0, 1, 0, 0},
		"an older bucket twice":           []byte("\x80\xf8\xfd\xab\x99\xc7\xd0\xbb\x12\x00\x00\x02\x01\x01\x00\x01"),
		"a bucket that counts nobody":     {5, 1, 0, 0, 0, 0},
		"a bucket before all time":        {5, 1, 3, 1, 0, 0},
		"more than can be counted":        {5, 1, 0, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0},
		"something behind it":             {5, 0, 0, 0, 0},
		"a number without end":            {0x80},
		"a time that is none":             {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0},
		"sums beyond what can be counted": {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 2, 0, 0xff, 0xff, 0xff, 0xff, 0xf, 1, 1, 0, 0},
	} {
		if _, err := disclosure.ParseTally(b); !errors.Is(err, disclosure.ErrTally) {
			t.Errorf("%s: %v", story, err)
		}
	}
}

// busy is the tally of somebody who sees 8 customers an hour, day and night, for a
// year.
func busy() (t disclosure.Tally, now int64) {
	for now = start; now < start+365*day; now += hour / 8 {
		t.Spend(now, 0)
	}
	return t, now
}

func TestTallyIsSmall(t *testing.T) {
	tally, _ := busy()
	if n := len(tally.Append(nil)); n > 1_300 {
		t.Errorf("a busy year is %d bytes", n)
	}
	var fresh disclosure.Tally
	fresh.Spend(start, 0)
	if n := len(fresh.Append(nil)); n > 20 {
		t.Errorf("one customer is %d bytes", n)
	}
}

func BenchmarkTally(b *testing.B) {
	limits := disclosure.Limits{20, 200, 10_000, 100_000}
	b.Run("room and spend", func(b *testing.B) {
		tally, now := busy()
		for b.Loop() {
			now += hour / 8
			tally.Room(now, now-day, limits)
			tally.Spend(now, now-day)
		}
	})
	tally, now := busy()
	b.Run("room", func(b *testing.B) {
		for b.Loop() {
			tally.Room(now, now-day, limits)
		}
	})
	b.Run("append", func(b *testing.B) {
		room := tally.Append(nil)
		for b.Loop() {
			room = tally.Append(room[:0])
		}
	})
	b.Run("parse", func(b *testing.B) {
		room := tally.Append(nil)
		for b.Loop() {
			if _, err := disclosure.ParseTally(room); err != nil {
				b.Fatal(err)
			}
		}
	})
}
