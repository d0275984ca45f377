package phish_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/phish"
)

var update = flag.Bool("update", false, "rewrite the verdicts in testdata")

func checker(t testing.TB) *phish.Checker {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "brands.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	merchants, err := phish.ReadBrands(text)
	if err != nil {
		t.Fatal(err)
	}
	c, err := phish.New(append(phish.DefaultBrands(), merchants...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The tables have one text a line, quoted as in Go, and behind => what was found.
// Lines that begin with # say what the next ones are about.
func TestVerdicts(t *testing.T) {
	c := checker(t)
	for file, check := range map[string]func(string) phish.Verdict{
		"names.txt": c.Name, "domains.txt": c.Domain, "urls.txt": c.URL,
	} {
		t.Run(file, func(t *testing.T) {
			table(t, file, func(s string) string { return show(check(s)) })
		})
	}
	t.Run("links.txt", func(t *testing.T) {
		table(t, "links.txt", func(s string) string {
			var list []string
			for _, f := range c.Links(s) {
				if f.Target != "" && !strings.Contains(s[f.At:], f.Target) {
					t.Errorf("%q is not at %d of %q", f.Target, f.At, s)
				}
				list = append(list, fmt.Sprintf("%s %s", f.Target, show(f.Verdict)))
			}
			return strings.Join(list, "; ")
		})
	})
}

// show writes a verdict in one line.
func show(v phish.Verdict) string {
	text := fmt.Sprintf("%s %d", v.Level, v.Score)
	if v.Brand != "" {
		text += " " + v.Brand
	}
	var codes []string
	for _, r := range v.Reasons {
		codes = append(codes, string(r.Code))
	}
	return text + " [" + strings.Join(codes, " ") + "]"
}

// table holds what is found of a file's texts against what it says.
func table(t *testing.T, file string, found func(string) string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	rows := 0
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			b.WriteString(line)
			continue
		}
		quoted, _, _ := strings.Cut(line, " => ")
		input, err := strconv.Unquote(strings.TrimSpace(quoted))
		if err != nil {
			t.Fatalf("%s: %q: %v", file, line, err)
		}
		rows++
		fmt.Fprintf(&b, "%s => %s\n", strings.TrimSpace(quoted), found(input))
	}
	if rows == 0 {
		t.Fatalf("%s has no rows", file)
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
