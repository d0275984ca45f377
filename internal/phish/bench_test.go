package phish_test

import (
	"testing"

	"github.com/candorpay/candor/internal/phish"
)

// A check among 10,000 brands is to take less than a millisecond.
func BenchmarkCheck(b *testing.B) {
	w := newWorld(seed)
	c, err := phish.New(append(phish.DefaultBrands(), w.merchants(10_000)...))
	if err != nil {
		b.Fatal(err)
	}
	names, domains := make([]string, 500), make([]string, 500)
	for i := range names {
		names[i], domains[i] = w.latinName(), w.domainName()
		if i%2 == 0 {
			names[i] = w.hanName()
		}
	}
	for _, bb := range []struct {
		name  string
		texts []string
		check func(string) phish.Verdict
	}{{"name", names, c.Name}, {"domain", domains, c.Domain}} {
		b.Run(bb.name, func(b *testing.B) {
			i := 0
			for b.Loop() {
				bb.check(bb.texts[i%len(bb.texts)])
				i++
			}
		})
	}
}
