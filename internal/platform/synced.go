package platform

// Synced returns how many bytes have been written to the command log and synced
// since the folder was opened: blocks with their headers, and what fills their
// last page. Measurements ask.
func (p *Platform) Synced() uint64 {
	if l, ok := p.log.(interface{ Synced() uint64 }); ok {
		return l.Synced()
	}
	return 0
}
