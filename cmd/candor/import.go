package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/candorpay/candor/internal/approval"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/intake"
	"github.com/candorpay/candor/internal/platform"
)

// importCommand is candor import.
type importCommand struct {
	Customers   importCustomers   `cmd:"" help:"Register a file of customers."`
	Disclosures importDisclosures `cmd:"" help:"Take in the access log of an older system."`
}

var errFormat = errors.New("the file's name ends in .csv, .jsonl or .parquet, which says what it is")

// importFlags are those of both.
type importFlags struct {
	folder
	Bad string `help:"Write the lines that could not be taken and why, as CSV; by default the first ten are shown." placeholder:"FILE"`
}

// importCustomers is candor import customers.
type importCustomers struct {
	importFlags
	File string `arg:"" help:"CSV, JSON lines or Parquet, by its name, with the columns id, region, language and the catalogue's fields." type:"existingfile"`
}

// importDisclosures is candor import disclosures.
type importDisclosures struct {
	importFlags
	File     string `arg:"" help:"CSV with the columns time, path, customer, fields, level, purpose and case." type:"existingfile"`
	Approval uint32 `help:"The approval that names the file's hash; a sandbox grants its own." placeholder:"N"`
}

// Run takes the file in.
func (c *importCustomers) Run(sh *shell) error {
	format, ok := intake.FormatOf(c.File)
	if !ok {
		return usage(errFormat)
	}
	return c.take(sh, c.File, platform.ImportOptions{Format: format},
		func(p *platform.Platform) importing { return p.ImportCustomers })
}

// Run takes the file in.
func (c *importDisclosures) Run(sh *shell) error {
	return c.take(sh, c.File, platform.ImportOptions{Approval: approval.Number(c.Approval)},
		func(p *platform.Platform) importing { return p.ImportDisclosures })
}

// importing is a use-case that takes a file in.
type importing func(context.Context, auth.Caller, io.ReadSeeker, platform.ImportOptions) (platform.ImportResult, error)

// taken is what became of a file.
type taken struct {
	Hash  string `json:"hash"`
	Lines int64  `json:"lines"`
	Added int64  `json:"added"`
	Known int64  `json:"known"`
	Bad   int64  `json:"bad"`
}

// take takes a file in, with progress, and says what became of it.
func (c *importFlags) take(sh *shell, name string, o platform.ImportOptions, of func(*platform.Platform) importing) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	bad, err := c.badLines(sh)
	if err != nil {
		return err
	}
	bar := sh.progress("lines", -1)
	defer bar.end()
	o.Bad, o.Progress = bad.add, func(lines int64) { bar.set(int(lines), -1) }
	return c.with(func(p *platform.Platform) error {
		r, err := of(p)(sh.ctx, auth.Candor(), file, o)
		bar.end()
		if err = errors.Join(sh.interrupted(err), bad.end()); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		t := taken{fmt.Sprintf("%x", r.File), r.Lines, r.Added, r.Known, r.Bad}
		return sh.print(t, fmt.Sprintf("%d lines: %d added, %d there already, %d bad\nimport %s\n", t.Lines, t.Added, t.Known, t.Bad, t.Hash))
	})
}

// badShown is how many bad lines are shown when no file takes them.
const badShown = 10

// badLines is where bad lines go.
type badLines struct {
	to    io.Writer
	file  *output
	count int
	err   error
}

func (c *importFlags) badLines(sh *shell) (*badLines, error) {
	if c.Bad == "" {
		return &badLines{to: sh.stderr}, nil
	}
	out, err := sh.create(c.Bad)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(out, "line,reason\n")
	return &badLines{to: out, file: out, err: err}, nil
}

// add notes a bad line.
func (b *badLines) add(line int64, reason string) {
	b.count++
	format := "%d,%s\n"
	if b.file == nil {
		format = "candor: line %d: %s\n"
		if b.count > badShown {
			return
		}
	}
	if _, err := fmt.Fprintf(b.to, format, line, reason); err != nil && b.err == nil {
		b.err = err
	}
}

// end completes the file.
func (b *badLines) end() error {
	if b.file == nil {
		return nil
	}
	if b.err != nil {
		return b.file.discard(b.err)
	}
	return b.file.Close()
}
