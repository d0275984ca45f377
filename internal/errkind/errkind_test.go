package errkind_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/candorpay/candor/internal/errkind"
)

// Numbers are in command logs and in stored replies.
func TestKindsKeepTheirNumbersAndNames(t *testing.T) {
	for number, tc := range []struct {
		kind errkind.Kind
		name string
	}{
		{errkind.Internal, "internal"},
		{errkind.Invalid, "invalid"},
		{errkind.Denied, "denied"},
		{errkind.NotFound, "not_found"},
		{errkind.Conflict, "conflict"},
		{errkind.Exhausted, "exhausted"},
		{errkind.Unavailable, "unavailable"},
	} {
		if int(tc.kind) != number || tc.kind.String() != tc.name {
			t.Errorf("kind %d is %d, %q; want %q", number, tc.kind, tc.kind, tc.name)
		}
	}
	if got := errkind.Kind(200).String(); got != "internal" {
		t.Errorf("an unknown kind is %q outside, want internal", got)
	}
}

func TestRefusal(t *testing.T) {
	var yes errkind.Refusal
	if !yes.OK() || yes.Err() != nil {
		t.Errorf("the zero refusal: OK %t, Err %v; want yes", yes.OK(), yes.Err())
	}
	no := errkind.Refusal{Kind: errkind.Conflict, Code: "insufficient_funds"}
	err := fmt.Errorf("pay trade: %w", no.Err())
	if no.OK() || errkind.Of(err) != errkind.Conflict || errkind.CodeOf(err) != "insufficient_funds" {
		t.Errorf("a refusal as an error: %s, %s", errkind.Of(err), errkind.CodeOf(err))
	}
}

func TestOfAndCodeOf(t *testing.T) {
	denied := errkind.New(errkind.Denied, "scope_missing", "the key may not %s", "refund")
	for _, tc := range []struct {
		story string
		err   error
		kind  errkind.Kind
		code  string
	}{
		{"as it is", denied, errkind.Denied, "scope_missing"},
		{"wrapped", fmt.Errorf("check caller: %w", denied), errkind.Denied, "scope_missing"},
		{"joined", errors.Join(io.EOF, denied), errkind.Denied, "scope_missing"},
		{"the outer one wins", &errkind.Error{Kind: errkind.Unavailable, Code: "not_ready", Cause: denied}, errkind.Unavailable, "not_ready"},
		{"a kind without a code", &errkind.Error{Kind: errkind.Invalid}, errkind.Invalid, "internal_error"},
		{"nobody classified it", io.EOF, errkind.Internal, "internal_error"},
		{"nothing happened", nil, errkind.Internal, "internal_error"},
	} {
		t.Run(tc.story, func(t *testing.T) {
			if kind, code := errkind.Of(tc.err), errkind.CodeOf(tc.err); kind != tc.kind || code != tc.code {
				t.Errorf("got %s, %s; want %s, %s", kind, code, tc.kind, tc.code)
			}
		})
	}
}

func TestErrorKeepsItsCause(t *testing.T) {
	err := &errkind.Error{Kind: errkind.Unavailable, Code: "not_ready", Message: "try again", Cause: io.ErrUnexpectedEOF}
	if got, want := err.Error(), "not_ready: try again: unexpected EOF"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if !errors.Is(fmt.Errorf("serve: %w", err), io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
	if got, want := errkind.New(errkind.Invalid, "amount_zero", "").Error(), "amount_zero"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}
