package alipay

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// prefix3 is where v3 paths begin; a method's name follows with slashes for
// points.
const prefix3 = "/v3/"

// rest answers a v3 request.
func (s *server) rest(x *exchange) {
	defer s.admit(x)()
	a, unreadable := parseAuthorization(x.r.Header.Get("Authorization"))
	x.asked.cert = a.certSN != ""
	spec, f := s.routed(x)
	if f == nil {
		f = unreadable
	}
	if f != nil {
		s.fail3(x, f)
		return
	}
	c, key, f := s.understood3(x, spec, a)
	if f != nil {
		s.fail3(x, f)
		return
	}
	answer, f := s.run(x, spec.do, c)
	if f != nil {
		s.fail3(x, f)
		return
	}
	body, err := marshal(answer)
	if err != nil {
		x.cause = err
		s.fail3(x, unavailable())
		return
	}
	x.code = "10000"
	s.signed3(x, http.StatusOK, body, key)
}

// routed finds the method of a request's path, if it is asked for rightly.
func (s *server) routed(x *exchange) (methodSpec, *Failure) {
	method := strings.ReplaceAll(strings.TrimPrefix(x.r.URL.Path, prefix3), "/", ".")
	spec, ok := s.methods[method]
	if !ok || spec.page {
		f := invalidArg("isv.invalid-method", "this path is no method of this gateway")
		f.Status = http.StatusNotFound
		return methodSpec{}, f
	}
	x.method = method
	takes := http.MethodPost
	if spec.get {
		takes = http.MethodGet
	}
	if x.r.Method != takes {
		x.w.Header().Set("Allow", takes)
		f := invalidArg("isv.invalid-method", "this method is sent by "+takes)
		f.Status = http.StatusMethodNotAllowed
		return methodSpec{}, f
	}
	return spec, nil
}

// understood3 returns the call that a request is, once its sender is known, and
// the key to encrypt its answer with, if the request was encrypted.
func (s *server) understood3(x *exchange, spec methodSpec, a authorization) (*Call, []byte, *Failure) {
	if !timely3(a.timestamp, s.now()) {
		return nil, nil, invalidArg("isv.invalid-timestamp", "timestamp must be in milliseconds, within five minutes of now")
	}
	app, public, f := s.app(x, a.appID)
	if f != nil {
		return nil, nil, f
	}
	if f := s.certified(x, app, a.certSN, x.r.Header.Get("Alipay-Root-Cert-Sn")); f != nil {
		return nil, nil, f
	}
	body, f := body3(x.r)
	if f != nil {
		return nil, nil, f
	}
	if f := s.signed(x, a, public, body); f != nil {
		return nil, nil, f
	}
	biz, key, f := content3(x.r, spec, body, app)
	if f != nil {
		return nil, nil, f
	}
	c := &Call{App: app, Method: x.method, family: spec.family, V3: true, Biz: biz}
	var urls struct {
		NotifyURL string `json:"notify_url"`
		ReturnURL string `json:"return_url"`
	}
	if err := c.decode(&urls); err != nil {
		return nil, nil, c.failureOf(err)
	}
	c.NotifyURL, c.ReturnURL = urls.NotifyURL, urls.ReturnURL
	if len(c.NotifyURL) > urlMax || len(c.ReturnURL) > urlMax {
		return nil, nil, invalidArg("isv.invalid-parameter", "notify_url or return_url is too long")
	}
	return c, key, nil
}

// signed checks a request's signature, and only then counts it and notes its
// nonce: nobody else can use up an app's rate or its nonces.
func (s *server) signed(x *exchange, a authorization, public *rsa.PublicKey, body string) *Failure {
	signature, err := signatureCode.DecodeString(a.sign)
	token := x.r.Header.Get("Alipay-App-Auth-Token")
	if err != nil || !verified(public, a.text(x.r.Method, target(x.r), body, token), signature) {
		return unsigned("isv.invalid-signature", "the signature does not verify with the app's public key over "+
			"the elements of Authorization, method, path with query, and body, a line each")
	}
	x.known = true
	if !s.buckets.take(a.appID, s.now()) {
		return limited("too many requests of this app")
	}
	switch s.nonces.use(a.appID, a.nonce, s.now()) {
	case fresh:
	case replayed:
		return unsigned("isv.invalid-nonce", "this nonce was used before")
	case crowded:
		return limited("too many requests of this app")
	}
	if token != "" {
		return untrusted("aop.invalid-app-auth-token", "there are no tokens for other accounts here")
	}
	return nil
}

// target returns the path with its query exactly as it stood on the wire. What
// is signed is that, and not what it means.
func target(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI() // a proxy's form of a request, with scheme and host in front
}

// timely3 reports whether a timestamp in milliseconds is about now.
func timely3(text string, now time.Time) bool {
	ms, err := strconv.ParseInt(text, 10, 64)
	return err == nil && time.UnixMilli(ms).Sub(now).Abs() <= skew3Max
}

// body3 returns what is signed of a request's body: all of it, or of a multipart
// one the field data.
func body3(r *http.Request) (string, *Failure) {
	kind, attributes, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		p := params{}
		if f := p.multipart(multipart.NewReader(r.Body, attributes["boundary"])); f != nil {
			return "", f
		}
		return p["data"], nil
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return "", unread(err)
	}
	if len(text) > bizMax {
		return "", invalidArg("isv.invalid-parameter", "the body is too long")
	}
	return string(text), nil
}

// content3 returns the fields of a request as a JSON object, decrypted, and the
// key that they were encrypted with, if they were.
func content3(r *http.Request, spec methodSpec, body string, app App) (json.RawMessage, []byte, *Failure) {
	var key []byte
	switch encryption := r.Header.Get("Alipay-Encrypt-Type"); {
	case encryption == "":
	case encryption != "AES":
		return nil, nil, invalidArg("isv.invalid-encrypt-type", "alipay-encrypt-type must be AES")
	case len(app.ContentKey) == 0:
		return nil, nil, invalidArg("isv.decryption-error-not-valid-encrypt-key", "this app has no content key")
	default:
		key = app.ContentKey
	}
	if spec.get {
		biz, f := query3(r)
		return biz, key, f
	}
	if key == nil || body == "" {
		return json.RawMessage(body), key, nil
	}
	plain, err := decrypt(key, body)
	if err != nil {
		return nil, nil, invalidArg("isv.decryption-error-unknown", "the body does not decrypt under the app's content key")
	}
	return plain, key, nil
}

// query3 returns the fields of a query string as a JSON object of strings.
func query3(r *http.Request) (json.RawMessage, *Failure) {
	p := params{}
	if f := p.encoded(r.URL.RawQuery); f != nil {
		return nil, f
	}
	object, err := json.Marshal(p.given())
	if err != nil {
		panic(err) // strings always encode
	}
	return object, nil
}

// fail3 answers with a failure, which is never encrypted: SDKs read it before
// they look for a key.
func (s *server) fail3(x *exchange, f *Failure) {
	x.code = f.SubCode
	body, err := marshal(failed3{Code: f.code3(), Message: f.SubMsg, Links: []link3{}})
	if err != nil {
		panic(err) // strings always encode
	}
	s.signed3(x, f.Status, body, nil)
}

// signed3 sends a body, encrypted with the key if there is one, and signed as it
// is sent.
func (s *server) signed3(x *exchange, status int, body, key []byte) {
	h := x.w.Header()
	h.Set("alipay-trace-id", x.trace)
	authority, err := s.p.Authority()
	if err == nil && key != nil {
		body, err = encrypt(key, body)
	}
	stamp, nonce := strconv.FormatInt(s.now().UnixMilli(), 10), newNonce()
	var signature []byte
	if err == nil {
		signature, err = s.sign(x, authority, []byte(stamp+"\n"+nonce+"\n"+string(body)+"\n"))
	}
	if err != nil { // nothing can be signed: only a failure of ours may be told so
		x.cause, x.code = err, unavailable().SubCode
		f := unavailable()
		body, err = marshal(failed3{Code: f.code3(), Message: f.SubMsg, Links: []link3{}})
		if err != nil {
			panic(err) // strings always encode
		}
		x.send(f.Status, "application/json;charset=utf-8", body)
		return
	}
	h.Set("alipay-timestamp", stamp)
	h.Set("alipay-nonce", nonce)
	h.Set("alipay-signature", base64.StdEncoding.EncodeToString(signature))
	if x.asked.cert {
		h.Set("alipay-sn", authority.GatewaySN())
	}
	// Also of an encrypted body: SDKs decrypt before they look, and the Java one
	// takes nothing else for JSON.
	x.send(status, "application/json;charset=utf-8", body)
}
