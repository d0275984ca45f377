package tidy_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candorpay/candor/internal/tidy"
)

var update = flag.Bool("update", false, "rewrite the findings that the fixtures expect")

// TestTree holds this repository to its own rules.
func TestTree(t *testing.T) {
	findings, err := tidy.Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

// TestFixtures proves that each rule can fail: every fixture is a small tree
// and, under the name want, the findings in it.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { checkFixture(t, file) })
	}
}

func checkFixture(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tree, want := fstest.MapFS{}, -1
	for i, f := range archive.Files {
		if f.Name == "want" {
			want = i
			continue
		}
		tree[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if want < 0 {
		t.Fatal("no findings are expected: add a file named want")
	}
	findings, err := tidy.Check(tree)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, f := range findings {
		got.WriteString(f.String() + "\n")
	}
	if *update {
		archive.Files[want].Data = []byte(got.String())
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(archive.Files[want].Data), got.String()); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// A file over the limit is made here: 501 lines are no reading matter.
func TestLongFile(t *testing.T) {
	text := "// Package trade is long.\n// Very.\n// So.\npackage trade\n" + strings.Repeat("\n", 496)
	tree := fstest.MapFS{"internal/trade/trade.go": {Data: []byte(text)}}
	if findings, err := tidy.Check(tree); err != nil || len(findings) != 0 {
		t.Errorf("500 lines: %v, %v", findings, err)
	}
	tree["internal/trade/trade.go"].Data = append(tree["internal/trade/trade.go"].Data, '\n')
	findings, err := tidy.Check(tree)
	if err != nil || len(findings) != 1 || findings[0].Line != 501 {
		t.Errorf("501 lines: %v, %v", findings, err)
	}
}

func TestLongFunction(t *testing.T) {
	const head = "// Package trade is long.\n// Very.\n// So.\npackage trade\n\nfunc long() {\n"
	for lines, want := range map[int]int{70: 0, 71: 1} {
		text := head + strings.Repeat("\tlong()\n", lines-2) + "}\n"
		findings, err := tidy.Check(fstest.MapFS{"internal/trade/trade.go": {Data: []byte(text)}})
		if err != nil || len(findings) != want {
			t.Errorf("%d lines: %v, %v", lines, findings, err)
		}
	}
}

func TestBrokenTree(t *testing.T) {
	tree := fstest.MapFS{"internal/trade/trade.go": {Data: []byte("package trade\nfunc {")}}
	if findings, err := tidy.Check(tree); err == nil {
		t.Errorf("a file that does not parse: %v and no error", findings)
	}
	if findings, err := tidy.Check(os.DirFS("testdata/absent")); err == nil {
		t.Errorf("a tree that is not there: %v and no error", findings)
	}
}
