package platform

import "github.com/candorpay/candor/internal/cmdlog"

// Synced returns how many bytes have been written to the command log and synced
// since the folder was opened: blocks with their headers, and what fills their
// last page. Measurements ask.
func (p *Platform) Synced() uint64 {
	return synced(p.log)
}

// SyncedPersonal returns the same of the customers' half.
func (p *Platform) SyncedPersonal() uint64 { return synced(p.people.log) }

func synced(log cmdlog.Log) uint64 {
	if l, ok := log.(interface{ Synced() uint64 }); ok {
		return l.Synced()
	}
	return 0
}
