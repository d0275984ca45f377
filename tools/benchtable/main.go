// Benchtable turns the JSON lines of candor bench into the tables of
// docs/benchmarks.md: it reads them from its standard input and writes Markdown
// to its standard output. It promises to show what was measured, and nothing
// else: numbers are the lines' own, integers grouped by thousands.
//
//	candor bench ledger --json | benchtable > docs/benchmarks.md
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// columns are the members of a line, in the order in which they are shown.
var columns = []string{
	"case", "ops", "seconds", "ops_per_s", "p50_us", "p99_us", "p100_us",
	"batch", "clients", "accounts", "skew", "ids", "keyed", "rate", "bytes_per_account", "start_seconds",
	"cpu_seconds", "bytes_synced", "cores", "load", "go", "commit",
}

func main() {
	if err := table(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchtable:", err)
		os.Exit(1)
	}
}

// table writes one row for each line of in that is a JSON object. A line that is
// not one, or a file without any, is an error: half a table would look whole.
func table(in io.Reader, out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "# Benchmarks\n\nWritten by `make bench`. Every reply came after its block was synced.")
	fmt.Fprintf(w, "\n| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	rows := 0
	d := json.NewDecoder(in)
	d.UseNumber()
	for d.More() {
		var line map[string]any
		if err := d.Decode(&line); err != nil {
			return fmt.Errorf("read line %d: %w", rows+1, err)
		}
		for _, c := range columns {
			fmt.Fprintf(w, "| %s ", cell(line[c]))
		}
		fmt.Fprintln(w, "|")
		rows++
	}
	if rows == 0 {
		return fmt.Errorf("no results")
	}
	return w.Flush()
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
