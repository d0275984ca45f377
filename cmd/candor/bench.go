package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/pprof"

	"github.com/candorpay/candor/internal/bench"
)

// benchCommand is candor bench.
type benchCommand struct {
	Ledger  benchLedger  `cmd:"" help:"Measure ledger transfers, idle accounts and a start after a kill."`
	Trade   benchTrade   `cmd:"" help:"Measure trades made and paid into escrow, in process."`
	HTTP    benchHTTP    `cmd:"" name:"http" help:"Measure trades made and paid by HTTP."`
	Gateway benchGateway `cmd:"" help:"Measure signed requests to the merchants' gateway."`
	Fund    benchFund    `cmd:"" help:"Measure the distribution of a day's income while trades go on."`
	Reveal  benchReveal  `cmd:"" help:"Measure reads of customers' fields, each recorded first, in process and by HTTP."`
	Import  benchImport  `cmd:"" help:"Measure files of customers and of disclosures being taken in."`
	Scope   benchScope   `cmd:"" help:"Measure how soon it is known whose data went down paths."`
	Trace   benchTrace   `cmd:"" help:"Measure a trace of a dump, or how often traces are right."`
	Child   benchChild   `cmd:"" hidden:"" help:"Do a part of a case; candor bench starts it."`
}

// benchPlace is where a measurement is made.
type benchPlace struct {
	Dir     string `help:"Folder, on the disk to measure, in which data folders are made and removed." default:"." placeholder:"DIR"`
	Profile string `help:"Write a CPU profile of the run to a file." type:"path" placeholder:"FILE"`
}

// benchLoad is how much of a load. A flag that is given selects one case, the
// kind's first with that changed; with none, all run.
type benchLoad struct {
	benchPlace
	Accounts int `help:"Accounts, merchants or customers." placeholder:"N"`
	Clients  int `help:"Requests under way at a time." placeholder:"N"`
	Repeat   int `help:"Run each case so often." default:"1" placeholder:"N"`
}

// benchFlags are those of every kind of case that moves money.
type benchFlags struct {
	benchLoad
	Skew string `help:"How accounts are picked: uniform, zipf, or one for one that receives everything." enum:",uniform,zipf,one" default:""`
}

// run runs the one case if a flag chose it, else all cases of its kind.
func (c *benchFlags) run(sh *shell, one bench.Case, chosen bool) error {
	if c.Skew != "" {
		one.Skew = bench.Skew(c.Skew)
	}
	return c.benchLoad.run(sh, one, chosen || c.Skew != "")
}

// benchLedger is candor bench ledger.
type benchLedger struct {
	benchFlags
	Transfers int  `help:"Transfers." placeholder:"N"`
	Batch     int  `help:"Transfers in a request." placeholder:"N"`
	RandomIDs bool `name:"random-ids" help:"Spread ids instead of counting up."`
	Memory    bool `help:"Measure what idle accounts take instead."`
	Restart   bool `help:"Measure a start after a kill instead."`
}

// Run measures.
func (c *benchLedger) Run(sh *shell) error {
	kind := bench.Ledger
	switch {
	case c.Memory && c.Restart:
		return usage(errors.New("--memory and --restart exclude each other"))
	case c.Memory:
		kind = bench.Memory
	case c.Restart:
		kind = bench.Restart
	}
	one := bench.Default(kind)
	set(&one.Ops, c.Transfers)
	set(&one.Batch, c.Batch)
	one.Random = c.RandomIDs
	return c.run(sh, one, kind != bench.Ledger || c.Transfers != 0 || c.Batch != 0 || c.RandomIDs)
}

// benchTrade is candor bench trade.
type benchTrade struct {
	benchFlags
	Trades int  `help:"Trades." aliases:"transfers" placeholder:"N"`
	Batch  int  `help:"Trades that a client hands in, each a request, before it waits." placeholder:"N"`
	Keyed  bool `help:"Give each request an Idempotency-Key."`
}

// Run measures.
func (c *benchTrade) Run(sh *shell) error {
	one := bench.Default(bench.Trade)
	set(&one.Ops, c.Trades)
	set(&one.Batch, c.Batch)
	one.Keyed = c.Keyed
	return c.run(sh, one, c.Trades != 0 || c.Batch != 0 || c.Keyed)
}

// benchHTTP is candor bench http.
type benchHTTP struct {
	benchFlags
	Trades int `help:"Trades." aliases:"transfers" placeholder:"N"`
	Rate   int `help:"Trades a second to send, whether answers come or not." placeholder:"N"`
}

// Run measures.
func (c *benchHTTP) Run(sh *shell) error {
	one := bench.Default(bench.HTTP)
	set(&one.Ops, c.Trades)
	set(&one.Rate, c.Rate)
	return c.run(sh, one, c.Trades != 0 || c.Rate != 0)
}

// benchGateway is candor bench gateway.
type benchGateway struct {
	benchLoad
	Requests int `help:"Signed requests: a third make a trade, a third pay one, a third ask for one." placeholder:"N"`
}

// Run measures.
func (c *benchGateway) Run(sh *shell) error {
	one := bench.Default(bench.Gateway)
	set(&one.Ops, c.Requests)
	return c.run(sh, one, c.Requests != 0)
}

// set changes a number of a case if one was given.
func set(to *int, given int) {
	if given != 0 {
		*to = given
	}
}

// run runs the one case if a flag chose it, else all cases of its kind and of the
// others.
func (c *benchLoad) run(sh *shell, one bench.Case, chosen bool, others ...bench.Kind) error {
	set(&one.Accounts, c.Accounts)
	set(&one.Clients, c.Clients)
	cases := []bench.Case{one}
	if !chosen && c.Accounts == 0 && c.Clients == 0 {
		cases = bench.Cases(one.Kind)
		for _, k := range others {
			cases = append(cases, bench.Cases(k)...)
		}
	}
	if err := one.Check(); err != nil {
		return usage(err)
	}
	return c.measure(sh, func(b bench.Bench) error {
		for _, one := range cases {
			for range c.Repeat {
				if err := runCase(sh, b, one); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// measure has work done, under a profile if one is wanted.
func (c *benchPlace) measure(sh *shell, work func(bench.Bench) error) (err error) {
	stop, err := c.profile()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	b := bench.Bench{Dir: c.Dir, Commit: thisBuild().Commit, Self: []string{self, "bench", "child"}}
	return sh.interrupted(work(b))
}

// runCase runs a case and prints its result.
func runCase(sh *shell, b bench.Bench, one bench.Case) error {
	bar := sh.progress(string(one.Kind), one.Ops)
	b.Progress = bar.set
	r, err := b.Run(sh.ctx, one)
	bar.end()
	if err != nil {
		return err
	}
	return sh.print(r, r.Text())
}

// profile starts a CPU profile, if one is wanted, and returns what ends it.
func (c *benchPlace) profile() (stop func() error, err error) {
	if c.Profile == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(c.Profile)
	if err != nil {
		return nil, fmt.Errorf("make profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("start profile: %w", err), f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// benchChild is candor bench child.
type benchChild struct{}

// Run does what stdin says.
func (*benchChild) Run(sh *shell) error { return bench.Child(sh.ctx, sh.stdin, sh.stdout) }
