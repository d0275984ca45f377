package phish_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/phish"
)

// Conditions of the calibration that docs/phishing.md shows.
const (
	seed         = 1
	merchants    = 200
	alikesOfEach = 60
	benignOfEach = 12_000
)

// count is how many texts of a kind got which level.
type count struct{ all, review, refuse int }

func (c *count) add(l phish.Level) {
	c.all++
	switch l {
	case phish.Clear:
	case phish.Review:
		c.review++
	case phish.Refuse:
		c.refuse++
	}
}

// per returns a part of all, in so many.
func (c *count) per(n, of int) float64 { return float64(n) * float64(of) / float64(max(c.all, 1)) }

// Imitations of every kind are found, as often as is documented or more.
func TestRecall(t *testing.T) {
	w := newWorld(seed)
	brands := append(phish.DefaultBrands(), w.merchants(merchants)...)
	c, err := phish.New(brands)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]*count{}
	missed := map[string][]string{}
	var total count
	for range alikesOfEach {
		for _, b := range brands {
			all := alikes(w, b)
			name := pick(w, slices.Sorted(maps.Keys(all)))
			text, domain := all[name]()
			if text == "" {
				continue
			}
			v := c.Name(text)
			if domain {
				v = c.URL(text)
			}
			if v.Same() && v.Level == phish.Clear {
				continue // drew the brand's own domain
			}
			if kinds[name] == nil {
				kinds[name] = &count{}
			}
			kinds[name].add(v.Level)
			total.add(v.Level)
			if v.Level == phish.Clear && len(missed[name]) < 5 {
				missed[name] = append(missed[name], text)
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		n := kinds[k]
		t.Logf("| %s | %d | %.1f | %.1f | %s |", k, n.all, n.per(n.refuse, 100), n.per(n.refuse+n.review, 100), strings.Join(missed[k], ", "))
		if got := n.per(n.refuse+n.review, 100); got < 85 {
			t.Errorf("%s: %.1f %% are found", k, got)
		}
	}
	t.Logf("all: %d, refused %.2f %%, found %.2f %%", total.all, total.per(total.refuse, 100), total.per(total.refuse+total.review, 100))
	if got := total.per(total.refuse+total.review, 100); got < recallMin {
		t.Errorf("%.2f %% are found, less than %.2f", got, recallMin)
	}
	if got := total.per(total.refuse, 100); got < refusedMin {
		t.Errorf("%.2f %% are refused, less than %.2f", got, refusedMin)
	}
}

// Honest texts are let through, as often as is documented or more.
func TestFalseAlarms(t *testing.T) {
	w := newWorld(seed)
	c, err := phish.New(append(phish.DefaultBrands(), w.merchants(merchants)...))
	if err != nil {
		t.Fatal(err)
	}
	var ordinary count
	for _, k := range benign {
		var n count
		seen := []string{}
		draws := benignOfEach
		if k.hard {
			draws /= 4
		}
		for range draws {
			text := k.make(w)
			v := c.Name(text)
			if k.domain {
				v = c.URL(text)
			}
			if v.Same() && !k.hard {
				continue // drew a merchant's very name
			}
			n.add(v.Level)
			if !k.hard {
				ordinary.add(v.Level)
			}
			if v.Level != phish.Clear && len(seen) < 6 && !slices.Contains(seen, text) {
				seen = append(seen, fmt.Sprintf("%s (%s %s %d)", text, v.Brand, v.Level, v.Score))
			}
		}
		t.Logf("| %s | %d | %.0f | %.0f | %s |", k.name, n.all, n.per(n.refuse, 100_000), n.per(n.review, 100_000), strings.Join(seen, ", "))
		if got := n.per(n.refuse, 100_000); got > k.refuse {
			t.Errorf("%s: %.0f in 100,000 are refused, more than %.0f", k.name, got, k.refuse)
		}
		if got := n.per(n.review, 100_000); got > k.review {
			t.Errorf("%s: %.0f in 100,000 are to be reviewed, more than %.0f", k.name, got, k.review)
		}
	}
	t.Logf("ordinary: %d, refused %.1f, to review %.1f in 100,000", ordinary.all, ordinary.per(ordinary.refuse, 100_000), ordinary.per(ordinary.review, 100_000))
}

// What the calibration found when it was documented.
const (
	recallMin  = 99.0
	refusedMin = 85.0
)

// honest is a kind of honest texts, with how many in 100,000 may be taken for
// others. The hard ones come near a brand on purpose.
type honest struct {
	name           string
	make           func(world) string
	domain, hard   bool
	refuse, review float64
}

var benign = []honest{
	{name: "Latin names", make: world.latinName, refuse: 10, review: 100},
	{name: "Chinese names", make: world.hanName, refuse: 10, review: 100},
	{name: "both scripts", make: func(w world) string { return w.hanName() + " " + title(pick(w, things)) }, refuse: 10, review: 100},
	{name: "accents", make: func(w world) string { return substitute(accents, 2)(w, title(pick(w, things))+" "+pick(w, trades)) }, refuse: 10, review: 100},
	{name: "other scripts", make: func(w world) string {
		return pick(w, strings.Fields("Москва Чайная Волна Кофе Дом さくら みなと ラーメン カフェ 한강 서울 카페 مقهى سوق Αθήνα Καφές")) + " " +
			string(rune('A'+w.IntN(26))) + string(rune('0'+w.IntN(10)))
	}, hard: true},
	{name: "domains", make: world.domainName, domain: true, refuse: 10, review: 100},
	{name: "brands' own domains", make: func(w world) string {
		return pick(w, []string{"", "www.", "open.", "secure-login.", "pay.support."}) + pick(w, phish.DefaultBrands()[1:]).Domains[0]
	}, domain: true, hard: true},
	{name: "sentences that name a brand", make: func(w world) string {
		b := pick(w, phish.DefaultBrands())
		name := pick(w, b.Names)
		if strings.ContainsFunc(name, isHan) {
			return pick(w, []string{"本店支持", "可用", "适用"}) + name + pick(w, []string{"付款", "", "支付"})
		}
		return pick(w, []string{"We accept ", "Noodles, pay with ", "Repairs for ", "Terminals compatible with "}) + name
	}, hard: true},
	{name: "words near a brand", make: func(w world) string {
		return title(pick(w, nearWords)) + " " + pick(w, trades)
	}, hard: true, refuse: 10, review: 1_500},
	{name: "words near a brand, as domains", make: func(w world) string {
		return pick(w, nearWords) + "." + pick(w, ends)
	}, domain: true, hard: true, refuse: 10, review: 15_000},
}

// nearWords are words of a dictionary, each a few letters from a brand.
var nearWords = strings.Fields(`vista visit visor visage vision vital viral strip stripes striped strike script condor candle canter cantor
	candid cinder display airplay repay payday prepay alloy allay alias playa payroll papaya palpal pupal union unison onion monopoly master
	mastery mustard card tempo tenfold tenant taboo tableau tall mall small jading jingle mutant meat medium douse doing lacuna lake
	chat wet watch leeway yearly spider spud bank china merchant postal citrus citation industrial paperback papal`)
