package phish

import (
	"math/bits"
	"strings"
)

// Costs of edits, in tenths of a letter.
const (
	costEdit   = 10 // a letter added, left out or replaced by any other
	costKey    = 7  // replaced by its neighbour on the keyboard, or a vowel by another
	costSwap   = 7  // two letters in the other order
	costDouble = 5  // a letter written twice, or once where there were two
	costLook   = 4  // replaced by one that looks like it
	costFirst  = 2  // more, where it is the first letter: readers notice
	costMax    = 20 // beyond, texts have nothing to do with one another
)

// steepness is how many points of a score one edit takes from a text of one
// letter, in tenths.
const steepness = 24

// runesMax is the most letters that are compared by distance.
const runesMax = 64

// scoreAt returns the score of a text at a cost from a brand of that weight.
func scoreAt(cost, weight int) int { return max(0, 100-steepness*cost/weight) }

// affordable returns the highest cost that is still to be reviewed.
func affordable(weight int) int { return min(costMax, (100-ReviewAt)*weight/steepness) }

// beyond is more than any limit.
const beyond = 1 << 20

// distance returns the cost of the cheapest edits that make one text of another,
// each letter being edited once (the restricted distance of Damerau and
// Levenshtein), or limit+1 if that is more. Only what is within reach of the
// diagonal is computed: each step away from it costs a letter.
func distance(a, b []rune, limit int) int {
	reach := limit / costDouble
	if len(a) > runesMax || len(b) > runesMax || len(a)-len(b) > reach || len(b)-len(a) > reach {
		return limit + 1
	}
	var rows [3][runesMax + 2]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 1; j <= len(b); j++ {
		last[j] = last[j-1] + costInsert(b, j-1)
	}
	leastBefore := 0
	for i := 1; i <= len(a); i++ {
		from, to := max(1, i-reach), min(len(b), i+reach)
		insert := costInsert(a, i-1)
		row[from-1], row[to+1] = beyond, beyond
		if from == 1 {
			row[0] = last[0] + insert
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			best := last[j-1] + costReplace(a[i-1], b[j-1], i == 1 && j == 1)
			best = min(best, last[j]+insert, row[j-1]+costInsert(b, j-1))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2] {
				best = min(best, before[j-2]+swapCost(a[i-1]))
			}
			row[j] = best
			least = min(least, best)
		}
		if least > limit && leastBefore > limit {
			return limit + 1 // a swap goes back by two rows, so both must be beyond
		}
		leastBefore = least
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}

// pairSet is a set of pairs of neighbouring classes, hashed to 128.
type pairSet [2]uint64

func pairsOf(runes []rune) pairSet {
	var set pairSet
	for i := 1; i < len(runes); i++ {
		h := uint32(classOf(runes[i-1]))*2654435761 ^ uint32(classOf(runes[i]))*2246822519
		set[h>>31] |= 1 << (h >> 25 & 63)
	}
	return set
}

// apart returns how many pairs one set has and the other has not, the greater of
// both ways.
func (s *pairSet) apart(o *pairSet) int {
	return max(bits.OnesCount64(s[0]&^o[0])+bits.OnesCount64(s[1]&^o[1]), bits.OnesCount64(o[0]&^s[0])+bits.OnesCount64(o[1]&^s[1]))
}

// pairsLost returns how many pairs edits within a limit can take from a text at
// the most, if none but a doubled letter costs less than least: a swap takes
// three, and a doubled letter one.
func pairsLost(limit, least int) int { return 3*(limit/least) + limit%least/costDouble }

// swapCost returns what it costs to write two characters the other way round.
// Chinese ones are noticed less than a replaced one would be.
func swapCost(r rune) int {
	if weightOf(r) > 1 {
		return costEdit
	}
	return costSwap
}

// costInsert returns what it costs that the i-th letter is there.
func costInsert(s []rune, i int) int {
	w := weightOf(s[i])
	if i > 0 && s[i-1] == s[i] || i+1 < len(s) && s[i+1] == s[i] {
		return costDouble * w
	}
	if i == 0 {
		return costEdit*w + costFirst
	}
	return costEdit * w
}

// costReplace returns what it costs to replace a letter.
func costReplace(a, b rune, first bool) int {
	if a == b {
		return 0
	}
	cost := costEdit
	switch {
	case alike(a, b):
		cost = costLook
	case 'a' <= a && a <= 'z' && 'a' <= b && b <= 'z' && neighbours[a-'a']&(1<<(b-'a')) != 0:
		cost = costKey
	}
	if first {
		cost += costFirst
	}
	return cost * max(weightOf(a), weightOf(b))
}

// looks are classes of letters of which each looks like the others. Membership is
// by class so that it can be had from a mask.
var looks = [...]string{"iljt", "uvwy", "ce", "nhm", "gqp", "sz", "bd"}

// classOf returns a number that letters which look alike share.
func classOf(r rune) int {
	if r < 0x80 {
		if c := classes[r]; c != 0 {
			return int(c)
		}
		return int(r)
	}
	return int(shapeOf(r))
}

// alike reports whether two characters are of one class of looks.
func alike(a, b rune) bool {
	if a < 0x80 && b < 0x80 {
		return classes[a] != 0 && classes[a] == classes[b]
	}
	return a >= 0x80 && b >= 0x80 && shapeOf(a) == shapeOf(b)
}

var (
	classes    = classTable()
	neighbours = neighbourTable()
)

func classTable() (table [0x80]uint8) {
	for _, letters := range looks {
		for _, r := range letters {
			table[r] = letters[0]
		}
	}
	return table
}

// neighbourTable returns which letters are beside which on a keyboard, and which
// are vowels both.
func neighbourTable() (table [26]uint32) {
	link := func(a, b byte) {
		table[a-'a'] |= 1 << (b - 'a')
		table[b-'a'] |= 1 << (a - 'a')
	}
	rows := []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}
	for r, row := range rows {
		for i := range len(row) {
			if i > 0 {
				link(row[i], row[i-1])
			}
			if r > 0 {
				link(row[i], rows[r-1][i])
				link(row[i], rows[r-1][i+1])
			}
		}
	}
	const vowels = "aeiou"
	for _, a := range []byte(vowels) {
		for _, b := range []byte(strings.ReplaceAll(vowels, string(a), "")) {
			link(a, b)
		}
	}
	return table
}

// oneBit reports whether two texts of ASCII differ in one bit.
func oneBit(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	differing := 0
	for i := range len(a) {
		x := a[i] ^ b[i]
		if x == 0 {
			continue
		}
		if differing++; differing > 1 || x&(x-1) != 0 {
			return false
		}
	}
	return differing == 1
}
