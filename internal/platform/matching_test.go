package platform_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/leak"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
)

// traced asks where a dump of phones, or of phones and names, came from, and wants
// no error.
func (h *house) traced(dump string) leak.Report {
	h.t.Helper()
	r := traceOf(dump, 0)
	if head, _, _ := strings.Cut(dump, "\n"); strings.HasSuffix(head, "name") {
		r.Map[customer.Name] = "name"
	}
	if strings.HasPrefix(dump, "name") {
		delete(r.Map, customer.Phone)
	}
	report, err := h.LeakTrace(h.t.Context(), auth.Candor(), r)
	if err != nil {
		h.t.Fatal(err)
	}
	return report
}

// A name that thousands share takes nothing from a row that has a phone too; of a
// row that has nothing else, nobody is the owner.
func TestTraceOfSharedNames(t *testing.T) {
	h := newHouse(t, true, quiet)
	const people, rows = 10_300, 200
	var file strings.Builder
	file.WriteString("id,phone,name,region,language\n")
	for n := range people {
		fmt.Fprintf(&file, "X%d,%s,王伟,CN,zh\n", n, phone(n))
	}
	r, err := h.ImportCustomers(t.Context(), auth.Candor(), strings.NewReader(file.String()), platform.ImportOptions{Format: "csv"})
	if err != nil || r.Added != people {
		t.Fatalf("imported %+v, %v", r, err)
	}
	both, named := "phone,name\n", "name\n"
	for n := range rows {
		both += phone(people-1-n) + ",王伟\n"
		named += "王伟\n"
	}
	if got := h.traced(both); got.Matched != rows || got.Distinct != rows {
		t.Errorf("with phones %d of %d rows are matched, %d distinct", got.Matched, rows, got.Distinct)
	}
	if got := h.traced(named); got.Matched != 0 || got.Unmatched != rows {
		t.Errorf("by a shared name %d are matched and %d not", got.Matched, got.Unmatched)
	}
	if got := h.traced("phone,name\n" + phone(1) + ",李娜\n"); got.Unmatched != 1 {
		t.Errorf("a phone with another's name: %+v", got)
	}
	h.wantNamed(platform.IDOf(fmt.Sprintf("X%d", people-1)), "王伟")
}

// wantNamed checks that a payee has her name, however many share it, and no other.
func (h *house) wantNamed(id customer.ID, name string) {
	h.t.Helper()
	purse, _, err := h.OpenWallet(h.t.Context(), auth.Candor(), "", wallet.Open{Owner: ledger.ID(id), Currency: yuan})
	if err != nil {
		h.t.Fatal(err)
	}
	shop := auth.Caller{Role: auth.Merchant, Subject: [16]byte{7}, Key: [16]byte{8}}
	if err := h.CheckPayeeName(h.t.Context(), shop, purse.ID, name); err != nil {
		h.t.Errorf("her own name: %v", err)
	}
	wantCode(h.t, h.CheckPayeeName(h.t.Context(), shop, purse.ID, "李娜"), platform.RefusedPayeeName.Code)
}

// Whoever gave a value up and took it back is one person, whose row it is.
func TestTraceOfWhatCameBack(t *testing.T) {
	h := newHouse(t, true, quiet)
	who := h.register(1)
	h.register(2)
	for _, n := range []int{77, 1} {
		h.change(who.ID, n)
	}
	if got := h.traced("phone\n" + phone(1) + "\n"); got.Matched != 1 || got.Unmatched != 0 {
		t.Errorf("it came back: %d matched, %d not", got.Matched, got.Unmatched)
	}
	if got := h.traced("phone\n" + phone(77) + "\n"); got.Matched != 1 {
		t.Errorf("it was hers between: %d matched", got.Matched)
	}
}

// change gives a customer another phone.
func (h *house) change(id customer.ID, n int) {
	h.t.Helper()
	var v customer.Values
	v.Set(customer.Phone, phone(n))
	if _, _, err := h.UpdateCustomer(h.t.Context(), auth.Candor(), "", platform.CustomerChange{Customer: id, Values: v}); err != nil {
		h.t.Fatal(err)
	}
}

// A registration that was refused takes no row from the one whose phone it is.
func TestTraceAfterRefusal(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.register(5)
	if _, _, err := h.RegisterCustomer(t.Context(), auth.Candor(), "k", person(1)); err != nil {
		t.Fatal(err)
	}
	again := person(5)
	again.External = "other"
	_, _, err := h.RegisterCustomer(t.Context(), auth.Candor(), "k", again)
	wantCode(t, err, "idempotency_key_reuse")
	if got := h.traced("phone\n" + phone(5) + "\n"); got.Matched != 1 {
		t.Errorf("%d are matched", got.Matched)
	}
}

// Traces at the same time each have an alpha of their own, as if they came one
// after another.
func TestTracesSideBySide(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.register(1)
	const traces = 6
	var alphas sync.Map
	var group sync.WaitGroup
	for n := range traces {
		group.Go(func() {
			r, err := h.LeakTrace(t.Context(), auth.Candor(), traceOf("phone\n"+phone(n)+"\n", 0))
			if err != nil {
				t.Error(err)
			}
			if _, twice := alphas.LoadOrStore(r.Alpha, true); twice {
				t.Errorf("two traces have alpha %v", r.Alpha)
			}
		})
	}
	group.Wait()
}

func TestTraceAlpha(t *testing.T) {
	h := newHouse(t, true, quiet)
	h.register(1)
	for _, row := range []struct {
		alpha float64
		code  string
	}{
		{0, ""},
		{platform.AlphaMax, ""},
		{1e-6, ""},
		{-0.01, "invalid_alpha"},
		{0.0501, "invalid_alpha"},
		{1, "invalid_alpha"},
		{math.NaN(), "invalid_alpha"},
	} {
		r := traceOf("phone\n"+phone(1)+"\n", 0)
		r.Alpha = row.alpha
		_, err := h.LeakTrace(t.Context(), auth.Candor(), r)
		if row.code != "" {
			wantCode(t, err, row.code)
		} else if err != nil {
			t.Errorf("alpha %v: %v", row.alpha, err)
		}
	}
}
