package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/replay/history"
)

// fundReplay is candor fund replay.
type fundReplay struct {
	Flows    string `arg:"" help:"CSV by days: date, user, purchase, redeem, redeem_consume, redeem_transfer, income, closing; amounts in cents."`
	Yields   string `arg:"" help:"CSV by days: date, income_per_10000 in the currency, seven_day_yield in per cent."`
	Calendar string `help:"Dated file of holidays and working weekends; by default China's." placeholder:"FILE"`
}

// Help says what kong has no place for.
func (c *fundReplay) Help() string {
	return "The exit status is 0 also when the files contradict themselves: the report says on which days. " +
		"It is 2 when a file cannot be read; the error names line and column."
}

// Run replays the files.
func (c *fundReplay) Run(sh *shell) error {
	files, err := c.read(sh)
	if err != nil {
		if sh.ctx.Err() != nil {
			return errInterrupted
		}
		return usage(err)
	}
	bar := sh.progress("replay", files.Flows.Users)
	report, err := history.Replay(sh.ctx, files, bar.set)
	bar.end()
	switch {
	case sh.ctx.Err() != nil:
		return errInterrupted
	case err != nil:
		return fmt.Errorf("replay history: %w", err)
	}
	var text strings.Builder
	if err := report.Print(&text); err != nil {
		return err
	}
	return sh.print(report, text.String())
}

var errInterrupted = errors.New("interrupted; nothing was written")

// read reads all files.
func (c *fundReplay) read(sh *shell) (files history.Files, err error) {
	calendar := fund.DefaultCalendar()
	if c.Calendar != "" {
		if calendar, err = readCalendar(c.Calendar); err != nil {
			return files, err
		}
	}
	files.Calendar = &calendar
	err = c.open(sh, c.Yields, func(r *counted, _ func(int)) error {
		files.Yields, err = history.ReadYields(r)
		return err
	})
	if err != nil {
		return files, err
	}
	err = c.open(sh, c.Flows, func(r *counted, told func(int)) error {
		files.Flows, err = history.ReadFlows(r, told)
		return err
	})
	return files, err
}

// open reads a file with a bar that follows its bytes.
func (c *fundReplay) open(sh *shell, name string, read func(r *counted, told func(int)) error) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	defer f.Close()
	size := -1
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = int(info.Size())
	}
	bar := sh.progress("read "+name, size)
	defer bar.end()
	r := &counted{from: f, stopped: sh.ctx.Err}
	if err := read(r, func(int) { bar.set(r.bytes, size) }); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// counted is a reader that knows how far it is, and ends with the command.
type counted struct {
	from    io.Reader
	stopped func() error
	bytes   int
}

func (r *counted) Read(p []byte) (int, error) {
	if err := r.stopped(); err != nil {
		return 0, fmt.Errorf("stopped: %w", err)
	}
	n, err := r.from.Read(p)
	r.bytes += n
	return n, err
}
