package disclosure

// Units of the buckets that customers are counted in, in ns.
const (
	minute = int64(60e9)
	hour   = 60 * minute
	day    = 24 * hour
)

// windows are those of Limits. A window is made of whole buckets, and one that
// began before the window counts whole: that rounds towards refusal. So there is
// one bucket more than fit.
var windows = [4]struct{ unit, span int64 }{
	PerHour:  {minute, 60},
	PerDay:   {hour, 24},
	PerMonth: {day, 30},
	PerYear:  {day, 365},
}

// Tally counts what one path took of one measure over the rolling windows of
// Limits. It holds how many customers were last counted in each minute of the
// last hour, each hour of the last day and each day of the last year. When each
// customer was last counted is for the caller to keep and to hand in as last, in
// business time, ns; 0 is never. Its zero value has counted nobody.
//
//	if t.Room(now, last, limits) {
//		t.Spend(now, last)
//		last = now
//	}
//
// Counts are those of distinct customers, and never less than an exact count of
// the window; they are more by those of one bucket at most. Business time may
// stand still, and an earlier time than the last Spend's is taken for that one.
type Tally struct {
	latest  int64 // of Spend
	minutes [61]uint32
	hours   [25]uint32
	days    [366]uint32
	sums    Limits // over each window that ends at latest
}

// ring returns the buckets that a window is made of; bucket k is at k modulo
// their number. Those of no window that ends at latest are zero.
func (t *Tally) ring(w int) []uint32 {
	switch windows[w].unit {
	case minute:
		return t.minutes[:]
	case hour:
		return t.hours[:]
	default:
		return t.days[:]
	}
}

// rings are windows, one for each ring.
var rings = [...]int{PerHour, PerDay, PerYear}

// at returns the bucket of a window's ring that a time falls into. Times before
// 1970 share the first.
func at(w int, now int64) int64 { return max(now, 0) / windows[w].unit }

// leaving returns how many customers the window at latest counts and that at now
// does not.
func (t *Tally) leaving(w int, now int64) (sum uint32) {
	ring, span, from := t.ring(w), windows[w].span, at(w, t.latest)
	until := min(at(w, now)-span, from+1)
	for k := max(from-span, 0); k < until; k++ {
		sum += ring[k%int64(len(ring))]
	}
	return sum
}

// Counts returns how many customers are counted in each window that ends now.
func (t *Tally) Counts(now int64) Limits {
	counts := t.sums
	for w := range counts {
		counts[w] -= t.leaving(w, now)
	}
	return counts
}

// counted reports whether a customer who was last counted at last is counted in
// the window.
func counted(w int, now, last int64) bool {
	return last != 0 && at(w, last) >= at(w, now)-windows[w].span
}

// Room reports whether the customer may be counted now. In a window where she is
// counted already it costs nothing, even after the limit was lowered; but where
// the limit is zero nobody is let through.
func (t *Tally) Room(now, last int64, l Limits) bool {
	now = max(now, t.latest)
	counts := t.Counts(now)
	for w, limit := range l {
		if limit == 0 || counts[w] >= limit && !counted(w, now, last) {
			return false
		}
	}
	return true
}

// Spend counts the customer now, and no longer where she was counted before.
func (t *Tally) Spend(now, last int64) {
	now = max(now, t.latest)
	last = min(last, now)
	t.advance(now)
	for _, w := range rings {
		t.move(w, now, last)
	}
}

// advance lets the windows end at now.
func (t *Tally) advance(now int64) {
	for w := range t.sums {
		t.sums[w] -= t.leaving(w, now)
	}
	for _, w := range rings {
		ring, size := t.ring(w), int64(len(t.ring(w)))
		from, to := at(w, t.latest), at(w, now)
		for k := max(from, to-size) + 1; k <= to; k++ {
			ring[k%size] = 0
		}
	}
	t.latest = now
}

// move takes the customer out of the bucket of last, if the ring still has it, and
// puts her into that of now. A bucket that does not hold her, as a caller whose
// times are another path's would have it, is left alone: she then counts twice.
func (t *Tally) move(w int, now, last int64) {
	ring, size := t.ring(w), int64(len(t.ring(w)))
	then := &ring[at(w, last)%size]
	gone := counted(w, now, last) && *then > 0
	if gone {
		*then--
	}
	ring[at(w, now)%size]++
	for v, window := range windows {
		if window.unit != windows[w].unit {
			continue
		}
		if gone && counted(v, now, last) {
			t.sums[v]--
		}
		t.sums[v]++
	}
}
