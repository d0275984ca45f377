package customer_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
)

// Numbers and names are on disk, in policies and in files.
func TestCatalogueKeepsItsNumbersAndNames(t *testing.T) {
	var got []string
	for f := range customer.AllFields.All() {
		got = append(got, fmt.Sprintf("%d %s %s %t", f, f, f.Class(), f.Indexed()))
	}
	want := []string{
		"0 name identity true", "1 national_id identity true", "2 phone contact true", "3 email contact true",
		"4 address address false", "5 birth_date identity false", "6 bank_account financial true", "7 card financial true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for s, name := range []string{"active", "erasing", "erased"} {
		if read, ok := customer.ParseState(name); !ok || int(read) != s || read.String() != name {
			t.Errorf("state %d is %s", s, read)
		}
	}
	if _, ok := customer.ParseState("gone"); ok || customer.State(9).String() != "unknown" || customer.Field(99).String() != "unknown" ||
		customer.Class(9).String() != "unknown" {
		t.Error("what is none has a name")
	}
}

func TestFieldsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := customer.Fields(rapid.Uint32Range(1, uint32(customer.AllFields)).Draw(t, "set"))
		back, ok := customer.ParseFields(set.String(), ",")
		if !ok || back != set {
			t.Fatalf("%s became %s", set, back)
		}
	})
	for _, text := range []string{"", "name,", "name,salary", "name|phone"} {
		if _, ok := customer.ParseFields(text, ","); ok {
			t.Errorf("%q was read", text)
		}
	}
	set := customer.FieldsOf(customer.Phone, customer.Card)
	if set.Classes() != 1<<customer.Contact|1<<customer.Financial || !set.Meets(customer.FieldsOf(customer.Card)) || set.Meets(customer.FieldsOf(customer.Name)) {
		t.Errorf("classes %b", set.Classes())
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("000102030405060708090a0b0c0d0e0f")
	f.Add("000102030405060708090A0B0C0D0E0F")
	f.Add("")
	f.Add("zz0102030405060708090a0b0c0d0e0f")
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := customer.ParseID(text); err == nil && id.String() != strings.ToLower(text) {
			t.Fatalf("%q became %s", text, id)
		}
	})
}

// Values never print.
func TestValuesShowThemselvesToNobody(t *testing.T) {
	var v customer.Values
	v.Set(customer.Phone, "secret")
	v.Set(customer.Name, "secret")
	var line strings.Builder
	for _, h := range []slog.Handler{slog.NewTextHandler(&line, nil), slog.NewJSONHandler(&line, nil)} {
		slog.New(h).Info("x", "values", v, "pointer", &v, "inside", struct{ V customer.Values }{v}, "list", []customer.Values{v})
	}
	body, err := json.Marshal(map[string]any{"values": v})
	if err != nil {
		t.Fatal(err)
	}
	shown := line.String() + string(body)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T"} {
		for _, what := range []any{v, &v, []any{v}, struct{ V customer.Values }{v}, struct{ v customer.Values }{v}} {
			shown += fmt.Sprintf(verb, what)
		}
	}
	hidden := fmt.Sprintf("%x", "secret")
	if strings.Contains(shown, "secret") || strings.Contains(strings.ToLower(shown), hidden) || !strings.Contains(shown, "name,phone") {
		t.Errorf("values are shown as %s", shown)
	}
	before := v
	v.Set(customer.Card, "another")
	if v.Get(customer.Phone) != "secret" || v.Get(customer.Card) != "another" || before.Get(customer.Card) != "" || before.Fields().Has(customer.Card) {
		t.Error("what was set is not there, or is in a copy made before")
	}
}

func TestRecordsAreReadableWhileActive(t *testing.T) {
	for _, tc := range []struct {
		record customer.Record
		want   errkind.Refusal
	}{
		{customer.Record{}, customer.RefusedMissing},
		{customer.Record{Ordinal: 1}, errkind.Refusal{}},
		{customer.Record{Ordinal: 1, State: customer.Erasing}, customer.RefusedErasing},
		{customer.Record{Ordinal: 1, State: customer.Erased}, customer.RefusedErased},
	} {
		if got := tc.record.Readable(); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.record.State, got, tc.want)
		}
	}
}

func sealed(version uint32, fields ...customer.Field) (list []customer.Sealed) {
	for _, f := range fields {
		list = append(list, customer.Sealed{Field: f, Version: version, Box: make([]byte, 40)})
	}
	return list
}

func TestReplaceKeepsTheCataloguesOrder(t *testing.T) {
	old := customer.Record{Sealed: sealed(1, customer.Name, customer.Phone, customer.Card)}
	next := old
	next.Replace(sealed(2, customer.NationalID, customer.Phone), customer.FieldsOf(customer.Card, customer.Address))
	var got []string
	for _, s := range next.Sealed {
		got = append(got, fmt.Sprint(s.Field, s.Version))
	}
	if diff := cmp.Diff([]string{"name 1", "national_id 2", "phone 2"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if old.Fields() != customer.FieldsOf(customer.Name, customer.Phone, customer.Card) {
		t.Error("the record it was copied from changed")
	}
	if s, ok := next.SealedOf(customer.Phone); !ok || s.Version != 2 {
		t.Errorf("the phone is of version %d", s.Version)
	}
	if _, ok := next.SealedOf(customer.Card); ok {
		t.Error("the card is there still")
	}
}

func TestCheckSealed(t *testing.T) {
	long := sealed(1, customer.Name)
	long[0].Box = make([]byte, customer.ValueMax+29)
	short := sealed(1, customer.Name)
	short[0].Box = make([]byte, 28)
	for _, tc := range []struct {
		story string
		list  []customer.Sealed
		ok    bool
	}{
		{"none", nil, true},
		{"in order", sealed(1, customer.Name, customer.Card), true},
		{"out of order", sealed(1, customer.Card, customer.Name), false},
		{"twice", sealed(1, customer.Name, customer.Name), false},
		{"of another version", sealed(2, customer.Name), false},
		{"not in the catalogue", sealed(1, customer.FieldCount), false},
		{"longer than a value", long, false},
		{"of nothing", short, false},
	} {
		if got := customer.CheckSealed(tc.list, 1); got.OK() != tc.ok {
			t.Errorf("%s: %v", tc.story, got)
		}
	}
}

func TestExternalIDs(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "C0000001": true, "a:b/c?d": true, "with space": false, "控": false, "\x00": false,
		strings.Repeat("x", customer.ExternalMax): true, strings.Repeat("x", customer.ExternalMax+1): false,
	} {
		if customer.ValidExternal(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
	if !customer.ValidLanguage("zh") || customer.ValidLanguage("") || customer.ValidLanguage("ZH") {
		t.Error("languages")
	}
}
