package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
)

// operation is one route, as it is served and as /openapi.json describes it.
type operation struct {
	method  string
	path    string
	id      string // unique, camelCase
	summary string
	tag     string
	status  int         // of success; zero: 200
	query   []parameter // what the query string may have
	roles   []auth.Role // who alone may; none: everybody, as far as a role can tell
	bodyMax int         // bytes; zero: BodyMax
	unkeyed bool        // a POST without an Idempotency-Key
	csv     bool        // answers text/csv to those who accept nothing better
	html    bool        // answers text/html, likewise

	takes    []string      // media types of a body that is not JSON; none: JSON
	gives    string        // media type of an answer that is not JSON; "": JSON
	patience time.Duration // for a body and an answer that take long; zero: as any other
}

// Sets of roles, for operations where the role alone can refuse. What a role may
// do with which object is the domains' to say.
var (
	operators = []auth.Role{auth.Operator}
	sellers   = []auth.Role{auth.Operator, auth.Merchant}
	buyers    = []auth.Role{auth.Operator, auth.Customer}
)

// call is one request to an operation, authenticated.
type call struct {
	*exchange
	op    *operation
	r     *http.Request
	p     *platform.Platform
	by    auth.Caller
	load  *load
	held  int64 // bytes of load that this call's body takes
	once  platform.Once
	query url.Values
	bad   []fieldError // what is wrong with the request so far
	err   error        // why it cannot be carried out
}

// ctx returns the request's context.
func (c *call) ctx() context.Context { return c.r.Context() }

// wrong notes that a field is at fault.
func (c *call) wrong(field, code, reason string) {
	if len(c.bad) == faultsMax {
		return
	}
	c.bad = append(c.bad, fieldError{Field: field, Code: code, Reason: reason})
}

// failure returns what was found to be wrong so far, or nil.
func (c *call) failure() error {
	if len(c.bad) > 0 {
		return &requestError{c.bad}
	}
	return c.err
}

// change registers an operation that changes something: the body becomes a
// command, do carries it out, and show makes what the client sees of it.
func change[B, C, O, R any](s *server, op operation, command func(*B, *call) C,
	do func(context.Context, auth.Caller, platform.Once, C) (O, bool, error), show func(O) R,
) {
	op.method = http.MethodPost
	planOf(reflect.TypeFor[B]()) // panics now rather than at the first request
	s.route(op, reflect.TypeFor[B](), reflect.TypeFor[R](), func(c *call) error {
		var body B
		if err := c.read(&body); err != nil {
			return err
		}
		cmd := command(&body, c)
		if err := c.failure(); err != nil {
			return err
		}
		result, replayed, err := do(c.ctx(), c.by, c.once, cmd)
		if replayed {
			c.Header().Set("Idempotent-Replayed", "true")
		}
		if err != nil {
			return err
		}
		return c.reply(show(result))
	})
}

// read registers an operation that reads.
func read[R any](s *server, op operation, do func(*call) (R, error)) {
	op.method = http.MethodGet
	s.route(op, nil, reflect.TypeFor[R](), func(c *call) error {
		reply, err := do(c)
		if err != nil {
			return err
		}
		return c.reply(reply)
	})
}

// page is a part of a list.
type page[R any] struct {
	Data []R     `json:"data" doc:"The items of this page."`
	Next *string `json:"next" doc:"The cursor of the next page, also behind a short or empty one; null when there is none."`
}

// list registers an operation that reads a page of a list.
func list[R any](s *server, op operation, do func(*call) (page[R], error)) {
	op.query = append(op.query, limitParameter, cursorParameter)
	read(s, op, func(c *call) (page[R], error) {
		p, err := do(c)
		if p.Data == nil {
			p.Data = []R{}
		}
		return p, err
	})
}

// route registers an operation with the mux and with the OpenAPI document.
func (s *server) route(op operation, body, reply reflect.Type, do func(*call) error) {
	if op.status == 0 {
		op.status = http.StatusOK
	}
	if op.bodyMax == 0 {
		op.bodyMax = BodyMax
	}
	described := s.describe(&op, body, reply)
	s.paths[op.path] = append(s.paths[op.path], op.method)
	s.huma.Adapter().Handle(described, func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		x := w.(*exchange) // the observer made it
		x.route = op.path
		c := &call{exchange: x, op: &op, r: r, p: s.p, load: &s.load}
		defer func() { c.load.leave(c.held) }()
		if err := s.admit(c); err != nil {
			x.fail(err)
			return
		}
		if err := do(c); err != nil && x.status != 0 {
			x.cut(err)
		} else if err != nil {
			c.tomorrow(err)
			x.fail(err)
		}
	})
}

// admit sees to all that comes before the body: who calls, how often, and what
// the head of the request says.
func (s *server) admit(c *call) error {
	scheme, bearer, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return auth.ErrUnauthenticated
	}
	by, err := s.p.Authenticate(bearer)
	if err != nil {
		return err
	}
	c.by, c.key = by, by.Key
	if err := s.buckets.throttle(c.exchange, by, time.Now()); err != nil {
		return err
	}
	// Refused here, a request costs neither its body nor a place in the log.
	if len(c.op.roles) > 0 && !slices.Contains(c.op.roles, by.Role) {
		return errkind.New(errkind.Denied, CodeForbidden, "a key with this role may not do this")
	}
	if err := c.parseQuery(); err != nil {
		return err
	}
	if c.op.method == http.MethodPost && !c.op.unkeyed {
		c.once, err = onceOf(c.r.Header.Values("Idempotency-Key"))
	}
	return err
}

// onceOf returns the one Idempotency-Key of a request.
func onceOf(keys []string) (platform.Once, error) {
	if len(keys) == 0 {
		return "", invalid(CodeKeyMissing, "send an Idempotency-Key header, unique for what you want done once")
	}
	key := keys[0]
	printable := func(r rune) bool { return r > ' ' && r <= '~' }
	if len(keys) > 1 || key == "" || len(key) > KeyMax || strings.TrimFunc(key, printable) != "" ||
		strings.ContainsFunc(key, func(r rune) bool { return !printable(r) }) {
		return "", invalid(CodeKeyInvalid, "an Idempotency-Key is one of 1 to 255 printable ASCII characters without spaces")
	}
	return platform.Once(key), nil
}

// bodies are buffers that bodies of common size were read into.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read reads the body into v. An operation whose body has no fields may come
// without one.
func (c *call) read(v any) error {
	if err := c.hold(); err != nil {
		return err
	}
	buffer := bodies.Get().(*bytes.Buffer)
	buffer.Reset()
	defer func() {
		clear(buffer.Bytes()) // it may have held personal data
		if buffer.Cap() <= BodyMax {
			bodies.Put(buffer)
		}
	}()
	_, err := buffer.ReadFrom(http.MaxBytesReader(c.ResponseWriter, c.r.Body, int64(c.op.bodyMax)))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return invalid(CodeBodyTooLarge, "the body is longer than this operation takes")
	case err != nil:
		return &unreadable{err}
	case buffer.Len() == 0:
		if t := reflect.TypeOf(v).Elem(); t.Kind() == reflect.Struct && t.NumField() == 0 {
			return nil
		}
		return invalid(CodeBodyMissing, "send a JSON body")
	case !isJSON(c.r.Header.Get("Content-Type")):
		return invalid(CodeMediaType, "send the body as application/json")
	}
	return decodeBody(buffer.Bytes(), v)
}

// hold takes the body's share of what all bodies together may have, until the
// call is over. A body that does not say its length takes the longest.
func (c *call) hold() error {
	n := int64(c.op.bodyMax)
	if given := c.r.ContentLength; given >= 0 {
		n = min(n, given)
	}
	if !c.load.take(n) {
		return errkind.New(errkind.Unavailable, CodeOverloaded, "too many requests at once: send it again with the same Idempotency-Key")
	}
	c.held = n
	return nil
}

// isJSON reports whether a Content-Type is JSON in UTF-8.
func isJSON(contentType string) bool {
	media, charset, _ := strings.Cut(contentType, ";")
	charset = strings.ToLower(strings.ReplaceAll(charset, " ", ""))
	return strings.EqualFold(strings.TrimSpace(media), "application/json") &&
		(charset == "" || charset == "charset=utf-8" || charset == `charset="utf-8"`)
}

// reply answers with v in JSON.
func (c *call) reply(v any) error {
	body, err := json.Marshal(c.forCaller(v))
	if err != nil {
		return err
	}
	c.Header().Set("Cache-Control", "no-store")
	c.send(c.op.status, "application/json", body)
	return nil
}

// unreadable is a body that ended before its end.
type unreadable struct{ cause error }

// Error says that the body could not be read.
func (e *unreadable) Error() string { return "read body: " + e.cause.Error() }

// Unwrap makes it what a request is that its client gave up.
func (e *unreadable) Unwrap() error {
	if errors.Is(e.cause, io.ErrUnexpectedEOF) {
		return context.Canceled
	}
	return context.DeadlineExceeded
}
