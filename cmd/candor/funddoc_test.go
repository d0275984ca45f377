package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFundDocument follows the five minutes of docs/fund.md: what stands in its sh
// blocks runs against a sandbox.
func TestFundDocument(t *testing.T) {
	for _, name := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("SKIPPED: %s is not installed", name)
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, root: root, dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(r.dir, "idle.json"), r.serveSandbox("idle"), 0o600); err != nil {
		t.Fatal(err)
	}
	script := strings.Join(shell(t, filepath.Join(root, "docs", "fund.md")), "\n")
	const address = "http://127.0.0.1:8080"
	if strings.Count(script, address) != 1 {
		t.Fatalf("docs/fund.md has %s not once", address)
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-c", strings.Replace(script, address, r.url, 1))
	cmd.Dir = r.dir
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, promised := range []string{
		`"kind":"bought"`, `"total":{"amount":"800.09"`, `"income_per_10000":"1.1250"`, ",income,", ",0.09,800.09,CNY",
		`"instrument":"fund","fund":"`, `"refundable":{"amount":"30.00"`, `"kind":"redeemed_instantly"`, `"on":true`,
		"  income so far ", "redeemed 50.00 CNY as of ", "paid for a trade ",
	} {
		if !bytes.Contains(said, []byte(promised)) {
			t.Errorf("the document promises %s and nothing said so:\n%s", promised, said)
		}
	}
	if bytes.Contains(said, []byte("urn:candor:problem")) {
		t.Errorf("something is refused:\n%s", said)
	}
}
