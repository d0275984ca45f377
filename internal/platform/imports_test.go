package platform_test

import (
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/platform"
)

// The same access log again adds nothing, and tells of the same lines and the same
// bad ones.
func TestImportAgainTellsAllLines(t *testing.T) {
	h := newHouse(t, true, platform.Options{})
	h.register(1)
	log := "time,path,customer,fields,level\n2020-01-01T00:00:00Z,staff:0042,C0000001,phone,clear\n" +
		"2020-01-01T00:00:00Z,staff:0042,C0000009,phone,clear\n"
	for n, want := range []int64{1, 0} {
		r, err := h.ImportDisclosures(t.Context(), auth.Candor(), strings.NewReader(log), platform.ImportOptions{})
		if err != nil || r.Lines != 2 || r.Bad != 1 || r.Added != want || r.Added+r.Known != 1 {
			t.Errorf("time %d: %d lines, %d bad, %d added, %d known: %v", n+1, r.Lines, r.Bad, r.Added, r.Known, err)
		}
	}
	_, err := h.ImportDisclosures(t.Context(), auth.Caller{Role: auth.Operator, Key: [16]byte{1}}, strings.NewReader(log),
		platform.ImportOptions{})
	wantCode(t, err, "forbidden")
}
