package client

import (
	"context"
	"time"
)

// NewIncident opens an incident.
type NewIncident struct {
	Title    string     `json:"title"`
	Scope    ScopeQuery `json:"scope"`
	AwareAt  time.Time  `json:"aware_at,omitzero"` // zero: now
	Critical bool       `json:"critical,omitempty"`
}

// Incident is a leak that happened, with the scope frozen at its opening.
type Incident struct {
	Number      uint32    `json:"number"`
	Title       string    `json:"title"`
	Customers   uint32    `json:"customers"`
	Disclosures uint64    `json:"disclosures"`
	Sequence    uint64    `json:"sequence"`
	Commitment  string    `json:"commitment"`
	Critical    bool      `json:"critical"`
	OpenedBy    uint32    `json:"opened_by"`
	OpenedAt    time.Time `json:"opened_at"`
	AwareAt     time.Time `json:"aware_at"`
	Acts        []Act     `json:"acts"`
}

// Act is a step of an incident.
type Act struct {
	Kind string    `json:"kind"` // reported, notices or closed
	By   uint32    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// IncidentReport is what a regulator is told.
type IncidentReport struct {
	Number      uint32            `json:"number"`
	Title       string            `json:"title"`
	AwareAt     time.Time         `json:"aware_at"`
	Customers   uint64            `json:"customers"`
	Disclosures uint64            `json:"disclosures"`
	ByField     map[string]uint64 `json:"by_field"`
	ByDay       map[string]uint64 `json:"by_day"`
	Gaps        []Gap             `json:"gaps"`
	Sequence    uint64            `json:"sequence"`
	Commitment  string            `json:"commitment"`
	Delivered   uint64            `json:"delivered"`
	Failed      uint64            `json:"failed"`
	Duties      []Duty            `json:"duties"`
	Text        string            `json:"text"` // Markdown
}

// Duty is something that a law asks for.
type Duty struct {
	Region   string    `json:"region"`
	Law      string    `json:"law"`
	To       string    `json:"to"` // regulator or people
	What     string    `json:"what"`
	Deadline time.Time `json:"deadline"` // zero: without delay
	DoneAt   time.Time `json:"done_at"`  // zero: not yet
}

// Notice is what one customer is told.
type Notice struct {
	Customer ID     `json:"customer"`
	External string `json:"external"`
	Language string `json:"language"`
	Title    string `json:"title"`
	Text     string `json:"text"`
}

// Delivery says what became of a notice.
type Delivery struct {
	Customer  ID   `json:"customer"`
	Delivered bool `json:"delivered"`
}

// OpenIncident opens an incident: its scope is frozen.
func (c *Client) OpenIncident(ctx context.Context, n NewIncident) (Incident, error) {
	return post[Incident](ctx, c, at("leaks", "incidents"), n)
}

// Incidents lists incidents by number.
func (c *Client) Incidents(ctx context.Context, p Paging) (Page[Incident], error) {
	return get[Page[Incident]](ctx, c, at("leaks", "incidents"), p.query())
}

// Incident reads an incident.
func (c *Client) Incident(ctx context.Context, number uint32) (Incident, error) {
	return get[Incident](ctx, c, incident(number), nil)
}

// IncidentReport reads the regulator's report.
func (c *Client) IncidentReport(ctx context.Context, number uint32) (IncidentReport, error) {
	return get[IncidentReport](ctx, c, incident(number, "report"), nil)
}

// Notices lists the notices to the customers of an incident.
func (c *Client) Notices(ctx context.Context, number uint32, p Paging) (Page[Notice], error) {
	return get[Page[Notice]](ctx, c, incident(number, "notices"), p.query())
}

// ActIncident records a step: reported, notices or closed.
func (c *Client) ActIncident(ctx context.Context, number uint32, kind, note string) (Incident, error) {
	body := struct {
		Kind string `json:"kind"`
		Note string `json:"note,omitempty"`
	}{kind, note}
	return post[Incident](ctx, c, incident(number, "acts"), body)
}

// DeliverNotices records which notices arrived, at most 10,000 at a time.
func (c *Client) DeliverNotices(ctx context.Context, number uint32, results []Delivery) (Incident, error) {
	body := struct {
		Results []Delivery `json:"results"`
	}{results}
	return post[Incident](ctx, c, incident(number, "deliveries"), body)
}

// incident returns the path of an incident or of a part of it.
func incident(number uint32, part ...string) string {
	return at(append([]string{"leaks", "incidents", decimal(uint64(number))}, part...)...)
}
