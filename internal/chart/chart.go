// Package chart draws values by day as a line, in SVG.
//
// What it promises: a chart is a function of what it is asked to show, byte for
// byte. A day without a value is a gap in the line, and a value is nowhere joined
// to one of another day than the next. Every value stands where the scale says, to
// a tenth of a pixel. A drawing is well-formed XML, loads nothing, runs nothing and
// has no style attribute: colours are attributes, which a style sheet overrides by
// class. It has a title and a description for those who cannot see it.
//
// Vocabulary: a point is the value of one day. A value is an integer that counts
// units of 10^-Decimals. A tick is a line of the scale with its label.
//
// Classes: chart (the drawing), ground, grid, base (the line of zero), label, area,
// line, last (the dot on the newest value), empty (the text in place of a line).
//
//	c := chart.Chart{ID: "rate", Title: "Income", From: 20_000, To: 20_029, Points: points, Decimals: 4}
//	w.Write(c.SVG())
package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// Limits of what is drawn.
const (
	ValueMax = 100_000_000_000_000 // a value beyond it, or below its negative, is drawn there
	SideMin  = 160                 // least width and height, pixels
	SideMax  = 1_000               // most width and height, pixels
	DaysMax  = 3_660               // days from one edge to the other
)

// Point is the value of one day.
type Point struct {
	Day   int32 // days since 1 January 1970
	Value int64 // in units of 10^-Decimals of the chart
}

// Chart is what a drawing shows.
type Chart struct {
	ID          string // begins the ids inside, so that a page can hold several: letters, digits, hyphens
	Title, Desc string // for those who cannot see it
	Empty       string // said when there is no value
	Style       string // CSS inside the drawing, for one that stands alone; "": none
	From, To    int32  // days at the edges, since 1 January 1970
	Points      []Point
	Decimals    int    // of a value, 0 to 9
	Unit        string // behind the labels of values
	Width       int    // pixels, brought into SideMin to SideMax
	Height      int
}

// Where the plot stands in the drawing, pixels.
const (
	above, below, beside = 14, 30, 20
	letter               = 7 // width of a character of a label, nearly
	labelSize            = 12
)

// drawing is a chart that is being drawn. Lengths are tenths of a pixel.
type drawing struct {
	*Chart
	bytes.Buffer
	shown                    []Point
	scale                    scale
	left, top, right, bottom int
}

// SVG draws the chart. Points need not be in order; those of a day outside From and
// To are left out, and of two of one day one is drawn. A To before From, or more
// than DaysMax behind it, is moved.
func (c *Chart) SVG() []byte {
	fit := *c
	fit.Width, fit.Height = min(max(c.Width, SideMin), SideMax), min(max(c.Height, SideMin), SideMax)
	fit.Decimals = min(max(c.Decimals, 0), 9)
	fit.To = int32(min(max(int64(c.To), int64(c.From)), int64(c.From)+DaysMax)) // within the two, or next to them
	d := drawing{Chart: &fit, shown: fit.within()}
	d.scale = newScale(d.shown, fit.Decimals, (fit.Height-above-below)/45)
	d.left = 10 * (d.labelWidth() + 14)
	d.top, d.right, d.bottom = 10*above, 10*(fit.Width-beside), 10*(fit.Height-below)
	d.open()
	if len(d.shown) == 0 {
		d.empty()
	} else {
		d.values()
		d.days()
		d.plot()
	}
	d.WriteString("</svg>\n")
	return d.Bytes()
}

// open begins the drawing and says what it is.
func (d *drawing) open() {
	id := escaped(d.ID)
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="%s-title %s-desc"`, id, id)
	fmt.Fprintf(d, ` viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif" font-size="%d">`,
		d.Width, d.Height, d.Width, d.Height, labelSize)
	fmt.Fprintf(d, "\n<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, escaped(d.Title), id, escaped(d.Desc))
	if d.Style != "" {
		fmt.Fprintf(d, "<style>%s</style>\n<rect class=\"ground\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", escaped(d.Style), d.Width, d.Height)
	}
}

func (d *drawing) empty() {
	fmt.Fprintf(d, "<text class=\"empty\" x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555b63\">%s</text>\n", d.Width/2, d.Height/2, escaped(d.Empty))
}

// values draws the ticks of values, and the line of zero where it is in sight.
func (d *drawing) values() {
	d.WriteString("<g class=\"grid\" stroke=\"#e3e6ea\">\n")
	for v := d.scale.low; v <= d.scale.high; v += d.scale.step {
		fmt.Fprintf(d, "<path d=\"M%s %sH%s\"/>\n", px(d.left), px(d.y(v)), px(d.right))
	}
	d.WriteString("</g>\n")
	if d.scale.low <= 0 && d.scale.high >= 0 {
		fmt.Fprintf(d, "<path class=\"base\" stroke=\"#8a919a\" d=\"M%s %sH%s\"/>\n", px(d.left), px(d.y(0)), px(d.right))
	}
	d.WriteString("<g class=\"label\" text-anchor=\"end\" fill=\"#555b63\">\n")
	for v := d.scale.low; v <= d.scale.high; v += d.scale.step {
		fmt.Fprintf(d, "<text x=\"%s\" y=\"%s\">%s</text>\n", px(d.left-60), px(d.y(v)+40), d.labelOf(v))
	}
	d.WriteString("</g>\n")
}

// days draws the labels of days.
func (d *drawing) days() {
	ticks := dayTicks(d.From, d.To, max((d.right-d.left)/10/64, 1))
	d.WriteString("<g class=\"label\" text-anchor=\"middle\" fill=\"#555b63\">\n")
	for _, t := range ticks {
		// The first and the last may not stand out of the drawing.
		half := 10 * letter * len(t.label) / 2
		x := min(max(d.x(t.day), half), 10*d.Width-half)
		fmt.Fprintf(d, "<text x=\"%s\" y=\"%d\">%s</text>\n", px(x), d.Height-9, t.label)
	}
	d.WriteString("</g>\n")
}

// plot draws the line with the area under it, or above it where values are below
// zero, and the dot on the newest value.
func (d *drawing) plot() {
	ground := d.y(min(max(0, d.scale.low), d.scale.high))
	var line, area bytes.Buffer
	for first := 0; first < len(d.shown); {
		last := first
		for last+1 < len(d.shown) && d.shown[last+1].Day == d.shown[last].Day+1 {
			last++
		}
		run := d.run(d.shown[first : last+1])
		line.WriteString(run)
		if first == last {
			line.WriteString("h0") // a round cap makes a dot of it
		} else {
			fmt.Fprintf(&area, "%sV%sH%sz", run, px(ground), px(d.x(d.shown[first].Day)))
		}
		first = last + 1
	}
	if area.Len() > 0 {
		fmt.Fprintf(d, "<path class=\"area\" fill=\"#0b57d0\" fill-opacity=\".08\" d=\"%s\"/>\n", area.Bytes())
	}
	fmt.Fprintf(d, "<path class=\"line\" fill=\"none\" stroke=\"#0b57d0\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\" d=\"%s\"/>\n", line.Bytes())
	newest := d.shown[len(d.shown)-1]
	fmt.Fprintf(d, "<circle class=\"last\" fill=\"#0b57d0\" cx=\"%s\" cy=\"%s\" r=\"4\"/>\n", px(d.x(newest.Day)), px(d.y(newest.Value)))
}

// run returns the path of values of days in a row. But for the first it says by how
// much each is off the one before, which takes a third less room; tenths add up to
// the same.
func (d *drawing) run(points []Point) string {
	var b strings.Builder
	var x, y int
	for i, p := range points {
		command := "M"
		switch i {
		case 0:
		case 1:
			command = "l"
		default:
			command = " "
		}
		right, down := d.x(p.Day), d.y(p.Value)
		b.WriteString(command + px(right-x) + " " + px(down-y))
		x, y = right, down
	}
	return b.String()
}

// x returns where a day stands.
func (d *drawing) x(day int32) int {
	if d.To == d.From {
		return (d.left + d.right) / 2
	}
	return d.left + int(int64(d.right-d.left)*(int64(day)-int64(d.From))/(int64(d.To)-int64(d.From)))
}

// y returns where a value stands. No product overflows: of a value there are at most
// 2 ValueMax above the scale's low end and its step, and of tenths 10 SideMax.
func (d *drawing) y(v int64) int {
	return d.bottom - int(int64(d.bottom-d.top)*(v-d.scale.low)/(d.scale.high-d.scale.low))
}

func (d *drawing) labelOf(v int64) string {
	return Decimal(v, d.Decimals, d.scale.decimals) + escaped(d.Unit)
}

// labelWidth returns the width of the widest label of a value, pixels.
func (d *drawing) labelWidth() int {
	longest := 0
	for v := d.scale.low; v <= d.scale.high; v += d.scale.step {
		longest = max(longest, len(Decimal(v, d.Decimals, d.scale.decimals))+len([]rune(d.Unit)))
	}
	return letter * longest
}

// px writes tenths of a pixel as pixels.
func px(tenths int) string {
	return strings.TrimSuffix(Decimal(int64(tenths), 1, 1), ".0")
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // into memory
	return b.String()
}
