package bench

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// http measures trades that are made and paid by HTTP: a real server on the
// loopback interface, and the load from another process, by a schedule that
// does not wait for answers.
func (b *Bench) http(ctx context.Context, dir string, c Case, r *Result) error {
	return on(ctx, dir, func(p *platform.Platform) error {
		shops, err := openMerchants(ctx, p, c.Accounts)
		if err != nil {
			return err
		}
		key, _, err := p.CreateKey(ctx, operator, "", platform.KeyRequest{Role: operator.Role})
		if err != nil {
			return fmt.Errorf("make key: %w", err)
		}
		o := &loadOrder{Case: c, Key: key.Secret.Reveal()}
		for _, id := range shops {
			o.Shops = append(o.Shops, hex.EncodeToString(id[:]))
		}
		before := p.Synced()
		if err := b.serve(ctx, p, o, r); err != nil {
			return err
		}
		r.BytesSynced = p.Synced() - before
		return countEscrow(ctx, p, c.Ops, shops)
	})
}

// serve serves the platform while the load runs.
func (b *Bench) serve(ctx context.Context, p *platform.Platform, o *loadOrder, r *Result) (err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := api.NewServer(api.New(p, api.Options{}))
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		err = errors.Join(err, server.Close())
		if cause := <-served; !errors.Is(cause, http.ErrServerClosed) {
			err = errors.Join(err, fmt.Errorf("serve: %w", cause))
		}
	}()
	o.Address = listener.Addr().String()
	start := since()
	load, err := b.start(ctx, order{Load: o})
	if err != nil {
		return err
	}
	var reply loadReply
	if err := load.wait(&reply); err != nil {
		return err
	}
	r.took(spent{time.Duration(reply.Nanoseconds), since().less(start).cpu}, newMeter())
	r.P50, r.P99, r.P100 = reply.P50, reply.P99, reply.P100
	return nil
}
