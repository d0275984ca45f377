package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/candorpay/candor/internal/auth"
)

// ask registers a POST that asks for something: what it says may be in no path
// or query, or is too long for one. It has no Idempotency-Key, since nothing of
// its answer is kept; where it discloses data, a repeat is another disclosure.
func ask[B, C, O, R any](s *server, op operation, question func(*B, *call) C,
	do func(context.Context, auth.Caller, C) (O, error), show func(O) R,
) {
	op.method, op.unkeyed = http.MethodPost, true
	planOf(reflect.TypeFor[B]()) // panics now rather than at the first request
	s.route(op, reflect.TypeFor[B](), reflect.TypeFor[R](), func(c *call) error {
		var body B
		if err := c.read(&body); err != nil {
			return err
		}
		q := question(&body, c)
		if err := c.failure(); err != nil {
			return err
		}
		found, err := do(c.ctx(), c.by, q)
		if err != nil {
			return err
		}
		return c.reply(show(found))
	})
}

// long gives an operation with patience the time that it may take.
func (c *call) long() error {
	control := http.NewResponseController(c.ResponseWriter)
	until := time.Now().Add(c.op.patience)
	if err := control.SetReadDeadline(until); err != nil {
		return err
	}
	return control.SetWriteDeadline(until)
}

// stream is an answer of unknown length. It begins when there is much of it, or at
// its end: what fails before that is still answered as a problem.
type stream struct {
	c     *call
	media string
	held  []byte
}

// streamBytes is how much of a stream is sent at a time.
const streamBytes = 32 << 10

// Write adds to the answer, and sends what has come together.
func (w *stream) Write(b []byte) (int, error) {
	w.held = append(w.held, b...)
	if len(w.held) < streamBytes {
		return len(b), nil
	}
	return len(b), w.finish()
}

// finish sends what is left.
func (w *stream) finish() error {
	if w.c.status == 0 {
		h := w.c.Header()
		h.Set("Content-Type", w.media)
		h.Set("Cache-Control", "no-store")
		w.c.WriteHeader(w.c.op.status)
	}
	_, err := w.c.Write(w.held)
	w.held = w.held[:0]
	return err
}
