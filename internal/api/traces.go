package api

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// dumpFormats are the formats of dumps by their media types.
var dumpFormats = []name[string]{
	{typeCSV, "csv"}, {"application/jsonl", "jsonl"}, {"application/vnd.apache.parquet", "parquet"},
}

func (s *server) traces() {
	media := make([]string, len(dumpFormats))
	for i, f := range dumpFormats {
		media[i] = f.value
	}
	places := make(chan struct{}, TracesMax)
	s.route(operation{
		method: http.MethodPost, path: "/v1/leaks/traces", id: "traceLeak", tag: "leaks", unkeyed: true,
		bodyMax: DumpMax, takes: media, patience: LongTimeout,
		summary: "Find out which paths a dump is consistent with. The body is the dump, which is kept nowhere. Needs an approval that names its hash.",
		query: []parameter{
			{"format", "string", "csv, jsonl or parquet; left out: as the Content-Type says."},
			{"map", "string", "Which column is which field, such as phone:MOBILE,name:FULL_NAME."},
			{"approval", "integer", "The approval."},
			{"alpha", "number", "The bound on naming an innocent path, above 0 and up to 0.05; 0.01 when left out."},
			{"import", "string", "SHA-256 of the access logs of an older system, whose paths are meant."},
		},
	}, nil, reflect.TypeFor[leak.ReportJSON](), func(c *call) error {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			return c.trace()
		default:
			return errkind.New(errkind.Unavailable, CodeOverloaded, "another dump is being traced: send it again later")
		}
	})
}

// trace answers with what a dump says.
func (c *call) trace() error {
	r := platform.TraceRequest{
		Format: c.dumpFormat(), Map: c.columns(), Alpha: c.alpha(), Approval: approval.Number(c.uint("approval", 32)),
		Import: c.query.Get("import"),
	}
	c.hash("import", hash(r.Import))
	if r.Approval == 0 {
		c.wrong("approval", CodeParameter, "is required")
	}
	if err := c.failure(); err != nil {
		return err
	}
	if err := c.long(); err != nil {
		return err
	}
	dump := &dump{from: http.MaxBytesReader(c.ResponseWriter, c.r.Body, int64(c.op.bodyMax))}
	r.Dump = dump
	report, err := c.p.LeakTrace(c.ctx(), c.by, r)
	switch {
	case dump.err != nil:
		return dump.err
	case err != nil:
		return err
	}
	return c.reply(report.JSON())
}

// dumpFormat returns the format that the request's head says.
func (c *call) dumpFormat() string {
	media, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	format := nameOf(strings.ToLower(strings.TrimSpace(media)), dumpFormats)
	if given := c.query.Get("format"); choose(c, "format", given, dumpFormats) != "" && given != format {
		format = "unknown"
	}
	if format == "unknown" && c.err == nil {
		c.err = invalid(CodeMediaType, "send the dump as text/csv, application/jsonl or application/vnd.apache.parquet, whichever it is")
	}
	return format
}

// columns returns the dump's column of each field.
func (c *call) columns() map[customer.Field]string {
	all := map[customer.Field]string{}
	for pair := range strings.SplitSeq(c.query.Get("map"), ",") {
		text, column, _ := strings.Cut(pair, ":")
		f, known := customer.ParseField(strings.TrimSpace(text))
		if _, twice := all[f]; !known || !f.Indexed() || column == "" || twice {
			c.wrong("map", CodeParameter, "must name columns of fields that can be looked up, such as phone:MOBILE,name:FULL_NAME")
			return nil
		}
		all[f] = column
	}
	return all
}

// alpha returns the bound that is asked for, 0 when it was left out.
func (c *call) alpha() float64 {
	if !c.query.Has("alpha") {
		return 0
	}
	x, err := strconv.ParseFloat(c.query.Get("alpha"), 64)
	if err != nil || !(x > 0 && x <= platform.AlphaMax) {
		c.wrong("alpha", CodeParameter, "must be above 0 and at most "+strconv.FormatFloat(platform.AlphaMax, 'g', -1, 64))
		return 0
	}
	return x
}

// dump is a dump on its way in. It remembers what cut it short, which is the
// client's doing, however the platform puts it.
type dump struct {
	from io.Reader
	err  error
}

// Read reads on.
func (d *dump) Read(b []byte) (int, error) {
	n, err := d.from.Read(b)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		d.err = invalid(CodeBodyTooLarge, "the dump is longer than 256 MiB: trace a part of it")
	case err != nil && !errors.Is(err, io.EOF):
		d.err = &unreadable{err}
	}
	return n, err
}
