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
	return run(ctx, p, o, newPlaces(UnderWayMax, SlowMax))
}

func run(ctx context.Context, p *platform.Platform, o Options, places *places) error {
	r := &round{p: p, o: o, sender: NewSender(o), places: places, done: make(chan struct{}, 1)}
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
	places *places
	all    sync.WaitGroup
	done   chan struct{} // one came to its end
}

// begin begins what is due, as far as there is room.
func (r *round) begin(ctx context.Context) error {
	room, free := r.places.look()
	if free == 0 {
		return nil
	}
	due, err := r.p.DueDeliveries(ctx, auth.Candor(), free, room)
	if err != nil {
		return err
	}
	for i := range due {
		d := &due[i]
		r.places.take(&d.Delivery)
		r.all.Go(func() {
			r.places.leave(&d.Delivery, r.deliver(ctx, d))
			select {
			case r.done <- struct{}{}:
			default: // it was said already
			}
		})
	}
	r.places.looked(room)
	return nil
}

// deliver makes one attempt and reports it. One that the end of the process came
// before is not reported: nobody knows what came of it. It returns how the server
// answered.
func (r *round) deliver(ctx context.Context, d *platform.DueDelivery) pace {
	began := time.Now()
	status, outcome := r.attempt(ctx, d)
	speed := paceOf(outcome, time.Since(began), r.sender.timeout)
	if ctx.Err() != nil && outcome != delivery.Acknowledged {
		return speed
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
	return speed
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
