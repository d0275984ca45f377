package disclosure_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/cases"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/staff"
)

// policy is what the stories are decided by.
func policy() *disclosure.Table {
	var t disclosure.Table
	allow := func(p disclosure.Principal, purposes []disclosure.Purpose, level disclosure.Level, classes ...customer.Class) {
		for _, purpose := range purposes {
			for _, class := range classes {
				t.Allow(p, purpose, level, class)
			}
		}
	}
	all := []customer.Class{customer.Identity, customer.Contact, customer.Location, customer.Financial}
	person := []customer.Class{customer.Identity, customer.Contact}
	support, privacy, security := disclosure.Principal(staff.Support), disclosure.Principal(staff.Privacy), disclosure.Principal(staff.Security)
	desk := []disclosure.Purpose{disclosure.ForSupport, disclosure.ForDispute}
	allow(support, desk, disclosure.Matched, all...)
	allow(support, desk, disclosure.Masked, all...)
	allow(support, desk, disclosure.Clear, person...)
	allow(support, []disclosure.Purpose{disclosure.ForDispute}, disclosure.Clear, customer.Financial)
	allow(privacy, []disclosure.Purpose{disclosure.ForErasure, disclosure.ForReview}, disclosure.Clear, all...)
	allow(privacy, []disclosure.Purpose{disclosure.ForReview}, disclosure.Exported, all...)
	allow(security, []disclosure.Purpose{disclosure.ForSupport}, disclosure.Clear, customer.Financial)
	for _, p := range []disclosure.Principal{support, privacy, security} {
		allow(p, []disclosure.Purpose{disclosure.ForEmergency}, disclosure.Clear, person...)
	}
	payment := []disclosure.Purpose{disclosure.ForPayment}
	allow(disclosure.AsMerchant, payment, disclosure.Matched, all...)
	allow(disclosure.AsService, payment, disclosure.Masked, all...)
	allow(disclosure.AsService, payment, disclosure.Clear, customer.Contact)
	allow(disclosure.AsCustomer, []disclosure.Purpose{disclosure.ForHerself}, disclosure.Clear, all...)
	return &t
}

// right is the read that the stories change.
const right = "who=support staff=42 working=yes customer=7 state=active has=name,phone,card" +
	" level=clear fields=name,phone purpose=support case=ticket about=7 assignee=42 closed=no" +
	" approval=none emergency=no room=yes"

// parseRead makes the read that the words describe: they change the right one.
func parseRead(words string) (r disclosure.Read, err error) {
	m := map[string]string{}
	for word := range strings.FieldsSeq(right + " " + words) {
		key, value, _ := strings.Cut(word, "=")
		if !strings.Contains(" "+right, " "+key+"=") {
			return r, fmt.Errorf("nothing is called %q", key)
		}
		m[key] = value
	}
	number := func(key string) uint32 {
		n, bad := strconv.ParseUint(m[key], 10, 32)
		if bad != nil {
			err = bad
		}
		return uint32(n)
	}
	good := func(ok bool, key string) {
		if !ok {
			err = fmt.Errorf("%s cannot be %q", key, m[key])
		}
	}
	for name := range strings.SplitSeq(m["who"], ",") {
		p, ok := disclosure.ParsePrincipal(name)
		good(ok || name == "none", "who")
		if ok {
			r.Reader.Who = r.Reader.Who.With(p)
		}
	}
	r.Reader.Staff, r.Reader.Working = staff.Number(number("staff")), m["working"] == "yes"
	var ok bool
	r.Level, ok = disclosure.ParseLevel(m["level"])
	good(ok, "level")
	r.Purpose, ok = disclosure.ParsePurpose(m["purpose"])
	good(ok, "purpose")
	r.Fields, ok = customer.ParseFields(m["fields"], ",")
	good(ok || m["fields"] == "none", "fields")
	r.Customer, r.Case = parseCustomer(m), parseCase(m, number)
	r.CaseNamed = m["case"] != "none"
	r.ApprovalNamed, r.Consent = m["approval"] != "none", m["approval"] == "covers"
	r.Emergency, r.Room = m["emergency"] == "yes", m["room"] == "yes"
	return r, err
}

func parseCustomer(m map[string]string) *customer.Record {
	if m["customer"] == "none" {
		return nil
	}
	states := map[string]customer.State{"active": customer.Active, "erasing": customer.Erasing, "erased": customer.Erased}
	record := &customer.Record{Ordinal: 7, State: states[m["state"]]}
	fields, _ := customer.ParseFields(m["has"], ",")
	for f := range fields.All() {
		record.Sealed = append(record.Sealed, customer.Sealed{Field: f})
	}
	return record
}

func parseCase(m map[string]string, number func(string) uint32) *cases.Case {
	kinds := map[string]cases.Kind{
		"ticket": cases.Ticket, "dispute": cases.Dispute, "call": cases.Call, "objection": cases.Objection,
		"review": cases.Review, "erasure": cases.Erasure, "alert": cases.Alert,
	}
	kind, ok := kinds[m["case"]]
	if !ok {
		return nil
	}
	c := &cases.Case{Number: 1, Kind: kind, Customer: customer.Ordinal(number("about")), Assignee: staff.Number(number("assignee"))}
	if m["closed"] == "yes" {
		c.ClosedAt = 1
	}
	return c
}

func TestDecide(t *testing.T) {
	files, err := filepath.Glob("testdata/decide/*.story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories, %v", err)
	}
	seen := map[disclosure.Outcome]bool{}
	table := policy()
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\n")
			if strings.HasPrefix(line, "  ") {
				continue
			}
			b.WriteString(line + "\n")
			words, isRead := strings.CutPrefix(line, "read")
			if !isRead {
				continue
			}
			r, err := parseRead(words)
			if err != nil {
				t.Fatalf("%s: %s: %v", file, line, err)
			}
			outcome := disclosure.Decide(table, r)
			seen[outcome] = true
			fmt.Fprintf(&b, "  %s\n", outcome)
		}
		compare(t, filepath.Join("decide", filepath.Base(file)), b.String())
	}
	for o := disclosure.Allowed; o <= disclosure.RefusedFields; o++ {
		if !seen[o] {
			t.Errorf("no story ends with %s", o)
		}
	}
}

// TestTheFirstFaultDecides breaks every set of the conditions of a read. What is
// answered is the first of them, in the order that Decide states.
func TestTheFirstFaultDecides(t *testing.T) {
	faults := []struct {
		spoil func(*disclosure.Read)
		want  disclosure.Outcome
	}{
		{func(r *disclosure.Read) { r.Reader.Working = false }, disclosure.RefusedRevoked},
		{func(r *disclosure.Read) { r.Customer.State = customer.Erased }, disclosure.RefusedCustomer},
		{func(r *disclosure.Read) { r.CaseNamed = false }, disclosure.RefusedNoCase},
		{func(r *disclosure.Read) { r.Case.Customer++ }, disclosure.RefusedCase},
		{func(r *disclosure.Read) { r.Case.Assignee++ }, disclosure.RefusedCase},
		{func(r *disclosure.Read) { r.Case.ClosedAt = 1 }, disclosure.RefusedClosed},
		{func(r *disclosure.Read) { r.Case.Kind = cases.Alert }, disclosure.RefusedCase},
		{func(r *disclosure.Read) { r.Reader.Who = disclosure.Principals(0).With(disclosure.AsMerchant) }, disclosure.RefusedPolicy},
		{func(r *disclosure.Read) { r.Customer.Sealed = nil }, disclosure.RefusedFields},
		{func(r *disclosure.Read) { r.ApprovalNamed = true }, disclosure.RefusedApproval},
		{func(r *disclosure.Read) { r.Room = false }, disclosure.RefusedBudget},
	}
	table := policy()
	for set := range 1 << len(faults) {
		r, err := parseRead("")
		if err != nil {
			t.Fatal(err)
		}
		want := disclosure.Allowed
		for i, fault := range faults {
			if set&(1<<i) == 0 {
				continue
			}
			fault.spoil(&r)
			if want == disclosure.Allowed {
				want = fault.want
			}
		}
		if got := disclosure.Decide(table, r); got != want {
			t.Errorf("with the faults %011b: %s, want %s", set, got, want)
		}
	}
}

// TestALookupTellsNothingByItsRefusal tries every lookup of the stories' kind with
// somebody found and with nobody: both are answered, or both are refused alike.
func TestALookupTellsNothingByItsRefusal(t *testing.T) {
	table := policy()
	hits := []string{"customer=7", "customer=7 state=erasing", "customer=7 state=erased", "customer=7 has=none"}
	for set := range 1 << 9 {
		words := "level=matched fields=phone"
		for i, word := range []string{
			"working=no", "who=merchant", "case=none", "case=missing", "assignee=43", "closed=yes", "purpose=dispute", "approval=named", "room=no",
		} {
			if set&(1<<i) != 0 {
				words += " " + word
			}
		}
		miss, err := parseRead(words + " customer=none")
		if err != nil {
			t.Fatal(err)
		}
		want := disclosure.Decide(table, miss)
		for _, hit := range hits {
			r, err := parseRead(words + " " + hit)
			if err != nil {
				t.Fatal(err)
			}
			got := disclosure.Decide(table, r)
			if got != want && (got != disclosure.Allowed || want != disclosure.Missed) {
				t.Errorf("%s %s: %s, of nobody %s", words, hit, got, want)
			}
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	r, err := parseRead("")
	if err != nil {
		b.Fatal(err)
	}
	table := policy()
	for b.Loop() {
		disclosure.Decide(table, r)
	}
}
