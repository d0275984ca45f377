package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// loadOrder asks a child to send the requests of an HTTP case.
type loadOrder struct {
	Case    Case     `json:"case"`
	Address string   `json:"address"`
	Key     string   `json:"key"`
	Shops   []string `json:"shops"`           // ids
	Reads   []read   `json:"reads,omitempty"` // of a case that reads customers
}

// loadReply is what the clients waited, in microseconds, and how long all took.
type loadReply struct {
	Nanoseconds int64 `json:"nanoseconds"`
	P50         int64 `json:"p50"`
	P99         int64 `json:"p99"`
	P100        int64 `json:"p100"`
}

// run sends request i at i/rate seconds, on whichever connection is free then.
// When none is, the request is late, and its latency still counts from when it
// was to be sent.
func (o *loadOrder) run(ctx context.Context) (loadReply, error) {
	connections := make([]*connection, o.Case.Clients)
	for i := range connections {
		c, err := dial(ctx, o)
		if err != nil {
			return loadReply{}, err
		}
		defer func() { _ = c.conn.Close() }()
		connections[i] = c
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	m, pickers := newMeter(), newPickers(o.Case)
	interval := float64(time.Second) / float64(o.Case.Rate)
	var next atomic.Int64
	var clients sync.WaitGroup
	start := time.Now()
	for n, c := range connections {
		clients.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= o.Case.Ops {
					return
				}
				due := start.Add(time.Duration(float64(i) * interval))
				time.Sleep(time.Until(due))
				if err := o.send(c, i, &pickers[n]); err != nil {
					cancel(fmt.Errorf("request %d: %w", i, err))
					return
				}
				m.record(n, time.Since(due))
			}
		})
	}
	clients.Wait()
	reply := loadReply{Nanoseconds: int64(time.Since(start))}
	reply.P50, reply.P99, reply.P100 = m.quantiles()
	return reply, context.Cause(ctx)
}

// send sends request i and reads the answer.
func (o *loadOrder) send(c *connection, i int, pick *picker) error {
	if len(o.Reads) > 0 {
		return c.read(o.Reads[i%len(o.Reads)])
	}
	return c.post(strconv.Itoa(i), o.Shops[pick.one()])
}

// connection is a client's. It speaks just as much HTTP/1.1 as it needs, so that
// the load costs the machine less than the server does.
type connection struct {
	conn net.Conn
	in   *bufio.Reader
	head string // of every request, up to the Idempotency-Key
	out  []byte
	body []byte
}

func dial(ctx context.Context, o *loadOrder) (*connection, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &connection{conn: conn, in: bufio.NewReader(conn), head: "POST /v1/trades HTTP/1.1\r\nHost: " + o.Address +
		"\r\nAuthorization: Bearer " + o.Key + "\r\nContent-Type: application/json\r\nIdempotency-Key: "}, nil
}

// post makes and pays a trade and reads the answer.
func (c *connection) post(number, shop string) error {
	const amount = `{"amount":"100.00","currency":"CNY"}`
	c.body = fmt.Appendf(c.body[:0], `{"merchant":"%s","order":"%s","amount":%s,"fundings":[{"instrument":"card","amount":%s}]}`,
		shop, number, amount, amount)
	c.out = append(append(c.out[:0], c.head...), number...)
	c.out = fmt.Appendf(c.out, "\r\nContent-Length: %d\r\n\r\n%s", len(c.body), c.body)
	if _, err := c.conn.Write(c.out); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return c.answer()
}

// read reads a customer's fields and the answer.
func (c *connection) read(r read) error {
	c.body = fmt.Appendf(c.body[:0], `{"fields":["name","phone","address"],"level":"clear","case":%d,"purpose":"support"}`, r.Case)
	c.out = fmt.Appendf(c.out[:0], "POST /v1/customers/%s/reads HTTP/1.1\r\nHost: candor\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", r.Customer, r.Key, len(c.body), c.body)
	if _, err := c.conn.Write(c.out); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return c.answer()
}

// answer reads an answer to its end; one that is no success is an error.
func (c *connection) answer() error {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	done := bytes.HasPrefix(line, []byte("HTTP/1.1 20"))
	status := string(bytes.TrimSpace(line))
	length := -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return fmt.Errorf("read answer: %w", err)
			}
		}
	}
	if length < 0 {
		return errors.New("read answer: no Content-Length")
	}
	if !done {
		body, err := io.ReadAll(io.LimitReader(c.in, int64(length)))
		return errors.Join(fmt.Errorf("answered %s: %s", status, body), err)
	}
	if _, err := c.in.Discard(length); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}
