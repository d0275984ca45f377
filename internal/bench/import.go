package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/platform"
)

// ImportCase is a file of customers with all fields of the catalogue, and one of
// the disclosures of a year of an older system.
type ImportCase struct {
	Customers   int
	Disclosures int
	Paths       int // that the disclosures went down
}

// ImportResult is what was measured. Files were on disk before, and everything
// was synced in the end.
type ImportResult struct {
	Case               string  `json:"case"`
	Customers          int     `json:"customers"`
	Disclosures        int     `json:"disclosures"`
	Paths              int     `json:"paths"`
	CustomersSeconds   float64 `json:"customers_seconds"`
	CustomersPerS      int     `json:"customers_per_s"`
	DisclosuresSeconds float64 `json:"disclosures_seconds"`
	DisclosuresPerS    int     `json:"disclosures_per_s"`
	IndexSeconds       float64 `json:"index_seconds"` // after that, until scopes can be asked
	LedgerBytes        int64   `json:"ledger_bytes"`  // by which the state grew by the disclosures, on disk
	ScopeBytes         int64   `json:"scope_bytes"`   // by which the scope's index did
	LogBytes           uint64  `json:"log_bytes"`     // written to the command log for them
	PerDisclosure      float64 `json:"bytes_per_disclosure"`
	CPU                float64 `json:"cpu_seconds,omitempty"`
	Cores              int     `json:"cores"`
	Load               string  `json:"load"`
	Go                 string  `json:"go"`
	Commit             string  `json:"commit"`
}

// importCustomersMax is the most customers for whom there are different ids.
const importCustomersMax = 10_000_000

// Check returns an error that says what of a case cannot be run.
func (c *ImportCase) Check() error {
	switch {
	case c.Customers < 1 || c.Customers > importCustomersMax:
		return fmt.Errorf("customers: 1 to %d", importCustomersMax)
	case c.Disclosures < 1 || c.Disclosures > OpsMax:
		return fmt.Errorf("disclosures: 1 to %d", OpsMax)
	case c.Paths < 1 || c.Paths > intake.PathsMax:
		return fmt.Errorf("paths: 1 to %d", intake.PathsMax)
	}
	return nil
}

// Import measures how fast files are taken in, and what a disclosure takes on
// disk.
func (b *Bench) Import(ctx context.Context, c ImportCase) (r ImportResult, err error) {
	if err := c.Check(); err != nil {
		return r, err
	}
	if err := os.MkdirAll(b.Dir, 0o700); err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	dir, err := os.MkdirTemp(b.Dir, "candor-bench-")
	if err != nil {
		return r, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r = ImportResult{
		Case: "import", Customers: c.Customers, Disclosures: c.Disclosures, Paths: c.Paths,
		Cores: runtime.GOMAXPROCS(0), Load: loadAverage(), Go: runtime.Version(), Commit: b.Commit,
	}
	people, log := filepath.Join(dir, "customers.csv"), filepath.Join(dir, "disclosures.csv")
	if err := writeLines(ctx, people, customersHead, c.Customers, customerLine); err != nil {
		return r, err
	}
	if err := writeLines(ctx, log, disclosuresHead, c.Disclosures, c.disclosureLine()); err != nil {
		return r, err
	}
	data := filepath.Join(dir, "data")
	err = onSandbox(ctx, data, func(p *platform.Platform) error { return b.importCustomers(ctx, p, people, &r) })
	if err != nil {
		return r, fmt.Errorf("import customers: %w", err)
	}
	if err := b.importDisclosures(ctx, data, log, &r); err != nil {
		return r, fmt.Errorf("import disclosures: %w", err)
	}
	return r, nil
}

func (b *Bench) importCustomers(ctx context.Context, p *platform.Platform, name string, r *ImportResult) error {
	took, err := b.takeIn(ctx, name, 0, r, p.ImportCustomers)
	r.CustomersSeconds, r.CustomersPerS = seconds(took.wall), int(float64(r.Customers)/took.wall.Seconds())
	return err
}

// importDisclosures takes the access log in, in a folder that was closed before
// and is closed after, so that all is on disk.
func (b *Bench) importDisclosures(ctx context.Context, data, name string, r *ImportResult) error {
	before, err := sizesOf(data)
	if err != nil {
		return err
	}
	err = onFolder(data, func(p *platform.Platform) error {
		took, err := b.takeIn(ctx, name, r.Customers, r, p.ImportDisclosures)
		if err != nil {
			return err
		}
		r.DisclosuresSeconds, r.DisclosuresPerS = seconds(took.wall), int(float64(r.Disclosures)/took.wall.Seconds())
		r.LogBytes = p.SyncedPersonal()
		start := time.Now()
		err = p.IndexLedger()
		r.IndexSeconds = seconds(time.Since(start))
		return err
	})
	if err != nil {
		return err
	}
	after, err := sizesOf(data)
	r.LedgerBytes, r.ScopeBytes = after.state-before.state, after.scope-before.scope
	r.PerDisclosure = math.Round(100*float64(r.LedgerBytes+r.ScopeBytes)/float64(r.Disclosures)) / 100
	return err
}

// importing is a use-case that takes a file in.
type importing func(context.Context, auth.Caller, io.ReadSeeker, platform.ImportOptions) (platform.ImportResult, error)

// takeIn takes a file in, every row of which is to be added.
func (b *Bench) takeIn(ctx context.Context, name string, done int, r *ImportResult, take importing) (spent, error) {
	f, err := os.Open(name)
	if err != nil {
		return spent{}, fmt.Errorf("open file: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	o := platform.ImportOptions{Format: intake.CSV}
	if b.Progress != nil {
		o.Progress = func(lines int64) { b.Progress(done+int(lines), r.Customers+r.Disclosures) }
	}
	runtime.GC()
	start := since()
	got, err := take(ctx, auth.Candor(), f, o)
	took := since().less(start)
	r.CPU = math.Round(1000*(r.CPU+took.cpu.Seconds())) / 1000
	if err == nil && (got.Added != got.Lines || got.Bad != 0) {
		err = fmt.Errorf("%d of %d lines added, %d bad", got.Added, got.Lines, got.Bad)
	}
	return took, err
}

// sizes are what parts of a data folder take on disk, in bytes.
type sizes struct{ state, scope int64 }

// sizesOf measures the customers' half of a folder: its scope's index, and all
// else but its command log, which is its state.
func sizesOf(data string) (s sizes, err error) {
	root := filepath.Join(data, "customers")
	all, err := sizeOf(root)
	if err != nil {
		return s, err
	}
	if s.scope, err = sizeOf(filepath.Join(root, "scope")); err != nil {
		return s, err
	}
	log, err := sizeOf(filepath.Join(root, "log"))
	s.state = all - s.scope - log
	return s, err
}

// sizeOf returns what the files below a folder take.
func sizeOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			total += int64(st.Blocks) * 512
			return nil
		}
		total += info.Size()
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("measure folder: %w", err)
	}
	return total, nil
}

// Text returns the result as lines for people.
func (r *ImportResult) Text() string {
	return fmt.Sprintf("import         %9d customers/s    %d in %.2f s\n"+
		"               %9d disclosures/s  %d in %.2f s, indexed in %.2f s more; %.1f bytes each with indexes, %.1f in the command log\n",
		r.CustomersPerS, r.Customers, r.CustomersSeconds,
		r.DisclosuresPerS, r.Disclosures, r.DisclosuresSeconds, r.IndexSeconds, r.PerDisclosure, float64(r.LogBytes)/float64(r.Disclosures))
}
