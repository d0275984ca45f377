package alipay_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/alipay"
	"github.com/candorpay/candor/internal/alipay/alipaytest"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

var update = flag.Bool("update", false, "rewrite the answers under testdata")

// The stories are told by the official SDK over both protocols and in both modes,
// and by a client that checks answers byte for byte: all get the same answers.
func TestTrades(t *testing.T) {
	for name, o := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gate := alipaytest.Open(t, nil)
			shop := gate.Shop(t, o.shop)
			d := newTradeDesk(t, shop, o.ask(t, shop))
			d.tellAll("testdata/trades/*.story", name == "plain")
		})
	}
}

// clients are the ways in which a story is told.
var clients = map[string]struct {
	shop alipaytest.ShopOptions
	ask  func(*testing.T, *alipaytest.Shop) asking
}{
	"plain":                      {alipaytest.ShopOptions{}, plainly},
	"sdk, v1, key mode":          {alipaytest.ShopOptions{}, bySDK1},
	"sdk, v1, certificate mode":  {alipaytest.ShopOptions{Certified: true}, bySDK1},
	"sdk, v3, key mode":          {alipaytest.ShopOptions{}, bySDK3},
	"sdk, v3, certificates, AES": {alipaytest.ShopOptions{Certified: true, AES: true}, bySDK3},
}

// asking sends a request and returns its verified answer; of a refusal sub_code is
// set.
type asking func(method string, biz map[string]any) map[string]any

func plainly(t *testing.T, shop *alipaytest.Shop) asking {
	return func(method string, biz map[string]any) map[string]any {
		content, err := json.Marshal(biz)
		if err != nil {
			t.Fatal(err)
		}
		return asked1(t, shop, method, string(content), nil)
	}
}

// asked1 sends content over v1 and returns the answer.
func asked1(t *testing.T, shop *alipaytest.Shop, method, content string, more map[string]string) map[string]any {
	t.Helper()
	p := basics(shop, method)
	p["biz_content"] = content
	for name, value := range more {
		p[name] = value
	}
	p["sign"] = sign(t, shop.Key, alipay.SignedText(p, true))
	_, body := post(t, shop, p)
	var answer map[string]any
	d := json.NewDecoder(strings.NewReader(opened(t, shop, strings.ReplaceAll(method, ".", "_")+"_response", body)))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func bySDK1(t *testing.T, shop *alipaytest.Shop) asking {
	sdk := shop.SDK(t)
	return func(method string, biz map[string]any) map[string]any {
		answer, err := sdk.Exec(method, biz, nil)
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		delete(answer, "traceId")
		return answer
	}
}

func bySDK3(t *testing.T, shop *alipaytest.Shop) asking {
	sdk, encrypted := shop.SDK(t), len(shop.App.ContentKey) > 0
	return func(method string, biz map[string]any) map[string]any {
		path := "/v3/" + strings.ReplaceAll(method, ".", "/")
		var answer map[string]any
		var err error
		if alipay.TakesGet(method) {
			answer, err = sdk.Get(path, biz)
		} else {
			answer, err = sdk.Curl("POST", path, map[string]any{"body": biz, "needEncrypt": encrypted})
		}
		var refused *alipaytest.SDKError
		if errors.As(err, &refused) && refused.Status == 400 {
			return map[string]any{"sub_code": refused.Code}
		}
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		return answer
	}
}

// tradeDesk tells stories: a line is a method with its business content, in which
// ~ is a space, or what others do meanwhile, and below it stands what came of it.
type tradeDesk struct {
	t       *testing.T
	shop    *alipaytest.Shop
	ask     asking
	wallets map[string]wallet.Wallet
	names   map[string]string // what stands for a value that differs from run to run
	values  map[string]string // the other direction
	splits  int

	closed   map[string]ledger.ID // what closes an account, by whose it is
	closings int
}

const yuanCode = money.Currency(156)

func newTradeDesk(t *testing.T, shop *alipaytest.Shop, ask asking) *tradeDesk {
	d := &tradeDesk{
		t: t, shop: shop, ask: ask,
		wallets: map[string]wallet.Wallet{}, names: map[string]string{}, values: map[string]string{}, closed: map[string]ledger.ID{},
	}
	d.name("@shop", shop.App.Seller)
	return d
}

// tellAll tells stories in the order of their files' names. One client's answers
// are those that are rewritten.
func (d *tradeDesk) tellAll(pattern string, rewrites bool) {
	d.t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		d.t.Fatalf("%d stories, %v", len(files), err)
	}
	for _, file := range files {
		d.tell(file, *update && rewrites)
	}
}

// name makes name stand for a value.
func (d *tradeDesk) name(name, value string) { d.names[value], d.values[name] = name, value }

// tell runs a story, or rewrites its answers.
func (d *tradeDesk) tell(file string, rewrite bool) {
	d.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	var told bytes.Buffer
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "\t") {
			continue
		}
		fmt.Fprintln(&told, line)
		if line == "" || line[0] == '#' {
			continue
		}
		if answer := d.do(line); answer != "" {
			fmt.Fprintf(&told, "\t%s\n", answer)
		}
	}
	if rewrite {
		if err := os.WriteFile(file, told.Bytes(), 0o600); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, got := strings.Split(string(text), "\n"), strings.Split(told.String(), "\n")
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			d.t.Fatalf("%s:%d is\n%s\nwant\n%s", file, i+1, at(got, i), at(want, i))
		}
	}
}

func at(lines []string, i int) string {
	return strings.Join(lines[min(i, len(lines)):min(i+1, len(lines))], "")
}

var reference = regexp.MustCompile(`@[A-Za-z0-9_.]+`)

// do runs a line and returns what came of it.
func (d *tradeDesk) do(line string) string {
	d.t.Helper()
	w := strings.Fields(line)
	if do, ok := map[string]func([]string){
		"wallet": d.openWallet, "tier": d.setTier, "merchant": d.openMerchant, "payees": d.setPayees,
		"advance": d.advance, "receive": d.receive, "scan": d.scan, "dispute": d.dispute, "drain": d.drain,
		"accept": d.accept, "report": d.report, "close-account": d.closeAccount, "open-account": d.openAccount,
	}[w[0]]; ok {
		do(w[1:])
		return ""
	}
	if w[0] == "funds" {
		return d.funds()
	}
	return d.request(w)
}

// request sends a method's content.
func (d *tradeDesk) request(w []string) string {
	d.t.Helper()
	biz := map[string]any{}
	for _, field := range w[1:] {
		name, text, _ := strings.Cut(field, "=")
		text = reference.ReplaceAllStringFunc(strings.ReplaceAll(text, "~", " "), d.value)
		var value any = text
		if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
			if err := json.Unmarshal([]byte(text), &value); err != nil {
				d.t.Fatalf("%s: %v", field, err)
			}
		}
		biz[name] = value
	}
	answer := d.ask(methodCalled(w[0]), biz)
	if code, ok := answer["sub_code"]; ok {
		return fmt.Sprint(code)
	}
	d.learn(answer)
	d.learnFunds(answer)
	return d.shown(answer)
}

// value returns what a name in a story stands for: @NAME.code is a new payment
// code of the wallet.
func (d *tradeDesk) value(name string) string {
	d.t.Helper()
	if owner, ok := strings.CutSuffix(name, ".code"); ok {
		code, _, err := d.shop.Gate.P.IssueCode(context.Background(), d.shop.Gate.Operator, "", d.wallets[owner[1:]].ID)
		if err != nil {
			d.t.Fatal(err)
		}
		return code.Digits
	}
	value, ok := d.values[name]
	if !ok {
		d.t.Fatalf("nothing is called %s", name)
	}
	return value
}

// learn names the numbers of an answer.
func (d *tradeDesk) learn(answer map[string]any) {
	order, _ := answer["out_trade_no"].(string)
	if number, ok := answer["trade_no"].(string); ok && order != "" {
		d.name("@"+order, number)
	}
	if code, ok := answer["qr_code"].(string); ok {
		d.name("@"+order+".qr", code)
	}
	if number, ok := answer["settle_no"].(string); ok {
		if d.names[number] == "" {
			d.splits++
			d.name(fmt.Sprintf("@settle%d", d.splits), number)
		}
	}
}

var moment = regexp.MustCompile(`"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"`)

// shown is an answer with names for what differs from run to run.
func (d *tradeDesk) shown(answer map[string]any) string {
	d.t.Helper()
	delete(answer, "code")
	delete(answer, "msg")
	text, err := json.Marshal(answer)
	if err != nil {
		d.t.Fatal(err)
	}
	told := moment.ReplaceAllString(string(text), `"TIME"`)
	longest := func(a, b string) int { return cmp.Compare(len(b), len(a)) } // a number may begin another
	values := slices.SortedFunc(maps.Keys(d.names), longest)
	for _, value := range values {
		told = strings.ReplaceAll(told, value, d.names[value])
	}
	return told
}

// minor reads yuan.
func (d *tradeDesk) minor(text string) int64 {
	d.t.Helper()
	fen, ok := alipay.ParseYuan(text)
	if !ok {
		d.t.Fatalf("%q is no amount", text)
	}
	return fen
}

func (d *tradeDesk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// openWallet opens a wallet: its name, what is in it, and its owner's phone.
func (d *tradeDesk) openWallet(w []string) {
	d.t.Helper()
	p, op, ctx := d.shop.Gate.P, d.shop.Gate.Operator, context.Background()
	owner := ledger.ID{15: byte(1 + len(d.wallets))}
	if len(w) > 2 {
		var values customer.Values
		values.Set(customer.Phone, w[2])
		values.Set(customer.Name, w[0])
		c, _, err := p.RegisterCustomer(ctx, op, "", platform.NewCustomer{External: w[0], Region: "CN", Values: values})
		d.must(err)
		owner = ledger.ID(c.ID)
	}
	made, _, err := p.OpenWallet(ctx, op, "", wallet.Open{Owner: owner, Currency: yuanCode, Tier: wallet.Verified})
	d.must(err)
	if fen := d.minor(w[1]); fen > 0 {
		_, _, err = p.TopUp(ctx, op, "", wallet.TopUp{
			Wallet: made.ID, Instrument: wallet.InstrumentMin, Amount: money.Amount{Minor: fen, Currency: yuanCode},
		})
		d.must(err)
	}
	d.wallets[w[0]] = made
	own, err := p.UserID(op, made.ID)
	d.must(err)
	d.name("@"+w[0], own)
	seen, err := p.UserID(d.shop.Merchant(), made.ID)
	d.must(err)
	d.name("@"+w[0]+".buyer", seen)
}

func (d *tradeDesk) setTier(w []string) {
	_, _, err := d.shop.Gate.P.SetTier(context.Background(), d.shop.Gate.Operator, "", wallet.SetTier{
		Wallet: d.wallets[w[0]].ID, Tier: map[string]wallet.Tier{"basic": wallet.Basic, "verified": wallet.Verified}[w[1]],
	})
	d.must(err)
}

func (d *tradeDesk) openMerchant(w []string) {
	made, _, err := d.shop.Gate.P.CreateMerchant(context.Background(), d.shop.Gate.Operator, "", merchant.Create{
		Currency: yuanCode, Terms: merchant.Terms{Release: merchant.Release{Timer: merchant.NoEscrow}},
	})
	d.must(err)
	id, err := d.shop.Gate.P.SellerID(made.ID)
	d.must(err)
	d.name("@"+w[0], id)
}

// setPayees says with whom the shop may share.
func (d *tradeDesk) setPayees(w []string) {
	terms := merchant.Terms{Release: merchant.Release{Timer: merchant.NoEscrow}}
	for _, name := range w {
		party, err := d.shop.Gate.P.PartyOf(d.shop.Gate.Operator, d.value("@"+name))
		d.must(err)
		terms.Payees = append(terms.Payees, party.Merchant)
	}
	_, _, err := d.shop.Gate.P.SetTerms(context.Background(), d.shop.Gate.Operator, "", merchant.SetTerms{
		Merchant: d.shop.App.Merchant, Terms: terms,
	})
	d.must(err)
}

func (d *tradeDesk) advance(w []string) {
	by, err := time.ParseDuration(w[0])
	d.must(err)
	_, err = d.shop.Gate.P.Advance(context.Background(), d.shop.Gate.Operator, d.shop.Gate.P.Now()+int64(by))
	d.must(err)
}

func (d *tradeDesk) trade(order string) trade.Trade {
	d.t.Helper()
	found, err := d.shop.Gate.P.TradeByOrder(context.Background(), d.shop.Gate.Operator, d.shop.App.Merchant, order)
	d.must(err)
	return found
}

// customer is a wallet's owner as a caller.
func (d *tradeDesk) customer(id ledger.ID) auth.Caller {
	d.t.Helper()
	v, err := d.shop.Gate.P.Wallet(context.Background(), d.shop.Gate.Operator, id)
	d.must(err)
	return auth.Caller{Role: auth.Customer, Subject: v.Wallet.Owner}
}

// receive is the buyer's word that the goods have come.
func (d *tradeDesk) receive(w []string) {
	of := d.trade(w[0])
	_, _, err := d.shop.Gate.P.ConfirmTrade(context.Background(), d.customer(of.Buyer), "", trade.Confirm{Trade: of.ID})
	d.must(err)
}

func (d *tradeDesk) dispute(w []string) {
	of := d.trade(w[0])
	_, _, err := d.shop.Gate.P.DisputeTrade(context.Background(), d.customer(of.Buyer), "", trade.Dispute{Trade: of.ID})
	d.must(err)
}

// scan pays an order's QR code from a wallet.
func (d *tradeDesk) scan(w []string) {
	code := d.value("@" + w[0] + ".qr")
	id := d.wallets[w[1]].ID
	_, _, err := d.shop.Gate.P.PayBill(context.Background(), d.customer(id), platform.Once(w[0]), platform.PayBill{
		Code: code[strings.LastIndex(code, "/")+1:], Wallet: id,
	})
	d.must(err)
}

// drain pays the shop's balance out.
func (d *tradeDesk) drain([]string) {
	v, err := d.shop.Gate.P.Merchant(context.Background(), d.shop.Gate.Operator, d.shop.App.Merchant)
	d.must(err)
	_, _, err = d.shop.Gate.P.CreatePayout(context.Background(), d.shop.Gate.Operator, "", payout.Create{
		Merchant: d.shop.App.Merchant, Amount: money.Amount{Minor: v.Balance.Available, Currency: yuanCode}, Instrument: 4,
	})
	d.must(err)
}

// funds tells what everybody has.
func (d *tradeDesk) funds() string {
	p, op := d.shop.Gate.P, d.shop.Gate.Operator
	v, err := p.Merchant(context.Background(), op, d.shop.App.Merchant)
	d.must(err)
	told := []string{fmt.Sprintf("shop %s, escrow %s", alipay.Yuan(v.Balance.Available), alipay.Yuan(v.Escrow.Available))}
	var names []string
	for name := range d.wallets {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v, err := p.Wallet(context.Background(), op, d.wallets[name].ID)
		d.must(err)
		told = append(told, fmt.Sprintf("%s %s", name, alipay.Yuan(v.Balance.Available)))
	}
	return strings.Join(told, ", ")
}

// freeze freezes an amount of a wallet's for the shop.
func (d *tradeDesk) freeze(name, amount string) ledger.ID {
	d.t.Helper()
	hash, err := d.shop.Gate.P.CodeHash(d.value("@" + name + ".code"))
	d.must(err)
	hold, err := d.shop.Gate.P.CreateHold(context.Background(), d.shop.Merchant(), preauth.Create{
		Merchant: d.shop.App.Merchant, Order: "H", Request: "H", Code: hash,
		Amount: money.Amount{Minor: d.minor(amount), Currency: yuanCode},
	})
	d.must(err)
	return hold.ID
}
