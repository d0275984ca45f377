package normal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// nameMax is the longest name in characters (Unicode code points).
const nameMax = 120

// name composes the characters (NFC) and makes one space of every run of spaces.
// Case and width stay: they are how she writes herself.
func name(text string) (string, bool) {
	text, ok := tidy(text)
	return text, ok && (len(text) <= nameMax || utf8.RuneCountInString(text) <= nameMax)
}

// address is folded besides, since house numbers are typed in either width.
func address(text string) (string, bool) { return tidy(fold(text)) }

// tidy composes, and collapses spaces and line ends. False if there is a
// character that is not to be seen, or bytes that are not UTF-8.
func tidy(text string) (string, bool) {
	if plain(text) {
		return text, true
	}
	if !utf8.ValidString(text) {
		return "", false
	}
	text = norm.NFC.String(text)
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if unseen(r) && !(joiner(r) && b.Len() > 0 && !space) {
			return "", false
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// plain reports whether a text is ASCII that tidy would not change.
func plain(text string) bool {
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= 0x7f || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' '
}

// unseen are controls, marks of direction and such, characters of private use,
// and the sign that stands for bytes that could not be read.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || r == unicode.ReplacementChar
}

// joiner are the two unseen characters that spell words of some scripts.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// fold turns full-width ASCII and the ideographic space into the usual ones.
func fold(text string) string {
	if ascii(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, text)
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// compact folds, and drops spaces and what people put between groups of digits.
// False if something else is left that is not ASCII.
func compact(text string, drop string) (string, bool) {
	text = fold(text)
	if strings.ContainsAny(text, drop) {
		text = strings.Map(func(r rune) rune {
			if strings.ContainsRune(drop, r) {
				return -1
			}
			return r
		}, text)
	}
	return text, ascii(text)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
