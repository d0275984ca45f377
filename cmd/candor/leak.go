package main

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// leakCommand is candor leak.
type leakCommand struct {
	Scope    leakScope    `cmd:"" help:"Say exactly whose data went down a path."`
	Trace    leakTrace    `cmd:"" help:"Say which path a found dump came from."`
	Incident leakIncident `cmd:"" help:"Freeze a scope, and do what the law asks for."`
}

// scopeFlags select releases.
type scopeFlags struct {
	Path   []string `help:"A path, such as staff:0042, merchant:ID, service:NAME or export:7; may be given again." placeholder:"PATH"`
	From   string   `help:"Releases at or after this: RFC 3339, or a day in Beijing such as 2026-03-01." placeholder:"TIME"`
	To     string   `help:"Releases before this; of a day, before its end." placeholder:"TIME"`
	Fields string   `help:"Releases that showed one of these fields, such as phone,name; any by default." placeholder:"A,B"`
	Level  []string `help:"Levels, such as clear or masked,clear; by default masked, clear, exported and ciphertext." placeholder:"LEVEL"`
	Import string   `help:"Ask of the access log of an older system: the hash that candor import printed, or its first 8 digits or more." placeholder:"HASH"`
	Anchor []string `help:"Where the head of the ledger of disclosures went, as candor serve was told: what the ledger lacks of it is a gap in the answer. May be given again." env:"CANDOR_ANCHOR" placeholder:"TARGET"`
}

// query reads what is asked for.
func (c *scopeFlags) query() (q leak.Query, err error) {
	if len(c.Path) == 0 {
		return q, usage(errors.New("--path: say which path, such as staff:0042"))
	}
	for _, text := range c.Path {
		path, err := disclosure.ParsePath(text)
		if err != nil {
			return q, usage(fmt.Errorf("--path: %w", err))
		}
		if path.Import == "" {
			path.Import = c.Import
		}
		q.Paths = append(q.Paths, path)
	}
	if q.From, err = parseTime("--from", c.From, 0); err != nil {
		return q, err
	}
	if q.To, err = parseTime("--to", c.To, 24*time.Hour); err != nil {
		return q, err
	}
	if q.To != 0 && q.To <= q.From {
		return q, usage(errors.New("--to: later than --from"))
	}
	if c.Fields != "" {
		var ok bool
		if q.Fields, ok = customer.ParseFields(c.Fields, ","); !ok {
			return q, usage(fmt.Errorf("--fields: of %s, joined by commas", customer.AllFields))
		}
	}
	for _, text := range c.Level {
		level, ok := disclosure.ParseLevel(text)
		if !ok {
			return q, usage(errors.New("--level: matched, masked, clear, exported or ciphertext"))
		}
		q.Levels = append(q.Levels, level)
	}
	return q, nil
}

// beijing is where days begin and end.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// parseTime reads a time in ns, 0 for none. Of a day it is the beginning plus
// offset.
func parseTime(flag, text string, offset time.Duration) (int64, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, beijing)
	if err != nil {
		t, err = time.Parse(time.RFC3339Nano, text)
		offset = 0
	}
	if err != nil || t.Year() < 1700 || t.Year() > 2200 { // beyond, ns overflow
		return 0, usage(fmt.Errorf("%s: a time such as 2026-03-01T08:00:00+08:00, or a day such as 2026-03-01", flag))
	}
	return t.Add(offset).UnixNano(), nil
}

// leakScope is candor leak scope.
type leakScope struct {
	folder
	scopeFlags
	List string `help:"Write the customers to a file, or - for stdout, an id a line: the external one if she has one." placeholder:"FILE"`
}

// Run answers.
func (c *leakScope) Run(sh *shell) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	return c.withAnchors(c.Anchor, func(p *platform.Platform) error {
		if err := p.IndexLedger(); err != nil { // not a part of answering: a server has done it already
			return err
		}
		start := time.Now()
		scope, err := p.LeakScope(sh.ctx, auth.Candor(), q)
		if err != nil {
			return fmt.Errorf("scope: %w", err)
		}
		micros := time.Since(start).Microseconds()
		if c.List != "" {
			if err := writeNames(sh, p, scope, c.List); err != nil {
				return err
			}
		}
		if c.List == "-" {
			return nil
		}
		return sh.print(scope.JSON(micros), scopeText(&scope, micros)+importText(q.Paths))
	})
}

// writeNames writes the customers of a scope in the order of their names.
func writeNames(sh *shell, p *platform.Platform, scope leak.Scope, file string) error {
	var names []string
	err := p.CustomerNames(sh.ctx, auth.Candor(), scope, func(id customer.ID, external string) error {
		if external == "" {
			external = id.String()
		}
		names = append(names, external)
		return nil
	})
	if err != nil {
		return fmt.Errorf("list customers: %w", err)
	}
	slices.Sort(names)
	out, err := sh.create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	for _, name := range names {
		if _, err := w.WriteString(name + "\n"); err != nil {
			return out.discard(err)
		}
	}
	if err := w.Flush(); err != nil {
		return out.discard(err)
	}
	return out.Close()
}

// scopeText says a scope to people.
func scopeText(s *leak.Scope, micros int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d customers, in %d disclosures", s.Customers, s.Disclosures)
	if s.First != 0 {
		fmt.Fprintf(&b, ", from %s to %s", clockText(s.First), clockText(s.Last))
	}
	fmt.Fprintf(&b, "\nas of disclosure %d, found in %d microseconds\n", s.Sequence, micros)
	for f, n := range s.ByField {
		if n > 0 {
			fmt.Fprintf(&b, "  %-14s %d customers\n", customer.Field(f), n)
		}
	}
	if len(s.Related) > 0 {
		fmt.Fprintf(&b, "not counted, ask for them too: %s\n", strings.Join(s.Related, ", "))
	}
	for _, g := range s.Gaps {
		fmt.Fprintf(&b, "GAP: disclosures %d to %d are lost. It was at least %d customers and at most %d.\n",
			g.From, g.To, s.Customers, s.AtMost)
	}
	return b.String()
}

// importText says how good an answer is that is of imported paths.
func importText(paths []disclosure.Path) string {
	if !slices.ContainsFunc(paths, func(p disclosure.Path) bool { return p.Import != "" }) {
		return ""
	}
	return "This is what the imported access log says, and as complete as it is.\n"
}

func clockText(ns int64) string { return time.Unix(0, ns).In(beijing).Format(time.RFC3339) }

// leakTrace is candor leak trace.
type leakTrace struct {
	folder
	Dump     string  `arg:"" help:"The found file: CSV, JSON lines or Parquet, by its name."`
	Map      string  `help:"Which column holds which field, such as phone=COLUMN,name=COLUMN." required:"" placeholder:"FIELD=COLUMN,..."`
	Import   string  `help:"Ask of the access log of an older system: the hash that candor import printed." placeholder:"HASH"`
	Alpha    float64 `help:"Bound on the chance of naming a path that it is not from, over all traces of an installation." default:"0.01"`
	Approval uint32  `help:"The approval that names the dump's hash; a sandbox grants its own." placeholder:"N"`
}

// Run traces.
func (c *leakTrace) Run(sh *shell) error {
	columns, err := parseMap(c.Map)
	if err != nil {
		return err
	}
	if !(c.Alpha > 0 && c.Alpha <= platform.AlphaMax) {
		return usage(fmt.Errorf("--alpha: above 0 and at most %v, such as %v", platform.AlphaMax, platform.AlphaDefault))
	}
	format, ok := intake.FormatOf(c.Dump)
	if !ok {
		return usage(errFormat)
	}
	dump, err := openInput(c.Dump)
	if err != nil {
		return fmt.Errorf("read the dump: %w", err)
	}
	defer func() { _ = dump.Close() }() // it was only read
	bar := sh.progress("matching rows", -1)
	defer bar.end()
	return c.with(func(p *platform.Platform) error {
		report, err := p.LeakTrace(sh.ctx, auth.Candor(), platform.TraceRequest{
			Dump: dump, Format: format, Map: columns, Import: c.Import, Alpha: c.Alpha, Approval: approval.Number(c.Approval),
			Progress: func(rows int64) { bar.set(int(rows), -1) },
		})
		if err != nil {
			return fmt.Errorf("trace: %w", err)
		}
		bar.end()
		shown := traced{ReportJSON: report.JSON()}
		if c.Import != "" {
			shown.unprefix()
		}
		return sh.print(shown, shown.text())
	})
}

// parseMap reads field=column pairs.
func parseMap(text string) (map[customer.Field]string, error) {
	columns := map[customer.Field]string{}
	for pair := range strings.SplitSeq(text, ",") {
		name, column, ok := strings.Cut(pair, "=")
		f, known := customer.ParseField(strings.TrimSpace(name))
		if !ok || !known || column == "" || !f.Indexed() || columns[f] != "" {
			return nil, usage(errors.New("--map: pairs such as phone=COLUMN, each of name, national_id, phone, email, bank_account and card at most once"))
		}
		columns[f] = column
	}
	return columns, nil
}

// traced is the answer to a trace. Paths of an imported access log are named as
// its file does, and the import once.
type traced struct {
	Import string `json:"import,omitempty"`
	leak.ReportJSON
}

// unprefix takes the import's hash out of the paths: a trace of an import is of
// nothing else.
func (t *traced) unprefix() {
	strip := func(path *string) {
		if rest, ok := strings.CutPrefix(*path, "import:"); ok {
			t.Import, *path, _ = strings.Cut(rest, ":")
		}
	}
	for _, list := range [][]string{t.Named, t.Indistinguishable} {
		for i := range list {
			strip(&list[i])
		}
	}
	for i := range t.Paths {
		strip(&t.Paths[i].Path)
		for j := range t.Paths[i].Rivals {
			strip(&t.Paths[i].Rivals[j])
		}
	}
	for i := range t.Sources {
		strip(&t.Sources[i].Path)
	}
}

// pathsShown is how many paths the text of a trace lists.
const pathsShown = 10

// text says a trace to people.
func (t *traced) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows: %d are customers', %d are nobody's, %d could not be read\n", t.Rows, t.Matched, t.Unmatched, t.Malformed)
	switch {
	case len(t.Named) > 0:
		fmt.Fprintf(&b, "consistent with %s, and with no other path\n", strings.Join(t.Named, ", "))
	case len(t.Indistinguishable) > 0:
		fmt.Fprintf(&b, "cannot be told apart: %s\n", strings.Join(t.Indistinguishable, ", "))
	default:
		b.WriteString("no path passes the threshold: nothing is said of anybody\n")
	}
	if t.Snapshot != nil {
		fmt.Fprintf(&b, "it is a copy made at once, at %s\n", clockText(t.Snapshot.UnixNano()))
	}
	for _, s := range t.Sources {
		fmt.Fprintf(&b, "as a mixture, %s has %.0f %% of the rows (%.0f to %.0f)\n", s.Path, 100*s.Share, 100*s.Low, 100*s.High)
	}
	if len(t.Paths) == 0 {
		b.WriteString("no path released any of these customers' fields\n")
	} else {
		fmt.Fprintf(&b, "threshold ln E > %.2f\n%-24s %10s %8s %8s %8s\n", t.Threshold, "path", "ln E", "hits", "only it", "never it")
	}
	for _, e := range t.Paths[:min(pathsShown, len(t.Paths))] {
		fmt.Fprintf(&b, "%-24s %10.2f %8d %8d %8d\n", e.Path, e.LnE, e.Hits, e.Only, e.Never)
	}
	if more := len(t.Paths) - pathsShown; more > 0 {
		fmt.Fprintf(&b, "and %d paths more with less evidence; --json has all\n", more)
	}
	b.WriteString("The bound holds for dumps mixed with rows of the stated backgrounds, and for no others.\n" +
		"Somebody who knew what another person saw could have made this up.\n")
	return b.String()
}
