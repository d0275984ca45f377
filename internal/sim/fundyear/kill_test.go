package fundyear_test

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

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
)

// giverEnv names the data folder whose fund's income this program is to give out,
// day after day, until it is killed.
const giverEnv = "CANDOR_TEST_GIVER"

// ordering is how many wallets order something on every day.
const ordering = 6

func TestMain(m *testing.M) {
	if dir := os.Getenv(giverEnv); dir != "" {
		giveUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// progress is a line that a giver prints: the day whose income it gives out, and
// how many holders have had theirs.
type progress struct {
	Day      fund.Day
	Done, Of uint32
}

func giveUntilKilled(dir string) {
	out := json.NewEncoder(os.Stdout)
	p, err := platform.Open(dir, platform.Options{CheckpointBytes: 700})
	if err == nil {
		g := &giver{p: p, say: func(v progress) { err = out.Encode(v) }}
		for err == nil {
			err = g.day()
		}
	}
	fmt.Fprintln(os.Stderr, err) // nobody listens any more, or it went wrong
	os.Exit(2)
}

// giver gives a fund's income out. What it does on a day follows from the day
// alone, and can be done again.
type giver struct {
	p   *platform.Platform
	say func(progress)
}

// day lets the holders of today order, gives yesterday's income out, and lets a
// day pass.
func (g *giver) day() error {
	ctx, by := context.Background(), auth.Candor()
	funds, err := g.p.Funds(ctx, by)
	if err != nil {
		return err
	}
	id, today := funds[0].Fund.ID, fund.DayOf(g.p.Now())
	if err := g.orders(id, today); err != nil {
		return err
	}
	net := (int64(today)*7919%40 - 5) * 10_007
	v, _, err := g.p.DistributeIncome(ctx, by, "", fund.Distribute{Fund: id, Day: today - 1, Amount: cny(net)})
	for told := uint32(1 << 31); err == nil; v, err = g.p.FundIncome(ctx, by, id, today-1) {
		if v.Done != told || v.Finished {
			told = v.Done
			g.say(progress{today - 1, v.Done, v.Of})
		}
		if v.Finished {
			_, err = g.p.Advance(ctx, by, (today + 1).Minute(6*60))
			return err
		}
	}
	return err
}

// orders has some holders buy and redeem.
func (g *giver) orders(id fund.ID, today fund.Day) error {
	list, err := g.p.Wallets(context.Background(), auth.Candor(), ledger.ID{}, ordering)
	for i, w := range list {
		if err != nil {
			break
		}
		once := platform.Once(fmt.Sprint(today, "-", i))
		switch by, minor := auth.Candor(), cny(1+int64(today)%97); i % 3 {
		case 0:
			_, _, err = g.p.BuyUnits(context.Background(), by, once, fund.Buy{Fund: id, Wallet: w.ID, Amount: minor})
		case 1:
			_, _, err = g.p.RedeemUnits(context.Background(), by, once, fund.Redeem{Fund: id, Wallet: w.ID, Amount: minor, Mode: fund.Normal})
		case 2:
			_, _, err = g.p.RedeemUnits(context.Background(), by, once, fund.Redeem{Fund: id, Wallet: w.ID, Amount: minor, Mode: fund.Instant})
		}
	}
	return err
}

// A process that gives income out is killed with SIGKILL at random moments, most
// of them in the middle of a run. The registers and days are then those of one
// that was never killed, the state is that of a replay from empty, and the auditor
// finds nothing.
func TestKilledRuns(t *testing.T) {
	kills, least := 50, 15
	if testing.Short() {
		kills, least = 10, 2
	}
	killed, whole := filepath.Join(t.TempDir(), "killed"), filepath.Join(t.TempDir(), "whole")
	settle(t, killed)
	if err := os.CopyFS(whole, os.DirFS(killed)); err != nil {
		t.Fatal(err)
	}
	random, amid := rand.New(rand.NewPCG(50, 1)), 0
	for range kills {
		if last := killAfter(t, killed, random.IntN(12)); last.Done < last.Of {
			amid++
		}
	}
	days := give(t, killed, 0)
	give(t, whole, days)
	if diff := cmp.Diff(kept(t, whole), kept(t, killed), cmpopts.IgnoreUnexported(fund.Record{}, fund.Flows{}, fund.Step{})); diff != "" {
		t.Errorf("registers and days (-never killed +killed):\n%s", diff)
	}
	found, err := platform.Verify(t.Context(), killed, nil)
	if err != nil || len(found.Problems) > 0 {
		t.Errorf("the killed is not verified: %v %v", found.Problems, err)
	}
	if amid < least {
		t.Errorf("%d of %d kills were amid a run", amid, kills)
	}
	t.Logf("%d kills, %d of them amid a run, %d days given", kills, amid, days)
}

// settle makes an installation with a fund whose register takes several parts to
// give income to, on the morning of its second day.
func settle(t *testing.T, dir string) {
	t.Helper()
	ctx, by := t.Context(), auth.Candor()
	if _, err := platform.Init(ctx, dir, true); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	wallets := make([]ledger.ID, 2*fund.IncomeChunk+500)
	var all sync.WaitGroup
	for part := range 256 {
		all.Go(func() {
			for i := part; i < len(wallets); i += 256 {
				w, _, err := p.OpenWallet(ctx, by, "", wallet.Open{Currency: yuan, Tier: wallet.Unlimited})
				if err != nil {
					t.Error(err)
					return
				}
				wallets[i] = w.ID
			}
		})
	}
	all.Wait()
	f, _, err := p.CreateFund(ctx, by, "", fund.Create{
		Name: "Daily", Currency: yuan, Calendar: fund.DefaultCalendar(), Rules: fund.Rules{PurchaseMin: 1, CutOff: 900},
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(wallets); n += fund.EntriesMax {
		c := fund.Enter{Fund: f.Fund.ID}
		for i, w := range wallets[n:min(n+fund.EntriesMax, len(wallets))] {
			c.Entries = append(c.Entries, fund.Entry{Wallet: w, Minor: 50_000 + int64(i*i)})
		}
		if _, _, err := p.EnterHolders(ctx, by, "", c); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, p)
	if _, err := p.Advance(ctx, by, (fund.DayOf(p.Now()) + 1).Minute(6*60)); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

// fill puts money into the wallets that order.
func fill(t *testing.T, p *platform.Platform) {
	t.Helper()
	list, err := p.Wallets(t.Context(), auth.Candor(), ledger.ID{}, ordering)
	for _, w := range list {
		if err == nil {
			_, _, err = p.TopUp(t.Context(), auth.Candor(), "", wallet.TopUp{Wallet: w.ID, Instrument: 4, Amount: cny(1_000_000)})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// killAfter starts a giver, kills it when it has said so many things, and returns
// the last of them.
func killAfter(t *testing.T, dir string, lines int) (last progress) {
	t.Helper()
	g := exec.Command(os.Args[0])
	g.Env = append(os.Environ(), giverEnv+"="+dir)
	g.Stderr = os.Stderr
	out, err := g.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	for n := 0; said.Scan(); n++ {
		if err := json.Unmarshal(said.Bytes(), &last); err != nil {
			break // cut off by the kill
		}
		if n == lines {
			if err := g.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := g.Wait(); err == nil || g.ProcessState.Exited() {
		t.Fatalf("the giver was not killed: %v", err)
	}
	return last
}

// give gives income out until so many days have had theirs, or until today's
// orders and yesterday's income are done; it returns how many days have.
func give(t *testing.T, dir string, days int) int {
	t.Helper()
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g := &giver{p: p, say: func(progress) {}}
	for given := 0; ; {
		if err := g.day(); err != nil {
			t.Fatal(err)
		}
		funds, err := p.Funds(t.Context(), auth.Candor())
		if err != nil {
			t.Fatal(err)
		}
		f := &funds[0].Fund
		if given = int(f.Distributed-fund.DayOf(f.CreatedAt)) + 1; given >= days {
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			return given
		}
	}
}

// books are what is kept of a fund: its holders in order, and its days but for
// the times at which they were given their income.
type books struct {
	Holders []fund.Holding
	Days    []fund.Record
}

// kept brings the state in a folder to the end of the command log and returns what
// is kept of the fund.
func kept(t *testing.T, dir string) (b books) {
	t.Helper()
	commands, err := file.Open(filepath.Join(dir, "payments", "log"), file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := payments.Open(filepath.Join(dir, "payments", "state"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := machine.Start(commands, m, machine.Options{Version: payments.Version})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for _, check := range []func() error{m.CheckFunds, m.Ledger().Check} {
		if err := check(); err != nil {
			t.Error(err)
		}
	}
	f := m.Funds()[0]
	m.Holders(f.ID, func(h fund.Holding) bool {
		b.Holders = append(b.Holders, h)
		return true
	})
	for _, r := range m.FundRecords(f.ID, 0, 1<<20) {
		r.BegunAt, r.EndedAt = 0, 0
		b.Days = append(b.Days, r)
	}
	for _, close := range []func() error{m.Close, commands.Close} {
		if err := close(); err != nil {
			t.Error(err)
		}
	}
	return b
}
