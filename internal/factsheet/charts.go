package factsheet

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/candorpay/candor/internal/chart"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/platform"
)

// ranges are the days that charts can show.
var ranges = []int{30, 90, 365}

// Sizes of charts, pixels.
const (
	wideWidth, wideHeight     = 840, 300
	narrowWidth, narrowHeight = 344, 230
	daysLeast                 = 7 // that a chart shows of a new fund
)

// drawn is a chart of a page, for wide windows and for narrow ones: letters keep
// their size in both.
type drawn struct {
	Title        string
	Wide, Narrow template.HTML
}

// figure is one of the two figures of a day.
type figure struct {
	id, title string
	decimals  int
	unit      string
	empty     string // what to say where no day has it
	of        func(*fund.Record) (value int64, known bool)
}

func (x *exchange) rate(days int) figure {
	return figure{
		id: "rate", title: fmt.Sprintf(x.words.RateOver, days), decimals: rateDecimals, empty: x.words.NoDays,
		of: func(r *fund.Record) (int64, bool) { return r.Rate, true },
	}
}

func (x *exchange) yield(days int) figure {
	return figure{
		id: "yield", title: fmt.Sprintf(x.words.YieldOver, days), decimals: yieldDecimals, unit: "%", empty: x.words.NoYield,
		of: func(r *fund.Record) (int64, bool) { return r.Seven, r.SevenKnown },
	}
}

// records returns the last days of a fund that a range holds, and the day with which
// charts begin: that many days before the last one, but not much before the first
// that there is.
func (x *exchange) records(f *platform.FundView, days int) (records []fund.Record, from fund.Day, err error) {
	to := f.Fund.Distributed
	if f.Last == nil {
		return nil, to, nil
	}
	from = to - fund.Day(days) + 1
	records, err = x.source.FundRecords(x.r.Context(), everybody, f.Fund.ID, from, to)
	if err != nil {
		return nil, 0, err
	}
	if len(records) > 0 {
		from = max(from, min(records[0].Day, to-daysLeast+1))
	}
	return records, from, nil
}

// charts draws both figures, of a fund that has any.
func (x *exchange) charts(f *platform.FundView, records []fund.Record, from fund.Day, days int) []drawn {
	if f.Last == nil {
		return nil
	}
	list := make([]drawn, 0, 2)
	for _, fig := range []figure{x.rate(days), x.yield(days)} {
		c := x.chart(fig, records, from, f.Fund.Distributed)
		d := drawn{Title: c.Title}
		c.ID, c.Width, c.Height = fig.id+"-wide", wideWidth, wideHeight
		d.Wide = template.HTML(c.SVG()) // a chart escapes its texts
		c.ID, c.Width, c.Height = fig.id+"-narrow", narrowWidth, narrowHeight
		d.Narrow = template.HTML(c.SVG())
		list = append(list, d)
	}
	return list
}

// chart returns the chart of one figure, without its size.
func (x *exchange) chart(fig figure, records []fund.Record, from, to fund.Day) chart.Chart {
	c := chart.Chart{
		ID: fig.id, Title: fig.title, Empty: fig.empty, From: int32(from), To: int32(to), Decimals: fig.decimals, Unit: fig.unit,
	}
	for i := range records {
		if value, known := fig.of(&records[i]); known {
			c.Points = append(c.Points, chart.Point{Day: int32(records[i].Day), Value: value})
		}
	}
	c.Desc = x.described(fig, c.Points)
	return c
}

// described says what a chart shows to who cannot see it.
func (x *exchange) described(fig figure, points []chart.Point) string {
	if len(points) == 0 {
		return fig.empty
	}
	least, most := points[0], points[0]
	for _, p := range points {
		if p.Value < least.Value {
			least = p
		}
		if p.Value > most.Value {
			most = p
		}
	}
	value := func(p chart.Point) string { return chart.Decimal(p.Value, fig.decimals, fig.decimals) + fig.unit }
	day := func(p chart.Point) string { return fund.Day(p.Day).String() }
	return fmt.Sprintf(x.words.Drawn, day(points[0]), day(points[len(points)-1]), value(least), day(least), value(most), day(most))
}

// chartStyle is what a chart wears that stands alone, in light and in dark.
const chartStyle = `@media (prefers-color-scheme: dark) {
.ground { fill: #1b1e22 } .grid { stroke: #33383f } .base { stroke: #737b85 } .label, .empty { fill: #aab1ba }
.area, .last { fill: #8ab4f8 } .line { stroke: #8ab4f8 }
}`

// chartPolicy lets a chart wear its own style and load nothing.
var chartPolicy = func() string {
	sum := sha256.Sum256([]byte(chartStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; frame-ancestors 'none'"
}()

func (x *exchange) drawRate() { x.draw(x.rate) }

func (x *exchange) drawYield() { x.draw(x.yield) }

// draw answers with a chart that stands alone.
func (x *exchange) draw(of func(days int) figure) {
	f, days, ok := x.asked()
	if !ok {
		return
	}
	records, from, err := x.records(&f, days)
	if err != nil {
		x.fail(err)
		return
	}
	c := x.chart(of(days), records, from, f.Fund.Distributed)
	c.Style, c.Width, c.Height = chartStyle, wideWidth, wideHeight
	h := x.w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Content-Security-Policy", chartPolicy)
	x.serve(c.SVG())
}
