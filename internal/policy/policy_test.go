package policy_test

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/disclosure"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/policy"
)

var update = flag.Bool("update", false, "rewrite the tables under testdata")

// everything is a policy that permits all there is.
const everything = "permit (principal, action, resource);\n"

func TestDefaultTable(t *testing.T) {
	table, hash, err := policy.Compile(policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	if want := sha256.Sum256([]byte(policy.Default())); hash != want {
		t.Errorf("the hash is %x, want that of the text, %x", hash, want)
	}
	compare(t, "default_table.txt", grid(&table))
}

// grid writes a table down: for every principal and purpose the classes that may
// be seen at each level, by their first letters.
func grid(table *disclosure.Table) string {
	var b strings.Builder
	row := func(cells ...any) {
		line := fmt.Sprintf("%-9s %-10s %-8s %-7s %-6s %s", cells...)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	row("", "", "matched", "masked", "clear", "exported")
	for who := range disclosure.Principal(disclosure.PrincipalCount) {
		if !who.Known() {
			continue
		}
		nothing := true
		for purpose := range disclosure.Purpose(disclosure.PurposeCount) {
			if table[who][purpose] == 0 {
				continue
			}
			nothing = false
			row(who, purpose, classes(table, who, purpose, disclosure.Matched), classes(table, who, purpose, disclosure.Masked),
				classes(table, who, purpose, disclosure.Clear), classes(table, who, purpose, disclosure.Exported))
		}
		if nothing {
			row(who, "nothing", "", "", "", "")
		}
	}
	return b.String()
}

func classes(table *disclosure.Table, who disclosure.Principal, purpose disclosure.Purpose, level disclosure.Level) string {
	letters := ""
	for class := range customer.Class(customer.ClassCount) {
		if table.Allows(disclosure.Principals(0).With(who), purpose, level, 1<<class) {
			letters += class.String()[:1]
		} else {
			letters += "-"
		}
	}
	return letters
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestNobodyReadsABackup(t *testing.T) {
	table, _, err := policy.Compile(everything)
	if err != nil {
		t.Fatal(err)
	}
	all := disclosure.Principals(1<<disclosure.PrincipalCount - 1)
	for purpose := range disclosure.Purpose(disclosure.PurposeCount) {
		if !table.Allows(all, purpose, disclosure.Exported, 1) {
			t.Errorf("purpose %s: an export is refused by a policy that permits everything", purpose)
		}
		if table.Allows(all, purpose, disclosure.Ciphertext, 1) {
			t.Errorf("purpose %s: a backup may be read", purpose)
		}
	}
}

func TestForbidWins(t *testing.T) {
	locked := "forbid (principal, action, resource);\n" + policy.Default()
	table, _, err := policy.Compile(locked)
	if err != nil {
		t.Fatalf("a forbid of everything in front of the default: %v", err)
	}
	if diff := cmp.Diff(disclosure.Table{}, table); diff != "" {
		t.Errorf("something is permitted in spite of it:\n%s", diff)
	}
	table, _, err = policy.Compile(everything +
		`forbid (principal, action == Action::"clear", resource == Class::"financial") unless { context.purpose == "dispute" };`)
	if err != nil {
		t.Fatal(err)
	}
	support := disclosure.Principals(1)
	for _, tc := range []struct {
		purpose disclosure.Purpose
		class   customer.Class
		want    bool
	}{
		{disclosure.ForSupport, customer.Financial, false},
		{disclosure.ForDispute, customer.Financial, true},
		{disclosure.ForSupport, customer.Contact, true},
	} {
		if got := table.Allows(support, tc.purpose, disclosure.Clear, 1<<tc.class); got != tc.want {
			t.Errorf("clear %s for %s: allowed %t, want %t", tc.class, tc.purpose, got, tc.want)
		}
	}
}

// refusedTexts are told why; "" is a message of Cedar's own.
var refusedTexts = []struct{ story, text, message string }{
	{"nothing at all", "", "a policy that lets nobody read anything says so: forbid (principal, action, resource);"},
	{"only a comment", "// permit (principal, action, resource);", "a policy that lets nobody read anything says so: forbid (principal, action, resource);"},
	{"no Cedar", "allow everyone", ""},
	{"a template", `permit (principal == ?principal, action, resource);`, ""},
	{
		"a forbid that fails, which Cedar would skip",
		everything + `forbid (principal, action, resource) when { context.purpose > 3 };`, "",
	},
	{
		"a forbid that fails for one purpose alone",
		everything + `forbid (principal, action, resource) when { context.purpose == "review" && 1 + 9223372036854775807 == 0 };`,
		`line 2: fails for Role::"support", Action::"matched", Class::"identity", purpose review: integer overflow while attempting to add ` +
			"`1` with `9223372036854775807`",
	},
	{
		"a permit that fails",
		everything + `permit (principal, action, resource) when { principal.purpose == "review" };`, "",
	},
	{"a misspelt role", `permit (principal == Role::"suport", action, resource);`, `line 1: there is no Role::"suport" here`},
	{"a class for a principal", `permit (principal == Class::"contact", action, resource);`, `line 1: there is no Class::"contact" here`},
	{"a person", `permit (principal == User::"0042", action, resource);`, `line 1: there is no User::"0042" here`},
	{"a level that there is not", `permit (principal, action == Action::"look", resource);`, `line 1: there is no Action::"look" here`},
	{"one of several levels", `permit (principal, action in [Action::"clear", Action::"cleer"], resource);`, `line 1: there is no Action::"cleer" here`},
	{"a backup", `permit (principal, action == Action::"ciphertext", resource);`, `line 1: there is no Action::"ciphertext" here`},
	{"a kind that there is not", `permit (principal, action, resource is Field);`, `line 1: there are no entities Field here`},
	{"a kind and a class", `permit (principal, action, resource is Class in Class::"money");`, `line 1: there is no Class::"money" here`},
	{
		"a misspelt role in a condition",
		everything + "\n" + `forbid (principal, action, resource) when { principal in [Role::"admin", Role::"auditer"] };`,
		`line 3: there is no Role::"auditer"`,
	},
	{
		"a kind in a condition",
		everything + `forbid (principal, action, resource) unless { principal is Member };`,
		`line 2: there are no entities Member here`,
	},
	{
		"a misspelt purpose",
		everything + `forbid (principal, action, resource) when { context.purpose == "suport" };`,
		`line 2: there is no purpose "suport"`,
	},
	{
		"an attribute that there is not, asked for with care",
		everything + `forbid (principal, action, resource) when { context has reason && context.reason == "review" };`,
		`line 2: there is no attribute "reason"`,
	},
	{
		"an attribute behind what is never true",
		everything + `forbid (principal, action, resource) when { false && principal.level };`,
		`line 2: there is no attribute "level"`,
	},
	{
		"a forbid that applies to nothing",
		everything + "\n" + `forbid (principal, action, resource) when { context.purpose == "review" && context.purpose == "support" };`,
		"line 3: this policy applies to nothing",
	},
	{
		"two permits that apply to nothing, beside a forbid of everything",
		"forbid (principal, action, resource);\npermit (principal, action, resource) when { false };\npermit (principal, action, resource) when { false };",
		"line 2: this policy applies to nothing",
	},
	{"brackets without end", "permit (principal, action, resource) when { " + strings.Repeat("(", 30_000), "a policy opens 64 brackets at once at most"},
	{"too long", everything + "//" + strings.Repeat(" ", policy.TextMax), "a policy has 65536 bytes at most"},
}

func TestRefusedTexts(t *testing.T) {
	for _, tc := range refusedTexts {
		t.Run(tc.story, func(t *testing.T) {
			table, hash, err := policy.Compile(tc.text)
			var e *errkind.Error
			if !errors.As(err, &e) || e.Kind != errkind.Invalid || e.Code != "invalid_policy" {
				t.Fatalf("got %v, want invalid_policy", err)
			}
			if tc.message != "" && e.Message != tc.message {
				t.Errorf("says  %s\nwants %s", e.Message, tc.message)
			}
			if table != (disclosure.Table{}) || hash != [32]byte{} {
				t.Error("a table or hash of a refused text")
			}
		})
	}
}

// Brackets in strings and comments are text.
func TestNestingSkipsText(t *testing.T) {
	brackets := strings.Repeat("([{", 100)
	text := "@note(\"" + brackets + "\\\"" + brackets + "\")\n// " + brackets + "\n" + everything + "// \"" + brackets
	if _, _, err := policy.Compile(text); err != nil {
		t.Error(err)
	}
	hidden := "permit (principal, action, resource) when { " + strings.Repeat("( // )\n", 70) + "true" + strings.Repeat(")", 70) + " };"
	if _, _, err := policy.Compile(hidden); err == nil {
		t.Error("brackets closed in comments let 70 be open at once")
	}
}

func TestSameTextSameTable(t *testing.T) {
	first, _, err := policy.Compile(policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, _, err := policy.Compile(policy.Default())
		if err != nil || again != first {
			t.Fatalf("another table of one text, or %v", err)
		}
	}
}

// FuzzCompile holds that whatever compiles has a table that a permit of
// everything includes, and that nothing but invalid_policy comes of the rest.
func FuzzCompile(f *testing.F) {
	f.Add(policy.Default())
	f.Add(everything)
	f.Add(`forbid (principal, action, resource) when { ["review"].contains(context.purpose) };`)
	f.Add(`permit (principal is Role, action, resource in Class::"contact") unless { context.purpose like "s*" };`)
	f.Add(`@id("x") permit (principal, action, resource) when { if true then {a: 1}.a == 1 else ip("::1").isIpv4() };`)
	f.Add(`permit (principal, action, resource) when { "\u{1f4a9}\"" == ((context)).purpose };`)
	full, _, err := policy.Compile(everything)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, _, err := policy.Compile(text)
		if err != nil {
			if errkind.CodeOf(err) != "invalid_policy" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for who := range table {
			for purpose, bits := range table[who] {
				if bits&^full[who][purpose] != 0 {
					t.Fatalf("%q permits what there is not: %d, %d: %b", text, who, purpose, bits)
				}
			}
		}
	})
}

func BenchmarkCompileDefault(b *testing.B) {
	for b.Loop() {
		if _, _, err := policy.Compile(policy.Default()); err != nil {
			b.Fatal(err)
		}
	}
}

// A customer reads of herself alone, whatever a text says: she spends no budget,
// and so lookups would be without end.
func TestCustomersLookNobodyUp(t *testing.T) {
	table, _, err := policy.Compile("permit (principal, action, resource);")
	if err != nil {
		t.Fatal(err)
	}
	who := disclosure.Principals(0).With(disclosure.AsCustomer)
	for level, want := range map[disclosure.Level]bool{
		disclosure.Matched: false, disclosure.Masked: true, disclosure.Clear: true, disclosure.Exported: false,
	} {
		if got := table.Allows(who, disclosure.ForHerself, level, customer.FieldsOf(customer.Phone).Classes()); got != want {
			t.Errorf("%s is %t", level, got)
		}
	}
	if _, _, err := policy.Compile(`permit (principal == Role::"customer", action == Action::"matched", resource);`); err == nil {
		t.Error("a text that lets customers look others up alone is taken")
	}
}
