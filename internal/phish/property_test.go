package phish_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/phish"
)

// texts draws what comes near brands: their letters, others that look like them,
// Chinese, accents, and signs.
func texts() *rapid.Generator[string] {
	letters := []rune("alipywechtunoALIPYWECHTUNOаеорсіӏАЕОРС0135支付宝寶微信银联青石茶行éñü\u0301 -.·@$|")
	return rapid.Custom(func(t *rapid.T) string {
		base := rapid.SampledFrom([]string{"", "Alipay", "PayPal", "支付宝", "Harbour Lantern Tea", "Café Nuñez", "Mastercard"}).Draw(t, "base")
		extra := rapid.StringOfN(rapid.SampledFrom(letters), 0, 8, -1).Draw(t, "extra")
		i := rapid.IntRange(0, len(base)).Draw(t, "at")
		return strings.ToValidUTF8(base[:i]+extra+base[i:], "")
	})
}

// A verdict is the same in other letter case and normalisation.
func TestVerdictKeepsUnderCaseAndNormalisation(t *testing.T) {
	c := checker(t)
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		for name, check := range map[string]func(string) phish.Verdict{"name": c.Name, "domain": c.Domain} {
			want := check(s)
			for how, other := range map[string]string{
				"NFC": norm.NFC.String(s), "NFD": norm.NFD.String(s), "NFKC": norm.NFKC.String(s),
				"upper": strings.ToUpper(s), "lower": strings.ToLower(s),
			} {
				got := check(other)
				if got.Level != want.Level || got.Score != want.Score || got.Brand != want.Brand {
					t.Errorf("%s %q is %s, in %s %q %s", name, s, show(want), how, other, show(got))
				}
			}
		}
	})
}

// A distance is nought of equal texts alone, and a limit does not change what is
// within it.
func TestDistance(t *testing.T) {
	const most = 1000
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("abcilnrmuv支宝室")), 0, 10, -1)
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		limit := rapid.IntRange(0, 60).Draw(t, "limit")
		all := phish.Distance(a, b, most)
		if (all == 0) != (a == b) {
			t.Errorf("%q and %q are %d apart", a, b, all)
		}
		if got := phish.Distance(a, b, limit); all <= limit && got != all || all > limit && got <= limit {
			t.Errorf("%q and %q are %d apart, with a limit of %d %d", a, b, all, limit, got)
		}
	})
}

// A protected text is its brand's; who is called the same is told so.
func TestBrandsThemselves(t *testing.T) {
	brands := append(phish.DefaultBrands(), newWorld(2).merchants(100)...)
	c, err := phish.New(brands)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range brands {
		for _, name := range b.Names {
			if v := c.Name(name); !v.Same() || v.Level != phish.Refuse {
				t.Errorf("%q: %s", name, show(v))
			}
		}
		for _, domain := range b.Domains {
			for _, own := range []string{domain, "www." + domain, strings.ToUpper(domain) + "."} {
				if v := c.Domain(own); !v.Same() || v.Level != phish.Clear {
					t.Errorf("%q: %s", own, show(v))
				}
			}
		}
	}
}

// What cannot be protected is refused, and says which.
func TestNewRefuses(t *testing.T) {
	for name, lines := range map[string]string{
		"no id": `{"names":["A"]}`, "nothing": `{"id":"a"}`, "no letters": `{"id":"a","names":["!!"]}`,
		"twice": "{\"id\":\"a\",\"names\":[\"A\"]}\n{\"id\":\"a\",\"names\":[\"B\"]}", "address": `{"id":"a","domains":["192.0.2.1"]}`,
		"suffix": `{"id":"a","domains":["com"]}`, "unknown field": `{"id":"a","name":"A"}`, "two": `{"id":"a","names":["A"]} {}`,
		"long": `{"id":"a","names":["` + strings.Repeat("a", phish.BrandTextMax+1) + `"]}`, "no JSON": "x",
	} {
		brands, err := phish.ReadBrands([]byte(lines))
		if err == nil {
			_, err = phish.New(brands)
		}
		if err == nil {
			t.Errorf("%s is protected", name)
		}
	}
}

// What is over a limit is not let through.
func TestLimits(t *testing.T) {
	c := checker(t)
	long := strings.Repeat("a", phish.URLMax+1)
	for name, v := range map[string]phish.Verdict{"name": c.Name(long), "domain": c.Domain(long), "url": c.URL(long)} {
		if v.Level != phish.Refuse || v.Reasons[0].Code != phish.TooLong {
			t.Errorf("%s: %s", name, show(v))
		}
	}
	many := c.Links(strings.Repeat("example.com ", phish.LinksMax+5))
	if last := many[len(many)-1].Verdict; len(many) != phish.LinksMax+1 || last.Reasons[0].Code != phish.TooMany {
		t.Errorf("%d links, the last %s", len(many), show(last))
	}
}

// Texts that are made to be slow are read once: to read the rest again for every
// link would take minutes.
func TestHostileTexts(t *testing.T) {
	c := checker(t)
	const n = phish.TextMax / 4
	for _, text := range []string{
		strings.Repeat("<a", n) + ">", strings.Repeat("<a ", n), strings.Repeat("<a>", n), strings.Repeat("](", n),
		strings.Repeat("[", n) + strings.Repeat("](", n), strings.Repeat("a.", n), strings.Repeat("a@", n), strings.Repeat("%2", n),
	} {
		if found := c.Links(text); len(found) > phish.LinksMax+1 {
			t.Errorf("%d links", len(found))
		}
		c.Name(text[:phish.NameMax])
		c.Domain(text[:phish.DomainMax])
		c.URL(text[:phish.URLMax])
	}
}

// Nothing that is checked ends in a panic or says more than may be said, and
// skeletons are their own.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"Alipay", "а\u200bliрay", "支付寶官方", "https://alipay.com@evil.example", `<a href="x">y</a>`, "[a](b)", "xn--a.com", "\xff", "A\u0345\u0301ﬁ", "%25%32", "[::1", "１９２.0.2.１"} {
		f.Add(s)
	}
	c := checker(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, check := range []func(string) phish.Verdict{c.Name, c.Domain, c.URL} {
			v := check(s)
			if v.Score < 0 || v.Score > 100 || len(v.Reasons) > phish.ReasonsMax || (v.Level == phish.Clear) != (v.Score < phish.ReviewAt) {
				t.Errorf("%q: %s", s, show(v))
			}
			for _, r := range v.Reasons {
				if len(r.Seen) > phish.SeenMax || !utf8.ValidString(r.Seen) {
					t.Errorf("%q: saw %q", s, r.Seen)
				}
			}
			if diff := cmp.Diff(v, check(s)); diff != "" {
				t.Errorf("%q: twice (-first +second):\n%s", s, diff)
			}
		}
		for _, found := range c.Links(s) {
			if found.At < 0 || found.At > len(s) {
				t.Errorf("%q: a link at %d", s, found.At)
			}
		}
		key := phish.Skeleton(phish.Fold(s))
		if again := phish.Skeleton(key); again != key {
			t.Errorf("%q: skeleton %q, of which %q", s, key, again)
		}
	})
}
