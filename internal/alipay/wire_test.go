package alipay_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/candorpay/candor/internal/alipay"
)

const form = "application/x-www-form-urlencoded; charset=UTF-8"

// read reads the parameters of a request.
func read(target, contentType, body string) (alipay.Params, *alipay.Failure) {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), io.NopCloser(strings.NewReader(body)), alipay.BodyMax)
	return alipay.ReadParams(r)
}

// parts returns a multipart body of fields and one file, and its type.
func parts(fields ...string) (body, contentType string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	file, _ := w.CreateFormFile("image", "a.png")
	_, _ = file.Write(bytes.Repeat([]byte("file "), 1000))
	_ = w.Close()
	return b.String(), w.FormDataContentType()
}

func TestParametersComeInAnyMixture(t *testing.T) {
	multi, boundary := parts("biz_content", `{"subject":"一 & = +"}`, "method", "a.b")
	want := alipay.Params{"method": "a.b", "biz_content": `{"subject":"一 & = +"}`}
	for name, tc := range map[string]struct{ target, kind, body string }{
		"query":          {"/gateway.do?method=a.b&biz_content=" + url.QueryEscape(want["biz_content"]), "", ""},
		"body":           {"/gateway.do", form, "method=a.b&biz_content=" + url.QueryEscape(want["biz_content"])},
		"both":           {"/gateway.do?method=a.b", form, "biz_content=" + url.QueryEscape(want["biz_content"])},
		"the same twice": {"/gateway.do?method=a.b&method=a.b", form, "&method=a.b&biz_content=" + url.QueryEscape(want["biz_content"]) + "&"},
		"multipart":      {"/gateway.do?method=a.b", boundary, multi},
	} {
		got, f := read(tc.target, tc.kind, tc.body)
		if f != nil {
			t.Errorf("%s: %v", name, f)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParametersAreRefused(t *testing.T) {
	many, _ := strings.CutSuffix(strings.Repeat("a%d=1&", 70), "&")
	for i := range 70 {
		many = strings.Replace(many, "%d", fmt.Sprint(i), 1)
	}
	doubled, boundary := parts("method", "a.c")
	for name, tc := range map[string]struct{ target, kind, body, says string }{
		"two values":            {"/g?app_id=1", form, "app_id=2", "app_id is given twice"},
		"two values, multipart": {"/g?method=a.b", boundary, doubled, "method is given twice"},
		"an empty one and one":  {"/g?app_id=", form, "app_id=2", "app_id is given twice"},
		"no name":               {"/g?=1", "", "", "name"},
		"a long name":           {"/g?" + strings.Repeat("a", 65) + "=1", "", "", "name"},
		"a long value":          {"/g", form, "a=" + strings.Repeat("1", alipay.ValueMax+1), "too long"},
		"long content":          {"/g", form, "biz_content=" + strings.Repeat("1", alipay.BizMax+1), "too long"},
		"too many":              {"/g", form, many, "too many"},
		"a long body":           {"/g", form, strings.Repeat("a=1&", alipay.BodyMax/4+1), "more than"},
		"not UTF-8":             {"/g?a=%ff", "", "", "UTF-8"},
		"a bad escape":          {"/g", form, "a=%zz", "URL-encoded"},
		"JSON":                  {"/g", "application/json", `{"method":"a.b"}`, "Content-Type"},
		"GBK":                   {"/g", "application/x-www-form-urlencoded; charset=gbk", "a=1", "Content-Type"},
		"a cut multipart body":  {"/g", "multipart/form-data; boundary=x", "--x\r\nContent-Disp", "malformed"},
		"a number as a name":    {"/g?13800000000=1&13800000000=2", "", "", "a parameter is given twice"},
	} {
		_, f := read(tc.target, tc.kind, tc.body)
		if f == nil || !strings.Contains(f.SubMsg, tc.says) || f.Code != "40002" {
			t.Errorf("%s: %v, want a failure that says %q", name, f, tc.says)
		}
	}
}

func FuzzParams(f *testing.F) {
	f.Add("a=1&b=2", "c=%E4%B8%80")
	f.Add("a=1&a=2", "a=+")
	f.Add("=&&;", "%")
	f.Fuzz(func(t *testing.T, query, body string) {
		r := httptest.NewRequest(http.MethodPost, "/gateway.do", strings.NewReader(body))
		r.URL.RawQuery = query
		got, failure := alipay.ReadParams(r)
		if failure != nil {
			return
		}
		// What was read is read again from its own encoding, and is what another
		// reader takes.
		again, failure := read("/gateway.do", form, alipay.NotifyForm(got))
		if failure != nil || !cmp.Equal(got, again) {
			t.Fatalf("read again as %v, %v; was %v", again, failure, got)
		}
		for _, text := range []string{query, body} {
			values, err := url.ParseQuery(text)
			for name := range values {
				if err == nil && got[name] != values.Get(name) {
					t.Fatalf("%q is %q, another reader takes %q", name, got[name], values.Get(name))
				}
			}
		}
	})
}

func TestSignedText(t *testing.T) {
	p := map[string]string{"b": "2", "a": "1&c=3", "A": "0", "empty": "", "sign": "x", "sign_type": "RSA2", "中": "文"}
	for _, tc := range []struct {
		empties bool
		but     []string
		want    string
	}{
		{true, []string{"sign"}, "A=0&a=1&c=3&b=2&empty=&sign_type=RSA2&中=文"},
		{false, []string{"sign"}, "A=0&a=1&c=3&b=2&sign_type=RSA2&中=文"},
		{false, []string{"sign", "sign_type"}, "A=0&a=1&c=3&b=2&中=文"},
	} {
		if got := alipay.SignedText(p, tc.empties, tc.but...); got != tc.want {
			t.Errorf("signed is %s, want %s", got, tc.want)
		}
	}
}

func TestAuthorization(t *testing.T) {
	a, f := alipay.ParseAuthorization("ALIPAY-SHA256withRSA app_id=1,app_cert_sn=2,nonce=a=b,timestamp=3,more=x,sign=ab+/==")
	if f != nil {
		t.Fatal(f)
	}
	signed, appID, certSN, nonce, timestamp, sign := alipay.Elements(a)
	got := []string{signed, appID, certSN, nonce, timestamp, sign}
	want := []string{"app_id=1,app_cert_sn=2,nonce=a=b,timestamp=3,more=x", "1", "2", "a=b", "3", "ab+/=="}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("elements (-want +got):\n%s", diff)
	}
}

func TestAuthorizationIsRefused(t *testing.T) {
	const scheme = "ALIPAY-SHA256withRSA "
	for header, code := range map[string]string{
		"": "missing-signature", "Bearer x": "missing-signature", scheme: "missing-signature",
		scheme + "app_id=1,nonce=2,timestamp=3":                                       "missing-signature",
		scheme + "app_id=1,nonce=2,timestamp=3,sign=":                                 "missing-signature",
		scheme + "sign=abc":                                                           "missing-signature",
		scheme + "nonce=2,timestamp=3,sign=a":                                         "missing-app-id",
		scheme + "app_id=1,timestamp=3,sign=a":                                        "missing-nonce",
		scheme + "app_id=1,nonce=2,sign=a":                                            "missing-timestamp",
		scheme + "app_id=1,app_id=1,nonce=2,timestamp=3,sign=a":                       "invalid-parameter",
		scheme + "app_id=1,sign=b,nonce=2,timestamp=3,sign=a":                         "invalid-parameter",
		scheme + "app_id=1,x,nonce=2,timestamp=3,sign=a":                              "invalid-parameter",
		scheme + "app_id=1,,nonce=2,timestamp=3,sign=a":                               "invalid-parameter",
		scheme + "app_id=1,nonce=" + strings.Repeat("n", 129) + ",timestamp=3,sign=a": "invalid-nonce",
		scheme + strings.Repeat("x", 5000):                                            "missing-signature",
		"alipay-sha256withrsa app_id=1,nonce=2,timestamp=3,sign=a":                    "missing-signature",
	} {
		if _, f := alipay.ParseAuthorization(header); f == nil || f.SubCode != "isv."+code {
			t.Errorf("%.80q: %v, want %s", header, f, code)
		}
	}
}

func FuzzAuthorization(f *testing.F) {
	f.Add("ALIPAY-SHA256withRSA app_id=1,nonce=2,timestamp=3,sign=a")
	f.Add("ALIPAY-SHA256withRSA app_id=1,,sign=,sign=")
	f.Fuzz(func(t *testing.T, header string) {
		a, failure := alipay.ParseAuthorization(header)
		if failure != nil {
			return
		}
		signed, appID, _, nonce, timestamp, sign := alipay.Elements(a)
		if appID == "" || nonce == "" || timestamp == "" || sign == "" {
			t.Fatal("a header without an element is taken")
		}
		if "ALIPAY-SHA256withRSA "+signed+",sign="+sign != header {
			t.Fatal("what is signed and the signature are not the whole header")
		}
	})
}

func TestContentEncryption(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key")
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		box, err := alipay.Encrypt(key, text)
		if err != nil {
			t.Fatal(err)
		}
		back, err := alipay.Decrypt(key, string(box))
		if err != nil || !bytes.Equal(back, text) {
			t.Fatalf("decrypts to %x, %v; want %x", back, err, text)
		}
	})
	key := make([]byte, 16)
	for _, text := range []string{"", "x", "YQ==", strings.Repeat("A", 24), strings.Repeat("A", 22) + "==", strings.Repeat("A", 64)} {
		if back, err := alipay.Decrypt(key, text); err == nil {
			t.Errorf("%q decrypts to %x", text, back)
		}
	}
}

func TestNonces(t *testing.T) {
	n := alipay.NewNonces(1)
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		app, nonce string
		after      time.Duration
		want       any
	}{
		{"a", "1", 0, alipay.Fresh},
		{"a", "1", 0, alipay.Replayed},
		{"b", "1", 0, alipay.Fresh},
		{"a", "2", alipay.NonceLife - 1, alipay.Fresh},
		{"a", "1", alipay.NonceLife, alipay.Replayed},       // it lived in the generation that is now the older
		{"a", "2", 2*alipay.NonceLife - 1, alipay.Replayed}, // nearly as long as it must be known
		{"a", "1", 2 * alipay.NonceLife, alipay.Fresh},
		{"a", "1", 9 * alipay.NonceLife, alipay.Fresh},
	} {
		if got := alipay.Use(n, step.app, step.nonce, start.Add(step.after)); got != step.want {
			t.Errorf("nonce %s of %s after %v is %v, want %v", step.nonce, step.app, step.after, got, step.want)
		}
	}
}

// An app that keeps to its rate is never short of nonces, nor shuts out another;
// one that could send more than its rate, and does, is.
func TestNoncesOfFullRates(t *testing.T) {
	const rate, apps = 2, 16
	n := alipay.NewNonces(rate)
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	within := rate * int(alipay.NonceLife/time.Second)
	for i := range within {
		for app := range apps {
			if got := alipay.Use(n, strconv.Itoa(app), strconv.Itoa(i), at); got != alipay.Fresh {
				t.Fatalf("nonce %d of app %d is %v", i, app, got)
			}
		}
	}
	if got := alipay.Use(n, "another", "1", at); got != alipay.Fresh {
		t.Errorf("beside %d apps another's nonce is %v", apps, got)
	}
	for i := range 2 * rate {
		alipay.Use(n, "0", strconv.Itoa(within+i), at)
	}
	if got := alipay.Use(n, "0", "one too many", at); got == alipay.Fresh || got == alipay.Replayed {
		t.Errorf("beyond its rate an app's nonce is %v", got)
	}
}

// Java's SDK refuses an answer in which the name that it stands under occurs
// again, and Python's counts braces without regard to strings.
func TestUnmistakable(t *testing.T) {
	const root = "alipay_trade_query_response"
	for _, tc := range []struct{ in, want string }{
		{`{"subject":"x"}`, `{"subject":"x"}`},
		{`{"a":{"b":"{}"},"c":[{}]}`, `{"a":{"b":"{}"},"c":[{}]}`},
		{`{"subject":"alipay_trade_query_response\":"}`, `{"subject":"alipay_trade_query\u005fresponse\":"}`},
		{`{"subject":"\u001alipay_trade_query_response"}`, `{"subject":"\u001alipay_trade_query\u005fresponse"}`},
		{`{"a":{},"subject":"}"}`, `{"a":{},"subject":"\u007d"}`},
		{`{"subject":"}{"}`, `{"subject":"\u007d\u007b"}`},
		{`{"subject":"\\\"{","b":"\\"}`, `{"subject":"\\\"\u007b","b":"\\"}`},
		{`{"subject":"\\{"}`, `{"subject":"\\\u007b"}`},
	} {
		if got := alipay.Unmistakable([]byte(tc.in), root); string(got) != tc.want {
			t.Errorf("%s becomes %s, want %s", tc.in, got, tc.want)
		}
	}
}

// Whatever a merchant calls its goods, the answer means the same, and all the
// ways in which SDKs look for what is signed find it.
func FuzzUnmistakable(f *testing.F) {
	const root = "alipay_trade_query_response"
	for _, text := range []string{"一", "}{", `"},"sign":"x"`, `\{`, root + `":{`, "\x1a" + root[1:]} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := json.Marshal(map[string]any{"subject": text, "detail": map[string]string{text: text}})
		if err != nil {
			t.Fatal(err)
		}
		got := string(alipay.Unmistakable(in, root))
		var before, after any
		if err := errors.Join(json.Unmarshal(in, &before), json.Unmarshal([]byte(got), &after)); err != nil || !cmp.Equal(before, after) {
			t.Fatalf("%s means something else than %s: %v", got, in, err)
		}
		body := `{"` + root + `":` + got + `,"sign":"AA=="}`
		if strings.Count(body, root) != 1 || strings.Count(body, `"sign"`) != 1 && !strings.Contains(text, "sign") {
			t.Fatalf("a name occurs twice in %s", body)
		}
		if counted := countBraces(body, strings.Index(body, root)); counted != got {
			t.Fatalf("by its braces the signed text is %s, want %s", counted, got)
		}
	})
}

// countBraces returns the text from the first brace behind from to the one that
// closes it, strings or not.
func countBraces(body string, from int) string {
	start := from + strings.IndexByte(body[from:], '{')
	depth := 0
	for i := start; i < len(body); i++ {
		switch body[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return body[start : i+1]
			}
		}
	}
	return ""
}

// Bytes count as they come, and no longer than their request takes.
func TestBodiesTakeTurns(t *testing.T) {
	for _, tc := range []struct {
		already int64
		fits    bool
		size    int
	}{
		{0, true, alipay.BodyFree + 100},
		{alipay.BodiesMax - 100, true, alipay.BodyFree + 100},
		{alipay.BodiesMax - 99, false, alipay.BodyFree + 100},
		{alipay.BodiesMax, true, alipay.BodyFree},
		{alipay.BodiesMax + 1, true, alipay.BodyFree},
	} {
		body, leave := alipay.Meter(io.NopCloser(strings.NewReader(strings.Repeat("x", tc.size))), tc.already)
		got, err := io.ReadAll(body)
		if (err == nil) != tc.fits || tc.fits && len(got) != tc.size {
			t.Errorf("behind %d bytes: %d bytes, %v", tc.already, len(got), err)
		}
		if left := leave(); left != tc.already {
			t.Errorf("%d bytes count afterwards, want %d", left, tc.already)
		}
	}
}
