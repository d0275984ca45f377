package disclosure

// Measure is what a budget counts. Numbers are on disk.
type Measure uint8

// Measures. Each is spent on its own.
const (
	CountClear     Measure = 0 // distinct customers at clear
	CountMasked    Measure = 1 // distinct customers at masked, and matched by a lookup
	CountMissed    Measure = 2 // lookups that found nobody, each
	CountEmergency Measure = 3 // distinct customers by break-glass
)

// MeasureCount is how many measures there are.
const MeasureCount = 4

// Limits are the most of a measure over rolling windows: an hour, 24 hours, 30
// days and 365 days.
type Limits [4]uint32

// Budgets are the limits of every principal.
type Budgets [PrincipalCount][MeasureCount]Limits
