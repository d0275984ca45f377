package phish

import (
	"strings"
	"unicode/utf8"
)

// Scores of what is odd whatever it imitates.
const (
	scoreBad       = 90 // cannot be shown or looked at
	scoreInvisible = 60
	scoreMixed     = 60
	scoreAddress   = 60
)

// Name compares what somebody would be called with the brands' names.
func (c *Checker) Name(s string) Verdict {
	t := &tally{}
	if t.unfit(s, NameMax) {
		return t.verdict(c)
	}
	t.odd(s)
	folded := fold(s)
	c.phrase(t, manner{ix: c.names, refers: true}, folded)
	if host, ok := hostLike(folded); ok {
		c.domain(t, host)
	}
	return t.verdict(c)
}

// unfit puts down what keeps a text from being looked at.
func (t *tally) unfit(s string, bytesMax int) bool {
	switch {
	case len(s) > bytesMax:
		t.note(scoreBad, TooLong, clip(s))
		return true
	case !utf8.ValidString(s):
		t.note(scoreBad, BadText, strings.ToValidUTF8(clip(s), "\uFFFD"))
		return true
	}
	return false
}

// odd puts down characters that hide something.
func (t *tally) odd(s string) {
	if hidden := hiddenIn(s); hidden != "" {
		score := scoreInvisible
		if strings.ContainsFunc(s, turns) {
			score = scoreBad
		}
		t.note(score, Invisible, hidden)
	}
	// Words of two scripts side by side are how people write; letters are not.
	for _, word := range wordsOf(fold(s)) {
		if scripts := scriptsOf(word); !restrictive(scripts) {
			t.note(scoreMixed, MixedScripts, strings.Join(scripts, " "))
		}
	}
}

// turns reports whether a character turns the direction of what follows, so that a
// text reads otherwise than it is stored. No honest name needs one.
func turns(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// hiddenIn returns the numbers of the characters that show nothing. Behind a
// picture they choose its style, and are left out.
func hiddenIn(s string) string {
	var hidden []string
	last := rune(0)
	for _, r := range s {
		picture := last >= 0x2190 && !inKey(last)
		if ignorable(r) && !(picture && (r == 0xfe0f || r == 0x200d)) && len(hidden) < 8 {
			hidden = append(hidden, number(r))
		}
		if !ignorable(r) {
			last = r
		}
	}
	return strings.Join(hidden, " ")
}

// number returns a character's number as Unicode writes it.
func number(r rune) string {
	const digits = "0123456789ABCDEF"
	var b []byte
	for n := uint32(r); n > 0 || len(b) < 4; n >>= 4 {
		b = append([]byte{digits[n&15]}, b...)
	}
	return "U+" + string(b)
}

// hostLike returns the word of a name that is written as a domain, if one is.
func hostLike(folded string) (host, bool) {
	for word := range strings.FieldsSeq(folded) {
		word = strings.Trim(word, "()[]{}<>,;:!?\"'")
		if !strings.Contains(strings.Trim(word, "."), ".") {
			continue
		}
		if h, ok := parseHost(word); ok && h.listed && h.label != "" {
			return h, true
		}
	}
	return host{}, false
}
