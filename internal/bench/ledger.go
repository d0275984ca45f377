package bench

import (
	"context"
	"fmt"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
)

// The accounts and transfers of cases: one ledger, one code, one unit each.
const (
	benchLedger = 156
	benchCode   = 1
)

// ledger measures transfers between accounts.
func (b *Bench) ledger(ctx context.Context, dir string, c Case, r *Result) error {
	return on(ctx, dir, func(p *platform.Platform) error {
		if err := openAccounts(ctx, p, c.Accounts); err != nil {
			return err
		}
		before := p.Synced()
		m := newMeter()
		took, err := b.closedLoop(ctx, c, m, transfers(ctx, p, c))
		if err != nil {
			return err
		}
		r.took(took, m)
		r.BytesSynced = p.Synced() - before
		return countTransfers(ctx, p, c)
	})
}

// openAccounts opens ledger accounts 0 to n-1.
func openAccounts(ctx context.Context, p *platform.Platform, n int) error {
	batch := make([]ledger.Account, 0, ledger.BatchMax)
	for first := 0; first < n; first += len(batch) {
		batch = batch[:0]
		for i := first; i < min(n, first+ledger.BatchMax); i++ {
			batch = append(batch, ledger.Account{ID: accountID(uint32(i)), Ledger: benchLedger, Code: benchCode})
		}
		outcomes, err := p.CreateAccounts(ctx, operator, batch)
		if err != nil {
			return fmt.Errorf("open accounts: %w", err)
		}
		if err := allCreated(outcomes); err != nil {
			return fmt.Errorf("open accounts: %w", err)
		}
	}
	return nil
}

// transfers returns the request of a ledger case: a batch of transfers of one
// unit.
func transfers(ctx context.Context, p *platform.Platform, c Case) request {
	ctx = context.WithoutCancel(ctx)
	pickers := newPickers(c)
	batches := make([][]ledger.Transfer, c.Clients)
	for i := range batches {
		batches[i] = make([]ledger.Transfer, c.Batch)
	}
	return func(client, first, n int) error {
		batch, pick := batches[client][:n], &pickers[client]
		for i := range batch {
			debit, credit := pick.pair()
			batch[i] = ledger.Transfer{
				ID: transferID(first+i, c.Random), DebitAccountID: accountID(debit), CreditAccountID: accountID(credit),
				Amount: 1, Ledger: benchLedger, Code: benchCode,
			}
		}
		outcomes, err := p.CreateTransfers(ctx, operator, batch)
		if err != nil {
			return fmt.Errorf("create transfers: %w", err)
		}
		return allCreated(outcomes)
	}
}

func allCreated(outcomes []ledger.Outcome) error {
	for i, o := range outcomes {
		if o.Code != ledger.Created {
			return fmt.Errorf("event %d of %d: %s", i, len(outcomes), o.Code)
		}
	}
	return nil
}

// countTransfers checks that the accounts hold what the transfers moved.
func countTransfers(ctx context.Context, p *platform.Platform, c Case) error {
	var debits, credits uint64
	for i := range c.Accounts {
		a, err := p.Account(ctx, operator, accountID(uint32(i)))
		if err != nil {
			return fmt.Errorf("read account %d: %w", i, err)
		}
		debits, credits = debits+a.DebitsPosted, credits+a.CreditsPosted
	}
	if debits != uint64(c.Ops) || credits != debits {
		return fmt.Errorf("%d transfers moved %d of debits and %d of credits", c.Ops, debits, credits)
	}
	return nil
}
