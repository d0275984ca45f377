// Package alipaytest drives the gateway with the official SDK, for tests.
//
// What it promises: every answer that it returns was verified by the SDK itself,
// and a test in an environment without Node or without the SDK is skipped with
// the reason and never passes by. Where CANDOR_REQUIRE_SDK is set, as make unit
// and make test set it, such a test fails instead.
//
// Vocabulary: a driver is a Node process with one configured SDK; a gate is a
// sandbox with a server before it; a shop is a merchant with an app.
//
//	gate := alipaytest.Open(t, nil)
//	shop := gate.Shop(t, alipaytest.ShopOptions{})
//	sdk := shop.SDK(t)
//	answer, err := sdk.Exec("alipay.trade.query", map[string]any{"out_trade_no": "1"}, nil)
package alipaytest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// Config is the SDK's own configuration, with its own names, such as appId,
// privateKey and gateway.
type Config map[string]any

// SDK is a running driver. It is safe for concurrent use: requests are under way
// at the same time.
type SDK struct {
	mu      sync.Mutex
	stdin   io.WriteCloser
	next    int
	waiting map[int]chan reply
	ended   error
}

// request is a line that the driver reads.
type request struct {
	ID         int            `json:"id"`
	Op         string         `json:"op"`
	Method     string         `json:"method,omitempty"`
	HTTPMethod string         `json:"httpMethod,omitempty"`
	Path       string         `json:"path,omitempty"`
	BizContent map[string]any `json:"bizContent,omitempty"`
	Params     map[string]any `json:"params,omitempty"`
	Options    map[string]any `json:"options,omitempty"`
}

type reply struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *SDKError       `json:"error"`
}

// SDKError is what the SDK threw: of v3 with the gateway's code and HTTP status.
type SDKError struct {
	Message string `json:"message"`
	Code    string `json:"code"`
	Status  int    `json:"status"`
	TraceID string `json:"traceId"`
}

// Error returns code and message.
func (e *SDKError) Error() string { return fmt.Sprintf("sdk: %d %s: %s", e.Status, e.Code, e.Message) }

// packages are those of npm that test/sdk/package.json names.
var packages = []string{"alipay-sdk", "standardwebhooks"}

// Folder returns the absolute path of test/sdk in the repository, in which npm's
// packages are installed and Node runs, or skips the test when they are not there.
func Folder(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed: the official SDK cannot be driven")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("this test does not run inside the module")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "test", "sdk")
	for _, name := range packages {
		if _, err := os.Stat(filepath.Join(dir, "node_modules", name)); err != nil {
			missing(t, "npm's "+name+" is not installed: run tools/setup.sh sdk, as make test does")
		}
	}
	return dir
}

// missing ends a test that cannot run here.
func missing(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CANDOR_REQUIRE_SDK") != "" {
		t.Fatal(reason)
	}
	t.Skip("SKIPPED: " + reason)
}

// Start starts a driver, which ends with the test. Answers keep the names that
// they have on the wire.
func Start(t testing.TB, config Config) *SDK {
	t.Helper()
	node := exec.Command("node", "driver.mjs")
	node.Dir = Folder(t)
	node.Stderr = os.Stderr
	stdin, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	s := &SDK{stdin: stdin, waiting: map[int]chan reply{}}
	read := make(chan struct{})
	go func() { defer close(read); s.read(stdout) }()
	t.Cleanup(func() {
		_ = stdin.Close() // its end is the driver's
		<-read
		if err := node.Wait(); err != nil {
			t.Errorf("the driver of the SDK: %v", err)
		}
	})
	whole := Config{"camelcase": false}
	for name, value := range config {
		whole[name] = value
	}
	if err := s.write(whole); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *SDK) write(line any) error {
	b, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	_, err = s.stdin.Write(append(b, '\n'))
	return err
}

// read hands replies to those who wait for them.
func (s *SDK) read(stdout io.Reader) {
	lines := bufio.NewReader(stdout)
	for {
		line, err := lines.ReadBytes('\n')
		var r reply
		if err == nil {
			err = json.Unmarshal(line, &r)
		}
		s.mu.Lock()
		if err != nil {
			s.ended = fmt.Errorf("read driver: %w", err)
			for _, w := range s.waiting {
				close(w)
			}
			s.waiting = nil
			s.mu.Unlock()
			_, _ = io.Copy(io.Discard, lines) // so that the driver is never held up
			return
		}
		s.waiting[r.ID] <- r
		delete(s.waiting, r.ID)
		s.mu.Unlock()
	}
}

// do sends a request and waits for its reply.
func (s *SDK) do(r request) (json.RawMessage, error) {
	answered := make(chan reply, 1)
	s.mu.Lock()
	if s.ended != nil {
		s.mu.Unlock()
		return nil, s.ended
	}
	s.next++
	r.ID = s.next
	s.waiting[r.ID] = answered
	err := s.write(r)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	got, ok := <-answered
	switch {
	case !ok:
		return nil, s.ended
	case got.Error != nil:
		return nil, got.Error
	}
	return got.Result, nil
}

// Exec calls a method over v1 and returns the verified answer, code and sub_code
// among its fields. Params are the SDK's own, such as notifyUrl and needEncrypt.
func (s *SDK) Exec(method string, biz, params map[string]any) (map[string]any, error) {
	return object(s.do(request{Op: "exec", Method: method, BizContent: biz, Params: params}))
}

// Post calls a path over v3 by POST and returns the verified answer. What the
// gateway refuses is an *SDKError.
func (s *SDK) Post(path string, body map[string]any) (map[string]any, error) {
	return s.Curl("POST", path, map[string]any{"body": body})
}

// Get calls a path over v3 by GET.
func (s *SDK) Get(path string, query map[string]any) (map[string]any, error) {
	return s.Curl("GET", path, map[string]any{"query": query})
}

// Curl calls a path over v3 with the SDK's own options.
func (s *SDK) Curl(method, path string, options map[string]any) (map[string]any, error) {
	answer, err := object(s.do(request{Op: "curl", Method: method, Path: path, Options: options}))
	if err != nil {
		return nil, err
	}
	data, ok := answer["data"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("sdk: the answer's data is %T, want an object", answer["data"])
	}
	return data, nil
}

// Page returns the address that a page method leads a browser to, by GET.
func (s *SDK) Page(method string, biz, params map[string]any) (string, error) {
	return text(s.do(request{Op: "page", Method: method, HTTPMethod: "GET", BizContent: biz, Params: params}))
}

// Order returns the order string of an app.
func (s *SDK) Order(method string, biz, params map[string]any) (string, error) {
	return text(s.do(request{Op: "order", Method: method, BizContent: biz, Params: params}))
}

// Notify reports whether the SDK's checkNotifySignV2 takes a notification.
func (s *SDK) Notify(params map[string]string) (ok bool, err error) {
	given := make(map[string]any, len(params))
	for name, value := range params {
		given[name] = value
	}
	b, err := s.do(request{Op: "notify", Params: given})
	if err != nil {
		return false, err
	}
	err = json.Unmarshal(b, &ok)
	return ok, err
}

func object(b json.RawMessage, err error) (map[string]any, error) {
	if err != nil {
		return nil, err
	}
	var o map[string]any
	err = json.Unmarshal(b, &o)
	return o, err
}

func text(b json.RawMessage, err error) (string, error) {
	if err != nil {
		return "", err
	}
	var s string
	err = json.Unmarshal(b, &s)
	return s, err
}
