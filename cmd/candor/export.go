package main

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // zones by name, also where the machine has none

	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/platform"
)

// exportCommand is candor export.
type exportCommand struct {
	Journal   exportJournal   `cmd:"" help:"Write every posted movement as a journal of hledger, ledger or beancount."`
	Statement exportStatement `cmd:"" help:"Write the statement of a wallet or of a merchant's balance."`
}

// exportJournal is candor export journal.
type exportJournal struct {
	folder
	Format string `help:"The program that is to read it: ${enum}." enum:"hledger,ledger,beancount" default:"hledger"`
	Zone   string `help:"Whose days the entries have: Beijing, UTC, a name such as Asia/Tokyo or an offset such as +08:00." default:"Beijing"`
	Out    string `help:"File to write." default:"-" placeholder:"FILE"`
}

// Run writes the journal.
func (c *exportJournal) Run(sh *shell) error {
	format, err := journal.ParseFormat(c.Format)
	if err != nil {
		return usage(err)
	}
	zone, err := parseZone(c.Zone)
	if err != nil {
		return err
	}
	var summary journal.Summary
	err = c.with(func(p *platform.Platform) error {
		out, err := sh.create(c.Out)
		if err != nil {
			return err
		}
		bar := sh.progress("export", -1)
		defer bar.end()
		summary, err = journal.Write(out, books{sh.ctx, p}, journal.Options{
			Format: format, Zone: zone, Part: partName, Progress: func(n int) { bar.set(n, -1) },
		})
		if err != nil {
			return out.discard(err)
		}
		return out.Close()
	})
	if err != nil {
		return sh.interrupted(err)
	}
	return c.show(sh, summary)
}

// show says what was written, where stdout is not taken by the journal.
func (c *exportJournal) show(sh *shell, s journal.Summary) error {
	if c.Out == "-" {
		return nil
	}
	return sh.print(struct {
		File      string `json:"file"`
		Accounts  int    `json:"accounts"`
		Transfers int    `json:"transfers"`
		Entries   int    `json:"entries"`
	}{c.Out, s.Accounts, s.Transfers, s.Entries},
		fmt.Sprintf("wrote %s: %d accounts, %d transfers in %d entries\n", c.Out, s.Accounts, s.Transfers, s.Entries))
}

// offsetLayout is how a zone is written as an offset.
const offsetLayout = "-07:00"

// parseZone reads a --zone.
func parseZone(s string) (*time.Location, error) {
	switch s {
	case "Beijing":
		return journal.Beijing, nil
	case "", "Local": // what the machine is set to must not decide what is written
		return nil, usage(errors.New("--zone: name a zone"))
	}
	if t, err := time.Parse(offsetLayout, s); err == nil {
		_, seconds := t.Zone()
		return time.FixedZone(s, seconds), nil
	}
	zone, err := time.LoadLocation(s)
	if err != nil {
		return nil, usage(fmt.Errorf("--zone: %w", err))
	}
	return zone, nil
}
