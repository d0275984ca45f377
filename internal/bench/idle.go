package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/candorpay/candor/internal/platform"
)

// memory measures what idle accounts take: the heap of a platform that has just
// been opened with them, less that of one without any.
func (b *Bench) memory(ctx context.Context, dir string, c Case, r *Result) error {
	empty, err := b.heap(ctx, dir+"-empty", 0)
	if err != nil {
		return err
	}
	start := since()
	full, err := b.heap(ctx, dir, c.Accounts)
	if err != nil {
		return err
	}
	r.Ops = c.Accounts
	r.took(since().less(start), newMeter())
	r.PerAccount = (full - empty) / int64(c.Accounts)
	return nil
}

// heap makes a folder with so many accounts, opens it anew, and returns the
// bytes in use on the heap.
func (b *Bench) heap(ctx context.Context, dir string, accounts int) (int64, error) {
	err := on(ctx, dir, func(p *platform.Platform) error { return openAccounts(ctx, p, accounts) })
	if err != nil {
		return 0, err
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		return 0, fmt.Errorf("open data folder: %w", err)
	}
	runtime.GC()
	runtime.GC() // what only a finalizer held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if err := p.Close(); err != nil {
		return 0, fmt.Errorf("close data folder: %w", err)
	}
	return int64(m.HeapAlloc), nil
}

// restart measures a start after a kill: a child makes transfers until all are
// answered and is killed on the spot; then the folder is opened.
func (b *Bench) restart(ctx context.Context, dir string, c Case, r *Result) error {
	writer, err := b.start(ctx, order{Write: &writeOrder{Dir: dir, Case: c}})
	if err != nil {
		return err
	}
	var w written
	if err := writer.out.Decode(&w); err != nil {
		return fmt.Errorf("read child's answer: %w", err)
	}
	if err := writer.kill(); err != nil {
		return err
	}
	r.took(spent{wall: time.Duration(w.Nanoseconds)}, newMeter())
	r.BytesSynced = w.BytesSynced
	start := time.Now()
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	r.Start = seconds(time.Since(start))
	err = countTransfers(ctx, p, c)
	if cerr := p.Close(); err == nil {
		err = cerr
	}
	return err
}

// writeOrder asks a child to make the transfers of a case in a new folder and
// then to wait for its end.
type writeOrder struct {
	Dir  string `json:"dir"`
	Case Case   `json:"case"`
}

// written says that all transfers were answered.
type written struct {
	Nanoseconds int64  `json:"nanoseconds"`
	BytesSynced uint64 `json:"bytes_synced"`
}

func (o *writeOrder) run(ctx context.Context, out io.Writer) error {
	var quiet Bench
	return on(ctx, o.Dir, func(p *platform.Platform) error {
		if err := openAccounts(ctx, p, o.Case.Accounts); err != nil {
			return err
		}
		before := p.Synced()
		took, err := quiet.closedLoop(ctx, o.Case, newMeter(), transfers(ctx, p, o.Case))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, `{"nanoseconds":%d,"bytes_synced":%d}`+"\n", took.wall, p.Synced()-before); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		<-ctx.Done()
		return ctx.Err()
	})
}
