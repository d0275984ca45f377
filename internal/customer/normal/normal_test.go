package normal_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/customer/normal"
	"github.com/candorpay/candor/internal/errkind"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// TestValues holds every line of testdata/values.txt: field, region or -, the
// text in Go's quotes, and what becomes of it.
func TestValues(t *testing.T) {
	const file = "testdata/values.txt"
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(want)) {
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			got.WriteString(line)
			continue
		}
		got.WriteString(answer(t, line))
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// answer is a line of the table with its last column written anew.
func answer(t *testing.T, line string) string {
	head, quoted, _ := strings.Cut(line, `"`)
	prefix, err := strconv.QuotedPrefix(`"` + quoted)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	text, err := strconv.Unquote(prefix)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	words := strings.Fields(head)
	f, ok := customer.ParseField(words[0])
	if !ok {
		t.Fatalf("%s: no field", line)
	}
	value, err := normal.Value(f, text, strings.Trim(words[1], "-"))
	result := strconv.Quote(value)
	if err != nil {
		result = errkind.CodeOf(err)
	}
	return fmt.Sprintf("%-12s %-5s %-32s %s\n", words[0], words[1], prefix, result)
}

func TestErrorsHoldNoValueAndAreInvalid(t *testing.T) {
	for f := range customer.AllFields.All() {
		for _, text := range []string{"", "\x00secret\x00", "\xffsecret", strings.Repeat("secret", 1000)} {
			_, err := normal.Value(f, text, "CN")
			var e *errkind.Error
			if !errors.As(err, &e) || e.Kind != errkind.Invalid || e.Code != "invalid_"+f.String() {
				t.Errorf("%s: %v", f, err)
			}
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, e), "secret") {
				t.Errorf("the error of %s holds the value", f)
			}
		}
	}
}

func TestValuesOfAllFields(t *testing.T) {
	var in customer.Values
	in.Set(customer.Name, " 测  试 ")
	in.Set(customer.Phone, "100 1234 5678")
	in.Set(customer.Email, "")
	in.Set(customer.Card, "4111-1111-1111-1111")
	out, err := normal.Values(in, "CN-ZJ")
	if err != nil {
		t.Fatal(err)
	}
	if want := customer.FieldsOf(customer.Name, customer.Phone, customer.Card); out.Fields() != want {
		t.Errorf("fields %s, want %s: an empty text is no value", out.Fields(), want)
	}
	if got := out.Get(customer.Phone); got != "+8610012345678" {
		t.Errorf("phone %s", got)
	}
	in.Set(customer.BirthDate, "2001-02-29")
	in.Set(customer.BankAccount, "1")
	out, err = normal.Values(in, "")
	if errkind.CodeOf(err) != "invalid_birth_date" || out.Fields() != 0 {
		t.Errorf("%v and %s, want the first refusal in the catalogue's order and nothing", err, out.Fields())
	}
}

func TestRegionsAndLanguages(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"", ""},
		{"cn", "CN"},
		{" CN-zj ", "CN-ZJ"},
		{"US", "US"},
		{"GB-ENG", "GB-ENG"},
		{"FR-75", "FR-75"},
		{"C", "invalid_region"},
		{"CHN", "invalid_region"},
		{"CN-", "invalid_region"},
		{"CN-ABCD", "invalid_region"},
		{"C1", "invalid_region"},
		{"CN_ZJ", "invalid_region"},
		{"CN-Z-", "invalid_region"},
	} {
		got, err := normal.Region(tc.text)
		if err != nil {
			got = errkind.CodeOf(err)
		}
		if got != tc.want {
			t.Errorf("region %q is %q, want %q", tc.text, got, tc.want)
		}
	}
	for _, tc := range []struct{ text, region, want string }{
		{"", "CN-ZJ", "zh"},
		{"", "TW", "zh"},
		{"", "US", "en"},
		{"", "", "zh"},
		{"zh_Hans-CN", "US", "zh"},
		{" EN-gb", "CN", "en"},
		{"fr", "FR", "invalid_language"},
	} {
		got, err := normal.Language(tc.text, tc.region)
		if err != nil {
			got = errkind.CodeOf(err)
		}
		if got != tc.want {
			t.Errorf("language %q in %q is %q, want %q", tc.text, tc.region, got, tc.want)
		}
	}
}

// The short way for Chinese mobile numbers says what the library says.
func TestPhonesAreTheLibrarys(t *testing.T) {
	for front := range 10 {
		for third := range 10 {
			national := fmt.Sprintf("1%d%d12345678", front, third)
			for _, text := range []string{national, "+86" + national} {
				parsed, err := phonenumbers.Parse(text, "CN")
				if err != nil || phonenumbers.IsPossibleNumberWithReason(parsed) != phonenumbers.IS_POSSIBLE {
					t.Fatalf("the library refuses 1%d%d: %v", front, third, err)
				}
				want := phonenumbers.Format(parsed, phonenumbers.E164)
				if got, err := normal.Value(customer.Phone, text, "CN"); err != nil || got != want {
					t.Errorf("1%d%d: %v, or another than the library's", front, third, err)
				}
			}
		}
	}
}

// One wrong digit never passes where a check digit guards: a changed digit of a
// card, a changed or swapped one of a resident's number.
func TestCheckDigitsFindOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, guarded := range []struct {
			field customer.Field
			right string
			from  int // the first place whose digit nothing else guards
		}{
			{customer.Card, "4111111111111111", 6},
			{customer.NationalID, "999999199001011238", 14},
			{customer.BankAccount, "XX09000012345678", 4},
		} {
			f, right, from := guarded.field, guarded.right, guarded.from
			i := rapid.IntRange(from, len(right)-1).Draw(t, "place")
			digit := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
			wrong := right[:i] + string(digit) + right[i+1:]
			_, err := normal.Value(f, wrong, "")
			if (err == nil) != (wrong == right) {
				t.Fatalf("%s with another digit at %d: %v", f, i, err)
			}
		}
	})
}

func TestIssuers(t *testing.T) {
	for _, tc := range []struct{ first, want string }{
		{"219999", ""},
		{"220000", "mir"},
		{"220499", "mir"},
		{"220500", ""},
		{"222099", ""},
		{"222100", "mastercard"},
		{"272099", "mastercard"},
		{"272100", ""},
		{"300000", "diners"},
		{"305999", "diners"},
		{"309500", "diners"},
		{"340000", "amex"},
		{"352799", ""},
		{"352800", "jcb"},
		{"358999", "jcb"},
		{"359000", ""},
		{"360000", "diners"},
		{"379999", "amex"},
		{"380000", "diners"},
		{"399999", "diners"},
		{"400000", "visa"},
		{"499999", "visa"},
		{"500000", ""},
		{"510000", "mastercard"},
		{"559999", "mastercard"},
		{"560000", ""},
		{"601100", "discover"},
		{"601200", ""},
		{"622126", "unionpay"},
		{"629999", "unionpay"},
		{"643999", ""},
		{"644000", "discover"},
		{"659999", "discover"},
		{"660000", ""},
		{"810000", "unionpay"},
		{"819999", "unionpay"},
		{"820000", ""},
		{"4", ""},
		{"41111x", ""},
		{"", ""},
	} {
		if got := normal.Issuer(tc.first + "000000"[:min(6, len(tc.first))]); got != tc.want && len(tc.first) == 6 {
			t.Errorf("cards of %s are %q's, want %q's", tc.first, got, tc.want)
		}
		if got := normal.Issuer(tc.first); got != tc.want {
			t.Errorf("%q is %q's, want %q's", tc.first, got, tc.want)
		}
	}
}

// Masks show nothing whole of what normal makes, whatever is typed.
func FuzzValue(f *testing.F) {
	for _, text := range []string{
		"", "张三", "Anne-Marie  O'Neill", "e\u0301", "a\u200db", "999999199001011238", "999999900101123", "+1 (201) 555-0123", "+44 (0)20 7946 0000",
		"+390612345678", "100 1234 5678", "００１２３４５６７８", "A.B@EXAMPLE.com", "x@例え.example", "x@BÜCHER.example", "x@xn--bcher-kva.example",
		"x@a。b", "2000-02-29", "20000229", "GB82 WEST 1234 5698 7654 32", "4111 1111 1111 1111", "123456789012", "\xff", "İ@İ.İ", "\u0344",
	} {
		for field := range customer.AllFields.All() {
			f.Add(uint8(field), text, "CN-ZJ")
			f.Add(uint8(field), text, "")
		}
		f.Add(uint8(customer.Phone), text, "US")
	}
	f.Fuzz(func(t *testing.T, field uint8, text, region string) {
		which := customer.Field(field % customer.FieldCount)
		value, err := normal.Value(which, text, region)
		if err != nil {
			if _, same := normal.Value(which, "", region); !errors.Is(err, same) {
				t.Fatal("the error depends on the value")
			}
			return
		}
		again, err := normal.Value(which, value, region)
		if err != nil || again != value {
			t.Fatalf("the normal form of a normal form of %s is not itself (%v)", which, err)
		}
		if mask := customer.Mask(which, value); mask == "" || strings.Contains(mask, value) && !strings.Contains(value, "*") {
			t.Fatalf("the mask of a %s shows nothing at all, or all", which)
		}
	})
}

func BenchmarkSixValues(b *testing.B) {
	var in customer.Values
	in.Set(customer.Name, "测试人")
	in.Set(customer.NationalID, "999999199001011238")
	in.Set(customer.Phone, "10012345678")
	in.Set(customer.Email, "Someone.Else@example.com")
	in.Set(customer.Address, "浙江省杭州市 某区１２号")
	in.Set(customer.Card, "4111 1111 1111 1111")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := normal.Values(in, "CN-ZJ"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkForeignPhone(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := normal.Value(customer.Phone, "+1 201 555 0123", "US"); err != nil {
			b.Fatal(err)
		}
	}
}
