package phish

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"unicode"
)

// Finding is a link of a text.
type Finding struct {
	At      int     `json:"at"`     // where it begins, in bytes
	Target  string  `json:"target"` // where it leads, at the most URLMax bytes
	Text    string  `json:"text"`   // what is shown in its place; empty if that is the target
	Verdict Verdict `json:"verdict"`
}

// Links returns the links of a text, clear or not, in its order: those of HTML
// and of Markdown, URLs, and domains that stand by themselves.
func (c *Checker) Links(text string) []Finding {
	long := len(text) > TextMax
	if long {
		text = clipTo(text, TextMax)
	}
	spans := linksOf(text)
	findings := make([]Finding, 0, min(len(spans), LinksMax))
	for _, s := range spans[:min(len(spans), LinksMax)] {
		findings = append(findings, Finding{At: s.at, Target: s.target, Text: s.text, Verdict: c.link(s)})
	}
	if long || len(spans) > LinksMax {
		t := &tally{}
		t.note(scoreAddress, TooMany, "")
		findings = append(findings, Finding{At: len(text), Verdict: t.verdict(c)})
	}
	return findings
}

// link is the verdict of a link: that of its target, and what its text makes
// believe.
func (c *Checker) link(s span) Verdict {
	v := c.URL(s.target)
	if s.text == "" || len(s.target) > URLMax {
		return v
	}
	t := &tally{}
	u := parseURL(s.target)
	h, ok := parseHost(u.host)
	if !ok || u.opaque {
		return v
	}
	owner, own := c.owner(h.ascii)
	shown, written := shownHost(s.text)
	switch {
	case written && shown.registrable() != h.registrable():
		brand, known := c.owner(shown.ascii)
		if !known {
			brand = none
		}
		if !own || !known || owner != brand {
			t.add(scoreBad, brand, TextDiffers, shown.shown)
		}
	case !written && !own:
		if named := c.Name(clipTo(s.text, NameMax)); named.Brand != "" && named.Score >= ReviewAt {
			t.add(besideWide, c.brandOf(named.Brand), TextNames, s.text)
		}
	}
	return c.merge(v, t)
}

// merge adds what was seen to a verdict.
func (c *Checker) merge(v Verdict, t *tally) Verdict {
	if len(t.all) == 0 {
		return v
	}
	added := t.verdict(c)
	added.Reasons = append(added.Reasons, v.Reasons...)
	if v.Score > added.Score {
		added.Score, added.Level = v.Score, v.Level
		added.Reasons = slices.Concat(v.Reasons, added.Reasons[:len(added.Reasons)-len(v.Reasons)])
	}
	added.Reasons = added.Reasons[:min(len(added.Reasons), ReasonsMax)]
	added.Brand = cmp.Or(added.Brand, v.Brand)
	return added
}

// brandOf returns the number of a brand's id.
func (c *Checker) brandOf(id string) int32 {
	return int32(slices.IndexFunc(c.brands, func(b Brand) bool { return b.ID == id }))
}

// shownHost returns the host that a link's text shows, if it shows one.
func shownHost(text string) (host, bool) {
	for _, s := range bare(text, 0) {
		if h, ok := parseHost(parseURL(s.target).host); ok && (h.label != "" || h.ip) {
			return h, true
		}
	}
	return host{}, false
}

// span is a link as it stands in a text.
type span struct {
	at, end      int
	target, text string
}

// linksOf finds the links of a text. What is inside of one with markup is part of
// it.
func linksOf(text string) []span {
	spans := append(anchors(text), markdown(text)...)
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.at, b.at) })
	var all []span
	from := 0
	for _, s := range spans {
		if s.at < from {
			continue
		}
		all = append(all, bare(text[from:s.at], from)...)
		all = append(all, s)
		from = s.end
	}
	return append(all, bare(text[from:], from)...)
}

// anchors finds HTML's links: <a href="target">text</a>.
func anchors(text string) []span {
	var spans []span
	lower := asciiLower(text)
	for at := 0; len(spans) <= LinksMax; {
		i := strings.Index(lower[at:], "<a")
		if i < 0 {
			break
		}
		begin := at + i
		at = begin + 2
		close := strings.IndexByte(lower[at:], '>')
		if close < 0 {
			break
		}
		href, ok := attribute(text[at:at+close], "href")
		at += close + 1 // also without: what is inside of a tag is not read twice
		if !ok {
			continue
		}
		end, next := len(text), len(text)
		if j := strings.Index(lower[at:], "</a"); j >= 0 {
			end = at + j
			next = end + 3
			if k := strings.IndexByte(lower[end:], '>'); k >= 0 {
				next = end + k + 1
			}
		}
		shown := strings.TrimSpace(html.UnescapeString(withoutTags(text[at:end])))
		spans = append(spans, span{begin, next, html.UnescapeString(href), shown})
		at = next
	}
	return spans
}

// asciiLower lowers the letters of ASCII alone, so that places stay.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// attribute returns an attribute's value, in quotes or without.
func attribute(tag, name string) (string, bool) {
	i := strings.Index(asciiLower(tag), name)
	if i < 0 {
		return "", false
	}
	value, ok := strings.CutPrefix(strings.TrimSpace(tag[i+len(name):]), "=")
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return "", false
	}
	if quote := value[0]; quote == '"' || quote == '\'' {
		value, _, _ = strings.Cut(value[1:], string(quote))
		return value, true
	}
	return strings.FieldsFunc(value, unicode.IsSpace)[0], true
}

// withoutTags leaves out HTML's tags.
func withoutTags(s string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, s, ok = strings.Cut(rest, ">")
		if !ok {
			return b.String()
		}
	}
}

// markdown finds Markdown's links: [text](target).
func markdown(text string) []span {
	var spans []span
	for at := 0; len(spans) <= LinksMax; {
		i := strings.Index(text[at:], "](")
		if i < 0 {
			break
		}
		middle := at + i
		at = middle + 2
		begin := strings.LastIndexByte(text[max(0, middle-NameMax):middle], '[')
		end := strings.IndexByte(text[at:min(len(text), at+URLMax)], ')')
		if begin < 0 || end < 0 {
			continue
		}
		begin += max(0, middle-NameMax)
		target, _, _ := strings.Cut(strings.TrimSpace(text[at:at+end]), " ")
		spans = append(spans, span{begin, at + end + 1, strings.Trim(target, "<>"), strings.TrimSpace(text[begin+1 : middle])})
		at += end + 1
	}
	return spans
}

// bare finds URLs and domains without markup. at is where the text begins.
func bare(text string, at int) []span {
	var spans []span
	from := 0
	for from < len(text) && len(spans) <= LinksMax {
		begin := strings.IndexFunc(text[from:], inLink)
		if begin < 0 {
			break
		}
		begin += from
		end := strings.IndexFunc(text[begin:], func(r rune) bool { return !inLink(r) })
		if end < 0 {
			end = len(text) - begin
		}
		from = begin + end
		word := strings.TrimRight(text[begin:from], ".,;:!?'\")]}*_")
		skip := len(word) - len(strings.TrimLeft(word, ".,;:!?'\"([{*_"))
		word = word[skip:]
		if linkLike(word) {
			spans = append(spans, span{at + begin + skip, at + from, word, ""})
		}
	}
	return spans
}

// inLink reports whether a character can be of a link that has no markup. Chinese
// text has no spaces, so that its characters end one.
func inLink(r rune) bool {
	return !unicode.IsSpace(r) && !strings.ContainsRune("<>\"`，。、；：！？（）【】「」《》“”‘’", r) && !unicode.Is(unicode.Han, r)
}

// linkLike reports whether a word leads somewhere: it has a scheme that a browser
// follows, or is a domain under a public suffix, or ends in a mail address.
func linkLike(word string) bool {
	u := parseURL(word)
	switch {
	case special(u.scheme):
		return u.host != ""
	case carries(u.scheme):
		return len(u.path) > 0
	case u.scheme != "" || !strings.Contains(u.host, ".") && !strings.ContainsAny(u.host, "．｡"):
		return false
	}
	h, ok := parseHost(u.host)
	return ok && h.listed && h.label != ""
}

// clipTo cuts a text to a number of bytes, at a character.
func clipTo(s string, bytesMax int) string {
	if len(s) <= bytesMax {
		return s
	}
	return strings.ToValidUTF8(s[:bytesMax], "")
}
