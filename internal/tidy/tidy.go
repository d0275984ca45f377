// Package tidy checks the shape of this repository's own code, as a plain test.
//
// What it promises: a tree for which Check finds nothing keeps the import table
// of ARCHITECTURE.md, has no function, parameter list, interface or file beyond
// its limit, says what every package and exported name is for, keeps clocks,
// randomness and floats away from money, and has none of the banned words. Each
// finding names file and line.
//
// Vocabulary: a finding is one place that breaks one rule. A row of the import
// table covers a package and those below it that have no row of their own. A
// domain package is one that decides about money or customers, purely.
//
//	findings, err := tidy.Check(os.DirFS("../.."))
//	for _, f := range findings {
//		t.Error(f) // internal/trade/trade.go:12: imports internal/wallet, ...
//	}
package tidy

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Finding is one place in the tree that breaks a rule.
type Finding struct {
	File string // slash-separated, relative to the tree's root
	Line int    // from 1
	Text string // what is wrong and what to do
}

// String returns the finding as file:line: text.
func (f Finding) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// source is a file of the tree: Go when syntax is set, else text.
type source struct {
	name   string // slash-separated, relative to the root
	text   []byte
	syntax *ast.File
	fset   *token.FileSet
}

// dir returns the folder of the file, which is its package's place in the table.
func (s *source) dir() string { return path.Dir(s.name) }

// test reports whether the file is compiled for tests only.
func (s *source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

// line returns the line of a position in a Go file.
func (s *source) line(p token.Pos) int { return s.fset.Position(p).Line }

// at returns a finding at a position in a Go file.
func (s *source) at(p token.Pos, format string, args ...any) Finding {
	return Finding{File: s.name, Line: s.line(p), Text: fmt.Sprintf(format, args...)}
}

// Check reads the tree and returns what breaks a rule, in order of file and
// line. The error is a file that cannot be read or parsed.
func Check(tree fs.FS) ([]Finding, error) {
	sources, err := load(tree)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	var code []*source
	for _, s := range sources {
		findings = append(findings, words(s)...)
		if s.syntax == nil || ast.IsGenerated(s.syntax) {
			continue
		}
		code = append(code, s)
		for _, rule := range []func(*source) []Finding{imports, purity, floats, applies, lengths, comments, names, waits} {
			findings = append(findings, rule(s)...)
		}
	}
	findings = append(findings, packageComments(code)...)
	findings = append(findings, soleCallers(code)...)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return findings, nil
}

// skipped are folders that hold nothing of ours, or what only looks like code.
// Hidden folders, but for .ci and .github, are skipped too.
var skipped = map[string]bool{"node_modules": true, "bin": true, "candor-data": true, "vendor": true}

// load reads every Go and text file of the tree.
func load(tree fs.FS) ([]*source, error) {
	var sources []*source
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() {
			hidden := strings.HasPrefix(base, ".") && base != "." && base != ".ci" && base != ".github"
			if hidden || skipped[base] || name == "internal/tidy/testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || !readable(name) {
			return nil
		}
		s, err := read(tree, name)
		if err != nil {
			return err
		}
		sources = append(sources, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read tree: %w", err)
	}
	return sources, nil
}

// readable reports whether a file is one that people write: code, documents,
// scripts and the tables of tests.
func readable(name string) bool {
	switch path.Ext(name) {
	case ".go", ".md", ".sh", ".yml", ".yaml", ".txt", ".txtar", ".mod", ".mk":
		return true
	}
	return path.Base(name) == "Makefile" || strings.HasPrefix(name, ".ci/")
}

// read reads one file, and parses it when it is Go outside testdata.
func read(tree fs.FS, name string) (*source, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	s := &source{name: name, text: text, fset: token.NewFileSet()}
	if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
		return s, nil
	}
	s.syntax, err = parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse source: %w", err)
	}
	return s, nil
}

// lines returns the number of lines of the file.
func (s *source) lines() int {
	n := bytes.Count(s.text, []byte("\n"))
	if len(s.text) > 0 && s.text[len(s.text)-1] != '\n' {
		n++
	}
	return n
}
