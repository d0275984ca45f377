package main

import (
	"github.com/candorpay/candor/internal/bench"
)

// benchFund is candor bench fund.
type benchFund struct {
	benchPlace
	Holders int `help:"Holders of units; 1,000,000 by default." default:"1000000" placeholder:"N"`
	Days    int `help:"Days whose income is distributed, one after the other; 30 by default. A day takes 16 bytes of disk for each holder." default:"30" placeholder:"N"`
	Trades  int `help:"Trades a second to make and pay meanwhile, whether answers come or not; 1,000 by default." default:"1000" placeholder:"N"`
}

// Run measures.
func (c *benchFund) Run(sh *shell) error {
	one := bench.FundCase{Holders: c.Holders, Days: c.Days, Rate: c.Trades, Profile: c.Profile}
	if err := one.Check(); err != nil {
		return usage(err)
	}
	place := benchPlace{Dir: c.Dir} // another process is profiled than this one
	return place.measure(sh, func(b bench.Bench) error {
		bar := sh.progress("holders", (1+c.Days)*c.Holders)
		b.Progress = bar.set
		r, err := b.Fund(sh.ctx, one)
		bar.end()
		if err != nil {
			return err
		}
		return sh.print(r, r.Text())
	})
}
