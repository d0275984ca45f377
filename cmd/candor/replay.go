package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/replay"
)

// replayCommand is candor replay.
type replayCommand struct {
	folder
	File     string        `arg:"" help:"Orders, one JSON object a line; - is stdin."`
	Currency string        `help:"Currency of the orders' cents." default:"BRL"`
	Window   time.Duration `help:"How late, at most, a step may be booked for the sake of speed; 0 books each at its own time." default:"0s"`
	Live     bool          `help:"Book into a folder that is no sandbox, at the present time."`
}

// Run replays the file. Bad lines are reported and no failure, unless no line is
// good. A folder that is not there is made, as a sandbox, so
// that its clock can follow the orders.
func (c *replayCommand) Run(sh *shell) error {
	currency, err := parseCurrency(c.Currency)
	if err != nil {
		return err
	}
	if c.Window != 0 && (c.Window < time.Second || c.Window > 24*time.Hour) {
		return usage(errors.New("--window: 0, or 1s to 24h"))
	}
	file, err := c.read(sh)
	if err != nil {
		return err
	}
	if err := c.prepare(sh); err != nil {
		return err
	}
	var report *replay.Report
	err = c.with(func(p *platform.Platform) error {
		bar := sh.progress("replay", -1)
		defer bar.end()
		report, err = replay.Run(sh.ctx, file, deskOf(p, currency), replay.Options{
			Window: c.Window, Progress: bar.set,
		})
		return err
	})
	if err != nil {
		return sh.interrupted(err)
	}
	return c.show(sh, report)
}

// read reads the whole file: bad lines are part of it.
func (c *replayCommand) read(sh *shell) (*replay.File, error) {
	in := sh.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, fmt.Errorf("read orders: %w", err)
		}
		defer f.Close()
		in = f
	}
	file, err := replay.Read(in)
	if err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	return file, nil
}

// prepare makes the folder if there is none, and says on stderr what stdout has
// no place for.
func (c *replayCommand) prepare(sh *shell) error {
	f, err := platform.ReadFolder(c.Dir)
	switch {
	case errors.Is(err, platform.ErrNoFolder):
		m, err := c.make(sh, true, nil)
		if err != nil {
			return err
		}
		fmt.Fprint(sh.stderr, m.text())
		return nil
	case err != nil:
		return fmt.Errorf("read folder: %w", err)
	case !f.Sandbox && !c.Live:
		return usage(fmt.Errorf("%s is not a sandbox: the orders would be booked at the present time, for good; --live does so", c.Dir))
	case !f.Sandbox:
		fmt.Fprintln(sh.stderr, "candor: not a sandbox: its clock stays, and the orders are booked at the present time")
	}
	return nil
}

func (c *replayCommand) show(sh *shell, report *replay.Report) error {
	var text strings.Builder
	if err := report.Print(&text); err != nil {
		return err
	}
	if err := sh.print(report, text.String()); err != nil {
		return err
	}
	if !report.Balances() {
		return fmt.Errorf("money was not conserved: %w", errDifference)
	}
	if report.Orders == 0 && len(report.BadLines) > 0 {
		return errors.New("no line was good")
	}
	return nil
}
