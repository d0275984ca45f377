package normal

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// phoneTextMax is the longest text of a phone number, in bytes.
const phoneTextMax = 64

// phone returns a possible number in E.164. Letters are refused, so that neither
// an extension nor a word on the keys is lost.
func phone(text, country string) (string, bool) {
	if len(text) > phoneTextMax {
		return "", false
	}
	text, ok := compact(text, " -().\u00a0\u2010\u2011\u2012\u2013")
	if !ok || !digits(strings.TrimPrefix(text, "+")) {
		return "", false
	}
	if country == "" {
		country = "CN"
	}
	if mobile, ok := chineseMobile(text, country); ok {
		return mobile, true
	}
	parsed, err := phonenumbers.Parse(text, country)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(parsed) != phonenumbers.IS_POSSIBLE {
		return "", false
	}
	e164 := phonenumbers.Format(parsed, phonenumbers.E164)
	return e164, len(e164) <= len("+123456789012345") && (e164 == text || settled(e164))
}

// chineseMobile takes the short way for nearly all numbers: eleven digits that
// begin with 1. The library says the same of them.
func chineseMobile(text, country string) (string, bool) {
	national, abroad := strings.CutPrefix(text, "+86")
	if !abroad && country != "CN" || len(national) != 11 || national[0] != '1' || !digits(national) {
		return "", false
	}
	return "+86" + national, true
}

// settled reports whether the library reads its own number as itself: of a few,
// it strips what looks like a prefix a second time.
func settled(e164 string) bool {
	parsed, err := phonenumbers.Parse(e164, "")
	return err == nil && phonenumbers.IsPossibleNumberWithReason(parsed) == phonenumbers.IS_POSSIBLE &&
		phonenumbers.Format(parsed, phonenumbers.E164) == e164
}

// Lengths of RFC 5321.
const (
	emailMax = 254
	localMax = 64
)

// email is a local part of dots and atoms, in small letters though it need not
// be one box with the same in capitals, and a domain.
func email(text string) (string, bool) {
	text = strings.Trim(fold(text), " \t")
	cut := strings.LastIndexByte(text, '@')
	if cut < 0 {
		return "", false
	}
	local := lower(text[:cut])
	host, ok := domain(text[cut+1:])
	if !ok || !dotAtom(local) || len(local) > localMax || len(local)+1+len(host) > emailMax {
		return "", false
	}
	return local + "@" + host, true
}

// lower is strings.ToLower of ASCII alone: no letter of another script becomes
// one of ours.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, text)
}

func dotAtom(local string) bool {
	last := byte('.')
	for i := range len(local) {
		c := local[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
		if !plain && (c != '.' || last == '.') {
			return false
		}
		last = c
	}
	return last != '.'
}
