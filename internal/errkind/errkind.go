// Package errkind names the ways in which Candor says no.
//
// There are two, and they never mix. A Refusal is a business answer: the
// request was understood, the rules were applied, and the answer is no. It is
// a value in a reply, it is stored, and a retry gets the same one. An Error is
// the world failing or a caller misusing a use-case; it wraps its cause.
// Both carry a Kind, which a transport maps to its own status, and a stable
// code in snake_case, which programs act on.
//
//	if r := wallet.Withdraw(...); !r.OK() {
//		return r // Conflict, "insufficient_funds"
//	}
package errkind

import (
	"errors"
	"fmt"
)

// Kind classifies a Refusal or an Error. Its numbers are stored: never reorder.
type Kind uint8

// The kinds. Internal is the zero value, so that an error nobody classified
// says nothing outside.
const (
	Internal    Kind = 0 // a fault of ours; outside only "internal error"
	Invalid     Kind = 1 // the request itself is wrong and stays wrong
	Denied      Kind = 2 // the caller may not
	NotFound    Kind = 3 // no such object, or not the caller's
	Conflict    Kind = 4 // the object's state or the rules refuse it now
	Exhausted   Kind = 5 // a limit, a budget or a rate is used up
	Unavailable Kind = 6 // the platform cannot answer now; try again
)

// String returns the kind's name.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case Denied:
		return "denied"
	case NotFound:
		return "not_found"
	case Conflict:
		return "conflict"
	case Exhausted:
		return "exhausted"
	case Unavailable:
		return "unavailable"
	case Internal:
		return "internal"
	}
	return "internal"
}

// Refusal is a business answer of no. Its zero value means yes.
type Refusal struct {
	Kind Kind
	Code string // stable, snake_case; "" means not refused
}

// OK reports whether nothing was refused.
func (r Refusal) OK() bool { return r.Code == "" }

// Err returns the refusal as an error, or nil when nothing was refused.
func (r Refusal) Err() error {
	if r.OK() {
		return nil
	}
	return &Error{Kind: r.Kind, Code: r.Code}
}

// Error is a classified error. Message is safe to show outside: it never holds
// personal data or secrets. Cause is for our own eyes.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Cause   error
}

// New returns an error of the kind and code with a message that may be shown
// outside.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Error returns code, message and cause.
func (e *Error) Error() string {
	s := e.Code
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Of returns the kind of the first Error in err's chain, or Internal.
func Of(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the code of the first Error in err's chain, or "internal_error".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Code != "" {
		return e.Code
	}
	return "internal_error"
}
