package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

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
	File string `arg:"" help:"CSV, JSON lines or Parquet, by its name, with the columns id, region, language, registered and the catalogue's fields; only id is needed."`
}

// importDisclosures is candor import disclosures.
type importDisclosures struct {
	importFlags
	File     string `arg:"" help:"CSV with the columns time, path, customer, fields, level, purpose and case."`
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
	file, err := openInput(name)
	if err != nil {
		return fmt.Errorf("read file: %w", err)
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
		if t.Bad > 0 && t.Bad == t.Lines {
			return fmt.Errorf("import: none of the %d lines could be taken", t.Lines)
		}
		return sh.print(t, fmt.Sprintf("%d lines: %d added, %d there already, %d bad\nimport %s\n", t.Lines, t.Added, t.Known, t.Bad, t.Hash))
	})
}

// openInput opens a file to read.
func openInput(name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close() // nothing was read
		return nil, fmt.Errorf("%s is a folder", name)
	}
	return f, nil
}

// badShown is how many bad lines are shown when no file takes them.
const badShown = 10

// badLine is a line that could not be taken.
type badLine struct {
	line   int64
	reason string
}

// badLines is where bad lines go.
type badLines struct {
	stderr io.Writer
	file   *output
	count  int
	first  []badLine // in order, of those without a file
	err    error
}

func (c *importFlags) badLines(sh *shell) (*badLines, error) {
	if c.Bad == "" {
		return &badLines{stderr: sh.stderr}, nil
	}
	out, err := sh.create(c.Bad)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(out, "line,reason\n")
	return &badLines{file: out, err: err}, nil
}

// add notes a bad line. They come almost in order.
func (b *badLines) add(line int64, reason string) {
	b.count++
	if b.file == nil {
		at, _ := slices.BinarySearchFunc(b.first, line, func(l badLine, n int64) int { return cmp.Compare(l.line, n) })
		b.first = slices.Insert(b.first, at, badLine{line, reason})
		b.first = b.first[:min(len(b.first), badShown)]
		return
	}
	if _, err := fmt.Fprintf(b.file, "%d,%s\n", line, reason); err != nil && b.err == nil {
		b.err = err
	}
}

// end completes the file, or shows the first.
func (b *badLines) end() error {
	switch {
	case b.file != nil && b.err != nil:
		return b.file.discard(b.err)
	case b.file != nil:
		return b.file.Close()
	}
	for _, bad := range b.first {
		fmt.Fprintf(b.stderr, "candor: line %d: %s\n", bad.line, bad.reason)
	}
	if more := b.count - len(b.first); more > 0 {
		fmt.Fprintf(b.stderr, "candor: and %d lines more; --bad FILE takes them all\n", more)
	}
	return nil
}
