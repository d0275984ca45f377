package webhook

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// userAgent is how requests introduce themselves.
const userAgent = "Candor/1"

// reportAgain is how long after a report that could not be recorded it is tried
// again.
const reportAgain = time.Second

// Run sends what is due until ctx ends, and then waits for what is under way. It
// returns nil.
func Run(ctx context.Context, p *platform.Platform, o Options) error {
	r := &round{
		p: p, o: o, sender: NewSender(o), done: make(chan struct{}, 1),
		merchants: map[ledger.ID]int{}, underWay: map[ledger.ID]bool{},
	}
	defer r.sender.Close()
	defer r.all.Wait()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failing := false
	for {
		err := r.begin(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			o.logger().Warn("nothing can be delivered now; it is tried again", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-r.done:
		}
	}
}

// round is what is under way.
type round struct {
	p      *platform.Platform
	o      Options
	sender *Sender
	all    sync.WaitGroup
	done   chan struct{} // one came to its end

	mu        sync.Mutex
	merchants map[ledger.ID]int // deliveries under way, by merchant
	underWay  map[ledger.ID]bool
}

// begin begins what is due, as far as there is room.
func (r *round) begin(ctx context.Context) error {
	busy, begun := r.busy()
	if begun >= UnderWayMax {
		return nil
	}
	due, err := r.p.DueDeliveries(ctx, auth.Candor(), UnderWayMax, busy) // those under way are among them
	if err != nil {
		return err
	}
	for i := range due {
		d := &due[i]
		if r.take(&d.Delivery) {
			r.all.Go(func() {
				defer r.leave(&d.Delivery)
				r.deliver(ctx, d)
			})
		}
	}
	return nil
}

// busy returns the merchants of which enough is under way, and how much is in
// all.
func (r *round) busy() (map[ledger.ID]bool, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	busy := map[ledger.ID]bool{}
	for id, n := range r.merchants {
		if n >= EachMax {
			busy[id] = true
		}
	}
	return busy, len(r.underWay)
}

// take notes that a delivery is under way, unless it is already or there is no
// room.
func (r *round) take(d *delivery.Delivery) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.underWay[d.ID] || len(r.underWay) >= UnderWayMax || r.merchants[d.Merchant] >= EachMax {
		return false
	}
	r.underWay[d.ID] = true
	r.merchants[d.Merchant]++
	return true
}

// leave notes that a delivery is no longer under way.
func (r *round) leave(d *delivery.Delivery) {
	r.mu.Lock()
	delete(r.underWay, d.ID)
	if r.merchants[d.Merchant]--; r.merchants[d.Merchant] == 0 {
		delete(r.merchants, d.Merchant)
	}
	r.mu.Unlock()
	select {
	case r.done <- struct{}{}:
	default: // it was said already
	}
}

// deliver makes one attempt and reports it. One that the end of the process came
// before is not reported: nobody knows what came of it.
func (r *round) deliver(ctx context.Context, d *platform.DueDelivery) {
	status, outcome := r.attempt(ctx, d)
	if ctx.Err() != nil && outcome != delivery.Acknowledged {
		return
	}
	report := delivery.Report{
		Delivery: d.Delivery.ID, Number: d.Delivery.Attempts + 1, Status: uint16(status), Outcome: outcome,
	}
	now, err := r.report(ctx, report)
	switch {
	case err != nil && ctx.Err() == nil:
		r.o.logger().Warn("an attempt cannot be recorded", "delivery", d.Delivery.ID.String(), "error", err)
	case err == nil && now.State == delivery.Exhausted:
		r.o.logger().Warn("a delivery is given up", "delivery", d.Delivery.ID.String(), "attempts", now.Attempts)
	}
}

// report records an attempt. While that cannot be recorded the delivery stays
// under way: it would be sent again and again.
func (r *round) report(ctx context.Context, report delivery.Report) (delivery.Delivery, error) {
	for {
		d, err := r.p.ReportDelivery(context.WithoutCancel(ctx), auth.Candor(), report)
		if err == nil || errkind.Of(err) != errkind.Unavailable {
			return d, err
		}
		select {
		case <-ctx.Done():
			return d, err
		case <-time.After(reportAgain):
		}
	}
}

// attempt makes one attempt: a webhook to an endpoint, or a notice.
func (r *round) attempt(ctx context.Context, d *platform.DueDelivery) (int, delivery.Outcome) {
	if d.Delivery.Endpoint.IsZero() {
		return r.notify(ctx, d)
	}
	if d.URL == "" {
		return 0, delivery.Unbuildable
	}
	body, err := payloadOf(d)
	if err != nil {
		return 0, delivery.Unbuildable
	}
	header := signedHeader(d.Key, d.Delivery.ID.String(), r.o.wall(), body)
	answer, err := r.sender.Post(ctx, d.URL, header, body)
	return judged(answer, err, answer.Status/100 == 2)
}

// acknowledgement is the whole body of an answer that acknowledges a notice.
const acknowledgement = "success"

// notify makes one attempt at a notice.
func (r *round) notify(ctx context.Context, d *platform.DueDelivery) (int, delivery.Outcome) {
	if r.o.Builder == nil {
		return 0, delivery.Unbuildable
	}
	address, contentType, body, err := r.o.Builder.Notification(ctx, *d)
	if err != nil {
		return 0, delivery.Unbuildable
	}
	header := http.Header{"Content-Type": {contentType}, "User-Agent": {userAgent}}
	answer, err := r.sender.Post(ctx, address, header, body)
	success := answer.Status == http.StatusOK && string(bytes.TrimSpace(answer.Body)) == acknowledgement
	return judged(answer, err, success)
}

// judged returns what an attempt came to.
func judged(a Answer, err error, success bool) (int, delivery.Outcome) {
	switch {
	case errors.Is(err, ErrForbidden):
		return 0, delivery.Forbidden
	case errors.Is(err, ErrTimeout):
		return 0, delivery.TimedOut
	case err != nil:
		return 0, delivery.Unreachable
	case success:
		return a.Status, delivery.Acknowledged
	}
	return a.Status, delivery.Refused
}
