package index_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/leak/index"
)

// synthetic is a ledger of a year: half of the rows on one path, with several
// field sets, the rest on others.
type synthetic struct {
	rows, customers, paths int
}

func (l *synthetic) Len() disclosure.Sequence { return disclosure.Sequence(l.rows) }

func (l *synthetic) Path(n disclosure.PathNumber) (disclosure.Path, bool) {
	return disclosure.Path{Kind: disclosure.PathService, Name: fmt.Sprint(n)}, n >= 1 && int(n) <= l.paths
}

func (l *synthetic) Scan(from disclosure.Sequence, yield func(disclosure.Sequence, *disclosure.Row) bool) error {
	for s := from; s <= l.Len(); s++ {
		n := uint64(s)
		h := n * 0x9e3779b97f4a7c15
		h = (h ^ h>>29) * 0xbf58476d1ce4e5b9
		h ^= h >> 32
		row := disclosure.Row{
			Time: start + int64(n*uint64(365*24*time.Hour/time.Second)/uint64(l.rows))*1e9, Version: 1,
			Path: 1, Customer: customer.Ordinal(1 + n*2_147_483_647%uint64(l.customers)),
			Level: disclosure.Masked + disclosure.Level(h%2), Fields: customer.Fields(1 << (h >> 8 % 4)),
		}
		if n%2 == 0 {
			row.Path = disclosure.PathNumber(2 + h>>16%uint64(l.paths-1))
		}
		binary.LittleEndian.PutUint64(row.Hash[:], h)
		if !yield(s, &row) {
			break
		}
	}
	return nil
}

// BenchmarkScope asks for a busy path from midday to midday a year later, and for
// many others.
func BenchmarkScope(b *testing.B) {
	l := &synthetic{rows: 6_000_000, customers: 2_000_000, paths: 600}
	x, err := index.Open(b.TempDir(), l, index.Options{})
	if err != nil {
		b.Fatal(err)
	}
	x.Wait()
	b.Cleanup(func() {
		if err := x.Close(); err != nil {
			b.Error(err)
		}
	})
	day := int64(24 * time.Hour)
	for _, c := range []struct {
		name        string
		first, last disclosure.PathNumber
		from, to    int64
	}{
		{"year", 1, 1, math.MinInt64, math.MaxInt64},
		{"midday", 1, 1, start + day/2, start + 364*day},
		{"team", 2, 121, start + 100*day, start + 142*day},
		{"agent", 300, 300, start + 100*day, start + 142*day},
	} {
		q := leak.Query{From: c.from, To: c.to}
		for n := c.first; n <= c.last; n++ {
			p, _ := l.Path(n)
			q.Paths = append(q.Paths, p)
		}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Scope(q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
