package phish

import "strings"

// target is a URL taken apart as a browser does it.
type target struct {
	scheme   string // lower case; empty if none was written
	userinfo string
	host     string
	path     string // with what follows, from the slash on
	opaque   bool   // the scheme is followed by no host
}

// URL compares where a URL leads with the brands' domains, and looks at what is
// around the host. A text without a scheme is taken for a host and a path.
func (c *Checker) URL(s string) Verdict {
	t := &tally{}
	if t.unfit(s, URLMax) {
		return t.verdict(c)
	}
	u := parseURL(s)
	switch {
	case carries(u.scheme):
		t.note(scoreBad, Scheme, u.scheme)
		return t.verdict(c)
	case u.scheme == "mailto":
		c.mail(t, u)
		return t.verdict(c)
	case u.opaque, u.scheme != "" && u.host == "":
		if !harmless(u.scheme) {
			t.note(scoreAddress, BadURL, s)
		}
		return t.verdict(c)
	}
	if hidden := hiddenIn(u.host); hidden != "" {
		t.note(scoreInvisible, Invisible, hidden)
	}
	h, ok := parseHost(u.host)
	if !ok {
		t.note(scoreAddress, BadURL, s)
		return t.verdict(c)
	}
	c.domain(t, h)
	c.around(t, u, h)
	return t.verdict(c)
}

// carries reports whether a scheme's URLs carry a page or a script in themselves.
func carries(scheme string) bool {
	switch scheme {
	case "javascript", "data", "vbscript", "blob", "filesystem":
		return true
	}
	return false
}

// harmless reports whether a scheme leads to no page.
func harmless(scheme string) bool {
	switch scheme {
	case "tel", "sms", "geo", "cid", "urn":
		return true
	}
	return false
}

// mail looks at the domain of an address for mail.
func (c *Checker) mail(t *tally, u target) {
	_, domain, ok := strings.Cut(u.path, "@")
	domain, _, _ = strings.Cut(domain, "?")
	h, fit := parseHost(domain)
	if !ok || !fit {
		t.note(scoreAddress, BadURL, u.path)
		return
	}
	c.domain(t, h)
}

// around looks at what is in front of the host and behind it.
func (c *Checker) around(t *tally, u target, h host) {
	if u.userinfo != "" {
		c.before(t, u)
	}
	if _, own := c.owner(h.ascii); own {
		return
	}
	path, _, _ := strings.Cut(u.path, "?")
	path, _, _ = strings.Cut(path, "#")
	for i, segment := range strings.Split(path, "/") {
		if front, ok := parseHost(unescape(segment)); ok && i <= labelsMax && front.listed {
			if brand, own := c.owner(front.ascii); own {
				t.add(besideWide, brand, BrandInPath, segment)
			}
		}
	}
}

// before looks at what stands before an @. Without scheme and path it is an address
// for mail, in which any name may stand there but a brand's domain.
func (c *Checker) before(t *tally, u target) {
	mail := u.scheme == "" && u.path == ""
	name, _, _ := strings.Cut(unescape(u.userinfo), ":")
	front, ok := parseHost(name)
	if ok && front.label != "" {
		if brand, own := c.owner(front.ascii); own {
			t.add(scoreDigits, brand, UserInfo, name)
		} else if !mail {
			c.phrase(t, manner{ix: c.labels}, fold(front.label))
		}
		if front.listed && !mail {
			t.note(scoreBad, UserInfo, name)
		}
	}
	if !mail {
		t.note(scoreAddress, UserInfo, name)
	}
}

// parseURL takes a URL apart.
func parseURL(s string) target {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	var u target
	u.scheme, s = scheme(s)
	if !special(u.scheme) && u.scheme != "" && !strings.HasPrefix(s, "//") {
		u.opaque, u.path = true, s
		return u
	}
	// To a browser a backslash is a slash, and any number of them begins a host.
	query := strings.IndexAny(s, "?#")
	if query < 0 {
		query = len(s)
	}
	s = strings.ReplaceAll(s[:query], `\`, "/") + s[query:]
	if u.scheme != "" || strings.HasPrefix(s, "//") {
		s = strings.TrimLeft(s, "/")
	}
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	authority := s[:end]
	u.path = s[end:]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		u.userinfo, authority = authority[:at], authority[at+1:]
	}
	u.host = unescape(withoutPort(authority))
	return u
}

// special reports whether a scheme is one whose URLs have a host however many
// slashes there are.
func special(scheme string) bool {
	switch scheme {
	case "http", "https", "ws", "wss", "ftp":
		return true
	}
	return false
}

// scheme cuts a scheme off. A host with a port has none.
func scheme(s string) (name, rest string) {
	before, after, ok := strings.Cut(s, ":")
	if !ok || before == "" {
		return "", s
	}
	lower := strings.ToLower(before)
	if strings.Trim(lower, "abcdefghijklmnopqrstuvwxyz0123456789+-.") != "" || lower[0] < 'a' || lower[0] > 'z' {
		return "", s
	}
	if after == "" || after[0] >= '0' && after[0] <= '9' && !carries(lower) && !harmless(lower) && !special(lower) {
		return "", s
	}
	if strings.Contains(lower, ".") {
		return "", s // a host, with a user's password behind it
	}
	return lower, after
}

// withoutPort cuts a port off, but nothing off an address in brackets.
func withoutPort(authority string) string {
	at := strings.LastIndexByte(authority, ':')
	if at < 0 || strings.Trim(authority[at+1:], "0123456789") != "" {
		return authority
	}
	if strings.Contains(authority[:at], ":") && !strings.HasSuffix(authority[:at], "]") {
		return authority
	}
	return authority[:at]
}

// unescape returns a text with its percent signs resolved; those that mean
// nothing stay.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			high, low := nibble(s[i+1]), nibble(s[i+2])
			if high < 16 && low < 16 {
				b = append(b, high<<4|low)
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// nibble returns the value of a hexadecimal digit, or 16.
func nibble(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}
