package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/platform"
)

// A server that has a data folder open listens in it as well, on a socket in a
// folder that only its own user may enter: whoever gets there could stop it and
// work on the data folder instead, so a command there needs no key.
const (
	localFolder  = "local"
	localSocket  = "socket"
	localPathMax = 100 // bytes of a socket's path that every system takes
	localBodyMax = 1 << 20
	localTimeout = 30 * time.Second
)

// job is what a command wants done on a platform, here or by the server that has
// the folder open. One of its parts is there.
type job struct {
	App  *appJob  `json:"app,omitempty"`
	Cert *certJob `json:"cert,omitempty"`
	List *listJob `json:"list,omitempty"`
	Fund *fundJob `json:"fund,omitempty"`
}

// do does the job.
func (j job) do(ctx context.Context, p *platform.Platform) (any, error) {
	switch {
	case j.App != nil:
		return j.App.do(ctx, p)
	case j.Cert != nil:
		return j.Cert.do(ctx, p)
	case j.List != nil:
		return j.List.do(ctx, p)
	case j.Fund != nil:
		return j.Fund.do(ctx, p)
	}
	return nil, errUnknownJob
}

// done is a job's end.
type done struct {
	Result json.RawMessage `json:"result,omitempty"`
	Code   string          `json:"code,omitempty"`
	Text   string          `json:"text,omitempty"`
}

// errUnknownJob says that a command and the server are not of one version.
var errUnknownJob = errkind.New(errkind.Invalid, "unknown_job", "the server does not know this command: it is of another version")

// doer does a job and decodes its result into result.
type doer func(j job, result any) error

// finish does a job and decodes its result into result. When a server has the
// folder open, the server does it.
func (f folder) finish(sh *shell, j job, result any) error {
	return f.jobs(sh, platform.Options{HoldClock: true}, func(do doer) error { return do(j, result) })
}

// jobs has work done that takes several jobs, on the folder opened once. When a
// server has it open, the server does them.
func (f folder) jobs(sh *shell, o platform.Options, work func(doer) error) error {
	err := f.opened(o, func(p *platform.Platform) error {
		return work(func(j job, result any) error {
			v, err := j.do(sh.ctx, p)
			if err != nil {
				return err
			}
			made, err := json.Marshal(v)
			return decodeResult(made, err, result)
		})
	})
	if errors.Is(err, cmdlog.ErrLocked) { // which only opening can be, before any work
		locked := err
		err = work(func(j job, result any) error {
			made, err := f.hand(sh.ctx, j, locked)
			return decodeResult(made, err, result)
		})
	}
	return err
}

// decodeResult decodes what a job made, unless it failed.
func decodeResult(made []byte, err error, result any) error {
	if err != nil {
		return err
	}
	if err := json.Unmarshal(made, result); err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	return nil
}

// hand hands a job to the server that has the folder open. Where there is none
// that listens, the error is why the folder could not be opened.
func (f folder) hand(ctx context.Context, j job, locked error) ([]byte, error) {
	body, err := json.Marshal(j)
	if err != nil {
		return nil, fmt.Errorf("encode command: %w", err)
	}
	reach := func(ctx context.Context, _, _ string) (net.Conn, error) {
		path, release, err := socketPath(f.Dir)
		if err != nil {
			return nil, err
		}
		defer release()
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	to := http.Client{Timeout: localTimeout, Transport: &http.Transport{DialContext: reach, DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://local/", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("hand to the server: %w", err)
	}
	answer, err := to.Do(r)
	if dialing := (*net.OpError)(nil); errors.As(err, &dialing) && dialing.Op == "dial" || errors.Is(err, os.ErrNotExist) {
		return nil, locked
	}
	if err != nil {
		return nil, fmt.Errorf("hand to the server: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // what was read counts
	var end done
	if err := json.NewDecoder(io.LimitReader(answer.Body, 16*localBodyMax)).Decode(&end); err != nil {
		return nil, fmt.Errorf("read the server's answer: %w", err)
	}
	if end.Text != "" {
		return nil, &plainError{end.Text, &errkind.Error{Code: end.Code}}
	}
	return end.Result, nil
}

// socketPath returns a path of a data folder's socket that is short enough, until
// release is called.
func socketPath(dir string) (path string, release func(), err error) {
	within := filepath.Join(dir, localFolder)
	if path = filepath.Join(within, localSocket); len(path) <= localPathMax {
		return path, func() {}, nil
	}
	opened, err := os.Open(within)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", opened.Fd(), localSocket), func() { _ = opened.Close() }, nil
}

// listenLocal listens for jobs in a data folder that this process has open.
func listenLocal(dir string) (net.Listener, error) {
	within := filepath.Join(dir, localFolder)
	if err := os.MkdirAll(within, 0o700); err != nil {
		return nil, fmt.Errorf("listen in the folder: %w", err)
	}
	if err := os.Chmod(within, 0o700); err != nil {
		return nil, fmt.Errorf("listen in the folder: %w", err)
	}
	// Of a server that was killed; the folder's lock says that there is no other.
	if err := os.Remove(filepath.Join(within, localSocket)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("listen in the folder: %w", err)
	}
	path, release, err := socketPath(dir)
	if err != nil {
		return nil, fmt.Errorf("listen in the folder: %w", err)
	}
	defer release()
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen in the folder: %w", err)
	}
	return l, nil
}

// serveLocal does the jobs of commands on this machine until stop is called. A
// folder on which no socket can be made is served without.
func serveLocal(dir string, p *platform.Platform, logger *slog.Logger) (stop func()) {
	l, err := listenLocal(dir)
	if err != nil {
		logger.Warn("commands on this machine cannot reach this server", "error", err)
		return func() {}
	}
	server := &http.Server{
		ReadTimeout: localTimeout, WriteTimeout: localTimeout,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answerLocal(w, r, p) }),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // until it is shut down
	}()
	return func() {
		drain, cancel := context.WithTimeout(context.Background(), localTimeout)
		defer cancel()
		if server.Shutdown(drain) != nil {
			_ = server.Close()
		}
		<-ended
	}
}

// answerLocal does one job.
func answerLocal(w http.ResponseWriter, r *http.Request, p *platform.Platform) {
	var j job
	var result any
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, localBodyMax))
	d.DisallowUnknownFields()
	err := d.Decode(&j)
	if err == nil {
		result, err = j.do(r.Context(), p)
	}
	var end done
	if err == nil {
		end.Result, err = json.Marshal(result)
	}
	if err != nil {
		_, code := statusOf(err)
		end = done{Code: code, Text: err.Error()}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(end) // to a command that may have been interrupted
}
