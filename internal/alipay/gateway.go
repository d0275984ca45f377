package alipay

import (
	"encoding/json"
	"net/http"
	"strings"
)

// asked is what an answer must know of a v1 request, whether or not the request
// could be understood.
type asked struct {
	root string
	page bool
	cert bool   // certificate mode
	key  []byte // content key, when the content was encrypted and its sender is known
}

// unknown is a request that does not even say what it is.
var unknown = asked{root: rootKey("")}

// gateway answers a v1 request.
func (s *server) gateway(x *exchange) {
	defer s.admit(x)()
	p, f := readParams(x.r)
	if f == nil && p["service"] != "" && p["method"] == "" {
		s.classic(x, p)
		return
	}
	method := p["method"]
	x.asked = asked{root: rootKey(method), page: s.methods[method].page, cert: p["app_cert_sn"] != ""}
	if f != nil {
		s.answer1(x, nil, f)
		return
	}
	c, do, f := s.understood(x, p)
	if f != nil {
		s.answer1(x, nil, f)
		return
	}
	answer, f := s.run(x, do, c)
	s.answer1(x, answer, f)
}

// understood returns the call that the parameters are, once their sender is
// known.
func (s *server) understood(x *exchange, p params) (*Call, handler, *Failure) {
	method := p["method"]
	spec, ok := s.methods[method]
	switch {
	case method == "":
		return nil, nil, missing("isv.missing-method", "method is missing")
	case !ok:
		return nil, nil, invalidArg("isv.invalid-method", "method is not one of this gateway's")
	}
	x.method = method
	if f := s.wellFormed(p); f != nil {
		return nil, nil, f
	}
	app, key, f := s.app(x, p["app_id"])
	if f != nil {
		return nil, nil, f
	}
	if f := s.certified(x, app, p["app_cert_sn"], p["alipay_root_cert_sn"]); f != nil {
		return nil, nil, f
	}
	if !signedBy(key, p) {
		return nil, nil, wrongSignature(p)
	}
	x.known = true
	if !s.buckets.take(app.ID, s.now()) {
		return nil, nil, limited("too many requests of this app")
	}
	if p["app_auth_token"] != "" || p["auth_token"] != "" {
		return nil, nil, untrusted("aop.invalid-app-auth-token", "there are no tokens for other accounts here")
	}
	biz, f := content(p, app)
	if f != nil {
		return nil, nil, f
	}
	if p["encrypt_type"] != "" {
		x.asked.key = app.ContentKey
	}
	return &Call{
		App: app, Method: method, family: spec.family, Biz: biz, NotifyURL: p["notify_url"], ReturnURL: p["return_url"],
	}, spec.do, nil
}

// wellFormed checks the parameters of the protocol that need no app.
func (s *server) wellFormed(p params) *Failure {
	for _, need := range []struct{ name, sub string }{
		{"app_id", "isv.missing-app-id"},
		{"sign_type", "isv.missing-signature-type"},
		{"sign", "isv.missing-signature"},
		{"timestamp", "isv.missing-timestamp"},
		{"version", "isv.missing-version"},
		{"charset", "isv.missing-charset"},
	} {
		if p[need.name] == "" {
			return missing(need.sub, need.name+" is missing")
		}
	}
	switch {
	case p["sign_type"] != "RSA2":
		return invalidArg("isv.invalid-signature-type", "sign_type must be RSA2: RSA with SHA-256")
	case !strings.EqualFold(p["charset"], "utf-8"):
		return invalidArg("isv.invalid-charset", "charset must be utf-8")
	case p["version"] != "1.0":
		return invalidArg("isv.invalid-version", "version must be 1.0")
	case p["format"] != "" && !strings.EqualFold(p["format"], "json"):
		return invalidArg("isv.invalid-format", "format must be JSON")
	case !timely(p["timestamp"], s.now()):
		return invalidArg("isv.invalid-timestamp", "timestamp must be yyyy-MM-dd HH:mm:ss in UTC+8 or UTC, within ten minutes of now: where an SDK writes local time, set TZ=Asia/Shanghai")
	case len(p["notify_url"]) > urlMax || len(p["return_url"]) > urlMax:
		return invalidArg("isv.invalid-parameter", "notify_url or return_url is too long")
	case p["return_url"] == "" && strings.Contains(p["notify_url"], "&return_url="):
		// Of two optional parameters that are signed side by side a payer could
		// make one, with the same signature, and the shop would not be told.
		return invalidArg("isv.invalid-parameter", "notify_url has return_url in it")
	}
	return nil
}

// wrongSignature says which parameters were expected to be signed, by name.
func wrongSignature(p params) *Failure {
	var names []string
	for _, name := range sortedNames(p) {
		if name != "sign" {
			names = append(names, shown(name))
		}
	}
	return unsigned("isv.invalid-signature",
		"the signature does not verify with the app's public key over name=value joined with & of: "+strings.Join(names, ", "))
}

// content returns the business content, decrypted.
func content(p params, app App) (json.RawMessage, *Failure) {
	text := p["biz_content"]
	switch encryption := p["encrypt_type"]; {
	case encryption == "":
		return json.RawMessage(text), nil
	case encryption != "AES":
		return nil, invalidArg("isv.invalid-encrypt-type", "encrypt_type must be AES")
	case len(app.ContentKey) == 0:
		return nil, invalidArg("isv.decryption-error-not-valid-encrypt-key", "this app has no content key")
	case text == "":
		return nil, nil
	}
	plain, err := decrypt(app.ContentKey, text)
	if err != nil {
		return nil, invalidArg("isv.decryption-error-unknown", "biz_content does not decrypt under the app's content key")
	}
	return plain, nil
}

// answer1 answers a v1 request with what a method returned, or with a failure.
func (s *server) answer1(x *exchange, answer any, f *Failure) {
	if to, ok := answer.(redirect); ok && f == nil {
		x.code = "10000"
		s.goOn(x, to)
		return
	}
	var object []byte
	if f == nil {
		var err error
		if object, err = succeeded(answer); err != nil {
			x.cause, f = err, unavailable()
		}
	}
	x.code = "10000"
	if f != nil {
		x.code = f.SubCode
		if x.asked.page {
			s.failPage(x, f)
			return
		}
		object = failure1(f)
	}
	s.signed1(x, unmistakable(object, x.asked.root))
}

func failure1(f *Failure) []byte {
	object, err := marshal(failed{Code: f.Code, Msg: f.Msg, SubCode: f.SubCode, SubMsg: f.SubMsg})
	if err != nil {
		panic(err) // strings always encode
	}
	return object
}

// signed1 sends an object under its name, encrypted if the request was, and
// signed as it is sent. If there is no key to sign with, which a sealed vault
// keeps, only a failure of ours is told, and unsigned.
func (s *server) signed1(x *exchange, object []byte) {
	a := x.asked
	authority, err := s.p.Authority()
	if err == nil && a.key != nil {
		if object, err = encrypt(a.key, object); err == nil {
			object = append(append([]byte{'"'}, object...), '"')
		}
	}
	var signature []byte
	if err == nil {
		signature, err = s.sign(x, authority, object)
	}
	certSN := ""
	switch {
	case err != nil:
		x.cause, x.code = err, unavailable().SubCode
		object, signature = failure1(unavailable()), nil
	case a.cert:
		certSN = authority.GatewaySN()
	}
	x.w.Header()["trace_id"] = []string{x.trace} // SDKs look for it in lower case
	x.send(http.StatusOK, "application/json;charset=utf-8", envelope(a.root, object, certSN, signature))
}
