package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Errors of a request that was not answered. Match with errors.Is.
var (
	// ErrForbidden says that the address is one to which nothing is sent.
	ErrForbidden = errors.New("webhook: nothing is sent to this address")
	// ErrTimeout says that there was no whole answer in time.
	ErrTimeout = errors.New("webhook: no answer in time")
)

// Sender is an HTTP client for addresses that merchants name. It is safe for
// concurrent use.
type Sender struct {
	client  *http.Client
	timeout time.Duration
}

// NewSender returns a sender.
func NewSender(o Options) *Sender {
	if o.Timeout == 0 {
		o.Timeout = Timeout
	}
	dialer := &net.Dialer{Timeout: o.Timeout, Resolver: o.Resolver, Control: o.control}
	return &Sender{timeout: o.Timeout, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // what the environment names would dial for us, unjudged
			DialContext:            dialer.DialContext,
			DisableCompression:     true, // a small answer could become a large one
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    o.Timeout,
			MaxResponseHeaderBytes: 16 << 10,
			MaxIdleConns:           64,
			MaxIdleConnsPerHost:    EachMax,
			IdleConnTimeout:        30 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close drops connections that are kept open.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Answer is what a server answered.
type Answer struct {
	Status int
	Body   []byte // up to AnswerMax bytes
}

// Post sends body to an address and returns the answer. Without one, the error is
// ErrForbidden, ErrTimeout, ctx's, or another that says nothing of the address.
func (s *Sender) Post(ctx context.Context, address string, header http.Header, body []byte) (Answer, error) {
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, address, bytes.NewReader(body))
	if err != nil || r.URL.Scheme != "http" && r.URL.Scheme != "https" || r.URL.User != nil {
		return Answer{}, ErrForbidden
	}
	r.Header = header
	answer, err := s.exchange(r)
	switch {
	case err == nil, ctx.Err() != nil, errors.Is(err, ErrForbidden):
		return answer, err
	case limited.Err() != nil, timedOut(err):
		return Answer{}, ErrTimeout
	}
	return Answer{}, err
}

// exchange sends a request and reads its answer.
func (s *Sender) exchange(r *http.Request) (Answer, error) {
	resp, err := s.client.Do(r)
	var whole *url.Error
	if errors.As(err, &whole) {
		err = whole.Err // without the address
	}
	if err != nil {
		return Answer{}, fmt.Errorf("send: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // what was read counts
	body, err := io.ReadAll(io.LimitReader(resp.Body, AnswerMax))
	if err != nil {
		return Answer{}, fmt.Errorf("read answer: %w", err)
	}
	return Answer{Status: resp.StatusCode, Body: body}, nil
}

func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
