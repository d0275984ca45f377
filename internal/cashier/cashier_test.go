package cashier_test

import (
	"context"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cashier"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

func TestPay(t *testing.T) {
	s := open(t, "")
	s.name("Tea & Books")
	code := s.order(1_234, platform.Text{Subject: "Green tea", ReturnURL: backURL})
	b := s.browser()
	if a := b.get("/pay/" + code); a.status != 303 || a.header.Get("Location") != "/cashier/"+code {
		t.Errorf("the QR code's address answers %d, %s", a.status, a.header.Get("Location"))
	}
	first := b.get("/cashier/" + code)
	s.is(first, 200, "<h1>Sign in to pay</h1>")
	if strings.Contains(first.body, "Green tea") || strings.Contains(first.body, "12.34") || strings.Contains(first.body, "Books") {
		t.Errorf("shown before she signed in:\n%s", first.body)
	}
	page := b.signIn(s.ann.key, code).get("/cashier/" + code)
	s.is(page, 200, "<h1>Confirm payment</h1>")
	for _, text := range []string{"Tea &amp; Books", "Green tea", "¥12.34", "¥1,000.00", "Valid until"} {
		s.is(page, 200, text)
	}
	s.is(b.get("/cashier/"+code+"/return"), 404, "not valid")
	s.has(s.ann, 100_000)
	if a := b.post("/cashier/"+code+"/pay", page.form(s.ann.wallet)); a.status != 303 || a.header.Get("Location") != "/cashier/"+code {
		t.Fatalf("paid: %d %s", a.status, a.body)
	}
	s.has(s.ann, 98_766)
	receipt := b.get("/cashier/" + code)
	s.is(receipt, 200, `<h1 class="done">Paid</h1>`)
	s.is(receipt, 200, `href="/cashier/`+code+`/return"`)
	if led := receipt.header.Get("Refresh"); led != "5; url=/cashier/"+code+"/return" || page.header.Get("Refresh") != "" {
		t.Errorf("a receipt leads on by %q", led)
	}
	if a := b.get("/cashier/" + code + "/return"); a.status != 303 || a.header.Get("Location") != backURL {
		t.Errorf("she is led back by %d %s", a.status, a.header.Get("Location"))
	}
	other := s.browser().signIn(s.ben.key, code)
	page = other.get("/cashier/" + code)
	s.is(page, 410, "This code has been paid.")
	if strings.Contains(page.body, "Green tea") || strings.Contains(page.body, "12.34") {
		t.Errorf("Ben sees what Ann paid:\n%s", page.body)
	}
	s.is(other.get("/cashier/"+code+"/return"), 404, "not valid")
}

// However often one form is sent, also at once, it pays once.
func TestFormPaysOnce(t *testing.T) {
	s := open(t, "")
	static, err := s.p.MerchantPayCode(t.Context(), s.seller, s.seller.Subject)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{s.order(1_000, platform.Text{}), static} {
		before := must(s.p.Wallet(t.Context(), s.op, s.ann.wallet)).Balance.Available
		b := s.browser().signIn(s.ann.key, code)
		form := b.get("/cashier/" + code).form(s.ann.wallet)
		form.Set("amount", "10.00")
		answers := make([]answer, 10)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = b.post("/cashier/"+code+"/pay", form) })
		}
		wg.Wait()
		for _, a := range answers {
			if a.status != 303 || a.header.Get("Location") != answers[0].header.Get("Location") {
				t.Errorf("one answers %d to %s, the first %s", a.status, a.header.Get("Location"), answers[0].header.Get("Location"))
			}
		}
		s.has(s.ann, before-1_000)
		s.is(b.get(answers[0].header.Get("Location")), 200, "¥10.00")
	}
	// The page of a static code pays again when it is asked for again.
	b := s.browser().signIn(s.ann.key, static)
	form := b.get("/cashier/" + static).form(s.ann.wallet)
	form.Set("amount", "0.01")
	b.post("/cashier/"+static+"/pay", form)
	form.Set("amount", "0.02")
	s.is(b.post("/cashier/"+static+"/pay", form), 409, "sent before")
	s.has(s.ann, 97_999)
}

func TestWrongForms(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	b := s.browser().signIn(s.ann.key, code)
	path := "/cashier/" + code + "/pay"
	page := b.get("/cashier/" + code)
	s.is(b.post(path, page.form(s.ben.wallet)), 403, "Choose one of your own wallets.")
	s.is(b.post(path, url.Values{"nonce": {"x"}, "wallet": {s.ann.wallet.String()}}), 400, "cannot be paid")
	s.is(b.post(path, url.Values{"wallet": {s.ann.wallet.String()}}), 400, "cannot be paid")
	form := page.form(s.ann.wallet)
	form.Del("wallet")
	s.is(b.post(path, form), 400, "Choose one of your own wallets.")
	form = page.form(s.ann.wallet)
	form.Set("more", strings.Repeat("a", 5_000))
	s.is(b.post(path, form), 400, "cannot be paid")
	s.is(s.browser().post(path, page.form(s.ann.wallet)), 403, "Sign in to pay")
	s.is(b.do(http.MethodPut, path, page.form(s.ann.wallet)), 404, "not valid")
	s.has(s.ann, 100_000)

	// A refusal leaves a form behind that can pay.
	dear := s.order(200_000, platform.Text{})
	path = "/cashier/" + dear + "/pay"
	page = b.post(path, b.get("/cashier/"+dear).form(s.ann.wallet))
	s.is(page, 409, "not enough money")
	s.is(page, 409, "disabled")
	s.is(s.browser().signIn(s.ben.key, code).get("/cashier/"+code), 200, "None of your wallets has enough")
}

// A refusal by a limit names it, and an amount of any length is written to fit.
func TestLimits(t *testing.T) {
	s := open(t, "")
	if _, _, err := s.p.TopUp(t.Context(), s.op, "", wallet.TopUp{
		Wallet: s.ann.wallet, Instrument: 4, Amount: money.Amount{Minor: 300_000_00, Currency: yuan},
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.p.SetTier(t.Context(), s.op, "", wallet.SetTier{Wallet: s.ann.wallet, Tier: wallet.Verified}); err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	for i, tt := range []struct {
		minor       int64
		size, wrong string
	}{
		{50_000_01, "", "more than the wallet may pay at once: ¥50,000.00."},
		{50_000_00, "", ""},
		{50_000_00, "", ""},
		{50_000_00, "", ""},
		{50_000_00, "", ""},
		{1, "", "more than it may in a day: ¥200,000.00."},
		{1_000_000_00, "long", "at once: ¥50,000.00."},
		{ledger.MovementMax, "longest", "at once: ¥50,000.00."},
	} {
		code := s.order(tt.minor, platform.Text{})
		if i == 0 {
			b.signIn(s.ann.key, code)
		}
		page := b.get("/cashier/" + code)
		s.is(page, 200, `<p class="amount `+tt.size+`">`)
		a := b.post("/cashier/"+code+"/pay", page.form(s.ann.wallet))
		if tt.wrong == "" && a.status != 303 || tt.wrong != "" && (a.status != 409 || !strings.Contains(a.body, tt.wrong)) {
			t.Errorf("%d: %d, want %q\n%s", tt.minor, a.status, tt.wrong, a.body)
		}
	}
}

func TestAmounts(t *testing.T) {
	s := open(t, "")
	static := must(s.p.MerchantPayCode(t.Context(), s.seller, s.seller.Subject))
	b := s.browser().signIn(s.ann.key, static)
	page := b.get("/cashier/" + static)
	s.is(page, 200, "Amount (CNY)")
	for _, text := range []string{"", "0", "0.00", "-1", "+1", "1.005", "1e2", "NaN", "１２", "1,000", " 1", "01", ".5", "5.", "99999999999999999999"} {
		form := page.form(s.ann.wallet)
		form.Set("amount", text)
		s.is(b.post("/cashier/"+static+"/pay", form), 400, "The amount is not valid")
	}
	s.has(s.ann, 100_000)
	form := page.form(s.ann.wallet)
	form.Set("amount", "12.3")
	paid := b.post("/cashier/"+static+"/pay", form)
	s.has(s.ann, 98_770)
	s.is(b.get(paid.header.Get("Location")), 200, "¥12.30")
}

func TestExpired(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{ReturnURL: backURL})
	b := s.browser().signIn(s.ann.key, code)
	form := b.get("/cashier/" + code).form(s.ann.wallet)
	if _, err := s.p.Advance(t.Context(), s.op, s.p.Now()+int64(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.is(b.post("/cashier/"+code+"/pay", form), 410, "<h1>")
	page := b.get("/cashier/" + code)
	if page.status != 410 || strings.Contains(page.body, "nonce") {
		t.Errorf("%d:\n%s", page.status, page.body)
	}
	s.has(s.ann, 100_000)
}

// No code is guessed, and a code that was changed is nobody's.
func TestGuessedCodes(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	b := s.browser().signIn(s.ann.key, code)
	form := b.get("/cashier/" + code).form(s.ann.wallet)
	for i := range code {
		other := byte('A')
		if code[i] == other {
			other = 'B'
		}
		changed := code[:i] + string(other) + code[i+1:]
		s.is(b.get("/cashier/"+changed), 404, "not valid")
		s.is(b.post("/cashier/"+changed+"/pay", form), 404, "not valid")
	}
	for _, path := range []string{"/cashier/", "/cashier/x", "/pay/x", "/pay/", "/qr/x.svg", "/qr/" + code, "/qr/" + code + ".gif", "/cashier/" + code + "/else", "/else"} {
		s.is(b.get(path), 404, "not valid")
	}
	for _, next := range []string{"", "//evil.example.com", "https://evil.example.com", "..", code + "/../.."} {
		s.is(b.post("/cashier/sign-in", url.Values{"key": {s.ann.key}, "next": {next}}), 404, "not valid")
		s.is(b.post("/cashier/sign-out", url.Values{"next": {next}}), 404, "not valid")
	}
}

func TestHeldMoney(t *testing.T) {
	s := open(t, "")
	h, err := s.p.CreateHold(t.Context(), s.seller, preauth.Create{
		Merchant: s.seller.Subject, Order: "H1", Request: "R1", Amount: money.Amount{Minor: 20_000, Currency: yuan}, Mark: [16]byte{1},
	})
	if err != nil {
		t.Fatal(err)
	}
	code := must(s.p.HoldPayCode(h.ID))
	b := s.browser().signIn(s.ann.key, code)
	page := b.get("/cashier/" + code)
	s.is(page, 200, "Agree to freeze")
	s.is(page, 200, "¥200.00")
	for range 2 {
		if a := b.post("/cashier/"+code+"/pay", page.form(s.ann.wallet)); a.status != 303 {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	s.has(s.ann, 80_000)
	s.is(b.get("/cashier/"+code), 200, `<h1 class="done">Frozen</h1>`)
	s.is(s.browser().signIn(s.ben.key, code).get("/cashier/"+code), 403, "somebody else")
}

// What a shop wrote stays text, and cannot look like something else.
func TestForeignText(t *testing.T) {
	s := open(t, "")
	s.name(`</bdi><script>alert(1)</script>`)
	code := s.order(1_000, platform.Text{Subject: "<img src=x onerror=alert(1)>\u202egnp.exe\u2066\u200b\n\"'&"})
	page := s.browser().signIn(s.ann.key, code).get("/cashier/" + code)
	s.is(page, 200, "&lt;script&gt;alert(1)&lt;/script&gt;")
	s.is(page, 200, "&lt;img src=x onerror=alert(1)&gt;gnp.exe&#34;&#39;&amp;")
	if strings.Contains(page.body, "<script") || strings.Contains(page.body, "<img") || strings.ContainsAny(page.body, "\u202e\u2066\u200b") {
		t.Errorf("the page holds it raw:\n%s", page.body)
	}
}

func TestHeaders(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	b := s.browser()
	forged := s.browser()
	forged.header.Set("Sec-Fetch-Site", "cross-site")
	for name, a := range map[string]answer{
		"sign-in": b.get("/cashier/" + code), "missing": b.get("/cashier/x"), "lead": b.get("/pay/" + code),
		"forged": forged.post("/cashier/sign-in", nil), "wrong key": b.post("/cashier/sign-in", url.Values{"next": {code}}),
		"signed in": b.signIn(s.ann.key, code).get("/cashier/" + code),
	} {
		for header, want := range map[string]string{
			"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s: %s is %q", name, header, got)
			}
		}
		if strings.Contains(a.body, "<script") || strings.Contains(a.body, "style=") {
			t.Errorf("%s has script or style in it", name)
		}
	}
	page := b.get("/cashier/" + code).body
	_, rest, _ := strings.Cut(page, `rel="stylesheet" href="`)
	href, _, _ := strings.Cut(rest, `"`)
	if a := b.get(href); a.status != 200 || a.header.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", href, a.status, a.header)
	}
}

func TestQR(t *testing.T) {
	s := open(t, "https://pay.example.com")
	code := s.order(1_000, platform.Text{})
	a := s.browser().get("/qr/" + code + ".png")
	drawn, err := png.Decode(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(must(gozxing.NewBinaryBitmapFromImage(drawn)), map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil || read.GetText() != "https://pay.example.com/pay/"+code {
		t.Errorf("it reads %v, %v", read, err)
	}
	if a := s.browser().get("/qr/" + code + ".svg"); a.header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(a.body, "<svg ") {
		t.Errorf("%v %.80s", a.header, a.body)
	}
}

func TestLanguages(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	for accept, want := range map[string]string{
		"": "zh-CN", "zh-TW,zh;q=0.9,en;q=0.8": "zh-CN", "en-GB,en;q=0.9": "en", "en;q=0.4, zh;q=0.9": "zh-CN", "fr": "zh-CN", "fr, en;q=0.1": "en", "???": "zh-CN",
	} {
		b := s.browser()
		b.header.Set("Accept-Language", accept)
		if a := b.get("/cashier/" + code); a.header.Get("Content-Language") != want || !strings.Contains(a.body, `<html lang="`+want+`">`) {
			t.Errorf("%q is answered in %s", accept, a.header.Get("Content-Language"))
		}
	}
}

// Only customers sign in, and no answer tells other keys from none.
func TestWhoSignsIn(t *testing.T) {
	s := open(t, "")
	code := s.order(1_000, platform.Text{})
	merchants, _ := s.key(auth.Merchant, s.seller.Subject)
	operators, _ := s.key(auth.Operator, [16]byte{})
	revoked, id := s.key(auth.Customer, [16]byte{1})
	if _, err := s.p.RevokeKey(t.Context(), s.op, "", id); err != nil {
		t.Fatal(err)
	}
	var first string
	for _, key := range []string{"", "x", merchants, operators, revoked, s.ann.key[:len(s.ann.key)-1]} {
		a := s.browser().post("/cashier/sign-in", url.Values{"key": {key}, "next": {code}})
		s.is(a, 403, "This is not a valid key of a customer.")
		if first == "" {
			first = a.body
		}
		if a.body != first || a.header.Get("Set-Cookie") != "" || key != "" && key != "x" && strings.Contains(a.body, key) {
			t.Errorf("answered:\n%s", a.body)
		}
	}
	s.browser().signIn(" "+s.ann.key+"\n", code)
}

func TestPaths(t *testing.T) {
	for _, path := range cashier.Paths() {
		if !strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/") {
			t.Errorf("%q is no subtree", path)
		}
	}
}

// While the vault is sealed no code can be told from a made-up one, and nobody is
// told that hers is wrong.
func TestSealed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	secret := must(platform.Init(t.Context(), dir, true))
	p := must(platform.Open(dir, platform.Options{Logger: slog.New(slog.DiscardHandler)}))
	op := must(p.Authenticate(secret.Reveal()))
	m, _, err := p.CreateMerchant(t.Context(), op, "", merchant.Create{Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	code := must(p.MerchantPayCode(t.Context(), op, m.ID))
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	p = must(platform.Open(dir, platform.Options{Sealed: true, Logger: slog.New(slog.DiscardHandler)}))
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	pages := cashier.New(p, cashier.Options{})
	for path, form := range map[string]url.Values{
		"/cashier/" + code: nil, "/pay/" + code: nil, "/qr/" + code + ".svg": nil, "/cashier/" + code + "/return": nil,
		"/cashier/sign-in": {"next": {code}}, "/cashier/" + code + "/pay": {"nonce": {strings.Repeat("0", 32)}},
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if form != nil {
			r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		if w.Code != 503 || !strings.Contains(w.Body.String(), "服务暂不可用") {
			t.Errorf("%s: %d\n%s", path, w.Code, w.Body)
		}
	}
}

// Of a payment whose outcome is unknown the form stays, and its nonce with it: sent
// again, it is the same payment.
func TestUnknownOutcome(t *testing.T) {
	s := open(t, "")
	static := must(s.p.MerchantPayCode(t.Context(), s.seller, s.seller.Subject))
	b := s.browser().signIn(s.ann.key, static)
	form := b.get("/cashier/" + static).form(s.ann.wallet)
	form.Set("amount", "10.00")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/cashier/"+static+"/pay", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "en")
	for _, c := range b.client.Jar.Cookies(must(url.Parse(s.url + "/cashier/"))) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.pages.ServeHTTP(w, r)
	unsure := answer{w.Code, w.Header(), w.Body.String()}
	s.is(unsure, 503, "Outcome unknown")
	again := unsure.form(s.ann.wallet)
	again.Set("amount", "10.00")
	if again.Encode() != form.Encode() {
		t.Errorf("the form was %s and is %s", form.Encode(), again.Encode())
	}
	for range 2 {
		if a := b.post("/cashier/"+static+"/pay", again); a.status != 303 {
			t.Errorf("sent again: %d\n%s", a.status, a.body)
		}
	}
	s.has(s.ann, 99_000)
}

// A trade that was made for Ann is nothing to Ben, and what she got back is said.
func TestWhoseTrade(t *testing.T) {
	s := open(t, "")
	made, err := s.p.OpenTrade(t.Context(), s.seller, platform.OpenTrade{
		Create: trade.Create{
			Merchant: s.seller.Subject, Order: "B1", Buyer: s.ann.wallet, Amount: money.Amount{Minor: 1_000, Currency: yuan},
		},
		Text: platform.Text{Subject: "Green tea"},
	})
	if err != nil {
		t.Fatal(err)
	}
	code := must(s.p.TradePayCode(made.Trade.ID))
	ben := s.browser().signIn(s.ben.key, code)
	page := ben.get("/cashier/" + code)
	s.is(page, 403, "This code is for somebody else to pay.")
	if strings.Contains(page.body, "Green tea") || strings.Contains(page.body, "10.00") {
		t.Errorf("Ben sees what Ann is to pay:\n%s", page.body)
	}
	ann := s.browser().signIn(s.ann.key, code)
	form := ann.get("/cashier/" + code).form(s.ann.wallet)
	if a := ben.post("/cashier/"+code+"/pay", form); a.status != 403 {
		t.Errorf("Ben paid with Ann's form: %d", a.status)
	}
	s.has(s.ann, 100_000)
	if a := ann.post("/cashier/"+code+"/pay", form); a.status != 303 {
		t.Errorf("Ann paid: %d\n%s", a.status, a.body)
	}
	if _, _, err := s.p.RefundTrade(t.Context(), s.seller, "", trade.Refund{Trade: made.Trade.ID, Request: "R1", Minor: 1_000}); err != nil {
		t.Fatal(err)
	}
	s.is(ann.get("/cashier/"+code), 200, "This payment went back to your wallet.")
	s.is(ben.get("/cashier/"+code), 410, "This order is closed.")
	s.has(s.ann, 100_000)
}
