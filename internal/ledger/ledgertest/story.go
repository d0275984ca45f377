package ledgertest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/ledger"
)

// Play plays every story that matches pattern, each as a subtest with a new
// player from start. A story is a text of commands, one a line, each followed
// by the expected answer in lines indented by two spaces; comments begin with
// '#'. With update the answers are rewritten instead of compared.
func Play(t *testing.T, pattern string, update bool, start func(t *testing.T) func(Words) []string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories at %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			Compare(t, file, play(string(want), start(t)), update)
		})
	}
}

func play(story string, answer func(Words) []string) string {
	var out strings.Builder
	for line := range strings.Lines(story) {
		if strings.HasPrefix(line, "  ") {
			continue
		}
		out.WriteString(line)
		if words := strings.Fields(line); len(words) > 0 && words[0][0] != '#' {
			for _, a := range answer(words) {
				out.WriteString("  " + a + "\n")
			}
		}
	}
	return out.String()
}

// Compare fails the test when the file does not hold got; with update it writes
// got to the file instead.
func Compare(t *testing.T, file, got string, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s (-want +got):\n%s", file, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")))
	}
}

// Words are a story's command: its verb, then words and key=value pairs.
type Words []string

// Get returns the value of a key, "" when the command does not have it.
func (w Words) Get(key string) string {
	for _, word := range w[1:] {
		if value, ok := strings.CutPrefix(word, key+"="); ok {
			return value
		}
	}
	return ""
}

// ID returns the named object's id that is the value of a key.
func (w Words) ID(key string) ledger.ID { return Named(w.Get(key)) }

// Actor returns who gives the command, by its key "by": a name that begins with
// w is a customer, with m a merchant; system is Candor itself, and nobody named
// an operator.
func (w Words) Actor() ledger.Actor {
	switch by := w.Get("by"); {
	case by == "", by == "operator":
		return ledger.Actor{Kind: ledger.ActorOperator}
	case by == "system":
		return ledger.Actor{}
	case by[0] == 'w':
		return ledger.Actor{Kind: ledger.ActorCustomer, ID: Named(by)}
	default:
		return ledger.Actor{Kind: ledger.ActorMerchant, ID: Named(by)}
	}
}
