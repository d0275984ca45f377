package fund

// WithStep returns the list with the step added: in its place, one for each day,
// none of nothing. The list itself stays as it is.
func WithStep(steps []Step, s Step) []Step {
	if s.Minor == 0 {
		return steps
	}
	at := len(steps)
	for at > 0 && steps[at-1].Day >= s.Day {
		at--
	}
	after := at
	if at < len(steps) && steps[at].Day == s.Day {
		s.Minor += steps[at].Minor
		after++
	}
	if s.Minor == 0 && len(steps) == 1 {
		return nil // an empty list and none are written alike
	}
	next := make([]Step, 0, len(steps)+1)
	next = append(next, steps[:at]...)
	if s.Minor != 0 {
		next = append(next, s)
	}
	return append(next, steps[after:]...)
}

// fold returns the sum of the steps up to a day, and those behind it: none is nil.
func fold(steps []Step, until Day) (minor int64, later []Step) {
	for i := range steps {
		if steps[i].Day > until {
			return minor, steps[i:]
		}
		minor += steps[i].Minor
	}
	return minor, nil
}

func sum(steps []Step) int64 {
	minor := int64(0)
	for i := range steps {
		minor += steps[i].Minor
	}
	return minor
}

// least returns the least that units come to, now or with any of the steps.
func least(units int64, steps []Step) int64 {
	low := units
	for i := range steps {
		units += steps[i].Minor
		low = min(low, units)
	}
	return low
}
