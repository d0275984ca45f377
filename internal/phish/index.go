package phish

// entry is a protected text.
type entry struct {
	brand  int32
	wide   bool
	domain bool // the label of one of the brand's domains
	weight int
	key    string
	runes  []rune
}

// limit returns the highest cost at which a text is near. Chinese names of shops
// are a place, two characters and a trade: one that differs makes another shop of
// them, if the brand is not known widely.
func (e *entry) limit() int {
	limit := affordable(e.weight)
	if !e.wide && e.weight > len(e.runes) {
		return min(limit, 2*costEdit-1)
	}
	return limit
}

// bucket holds what has one length, with the masks by themselves: most entries
// are dismissed by their mask alone.
type bucket struct {
	masks   []uint64
	pairs   []pairSet
	entries []entry
}

// index finds protected texts, equal and near ones.
type index struct {
	byKey   map[string]entry
	byLow   map[string]entry
	byLook  map[string]entry
	lengths [runesMax + 1]bucket
	sizes   [runesMax + 1]bool // lengths in characters, of keys and looks
}

func newIndex() *index {
	return &index{byKey: map[string]entry{}, byLow: map[string]entry{}, byLook: map[string]entry{}}
}

// add protects a text. One that is there stays as it is, but that it is also a
// domain's label is remembered.
func (ix *index) add(f form, e entry) {
	if old, ok := ix.byKey[f.key]; ok {
		if old.brand == e.brand && e.domain && !old.domain {
			old.domain = true
			ix.byKey[f.key] = old
		}
		return
	}
	e.weight, e.key, e.runes = f.weight, f.key, f.runes
	ix.byKey[f.key] = e
	put(ix.byLow, f.low, e)
	put(ix.byLow, f.up, e)
	put(ix.byLook, f.look, e)
	if n := len(f.runes); n > 0 && n <= runesMax {
		b := &ix.lengths[n]
		b.masks, b.pairs, b.entries = append(b.masks, f.mask), append(b.pairs, pairsOf(f.runes)), append(b.entries, e)
	}
	for _, text := range []string{f.key, f.look} {
		if n := len([]rune(text)); n <= runesMax {
			ix.sizes[n] = true
		}
	}
}

// put keeps the first of two.
func put(m map[string]entry, key string, e entry) {
	if _, taken := m[key]; !taken && key != "" {
		m[key] = e
	}
}

// match is how near a text comes to a protected one.
type match struct {
	entry
	score int
	code  Code
}

// Scores of texts that read the same.
const (
	scoreSame       = 100
	scoreConfusable = 97
	scoreDigits     = 95 // a sign or a digit for a letter
	scoreLetters    = 84 // letters alone that pass for others: "cl" for "d"
)

// lookWeightMin is the least weight of what a look is compared with: of two
// letters too many pass for others.
const lookWeightMin = 4

// equal returns what reads like the form.
func (ix *index) equal(f form) (match, bool) {
	if e, ok := ix.byKey[f.key]; ok {
		return match{e, scoreSame, SameName}, true
	}
	for _, skeleton := range []string{f.low, f.up} {
		e, ok := ix.byLow[skeleton]
		switch {
		case !ok:
		case plainLetters(f.key) && plainLetters(e.key):
			return match{e, scoreLetters, LookAlike}, true // rn for m
		case plainASCII(f.key):
			return match{e, scoreDigits, LookAlike}, true
		default:
			return match{e, scoreConfusable, Confusable}, true
		}
	}
	if e, ok := ix.byLook[f.look]; ok && e.weight >= lookWeightMin {
		if plainLetters(f.text) {
			return match{e, scoreLetters, LookAlike}, true
		}
		return match{e, scoreDigits, LookAlike}, true
	}
	return match{}, false
}

// nearest returns what comes nearest to the form by distance, if anything does.
func (ix *index) nearest(f form) (match, bool) {
	best, found := match{}, false
	n := len(f.runes)
	neighbouring := pairsOf(f.runes)
	for length := max(1, n-3); length <= min(runesMax, n+3); length++ {
		b := &ix.lengths[length]
		for i, mask := range b.masks {
			if masksApart(mask, f.mask) > costMax/costKey || b.pairs[i].apart(&neighbouring) > pairsLost(costMax, costKey) {
				continue
			}
			e := &b.entries[i]
			limit, least := e.limit(), costKey
			if e.weight == 2*len(e.runes) {
				least = costEdit // Chinese characters are on no keys, and swapped ones count for two
			}
			if masksApart(mask, f.mask) > limit/least || b.pairs[i].apart(&neighbouring) > pairsLost(limit, least) {
				continue
			}
			cost := distance(f.runes, e.runes, limit)
			if cost > limit {
				continue
			}
			if score := scoreAt(cost, e.weight); !found || score > best.score || score == best.score && e.brand < best.brand {
				best, found = match{*e, score, Near}, true
			}
		}
	}
	if found && oneBit(f.key, best.key) {
		best.code = BitFlip
	}
	return best, found
}

// plainLetters reports whether a text is of the letters a to z alone.
func plainLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}
