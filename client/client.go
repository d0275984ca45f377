// Package client is the Go SDK of Candor's HTTP API.
//
// What it promises: a method that changes something does it once, however often
// the network fails meanwhile: it makes an Idempotency-Key, and repeats the
// request under the same key while the server cannot answer. A method that reads
// a customer's data sends its request once and never repeats it, as each read is
// recorded. A refusal is an *Error with the server's stable code.
//
// Vocabulary: a key is an API key; an Idempotency-Key names what is to be done
// once; a cursor is where a list goes on.
//
//	c, err := client.New("https://pay.example", key, client.Options{})
//	t, err := c.CreateTrade(ctx, client.NewTrade{Merchant: shop, Order: "A-1", Amount: amount})
//	var refusal *client.Error
//	if errors.As(err, &refusal) && refusal.Code == "order_exists" { ... }
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Limits of what the client does by itself.
const (
	RetriesDefault = 4                     // repeats after the first attempt
	WaitFirst      = 50 * time.Millisecond // before the first repeat; doubles each time
	WaitMax        = 5 * time.Second       // before any repeat
	TimeoutDefault = 30 * time.Second      // of one attempt
	replyMax       = 16 << 20              // bytes of an answer
)

// ID is the id of an object or ledger record: 32 lower-case hexadecimal digits.
type ID string

// ErrID says that an id or order number cannot be one: it is empty, . or .., and
// in a path it would name something else. Nothing was sent.
var ErrID = errors.New("client: an id or order number is missing, or names a place in a path")

// Options change how requests are sent. The zero value is fit for use.
type Options struct {
	HTTP    *http.Client // nil: one with TimeoutDefault; redirects are never followed
	Retries int          // repeats after the first attempt; zero: RetriesDefault; below zero: none
}

// Client sends requests with one API key. It is safe for concurrent use.
type Client struct {
	base    string
	key     string
	http    *http.Client
	retries int
}

// New returns a client of the server at baseURL, such as https://pay.example,
// that calls with the API key.
func New(baseURL, key string, opts Options) (*Client, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("client: the base URL must be http:// or https:// and a host")
	}
	c := &Client{base: strings.TrimSuffix(baseURL, "/"), key: key, retries: opts.Retries}
	c.http = &http.Client{Timeout: TimeoutDefault}
	if opts.HTTP != nil {
		given := *opts.HTTP
		c.http = &given
	}
	// The server has no redirects. Whoever answers with one would get the request
	// that was meant for the server, or make a GET of a change.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if c.retries == 0 {
		c.retries = RetriesDefault
	}
	return c, nil
}

// Error is the server's no.
type Error struct {
	Status  int          `json:"status"`   // of HTTP
	Code    string       `json:"code"`     // stable, snake_case
	Detail  string       `json:"detail"`   // for people
	Request string       `json:"instance"` // a URN with the request's id, for support
	Fields  []FieldError `json:"errors"`   // the fields at fault, if it is about fields

	Replayed bool `json:"-"` // an earlier answer to the same Idempotency-Key

	wait time.Duration // Retry-After
}

// FieldError says which field of a request is at fault, and why.
type FieldError struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// Error returns status, code and detail.
func (e *Error) Error() string {
	return fmt.Sprintf("candor: %d %s: %s", e.Status, e.Code, e.Detail)
}

type onceKey struct{}

// WithKey returns a context in which the next change is done under the given
// Idempotency-Key instead of a new one, so that a program can repeat it after a
// restart. Use it for one call.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, onceKey{}, key)
}

// request is one to send, perhaps several times.
type request struct {
	method, path string
	query        url.Values
	body         []byte
	once         string // Idempotency-Key; empty: none
	accept       string
	single       bool      // is sent once, whatever comes of it
	upload       io.Reader // the body of a stream; nil: body
	media        string    // of the body; empty: JSON
}

// answer is a whole response of success.
type answer struct {
	body   []byte
	header http.Header
}

// post sends body and decodes the answer into a T.
func post[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	once, ok := ctx.Value(onceKey{}).(string)
	if !ok {
		once = rand.Text()
	}
	return send[T](ctx, c, request{method: http.MethodPost, path: path, once: once}, body)
}

// put sends body, which says what shall be: again it changes nothing.
func put[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	return send[T](ctx, c, request{method: http.MethodPut, path: path}, body)
}

// ask sends body where there is no Idempotency-Key and decodes the answer into a
// T. It is sent once: each attempt would be a disclosure of its own.
func ask[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	return send[T](ctx, c, request{method: http.MethodPost, path: path, single: true}, body)
}

// get reads what is at path into a T.
func get[T any](ctx context.Context, c *Client, path string, query url.Values) (T, error) {
	return send[T](ctx, c, request{method: http.MethodGet, path: path, query: query}, nil)
}

func send[T any](ctx context.Context, c *Client, r request, body any) (T, error) {
	var reply T
	if body != nil {
		var err error
		if r.body, err = json.Marshal(body); err != nil {
			return reply, fmt.Errorf("encode request: %w", err)
		}
	}
	a, err := c.send(ctx, r)
	if err != nil {
		return reply, err
	}
	if err := json.Unmarshal(a.body, &reply); err != nil {
		return reply, fmt.Errorf("decode answer: %w", err)
	}
	return reply, nil
}

// send sends the request until it is answered or the repeats are used up.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	if r.path == "" {
		return answer{}, ErrID
	}
	wait := WaitFirst
	for attempt := 0; ; attempt++ {
		a, err := c.attempt(ctx, r)
		if err == nil || r.single || attempt >= c.retries || !passing(err) || ctx.Err() != nil {
			return a, err
		}
		pause := wait/2 + mathrand.N(wait)
		var refusal *Error
		if errors.As(err, &refusal) {
			pause = max(pause, refusal.wait)
		}
		select {
		case <-ctx.Done():
			return answer{}, err
		case <-time.After(min(pause, WaitMax)):
		}
		wait = min(2*wait, WaitMax)
	}
}

// passing reports whether another attempt may fare better: the network failed,
// or the server could not answer. Every change carries what makes it safe.
func passing(err error) bool {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Status == http.StatusServiceUnavailable || refusal.Code == "rate_limited"
	}
	return true
}

// stream sends the request once, whose answer read reads as it comes. Only the
// context limits how long it takes.
func (c *Client) stream(ctx context.Context, r request, read func(io.Reader) error) error {
	req, err := c.request(ctx, r)
	if err != nil {
		return err
	}
	unhurried := *c.http
	unhurried.Timeout = 0
	resp, err := unhurried.Do(req)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // the answer was read, or its error counts
	if resp.StatusCode/100 == 2 {
		return read(resp.Body)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, replyMax))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return refusal(resp, body)
}

// request makes an HTTP request.
func (c *Client) request(ctx context.Context, r request) (*http.Request, error) {
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	var body io.Reader = bytes.NewReader(r.body)
	if r.upload != nil {
		body = r.upload
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	switch {
	case r.media != "":
		req.Header.Set("Content-Type", r.media)
	case r.body != nil:
		req.Header.Set("Content-Type", "application/json")
	}
	if r.once != "" {
		req.Header.Set("Idempotency-Key", r.once)
	}
	if r.accept != "" {
		req.Header.Set("Accept", r.accept)
	}
	return req, nil
}

func (c *Client) attempt(ctx context.Context, r request) (answer, error) {
	req, err := c.request(ctx, r)
	if err != nil {
		return answer{}, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("send request: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // the answer was read, or its error counts
	body, err := io.ReadAll(io.LimitReader(resp.Body, replyMax))
	if err != nil {
		return answer{}, fmt.Errorf("read answer: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return answer{}, refusal(resp, body)
	}
	return answer{body: body, header: resp.Header}, nil
}

// refusal reads a problem. An answer that is none, such as a proxy's, has only
// its status.
func refusal(resp *http.Response, body []byte) *Error {
	e := &Error{}
	if json.Unmarshal(body, e) != nil || e.Code == "" {
		e = &Error{Code: "http_" + strconv.Itoa(resp.StatusCode), Detail: http.StatusText(resp.StatusCode)}
	}
	e.Status = resp.StatusCode
	e.Replayed = resp.Header.Get("Idempotent-Replayed") == "true"
	if seconds, err := strconv.ParseUint(resp.Header.Get("Retry-After"), 10, 16); err == nil {
		e.wait = time.Duration(seconds) * time.Second
	}
	return e
}

// Page is a part of a list. It may be short, even empty, and not the last, where
// what a query looks for is rare.
type Page[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next"` // the cursor of the next page; empty: there is none
}

// Paging says which part of a list to read. The zero value is its beginning.
type Paging struct {
	Cursor string // the Next of the page before
	Limit  int    // items at most, up to 200; zero: 50
}

func (p Paging) query() url.Values {
	q := url.Values{}
	if p.Cursor != "" {
		q.Set("cursor", p.Cursor)
	}
	if p.Limit != 0 {
		q.Set("limit", strconv.Itoa(p.Limit))
	}
	return q
}

// set adds a parameter unless it is empty.
func set[S ~string](q url.Values, name string, value S) {
	if value != "" {
		q.Set(name, string(value))
	}
}

// at returns the path of the parts, or nothing if one of them would lead to
// another path than theirs.
func at(parts ...string) string {
	for i := range parts {
		if parts[i] == "" || parts[i] == "." || parts[i] == ".." {
			return ""
		}
		parts[i] = url.PathEscape(parts[i])
	}
	return "/v1/" + strings.Join(parts, "/")
}
