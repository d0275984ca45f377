package audit

// Damage breaks what must hold of the first fund.
func (a *Auditor) Damage(what string) {
	f := a.inOrder[0]
	switch what {
	case "holder":
		f.holders[0].units++
	case "sum":
		f.sum++
	case "carry":
		f.carry++
	case "settlement":
		f.settle[0].bought++
	case "below":
		f.holders[1].steps = append(f.holders[1].steps, step{100_000, -2})
	case "custody":
		a.accounts[f.account(custody)].debitsPosted++
	}
}
