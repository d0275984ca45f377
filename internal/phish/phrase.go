package phish

import (
	"slices"
	"strings"
	"unicode"
)

// Limits of how a text is taken apart.
const (
	wordsMax  = 40 // of a text
	windowMax = 5  // words that are taken together for a name
)

// manner is how a text is read.
type manner struct {
	ix     *index
	refers bool // a word in front may say that the brand is another's
	below  bool // a label in front of a registrable one: less is made of it
}

// phrase compares a folded text, as a whole and in its parts, with what is
// protected.
func (c *Checker) phrase(t *tally, how manner, folded string) {
	if folded == "" {
		return
	}
	whole := formOf(folded)
	if m, ok := how.ix.equal(whole); ok {
		c.whole(t, how, m, folded)
		return
	}
	if !how.below {
		if m, ok := how.ix.nearest(whole); ok {
			t.add(m.score, m.brand, m.code, folded)
		}
	}
	parts := c.parts(how, wordsOf(folded))
	for i := range parts {
		for n := 1; n <= windowMax && i+n <= len(parts); n++ {
			if n == len(parts) && parts[0].found == nil {
				continue // the whole
			}
			c.window(t, how, parts, i, n)
		}
	}
}

// whole puts down that a text as a whole reads like a brand's.
func (c *Checker) whole(t *tally, how manner, m match, seen string) {
	score, code := m.score, m.code
	switch {
	case code == SameName && how.below:
		score, code = besideWide, BrandBelow
		if !m.wide {
			score = passing
		}
	case code == SameName && how.ix == c.labels:
		score, code = labelScore(m.entry), SameLabel
	case code == SameName && !m.wide:
		score = sameMerchant
	}
	if !strings.ContainsFunc(seen, asciiLetter) && code == Confusable && plainLetters(m.key) {
		if scripts := scriptsOf(seen); len(scripts) == 1 {
			code = WholeScript
		}
	}
	t.add(score, m.brand, code, seen)
}

func asciiLetter(r rune) bool { return 'a' <= r && r <= 'z' }

// Scores of a brand's name by where it stands.
const (
	sameMerchant = 90 // the very name of a merchant
	baitStrong   = 92 // of a wide brand, beside a strong bait
	baitWeak     = 82
	besideWide   = 60 // of a wide brand, among other words
	referring    = 20 // behind a word that refers to it
	baitMerchant = 85 // of a merchant, beside strong baits alone
	weakMerchant = 60
	passing      = 20 // of a merchant, among other words
)

// labelScore returns the score of a registrable label that is a brand's own text.
func labelScore(e entry) int {
	switch {
	case e.weight <= 3:
		return besideWide
	case e.wide && e.domain:
		return baitStrong
	case e.wide:
		return baitWeak
	case e.domain:
		return 70
	case e.weight >= 8:
		return besideWide
	}
	return 40 // a common word, which the merchant never had as a domain
}

// window looks at n words from the i-th on, in the company of the others.
func (c *Checker) window(t *tally, how manner, parts []part, i, n int) {
	m, seen, ok := how.find(parts[i:i+n], n)
	if !ok {
		return
	}
	company := beside(texts(parts[:i]), texts(parts[i+n:]))
	score, code := among(m, company, how.refers)
	if how.below && code == Near {
		return
	}
	t.add(score, m.brand, code, seen)
}

// find compares words that are taken together.
func (how manner) find(parts []part, n int) (m match, seen string, ok bool) {
	if n == 1 && parts[0].found != nil {
		return *parts[0].found, parts[0].text, true
	}
	seen = strings.Join(texts(parts), "")
	f := formOf(seen)
	if m, ok = how.ix.equal(f); ok {
		return m, seen, true
	}
	if n <= 2 && !how.below && roleOf(seen) == other {
		m, ok = how.ix.nearest(f)
	}
	return m, seen, ok
}

// among weighs a match by its company.
func among(m match, near company, refers bool) (int, Code) {
	alone := !near.strong && !near.weak && !near.other
	switch {
	case m.code == SameName && alone:
		return m.score, BrandBait // filler beside it
	case m.code == SameName && m.wide:
		return amongWide(near, refers)
	case m.code == SameName && near.other, m.code == SameName && m.weight < lookWeightMin:
		return passing, BrandAmong
	case m.code == SameName && near.strong:
		return baitMerchant, BrandBait
	case m.code == SameName:
		return weakMerchant, BrandBait
	case m.score >= scoreDigits && (m.wide || !near.other):
		return m.score - 5, m.code // nobody writes a digit in a name by mistake
	case refers && near.refers && !near.strong:
		return referring, m.code
	case near.strong && (m.wide || !near.other):
		return min(m.score+10, 100), m.code
	case alone:
		return m.score, m.code
	case near.other && !m.wide:
		return m.score - 40, m.code
	}
	return m.score - 15, m.code
}

// amongWide weighs the name of a wide brand by its company.
func amongWide(near company, refers bool) (int, Code) {
	switch {
	case refers && near.refers && near.strong:
		return besideWide, BrandBait
	case refers && near.refers:
		return referring, NamesBrand
	case near.strong:
		return baitStrong, BrandBait
	case near.weak:
		return baitWeak, BrandBait
	}
	return besideWide, BrandAmong
}

// part is a word, or a piece of one in which a protected text was found.
type part struct {
	text  string
	found *match
}

func texts(parts []part) []string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.text
	}
	return list
}

// wordsOf splits a folded text where a space or sign stands, and where Chinese
// characters begin and end. A sign that stands for a letter inside a word stays.
func wordsOf(folded string) []string {
	runes := []rune(folded)
	var list []string
	var word []rune
	flush := func() {
		if len(word) > 0 && len(list) < wordsMax {
			list = append(list, string(word))
		}
		word = word[:0]
	}
	for i, r := range runes {
		switch {
		case inKey(r):
			if len(word) > 0 && !unicode.IsMark(r) && unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, word[len(word)-1]) {
				flush()
			}
			word = append(word, r)
		case strings.ContainsRune("$@!|", r) && i > 0 && i+1 < len(runes) && inKey(runes[i-1]) && inKey(runes[i+1]):
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return list
}

// parts takes words apart in which a protected text is a piece.
func (c *Checker) parts(how manner, list []string) []part {
	var parts []part
	for _, word := range list {
		split := how.split(word)
		if split == nil {
			split = []part{{text: word}}
		}
		parts = append(parts, split...)
	}
	return parts
}

// split takes a word apart, or returns nil.
func (how manner) split(word string) []part {
	if roleOf(word) > filler && !unicode.Is(unicode.Han, []rune(word)[0]) {
		return nil
	}
	for _, pass := range []struct {
		text string
		in   map[string]entry
		code Code
	}{{keep(word), how.ix.byKey, SameName}, {lookOf(word), how.ix.byLook, LookAlike}} {
		if parts := how.cut(word, []rune(pass.text), pass.in, pass.code); parts != nil {
			return parts
		}
	}
	return how.peel(word)
}

// cut looks for a protected text inside a word: the longest, then the first.
func (how manner) cut(word string, runes []rune, in map[string]entry, code Code) []part {
	if len(runes) > runesMax {
		runes = runes[:runesMax]
	}
	for n := len(runes) - 1; n >= 2; n-- {
		if !how.ix.sizes[n] {
			continue
		}
		for i := 0; i+n <= len(runes); i++ {
			e, ok := in[string(runes[i:i+n])]
			before, after := string(runes[:i]), string(runes[i+n:])
			if !ok || !pieces(e, before, after) {
				continue
			}
			m := match{e, scoreSame, code}
			if code == LookAlike {
				m.score = scoreLetters
				if !plainLetters(word) {
					m.score = scoreDigits
				}
			}
			parts := []part{{before, nil}, {string(runes[i : i+n]), &m}, {after, nil}}
			return slices.DeleteFunc(parts, func(p part) bool { return p.text == "" })
		}
	}
	return nil
}

// pieceWeightMin is the least weight of a wide brand's text that counts inside of
// any word. Shorter ones are pieces of words by chance.
const pieceWeightMin = 6

// pieces reports whether what is around a protected text inside a word leaves it
// to be read as such: baits alone, or for a wide brand anything.
func pieces(e entry, before, after string) bool {
	han := e.weight > len(e.runes)
	if e.weight < lookWeightMin {
		return false
	}
	if e.wide && (e.weight >= pieceWeightMin || han) {
		return true
	}
	return (before == "" || roleOf(before) != other) && (after == "" || roleOf(after) != other)
}

// peel takes a bait off a word's beginning or end if what is left comes near a
// protected text.
func (how manner) peel(word string) []part {
	for _, bait := range baits {
		if len(bait) < 3 || len(word) < len(bait)+lookWeightMin {
			continue
		}
		if left, ok := strings.CutSuffix(word, bait); ok {
			if m, ok := how.near(left); ok {
				return []part{{left, &m}, {bait, nil}}
			}
		}
		if left, ok := strings.CutPrefix(word, bait); ok {
			if m, ok := how.near(left); ok {
				return []part{{bait, nil}, {left, &m}}
			}
		}
	}
	return nil
}

// near compares a word by its look and by distance.
func (how manner) near(word string) (match, bool) {
	f := formOf(word)
	if m, ok := how.ix.equal(f); ok {
		return m, true
	}
	return how.ix.nearest(f)
}
