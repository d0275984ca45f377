package platform

// SplitIncidents makes one command cover n ordinals of an incident's set.
func (p *Platform) SplitIncidents(n uint64) { p.people.part = n }
