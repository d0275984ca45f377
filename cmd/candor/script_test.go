package main_test

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// The scripts have these commands besides testscript's own:
//
//	status N program args...   runs it and wants that exit status
//	serve args...              starts candor serve and waits until it says where; sets $URL and $KEY
//	shutdown                   ends that server, wants it to end well, and shows its stderr
//	get path [key]             prints the status and body of $URL/path
//	post path body             posts JSON to $URL/path with $KEY, wants it done, and prints the body
//	expand file                puts variables' values into a file
//	flip file offset           flips a bit
//	setenv name regexp file    sets a variable to what the group matched
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: *update, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Values["server"] = &server{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "serve": serve, "shutdown": shutdown, "get": get, "post": post, "expand": expand, "setenv": setenv, "flip": flip,
		},
	})
}

func status(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// server is a script's server, if it has started one.
type server struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer // read only behind Wait
	posted int
}

var (
	saidURL = regexp.MustCompile(`http://[0-9.]+:[0-9]+`)
	saidKey = regexp.MustCompile(`ck_[0-9a-f]{32}_[A-Za-z0-9_-]+`)
)

func serve(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command("candor", append([]string{"serve"}, args...)...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	s := ts.Value("server").(*server)
	s.cmd = cmd
	s.stderr.Reset()
	cmd.Stderr = &s.stderr
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		_ = cmd.Process.Kill() // it is gone already where the script stopped it
		_ = cmd.Wait()
	})
	first := true
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		_, _ = io.WriteString(ts.Stdout(), line+"\n")
		if key := saidKey.FindString(line); key != "" && first { // founders' keys follow the operator's
			ts.Setenv("KEY", key)
			first = false
		}
		if url := saidURL.FindString(line); url != "" {
			ts.Setenv("URL", url)
			return
		}
	}
	ts.Fatalf("the server did not say where it serves")
}

func shutdown(ts *testscript.TestScript, _ bool, _ []string) {
	s := ts.Value("server").(*server)
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	err := s.cmd.Wait()
	_, _ = s.stderr.WriteTo(ts.Stderr())
	if err != nil {
		ts.Fatalf("the server ended with %v", err)
	}
}

func get(ts *testscript.TestScript, _ bool, args []string) {
	r, err := http.NewRequest(http.MethodGet, ts.Getenv("URL")+args[0], nil)
	ts.Check(err)
	if len(args) > 1 {
		r.Header.Set("Authorization", "Bearer "+args[1])
	}
	reply, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer reply.Body.Close()
	_, _ = io.WriteString(ts.Stdout(), reply.Status+"\n")
	_, err = io.Copy(ts.Stdout(), reply.Body)
	ts.Check(err)
}

func post(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("server").(*server)
	s.posted++
	r, err := http.NewRequest(http.MethodPost, ts.Getenv("URL")+args[0], strings.NewReader(args[1]))
	ts.Check(err)
	r.Header.Set("Authorization", "Bearer "+ts.Getenv("KEY"))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", strconv.Itoa(s.posted))
	reply, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer reply.Body.Close()
	_, err = io.Copy(ts.Stdout(), reply.Body)
	ts.Check(err)
	if reply.StatusCode >= http.StatusBadRequest {
		ts.Fatalf("answered %s", reply.Status)
	}
}

func expand(ts *testscript.TestScript, _ bool, args []string) {
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

func setenv(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile(args[2]))
	if len(found) != 2 {
		ts.Fatalf("%s does not match %s with one group", args[2], args[1])
	}
	ts.Setenv(args[0], found[1])
}

func flip(ts *testscript.TestScript, _ bool, args []string) {
	offset, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR, 0)
	ts.Check(err)
	defer f.Close()
	var b [1]byte
	_, err = f.ReadAt(b[:], offset)
	ts.Check(err)
	b[0] ^= 1
	_, err = f.WriteAt(b[:], offset)
	ts.Check(err)
}
