package main

import (
	"errors"

	"github.com/candorpay/candor/internal/bench"
)

// benchReveal is candor bench reveal.
type benchReveal struct {
	benchLoad
	Reads int `help:"Reads." placeholder:"N"`
	Rate  int `help:"Reads a second to send by HTTP, whether answers come or not; without it, one case is in process." placeholder:"N"`
}

// Run measures.
func (c *benchReveal) Run(sh *shell) error {
	one := bench.Default(bench.Reveal)
	if c.Rate != 0 {
		one = bench.Default(bench.Reads)
		one.Rate = c.Rate
	}
	set(&one.Ops, c.Reads)
	return c.run(sh, one, c.Reads != 0 || c.Rate != 0, bench.Reads)
}

// benchImport is candor bench import.
type benchImport struct {
	benchPlace
	Customers   int `help:"Customers; 500,000 by default." default:"500000" placeholder:"N"`
	Disclosures int `help:"Disclosures; 5,000,000 by default." default:"5000000" placeholder:"N"`
	Paths       int `help:"Paths that the disclosures went down; 1,000 by default." default:"1000" placeholder:"N"`
}

// Run measures.
func (c *benchImport) Run(sh *shell) error {
	one := bench.ImportCase{Customers: c.Customers, Disclosures: c.Disclosures, Paths: c.Paths}
	if err := one.Check(); err != nil {
		return usage(err)
	}
	return c.measure(sh, func(b bench.Bench) error {
		bar := sh.progress("import", c.Customers+c.Disclosures)
		b.Progress = bar.set
		r, err := b.Import(sh.ctx, one)
		bar.end()
		if err != nil {
			return err
		}
		return sh.print(r, r.Text())
	})
}

// benchScope is candor bench scope.
type benchScope struct {
	benchPlace
	Disclosures int `help:"Rows of the ledger; 100,000,000 by default." default:"100000000" placeholder:"N"`
	Customers   int `help:"Customers; 30,000,000 by default." default:"30000000" placeholder:"N"`
	Paths       int `help:"Paths, one service among them that half of the disclosures go down; 10,000 by default." default:"10000" placeholder:"N"`
}

// Run measures.
func (c *benchScope) Run(sh *shell) error {
	one := bench.ScopeCase{Disclosures: c.Disclosures, Customers: c.Customers, Paths: c.Paths}
	if err := one.Check(); err != nil {
		return usage(err)
	}
	return c.measure(sh, func(b bench.Bench) error {
		bar := sh.progress("scope", c.Disclosures)
		b.Progress = bar.set
		r, err := b.Scope(sh.ctx, one)
		bar.end()
		if err != nil {
			return err
		}
		return sh.print(bench.ScopeLine{Case: "scope", ScopeResult: r}, r.Text())
	})
}

// benchTrace is candor bench trace.
type benchTrace struct {
	benchPlace
	Rows    int  `help:"Rows of the dump; 1,000,000 by default." default:"1000000" placeholder:"N"`
	Paths   int  `help:"Paths that it may be from; 10,000 by default." default:"10000" placeholder:"N"`
	Whole   bool `help:"Instead, measure all of it on a data folder: reading the file, finding its rows' customers, weighing, recording."`
	Quality bool `help:"Instead, trace dumps of simulated worlds and count how many are named rightly: a line for each number of rows, size of team and scenario."`
	Seeds   int  `help:"Worlds for each line of --quality; 20 by default." default:"20" placeholder:"N"`
}

// Run measures.
func (c *benchTrace) Run(sh *shell) error {
	switch {
	case c.Quality && c.Whole:
		return usage(errors.New("--quality and --whole exclude each other"))
	case c.Quality:
		return c.quality(sh)
	}
	if err := bench.CheckTrace(c.Rows, c.Paths); err != nil {
		return usage(err)
	}
	if c.Whole {
		return c.whole(sh)
	}
	return c.measure(sh, func(b bench.Bench) error {
		bar := sh.progress("paths", c.Paths)
		b.Progress = bar.set
		r, err := b.TraceSpeed(sh.ctx, c.Rows, c.Paths)
		bar.end()
		if err != nil {
			return err
		}
		return sh.print(bench.TraceLine{Case: "trace", TraceResult: r}, r.Text())
	})
}

func (c *benchTrace) whole(sh *shell) error {
	return c.measure(sh, func(b bench.Bench) error {
		bar := sh.progress("import", 11*c.Rows)
		b.Progress = bar.set
		r, err := b.TraceWhole(sh.ctx, bench.TraceWholeCase{Rows: c.Rows, Paths: c.Paths})
		bar.end()
		if err != nil {
			return err
		}
		return sh.print(r, r.Text())
	})
}

func (c *benchTrace) quality(sh *shell) error {
	if err := bench.CheckSeeds(c.Seeds); err != nil {
		return usage(err)
	}
	return c.measure(sh, func(bench.Bench) error {
		return bench.TraceQuality(sh.ctx, c.Seeds, func(cell bench.Cell) error {
			return sh.print(bench.CellLine{Case: "trace_quality", Cell: cell}, cell.Text())
		})
	})
}
