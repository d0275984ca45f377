package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/journal"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/store"
)

// Exit statuses, as the help states them.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitFolder     = 3
	exitDifference = 4
)

// usageError is a command line that cannot be meant.
type usageError struct{ cause error }

func usage(err error) error { return usageError{err} }

func (e usageError) Error() string { return e.cause.Error() }
func (e usageError) Unwrap() error { return e.cause }

// errDifference says that a check found the books to be wrong.
var errDifference = errors.New("a check found a difference")

// statusOf returns the exit status and the stable code of an error.
func statusOf(err error) (status int, code string) {
	var wrong usageError
	switch {
	case errors.As(err, &wrong):
		return exitUsage, "usage"
	case errors.Is(err, platform.ErrNoFolder):
		return exitFolder, "folder_missing"
	case errors.Is(err, platform.ErrIncomplete):
		return exitFolder, "folder_incomplete"
	case errors.Is(err, platform.ErrForeign):
		return exitFailed, "folder_not_empty"
	case errors.Is(err, cmdlog.ErrLocked):
		return exitFolder, "folder_in_use"
	case errors.Is(err, errDifference), errors.Is(err, journal.ErrDifference):
		return exitDifference, "difference"
	case errors.Is(err, cmdlog.ErrCorrupt):
		return exitDifference, "log_corrupt"
	case errors.Is(err, store.ErrCorrupt):
		return exitDifference, "state_corrupt"
	case errors.Is(err, platform.ErrFolderExists):
		return exitFailed, "folder_exists"
	}
	if code := errkind.CodeOf(err); code != "internal_error" {
		return exitFailed, code
	}
	return exitFailed, "failed"
}

// fail reports an error in one line and returns the exit status.
func (sh *shell) fail(err error) int {
	status, code := statusOf(err)
	text := strings.Join(strings.Fields(err.Error()), " ")
	if detail := strings.TrimSuffix(api.Detail(code), "."); detail != "" && strings.HasSuffix(text, code) {
		text += ": " + strings.ToLower(detail[:1]) + detail[1:]
	}
	if !sh.json {
		fmt.Fprintln(sh.stderr, "candor:", text)
		return status
	}
	type failure struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	b, err := json.Marshal(struct {
		Error failure `json:"error"`
	}{failure{code, text}})
	if err != nil {
		b = []byte(`{"error":{"code":"failed"}}`)
	}
	fmt.Fprintln(sh.stderr, string(b))
	return status
}

// print writes a result as one line of JSON with --json, else as text.
func (sh *shell) print(result any, text string) error {
	if sh.json {
		b, err := json.Marshal(result)
		if err != nil {
			return fmt.Errorf("encode result: %w", err)
		}
		text = string(b) + "\n"
	}
	if _, err := fmt.Fprint(sh.stdout, text); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}
