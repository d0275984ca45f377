package main

import (
	"fmt"

	"github.com/candorpay/candor/internal/world"
)

// generateCommand is candor generate.
type generateCommand struct {
	Orders generateOrders `cmd:"" help:"Write a marketplace's orders, one JSON object a line, for candor replay."`
	World  generateWorld  `cmd:"" help:"Write a world of customers, staff and disclosures, with insiders in it."`
}

// generateOrders is candor generate orders.
type generateOrders struct {
	Seed   uint64 `help:"Same seed, same orders." default:"1"`
	Orders int    `help:"How many orders." default:"500"`
	Out    string `help:"File to write." default:"-" placeholder:"FILE"`
}

// ordersMax is how many orders one file may have: what replay reads.
const ordersMax = 1_000_000

// Run writes the orders.
func (c *generateOrders) Run(sh *shell) error {
	if c.Orders < 1 || c.Orders > ordersMax {
		return usage(fmt.Errorf("--orders: 1 to %d", ordersMax))
	}
	out, err := sh.create(c.Out)
	if err != nil {
		return err
	}
	if _, err := world.WriteOrders(out, c.Seed, c.Orders); err != nil {
		return out.discard(err)
	}
	return out.Close()
}
