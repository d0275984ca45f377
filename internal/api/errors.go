package api

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/candorpay/candor/internal/errkind"
)

// Codes of problems that this transport finds by itself, before any use-case.
// They are stable.
const (
	CodeBodyTooLarge     = "body_too_large"
	CodeBodyMissing      = "body_missing"
	CodeMalformed        = "malformed_json"
	CodeEncoding         = "invalid_utf8"
	CodeUnknownField     = "unknown_field"
	CodeDuplicateField   = "duplicate_field"
	CodeMissingField     = "missing_field"
	CodeInvalidField     = "invalid_field"
	CodeAmountNotString  = "amount_not_a_string"
	CodeAmountPrecision  = "amount_too_precise"
	CodeAmountOverflow   = "amount_overflow"
	CodeAmountSign       = "amount_not_positive"
	CodeCurrency         = "unknown_currency"
	CodeCurrencyMismatch = "currency_mismatch"
	CodeTooMany          = "too_many_items"
	CodeParameter        = "invalid_parameter"
	CodeKeyMissing       = "idempotency_key_missing"
	CodeKeyInvalid       = "idempotency_key_invalid"
	CodeKeyReuse         = "idempotency_key_reuse"
	CodeMediaType        = "unsupported_media_type"
	CodeMethod           = "method_not_allowed"
	CodeNoRoute          = "route_not_found"
	CodeRate             = "rate_limited"
	CodeForbidden        = "forbidden"
	CodeOverloaded       = "overloaded"
	CodeInternal         = "internal_error"
	codeUnauthenticated  = "unauthenticated"
	codeCanceled         = "request_canceled"
)

// status is the one table from kinds of errors to HTTP statuses. Few codes have
// a status of their own.
func status(kind errkind.Kind, code string) int {
	switch code {
	case CodeKeyReuse:
		return http.StatusUnprocessableEntity
	case CodeBodyTooLarge:
		return http.StatusRequestEntityTooLarge
	case CodeMediaType:
		return http.StatusUnsupportedMediaType
	case CodeMethod:
		return http.StatusMethodNotAllowed
	case codeUnauthenticated:
		return http.StatusUnauthorized
	}
	switch kind {
	case errkind.Invalid:
		return http.StatusBadRequest
	case errkind.Denied:
		return http.StatusForbidden
	case errkind.NotFound:
		return http.StatusNotFound
	case errkind.Conflict:
		return http.StatusConflict
	case errkind.Exhausted:
		return http.StatusTooManyRequests
	case errkind.Unavailable:
		return http.StatusServiceUnavailable
	case errkind.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// problem is an error as RFC 9457 writes it, with a code for programs. It never
// holds what the request said, only where it was wrong.
type problem struct {
	Type     string       `json:"type" doc:"A URN that ends in the code."`
	Title    string       `json:"title" doc:"The status in words."`
	Status   int          `json:"status" doc:"The HTTP status."`
	Code     string       `json:"code" doc:"A stable snake_case code for programs."`
	Detail   string       `json:"detail,omitempty" doc:"An explanation for people."`
	Instance string       `json:"instance" doc:"A URN that ends in the request's id."`
	Errors   []fieldError `json:"errors,omitempty" doc:"The fields at fault, when there are several or it is known which."`
}

// fieldError says which field of a request is at fault, and why.
type fieldError struct {
	Field  string `json:"field" doc:"Path of the field, such as shares[1].amount, or the parameter's name."`
	Code   string `json:"code" doc:"A stable snake_case code for programs."`
	Reason string `json:"reason" doc:"An explanation for people."`
}

// requestError is an error in the request's form. Its fields are never empty.
type requestError struct{ fields []fieldError }

// Error returns the first field and its code.
func (e *requestError) Error() string { return e.fields[0].Field + ": " + e.fields[0].Code }

// fault returns the error of one field.
func fault(field, code, reason string) *requestError {
	return &requestError{[]fieldError{{Field: field, Code: code, Reason: reason}}}
}

// invalid returns an error about the request as a whole.
func invalid(code, message string) error {
	return &errkind.Error{Kind: errkind.Invalid, Code: code, Message: message}
}

// describe returns the problem that an error is outside. Of an error nobody
// classified it says nothing.
func describe(err error) problem {
	var form *requestError
	if errors.As(err, &form) {
		first := form.fields[0]
		return problem{
			Status: status(errkind.Invalid, first.Code), Code: first.Code,
			Detail: first.Field + ": " + first.Reason, Errors: form.fields,
		}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return problem{
			Status: status(errkind.Unavailable, codeCanceled), Code: codeCanceled,
			Detail: "the request ended before its answer; ask again with the same Idempotency-Key",
		}
	}
	kind := errkind.Of(err)
	if kind == errkind.Internal {
		return problem{Status: status(kind, CodeInternal), Code: CodeInternal, Detail: "internal error"}
	}
	p := problem{Code: errkind.CodeOf(err)}
	p.Status = status(kind, p.Code)
	var e *errkind.Error
	if errors.As(err, &e) {
		p.Detail = e.Message
	}
	if p.Detail == "" {
		p.Detail = details[p.Code]
	}
	if p.Detail == "" {
		p.Detail = strings.ReplaceAll(p.Code, "_", " ")
	}
	return p
}

// fail answers with the problem that err is.
func (x *exchange) fail(err error) {
	p := describe(err)
	if p.Status == http.StatusInternalServerError {
		x.cause = err
	}
	p.Type = "urn:candor:problem:" + p.Code
	p.Title = http.StatusText(p.Status)
	p.Instance = "urn:candor:request:" + hex.EncodeToString(x.id[:])
	h := x.Header()
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="candor"`)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "1")
	}
	body, err := json.Marshal(&p)
	if err != nil {
		panic(err) // strings and a number always encode
	}
	x.send(p.Status, "application/problem+json", body)
}
