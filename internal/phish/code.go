package phish

// Code says what was seen. Codes are stable.
type Code string

// Codes of reasons.
const (
	OwnDomain   Code = "own_domain"   // a brand's own domain, or below it; clear
	SameName    Code = "same_name"    // a brand's very name, but for case, width, spaces and punctuation
	Confusable  Code = "confusable"   // other characters that UTS 39 holds to look the same
	WholeScript Code = "whole_script" // the same, and all of one other script
	LookAlike   Code = "look_alike"   // digits for letters, rn for m, an accent, traditional for simplified
	Near        Code = "near"         // few letters added, left out, swapped or replaced
	BitFlip     Code = "bit_flip"     // one letter replaced by one that a flipped bit makes of it
	BrandBait   Code = "brand_bait"   // a brand with a bait beside it
	BrandAmong  Code = "brand_among"  // a wide brand's name among other words
	NamesBrand  Code = "names_brand"  // a brand's name behind a word that refers to it: clear by itself

	SameLabel         Code = "same_label"          // a brand's domain or name under another ending
	BrandDomainInside Code = "brand_domain_inside" // a brand's whole domain as part of another
	BrandBelow        Code = "brand_below"         // a brand's name below a domain that is not its own

	Invisible    Code = "invisible"     // characters that show nothing
	MixedScripts Code = "mixed_scripts" // not even highly restrictive by UTS 39
	BadText      Code = "bad_text"      // not UTF-8
	TooLong      Code = "too_long"      // over the limit: not looked at
	BadDomain    Code = "bad_domain"    // IDNA forbids it
	Punycode     Code = "punycode"      // a label written as xn--; clear by itself
	IPAddress    Code = "ip_address"    // no name, in whatever notation

	BadURL      Code = "bad_url"        // leads nowhere that can be named
	Scheme      Code = "scheme"         // a scheme that carries a page or a script in itself
	UserInfo    Code = "userinfo"       // something before an @ that looks like the host
	BrandInPath Code = "brand_in_path"  // a brand's domain behind another's host
	TextDiffers Code = "text_differs"   // a link shows one domain and leads to another
	TextNames   Code = "text_names"     // a link names a brand and leads elsewhere
	TooMany     Code = "too_many_links" // links beyond the limit were not looked at
)

// hides reports whether a code is of something that hides what a text says.
func (c Code) hides() bool {
	switch c {
	case Invisible, MixedScripts, UserInfo:
		return true
	case OwnDomain, SameName, Confusable, WholeScript, LookAlike, Near, BitFlip, BrandBait, BrandAmong, NamesBrand,
		SameLabel, BrandDomainInside, BrandBelow, BadText, TooLong, BadDomain, Punycode, IPAddress,
		BadURL, Scheme, BrandInPath, TextDiffers, TextNames, TooMany:
	}
	return false
}
