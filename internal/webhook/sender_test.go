package webhook_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/webhook"
)

// TestMain names a proxy that does not exist: who asked it would reach nobody.
func TestMain(m *testing.M) {
	os.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	goleak.VerifyTestMain(m)
}

// posted is how a request to an address ends.
func posted(t *testing.T, o webhook.Options, address string) (webhook.Answer, error) {
	t.Helper()
	s := webhook.NewSender(o)
	defer s.Close()
	return s.Post(t.Context(), address, http.Header{}, []byte("{}"))
}

// serving starts a server and returns its address.
func serving(t *testing.T, do http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(do)
	t.Cleanup(s.Close)
	return s.URL
}

// TestForbidden asks for what is not on the open internet, on a port that
// answers: no request arrives.
func TestForbidden(t *testing.T) {
	var reached atomic.Int32
	here, err := url.Parse(serving(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	if err != nil {
		t.Fatal(err)
	}
	port := binaryPort(t, here.Port())
	ports := webhook.Options{Ports: []uint16{port}}
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1.2.3", "[::ffff:7f00:1]"} {
		for _, address := range []string{"http://" + host + ":" + here.Port() + "/", "https://" + host + ":" + here.Port() + "/"} {
			if _, err := posted(t, ports, address); !errors.Is(err, webhook.ErrForbidden) {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	for _, address := range []string{"ftp://example.com/", "file:///etc/hosts", "http://u:p@example.com/", "//example.com", "gopher://x", ""} {
		if _, err := posted(t, webhook.Options{AllowPrivate: true}, address); !errors.Is(err, webhook.ErrForbidden) {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := posted(t, webhook.Options{}, "http://1.1.1.1:22/"); !errors.Is(err, webhook.ErrForbidden) {
		t.Errorf("a public address on another port: %v", err)
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
	allowed := webhook.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	if a, err := posted(t, allowed, here.String()); err != nil || a.Status != 200 {
		t.Errorf("where it is allowed: %v, %v", a, err)
	}
}

func binaryPort(t *testing.T, s string) uint16 {
	t.Helper()
	to, err := netip.ParseAddrPort("127.0.0.1:" + s)
	if err != nil {
		t.Fatal(err)
	}
	return to.Port()
}

// TestRebinding has a name that points to an allowed address first, and to this
// machine's own later.
func TestRebinding(t *testing.T) {
	var now atomic.Pointer[netip.Addr]
	point := func(s string) {
		a := netip.MustParseAddr(s)
		now.Store(&a)
	}
	listener, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	var reached atomic.Int32
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached.Add(1)
		w.Header().Set("Connection", "close")
	})}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	sender := webhook.NewSender(webhook.Options{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, Resolver: resolver(t, &now),
	})
	defer sender.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	address := "http://shop.example.com:" + port + "/"
	point("127.0.0.2")
	if _, err := sender.Post(t.Context(), address, http.Header{}, nil); err != nil || reached.Load() != 1 {
		t.Fatalf("the allowed address: %v, %d requests", err, reached.Load())
	}
	for _, inside := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254"} {
		point(inside)
		if _, err := sender.Post(t.Context(), address, http.Header{}, nil); !errors.Is(err, webhook.ErrForbidden) || reached.Load() != 1 {
			t.Errorf("pointed to %s: %v, %d requests", inside, err, reached.Load())
		}
	}
}

// resolver asks a name server that says that every name has the one address now.
func resolver(t *testing.T, now *atomic.Pointer[netip.Addr]) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		for b := make([]byte, 512); ; {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			conn.WriteTo(answer(b[:n], *now.Load()), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

// answer is a name server's answer to a question: the address, if version 4 is
// asked for.
func answer(question []byte, a netip.Addr) []byte {
	end := 12 // of the header
	for question[end] != 0 {
		end += 1 + int(question[end])
	}
	end += 1 + 4 // the name's end, type and class
	reply := append([]byte{}, question[:end]...)
	reply[2], reply[3] = 0x81, 0x80 // an answer, without an error
	clear(reply[6:12])              // no other sections
	if binary.BigEndian.Uint16(question[end-4:]) != 1 {
		return reply
	}
	reply[7] = 1
	reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4) // the same name, type, class, 0 s, 4 bytes
	return append(reply, a.AsSlice()...)
}

func TestRedirectsAreAnswers(t *testing.T) {
	var reached atomic.Int32
	inside := serving(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	address := serving(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inside, http.StatusTemporaryRedirect)
	})
	a, err := posted(t, webhook.Options{AllowPrivate: true}, address)
	if err != nil || a.Status != 307 || reached.Load() != 0 {
		t.Errorf("%d, %v, and %d requests went on", a.Status, err, reached.Load())
	}
}

func TestAnswersAreBounded(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "c", Value: "1"})
		if len(r.Cookies()) > 0 {
			t.Error("a cookie came back")
		}
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}
	o := webhook.Options{AllowPrivate: true}
	s := webhook.NewSender(o)
	defer s.Close()
	address := serving(t, endless)
	for range 2 {
		if a, err := s.Post(t.Context(), address, http.Header{}, nil); err != nil || len(a.Body) != webhook.AnswerMax {
			t.Errorf("read %d bytes, %v", len(a.Body), err)
		}
	}
}

// TestTimeout waits for an answer that does not come, and for one that does not
// end.
func TestTimeout(t *testing.T) {
	end := make(chan struct{})
	address := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begun" {
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
		}
		<-end
	})
	defer close(end)
	for _, path := range []string{"/", "/begun"} {
		_, err := posted(t, webhook.Options{AllowPrivate: true, Timeout: 30 * time.Millisecond}, address+path)
		if !errors.Is(err, webhook.ErrTimeout) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestErrorsNameNoAddress asks where nobody listens: what is said of it does not
// repeat what a merchant's address holds.
func TestErrorsNameNoAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String() + "/?token=confidential"
	listener.Close()
	_, err = posted(t, webhook.Options{AllowPrivate: true}, address)
	if err == nil || strings.Contains(err.Error(), "confidential") {
		t.Errorf("the error is %v", err)
	}
}

// TestSignature holds the vector of the Standard Webhooks specification.
func TestSignature(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}`)
	const want = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	if got := webhook.Signature(delivery.HMAC, key, text); got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}
