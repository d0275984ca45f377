package platform_test

import (
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
)

func TestEnsureMerchant(t *testing.T) {
	dir := t.TempDir()
	if _, err := platform.Init(t.Context(), dir, true); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{HoldClock: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	create := merchant.Create{Currency: 156}
	for _, row := range []struct {
		say  string
		by   auth.Caller
		id   ledger.ID
		made bool
		code string
	}{
		{"an operator may not choose ids", auth.Caller{Role: auth.Operator}, ledger.ID{9}, false, "forbidden"},
		{"an object's id leaves room for transfers", auth.Candor(), ledger.ID{9, 15: 1}, false, "invalid_id"},
		{"zero is nobody's id", auth.Candor(), ledger.ID{}, false, "invalid_id"},
		{"the first call makes it", auth.Candor(), ledger.ID{9}, true, ""},
		{"the second finds it", auth.Candor(), ledger.ID{9}, false, ""},
	} {
		m, made, err := p.EnsureMerchant(t.Context(), row.by, row.id, create)
		code := ""
		if err != nil {
			code = errkind.CodeOf(err)
		}
		if made != row.made || code != row.code || code == "" && m.ID != row.id {
			t.Errorf("%s: merchant %v, made %t, %v", row.say, m.ID, made, err)
		}
	}
}
