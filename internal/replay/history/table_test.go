package history_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/replay/history"
)

var update = flag.Bool("update", false, "rewrite the expected reports in testdata")

// replayed replays two files with the embedded calendar.
func replayed(t interface{ Fatal(...any) }, flows, yields string) *history.Report {
	f, err := history.ReadFlows(strings.NewReader(flows), nil)
	if err != nil {
		t.Fatal(err)
	}
	y, err := history.ReadYields(strings.NewReader(yields))
	if err != nil {
		t.Fatal(err)
	}
	calendar := fund.DefaultCalendar()
	report, err := history.Replay(context.Background(), history.Files{Flows: f, Yields: y, Calendar: &calendar}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// Every archive of testdata has FLOWS, YIELDS and the report of them.
func TestReports(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(err, "no archive")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			report := replayed(t, string(archive.Files[0].Data), string(archive.Files[1].Data))
			var out bytes.Buffer
			if err := report.Print(&out); err != nil {
				t.Fatal(err)
			}
			if *update {
				archive.Files = append(archive.Files[:2], txtar.File{Name: "report", Data: out.Bytes()})
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(archive.Files[2].Data), out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
