package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/candorpay/candor/internal/world"
)

// generateWorld is candor generate world.
type generateWorld struct {
	Customers int     `help:"How many customers." default:"20000"`
	Staff     int     `help:"How many people work there." default:"48"`
	Days      int     `help:"How many days pass." default:"60"`
	Seed      uint64  `help:"Same seed, same bytes." default:"1"`
	Scenario  string  `help:"Who takes data: none, burst, enumerator, slow, pair, relative, leaver, key, backup, or all of them." default:"all" placeholder:"NAME"`
	Out       string  `help:"Folder to make." required:"" placeholder:"DIR"`
	Team      int     `help:"Staff who share a queue of cases." default:"8"`
	Foreign   float64 `help:"Part of a dump's rows that are no customer's." default:"0.2" placeholder:"PART"`
	Rows      int     `help:"Rows of a dump, at the most." default:"200"`
}

// Help says what is in the folder.
func (*generateWorld) Help() string {
	return `Writes customers.csv, roster.csv, cases.csv, disclosures.csv and dumps of what insiders took, and under answers
what is true: which paths, exactly which customers. Every value is one that nobody can have. docs/worlds.md
describes the files.`
}

// Run makes the world.
func (c *generateWorld) Run(sh *shell) error {
	if !(c.Foreign >= 0 && c.Foreign <= 0.9) { // nor is it a number that is none
		return usage(errors.New("--foreign: 0 to 0.9"))
	}
	config := world.WorldConfig{
		Customers: c.Customers, Staff: c.Staff, Days: c.Days, Seed: c.Seed, Scenario: c.Scenario,
		Team: c.Team, Rows: c.Rows, Foreign: int(math.Round(c.Foreign * 1_000)),
	}
	bar := sh.progress("world", 2*c.Customers)
	answer, err := world.GenerateWorld(sh.ctx, c.Out, config, bar.set)
	bar.end()
	switch {
	case errors.Is(err, world.ErrConfig):
		return usage(err)
	case err != nil && errors.Is(err, sh.ctx.Err()):
		return errors.New("interrupted; nothing was made")
	case err != nil:
		return err
	}
	return sh.print(answer, worldText(c.Out, &answer))
}

// worldText says what was made.
func worldText(dir string, a *world.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "made %s: %d customers, %d disclosures down %d paths, %d cases\n",
		dir, a.World.Customers, a.Disclosures, a.Paths, a.Cases)
	for _, leak := range a.Leaks {
		from := strings.Join(leak.Paths, " and ")
		if from == "" {
			from = "nobody"
		}
		fmt.Fprintf(&b, "  %-24s %4d rows, of %s\n", leak.Dump, leak.Rows, from)
	}
	return b.String()
}
