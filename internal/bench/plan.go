package bench

import "github.com/candorpay/candor/internal/ledger"

// The sizes of the field's reference workload.
const (
	referenceAccounts = 10_000
	referenceOps      = 2_000_000
	longOps           = 10_000_000
	idleAccounts      = 1_000_000
	readable          = 15 * agents // customers: a budget is 20 an hour
)

// Default returns the case of a kind from which others differ in one thing.
func Default(k Kind) Case {
	c := Case{Kind: k, Ops: referenceOps, Batch: 1, Clients: 1, Accounts: referenceAccounts, Skew: Uniform}
	switch k {
	case Ledger, Restart:
		c.Batch = ledger.BatchMax
	case Trade:
		c.Clients, c.Batch = 64, 64
	case HTTP:
		c.Ops, c.Clients, c.Rate = 200_000, 64, 10_000
	case Reveal:
		c.Ops, c.Clients, c.Accounts = 1_000_000, 64, readable
	case Reads:
		c.Ops, c.Clients, c.Accounts, c.Rate = 200_000, 64, readable, 8_000
	case Gateway:
		c.Ops, c.Clients, c.Accounts = 30_000, 64, 1_000
	case Memory:
		c.Ops, c.Batch, c.Accounts = idleAccounts, 1, idleAccounts
	}
	return c
}

// with returns the default case of a kind, changed.
func with(k Kind, change func(*Case)) Case {
	c := Default(k)
	change(&c)
	return c
}

// Cases returns the cases by which a kind is judged.
func Cases(k Kind) []Case {
	switch k {
	case Ledger:
		return ledgerCases()
	case Trade:
		return []Case{
			Default(Trade),
			with(Trade, func(c *Case) { c.Keyed = true }),
			with(Trade, func(c *Case) { c.Skew = Zipf }),
			with(Trade, func(c *Case) { c.Skew = One }),
			with(Trade, func(c *Case) { c.Clients, c.Batch = 4096, 1 }),
			with(Trade, func(c *Case) { c.Ops, c.Clients, c.Batch = 500_000, 64, 1 }),
		}
	case HTTP:
		return []Case{
			Default(HTTP),
			with(HTTP, func(c *Case) { c.Rate = 15_000 }),
			with(HTTP, func(c *Case) { c.Skew = One }),
		}
	case Reveal:
		return []Case{Default(Reveal), with(Reveal, func(c *Case) { c.Ops, c.Clients = 50_000, 1 })}
	case Reads:
		return []Case{Default(Reads), with(Reads, func(c *Case) { c.Rate = 12_000 })}
	case Memory, Restart, Gateway:
		return []Case{Default(k)}
	}
	return nil
}

// ledgerCases returns the reference workload, and what differs from it in the
// number of transfers, the clients, the ids, the accounts and the batch.
func ledgerCases() []Case {
	cases := []Case{
		Default(Ledger),
		with(Ledger, func(c *Case) { c.Ops = longOps }),
		with(Ledger, func(c *Case) { c.Clients = 8 }),
		with(Ledger, func(c *Case) { c.Ops, c.Clients = longOps, 8 }),
		with(Ledger, func(c *Case) { c.Random = true }),
		with(Ledger, func(c *Case) { c.Skew = Zipf }),
		with(Ledger, func(c *Case) { c.Skew = One }),
	}
	for _, small := range []struct{ batch, clients, ops int }{
		{1, 1, 20_000},
		{1, 8, 100_000},
		{1, 64, 500_000},
		{100, 1, 500_000},
		{100, 8, 2_000_000},
		{100, 64, 2_000_000},
	} {
		cases = append(cases, with(Ledger, func(c *Case) {
			c.Batch, c.Clients, c.Ops = small.batch, small.clients, small.ops
		}))
	}
	return append(cases, Default(Memory), with(Restart, func(c *Case) { c.Ops = longOps }))
}
