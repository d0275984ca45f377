package bench

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// A cycle of a gateway's case makes a trade, pays it by a payment code, and asks
// how it went: three signed requests.
const gatewayCycle = 3

// gatewayYuan is what each trade is for.
const gatewayYuan = "10.00"

// gateway measures signed requests of a merchant's SDK by HTTP. Requests are signed
// before the clock starts, and answers verified after it stopped; the load is
// another process.
func (b *Bench) gateway(ctx context.Context, dir string, c Case, r *Result) error {
	return on(ctx, dir, func(p *platform.Platform) error {
		g := &gatewayCase{p: p, Case: c}
		if err := g.prepare(ctx); err != nil {
			return err
		}
		file := filepath.Join(filepath.Dir(dir), "requests")
		if err := g.write(ctx, file); err != nil {
			return err
		}
		before := p.Synced()
		if err := b.serveGateway(ctx, g, file, r); err != nil {
			return err
		}
		r.BytesSynced = p.Synced() - before
		r.RSAMicros = float64(g.rsa.Nanoseconds()) / 1000
		r.RSAShare = g.rsa.Seconds() * float64(c.Ops) / r.CPU
		return g.count(ctx)
	})
}

// gatewayCase is a merchant with an app, and customers who pay it.
type gatewayCase struct {
	Case
	p       *platform.Platform
	key     *rsa.PrivateKey
	app     platform.App
	wallets []ledger.ID
	rsa     time.Duration // what one request's verification and answer's signature take
}

// prepare makes the merchant and the customers, and times RSA alone.
func (g *gatewayCase) prepare(ctx context.Context) (err error) {
	if g.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(&g.key.PublicKey)
	if err != nil {
		return fmt.Errorf("encode key: %w", err)
	}
	if g.app, err = g.p.CreateApp(ctx, operator, "", platform.NewApp{PublicKey: public, Name: "Bench"}); err != nil {
		return fmt.Errorf("make app: %w", err)
	}
	yuan, err := money.ParseCurrency("CNY")
	if err != nil {
		return fmt.Errorf("find currency: %w", err)
	}
	for range g.Accounts {
		w, _, err := g.p.OpenWallet(ctx, operator, "", wallet.Open{Currency: yuan, Tier: wallet.Unlimited})
		if err != nil {
			return fmt.Errorf("open wallet: %w", err)
		}
		if _, _, err = g.p.TopUp(ctx, operator, "", wallet.TopUp{
			Wallet: w.ID, Instrument: 4, Amount: money.Amount{Minor: 1_000_000_00, Currency: yuan},
		}); err != nil {
			return fmt.Errorf("top up: %w", err)
		}
		g.wallets = append(g.wallets, w.ID)
	}
	return g.time()
}

// time times what RSA costs of a request: one verification and one signature.
func (g *gatewayCase) time() error {
	authority, err := g.p.Authority()
	if err != nil {
		return fmt.Errorf("get the gateway's key: %w", err)
	}
	const rounds = 200
	text := []byte(strings.Repeat("x", 600))
	sum := sha256.Sum256(text)
	theirs, err := rsa.SignPKCS1v15(nil, g.key, crypto.SHA256, sum[:])
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	start := since()
	for range rounds {
		sum = sha256.Sum256(text)
		err = errors.Join(err, rsa.VerifyPKCS1v15(&g.key.PublicKey, crypto.SHA256, sum[:], theirs))
		_, serr := authority.Sign(text)
		err = errors.Join(err, serr)
	}
	g.rsa = since().less(start).cpu / rounds
	return err
}

// write signs all requests and lays them out, cycle by cycle, in a file. What pays
// comes last: its codes are good for a minute.
func (g *gatewayCase) write(ctx context.Context, file string) error {
	cycles := g.Ops / gatewayCycle
	bodies := make([][]byte, cycles*gatewayCycle)
	order := func(n int) string { return fmt.Sprintf("BENCH%d", n) }
	buyers := make([]string, len(g.wallets))
	for i, id := range g.wallets {
		var err error
		if buyers[i], err = g.p.UserID(auth.Caller{Role: auth.Merchant, Subject: g.app.Merchant}, id); err != nil {
			return fmt.Errorf("name buyer: %w", err)
		}
	}
	err := inParallel(cycles, func(n int) (err error) {
		buyer := buyers[n%len(buyers)]
		bodies[gatewayCycle*n], err = g.signed("alipay.trade.create", fmt.Sprintf(
			`{"out_trade_no":"%s","total_amount":"%s","subject":"Bench","buyer_id":"%s"}`, order(n), gatewayYuan, buyer))
		if err != nil {
			return err
		}
		bodies[gatewayCycle*n+2], err = g.signed("alipay.trade.query", fmt.Sprintf(`{"out_trade_no":"%s"}`, order(n)))
		return err
	})
	if err != nil {
		return err
	}
	err = inParallel(cycles, func(n int) (err error) {
		code, _, err := g.p.IssueCode(ctx, operator, "", g.wallets[n%len(g.wallets)])
		if err != nil {
			return fmt.Errorf("issue payment code: %w", err)
		}
		bodies[gatewayCycle*n+1], err = g.signed("alipay.trade.pay", fmt.Sprintf(
			`{"out_trade_no":"%s","total_amount":"%s","subject":"Bench","scene":"bar_code","auth_code":"%s"}`,
			order(n), gatewayYuan, code.Digits))
		return err
	})
	if err != nil {
		return err
	}
	return writeForms(file, bodies)
}

// signed returns a request as the incumbent's SDKs send it, all in the body.
func (g *gatewayCase) signed(method, content string) ([]byte, error) {
	values := map[string]string{
		"app_id": g.app.ID, "method": method, "charset": "utf-8", "sign_type": "RSA2", "format": "json", "version": "1.0",
		"timestamp": time.Now().In(time.FixedZone("UTC+8", 8*3600)).Format(time.DateTime), "biz_content": content,
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	form := url.Values{}
	var text strings.Builder
	for i, name := range names {
		if i > 0 {
			text.WriteByte('&')
		}
		text.WriteString(name + "=" + values[name])
		form.Set(name, values[name])
	}
	sum := sha256.Sum256([]byte(text.String()))
	sign, err := rsa.SignPKCS1v15(nil, g.key, crypto.SHA256, sum[:])
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	form.Set("sign", base64.StdEncoding.EncodeToString(sign))
	return []byte(form.Encode()), nil
}

// serveGateway serves the gateway while the load runs.
func (b *Bench) serveGateway(ctx context.Context, g *gatewayCase, file string, r *Result) (err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler: alipay.New(g.p, alipay.Options{Rate: OpsMax}), ReadHeaderTimeout: time.Minute,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		err = errors.Join(err, server.Close())
		if cause := <-served; !errors.Is(cause, http.ErrServerClosed) {
			err = errors.Join(err, fmt.Errorf("serve: %w", cause))
		}
	}()
	authority, err := g.p.Authority()
	if err != nil {
		return fmt.Errorf("get the gateway's key: %w", err)
	}
	load, err := b.start(ctx, order{Gateway: &gatewayOrder{
		Address: listener.Addr().String(), File: file, Clients: g.Clients, Key: authority.PublicKey(),
	}})
	if err != nil {
		return err
	}
	var ready, reply loadReply
	if err := load.out.Decode(&ready); err != nil { // it has read the file
		return errors.Join(fmt.Errorf("read child's answer: %w", err), load.kill())
	}
	start := since()
	if err := load.out.Decode(&reply); err != nil { // the clock has stopped; it goes on to verify
		return errors.Join(fmt.Errorf("read child's answer: %w", err), load.kill())
	}
	r.took(spent{time.Duration(reply.Nanoseconds), since().less(start).cpu}, newMeter())
	r.P50, r.P99, r.P100 = reply.P50, reply.P99, reply.P100
	return load.wait(&reply)
}

// count checks that every trade was paid once.
func (g *gatewayCase) count(ctx context.Context) error {
	m, err := g.p.Merchant(ctx, operator, g.app.Merchant)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	const each = 10_00
	if want := int64(g.Ops/gatewayCycle) * each; m.Balance.Available != want {
		return fmt.Errorf("the merchant has %d minor units, not %d", m.Balance.Available, want)
	}
	return nil
}

// inParallel runs do for 0 to n-1 on two goroutines a core, and returns the first
// error.
func inParallel(n int, do func(i int) error) error {
	var workers sync.WaitGroup
	errs := make([]error, 8)
	for w := range errs {
		workers.Go(func() {
			for i := w; i < n && errs[w] == nil; i += len(errs) {
				errs[w] = do(i)
			}
		})
	}
	workers.Wait()
	return errors.Join(errs...)
}

// writeForms writes a form a line.
func writeForms(file string, lines [][]byte) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("write requests: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, line := range lines {
		if _, err := f.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write requests: %w", err)
		}
	}
	return nil
}
