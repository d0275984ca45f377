package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
)

// TestGatewayDocument follows the five minutes of docs/gateway.md: what stands in
// its sh blocks runs against a sandbox, with the SDK that test/sdk has.
func TestGatewayDocument(t *testing.T) {
	modules := filepath.Join(alipaytest.Folder(t), "node_modules")
	for _, name := range []string{"bash", "curl", "openssl"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("SKIPPED: %s is not installed", name)
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, root: root, dir: t.TempDir()}
	if err := os.Symlink(modules, filepath.Join(r.dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "shop.json"), r.serveSandbox("shop"), 0o600); err != nil {
		t.Fatal(err)
	}
	script := strings.Join(shell(t, filepath.Join(root, "docs", "gateway.md")), "\n")
	// The page says what to put in by hand, and what to install where nothing is.
	for _, put := range []struct{ in, by string }{
		{"http://127.0.0.1:8080", r.url},
		{"npm install alipay-sdk@4.14.0\n", "\n"},
		{"node pay.mjs $URL $CODE\n", "node pay.mjs $URL $CODE | tee said\n"},
		{"/v1/pay/CODE ", "/v1/pay/$(grep -o '/pay/[A-Za-z0-9_-]*' said | cut -c 6-) "},
	} {
		if strings.Count(script, put.in) != 1 {
			t.Fatalf("docs/gateway.md has %q not once", put.in)
		}
		script = strings.Replace(script, put.in, put.by, 1)
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-c", script)
	cmd.Dir = r.dir
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, promised := range []string{
		"tradeNo: '00", "fundChange: 'Y'", "fundChange: 'N'", "qrCode: '" + r.url + "/pay/", "trade_status: 'TRADE_SUCCESS'",
		`"order":"T2"`, `"state":"completed"`,
	} {
		if !bytes.Contains(said, []byte(promised)) {
			t.Errorf("the document promises %s and nothing said so:\n%s", promised, said)
		}
	}
}

// shell returns a document's sh blocks.
func shell(t *testing.T, path string) (blocks []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(b), "```sh\n")
	for found {
		block, after, ended := strings.Cut(rest, "```\n")
		if !ended {
			t.Fatalf("%s has a block without an end", path)
		}
		blocks = append(blocks, block)
		_, rest, found = strings.Cut(after, "```sh\n")
	}
	return blocks
}

// serveSandbox starts the server as the document says, on a free port, and returns
// its first line.
func (r *reader) serveSandbox(dir string, more ...string) (first []byte) {
	path, err := exec.LookPath("candor")
	if err != nil {
		r.t.Fatal(err)
	}
	r.server = exec.Command(path, append([]string{"serve", "--sandbox", "--dir", dir, "--json", "--listen", "127.0.0.1:0"}, more...)...)
	r.server.Dir = r.dir
	_, lines := r.start(r.server)
	if !lines.Scan() {
		r.t.Fatal("the server said nothing")
	}
	_, rest, _ := strings.Cut(lines.Text(), `"listen":"`)
	r.url, _, _ = strings.Cut(rest, `"`)
	return lines.Bytes()
}
