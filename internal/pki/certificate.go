package pki

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	"github.com/candorpay/candor/internal/errkind"
)

// How long certificates hold. Clients check the dates of what they are given, and
// an expired root would stop all of them at once.
const (
	rootYears    = 30
	gatewayYears = 20
	appYears     = 10
)

// skew is how far in the past certificates begin, for clients whose clocks are
// behind.
const skew = 24 * time.Hour

const (
	rootName    = "Candor Gateway Root"
	gatewayName = "Candor Gateway"
)

// appIDMax is the most characters of an app's id in a certificate.
const appIDMax = 32

// named returns a name with the four parts that every client of the wire protocol
// writes alike; none of their characters may need escaping.
func named(common string) pkix.Name {
	return pkix.Name{
		Country: []string{"CN"}, Organization: []string{"Candor"},
		OrganizationalUnit: []string{"Merchant Gateway"}, CommonName: common,
	}
}

// template returns a certificate with a random positive serial number of 64 bits
// at most.
func template(common string, now time.Time, years int) (*x509.Certificate, error) {
	most := new(big.Int).Lsh(big.NewInt(1), 63)
	serial, err := rand.Int(rand.Reader, most)
	if err != nil {
		return nil, fmt.Errorf("draw serial number: %w", err)
	}
	begin := now.UTC().Add(-skew).Truncate(time.Second)
	return &x509.Certificate{
		SerialNumber: serial.Add(serial, big.NewInt(1)), Subject: named(common),
		NotBefore: begin, NotAfter: begin.AddDate(years, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
		SignatureAlgorithm: x509.SHA256WithRSA,
	}, nil
}

// issueRoot makes the root certificate, signed by itself.
func issueRoot(key *rsa.PrivateKey, now time.Time) (*x509.Certificate, error) {
	t, err := template(rootName, now, rootYears)
	if err != nil {
		return nil, err
	}
	t.IsCA, t.MaxPathLenZero = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return create(t, t, &key.PublicKey, key)
}

// issue makes a certificate signed by the root.
func (a *authority) issue(common string, pub *rsa.PublicKey, now time.Time, years int) (*x509.Certificate, error) {
	t, err := template(common, now, years)
	if err != nil {
		return nil, err
	}
	return create(t, a.rootCert, pub, a.root)
}

func create(t, parent *x509.Certificate, pub *rsa.PublicKey, key *rsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, pub, key)
	if err != nil {
		return nil, fmt.Errorf("issue certificate: %w", err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("issue certificate: %w", err)
	}
	return made, nil
}

// IssueApp issues a certificate of an app's public key and returns it with its
// number. The app's id is 1 to 32 digits and letters, else Invalid,
// "invalid_app_id".
func (a *Authority) IssueApp(appID string, pub *rsa.PublicKey, now time.Time) (certificate []byte, sn string, err error) {
	if !plain(appID) {
		return nil, "", errkind.New(errkind.Invalid, "invalid_app_id", "an app's id is 1 to 32 digits and letters")
	}
	if err := checkKey(pub); err != nil {
		return nil, "", err
	}
	made, err := a.at.issue(appID, pub, now, appYears)
	if err != nil {
		return nil, "", err
	}
	return encodeCert(made.Raw), SN(made), nil
}

// plain reports whether an id can be in a name without escaping.
func plain(id string) bool {
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return id != "" && len(id) <= appIDMax
}

// SN returns the number of a certificate: the MD5, in 32 small hexadecimal digits,
// of its issuer, last part first and without spaces, and its serial number in
// decimal. Clients agree on it for names that need no escaping, as those are which
// IssueApp and New issue.
func SN(cert *x509.Certificate) string {
	sum := md5.Sum([]byte(cert.Issuer.ToRDNSequence().String() + cert.SerialNumber.String()))
	return hex.EncodeToString(sum[:])
}

func encodeCert(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certBlock, Bytes: der})
}
