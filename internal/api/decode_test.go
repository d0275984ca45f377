package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/api"
)

const fullTrade = `{"merchant":"00000000000000000000000000000010","order":"A-\u00e9\ud83d\ude00\n","amount":{"amount":"1.00","currency":"CNY"},
 "shares":[{"merchant":"00000000000000000000000000000010","amount":{"amount":"1.00","currency":"CNY"}}],
 "release":{"timer":"from_shipping","days":7},"expires_at":"2030-01-01T00:00:00Z","fundings":[]}`

// FuzzBody feeds every body's decoder. What it takes encoding/json must
// understand in the same way, and what it takes it must take again.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		fullTrade, `{}`, `[]`, `[{"id":"00000000000000000000000000000001","ledger":1,"code":65535,"flags":["linked"]}]`,
		`{"currency":"CNY","terms":{"fee":{"parts_per_million":6000,"refundable":true}}}`, `{"a":1,"a":2}`,
		`{"amount":{"amount":1.5}}`, `{"order":"\ud800"}`, "{\"order\":\"\xff\"}", `{"order":null}`, `{"days":1e3}`,
		strings.Repeat("[", 1<<12), strings.Repeat(`{"release":`, 1<<10), `{"order":"x"} `, `{"order":"x"}x`, `{"Order":"x"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for name, body := range api.Bodies() {
			v := body()
			if api.DecodeBody(b, v) != nil {
				continue
			}
			want := body()
			if err := json.Unmarshal(b, want); err != nil {
				t.Fatalf("%s: took %q, which encoding/json refuses: %v", name, b, err)
			}
			got, _ := json.Marshal(v)
			other, _ := json.Marshal(want)
			if string(got) != string(other) {
				t.Fatalf("%s: read %s from %q, encoding/json reads %s", name, got, b, other)
			}
		}
	})
}

func TestDecodeFull(t *testing.T) {
	v := api.Bodies()["trade"]()
	if err := api.DecodeBody([]byte(fullTrade), v); err != nil {
		t.Fatal(err)
	}
	want := api.Bodies()["trade"]()
	if err := json.Unmarshal([]byte(fullTrade), want); err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(v)
	other, _ := json.Marshal(want)
	if diff := cmp.Diff(string(other), string(got)); diff != "" {
		t.Errorf("not what encoding/json reads (-want +got):\n%s", diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct{ name, body, text, want string }{
		{"fields of nobody", "trade", `{"colour":"red"}`, "colour: unknown_field"},
		{"names that could be anything", "trade", `{"Ann Smith, Elm Street":1}`, "(a field): unknown_field"},
		{"another case", "trade", `{"Order":"x"}`, "Order: unknown_field"},
		{"a field twice", "trade", `{"order":"x","order":"x"}`, "order: duplicate_field"},
		{"a field twice, once escaped", "trade", `{"order":"x","\u006frder":"x"}`, "order: duplicate_field"},
		{"a number for money", "trade", `{"amount":{"amount":1,"currency":"CNY"}}`, "amount.amount: amount_not_a_string"},
		{"a float for money", "trade", `{"amount":{"amount":1.5}}`, "amount.amount: amount_not_a_string"},
		{"a number for an amount", "trade", `{"amount":12.34}`, "amount: amount_not_a_string"},
		{"a number deep inside", "trade", `{"shares":[{},{"amount":{"amount":-1}}]}`, "shares[1].amount.amount: amount_not_a_string"},
		{"null", "trade", `{"order":null}`, "order: invalid_field"},
		{"a string for an object", "trade", `{"amount":"1.00"}`, "amount: invalid_field"},
		{"a fraction", "trade", `{"release":{"days":1.0}}`, "release.days: invalid_field"},
		{"an exponent", "trade", `{"release":{"days":1e1}}`, "release.days: invalid_field"},
		{"too large a number", "trade", `{"release":{"days":65536}}`, "release.days: invalid_field"},
		{"a negative number", "trade", `{"release":{"days":-1}}`, "release.days: invalid_field"},
		{"a leading zero", "trade", `{"release":{"days":01}}`, "release.days: malformed_json"},
		{"nesting", "trade", strings.Repeat("[", 60_000), "body: invalid_field"},
		{"nesting inside", "trade", `{"shares":` + strings.Repeat("[", 60_000), "shares[0]: invalid_field"},
		{"nesting in an unknown field", "trade", `{"x":` + strings.Repeat("[", 60_000), "x: unknown_field"},
		{"two values", "trade", `{} {}`, "body: malformed_json"},
		{"half a value", "trade", `{"order":"x"`, "body: malformed_json"},
		{"nothing", "trade", ` `, "body: malformed_json"},
		{"a comma at the end", "trade", `{"order":"x",}`, "body: malformed_json"},
		{"broken UTF-8", "trade", "{\"order\":\"\xc3\x28\"}", "body: invalid_utf8"},
		{"half a surrogate pair", "trade", `{"order":"\ud83d"}`, "order: invalid_utf8"},
		{"the wrong half", "trade", `{"order":"\ude00\ud83d"}`, "order: invalid_utf8"},
		{"a control character", "trade", "{\"order\":\"a\nb\"}", "order: malformed_json"},
		{"an escape of nothing", "trade", `{"order":"\x"}`, "order: malformed_json"},
		{"too many shares", "trade", `{"shares":[` + strings.Repeat("{},", 64) + `{}]}`, "shares: too_many_items"},
		{"too many fundings", "pay", `{"fundings":[` + strings.Repeat("{},", 16) + `{}]}`, "fundings: too_many_items"},
		{"too many events", "transfers", `[` + strings.Repeat("{},", 8190) + `{}]`, "body: too_many_items"},
		{"a boolean that is none", "reserve", `{"withdraw":tru}`, "withdraw: malformed_json"},
		{"fields where there are none", "nothing", `{"x":1}`, "x: unknown_field"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := api.DecodeBody([]byte(tt.text), api.Bodies()[tt.body]())
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// FuzzCursor holds that a place has one cursor, and that nothing else is one.
func FuzzCursor(f *testing.F) {
	f.Add(api.EncodeCursor(2, make([]byte, 8)))
	f.Add(api.EncodeCursor(1, make([]byte, 16)))
	f.Add("AgAAAAAAAAAB=")
	f.Fuzz(func(t *testing.T, s string) {
		for kind, size := range map[byte]int{1: 16, 2: 8} {
			b, ok := api.DecodeCursor(s, kind, size)
			if !ok {
				continue
			}
			if len(b) != size || api.EncodeCursor(kind, b) != s {
				t.Fatalf("%q is a second cursor of %x", s, b)
			}
		}
	})
}

func TestPrefersCSV(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "text/csv": true, "TEXT/CSV; q=0.5": true, "application/json": false, "*/*": false,
		"application/json, text/csv;q=0.9": false, "application/json;q=0.1, text/csv": true,
		"text/csv;q=0": false, "text/html, text/csv": true, "text/csv;q=nonsense": false,
	} {
		if got := api.PrefersCSV([]string{accept}); got != want {
			t.Errorf("Accept: %q is CSV: %v, want %v", accept, got, want)
		}
	}
}
