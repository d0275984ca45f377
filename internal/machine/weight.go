package machine

import "github.com/candorpay/candor/internal/cmdlog"

// DueWeight is how many bytes of command log a block counts as that did all the
// due work that it may, because as much work would take about so many if commands
// had asked for it.
const DueWeight = 1 << 20

// Weight returns what the block counts as that the machine has just applied, for
// those who make a checkpoint after so many bytes of command log: its own bytes,
// and DueWeight when it left work behind that was due. What changed since the last
// checkpoint is in memory, and a fund's sweep of millions of wallets takes next to
// nothing of the command log.
func Weight(m Machine, h cmdlog.Header, body []byte) int {
	n := cmdlog.HeaderSize + len(body)
	if m.NextDue() <= h.Timestamp {
		n += DueWeight
	}
	return n
}
