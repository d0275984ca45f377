package api_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"sync"
	"testing"

	"github.com/candorpay/candor/internal/pki"
)

// shopKey is the public key of a shop's programs, in base64.
var shopKey = sync.OnceValues(func() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	return base64.StdEncoding.EncodeToString(der), err
})

func publicKey(t *testing.T) string {
	t.Helper()
	key, err := shopKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// An operator gives a merchant an app, which that merchant may read and nobody
// else; its certificate is shown once, and gone when its key changes.
func TestApps(t *testing.T) {
	d := market(t)
	ask := `{"merchant":"` + d.shop + `","public_key":"` + publicKey(t) + `","name":"Example Shop","aes":true}`
	made := d.must(d.under("a1", d.operator, "/v1/apps", ask), 201)
	again := d.must(d.under("a1", d.operator, "/v1/apps", ask), 201)
	if again.body != made.body || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same request again: %s", again.body)
	}
	id := made.field("app_id")
	if key, err := base64.StdEncoding.DecodeString(made.field("aes_key")); err != nil || len(key) != 16 {
		t.Errorf("a key for content of %d bytes, %v", len(key), err)
	}
	if made.field("merchant") != d.shop || made.field("public_key") != publicKey(t) || made.field("currency") != "CNY" {
		t.Errorf("made %s", made.body)
	}
	for _, key := range []string{d.operator, d.shopKey} {
		got := d.must(d.get(key, "/v1/apps/"+id), 200)
		if got.field("name") != "Example Shop" || strings.Contains(got.body, "aes_key") {
			t.Errorf("read %s", got.body)
		}
	}
	if list := d.must(d.get(d.shopKey, "/v1/apps"), 200).body; strings.Count(list, `"app_id":"`+id+`"`) != 1 {
		t.Errorf("its merchant lists %s", list)
	}
	if list := d.must(d.get(d.otherShopKey, "/v1/apps"), 200).body; list != `{"data":[]}` {
		t.Errorf("another merchant lists %s", list)
	}
	certs := d.must(d.under("c1", d.operator, "/v1/apps/"+id+"/certificates", ""), 201)
	checkProblem(t, d.under("c1", d.operator, "/v1/apps/"+id+"/certificates", ""), 409, "certificate_shown")
	block, _ := pem.Decode([]byte(certs.field("app_certificate")))
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil || pki.SN(cert) != certs.field("app_cert_sn") || cert.Subject.CommonName != id {
		t.Errorf("the certificate is %s, %v", certs.body, err)
	}
	gate := d.must(d.get(d.shopKey, "/v1/gateway"), 200)
	if gate.field("gateway_cert_sn") != certs.field("gateway_cert_sn") || gate.field("root_certificate") != certs.field("root_certificate") {
		t.Errorf("the gateway is %s", gate.body)
	}
	if now := d.must(d.get(d.operator, "/v1/apps/"+id), 200); now.field("app_cert_sn") != certs.field("app_cert_sn") {
		t.Errorf("the app has %s", now.body)
	}
	set := d.must(d.post(d.operator, "/v1/apps/"+id, `{"public_key":"`+gate.field("public_key")+`","aes":false,"self_release":true}`), 200)
	if set.field("public_key") != gate.field("public_key") || set.field("aes") != "false" || set.field("self_release") != "true" ||
		strings.Contains(set.body, "app_cert_sn") || set.field("name") != "Example Shop" {
		t.Errorf("changed to %s", set.body)
	}
	d.must(d.post(d.operator, "/v1/apps/"+id, `{"revoke":true}`), 200)
	checkProblem(t, d.post(d.operator, "/v1/apps/"+id, `{"name":"x"}`), 409, "app_revoked")
	checkProblem(t, d.post(d.operator, "/v1/apps/"+id+"/certificates", ""), 409, "app_revoked")
}

// Another merchant's app is answered as one that is not there, and what no app can
// be is refused with the field's fault or a code.
func TestAppsRefused(t *testing.T) {
	d := market(t)
	key, err := json.Marshal(publicKey(t))
	if err != nil {
		t.Fatal(err)
	}
	id := d.must(d.post(d.operator, "/v1/apps", `{"merchant":"`+d.shop+`","public_key":`+string(key)+`}`), 201).field("app_id")
	for _, row := range []struct {
		name, key, method, path, body string
		status                        int
		code                          string
	}{
		{"foreign", d.otherShopKey, "GET", "/v1/apps/" + id, "", 404, "app_not_found"},
		{"missing", d.otherShopKey, "GET", "/v1/apps/2021000000000001", "", 404, "app_not_found"},
		{"no id", d.operator, "GET", "/v1/apps/x", "", 404, "app_not_found"},
		{"another's list", d.otherShopKey, "GET", "/v1/apps?merchant=" + d.shop, "", 404, "merchant_not_found"},
		{"nobody's list", d.operator, "GET", "/v1/apps", "", 400, "invalid_parameter"},
		{"by a customer", d.annKey, "GET", "/v1/apps/" + id, "", 403, "forbidden"},
		{"the gateway by a customer", d.annKey, "GET", "/v1/gateway", "", 403, "forbidden"},
		{"made by a merchant", d.shopKey, "POST", "/v1/apps", `{"public_key":` + string(key) + `}`, 403, "forbidden"},
		{"set by its merchant", d.shopKey, "POST", "/v1/apps/" + id, `{"self_release":true}`, 403, "forbidden"},
		{"certified by its merchant", d.shopKey, "POST", "/v1/apps/" + id + "/certificates", "", 403, "forbidden"},
		{"no key", d.operator, "POST", "/v1/apps", `{}`, 400, "missing_field"},
		{"a wrong key", d.operator, "POST", "/v1/apps", `{"public_key":"x"}`, 400, "invalid_public_key"},
		{"a wrong name", d.operator, "POST", "/v1/apps", `{"public_key":` + string(key) + `,"name":" x"}`, 400, "invalid_name"},
		{"a missing merchant", d.operator, "POST", "/v1/apps", `{"public_key":` + string(key) + `,"merchant":"` + annID + `"}`, 404, "merchant_not_found"},
		{"set without one", d.operator, "POST", "/v1/apps/2021000000000001", `{}`, 404, "app_not_found"},
	} {
		if row.method == "GET" {
			checkProblem(t, d.get(row.key, row.path), row.status, row.code)
			continue
		}
		checkProblem(t, d.post(row.key, row.path, row.body), row.status, row.code)
	}
}
