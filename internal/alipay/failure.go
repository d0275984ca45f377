package alipay

import (
	"net/http"
	"strings"
)

// Failure is a request's end without its effect, as both protocols tell it: Code
// and Msg classify it, SubCode is what programs act on, SubMsg explains it to
// people, and Status is the HTTP status of v3. None of them holds a value of the
// request's.
type Failure struct {
	Code, Msg       string
	SubCode, SubMsg string
	Status          int
}

// Error returns the code that programs act on, and the explanation.
func (f *Failure) Error() string { return f.SubCode + ": " + f.SubMsg }

// business is a refusal of what was asked: 40004. Sub codes of trades begin with
// "ACQ.", those of funds and bills do not.
func business(sub, msg string) *Failure {
	return &Failure{Code: "40004", Msg: "Business Failed", SubCode: sub, SubMsg: msg, Status: http.StatusBadRequest}
}

// missing is a parameter of the protocol that was not given: 40001.
func missing(sub, msg string) *Failure {
	return &Failure{Code: "40001", Msg: "Missing Required Arguments", SubCode: sub, SubMsg: msg, Status: http.StatusBadRequest}
}

// invalidArg is a parameter of the protocol that is wrong: 40002.
func invalidArg(sub, msg string) *Failure {
	return &Failure{Code: "40002", Msg: "Invalid Arguments", SubCode: sub, SubMsg: msg, Status: http.StatusBadRequest}
}

// unsigned is a request of which nobody knows who sent it: 40002, in v3 with 401.
func unsigned(sub, msg string) *Failure {
	f := invalidArg(sub, msg)
	f.Status = http.StatusUnauthorized
	return f
}

// unavailable is a fault of ours, after which it is unknown whether the request
// had its effect: 20000. Clients query, or repeat the request under its number.
func unavailable() *Failure {
	return &Failure{
		Code: "20000", Msg: "Service Currently Unavailable", SubCode: "isp.unknow-error",
		SubMsg: "the system is busy, query or repeat the same request", Status: http.StatusServiceUnavailable,
	}
}

// permission is a method, or an object, that the app may not use: 40006.
func permission(sub, msg string) *Failure {
	return &Failure{Code: "40006", Msg: "Insufficient Permissions", SubCode: sub, SubMsg: msg, Status: http.StatusForbidden}
}

// limited is a request, or what one asks for, too many: 40005.
func limited(why string) *Failure {
	return &Failure{
		Code: "40005", Msg: "Call Limited", SubCode: "isv.app-call-limited", SubMsg: why, Status: http.StatusTooManyRequests,
	}
}

// untrusted is a token for somebody else's account, of which there are none: 20001.
func untrusted(sub, msg string) *Failure {
	return &Failure{
		Code: "20001", Msg: "Insufficient Token Permissions", SubCode: sub, SubMsg: msg,
		Status: http.StatusUnauthorized,
	}
}

// code3 returns the code as v3 writes it: those of the protocol itself lose
// their prefix.
func (f *Failure) code3() string {
	for _, prefix := range []string{"isv.", "isp.", "aop."} {
		if bare, ok := strings.CutPrefix(f.SubCode, prefix); ok {
			return bare
		}
	}
	return f.SubCode
}
