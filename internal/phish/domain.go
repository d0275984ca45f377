package phish

import "strings"

// Domain compares a domain with the brands' domains and names.
func (c *Checker) Domain(s string) Verdict {
	t := &tally{}
	if t.unfit(s, DomainMax) {
		return t.verdict(c)
	}
	h, ok := parseHost(s)
	if !ok {
		t.note(scoreAddress, BadDomain, s)
		return t.verdict(c)
	}
	if hidden := hiddenIn(s); hidden != "" {
		t.note(scoreInvisible, Invisible, hidden)
	}
	c.domain(t, h)
	return t.verdict(c)
}

// domain puts down what a host imitates.
func (c *Checker) domain(t *tally, h host) {
	switch {
	case h.ip:
		t.note(scoreAddress, IPAddress, h.ascii)
		return
	case h.wrong:
		t.note(scoreAddress, BadDomain, h.shown)
	}
	if brand, ok := c.owner(h.ascii); ok {
		t.add(0, brand, OwnDomain, h.ascii)
		return
	}
	if strings.Contains("."+h.ascii, ".xn--") {
		t.note(0, Punycode, h.ascii)
	}
	for _, label := range strings.Split(h.shown, ".") {
		if scripts := scriptsOf(label); !restrictive(scripts) {
			t.note(scoreMixed, MixedScripts, strings.Join(scripts, " "))
		}
	}
	c.phrase(t, manner{ix: c.labels}, fold(h.label))
	for _, label := range h.below[:min(len(h.below), labelsMax)] {
		c.phrase(t, manner{ix: c.labels, below: true}, fold(label))
	}
	c.inside(t, h)
	t.foreign(h)
}

// labelsMax is the most labels in front of a registrable one that are looked at.
const labelsMax = 8

// owner returns the brand to which a domain belongs.
func (c *Checker) owner(ascii string) (int32, bool) {
	for at := ascii; at != ""; {
		if brand, ok := c.domains[at]; ok {
			return brand, true
		}
		_, rest, ok := strings.Cut(at, ".")
		if !ok {
			break
		}
		at = rest
	}
	return none, false
}

// insideMax is the most pieces of which a brand's domain inside of another is
// put together.
const insideMax = 4

// inside finds a brand's whole domain in front of another one's end:
// brand.com.example.net, brand-com.example.net.
func (c *Checker) inside(t *tally, h host) {
	pieces := strings.FieldsFunc(h.ascii, func(r rune) bool { return r == '.' || r == '-' })
	if len(pieces) > wordsMax {
		pieces = pieces[:wordsMax]
	}
	for i := range pieces {
		for n := 2; n <= insideMax && i+n <= len(pieces); n++ {
			if brand, ok := c.domains[strings.Join(pieces[i:i+n], ".")]; ok {
				t.add(scoreDigits, brand, BrandDomainInside, strings.Join(pieces[i:i+n], "."))
			}
		}
	}
}

// foreign puts down a label that is all of one other script and could be read as
// Latin, under an ending in Latin: whatever it imitates, it is not what it seems.
func (t *tally) foreign(h host) {
	scripts := scriptsOf(h.label)
	if len(scripts) != 1 || scripts[0] == "Latin" || strings.HasPrefix(h.suffix, "xn--") || len(h.label) < 2*lookWeightMin {
		return
	}
	if plainLetters(dropMarks(skeleton(keep(fold(h.label))))) {
		t.note(scoreMixed, WholeScript, h.label)
	}
}
