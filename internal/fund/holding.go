package fund

// Total returns all units of the holding, confirmed or not.
func (h *Holding) Total() int64 { return h.Units + sum(h.Steps) }

// Confirmed returns the units that can be redeemed or pay on the day: those that
// earn, at the latest from that day on.
func (h *Holding) Confirmed(today Day) int64 {
	minor, _ := fold(h.Steps, today)
	return h.Units + minor
}

// Unconfirmed returns the units that were bought and do not earn yet on the day.
func (h *Holding) Unconfirmed(today Day) int64 {
	_, later := fold(h.Steps, today)
	return sum(later)
}

// Earned takes the income of a run into the holding, in place: Units are as of the
// run's day then, steps are left of the days behind it. The share is below zero
// for a loss. The holding is of the run's fund and has not had this run's income.
func (h *Holding) Earned(r *Run) (share int64) {
	minor, later := fold(h.Steps, r.Day)
	h.Units += minor
	h.Steps = later
	share = Share(h.Units, r.Pool, r.Units)
	if share < 0 {
		share = -min(-share, max(least(h.Units, later), 0))
	}
	h.Units += share
	h.Income += share
	h.AsOf = r.Day
	return share
}
