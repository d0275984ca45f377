package normal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lengths of RFC 1035, in bytes.
const (
	domainMax = 253
	labelMax  = 63
)

// domain returns a host's name in small letters, each label that is not ASCII in
// its A-form (RFC 5890). Mapping is NFKC and small letters, which is that of
// UTS 46 for all but characters that no registry sells.
func domain(text string) (string, bool) {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		mapped, ok := mapDomain(text)
		if !ok {
			return "", false
		}
		text = mapped
	}
	host := lower(text)
	if len(host) > domainMax || strings.Count(host, ".") < 1 {
		return "", false
	}
	last := ""
	for label := range strings.SplitSeq(host, ".") {
		if !hostLabel(label) {
			return "", false
		}
		last = label
	}
	return host, !digits(last) // or it is an address of a host, not a name
}

// hostLabel reports whether a label is letters, digits and inner hyphens.
func hostLabel(label string) bool {
	if label == "" || len(label) > labelMax {
		return false
	}
	for i := range len(label) {
		c := label[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !plain && (c != '-' || i == 0 || i == len(label)-1) {
			return false
		}
	}
	return true
}

// mapDomain maps characters and brings labels to their A-form. The full stops of
// East Asian keyboards separate labels too.
func mapDomain(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	text = strings.Map(func(r rune) rune {
		if r == '。' || r == '．' || r == '｡' {
			return '.'
		}
		return r
	}, text)
	labels := strings.Split(norm.NFKC.String(strings.ToLower(norm.NFKC.String(text))), ".")
	for i, label := range labels {
		if ascii(label) {
			continue
		}
		if strings.ContainsFunc(label, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) && r != '-' }) {
			return "", false
		}
		labels[i] = "xn--" + punycode([]rune(label))
	}
	return strings.Join(labels, "."), true
}

// Parameters of Punycode (RFC 3492, section 5).
const (
	base        = 36
	tMin        = 1
	tMax        = 26
	skew        = 38
	damp        = 700
	initialBias = 72
	initialN    = 128
)

// punycode encodes a label (RFC 3492, section 6.3).
func punycode(label []rune) string {
	var out []byte
	for _, r := range label {
		if r < initialN {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	rest := slices.DeleteFunc(slices.Clone(label), func(r rune) bool { return r < initialN })
	slices.Sort(rest)
	n, delta, bias, done := rune(initialN), 0, initialBias, basic
	for _, next := range slices.Compact(rest) {
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			out = appendDelta(out, delta, bias)
			bias = adapt(delta, done+1, done == basic)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return string(out)
}

// appendDelta appends a number in digits whose weights depend on the bias.
func appendDelta(out []byte, delta, bias int) []byte {
	for k := base; ; k += base {
		t := min(max(k-bias, tMin), tMax)
		if delta < t {
			return append(out, "abcdefghijklmnopqrstuvwxyz0123456789"[delta])
		}
		out = append(out, "abcdefghijklmnopqrstuvwxyz0123456789"[t+(delta-t)%(base-t)])
		delta = (delta - t) / (base - t)
	}
}

// adapt returns the bias for the next number (RFC 3492, section 6.1).
func adapt(delta, count int, first bool) int {
	if first {
		delta /= damp
	} else {
		delta /= 2
	}
	delta += delta / count
	k := 0
	for ; delta > (base-tMin)*tMax/2; k += base {
		delta /= base - tMin
	}
	return k + (base-tMin+1)*delta/(delta+skew)
}
