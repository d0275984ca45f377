// Benchtable turns the JSON lines of candor bench into the tables of
// docs/benchmarks.md: it reads them from its standard input and writes Markdown
// to its standard output. It promises to show what was measured, and nothing
// else: numbers are the lines' own, integers grouped by thousands; every line is
// in a table, and a line that no table is for is an error.
//
//	candor bench ledger --json | benchtable > docs/benchmarks.md
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := tables(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchtable:", err)
		os.Exit(1)
	}
}

// line is one result.
type line map[string]any

// tables writes the sections that there are lines for. Input that is no JSON, or
// none at all, is an error: half a table would look whole.
func tables(in io.Reader, out io.Writer) error {
	lines, err := read(in)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "# Benchmarks\n\nWritten by `make bench`. Every reply came after its block was synced.")
	for i := range sections {
		sections[i].write(w, lines)
	}
	return w.Flush()
}

// read reads all lines, each of which some section shows.
func read(in io.Reader) (lines []line, err error) {
	d := json.NewDecoder(in)
	d.UseNumber()
	for d.More() {
		var l line
		if err := d.Decode(&l); err != nil {
			return nil, fmt.Errorf("read line %d: %w", len(lines)+1, err)
		}
		if !slices.ContainsFunc(sections, func(s section) bool { return s.shows(l) }) {
			return nil, fmt.Errorf("line %d: no table is for the case %v", len(lines)+1, l["case"])
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("no results")
	}
	return lines, nil
}

// write writes the section, if there are lines for it.
func (s *section) write(w io.Writer, lines []line) {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return !s.shows(l) })
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "\n## %s\n\n%s\n", s.title, s.about)
	row := func(of line) {
		for _, c := range s.columns {
			fmt.Fprintf(w, "| %s ", cell(of[c]))
		}
		fmt.Fprintln(w, "|")
	}
	fmt.Fprintf(w, "\n| %s |\n|%s\n", strings.Join(s.columns, " | "), strings.Repeat("---|", len(s.columns)))
	for _, l := range lines {
		if s.list == "" {
			row(l)
			continue
		}
		list, _ := l[s.list].([]any)
		for _, of := range list {
			if of, ok := of.(map[string]any); ok {
				row(of)
			}
		}
	}
}

func (s *section) shows(l line) bool {
	name, _ := l["case"].(string)
	return slices.Contains(s.cases, name)
}

// cell returns a member as text: nothing where it is absent.
func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case json.Number:
		return grouped(v.String())
	}
	return strings.ReplaceAll(fmt.Sprint(v), "|", `\|`)
}

// grouped sets a comma before each three digits of an integer; other numbers
// stay as they are.
func grouped(n string) string {
	if strings.ContainsAny(n, ".eE-") {
		return n
	}
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + "," + n[i:]
	}
	return n
}
