package phish

import (
	"math/bits"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold returns a text without differences of case, width and style, and without
// characters that show nothing.
func fold(s string) string {
	if plainASCII(s) {
		return strings.ToLower(s)
	}
	s = strings.Map(func(r rune) rune {
		if ignorable(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	// Folding can take a text out of its normal form, and the other way round.
	for range 3 {
		next := norm.NFKC.String(cases.Fold().String(s))
		if next == s {
			break
		}
		s = next
	}
	return s
}

// plainASCII reports whether a text is ASCII that shows.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x7f || s[i] < ' ' {
			return false
		}
	}
	return true
}

// ignorable reports whether a character shows nothing.
func ignorable(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r == '\t', r == '\n', r == '\r':
		return false
	case r == 0x2800: // a braille cell without dots
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Cc, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// inKey reports whether a character counts when keys are compared.
func inKey(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// form is a text as it is compared.
type form struct {
	text   string // folded
	key    string // its letters and digits
	low    string // skeleton
	up     string // skeleton of the same in capitals, which look like others
	look   string // what the eye takes it for
	runes  []rune // for distances: what looks alike is one, and marks are gone
	weight int    // letters, where a Chinese character counts for two
	mask   uint64 // classes of the runes
}

// formOf returns the form of a folded text.
func formOf(folded string) form {
	key := keep(folded)
	f := form{text: folded, key: key, low: skeleton(key)}
	f.up = f.low
	if !plainASCII(key) {
		f.up = skeleton(strings.ToUpper(key))
	}
	f.look = lookOf(folded)
	f.runes = []rune(distanceText(key))
	for _, r := range f.runes {
		f.weight += weightOf(r)
		f.mask |= 1 << (classOf(r) & 63)
	}
	return f
}

// keep returns what of a folded text counts in a key.
func keep(folded string) string {
	return strings.Map(func(r rune) rune {
		if inKey(r) {
			return r
		}
		return -1
	}, folded)
}

// skeleton returns the skeleton of UTS 39, section 4, in lower case. It is its own
// skeleton: what changing the case made is taken through the table once more.
func skeleton(s string) string {
	for range 4 {
		next := keep(cases.Fold().String(skeletonOnce(s)))
		if next == s {
			break
		}
		s = next
	}
	return s
}

// skeletonOnce is skeleton without the case, and without the table for ASCII
// letters, most of which stand for themselves.
func skeletonOnce(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || c < 'a' || c > 'z' || c == 'm' {
			return confusable.Skeleton(s)
		}
	}
	return s
}

// distanceText returns a key as its letters are counted: Chinese characters
// simplified, others as their skeletons without marks, rn as m.
func distanceText(key string) string {
	var b strings.Builder
	b.Grow(len(key))
	start := 0
	flush := func(end int) {
		if start < end {
			b.WriteString(strings.ReplaceAll(dropMarks(skeleton(key[start:end])), "rn", "m"))
		}
	}
	for i, r := range key {
		if unicode.Is(unicode.Han, r) {
			flush(i)
			b.WriteRune(simple(r))
			start = i + len(string(r))
		}
	}
	flush(len(key))
	return b.String()
}

// dropMarks leaves out accents and other marks.
func dropMarks(s string) string {
	if plainASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// leet is what digits and signs stand for in place of letters.
var leet = strings.NewReplacer(
	"0", "o", "1", "l", "2", "z", "3", "e", "4", "a", "5", "s", "6", "b", "7", "t", "8", "b", "9", "g",
	"$", "s", "@", "a", "!", "l", "|", "l", "€", "e", "£", "l", "¥", "y",
)

// pairs are letters that are taken for one another, at a glance or as capitals.
var (
	pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")
	stems = strings.NewReplacer("i", "l", "j", "l")
)

// lookOf returns what the eye takes a folded text for.
func lookOf(folded string) string {
	return stems.Replace(pairs.Replace(distanceText(keep(leet.Replace(folded)))))
}

// weightOf returns how much of a text a rune is.
func weightOf(r rune) int {
	if r >= 0x2e80 && unicode.Is(unicode.Han, r) {
		return 2
	}
	return 1
}

// masksApart returns how many classes one has and the other has not, the greater
// of both ways.
func masksApart(a, b uint64) int {
	return max(bits.OnesCount64(a&^b), bits.OnesCount64(b&^a))
}
