package phish

// What the tests look at besides the verdicts.
var (
	Skeleton = skeleton
	Fold     = fold
)

// Distance returns the cost of the edits between two texts of a key.
func Distance(a, b string, limit int) int { return distance([]rune(a), []rune(b), limit) }
