package client_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/client"
)

// Each method about apps sends what the server takes, under a key of its own if it
// changes something, and reads what it answers.
func TestAppsRequests(t *testing.T) {
	c, s := serve(t, says(200, `{"app_id":"1","data":[{"app_id":"2"}],"app_cert_sn":"ff","root_cert_sn":"ee","aes_key":"AA=="}`))
	ctx, yes := t.Context(), true
	for i, tt := range []struct {
		want  string
		keyed bool
		call  func() (any, error)
		reply any
	}{
		{
			`POST /v1/apps {"merchant":"01","public_key":"k","aes":true}`, true,
			func() (any, error) {
				return c.CreateApp(ctx, client.NewApp{Merchant: "01", PublicKey: "k", AES: true})
			},
			client.App{ID: "1", CertSN: "ff", AESKey: "AA=="},
		},
		{
			`GET /v1/apps/1 `, false,
			func() (any, error) { return c.App(ctx, "1") },
			client.App{ID: "1", CertSN: "ff", AESKey: "AA=="},
		},
		{
			`GET /v1/apps merchant=01`, false,
			func() (any, error) { return c.Apps(ctx, "01") },
			[]client.App{{ID: "2"}},
		},
		{`GET /v1/apps `, false, func() (any, error) { return c.Apps(ctx, "") }, []client.App{{ID: "2"}}},
		{
			`POST /v1/apps/1 {"self_release":true,"revoke":true}`, true,
			func() (any, error) {
				return c.SetApp(ctx, "1", client.AppChange{SelfRelease: &yes, Revoke: true})
			},
			client.App{ID: "1", CertSN: "ff", AESKey: "AA=="},
		},
		{
			`POST /v1/apps/1/certificates `, true,
			func() (any, error) { return c.IssueAppCertificate(ctx, "1") },
			client.AppCertificates{AppSN: "ff", RootSN: "ee"},
		},
		{`GET /v1/gateway `, false, func() (any, error) { return c.Gateway(ctx) }, client.Gateway{RootSN: "ee"}},
	} {
		got, err := tt.call()
		if err != nil {
			t.Fatalf("%s: %v", tt.want, err)
		}
		if diff := cmp.Diff(tt.reply, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.want, diff)
		}
		at := s.seen[i]
		if sent := at.Method + " " + at.Path + " " + at.Query + at.Body; sent != tt.want || tt.keyed != (at.Key != "") {
			t.Errorf("sent %s, keyed %v; want %s, keyed %v", sent, at.Key != "", tt.want, tt.keyed)
		}
	}
}
