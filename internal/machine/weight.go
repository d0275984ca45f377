package machine

import "github.com/candorpay/candor/internal/cmdlog"

// DueWeight is how many bytes of command log a block counts as, at most, for the
// due work that it did: as much work would take about so many if commands had
// asked for it. Each of the things done counts as dueItem.
const (
	DueWeight = 1 << 20
	dueItem   = 512
)

// Weight returns what the block counts as that the machine has just applied, for
// those who make a checkpoint after so many bytes of command log: its own bytes,
// and those of the due work that it did. What changed since the last checkpoint is
// in memory, and a fund's sweep of millions of wallets takes next to nothing of the
// command log. A day's income of as many is one thing a block: it is in no table.
func Weight(m Machine, body []byte) int {
	return cmdlog.HeaderSize + len(body) + min(DueWeight, dueItem*m.DueDone())
}
