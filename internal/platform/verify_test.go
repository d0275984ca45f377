package platform_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candorpay/candor/internal/audit"
	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/cmdlog"
	"github.com/candorpay/candor/internal/cmdlog/file"
	"github.com/candorpay/candor/internal/fund"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
)

var (
	seeds  = flag.Uint64("seeds", 4, "how many random markets to audit")
	rounds = flag.Int("rounds", 1000, "how many rounds of requests each of them lives through")
)

// settled opens a sandbox, lets a little happen in it and closes it.
func settled(t *testing.T) (dir string, purse ledger.ID) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	if _, err := platform.Init(context.Background(), dir, true); err != nil {
		t.Fatal(err)
	}
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := newMarket(p, auth.Caller{Role: auth.Operator}, 1)
	m.run(20)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, ledger.AccountID(m.wallets[0].ID, ledger.WalletRole)
}

func verify(t *testing.T, dir string) platform.Verification {
	t.Helper()
	v, err := platform.Verify(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "payments", "verify-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	return v
}

// The machine and the auditor share no code. Whatever is asked, they answer the
// same and end with the same money everywhere.
func TestAuditAgreesWithTheMachine(t *testing.T) {
	met := map[string]uint64{}
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := fresh(t)
			m := newMarket(d.Platform, d.op, seed)
			m.run(*rounds)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			v := verify(t, d.dir)
			for _, p := range v.Problems {
				t.Error(p)
			}
			m.agrees(t, v)
			m.seen(met)
		})
	}
	// A market that asks for little proves little.
	if len(met) < 110 {
		t.Errorf("only %d different answers were met: %v", len(met), met)
	}
}

// Nor do they differ about funds, their holders and their days, where savers ask for
// little else.
func TestAuditAgreesAboutFunds(t *testing.T) {
	met, days := map[string]uint64{}, 0
	var all audit.FundDay
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			d := fresh(t)
			m := newMarket(d.Platform, d.op, seed+1000)
			m.saving = true
			m.run(*rounds / 2)
			for _, id := range m.funds {
				records, err := d.FundRecords(context.Background(), d.op, id, fund.DayOf(d.Now())-fund.Day(300), fund.DayOf(d.Now()))
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range records {
					all.Swept, all.Refunded, all.Entered = all.Swept+r.Flows.Swept, all.Refunded+r.Flows.Refunded, all.Entered+r.Flows.Entered
					all.Redeemed, all.Instant, all.Paid = all.Redeemed+r.Flows.Redeemed, all.Instant+r.Flows.Instant, all.Paid+r.Flows.Paid
					if r.SevenKnown {
						days++
					}
				}
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			v := verify(t, d.dir)
			for _, p := range v.Problems {
				t.Error(p)
			}
			m.agrees(t, v)
			m.seen(met)
		})
	}
	if min(all.Swept, all.Refunded, all.Entered, all.Redeemed, all.Instant, all.Paid) == 0 || days < 20 {
		t.Errorf("savers did too little: %+v, and %d days with a yield", all, days)
	}
}

// A balance that no command explains is found, and named, wherever it is.
func TestVerifyFindsMoneyThatNoCommandMoved(t *testing.T) {
	dir, purse := settled(t)
	m, err := payments.Open(filepath.Join(dir, "payments", "state"))
	if err != nil {
		t.Fatal(err)
	}
	var last int64
	newest := func(tr ledger.Transfer) bool { last = tr.Timestamp; return true }
	m.Ledger().QueryTransfers(ledger.Filter{NewestFirst: true, Limit: 1}, newest)
	outcomes := make([]ledger.Outcome, 1)
	m.Ledger().CreateTransfers(last+1_000_000_000, []ledger.Transfer{{
		ID: ledger.ID{1}, DebitAccountID: ledger.House(ledger.AccountClearing, uint32(yuan), 2), CreditAccountID: purse,
		Amount: 1, Ledger: uint32(yuan), Code: ledger.TransferTopUp,
	}}, outcomes)
	if !outcomes[0].Code.OK() {
		t.Fatal(outcomes[0].Code)
	}
	if err := errors.Join(m.Checkpoint(m.Origin()), m.Close()); err != nil {
		t.Fatal(err)
	}
	v := verify(t, dir)
	all := strings.Join(v.Problems, "\n")
	for _, want := range []string{"commands lead to", "not those of the audit", "account " + purse.String()} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among the problems:\n%s", want, all)
		}
	}
	if v.StateDigest == v.AuditDigest || v.StateHash == v.ReplayHash {
		t.Error("digests or hashes are equal")
	}
}

// A command log that was written anew with other amounts holds by its checksums
// and its chain, but the state is not the one that it leads to.
func TestVerifyFindsARewrittenLog(t *testing.T) {
	dir, _ := settled(t)
	path := filepath.Join(dir, "payments", "log")
	old, err := file.Open(path, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	forged, err := file.Open(path+"-forged", file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for b, err := range old.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		changed += forge(t, &b)
		if err := forged.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	if changed == 0 {
		t.Fatal("nothing to forge")
	}
	err = errors.Join(old.Close(), forged.Close(), os.RemoveAll(path), os.Rename(path+"-forged", path))
	if err != nil {
		t.Fatal(err)
	}
	v := verify(t, dir)
	if len(v.Problems) == 0 || v.StateDigest == v.AuditDigest || v.StateHash == v.ReplayHash {
		t.Errorf("%d amounts were changed; problems: %v", changed, v.Problems)
	}
}

// forge adds a minor unit to every top-up of a block and returns how many there
// are.
func forge(t *testing.T, b *cmdlog.Block) (changed int) {
	commands, err := machine.Commands(b.Header, b.Body, nil)
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	for i := range commands {
		c := &commands[i]
		if c.Kind == payments.KindWalletTopUp {
			topUp, err := payments.Decode[wallet.TopUp](c.Body)
			if err != nil {
				t.Fatal(err)
			}
			topUp.Amount.Minor++
			c.Body = payments.Encode(topUp)
			changed++
		}
		body = c.Append(body)
	}
	b.Body = body
	return changed
}

func TestVerifySaysWhyItCannot(t *testing.T) {
	if _, err := platform.Verify(context.Background(), t.TempDir(), nil); !errors.Is(err, platform.ErrNoFolder) {
		t.Errorf("no folder: %v", err)
	}
	dir, _ := settled(t)
	p, err := platform.Open(dir, platform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := platform.Verify(context.Background(), dir, nil); !errors.Is(err, cmdlog.ErrLocked) {
		t.Errorf("an open folder: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stop := func(block, _ uint64) {
		if block == 3 {
			cancel()
		}
	}
	if _, err := platform.Verify(ctx, dir, stop); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// What was cut off leaves nothing behind that the next one minds.
	if v := verify(t, dir); len(v.Problems) != 0 {
		t.Errorf("problems %v", v.Problems)
	}
}

// An operator's own transfer out of escrow breaks no rule of the ledger; whoever
// verifies the folder is told of it.
func TestVerifyTellsOfMovedEscrow(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	d.pay("A-1", 100_00)
	escrow := ledger.AccountID(d.shop.ID, ledger.EscrowRole)
	outcomes, err := d.CreateTransfers(ctx, d.op, []ledger.Transfer{{
		ID: ledger.ID{9}, DebitAccountID: escrow, CreditAccountID: ledger.AccountID(d.w.ID, ledger.WalletRole),
		Amount: 30_00, Ledger: uint32(yuan), Code: ledger.TransferAdjustment,
	}})
	if err != nil || outcomes[0].Code != ledger.Created {
		t.Fatal(outcomes, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	v, err := platform.Verify(ctx, d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Problems) != 0 {
		t.Errorf("problems: %v", v.Problems)
	}
	if len(v.Audit.Foreign) != 1 || v.Audit.Foreign[0].Account != audit.ID(escrow) || v.Audit.Foreign[0].Net != -30_00 {
		t.Errorf("moved by hand: %+v", v.Audit.Foreign)
	}
}
