package bench

import "fmt"

// CheckTrace returns an error that says what of a trace to be timed cannot be run.
func CheckTrace(rows, paths int) error {
	switch {
	case rows < 1 || rows > speedWideViews:
		return fmt.Errorf("rows: 1 to %d", speedWideViews)
	case paths < 1 || paths > speedPathsMax:
		return fmt.Errorf("paths: 1 to %d", speedPathsMax)
	}
	return nil
}

// SeedsMax is the most worlds of a cell.
const SeedsMax = 10_000

// CheckSeeds returns an error for a number of worlds that cannot be tried.
func CheckSeeds(seeds int) error {
	if seeds < 1 || seeds > SeedsMax {
		return fmt.Errorf("seeds: 1 to %d", SeedsMax)
	}
	return nil
}

// Text returns the result as a line for people.
func (r *TraceResult) Text() string {
	judged := "named rightly"
	if !r.Right {
		judged = "NOT named rightly"
	}
	return fmt.Sprintf("trace          %d rows against %d paths in %.2f s, %s\n", r.Rows, r.Paths, r.Seconds, judged)
}

// Text returns the cell as a line for people.
func (c *Cell) Text() string {
	return fmt.Sprintf("%-13s team of %d, %3d rows, %4d dumps: %4d named rightly, %d wrongly; %d not told apart with the true path among them, %d nothing said\n",
		c.Scenario, c.Team, c.Rows, c.Dumps, c.Right, c.Wrong, c.Held, c.Missed)
}

// ScopeLine is a ScopeResult as it is written.
type ScopeLine struct {
	Case string `json:"case"` // scope
	ScopeResult
}

// TraceLine is a TraceResult as it is written.
type TraceLine struct {
	Case string `json:"case"` // trace
	TraceResult
}

// CellLine is a Cell as it is written.
type CellLine struct {
	Case string `json:"case"` // trace_quality
	Cell
}
