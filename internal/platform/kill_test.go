package platform_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
)

// writers is how many goroutines of the writer that is killed have requests
// under way.
const writers = 6

// note is a line that a writer prints: a request before it is made, and its
// answer when it has come.
type note struct {
	Request request
	Answer  *answer
}

// writeUntilKilled makes random requests until somebody kills it.
func writeUntilKilled(dir string) {
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	say := func(n note) {
		mu.Lock()
		defer mu.Unlock()
		if err := out.Encode(n); err != nil {
			os.Exit(3) // nobody listens any more
		}
	}
	say(note{Request: request{Do: "open"}})
	p, err := platform.Open(dir, platform.Options{CheckpointBytes: 16 << 10})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var done sync.WaitGroup
	for i := range writers {
		done.Go(func() { newWriter(p, i).write(say) })
	}
	done.Wait()
}

// writer makes requests about its own wallet and trades.
type writer struct {
	p       *platform.Platform
	random  *rand.Rand
	name    string
	wallets []ledger.ID // its own is the first
	shops   []ledger.ID
	trades  []ledger.ID
}

func newWriter(p *platform.Platform, i int) *writer {
	w := &writer{p: p, random: rand.New(rand.NewPCG(uint64(os.Getpid()), uint64(i)))}
	w.name = fmt.Sprintf("%d-%x-%d", os.Getpid(), time.Now().UnixNano(), i)
	list, err := p.Wallets(context.Background(), auth.Candor(), ledger.ID{}, writers)
	if err == nil {
		w.wallets = append(append(w.wallets, list[i].ID), list[(i+1)%writers].ID)
	}
	shops, err := p.Merchants(context.Background(), auth.Candor(), ledger.ID{}, 2)
	for _, m := range shops {
		w.shops = append(w.shops, m.ID)
	}
	if err != nil || len(list) != writers || len(shops) != 2 {
		fmt.Fprintln(os.Stderr, "wallets or merchants are gone", err)
		os.Exit(2)
	}
	return w
}

func (w *writer) write(say func(note)) {
	for n := 0; ; n++ {
		if w.random.IntN(40) == 0 { // timers fire
			by := auth.Candor()
			_, _ = w.p.Advance(context.Background(), by, w.p.Now()+w.random.Int64N(int64(10*time.Minute))) // a race with another may be lost
		}
		r := w.next(n)
		say(note{Request: r})
		a := r.do(w.p, auth.Candor())
		say(note{Request: r, Answer: &a})
		if (r.Do == "create" || r.Do == "create_paid") && a.ID != (ledger.ID{}) {
			w.trades = append(w.trades, a.ID)
		}
	}
}

// steps are what the writers do, the common ones more than once.
var steps = []string{
	"top_up", "withdraw", "transfer", "create", "create_paid", "create_paid", "pay", "ship", "confirm", "refund",
	"refund", "close", "dispute", "resolve", "reserve", "payout", "batch",
}

func (w *writer) next(n int) request {
	r := request{
		Once: platform.Once(fmt.Sprintf("%s-%d", w.name, n)), Do: steps[w.random.IntN(len(steps))],
		Shop: w.shops[w.random.IntN(2)], Buyer: w.wallets[0], Minor: 1 + w.random.Int64N(100),
	}
	switch r.Do {
	case "transfer":
		r.ID = w.wallets[1]
	case "create":
		r.Until = w.p.Now() + 1 + w.random.Int64N(int64(20*time.Minute))
	case "pay", "ship", "confirm", "refund", "close", "dispute", "resolve":
		if len(w.trades) > 0 {
			r.ID = w.trades[len(w.trades)-1-w.random.IntN(min(3, len(w.trades)))]
		}
	}
	return r
}

// A process is killed with SIGKILL at random moments. Afterwards everything
// that it acknowledged is there, once, what was under way is there or not and
// can be asked for again, and the books balance. At the end the state is that
// of a replay from empty.
func TestKill(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 20
	}
	c := newKiller(t)
	for kill := range kills {
		acked, open := c.round(c.random.IntN(200))
		p := c.open()
		c.check(p, kill, acked, open)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c.checkState()
	t.Logf("%d kills, %d requests acknowledged, %d under way, %d of them done", kills, c.acked, c.begun, c.done)
}

// killer is the side that kills and checks.
type killer struct {
	t      *testing.T
	dir    string
	random *rand.Rand
	topUps map[ledger.ID]int // successful ones, by wallet

	acked, begun, done int
}

func newKiller(t *testing.T) *killer {
	t.Helper()
	c := &killer{t: t, dir: filepath.Join(t.TempDir(), "data"), random: rand.New(rand.NewPCG(1, 9)), topUps: map[ledger.ID]int{}}
	ctx, by := context.Background(), auth.Candor()
	if _, err := platform.Init(ctx, c.dir, true); err != nil {
		t.Fatal(err)
	}
	p := c.open()
	for range 2 {
		if _, _, err := p.CreateMerchant(ctx, by, "", merchant.Create{Currency: yuan}); err != nil {
			t.Fatal(err)
		}
	}
	for range writers {
		w, _, err := p.OpenWallet(ctx, by, "", wallet.Open{Currency: yuan, Tier: wallet.Unlimited})
		if err != nil {
			t.Fatal(err)
		}
		r := request{Do: "top_up", Buyer: w.ID, Minor: 1_000_000}
		if a := r.do(p, by); a.ID != w.ID {
			t.Fatal(a.Text)
		}
		c.topUps[w.ID]++
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *killer) open() *platform.Platform {
	c.t.Helper()
	p, err := platform.Open(c.dir, platform.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// round starts a writer, kills it when it has said so many things, and returns
// what it acknowledged and what it had begun.
func (c *killer) round(lines int) (acked map[platform.Once]note, open map[platform.Once]request) {
	c.t.Helper()
	w := exec.Command(os.Args[0])
	w.Env = append(os.Environ(), writerEnv+"="+c.dir)
	w.Stderr = os.Stderr
	out, err := w.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		c.t.Fatal(err)
	}
	acked, open = map[platform.Once]note{}, map[platform.Once]request{}
	said := bufio.NewScanner(out)
	for n := 0; said.Scan(); n++ {
		var line note
		if err := json.Unmarshal(said.Bytes(), &line); err != nil {
			break // cut off by the kill
		}
		switch once := line.Request.Once; {
		case line.Answer != nil:
			acked[once] = line
			delete(open, once)
		case once != "":
			open[once] = line.Request
		}
		if n == lines {
			if err := w.Process.Kill(); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	if err := w.Wait(); err == nil || w.ProcessState.Exited() {
		c.t.Fatalf("the writer was not killed: %v", err)
	}
	return acked, open
}

// check asks for everything again: what was acknowledged gives the same answer
// without being done again.
func (c *killer) check(p *platform.Platform, kill int, acked map[platform.Once]note, open map[platform.Once]request) {
	c.t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	ask := func(r request, seen func(a answer)) {
		all.Go(func() {
			a := r.do(p, auth.Candor())
			mu.Lock()
			defer mu.Unlock()
			seen(a)
			if r.Do == "top_up" && a.ID == r.Buyer {
				c.topUps[r.Buyer]++
			}
		})
	}
	for _, n := range acked {
		ask(n.Request, func(a answer) {
			if a.Text != n.Answer.Text || !a.Replayed {
				c.t.Errorf("kill %d: %+v was answered %+v, and is now %+v", kill, n.Request, *n.Answer, a)
			}
		})
	}
	for _, r := range open {
		ask(r, func(a answer) {
			if c.begun++; a.Replayed {
				c.done++
			}
		})
	}
	all.Wait()
	c.acked += len(acked)
	for id, n := range c.topUps {
		if got := countTopUps(c.t, p, id); got != n {
			c.t.Fatalf("kill %d: wallet %v has %d top-ups, %d were made", kill, id, got, n)
		}
	}
}

// countTopUps counts them in the wallet's statement.
func countTopUps(t *testing.T, p *platform.Platform, id ledger.ID) (n int) {
	t.Helper()
	after := int64(0)
	for {
		page, err := p.Statement(context.Background(), auth.Candor(), platform.StatementRequest{Owner: id, After: after, Limit: platform.PageMax})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			if l.Code == ledger.TransferTopUp {
				n++
			}
		}
		if after = page.Next; after == 0 {
			return n
		}
	}
}

// checkState checks the books and compares the state with a replay from empty.
func (c *killer) checkState() {
	c.t.Helper()
	live := c.hash(filepath.Join(c.dir, "payments", "state"))
	if fresh := c.hash(filepath.Join(c.t.TempDir(), "fresh")); fresh != live {
		c.t.Errorf("a replay from empty gives %x, the state is %x", fresh, live)
	}
}

// hash brings the state in a folder to the end of the log and returns its hash.
func (c *killer) hash(state string) [32]byte {
	c.t.Helper()
	commands, err := file.Open(filepath.Join(c.dir, "payments", "log"), file.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	m, err := payments.Open(state)
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := machine.Start(commands, m, machine.Options{Version: payments.Version})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		c.t.Fatal(err)
	}
	if err := m.Ledger().Check(); err != nil {
		c.t.Error(err)
	}
	h, err := m.Hash()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, close := range []func() error{m.Close, commands.Close} {
		if err := close(); err != nil {
			c.t.Error(err)
		}
	}
	return h
}
