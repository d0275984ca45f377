package leak

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/candorpay/candor/internal/customer"
)

// ReportInput is what a regulator's report is written from. Times are business
// time in ns.
type ReportInput struct {
	Number      uint32
	Title       string
	Language    string // zh or en
	OpenedAt    int64
	Query       Query // what was frozen
	Scope       Scope // as it was frozen
	Commitment  [32]byte
	Unreachable uint64 // of the scope's customers, those whose data was erased: they cannot be notified
	Delivered   uint64 // notices
	Failed      uint64
	Duty        DutyInput
	Measures    []string // taken so far
	Contact     string
}

// Commitment returns the SHA-256 that fixes a set of customers without telling
// who is in it: of the line "candor scope 1", the salt, the number of customers
// and then each ordinal in ascending order, numbers in four bytes, little endian.
// Whoever is given set and salt later can check it.
func Commitment(set *roaring.Bitmap, salt [32]byte) [32]byte {
	h := sha256.New()
	h.Write([]byte("candor scope 1\n"))
	h.Write(salt[:])
	buf := binary.LittleEndian.AppendUint32(nil, uint32(set.GetCardinality()))
	for it := set.Iterator(); it.HasNext(); {
		if len(buf) >= 4096 {
			h.Write(buf)
			buf = buf[:0]
		}
		buf = binary.LittleEndian.AppendUint32(buf, it.Next())
	}
	h.Write(buf)
	return [32]byte(h.Sum(nil))
}

//go:embed text/report.en.md
var reportEN string

//go:embed text/report.zh.md
var reportZH string

var reports = map[string]*template.Template{
	"en": template.Must(template.New("report.en").Parse(reportEN)),
	"zh": template.Must(template.New("report.zh").Parse(reportZH)),
}

// count is a line of a table.
type count struct {
	Name string
	N    uint64
}

// reportText is what the template of a report is filled with.
type reportText struct {
	ReportInput
	Aware, Opened, First, Last, From, To string
	Paths, Fields, Levels                string
	Imported                             bool // a path is of an imported access log
	Grade                                string
	ByField, ByDay, ByRegion             []count
	Duties                               []dutyText
	CommitmentHex                        string
	TableAsOf                            string
	Outstanding                          uint64
}

type dutyText struct {
	Duty
	By, At string
}

// WriteReport writes the report of an incident to a regulator: exact counts, what
// they mean, and what cannot be known.
func WriteReport(in ReportInput) IncidentReport {
	in.Language = languageOf(in.Language)
	in.Duty.Language = in.Language
	r := IncidentReport{
		Number: in.Number, Title: in.Title, AwareAt: in.Duty.AwareAt, Customers: in.Scope.Customers,
		Disclosures: in.Scope.Disclosures, ByField: map[string]uint64{}, ByDay: maps.Clone(in.Scope.ByDay),
		Gaps: append([]Gap{}, in.Scope.Gaps...), Sequence: in.Scope.Sequence, Commitment: hex.EncodeToString(in.Commitment[:]),
		Delivered: in.Delivered, Failed: in.Failed, Duties: Duties(in.Duty),
	}
	for f, n := range in.Scope.ByField {
		if n > 0 {
			r.ByField[customer.Field(f).String()] = n
		}
	}
	if r.ByDay == nil {
		r.ByDay = map[string]uint64{}
	}
	r.Text = fill(reports[in.Language], in.text(&r))
	return r
}

// text prepares what the template shows.
func (in *ReportInput) text(r *IncidentReport) reportText {
	t := reportText{
		ReportInput: *in, Aware: stamp(in.Duty.AwareAt), Opened: stamp(in.OpenedAt),
		First: stamp(in.Scope.First), Last: stamp(in.Scope.Last), From: stamp(in.Query.From), To: stamp(in.Query.To),
		CommitmentHex: r.Commitment, TableAsOf: DutiesAsOf,
		Fields: namesOf(in.Query.Fields, in.Language), ByDay: sorted(in.Scope.ByDay),
	}
	var inMainland uint64
	for region, n := range in.Duty.ByRegion {
		if jurisdictionOf(region) == mainland {
			inMainland += n
		}
	}
	t.Grade = Grade(inMainland, in.Language)
	var paths, levels []string
	for _, p := range in.Query.Paths {
		paths = append(paths, p.String())
		t.Imported = t.Imported || p.Import != ""
	}
	for _, l := range in.Query.Levels {
		levels = append(levels, levelNames[l].in(in.Language))
	}
	t.Paths, t.Levels = strings.Join(paths, separator.in(in.Language)), strings.Join(levels, separator.in(in.Language))
	for f, n := range in.Scope.ByField {
		if n > 0 {
			t.ByField = append(t.ByField, count{fieldNames[f].in(in.Language), n})
		}
	}
	t.ByRegion = sorted(in.Duty.ByRegion)
	for _, d := range r.Duties {
		t.Duties = append(t.Duties, dutyText{d, stamp(d.Deadline), stamp(d.Done)})
	}
	if told := in.Delivered + in.Failed + in.Unreachable; told < in.Scope.Customers {
		t.Outstanding = in.Scope.Customers - told
	}
	return t
}

// sorted returns a map's entries by name.
func sorted(m map[string]uint64) []count {
	list := make([]count, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if m[name] > 0 {
			list = append(list, count{name, m[name]})
		}
	}
	return list
}

// beijing is the zone in which texts tell the time. China has no other.
var beijing = time.FixedZone("Beijing", 8*3600)

// stamp writes a time to the minute; "" of 0.
func stamp(ns int64) string {
	if ns == 0 {
		return ""
	}
	return time.Unix(0, ns).In(beijing).Format("2006-01-02 15:04")
}

// languageOf returns the language of texts for whoever's is given: zh, or else en.
func languageOf(language string) string {
	if language == "zh" || strings.HasPrefix(language, "zh-") {
		return "zh"
	}
	return "en"
}

// fill fills a template in. What is in one was checked by a test.
func fill(t *template.Template, data any) string {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		panic("leak: template " + t.Name() + ": " + err.Error())
	}
	return b.String()
}
