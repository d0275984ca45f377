package phish

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// host is a URL's host, taken apart.
type host struct {
	ascii  string   // as the DNS has it
	shown  string   // as people see it
	label  string   // the registrable label as it is shown; empty of an address or a public suffix
	suffix string   // the public suffix, as the DNS has it
	below  []string // labels in front of the registrable one, as they are shown
	ip     bool
	listed bool // the public suffix is on the list, by those who run the domain
	wrong  bool // IDNA forbids it
}

// profile turns a domain into what a browser asks the DNS for.
var profile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.CheckJoiners(true), idna.StrictDomainName(false))

// parseHost takes a host apart as browsers do. It returns false if it is none.
func parseHost(s string) (host, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > DomainMax || strings.ContainsAny(s, " \t\r\n/\\@#?<>") {
		return host{}, false
	}
	if inner, ok := strings.CutPrefix(s, "["); ok {
		return host{ascii: s, shown: s, ip: true}, strings.HasSuffix(inner, "]")
	}
	if strings.Count(s, ":") > 1 {
		return host{ascii: s, shown: s, ip: true}, strings.Trim(strings.ToLower(s), "0123456789abcdef:.%") == ""
	}
	h := host{}
	ascii, err := profile.ToASCII(lower(s))
	if err != nil {
		h.wrong = true
		ascii = strings.ToLower(s)
	}
	shown, err := profile.ToUnicode(ascii)
	if err != nil {
		h.wrong = true
	}
	h.ascii, h.shown = strings.Trim(ascii, "."), strings.Trim(shown, ".")
	if h.ascii == "" || h.shown == "" {
		return host{}, false
	}
	if address(h.ascii) {
		h.ip = true
		return h, true
	}
	h.divide()
	return h, true
}

// lower lowers letters of which IDNA knows the small form alone. It leaves those
// to IDNA that would become letters of ASCII, and another domain with that.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if small := unicode.ToLower(r); small >= 0x80 {
			return small
		}
		return r
	}, s)
}

// divide finds the registrable label and what is in front of it.
func (h *host) divide() {
	suffix, managed := publicsuffix.PublicSuffix(h.ascii)
	h.suffix, h.listed = suffix, managed || strings.Contains(suffix, ".")
	if suffix == h.ascii && managed {
		return
	}
	labels := strings.Split(h.shown, ".")
	after := strings.Count(suffix, ".") + 1
	if suffix == h.ascii {
		after = 0 // a name without a dot, or under a suffix of somebody's own
	}
	at := len(labels) - after - 1
	if at < 0 {
		return
	}
	h.label, h.below = labels[at], labels[:at]
}

// registrable returns the registrable domain, as the DNS has it.
func (h *host) registrable() string {
	labels := strings.Split(h.ascii, ".")
	return strings.Join(labels[min(len(h.below), len(labels)):], ".")
}

// address reports whether a host is an IPv4 address to a browser: its last label
// is a number, decimal, octal or hexadecimal.
func address(ascii string) bool {
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
