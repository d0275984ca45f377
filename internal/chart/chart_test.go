package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/chart"
)

var update = flag.Bool("update", false, "rewrite testdata")

// from is 1 November 2026.
const from = 20_758

// wave returns values of the given number of days around a middle.
func wave(days int, middle, height int64) []chart.Point {
	var points []chart.Point
	for i := range days {
		step := int64(i*37%101) - 50
		points = append(points, chart.Point{Day: from + int32(i), Value: middle + height*step/50})
	}
	return points
}

var drawings = map[string]chart.Chart{
	"month": {
		ID: "rate", Title: "Income per 10,000 units", Desc: "30 days", From: from, To: from + 29,
		Points: wave(30, 13_000, 700), Decimals: 4, Width: 720, Height: 280,
	},
	"year": {
		ID: "yield", Title: "Yield", From: from, To: from + 364, Points: wave(365, 4_859, 400), Decimals: 3, Unit: "%", Width: 720, Height: 280,
	},
	"gaps": {
		ID: "rate", Title: "Gaps", From: from, To: from + 9, Decimals: 4, Width: 344, Height: 220,
		Points: slices.Delete(wave(10, 13_000, 700), 3, 5),
	},
	"alone": {
		ID: "rate", Title: "One day between gaps", From: from, To: from + 9, Decimals: 4, Width: 344, Height: 220,
		Points: []chart.Point{{from + 1, 13_000}, {from + 5, 13_100}, {from + 8, 12_900}, {from + 9, 12_950}},
	},
	"losses": {
		ID: "rate", Title: "Days of loss", From: from, To: from + 29, Points: wave(30, 2_000, 9_000), Decimals: 4, Width: 720, Height: 280,
	},
	"all-losses": {
		ID: "rate", Title: "Nothing but loss", From: from, To: from + 9, Points: wave(10, -13_000, 700), Decimals: 4, Width: 344, Height: 220,
	},
	"flat":  {ID: "rate", Title: "Flat", From: from, To: from + 6, Points: wave(7, 13_000, 0), Decimals: 4, Width: 344, Height: 220},
	"zeros": {ID: "rate", Title: "Zeros", From: from, To: from + 6, Points: wave(7, 0, 0), Decimals: 4, Width: 344, Height: 220},
	"empty": {ID: "rate", Title: "Nothing", From: from, To: from + 6, Empty: "No day has ended yet", Width: 344, Height: 220},
	"one day": {
		ID: "rate", Title: "One day", From: from, To: from, Points: wave(1, 13_000, 0), Decimals: 4, Width: 344, Height: 220,
		Style: ".line > x { stroke: red }",
	},
}

func TestDrawings(t *testing.T) {
	for name, c := range drawings {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".svg")
			got := c.SVG()
			if *update {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// element is an element of a drawing, with its text.
type element struct {
	name, class, text string
	attributes        map[string]string
}

// parsed reads a drawing as XML and refuses what a page's policy would not let by.
func parsed(t rapid.TB, svg []byte) []element {
	t.Helper()
	var all []element
	var open []int
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attributes: map[string]string{}}
			for _, a := range token.Attr {
				e.attributes[a.Name.Local] = a.Value
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
					t.Errorf("%s has the attribute %s", e.name, a.Name.Local)
				}
			}
			if e.name == "script" || e.name == "image" || e.name == "foreignObject" {
				t.Errorf("it holds %s", e.name)
			}
			e.class = e.attributes["class"]
			open, all = append(open, len(all)), append(all, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				all[open[len(open)-1]].text += string(token)
			}
		}
	}
}

func find(all []element, class string) (element, bool) {
	i := slices.IndexFunc(all, func(e element) bool { return e.class == class })
	if i < 0 {
		return element{}, false
	}
	return all[i], true
}

// Texts stay texts, and what a drawing is called is found by its ids.
func TestTexts(t *testing.T) {
	hostile := `</title><script>alert("1")</script>&amp;' onload=x`
	c := chart.Chart{
		ID: `a" onload="x`, Title: hostile, Desc: hostile, Empty: hostile, Unit: hostile, Style: "</style>" + hostile, From: from, To: from + 1,
		Width: 400, Height: 200, Points: []chart.Point{{Day: from}},
	}
	for _, c.Points = range [][]chart.Point{c.Points, nil} {
		all := parsed(t, c.SVG())
		root := all[0]
		if root.name != "svg" || root.attributes["role"] != "img" || root.attributes["aria-labelledby"] != c.ID+"-title "+c.ID+"-desc" {
			t.Errorf("the root is %v", root)
		}
		for i, name := range []string{"title", "desc"} {
			if e := all[1+i]; e.name != name || e.text != hostile || e.attributes["id"] != c.ID+"-"+name {
				t.Errorf("the %s is %v", name, e)
			}
		}
		if e, ok := find(all, "empty"); ok != (len(c.Points) == 0) || ok && e.text != hostile {
			t.Errorf("the text in place of a line is %v", e)
		}
	}
}

var numbers = regexp.MustCompile(`-?\d+(\.\d+)?`)

// coordinates returns the points of a line's path, tenths of a pixel.
func coordinates(t rapid.TB, path string) [][2]int {
	t.Helper()
	var all [][2]int
	for run := range strings.SplitSeq(strings.TrimPrefix(strings.ReplaceAll(path, "h0", ""), "M"), "M") {
		found := numbers.FindAllString(run, -1)
		if len(found) == 0 || len(found)%2 != 0 {
			t.Fatalf("%q is no run of points", run)
		}
		var at [2]int
		for i := 0; i < len(found); i += 2 {
			at[0], at[1] = at[0]+tenths(t, found[i]), at[1]+tenths(t, found[i+1])
			all = append(all, at)
		}
	}
	return all
}

func tenths(t rapid.TB, text string) int {
	t.Helper()
	whole, rest, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole + (rest + "0")[:1]) // also below zero: the sign is in front of both
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whatever is drawn is well-formed and stays in its bounds; each value is one point
// of the line, further right the later and higher the greater; and the line has a
// beginning for each run of days.
func TestAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-20_000, 20_000), rapid.Int64Range(-3, 3))
		c := chart.Chart{
			ID: "x", From: from, To: from + rapid.Int32Range(0, 4_000).Draw(t, "days"), Decimals: rapid.IntRange(-1, 11).Draw(t, "decimals"),
			Width: rapid.IntRange(0, 2_000).Draw(t, "width"), Height: rapid.IntRange(0, 2_000).Draw(t, "height"), Unit: "%",
		}
		days := rapid.SliceOfNDistinct(rapid.Int32Range(from, min(c.To, from+chart.DaysMax)), 0, 40, func(d int32) int32 { return d }).Draw(t, "points")
		for _, day := range days {
			c.Points = append(c.Points, chart.Point{Day: day, Value: value.Draw(t, "value")})
		}
		c.Points = append(c.Points, chart.Point{Day: from - 1, Value: 1}, chart.Point{Day: math.MaxInt32, Value: 1})
		all := parsed(t, c.SVG())
		line, ok := find(all, "line")
		if ok != (len(days) > 0) {
			t.Fatalf("%d days, a line: %t", len(days), ok)
		}
		if !ok {
			return
		}
		points := slices.SortedFunc(slices.Values(c.Points[:len(days)]), func(a, b chart.Point) int { return int(a.Day) - int(b.Day) })
		at := coordinates(t, line.attributes["d"])
		if len(at) != len(points) {
			t.Fatalf("%d values are %d points", len(points), len(at))
		}
		width, height := tenths(t, all[0].attributes["width"]), tenths(t, all[0].attributes["height"])
		runs := 1
		for i, p := range points {
			if at[i][0] < 0 || at[i][0] > width || at[i][1] < 0 || at[i][1] > height {
				t.Errorf("%v stands at %v of %d x %d", p, at[i], width, height)
			}
			if i == 0 {
				continue
			}
			before := points[i-1]
			if p.Day != before.Day+1 {
				runs++
			}
			if at[i][0] < at[i-1][0] || p.Value > before.Value && at[i][1] > at[i-1][1] || p.Value < before.Value && at[i][1] < at[i-1][1] {
				t.Errorf("%v and %v stand at %v and %v", before, p, at[i-1], at[i])
			}
		}
		if got := strings.Count(line.attributes["d"], "M"); got != runs {
			t.Errorf("%d runs are drawn as %d", runs, got)
		}
	})
}

// A tick's label is the value of which it is the height: read back, labels and
// heights are in proportion.
func TestLabelsTellTheHeight(t *testing.T) {
	for name, c := range drawings {
		if len(c.Points) == 0 {
			continue
		}
		all := parsed(t, c.SVG())
		var labels, heights []int
		for i, e := range all {
			if e.name == "path" && e.class == "" {
				heights = append(heights, tenths(t, numbers.FindAllString(e.attributes["d"], -1)[1]))
			}
			if e.class == "label" && e.attributes["text-anchor"] == "end" {
				for _, text := range all[i+1:][:len(heights)] {
					labels = append(labels, scaled(t, strings.TrimSuffix(text.text, "%"), c.Decimals))
				}
			}
		}
		line, _ := find(all, "line")
		at := coordinates(t, line.attributes["d"])
		low, high := labels[0], labels[len(labels)-1]
		for i, p := range c.Points {
			want := heights[0] + (heights[len(heights)-1]-heights[0])*(int(p.Value)-low)/(high-low)
			if off := at[i][1] - want; off < -1 || off > 1 {
				t.Errorf("%s: %d stands at %d, by the labels at %d", name, p.Value, at[i][1], want)
			}
		}
		if n := len(labels); n < 3 || n > 9 {
			t.Errorf("%s has %d ticks", name, n)
		}
	}
}

// scaled reads a label as units of 10^-decimals.
func scaled(t *testing.T, label string, decimals int) int {
	t.Helper()
	_, rest, _ := strings.Cut(label, ".")
	n, err := strconv.Atoi(strings.Replace(label, ".", "", 1) + strings.Repeat("0", decimals-len(rest)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDecimal(t *testing.T) {
	for _, tt := range []struct {
		value            int64
		decimals, digits int
		want             string
	}{
		{0, 0, 0, "0"},
		{13_000, 4, 4, "1.3000"},
		{13_000, 4, 1, "1.3"},
		{13_000, 4, 0, "1"},
		{13_000, 4, 9, "1.3000"},
		{5, 3, 3, "0.005"},
		{-5, 3, 3, "-0.005"},
		{-5, 3, 2, "0.00"},
		{-1_005, 3, 1, "-1.0"},
		{math.MinInt64, 4, 4, "-922337203685477.5808"},
		{math.MaxInt64, 0, 0, "9223372036854775807"},
	} {
		if got := chart.Decimal(tt.value, tt.decimals, tt.digits); got != tt.want {
			t.Errorf("Decimal(%d, %d, %d) is %s, not %s", tt.value, tt.decimals, tt.digits, got, tt.want)
		}
	}
}

// Labels of days do not overlap, whatever the span.
func TestDayLabels(t *testing.T) {
	for days := range int32(1_200) {
		for _, width := range []int{320, 344, 720} {
			c := chart.Chart{ID: "x", From: from, To: from + days, Points: []chart.Point{{Day: from, Value: 1}}, Width: width, Height: 220}
			all := parsed(t, c.SVG())
			var right int
			count := 0
			var at []element
			for _, e := range all {
				if e.name == "text" && strings.Contains(e.text, "-") && !strings.HasPrefix(e.text, "-") {
					at = append(at, e)
				}
			}
			slices.SortFunc(at, func(a, b element) int { return tenths(t, a.attributes["x"]) - tenths(t, b.attributes["x"]) })
			for _, e := range at {
				x, half := tenths(t, e.attributes["x"]), 35*len(e.text)
				if count > 0 && x-half <= right || x+half > 10*width {
					t.Fatalf("%d days, %d wide: %s at %d overlaps %d", days, width, e.text, x, right)
				}
				right, count = x+half, count+1
			}
			if count == 0 || days > 10 && count < 2 {
				t.Fatalf("%d days, %d wide: %d labels", days, width, count)
			}
		}
	}
}
