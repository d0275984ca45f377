package cashier_test

import (
	"encoding/binary"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/cashier"
	"github.com/candorpay/candor/internal/platform"
)

func TestSessions(t *testing.T) {
	var s cashier.Sessions
	now := time.Unix(1_700_000_000, 0)
	key := [16]byte{1}
	if _, ok := s.Key("", now); ok {
		t.Error("nobody's id has a session")
	}
	s.End("nobody's")
	var ids []string
	for range cashier.SessionsPerKey + 1 {
		id, ok := s.Begin(key, now)
		if !ok || len(id) != 43 {
			t.Fatalf("began %q, %v", id, ok)
		}
		ids = append(ids, id)
	}
	for i, id := range ids {
		if got, ok := s.Key(id, now); ok != (i > 0) || ok && got != key {
			t.Errorf("session %d: %v, %v", i, got, ok)
		}
	}
	s.End(ids[1])
	if _, ok := s.Key(ids[1], now); ok {
		t.Error("a session goes on behind its end")
	}
	if _, ok := s.Key(ids[2], now.Add(cashier.SessionTime-1)); !ok {
		t.Error("a session ended early")
	}
	if _, ok := s.Key(ids[2], now.Add(cashier.SessionTime)); ok {
		t.Error("a session goes on behind its time")
	}
}

// When there are too many sessions nobody loses one, and there is room again when
// they have ended.
func TestFullOfSessions(t *testing.T) {
	var s cashier.Sessions
	now := time.Unix(1_700_000_000, 0)
	begin := func(n uint64, at time.Time) (string, bool) {
		var key [16]byte
		binary.BigEndian.PutUint64(key[:], n)
		return s.Begin(key, at)
	}
	first, _ := begin(0, now)
	for n := range uint64(cashier.SessionsMax - 1) {
		if _, ok := begin(n+1, now); !ok {
			t.Fatalf("%d sessions are too many", n+2)
		}
	}
	if _, ok := begin(cashier.SessionsMax, now); ok {
		t.Error("one more began")
	}
	if _, ok := s.Key(first, now); !ok {
		t.Error("the first has ended")
	}
	if _, ok := begin(0, now); ok {
		t.Error("one more of the first key began") // it has one of four
	}
	if _, ok := begin(cashier.SessionsMax, now.Add(cashier.SessionTime)); !ok {
		t.Error("there is no room when all have ended")
	}
}

// A session's id that somebody else planted is no session, and signing in makes a
// new one and ends the one before.
func TestFixation(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	at := must(url.Parse(s.url + "/cashier/" + code))
	b := s.browser()
	planted := strings.Repeat("A", 43)
	b.client.Jar.SetCookies(at, []*http.Cookie{{Name: "candor-cashier", Value: planted, Path: "/cashier/"}})
	s.is(b.get("/cashier/"+code), 200, "Sign in to pay")
	session := func() string {
		for _, c := range b.client.Jar.Cookies(at) {
			if c.Name == "candor-cashier" {
				return c.Value
			}
		}
		return ""
	}
	b.signIn(s.ann.key, code)
	first := session()
	b.signIn(s.ann.key, code)
	second := session()
	if first == planted || second == first || second == "" {
		t.Errorf("the session's id was %s, then %s", first, second)
	}
	thief := s.browser()
	for _, id := range []string{planted, first} {
		thief.client.Jar.SetCookies(at, []*http.Cookie{{Name: "candor-cashier", Value: id, Path: "/cashier/"}})
		s.is(thief.get("/cashier/"+code), 200, "Sign in to pay")
	}
	s.is(b.get("/cashier/"+code), 200, "Confirm payment")
}

func TestSessionEnds(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	b := s.browser().signIn(s.ann.key, code)
	page := b.get("/cashier/" + code)
	s.wall.Add(int64(cashier.SessionTime) - 1)
	s.is(b.get("/cashier/"+code), 200, "Confirm payment")
	s.wall.Add(1)
	s.is(b.get("/cashier/"+code), 200, "Sign in to pay")
	s.is(b.post("/cashier/"+code+"/pay", page.form(s.ann.wallet)), 403, "Sign in to pay")

	b.signIn(s.ann.key, code)
	at := must(url.Parse(s.url + "/cashier/" + code))
	kept := b.client.Jar.Cookies(at)
	if a := b.post("/cashier/sign-out", url.Values{"next": {code}}); a.status != 303 {
		t.Errorf("signed out: %d", a.status)
	}
	if left := b.client.Jar.Cookies(at); len(left) != 0 {
		t.Errorf("the browser keeps %v", left)
	}
	b.client.Jar.SetCookies(at, kept)
	s.is(b.get("/cashier/"+code), 200, "Sign in to pay")

	b.signIn(s.ann.key, code)
	if _, err := s.p.RevokeKey(t.Context(), s.op, "", s.ann.keyID); err != nil {
		t.Fatal(err)
	}
	s.is(b.get("/cashier/"+code), 200, "Sign in to pay")
	s.has(s.ann, 100_000)
}

// A form that another site sends does nothing, whatever cookies come with it.
func TestForgedForms(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	b := s.browser().signIn(s.ann.key, code)
	form := b.get("/cashier/" + code).form(s.ann.wallet)
	for _, from := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example.com"}}, {"Origin": {"null"}},
	} {
		b.header = from
		for _, path := range []string{"/cashier/" + code + "/pay", "/cashier/sign-in", "/cashier/sign-out"} {
			a := b.post(path, form)
			if a.status != 403 || a.header.Get("Set-Cookie") != "" {
				t.Errorf("%v, %s: %d", from, path, a.status)
			}
		}
	}
	s.has(s.ann, 100_000)
	b.header = http.Header{"Sec-Fetch-Site": {"cross-site"}, "Accept-Language": {"en"}}
	s.is(b.get("/cashier/"+code), 200, "Confirm payment") // a link from the shop
	b.header = http.Header{"Origin": {s.url}}
	if a := b.post("/cashier/"+code+"/pay", form); a.status != 303 {
		t.Errorf("her own form: %d", a.status)
	}
	s.has(s.ann, 99_000)
}

func TestCookie(t *testing.T) {
	for public, want := range map[string]string{
		"":                        "candor-cashier=; Path=/cashier/; Max-Age=900; HttpOnly; SameSite=Lax",
		"https://pay.example.com": "__Host-candor-cashier=; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Lax",
		"http://pay.example.com":  "__Host-candor-cashier=; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Lax",
	} {
		s := open(t, public)
		code := s.order(1_000, platform.Text{})
		b := s.browser()
		if public != "" { // behind a proxy
			b.header = http.Header{"Origin": {public}}
		}
		a := b.post("/cashier/sign-in", url.Values{"key": {s.ann.key}, "next": {code}})
		name, rest, _ := strings.Cut(a.header.Get("Set-Cookie"), "=")
		_, rest, _ = strings.Cut(rest, ";")
		if got := name + "=;" + rest; got != want {
			t.Errorf("%s: %s, want %s", public, got, want)
		}
	}
}
