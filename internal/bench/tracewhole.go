package bench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/platform"
)

// TraceWholeCase is a found file, traced in an installation that took in an
// access log of ten disclosures a customer.
type TraceWholeCase struct {
	Rows  int // of the file; one in five is nobody's
	Paths int
}

// TraceWholeResult is how long it takes from opening the file to the report: read,
// normalised, found by blind index, weighed, recorded. Imports are not counted.
type TraceWholeResult struct {
	Case        string  `json:"case"`
	Rows        int     `json:"rows"`
	Matched     int     `json:"matched"`
	Paths       int     `json:"paths"`
	Customers   int     `json:"customers"`
	Disclosures int     `json:"disclosures"`
	Seconds     float64 `json:"seconds"`
	CPU         float64 `json:"cpu_seconds,omitempty"`
	Cores       int     `json:"cores"`
	Load        string  `json:"load"`
	Go          string  `json:"go"`
	Commit      string  `json:"commit"`
}

// TraceWhole measures a trace as an officer waits for it.
func (b Bench) TraceWhole(ctx context.Context, c TraceWholeCase) (r TraceWholeResult, err error) {
	if err := CheckTrace(c.Rows, c.Paths); err != nil {
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
	files := ImportCase{Customers: c.Rows, Disclosures: 10 * c.Rows, Paths: c.Paths}
	people, log, dump := filepath.Join(dir, "customers.csv"), filepath.Join(dir, "disclosures.csv"), filepath.Join(dir, "dump.csv")
	err = errors.Join(
		writeLines(ctx, people, customersHead, files.Customers, customerLine),
		writeLines(ctx, log, disclosuresHead, files.Disclosures, files.disclosureLine()),
		writeLines(ctx, dump, dumpHead, c.Rows, dumpLine),
	)
	if err != nil {
		return r, err
	}
	r = TraceWholeResult{
		Case: "trace_whole", Rows: c.Rows, Paths: c.Paths, Customers: files.Customers, Disclosures: files.Disclosures,
		Cores: runtime.GOMAXPROCS(0), Load: loadAverage(), Go: runtime.Version(), Commit: b.Commit,
	}
	err = onSandbox(ctx, filepath.Join(dir, "data"), func(p *platform.Platform) error {
		taken := ImportResult{Customers: files.Customers, Disclosures: files.Disclosures}
		if _, err := b.takeIn(ctx, people, 0, &taken, p.ImportCustomers); err != nil {
			return err
		}
		if _, err := b.takeIn(ctx, log, files.Customers, &taken, p.ImportDisclosures); err != nil {
			return err
		}
		if err := p.IndexLedger(); err != nil {
			return err
		}
		return r.trace(ctx, p, log, dump)
	})
	return r, err
}

const dumpHead = "phone,name"

// dumpLine writes a row of the found file: of customers all over the file of
// customers, and one in five of somebody who is none.
func dumpLine(b []byte, i uint64) []byte {
	if i%5 == 4 {
		return fmt.Appendf(b, "154%08d,样本", 90_000_000+i)
	}
	return fmt.Appendf(b, "154%08d,样%c%c", i, rune(0x4e00+i%8000), rune(0x4e00+i/8000%8000))
}

// trace traces the file against the paths of the access log.
func (r *TraceWholeResult) trace(ctx context.Context, p *platform.Platform, log, dump string) error {
	hash, err := fileHash(log)
	if err != nil {
		return err
	}
	f, err := os.Open(dump)
	if err != nil {
		return fmt.Errorf("open dump: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	runtime.GC()
	start := since()
	report, err := p.LeakTrace(ctx, auth.Candor(), platform.TraceRequest{
		Dump: f, Format: intake.CSV, Import: hash,
		Map: map[customer.Field]string{customer.Phone: "phone", customer.Name: "name"},
	})
	took := since().less(start)
	r.Seconds, r.CPU, r.Matched = seconds(took.wall), seconds(took.cpu), report.Matched
	if err == nil && (report.Matched != r.Rows/5*4 || len(report.Paths) == 0) {
		err = fmt.Errorf("%d of %d rows matched, %d paths weighed", report.Matched, r.Rows, len(report.Paths))
	}
	return err
}

// Text returns the result as a line for people.
func (r *TraceWholeResult) Text() string {
	return fmt.Sprintf("%-14s %d rows, %d of customers, against %d paths and %d disclosures: %.2f s from the file to the report\n",
		r.Case, r.Rows, r.Matched, r.Paths, r.Disclosures, r.Seconds)
}

// fileHash returns a file's SHA-256 in hexadecimal digits.
func fileHash(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("open file: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read file: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
