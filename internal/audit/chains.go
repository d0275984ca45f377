package audit

// batch is events to be carried out in order.
type batch struct {
	size    int
	linked  func(k int) bool // whether the event and the one behind it are all or nothing
	do      func(k int) string
	refused func(k int, outcome string) // told of every event that was not created
}

// carryOutAll carries out a batch and returns its outcomes. When a member of a
// chain fails, what the members before it did is taken back, and all but the one
// that failed report so. A chain still open at the end of the batch fails.
func (a *Auditor) carryOutAll(b batch) []string {
	outcomes := make([]string, b.size)
	first, broken := -1, false
	for k := range outcomes {
		linked := b.linked(k)
		if linked && first < 0 {
			first, a.chained = k, true
		}
		switch {
		case broken:
			outcomes[k] = linkedEventFailed
		case linked && k == b.size-1:
			outcomes[k] = "linked_event_chain_open"
		default:
			outcomes[k] = b.do(k)
		}
		if first >= 0 && !broken && outcomes[k] != created {
			broken = true
			a.takeBack()
			for i := first; i < k; i++ {
				outcomes[i] = linkedEventFailed
			}
		}
		if outcomes[k] != created {
			b.refused(k, outcomes[k])
		}
		if !linked || k == b.size-1 {
			first, broken, a.chained, a.undo = -1, false, false, a.undo[:0]
			a.armExpiries()
		}
	}
	return outcomes
}

// onUndo notes how to take back what was just done, if a chain is open.
func (a *Auditor) onUndo(back func()) {
	if a.chained {
		a.undo = append(a.undo, back)
	}
}

// takeBack takes back all that the open chain did.
func (a *Auditor) takeBack() {
	for i := len(a.undo) - 1; i >= 0; i-- {
		a.undo[i]()
	}
	a.undo = a.undo[:0]
}
