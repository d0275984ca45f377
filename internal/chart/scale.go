package chart

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// scale is the ticks of values: low, low + step, and so on to high.
type scale struct {
	low, high, step int64
	decimals        int // that a label needs
}

// newScale returns a scale in whose bounds all points are, of about the given number
// of steps. A step is 1, 2 or 5 times a power of ten.
func newScale(points []Point, decimals, steps int) scale {
	if len(points) == 0 {
		return scale{low: 0, high: 1, step: 1, decimals: decimals}
	}
	least, most := points[0].Value, points[0].Value
	for _, p := range points {
		least, most = min(least, p.Value), max(most, p.Value)
	}
	span := most - least
	// A scale that is near zero anyway shows it.
	if least > 0 && least <= span/2 {
		least = 0
	}
	if most < 0 && -most <= span/2 {
		most = 0
	}
	var s scale
	switch {
	case span > 0:
		s.step = roundStep((most - least + int64(steps) - 1) / int64(max(steps, 1)))
	case least != 0:
		s.step = roundStep(max(least, -least) / 20)
	default:
		s.step = power(decimals)
	}
	s.low, s.high = floorTo(least, s.step), -floorTo(-most, s.step)
	if s.high-s.low < 2*s.step {
		s.low, s.high = s.low-s.step, s.high+s.step
	}
	s.decimals = decimals
	for step := s.step; s.decimals > 0 && step%10 == 0; step /= 10 {
		s.decimals--
	}
	return s
}

// roundStep returns the least of 1, 2 and 5 times a power of ten that is not below n.
func roundStep(n int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, times := range []int64{1, 2, 5} {
			if times*unit >= n {
				return times * unit
			}
		}
	}
}

func power(exponent int) int64 {
	n := int64(1)
	for range exponent {
		n *= 10
	}
	return n
}

// floorTo returns the greatest multiple of step that is not above n.
func floorTo(n, step int64) int64 {
	down := n / step * step
	if down > n {
		down -= step
	}
	return down
}

// Decimal writes a value of units of 10^-decimals with the given number of digits
// behind the point, of which it has at most decimals; what is behind is left out.
func Decimal(value int64, decimals, digits int) string {
	text := strconv.FormatInt(value, 10)
	sign := ""
	if value < 0 {
		sign, text = "-", text[1:]
	}
	if missing := decimals + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	whole, rest := text[:len(text)-decimals], text[len(text)-decimals:]
	rest = rest[:min(max(digits, 0), decimals)]
	if strings.Trim(whole+rest, "0") == "" {
		sign = ""
	}
	if rest == "" {
		return sign + whole
	}
	return sign + whole + "." + rest
}

// within returns the points to draw, in the order of days, each day once.
func (c *Chart) within() []Point {
	var points []Point
	for _, p := range c.Points {
		if p.Day >= c.From && p.Day <= c.To {
			points = append(points, Point{p.Day, min(max(p.Value, -ValueMax), ValueMax)})
		}
	}
	slices.SortStableFunc(points, func(a, b Point) int { return int(a.Day) - int(b.Day) })
	return slices.CompactFunc(points, func(a, b Point) bool { return a.Day == b.Day })
}

// dayTick is a labelled day.
type dayTick struct {
	day   int32
	label string
}

// byMonth is how many days are too many to label by day and month.
const byMonth = 200

// dayTicks returns at most the given number of ticks: back from the last day by equal
// steps, or first days of months where there are many days.
func dayTicks(from, to int32, most int) []dayTick {
	var ticks []dayTick
	if to-from >= byMonth {
		ticks = monthTicks(from, to, most)
	} else {
		step := int32(1)
		for _, step = range []int32{1, 2, 3, 5, 7, 10, 14, 21, 28, 56, 112, 224} {
			if int(to-from)/int(step)+1 <= most {
				break
			}
		}
		for day := to; day >= from; day -= step {
			ticks = append(ticks, dayTick{day, date(day).Format("01-02")})
		}
	}
	return ticks
}

// monthTicks returns the first days of every month, or of every second, third, sixth
// or twelfth and so on, that there are at most the given number of.
func monthTicks(from, to int32, most int) []dayTick {
	for months := 1; ; months = nextMonths(months) {
		var ticks []dayTick
		at := date(from)
		for at = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC); ; at = at.AddDate(0, 1, 0) {
			day := int32(at.Unix() / (24 * 3600))
			if day > to {
				break
			}
			if day >= from && (at.Year()*12+int(at.Month())-1)%months == 0 {
				ticks = append(ticks, dayTick{day, at.Format("2006-01")})
			}
		}
		if len(ticks) <= most {
			return ticks
		}
	}
}

func nextMonths(months int) int {
	switch months {
	case 1, 2:
		return months + 1
	case 3:
		return 6
	}
	return 2 * months
}

func date(day int32) time.Time { return time.Unix(int64(day)*24*3600, 0).UTC() }
