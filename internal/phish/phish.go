// Package phish finds names and domains that imitate protected ones: what a
// merchant would be called, where a link leads, and what a message's links say.
//
// What it promises: a verdict is a function of the brands and the text, with no
// clock, network or randomness in it. It is the same for a text in other letter
// case and in any Unicode normalisation form. A check costs time linear in the
// brands with a small factor, and every input has a limit. A brand's own domains
// and all below them are clear. Nobody is proved honest: a clear verdict says
// that none of the known tricks was found.
//
// Vocabulary: a brand is what is protected, with names and domains. A verdict is
// clear, to be reviewed by a person, or to be refused; a score from 0 to 100
// decides, and reasons say what was seen. A key is what is left of a text to be
// compared: without case, width, spaces and punctuation. A skeleton is a key in
// which characters that look alike are one, as in Unicode's UTS 39. A look is a
// skeleton in which also digits stand for letters, and rn for m. A bait is a word
// that an imitator adds: login, official.
//
// Not seen: characters that only sound alike, such as Chinese ones of the same
// pinyin, translations of a name, and pictures.
//
//	c, err := phish.New(append(phish.DefaultBrands(), phish.Brand{ID: "harbour", Names: []string{"Harbour Tea"}}))
//	v := c.Domain("alipay.com.example.net")
//	fmt.Println(v.Level, v.Brand, v.Reasons[0].Code) // refuse alipay brand_domain_inside
package phish

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Limits of what is checked and of what is protected.
const (
	// NameMax is the most bytes of a name that is checked; a longer one is refused.
	NameMax = 512
	// DomainMax is the most bytes of a domain, and of a URL's host.
	DomainMax = 1024
	// URLMax is the most bytes of a URL.
	URLMax = 8 << 10
	// TextMax is the most bytes of a text that is searched for links; what is
	// beyond is a finding by itself.
	TextMax = 256 << 10
	// LinksMax is the most links of a text.
	LinksMax = 256
	// BrandsMax is the most brands of a checker.
	BrandsMax = 100_000
	// AliasesMax is the most names, and the most domains, of one brand.
	AliasesMax = 32
	// BrandTextMax is the most bytes of a brand's id, a name or a domain.
	BrandTextMax = 128
	// ReasonsMax is the most reasons of a verdict; the weightiest are kept.
	ReasonsMax = 8
	// SeenMax is the most bytes of what a reason says was seen.
	SeenMax = 120
)

// Thresholds of a score, fixed by the calibration that docs/phishing.md shows.
const (
	// ReviewAt is the least score at which a person is to look.
	ReviewAt = 50
	// RefuseAt is the least score that is refused.
	RefuseAt = 80
)

// Errors of New.
var (
	ErrTooManyBrands = errors.New("too many brands")
	ErrBadBrand      = errors.New("brand cannot be protected")
)

// Brand is what is protected.
type Brand struct {
	ID      string   `json:"id"`      // what verdicts call it; unique
	Names   []string `json:"names"`   // as people write it
	Domains []string `json:"domains"` // its own; all below them are its own too
	// Wide says that the brand is known so widely that whoever puts its name
	// beside other words is looked at. Without it, only a bait beside it counts:
	// two merchants may both be called after a harbour.
	Wide bool `json:"wide"`
}

// Level is what is to be done about a text. Numbers are on the wire.
type Level uint8

// Levels, in order of severity.
const (
	Clear  Level = 1
	Review Level = 2
	Refuse Level = 3
)

// String returns a level's name.
func (l Level) String() string {
	switch l {
	case Clear:
		return "clear"
	case Review:
		return "review"
	case Refuse:
		return "refuse"
	}
	return fmt.Sprintf("Level(%d)", uint8(l))
}

// MarshalText returns a level's name, for JSON.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Reason is one thing that was seen.
type Reason struct {
	Code Code   `json:"code"`
	Seen string `json:"seen"` // the part of the text, at the most SeenMax bytes
}

// Verdict is what was found about a text.
type Verdict struct {
	Level   Level    `json:"level"`
	Score   int      `json:"score"`           // 0 to 100
	Brand   string   `json:"brand,omitempty"` // the id of the brand that it comes nearest to, if any
	Reasons []Reason `json:"reasons"`         // the weightiest first; never nil
}

// Same reports whether the text is the brand's very name or its own domain: who
// is that brand itself may have it.
func (v Verdict) Same() bool {
	return slices.ContainsFunc(v.Reasons, func(r Reason) bool { return r.Code == SameName || r.Code == OwnDomain })
}

// Checker compares texts with brands. It does not change and may be used by many
// at once.
type Checker struct {
	brands  []Brand
	names   *index           // of brands' names
	labels  *index           // of brands' names and the registrable labels of their domains
	domains map[string]int32 // ASCII domain to brand
}

// New returns a checker of brands; the first of two that share a name or domain
// keeps it. It returns ErrTooManyBrands, or an error that wraps ErrBadBrand and
// names the brand: no id or one that comes twice, neither name nor domain, a name
// without letters and digits, no domain, or a text over its limit.
func New(brands []Brand) (*Checker, error) {
	if len(brands) > BrandsMax {
		return nil, ErrTooManyBrands
	}
	c := &Checker{names: newIndex(), labels: newIndex(), domains: map[string]int32{}}
	ids := make(map[string]bool, len(brands))
	for i, b := range brands {
		if err := checkBrand(b); err != nil {
			return nil, fmt.Errorf("%w: number %d, %q: %w", ErrBadBrand, i+1, clip(b.ID), err)
		}
		if ids[b.ID] {
			return nil, fmt.Errorf("%w: number %d, %q: id comes twice", ErrBadBrand, i+1, b.ID)
		}
		ids[b.ID] = true
		if err := c.protect(int32(i), b); err != nil {
			return nil, fmt.Errorf("%w: number %d, %q: %w", ErrBadBrand, i+1, b.ID, err)
		}
		c.brands = append(c.brands, Brand{
			ID: b.ID, Names: slices.Clone(b.Names), Domains: slices.Clone(b.Domains), Wide: b.Wide,
		})
	}
	return c, nil
}

// checkBrand holds a brand against its limits.
func checkBrand(b Brand) error {
	switch {
	case b.ID == "":
		return errors.New("has no id")
	case len(b.Names)+len(b.Domains) == 0:
		return errors.New("has neither name nor domain")
	case len(b.Names) > AliasesMax || len(b.Domains) > AliasesMax:
		return fmt.Errorf("has more than %d names or domains", AliasesMax)
	}
	for _, texts := range [][]string{{b.ID}, b.Names, b.Domains} {
		for _, text := range texts {
			if len(text) > BrandTextMax || !utf8.ValidString(text) {
				return fmt.Errorf("has a text that is no UTF-8 or longer than %d bytes", BrandTextMax)
			}
		}
	}
	return nil
}

// protect puts a brand into the indexes.
func (c *Checker) protect(i int32, b Brand) error {
	for _, name := range b.Names {
		f := formOf(fold(name))
		if f.key == "" {
			return fmt.Errorf("name %q has no letters or digits", name)
		}
		e := entry{brand: i, wide: b.Wide}
		c.names.add(f, e)
		c.labels.add(f, e)
	}
	for _, domain := range b.Domains {
		h, ok := parseHost(domain)
		if !ok || h.label == "" || h.ip {
			return fmt.Errorf("%q is no domain", domain)
		}
		if _, taken := c.domains[h.ascii]; !taken {
			c.domains[h.ascii] = i
		}
		c.labels.add(formOf(fold(h.label)), entry{brand: i, wide: b.Wide, domain: true})
	}
	return nil
}

// sighting is a reason with its weight.
type sighting struct {
	score int
	brand int32 // -1 for none
	code  Code
	seen  string
}

// tally collects sightings to a verdict.
type tally struct{ all []sighting }

// add puts a sighting down.
func (t *tally) add(score int, brand int32, code Code, seen string) {
	for i, s := range t.all {
		if s.code == code && s.brand == brand {
			if score > s.score {
				t.all[i] = sighting{score, brand, code, seen}
			}
			return
		}
	}
	t.all = append(t.all, sighting{score, brand, code, seen})
}

// note puts down what is odd whatever it imitates, unless the same was seen of a
// brand.
func (t *tally) note(score int, code Code, seen string) {
	if !slices.ContainsFunc(t.all, func(s sighting) bool { return s.code == code && s.score >= score }) {
		t.add(score, none, code, seen)
	}
}

// verdict weighs what was seen. What hides something weighs more where it hides
// a brand.
func (t *tally) verdict(c *Checker) Verdict {
	v := Verdict{Level: Clear, Reasons: []Reason{}}
	slices.SortStableFunc(t.all, func(a, b sighting) int { return cmp.Compare(b.score, a.score) })
	hidden, named := false, 0
	for _, s := range t.all {
		v.Score = max(v.Score, s.score)
		hidden = hidden || s.code.hides()
		if s.brand != none && v.Brand == "" {
			v.Brand, named = c.brands[s.brand].ID, s.score
		}
		if len(v.Reasons) < ReasonsMax {
			v.Reasons = append(v.Reasons, Reason{s.code, clip(s.seen)})
		}
	}
	if hidden && named >= ReviewAt {
		v.Score = max(v.Score, RefuseAt, min(named+hiddenBonus, 100))
	}
	switch {
	case v.Score >= RefuseAt:
		v.Level = Refuse
	case v.Score >= ReviewAt:
		v.Level = Review
	}
	return v
}

// none stands for no brand.
const none int32 = -1

// hiddenBonus is what hiding adds to the likeness of what it hides.
const hiddenBonus = 15

// clip cuts a text to SeenMax bytes, at a character.
func clip(s string) string { return clipTo(s, SeenMax) }
