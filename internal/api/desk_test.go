package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/candorpay/candor/internal/api"
	"github.com/candorpay/candor/internal/platform"
)

// desk is a real server on a free port over a real sandbox, with two merchants,
// two customers and what each may call with.
type desk struct {
	t        *testing.T
	url      string
	platform *platform.Platform
	once     atomic.Int64

	operator              string            // keys
	founders              []string          // of founding approvers
	keys                  map[string]string // of staff, by number
	shopKey, otherShopKey string
	annKey, benKey        string
	shop, otherShop       string // ids
	annWallet, benWallet  string
}

const (
	annID = "a0000000000000000000000000000010"
	benID = "b0000000000000000000000000000010"
)

// open starts a desk with options.
func open(t *testing.T, opts api.Options) *desk {
	t.Helper()
	return openFolder(t, opts, platform.Options{Logger: slog.New(slog.DiscardHandler)})
}

// openFolder is open with options of the platform's.
func openFolder(t *testing.T, opts api.Options, of platform.Options) *desk {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	made, err := platform.InitFolder(context.Background(), dir, platform.InitOptions{
		Sandbox: true, Approvers: []string{"first", "second", "third", "fourth"},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, of)
	if err != nil {
		t.Fatal(err)
	}
	return served(t, p, made, opts)
}

// served starts the server of a desk over an open folder that was just made.
func served(t *testing.T, p *platform.Platform, made platform.Founded, opts api.Options) *desk {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := api.NewServer(api.New(p, opts))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-ended
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{t: t, url: "http://" + listener.Addr().String(), platform: p, operator: made.Operator.Reveal(), keys: map[string]string{}}
	for _, f := range made.Founders {
		d.founders = append(d.founders, f.Secret.Reveal())
		d.keys[fmt.Sprint(uint32(f.Number))] = f.Secret.Reveal()
	}
	return d
}

// market starts a desk with its merchants and customers: Ann has 1,000 yuan.
func market(t *testing.T) *desk {
	t.Helper()
	return stocked(open(t, api.Options{}))
}

// stocked gives a desk its merchants and customers.
func stocked(d *desk) *desk {
	d.t.Helper()
	d.shop = d.made(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	d.otherShop = d.made(d.operator, "/v1/merchants", `{"currency":"CNY"}`)
	d.annWallet = d.made(d.operator, "/v1/wallets", `{"owner":"`+annID+`","currency":"CNY"}`)
	d.benWallet = d.made(d.operator, "/v1/wallets", `{"owner":"`+benID+`","currency":"CNY"}`)
	d.must(d.post(d.operator, "/v1/wallets/"+d.annWallet+"/top-ups", `{"instrument":"card","amount":{"amount":"1000.00","currency":"CNY"}}`), 200)
	d.shopKey, d.otherShopKey = d.key("merchant", d.shop), d.key("merchant", d.otherShop)
	d.annKey, d.benKey = d.key("customer", annID), d.key("customer", benID)
	return d
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

// field returns a member of the answer, such as "held.amount".
func (r reply) field(path string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(r.body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "not JSON: " + r.body
	}
	for name := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(at) {
				return "no item " + name
			}
			v = at[i]
		default:
			return "nothing at " + name
		}
	}
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}

// masked is the answer's status, type and body without the request's id.
func (r reply) masked() string {
	id := r.header.Get("X-Request-Id")
	return fmt.Sprintf("%d %s %s", r.status, r.header.Get("Content-Type"), strings.ReplaceAll(r.body, id, "(id)"))
}

// request is one to send to the desk; header lines are "Name: value".
func (d *desk) request(method, key, path, body string, header ...string) reply {
	req, err := http.NewRequest(method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Error(err)
		return reply{}
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Error(err)
		return reply{}
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, resp.Body); err != nil {
		d.t.Error(err)
	}
	return reply{resp.StatusCode, resp.Header, b.String()}
}

func (d *desk) get(key, path string, header ...string) reply {
	return d.request(http.MethodGet, key, path, "", header...)
}

// post sends a body under a new Idempotency-Key.
func (d *desk) post(key, path, body string) reply {
	return d.under(fmt.Sprintf("once-%d", d.once.Add(1)), key, path, body)
}

// under sends a body under an Idempotency-Key.
func (d *desk) under(once, key, path, body string) reply {
	return d.request(http.MethodPost, key, path, body, "Idempotency-Key: "+once)
}

// must fails the test unless the answer has the status.
func (d *desk) must(r reply, status int) reply {
	d.t.Helper()
	if r.status != status {
		d.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

// made makes an object and returns its id.
func (d *desk) made(key, path, body string) string {
	d.t.Helper()
	return d.must(d.post(key, path, body), 201).field("id")
}

// key makes an API key.
func (d *desk) key(role, subject string) string {
	d.t.Helper()
	return d.must(d.post(d.operator, "/v1/keys", `{"role":"`+role+`","subject":"`+subject+`"}`), 201).field("secret")
}

// cny is an amount in JSON.
func cny(decimal string) string { return `{"amount":"` + decimal + `","currency":"CNY"}` }

// trade is the body of a trade of the desk's shop.
func (d *desk) trade(order, decimal string) string {
	return `{"merchant":"` + d.shop + `","order":"` + order + `","amount":` + cny(decimal) + `}`
}

// paid makes a trade that Ann has paid from her wallet.
func (d *desk) paid(order, decimal string) string {
	d.t.Helper()
	id := d.made(d.shopKey, "/v1/trades", d.trade(order, decimal))
	d.must(d.post(d.annKey, "/v1/trades/"+id+"/pay", d.fromAnn(decimal)), 200)
	return id
}

func (d *desk) fromAnn(decimal string) string {
	return `{"fundings":[{"instrument":"wallet","wallet":"` + d.annWallet + `","amount":` + cny(decimal) + `}]}`
}
