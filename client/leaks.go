package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Disclosure is a row of the ledger of disclosures.
type Disclosure struct {
	Sequence      uint64    `json:"sequence"`
	At            time.Time `json:"at"`
	Path          string    `json:"path"` // such as staff:0042
	Customer      ID        `json:"customer"`
	Fields        []string  `json:"fields"`
	Version       uint32    `json:"version"`
	Level         string    `json:"level"`
	Outcome       string    `json:"outcome"` // allowed, missed, or why it was refused
	Purpose       string    `json:"purpose"`
	Role          string    `json:"role"`
	Case          uint32    `json:"case"`
	Approval      uint32    `json:"approval"`
	Policy        uint32    `json:"policy"`
	PolicyHash    string    `json:"policy_hash"`
	CustomerCount uint32    `json:"customer_count"` // disclosures of her up to this one
	PathCount     uint32    `json:"path_count"`     // disclosures down the path up to this one
	Hash          string    `json:"hash"`
}

// DisclosureFilter selects rows: of a path, or of a customer, or all.
type DisclosureFilter struct {
	Path     string
	Customer ID
	Paging
}

// Disclosures lists rows of the ledger, newest first.
func (c *Client) Disclosures(ctx context.Context, f DisclosureFilter) (Page[Disclosure], error) {
	q := f.query()
	set(q, "path", f.Path)
	set(q, "customer", f.Customer)
	return get[Page[Disclosure]](ctx, c, at("disclosures"), q)
}

// ScopeQuery says which releases are asked for.
type ScopeQuery struct {
	Paths  []string  `json:"paths"`
	From   time.Time `json:"from,omitzero"`    // included
	To     time.Time `json:"to,omitzero"`      // not included; zero: until now
	Fields []string  `json:"fields,omitempty"` // at least one of these; none: any
	Levels []string  `json:"levels,omitempty"` // none: all that show data
	Import string    `json:"import,omitempty"` // SHA-256 of imported access logs
}

// Scope is exactly whose data went down the paths.
type Scope struct {
	Customers   uint64            `json:"customers"`
	AtMost      uint64            `json:"at_most"` // when there is a gap; else 0
	Disclosures uint64            `json:"disclosures"`
	First       time.Time         `json:"first"`
	Last        time.Time         `json:"last"`
	ByField     map[string]uint64 `json:"by_field"`
	ByDay       map[string]uint64 `json:"by_day"`
	Gaps        []Gap             `json:"gaps"`
	Sequence    uint64            `json:"sequence"`
	Micros      int64             `json:"micros"`
}

// Gap is a range of sequences that the ledger should hold and does not.
type Gap struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// LeakScope finds out exactly whose data went down paths.
func (c *Client) LeakScope(ctx context.Context, q ScopeQuery) (Scope, error) {
	return send[Scope](ctx, c, request{method: http.MethodPost, path: at("leaks", "scope")}, q)
}

// Affected is a customer of a scope.
type Affected struct {
	ID       ID     `json:"id"`
	External string `json:"external"`
}

// LeakScopeList is LeakScope that calls yield with each customer too, as they
// come: there may be millions. Only without an error was it all of them.
func (c *Client) LeakScopeList(ctx context.Context, q ScopeQuery, yield func(Affected) error) (Scope, error) {
	body, err := json.Marshal(struct {
		ScopeQuery
		List bool `json:"list"`
	}{q, true})
	if err != nil {
		return Scope{}, fmt.Errorf("encode request: %w", err)
	}
	var scope Scope
	err = c.stream(ctx, request{method: http.MethodPost, path: at("leaks", "scope"), body: body}, func(r io.Reader) error {
		scope, err = readScope(json.NewDecoder(r), yield)
		return err
	})
	return scope, err
}

// readScope reads a scope whose customers are listed in it.
func readScope(d *json.Decoder, yield func(Affected) error) (scope Scope, err error) {
	if _, err := d.Token(); err != nil {
		return scope, fmt.Errorf("decode answer: %w", err)
	}
	members := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return scope, fmt.Errorf("decode answer: %w", err)
		}
		if name == "list" {
			err = eachAffected(d, yield)
		} else {
			var member json.RawMessage
			err = d.Decode(&member)
			members[fmt.Sprint(name)] = member
		}
		if err != nil {
			return scope, err
		}
	}
	if _, err := d.Token(); err != nil {
		return scope, fmt.Errorf("decode answer: %w", err)
	}
	whole, err := json.Marshal(members)
	if err != nil {
		return scope, fmt.Errorf("decode answer: %w", err)
	}
	return scope, json.Unmarshal(whole, &scope)
}

func eachAffected(d *json.Decoder, yield func(Affected) error) error {
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("decode answer: %w", err)
	}
	for d.More() {
		var a Affected
		if err := d.Decode(&a); err != nil {
			return fmt.Errorf("decode answer: %w", err)
		}
		if err := yield(a); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// TraceOptions say how a dump is read, and what allows tracing it.
type TraceOptions struct {
	Format   string            // csv, jsonl or parquet
	Map      map[string]string // the dump's column of each field
	Approval uint32
	Alpha    float64 // 0: 0.01
	Import   string  // SHA-256 of imported access logs whose paths are meant
}

// Trace is what a dump says. Named paths are those that it is consistent with
// and with no other; nobody's guilt follows from it.
type Trace struct {
	Rows              int        `json:"rows"`
	Matched           int        `json:"matched"`
	Unmatched         int        `json:"unmatched"`
	Malformed         int        `json:"malformed"`
	Distinct          int        `json:"distinct"`
	Threshold         float64    `json:"threshold"`
	Alpha             float64    `json:"alpha"`
	Named             []string   `json:"named"`
	Indistinguishable []string   `json:"indistinguishable"`
	Paths             []Evidence `json:"paths"`
	Snapshot          time.Time  `json:"snapshot"` // of the backup or export that it is; zero: none
	Sources           []Source   `json:"sources"`  // when no single path explains it
}

// Evidence is what a dump says of one path.
type Evidence struct {
	Path   string   `json:"path"`
	LnE    float64  `json:"ln_e"`
	Gap    float64  `json:"gap"`
	Hits   int      `json:"hits"`
	Only   int      `json:"only"`
	Never  int      `json:"never"`
	Rivals []string `json:"rivals"`
}

// Source is a path's part of a dump that several paths made.
type Source struct {
	Path  string  `json:"path"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// ErrFormat says that a dump is in none of the formats.
var ErrFormat = errors.New("client: a dump is csv, jsonl or parquet")

// dumpMedia are the media types of the formats.
var dumpMedia = map[string]string{"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}

// Trace finds out which paths a dump is consistent with. It is sent once, as it
// is read: it takes as long as ctx allows.
func (c *Client) Trace(ctx context.Context, dump io.Reader, o TraceOptions) (Trace, error) {
	media, known := dumpMedia[o.Format]
	if !known {
		return Trace{}, ErrFormat
	}
	q := url.Values{"map": {columns(o.Map)}}
	setNumber(q, "approval", o.Approval)
	set(q, "import", o.Import)
	if o.Alpha != 0 {
		q.Set("alpha", strconv.FormatFloat(o.Alpha, 'g', -1, 64))
	}
	var t Trace
	err := c.stream(ctx, request{method: http.MethodPost, path: at("leaks", "traces"), query: q, upload: dump, media: media}, func(r io.Reader) error {
		return json.NewDecoder(r).Decode(&t)
	})
	return t, err
}

// columns writes which column is which field.
func columns(of map[string]string) string {
	var pairs []string
	for _, field := range slices.Sorted(maps.Keys(of)) {
		pairs = append(pairs, field+":"+of[field])
	}
	return strings.Join(pairs, ",")
}

// Export asks for an export that was approved.
type Export struct {
	Approval  uint32   `json:"approval"`
	Customers []ID     `json:"customers"`
	Fields    []string `json:"fields"`
	Recipient string   `json:"recipient"` // an age recipient
}

// Export writes approved data, sealed to its recipient. It is sent once; only
// without an error was it all. It takes as long as ctx allows.
func (c *Client) Export(ctx context.Context, e Export, to io.Writer) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	return c.stream(ctx, request{method: http.MethodPost, path: at("exports"), body: body}, func(r io.Reader) error {
		_, err := io.Copy(to, r)
		return err
	})
}
