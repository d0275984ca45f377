package factsheet_test

import (
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/factsheet"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

const yuan = money.Currency(156)

// house is the real pages over a real sandbox.
type house struct {
	t     *testing.T
	p     *platform.Platform
	op    auth.Caller
	pages http.Handler
}

func open(t *testing.T) *house {
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
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{t: t, p: p, pages: factsheet.New(p, factsheet.Options{})}
	if h.op, err = p.Authenticate(secret.Reveal()); err != nil {
		t.Fatal(err)
	}
	return h
}

// rules are those of the funds here.
var rules = fund.Rules{
	PurchaseMin: 1, PurchaseDay: 20_000_00, HoldingMax: 1_000_000_00, InstantDay: 10_000_00, CutOff: 900, SweepAt: 125, DepositRate: 3_500,
}

// units is what the one holder of a fund brings over: a cent of income is a
// ten-thousandth of a yuan for 10,000 units.
const units = 1_000_000_00

// fund makes a fund with one holder.
func (h *house) fund(name string) fund.ID {
	h.t.Helper()
	return h.fundOf(fund.Create{Name: name, Currency: yuan, Rules: rules, Calendar: fund.DefaultCalendar()})
}

func (h *house) fundOf(c fund.Create) fund.ID {
	h.t.Helper()
	f, _, err := h.p.CreateFund(h.t.Context(), h.op, "", c)
	if err != nil {
		h.t.Fatal(err)
	}
	w, _, err := h.p.OpenWallet(h.t.Context(), h.op, "", wallet.Open{Owner: ledger.ID{1}, Currency: c.Currency, Tier: wallet.Unlimited})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, _, err := h.p.EnterHolders(h.t.Context(), h.op, "", fund.Enter{
		Fund: f.Fund.ID, Entries: []fund.Entry{{Wallet: w.ID, Minor: units}},
	}); err != nil {
		h.t.Fatal(err)
	}
	return f.Fund.ID
}

// pass has a day end and distributes an income of it.
func (h *house) pass(id fund.ID, net int64) {
	h.t.Helper()
	f, err := h.p.Fund(h.t.Context(), h.op, id)
	if err != nil {
		h.t.Fatal(err)
	}
	today := fund.DayOf(h.p.Now())
	if _, err := h.p.Advance(h.t.Context(), h.op, (today + 1).Minute(1)); err != nil {
		h.t.Fatal(err)
	}
	if _, _, err := h.p.DistributeIncome(h.t.Context(), h.op, "", fund.Distribute{
		Fund: id, Day: today, Amount: money.Amount{Minor: net, Currency: f.Fund.Currency},
	}); err != nil {
		h.t.Fatal(err)
	}
	for {
		progress, err := h.p.FundIncome(h.t.Context(), h.op, id, today)
		if err != nil {
			h.t.Fatal(err)
		}
		if progress.Finished {
			return
		}
	}
}

// records are what was published of a fund, the oldest first.
func (h *house) records(id fund.ID) []fund.Record {
	h.t.Helper()
	f, err := h.p.Fund(h.t.Context(), h.op, id)
	if err != nil {
		h.t.Fatal(err)
	}
	all, err := h.p.FundRecords(h.t.Context(), h.op, id, f.Fund.Distributed-364, f.Fund.Distributed)
	if err != nil {
		h.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(r fund.Record) bool { return !r.Distributed })
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// get asks for a page in English, or with the given headers.
func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	return h.do(http.MethodGet, path, headers...)
}

func (h *house) do(method, path string, headers ...string) answer {
	h.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Language", "en")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.pages.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func path(id fund.ID, query ...string) string {
	values := url.Values{}
	for i := 0; i < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	return "/funds/" + id.String() + "?" + values.Encode()
}

// node is an element of a page.
type node struct {
	name string
	attr map[string]string
	text string // of all below
	kids []*node
}

// parse reads a page as well-formed XML, in which nothing runs and nothing has a
// style of its own.
func parse(t *testing.T, body string) *node {
	t.Helper()
	root := &node{}
	open := []*node{root}
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, body)
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				n.attr[a.Name.Local] = a.Value
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("%s has the attribute %s", n.name, a.Name.Local)
				}
			}
			if n.name == "script" || n.name == "img" || n.name == "iframe" {
				t.Errorf("the page holds %s", n.name)
			}
			open[len(open)-1].kids = append(open[len(open)-1].kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, n := range open {
				n.text += string(token)
			}
		}
	}
}

// all returns the elements of a name below, with the class unless that is "".
func (n *node) all(name, class string) []*node {
	var found []*node
	for _, kid := range n.kids {
		if kid.name == name && (class == "" || slices.Contains(strings.Fields(kid.attr["class"]), class)) {
			found = append(found, kid)
		}
		found = append(found, kid.all(name, class)...)
	}
	return found
}

// first returns the first of all, which there must be.
func (n *node) first(t *testing.T, name, class string) *node {
	t.Helper()
	found := n.all(name, class)
	if len(found) == 0 {
		t.Fatalf("no %s.%s in %s", name, class, n.text)
	}
	return found[0]
}

// pairs returns what a list of terms says, by term.
func (n *node) pairs() map[string]string {
	said := map[string]string{}
	for _, row := range n.all("div", "") {
		if len(row.kids) == 2 && row.kids[0].name == "dt" {
			said[strings.TrimSpace(row.kids[0].text)] = strings.TrimSpace(row.kids[1].text)
		}
	}
	return said
}

// cells returns a table's body.
func (n *node) cells() [][]string {
	var rows [][]string
	for _, body := range n.all("tbody", "") {
		for _, tr := range body.all("tr", "") {
			var row []string
			for _, td := range tr.all("td", "") {
				row = append(row, td.text)
			}
			rows = append(rows, row)
		}
	}
	return rows
}
