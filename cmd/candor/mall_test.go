package main_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
)

// mall is the program itself, serving a sandbox: what a test wants of it goes
// through its flags, its addresses and its files. In it is a customer with money.
type mall struct {
	*reader
	operator, customer string // API keys
	wallet, user       string // hers, and the user id by which she is paid
	day                string // the business day on which the test began, at noon
	calls              int
}

var beijing = time.FixedZone("UTC+8", 8*60*60)

func openMall(t *testing.T) *mall {
	t.Helper()
	m := &mall{reader: &reader{t: t, dir: t.TempDir()}}
	var first struct {
		Key string `json:"operator_key"`
	}
	if err := json.Unmarshal(m.serveSandbox("data", "--allow-private-targets", "127.0.0.0/8"), &first); err != nil {
		t.Fatal(err)
	}
	m.operator = first.Key
	noon := time.Now().In(beijing).AddDate(0, 0, 1)
	noon = time.Date(noon.Year(), noon.Month(), noon.Day(), 12, 0, 0, 0, beijing)
	m.day = noon.Format(time.DateOnly)
	m.call(t, m.operator, "/v1/sandbox/clock", map[string]any{"to": noon.UTC().Format(time.RFC3339)})
	m.enter()
	return m
}

// enter makes the customer.
func (m *mall) enter() {
	const owner = "a0000000000000000000000000000010"
	opened := m.call(m.t, m.operator, "/v1/wallets", map[string]any{"owner": owner, "currency": "CNY", "tier": "verified"})
	m.wallet = text(opened, "id")
	m.call(m.t, m.operator, "/v1/wallets/"+m.wallet+"/top-ups", map[string]any{
		"instrument": "bank_transfer", "amount": map[string]any{"amount": "500.00", "currency": "CNY"},
	})
	m.customer = text(m.call(m.t, m.operator, "/v1/keys", map[string]any{"role": "customer", "subject": owner}), "secret")
	m.user = text(m.call(m.t, m.customer, "/v1/wallets/"+m.wallet, nil), "user_id")
}

// call asks the API with a key, by POST if there is a body, and returns what it
// answers, which must be a success.
func (m *mall) call(t *testing.T, key, path string, body map[string]any) map[string]any {
	t.Helper()
	method, sent := http.MethodGet, []byte(nil)
	if body != nil {
		method = http.MethodPost
		var err error
		if sent, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), method, m.url+path, bytes.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	m.calls++
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", fmt.Sprint("call-", m.calls))
	status, answered := fetch(t, r)
	var answer map[string]any
	if err := json.Unmarshal(answered, &answer); err != nil || status/100 != 2 {
		t.Fatalf("%s %s: %d %s, %v", method, path, status, answered, err)
	}
	return answer
}

// fetch sends a request and returns the answer's status and body.
func fetch(t *testing.T, r *http.Request) (int, []byte) {
	t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body
}

// code returns a payment code of the customer's.
func (m *mall) code(t *testing.T) string {
	t.Helper()
	return text(m.call(t, m.customer, "/v1/wallets/"+m.wallet+"/payment-codes", map[string]any{}), "auth_code")
}

// candor runs the program beside its server, and returns what it printed.
func (m *mall) candor(args ...string) []byte {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), "candor", args...)
	cmd.Dir = m.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		m.t.Fatalf("candor %v: %v\n%s", args, err, &stderr)
	}
	return out
}

// shop is a merchant's program with the SDK in it, and its server that is told of
// trades.
type shop struct {
	*mall
	seller string
	ask    func(t *testing.T, method string, biz map[string]any) map[string]any
	sdk    *alipaytest.SDK
	told   chan url.Values
	notify string // where told comes from
}

// app is what candor merchant app prints of one.
type app struct {
	ID     string `json:"app_id"`
	Seller string `json:"seller_id"`
	Key    string `json:"gateway_public_key"`
}

// newApp makes an app as an operator does.
func (m *mall) newApp() (made app) {
	m.t.Helper()
	public, err := x509.MarshalPKIXPublicKey(&alipaytest.Key(m.t).PublicKey)
	if err == nil {
		err = os.WriteFile(filepath.Join(m.dir, "app.pub"), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), 0o600)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	said := m.candor("merchant", "app", "--dir", "data", "--public-key", "app.pub", "--name", "Example Shop", "--json")
	if err := json.Unmarshal(said, &made); err != nil {
		m.t.Fatal(err)
	}
	return made
}

// config returns the SDK's configuration as docs/gateway.md has it.
func (m *mall) config(a app, certified bool) alipaytest.Config {
	m.t.Helper()
	config := alipaytest.Config{
		"appId": a.ID, "privateKey": alipaytest.PrivateText(m.t, alipaytest.Key(m.t)), "keyType": "PKCS8",
		"gateway": m.url + "/gateway.do", "endpoint": m.url,
	}
	if !certified {
		config["alipayPublicKey"] = a.Key
		return config
	}
	m.candor("merchant", "cert", a.ID, "--dir", "data", "--out", a.ID)
	config["appCertPath"] = filepath.Join(m.dir, a.ID, "appCertPublicKey.crt")
	config["alipayPublicCertPath"] = filepath.Join(m.dir, a.ID, "alipayCertPublicKey_RSA2.crt")
	config["alipayRootCertPath"] = filepath.Join(m.dir, a.ID, "alipayRootCert.crt")
	return config
}

// newShop makes a shop with an app of its own.
func (m *mall) newShop(certified, v3 bool) *shop {
	m.t.Helper()
	a := m.newApp()
	s := &shop{
		mall: m, seller: a.Seller, sdk: alipaytest.Start(m.t, m.config(a, certified)), told: make(chan url.Values, 100),
	}
	server := httptest.NewServer(http.HandlerFunc(s.hear))
	m.t.Cleanup(server.Close)
	s.notify = server.URL + "/told?by=candor"
	if s.ask = s.ask1; v3 {
		s.ask = s.ask3
	}
	return s
}

// hear is the shop's server.
func (s *shop) hear(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	form, malformed := url.ParseQuery(string(body))
	if err != nil || malformed != nil || r.Method != http.MethodPost || r.URL.RawQuery != "by=candor" {
		s.t.Errorf("told by %s %s: %v, %v", r.Method, r.URL, err, malformed)
	}
	s.told <- form
	_, _ = io.WriteString(w, "success")
}

// ask1 asks over v1.
func (s *shop) ask1(t *testing.T, method string, biz map[string]any) map[string]any {
	t.Helper()
	answer, err := s.sdk.Exec(method, biz, map[string]any{"notifyUrl": s.notify})
	if err != nil || answer["code"] != "10000" {
		t.Fatalf("%s: %v, %v", method, answer, err)
	}
	return answer
}

// ask3 asks over v3.
func (s *shop) ask3(t *testing.T, method string, biz map[string]any) map[string]any {
	t.Helper()
	path, asks := "/v3/"+strings.ReplaceAll(method, ".", "/"), s.sdk.Post
	if method == "alipay.fund.account.query" || strings.HasPrefix(method, "alipay.data.") {
		asks = s.sdk.Get
	} else {
		biz["notify_url"] = s.notify
	}
	answer, err := asks(path, biz)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return answer
}

// text returns an answer's text, or "".
func text(answer map[string]any, name string) string {
	value, _ := answer[name].(string)
	return value
}
