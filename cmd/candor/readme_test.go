package main_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme follows README.md from top to bottom: every command in its console
// blocks runs in a folder of its own, against the server that make run starts.
// Only the address differs, and bin/candor is this test's program.
func TestReadme(t *testing.T) {
	for _, name := range []string{"bash", "make", "curl", "openssl", "hledger"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("SKIPPED: %s is not installed", name)
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, root: root, dir: t.TempDir()}
	r.install()
	for _, command := range console(t, filepath.Join(root, "README.md")) {
		r.follow(command)
	}
	if r.server != nil {
		t.Error("the README does not stop its server")
	}
	for _, said := range []string{
		`"80.00"`, `"refund_exceeds_paid"`, `"state":"completed"`,
		`"trade_status":"TRADE_SUCCESS"`, `"buyer_logon_id":"***"`, `"fund_change":"N"`, `"order":"tea_2"`,
		`"case_required"`, `"policy_refused"`, `"left":{"hour":19,`, `"role":"support"`, `"external":"tour-1"}]`, `"unauthenticated"`,
		"consistent with staff:0004, and with no other path", "574 customers", "incident 1: 480 customers", "all holds",
	} {
		if !strings.Contains(r.transcript.String(), said) {
			t.Errorf("the tour promises %s and nothing said so:\n%s", said, &r.transcript)
		}
	}
}

// console returns the commands in a document's console blocks.
func console(t *testing.T, path string) (commands []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		command, ok := strings.CutPrefix(line, "$ ")
		switch {
		case line == "```console":
			inside = true
		case line == "```":
			inside = false
		case inside && ok:
			commands = append(commands, command)
		}
	}
	return commands
}

// reader is somebody who types what the README says into one shell.
type reader struct {
	t          *testing.T
	root, dir  string
	url        string    // of the server
	server     *exec.Cmd // nil while it does not run
	shell      io.Writer
	said       *bufio.Scanner
	transcript strings.Builder
}

// install puts the program where make would have built it, and opens the shell.
func (r *reader) install() {
	path, err := exec.LookPath("candor")
	if err == nil {
		err = os.Mkdir(filepath.Join(r.dir, "bin"), 0o755)
	}
	if err == nil {
		err = os.Symlink(path, filepath.Join(r.dir, "bin", "candor"))
	}
	if err != nil {
		r.t.Fatal(err)
	}
	shell := exec.Command("bash", "--noprofile", "--norc")
	shell.Dir, shell.Stderr = r.dir, &r.transcript
	r.shell, r.said = r.start(shell)
}

// start starts a program and returns its two ends. The test's end ends it.
func (r *reader) start(cmd *exec.Cmd) (io.Writer, *bufio.Scanner) {
	in, err := cmd.StdinPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	return in, lines
}

// follow does what one command of the README asks for.
func (r *reader) follow(command string) {
	switch command {
	case "make run":
		if plan := r.plan("run"); !strings.Contains(plan, "tools/run.sh") {
			r.t.Fatalf("make run does not call tools/run.sh:\n%s", plan)
		}
		r.serve()
		return
	case "make test": // it runs this very test
		r.plan("test")
		return
	}
	if strings.HasPrefix(command, "bin/candor") {
		r.stop()
	}
	command = strings.ReplaceAll(command, "http://127.0.0.1:8080", r.url)
	if status := r.run(command); status != "0" {
		r.t.Fatalf("%s: status %s\n%s", command, status, &r.transcript)
	}
}

// plan returns what make would do.
func (r *reader) plan(target string) string {
	out, err := exec.Command("make", "-n", "-C", r.root, target).CombinedOutput()
	if err != nil {
		r.t.Fatalf("make -n %s: %v\n%s", target, err, out)
	}
	return string(out)
}

// serve starts what make run starts, in the reader's own folder.
func (r *reader) serve() {
	r.server = exec.Command("bash", filepath.Join(r.root, "tools", "run.sh"), "./candor-data", "127.0.0.1:0")
	r.server.Dir = r.dir
	_, lines := r.start(r.server)
	for lines.Scan() {
		fmt.Fprintln(&r.transcript, lines.Text())
		if rest, ok := strings.CutPrefix(lines.Text(), "serving "); ok {
			r.url, _, _ = strings.Cut(rest, " ")
			return
		}
	}
	r.t.Fatalf("the server did not say where it serves:\n%s", &r.transcript)
}

// stop does what Ctrl-C does.
func (r *reader) stop() {
	if r.server == nil {
		return
	}
	if err := r.server.Process.Signal(os.Interrupt); err != nil {
		r.t.Fatal(err)
	}
	if err := r.server.Wait(); err != nil {
		r.t.Fatalf("the server ended with %v", err)
	}
	r.server = nil
}

// ended is what the shell says behind each command, with its status.
const ended = "@@ended "

// run types a command into the shell and returns its exit status.
func (r *reader) run(command string) (status string) {
	fmt.Fprintf(&r.transcript, "$ %s\n", command)
	if _, err := fmt.Fprintf(r.shell, "%s\necho \"%s$?\"\n", command, ended); err != nil {
		r.t.Fatal(err)
	}
	for r.said.Scan() {
		if status, ok := strings.CutPrefix(r.said.Text(), ended); ok {
			return status
		}
		fmt.Fprintln(&r.transcript, r.said.Text())
	}
	r.t.Fatalf("the shell ended:\n%s", &r.transcript)
	return ""
}
