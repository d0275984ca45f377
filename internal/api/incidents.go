package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/platform"
)

// Longest texts of an incident in bytes.
const (
	titleMax = 200
	noteMax  = 4000
)

// incidentRequest opens an incident.
type incidentRequest struct {
	Title    string    `json:"title" doc:"What happened, for regulators and colleagues; no personal data."`
	Scope    queryBody `json:"scope" doc:"Whose data it may be. The answer is frozen."`
	AwareAt  instant   `json:"aware_at,omitempty" doc:"When it became known, which starts the clocks; left out: now."`
	Critical bool      `json:"critical,omitempty" doc:"It is critical infrastructure."`
}

// actRequest records a step.
type actRequest struct {
	Kind string `json:"kind" enum:"reported,notices,closed" doc:"The regulator was told; notices were made; it is over."`
	Note string `json:"note,omitempty" doc:"No personal data."`
}

// deliveriesRequest says what became of notices.
type deliveriesRequest struct {
	Results []deliveryBody `json:"results" maxItems:"10000"`
}

// deliveryBody says what became of a notice.
type deliveryBody struct {
	Customer  hexID `json:"customer"`
	Delivered bool  `json:"delivered"`
}

// incidentReply is a leak that happened.
type incidentReply struct {
	Number      uint32     `json:"number"`
	Title       string     `json:"title"`
	Customers   uint32     `json:"customers" doc:"Of the frozen scope."`
	Disclosures uint64     `json:"disclosures"`
	Sequence    uint64     `json:"sequence" doc:"Of the ledger of disclosures at which the scope was frozen."`
	Commitment  hash       `json:"commitment" doc:"To the set of customers."`
	Critical    bool       `json:"critical"`
	OpenedBy    uint32     `json:"opened_by,omitempty"`
	OpenedAt    instant    `json:"opened_at"`
	AwareAt     instant    `json:"aware_at"`
	Acts        []actReply `json:"acts"`
}

// actReply is a step that was done.
type actReply struct {
	Kind string  `json:"kind" enum:"reported,notices,closed"`
	By   uint32  `json:"by,omitempty"`
	At   instant `json:"at"`
	Note string  `json:"note,omitempty"`
}

// reportReply is what a regulator is told.
type reportReply struct {
	Number      uint32            `json:"number"`
	Title       string            `json:"title"`
	AwareAt     instant           `json:"aware_at"`
	Customers   uint64            `json:"customers"`
	Disclosures uint64            `json:"disclosures"`
	ByField     map[string]uint64 `json:"by_field"`
	ByDay       map[string]uint64 `json:"by_day"`
	Gaps        []leak.Gap        `json:"gaps"`
	Sequence    uint64            `json:"sequence"`
	Commitment  string            `json:"commitment"`
	Delivered   uint64            `json:"delivered" doc:"Notices that arrived."`
	Failed      uint64            `json:"failed" doc:"Notices that did not."`
	Duties      []dutyReply       `json:"duties"`
	Text        string            `json:"text" doc:"The report in Markdown."`
}

// dutyReply is something that a law asks for.
type dutyReply struct {
	Region   string  `json:"region"`
	Law      string  `json:"law"`
	To       string  `json:"to" doc:"regulator or people."`
	What     string  `json:"what"`
	Deadline instant `json:"deadline,omitempty" doc:"Left out: without delay."`
	DoneAt   instant `json:"done_at,omitempty" doc:"Left out: not yet."`
}

// noticeReply is what one customer is told: which of her fields and when, no
// value.
type noticeReply struct {
	Customer hexID  `json:"customer"`
	External string `json:"external,omitempty"`
	Language string `json:"language"`
	Title    string `json:"title"`
	Text     string `json:"text"`
}

var actKinds = []name[platform.ActKind]{
	{platform.ActReported, "reported"}, {platform.ActNotices, "notices"}, {platform.ActClosed, "closed"},
}

func (s *server) incidents() {
	change(s, operation{
		path: "/v1/leaks/incidents", id: "openIncident", tag: "leaks", roles: insiders, status: http.StatusCreated, bodyMax: ListBodyMax,
		summary: "Open an incident: its scope is frozen, and the clocks of the law start.",
	}, (*incidentRequest).command, s.p.OpenIncident, showIncident)
	list(s, operation{
		path: "/v1/leaks/incidents", id: "listIncidents", tag: "leaks", roles: insiders, summary: "List incidents by number.",
	}, listIncidents)
	read(s, operation{
		path: "/v1/leaks/incidents/{number}", id: "getIncident", tag: "leaks", roles: insiders, summary: "Read an incident.",
	}, getIncident)
	read(s, operation{
		path: "/v1/leaks/incidents/{number}/report", id: "getIncidentReport", tag: "leaks", roles: insiders,
		summary: "Read the regulator's report, with duties and deadlines.",
	}, getReport)
	list(s, operation{
		path: "/v1/leaks/incidents/{number}/notices", id: "listNotices", tag: "leaks", roles: insiders,
		summary: "List the notices to the customers of an incident, each in her language.",
	}, listNotices)
	change(s, operation{
		path: "/v1/leaks/incidents/{number}/acts", id: "actIncident", tag: "leaks", roles: insiders,
		summary: "Record a step of an incident.",
	}, (*actRequest).command, func(ctx context.Context, by auth.Caller, once platform.Once, a act) (platform.Incident, bool, error) {
		return s.p.ActIncident(ctx, by, once, platform.IncidentAct{Incident: a.number, Kind: a.kind, Note: a.note})
	}, showIncident)
	change(s, operation{
		path: "/v1/leaks/incidents/{number}/deliveries", id: "deliverNotices", tag: "leaks", roles: insiders, bodyMax: ListBodyMax,
		summary: "Record which notices arrived.",
	}, (*deliveriesRequest).command, func(ctx context.Context, by auth.Caller, once platform.Once, d deliveries) (platform.Incident, bool, error) {
		return s.p.DeliverNotices(ctx, by, once, d.number, d.results)
	}, showIncident)
}

func (b *incidentRequest) command(c *call) platform.IncidentRequest {
	if b.Scope.List {
		c.wrong("scope.list", CodeInvalidField, "must be left out")
	}
	return platform.IncidentRequest{
		Title: c.shortText("title", b.Title, titleMax), Query: b.Scope.query(c, "scope."),
		Aware: c.instant("aware_at", b.AwareAt), Critical: b.Critical,
	}
}

// act is an actRequest that was read.
type act struct {
	number uint32
	kind   platform.ActKind
	note   string
}

func (b *actRequest) command(c *call) act {
	if len(b.Note) > noteMax {
		c.wrong("note", CodeInvalidField, "must have at most 4000 bytes")
	}
	return act{number: c.number(), kind: need(c, "kind", b.Kind, actKinds), note: b.Note}
}

// deliveries is a deliveriesRequest that was read.
type deliveries struct {
	number  uint32
	results []platform.NoticeResult
}

func (b *deliveriesRequest) command(c *call) deliveries {
	d := deliveries{number: c.number(), results: make([]platform.NoticeResult, len(b.Results))}
	if len(b.Results) == 0 {
		c.wrong("results", CodeMissingField, "is required")
	}
	for i, r := range b.Results {
		d.results[i] = platform.NoticeResult{Customer: c.customerID("results.customer", r.Customer), Delivered: r.Delivered}
	}
	return d
}

func listIncidents(c *call) (page[incidentReply], error) {
	after, limit := c.after32(), c.limit()
	if err := c.failure(); err != nil {
		return page[incidentReply]{}, err
	}
	found, err := c.p.Incidents(c.ctx(), c.by, after, limit)
	return pageOf(found, limit, func(i *platform.Incident) uint64 { return uint64(i.Number) }, showIncident), err
}

func getIncident(c *call) (incidentReply, error) {
	n := c.number()
	if err := c.failure(); err != nil {
		return incidentReply{}, err
	}
	found, err := c.p.Incident(c.ctx(), c.by, n)
	return showIncident(found), err
}

func getReport(c *call) (reportReply, error) {
	n := c.number()
	if err := c.failure(); err != nil {
		return reportReply{}, err
	}
	r, err := c.p.IncidentReport(c.ctx(), c.by, n)
	return showReport(r), err
}

// errFull ends a walk whose page is full.
var errFull = errors.New("the page is full")

func listNotices(c *call) (page[noticeReply], error) {
	n, after, limit := c.number(), c.afterID(), c.limit()
	if err := c.failure(); err != nil {
		return page[noticeReply]{}, err
	}
	p := page[noticeReply]{}
	err := c.p.Notices(c.ctx(), c.by, n, customer.ID(after), func(notice leak.Notice) error {
		if len(p.Data) == limit {
			return errFull
		}
		after = [16]byte(notice.Customer)
		p.Data = append(p.Data, noticeReply{
			Customer: showHex(notice.Customer), External: notice.External, Language: notice.Language,
			Title: notice.Title, Text: notice.Text,
		})
		return nil
	})
	if errors.Is(err, errFull) {
		p.Next, err = idCursor(after), nil
	}
	return p, err
}

func showIncident(i platform.Incident) incidentReply {
	reply := incidentReply{
		Number: i.Number, Title: i.Title, Customers: i.Customers, Disclosures: i.Disclosures, Sequence: uint64(i.Sequence),
		Commitment: showHash(i.Commitment), Critical: i.Critical, OpenedBy: uint32(i.OpenedBy),
		OpenedAt: showTime(i.OpenedAt), AwareAt: showTime(i.AwareAt), Acts: make([]actReply, len(i.Acts)),
	}
	for n, a := range i.Acts {
		reply.Acts[n] = actReply{Kind: nameOf(a.Kind, actKinds), By: uint32(a.By), At: showTime(a.At), Note: a.Note}
	}
	return reply
}

func showReport(r leak.IncidentReport) reportReply {
	reply := reportReply{
		Number: r.Number, Title: r.Title, AwareAt: showTime(r.AwareAt), Customers: r.Customers, Disclosures: r.Disclosures,
		ByField: r.ByField, ByDay: r.ByDay, Gaps: r.Gaps, Sequence: uint64(r.Sequence), Commitment: r.Commitment,
		Delivered: r.Delivered, Failed: r.Failed, Duties: make([]dutyReply, len(r.Duties)), Text: r.Text,
	}
	if reply.Gaps == nil {
		reply.Gaps = []leak.Gap{}
	}
	for i, d := range r.Duties {
		reply.Duties[i] = dutyReply{
			Region: d.Region, Law: d.Law, To: d.To, What: d.What, Deadline: showTime(d.Deadline), DoneAt: showTime(d.Done),
		}
	}
	return reply
}
