package cashier_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cashier"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

const yuan = money.Currency(156)

// shop is a real cashier over a real sandbox: a shop, Ann with 1,000 yuan, and Ben
// with nothing.
type shop struct {
	t      *testing.T
	p      *platform.Platform
	url    string
	pages  http.Handler
	op     auth.Caller
	seller auth.Caller
	ann    person
	ben    person
	wall   atomic.Int64 // that passed since the start, ns
	orders int
}

type person struct {
	key    string
	keyID  ledger.ID
	wallet ledger.ID
}

// back leads customers to where a test sees them.
type back string

func (b back) ReturnURL(context.Context, trade.ID) (string, error) { return string(b), nil }

const backURL = "https://shop.example.com/back?x=1&sign=s"

// open starts a cashier that is known by a public URL, "": by its own.
func open(t *testing.T, publicURL string) *shop {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	secret, err := platform.Init(t.Context(), dir, true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, p: p}
	server := httptest.NewUnstartedServer(nil)
	s.url = "http://" + server.Listener.Addr().String()
	if publicURL == "" {
		publicURL = s.url
	}
	s.pages = cashier.New(p, cashier.Options{
		PublicURL: publicURL, Returner: back(backURL),
		Now: func() time.Time { return time.Unix(1_700_000_000, s.wall.Load()) },
	})
	server.Config.Handler = s.pages
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	s.op = must(p.Authenticate(secret.Reveal()))
	m, _, err := p.CreateMerchant(t.Context(), s.op, "", merchant.Create{Currency: yuan})
	if err != nil {
		t.Fatal(err)
	}
	s.seller = auth.Caller{Role: auth.Merchant, Subject: m.ID}
	s.ann, s.ben = s.person(1, 100_000), s.person(2, 0)
	return s
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// key makes an API key.
func (s *shop) key(role auth.Role, subject [16]byte) (string, ledger.ID) {
	s.t.Helper()
	made, _, err := s.p.CreateKey(s.t.Context(), s.op, "", platform.KeyRequest{Role: role, Subject: subject})
	if err != nil {
		s.t.Fatal(err)
	}
	return made.Secret.Reveal(), made.ID
}

// person makes a customer with a wallet.
func (s *shop) person(n byte, fen int64) (who person) {
	s.t.Helper()
	id := ledger.ID{n}
	who.key, who.keyID = s.key(auth.Customer, id)
	w, _, err := s.p.OpenWallet(s.t.Context(), s.op, "", wallet.Open{Owner: id, Currency: yuan, Tier: wallet.Unlimited})
	if err != nil {
		s.t.Fatal(err)
	}
	who.wallet = w.ID
	if fen > 0 {
		if _, _, err := s.p.TopUp(s.t.Context(), s.op, "", wallet.TopUp{
			Wallet: w.ID, Instrument: uint8(trade.Card), Amount: money.Amount{Minor: fen, Currency: yuan},
		}); err != nil {
			s.t.Fatal(err)
		}
	}
	return who
}

// name gives the shop a name.
func (s *shop) name(name string) {
	s.t.Helper()
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	_, err := s.p.CreateApp(s.t.Context(), s.op, "", platform.NewApp{
		Merchant: s.seller.Subject, Name: name, PublicKey: must(x509.MarshalPKIXPublicKey(&key.PublicKey)),
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// order makes a trade and returns its pay code.
func (s *shop) order(fen int64, text platform.Text) string {
	s.t.Helper()
	s.orders++
	made, err := s.p.OpenTrade(s.t.Context(), s.seller, platform.OpenTrade{
		Create: trade.Create{
			Merchant: s.seller.Subject, Order: fmt.Sprintf("A%d", s.orders), Amount: money.Amount{Minor: fen, Currency: yuan},
			ExpiresAt: s.p.Now() + int64(2*time.Hour),
		},
		Text: text,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return must(s.p.TradePayCode(made.Trade.ID))
}

// has fails the test unless Ann has so much.
func (s *shop) has(who person, fen int64) {
	s.t.Helper()
	v := must(s.p.Wallet(s.t.Context(), s.op, who.wallet))
	if v.Balance.Available != fen {
		s.t.Errorf("the wallet has %d fen, want %d", v.Balance.Available, fen)
	}
}

// browser is somebody's, with its cookies. It follows no redirect.
type browser struct {
	s      *shop
	client *http.Client
	header http.Header
}

func (s *shop) browser() *browser {
	return &browser{s, &http.Client{
		Jar:           must(cookiejar.New(nil)),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, http.Header{"Accept-Language": {"en"}, "Sec-Fetch-Site": {"same-origin"}}}
}

// answer is a page, read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, path string, form url.Values) answer {
	b.s.t.Helper()
	req := must(http.NewRequestWithContext(b.s.t.Context(), method, b.s.url+path, strings.NewReader(form.Encode())))
	for name, values := range b.header {
		req.Header[name] = values
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.s.t.Error(err)
		return answer{header: http.Header{}}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, io.EOF) {
		b.s.t.Error(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func (b *browser) get(path string) answer { b.s.t.Helper(); return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, form url.Values) answer {
	b.s.t.Helper()
	return b.do(http.MethodPost, path, form)
}

// signIn signs in and returns to a bill.
func (b *browser) signIn(key, code string) *browser {
	b.s.t.Helper()
	a := b.post("/cashier/sign-in", url.Values{"key": {key}, "next": {code}})
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/cashier/"+code {
		b.s.t.Fatalf("sign-in: %d %s", a.status, a.body)
	}
	return b
}

var hidden = regexp.MustCompile(`name="nonce" value="([0-9a-f]{32})"`)

// form is what the page's form would send, from a wallet.
func (a answer) form(from ledger.ID) url.Values {
	found := hidden.FindStringSubmatch(a.body)
	if found == nil {
		return url.Values{"wallet": {from.String()}}
	}
	return url.Values{"nonce": {found[1]}, "wallet": {from.String()}}
}

// is fails the test unless the page has the status and the text.
func (s *shop) is(a answer, status int, text string) {
	s.t.Helper()
	if a.status != status || !strings.Contains(a.body, text) {
		s.t.Errorf("got %d, want %d with %q:\n%s", a.status, status, text, a.body)
	}
}
