package phish

import (
	"maps"
	"slices"
	"unicode"
)

// common are the scripts that most texts are in, looked at first; rest are the
// others in the order of their names.
var (
	common = []string{"Latin", "Han", "Cyrillic", "Greek", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Arabic", "Hebrew", "Thai", "Armenian", "Cherokee", "Devanagari"}
	rest   = slices.DeleteFunc(slices.Sorted(maps.Keys(unicode.Scripts)), func(name string) bool {
		return name == "Common" || name == "Inherited" || slices.Contains(common, name)
	})
)

// scriptsOf returns the scripts of a text's letters in order of appearance. What
// scripts share, such as digits and punctuation, has none.
func scriptsOf(s string) []string {
	var found []string
	for _, r := range s {
		name := scriptOf(r)
		if name != "" && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return found
}

// scriptOf returns a character's script, or nothing.
func scriptOf(r rune) string {
	if r < 0x80 {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return "Latin"
		}
		return ""
	}
	if !unicode.IsLetter(r) || r == 'ー' || unicode.Is(unicode.Common, r) {
		return ""
	}
	for _, names := range [][]string{common, rest} {
		for _, name := range names {
			if unicode.Is(unicode.Scripts[name], r) {
				return name
			}
		}
	}
	return ""
}

// together are scripts that people write together with Latin: the Japanese, the
// Taiwanese and the Korean way.
var together = [][]string{
	{"Latin", "Han", "Hiragana", "Katakana"},
	{"Latin", "Han", "Bopomofo"},
	{"Latin", "Han", "Hangul"},
}

// restrictive reports whether a text is at UTS 39's level "highly restrictive" or
// better: of a single script, or of some that are written together.
func restrictive(scripts []string) bool {
	if len(scripts) < 2 {
		return true
	}
	return slices.ContainsFunc(together, func(allowed []string) bool {
		return !slices.ContainsFunc(scripts, func(name string) bool { return !slices.Contains(allowed, name) })
	})
}
