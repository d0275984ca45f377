package pki_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/pki"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// made is one authority for all tests: its keys take long to make.
var made = sync.OnceValues(func() (*pki.Authority, error) { return pki.New(now) })

func authority(t testing.TB) *pki.Authority {
	t.Helper()
	a, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// gatewayKey is an RSA key at hand.
func gatewayKey(t testing.TB) *rsa.PublicKey {
	t.Helper()
	key, err := pki.ParsePKIX(authority(t).PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func certificate(t testing.TB, text []byte) *x509.Certificate {
	t.Helper()
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" || len(rest) > 0 {
		t.Fatalf("not one certificate: %s", text)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSigns(t *testing.T) {
	a := authority(t)
	text := []byte(`{"code":"10000","msg":"Success"}`)
	sign, err := a.Sign(text)
	if err != nil || len(sign) != 256 {
		t.Fatalf("%d bytes, %v", len(sign), err)
	}
	key, err := pki.ParsePublicKey([]byte(a.PublicKeyText()))
	if err != nil {
		t.Fatal(err)
	}
	if err := pki.Verify(key, text, sign); err != nil {
		t.Error(err)
	}
	for name, row := range map[string]struct {
		text, sign []byte
		key        *rsa.PublicKey
	}{
		"another text":      {text[1:], sign, key},
		"another signature": {text, append(bytes.Clone(sign[:255]), sign[255]^1), key},
		"none":              {text, nil, key},
		"longer":            {text, append(bytes.Clone(sign), 0), key},
		"another key":       {text, sign, certificate(t, a.RootPEM()).PublicKey.(*rsa.PublicKey)},
	} {
		if err := pki.Verify(row.key, row.text, row.sign); !errors.Is(err, rsa.ErrVerification) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEncode(t *testing.T) {
	a := authority(t)
	encoded, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := pki.Parse(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := again.Encode(); err != nil || !bytes.Equal(b, encoded) {
		t.Errorf("encoded otherwise the second time, %v", err)
	}
	if again.GatewaySN() != a.GatewaySN() || again.RootSN() != a.RootSN() || again.PublicKeyText() != a.PublicKeyText() {
		t.Error("another authority was read back")
	}
	sign, err := again.Sign([]byte("x"))
	if err != nil || pki.Verify(gatewayKey(t), []byte("x"), sign) != nil {
		t.Errorf("it signs otherwise, %v", err)
	}
	// The blocks are root key, gateway key, root certificate, gateway certificate.
	pems := splitPEM(encoded)
	for name, order := range map[string][]int{
		"keys the other way":         {1, 0, 2, 3},
		"certificates the other way": {0, 1, 3, 2},
		"no gateway certificate":     {0, 1, 2},
		"the root's twice":           {0, 1, 2, 2},
		"one more":                   {0, 1, 2, 3, 3},
		"nothing":                    {},
	} {
		var text []byte
		for _, i := range order {
			text = append(text, pems[i]...)
		}
		if _, err := pki.Parse(text); !errors.Is(err, pki.ErrAuthority) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func splitPEM(text []byte) (parts [][]byte) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		parts = append(parts, pem.EncodeToMemory(block))
	}
	return parts
}

// Certificates are read by a client that trusts the root alone, from a day before
// they were made.
func TestChain(t *testing.T) {
	a := authority(t)
	app, sn, err := a.IssueApp("2021000000000001", gatewayKey(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if got := pki.SN(certificate(t, app)); got != sn || len(sn) != 32 {
		t.Errorf("SN %s, and was told %s", got, sn)
	}
	if certificate(t, app).Subject.CommonName != "2021000000000001" {
		t.Error("the certificate does not name its app")
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(a.RootPEM()) {
		t.Fatal("no root")
	}
	for name, text := range map[string][]byte{"gateway": a.GatewayPEM(), "app": app} {
		c := certificate(t, text)
		for _, row := range []struct {
			at time.Time
			ok bool
		}{
			{now.Add(-23 * time.Hour), true},
			{now.AddDate(9, 11, 0), true},
			{now.Add(-25 * time.Hour), false},
			{now.AddDate(21, 0, 0), false},
		} {
			_, err := c.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: row.at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
			if (err == nil) != row.ok {
				t.Errorf("%s at %s: %v", name, row.at, err)
			}
		}
		if c.SerialNumber.Sign() <= 0 || c.SerialNumber.BitLen() > 64 {
			t.Errorf("%s has serial number %s", name, c.SerialNumber)
		}
		if got := c.Issuer.String(); got != "CN=Candor Gateway Root,OU=Merchant Gateway,O=Candor,C=CN" {
			t.Errorf("%s is issued by %s", name, got)
		}
	}
	for _, bad := range []string{"", "a b", "a,b", "a+b", "é", strings.Repeat("1", 33)} {
		_, _, err := a.IssueApp(bad, gatewayKey(t), now)
		if e := (*errkind.Error)(nil); !errors.As(err, &e) || e.Code != "invalid_app_id" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, _, err := a.IssueApp("1", &rsa.PublicKey{N: big.NewInt(35), E: 65537}, now); !errors.Is(err, pki.ErrKeyWeak) {
		t.Errorf("a weak key: %v", err)
	}
}

// The official client computes the same numbers and reads the same keys.
func TestClientAgrees(t *testing.T) {
	sdk := alipaytest.Folder(t)
	a := authority(t)
	dir := t.TempDir()
	var want strings.Builder
	fmt.Fprintf(&want, "%s\n%s\n", a.RootSN(), a.PublicKeyText())
	fmt.Fprintf(&want, "%s\n", a.GatewaySN())
	files := map[string][]byte{"root": a.RootPEM(), "gateway": a.GatewayPEM()}
	for i := range 20 {
		app, sn, err := a.IssueApp(fmt.Sprintf("20210000%08d", i), gatewayKey(t), now)
		if err != nil {
			t.Fatal(err)
		}
		files[fmt.Sprintf("app%d", i)] = app
		fmt.Fprintf(&want, "%s\n", sn)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script := `const c = require(process.argv[1]), dir = process.argv[2]
console.log(c.getSNFromPath(dir + '/root', true))
console.log(c.loadPublicKeyFromPath(dir + '/gateway'))
console.log(c.getSNFromPath(dir + '/gateway'))
for (let i = 0; i < 20; i++) console.log(c.getSNFromPath(dir + '/app' + i))`
	util := filepath.Join(sdk, "node_modules/alipay-sdk/dist/commonjs/antcertutil.js")
	out, err := exec.CommandContext(t.Context(), "node", "-e", script, util, dir).CombinedOutput()
	if err != nil || string(out) != want.String() {
		t.Errorf("the client says %s, %v; want %s", out, err, want.String())
	}
}

// However an authority is printed, nothing of its keys shows.
func TestShowsNothing(t *testing.T) {
	a := authority(t)
	encoded, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(encoded)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	d := key.(*rsa.PrivateKey).D
	type holder struct{ a *pki.Authority }
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b"} {
		fmt.Fprintf(&out, verb+verb+verb+"\n", a, *a, holder{a})
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("authority", "a", a)
	text, err := json.Marshal(map[string]any{"a": a})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	for _, form := range []string{d.String(), d.Text(16), d.Text(8), d.Text(2), fmt.Sprintf("%X", d)} {
		if strings.Contains(out.String(), form[len(form)-20:]) {
			t.Error("a key shows")
		}
	}
	if !strings.Contains(out.String(), "redacted") {
		t.Error("nothing was printed")
	}
}

// keyTexts are one key in all the forms in which it may come.
func keyTexts(t testing.TB) map[string]string {
	t.Helper()
	key := gatewayKey(t)
	pkix, err := pki.MarshalPKIX(key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := x509.MarshalPKCS1PublicKey(key)
	bare := base64.StdEncoding.EncodeToString(pkix)
	encode := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	return map[string]string{
		"PUBLIC KEY":         encode("PUBLIC KEY", pkix),
		"after other text":   "a key:\n" + encode("PUBLIC KEY", pkix),
		"RSA PUBLIC KEY":     encode("RSA PUBLIC KEY", pkcs1),
		"CERTIFICATE":        string(authority(t).GatewayPEM()),
		"base64 PKIX":        bare,
		"base64 PKCS1":       base64.StdEncoding.EncodeToString(pkcs1),
		"base64 with breaks": "\ufeff" + bare[:64] + "\r\n" + bare[64:] + "\n",
	}
}

func TestParsePublicKey(t *testing.T) {
	for name, text := range keyTexts(t) {
		got, err := pki.ParsePublicKey([]byte(text))
		if err != nil || !got.Equal(gatewayKey(t)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: "shop"},
	}, rootKey(t))
	if err != nil {
		t.Fatal(err)
	}
	request := &pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}
	if got, err := pki.ParsePublicKey(pem.EncodeToMemory(request)); err != nil || !got.Equal(&rootKey(t).PublicKey) {
		t.Errorf("a certificate request: %v", err)
	}
	der[len(der)-1] ^= 1
	if _, err := pki.ParsePublicKey(pem.EncodeToMemory(request)); !errors.Is(err, pki.ErrKey) {
		t.Errorf("a request that nobody signed: %v", err)
	}
}

func TestPublicKeysRefused(t *testing.T) {
	shared, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, der []byte, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		if kind == "" {
			return base64.StdEncoding.EncodeToString(der)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	weak := func(bits uint, e int) string {
		n := new(big.Int).Lsh(big.NewInt(1), bits-1)
		return encode("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: e}), nil)
	}
	edKey, edErr := x509.MarshalPKIXPublicKey(shared)
	ecKey, ecErr := x509.MarshalPKIXPublicKey(&curve.PublicKey)
	secret, secretErr := x509.MarshalPKCS8PrivateKey(rootKey(t))
	for name, row := range map[string]struct {
		text string
		want error
	}{
		"nothing":                {"", pki.ErrKey},
		"words":                  {"not a key", pki.ErrKey},
		"another block":          {encode("X", nil, nil), pki.ErrKey},
		"PKIX with an end":       {encode("PUBLIC KEY", append(authority(t).PublicKey(), 0), nil), pki.ErrKey},
		"Ed25519":                {encode("PUBLIC KEY", edKey, edErr), pki.ErrKey},
		"an elliptic curve":      {encode("", ecKey, ecErr), pki.ErrKey},
		"too long":               {strings.Repeat("A", pki.KeyTextMax+4), pki.ErrKey},
		"1024 bits":              {weak(1024, 65537), pki.ErrKeyWeak},
		"2047 bits":              {weak(2047, 65537), pki.ErrKeyWeak},
		"8193 bits":              {weak(8193, 65537), pki.ErrKeyWeak},
		"exponent 3":             {weak(2048, 3), pki.ErrKeyWeak},
		"an even exponent":       {weak(2048, 65538), pki.ErrKeyWeak},
		"a private key":          {encode("PRIVATE KEY", secret, secretErr), pki.ErrKeyPrivate},
		"base64 of a private":    {encode("", secret, nil), pki.ErrKeyPrivate},
		"an RSA private key":     {encode("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rootKey(t)), nil), pki.ErrKeyPrivate},
		"base64 of RSA private":  {encode("", x509.MarshalPKCS1PrivateKey(rootKey(t)), nil), pki.ErrKeyPrivate},
		"an encrypted private":   {encode("ENCRYPTED PRIVATE KEY", nil, nil), pki.ErrKeyPrivate},
		"base64 for addresses":   {strings.NewReplacer("+", "-", "/", "_").Replace(authority(t).PublicKeyText()), pki.ErrKey},
		"half of a certificate":  {string(authority(t).GatewayPEM()[:300]), pki.ErrKey},
		"a certificate by name":  {encode("CERTIFICATE", edKey, edErr), pki.ErrKey},
		"a key called PKCS1":     {encode("RSA PUBLIC KEY", authority(t).PublicKey(), nil), pki.ErrKey},
		"a request without sign": {encode("NEW CERTIFICATE REQUEST", edKey, edErr), pki.ErrKey},
	} {
		if key, err := pki.ParsePublicKey([]byte(row.text)); !errors.Is(err, row.want) || key != nil {
			t.Errorf("%s: %v, want %v", name, err, row.want)
		}
	}
	if _, err := pki.ParsePublicKey([]byte(weak(8192, 65537))); err != nil {
		t.Errorf("8192 bits: %v", err)
	}
}

// rootKey is a private key at hand.
func rootKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	encoded, err := authority(t).Encode()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(encoded)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

// What is read as a key can be written and read again.
func FuzzParsePublicKey(f *testing.F) {
	for _, text := range keyTexts(f) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		key, err := pki.ParsePublicKey(text)
		if err != nil {
			return
		}
		der, err := pki.MarshalPKIX(key)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := pki.ParsePKIX(der); err != nil || !again.Equal(key) {
			t.Fatalf("read back %v, %v", again, err)
		}
	})
}
