package payments_test

import (
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
)

// check fails the test unless everything holds that must: the ledger's own
// invariants, conservation in every currency, what every trade says of itself,
// and that a merchant's escrow is what its trades say is held.
func (d *desk) check() {
	d.t.Helper()
	d.run.View(func() {
		if err := d.machine.Ledger().Check(); err != nil {
			d.t.Fatalf("ledger: %v", err)
		}
		for _, m := range d.machine.Merchants(ledger.ID{}, 1_000) {
			d.checkMerchant(m.ID)
			d.checkHistory(ledger.AccountID(m.ID, ledger.BalanceRole))
		}
		for _, w := range d.machine.Wallets(ledger.ID{}, ledger.ID{}, 1_000) {
			d.checkHistory(ledger.AccountID(w.ID, ledger.WalletRole))
		}
		d.checkHolds()
		d.checkFundsOf()
		d.checkSequences()
	})
}

// checkHolds fails the test unless what every pre-authorisation that was told of
// says of itself is so, and its account has its rest.
func (d *desk) checkHolds() {
	d.t.Helper()
	told := map[ledger.ID]uint64{}
	for _, e := range d.machine.Events(payments.Start, 1<<20) {
		h, ok := d.machine.Preauth(e.Object)
		if !ok {
			continue
		}
		if told[h.ID]++; e.Sequence != told[h.ID] {
			d.t.Fatalf("hold %v: event %d has the sequence %d", h.ID, told[h.ID], e.Sequence)
		}
		d.holdLine(h)
	}
}

// checkHistory fails the test unless every change of an account has a time of
// its own: a statement is read on by time.
func (d *desk) checkHistory(account ledger.ID) {
	d.t.Helper()
	last := int64(0)
	d.machine.Ledger().Balances(account, ledger.Filter{}, func(b ledger.Balance) bool {
		if b.Timestamp <= last {
			d.t.Fatalf("account %v changed at %d and then at %d", account, last, b.Timestamp)
		}
		last = b.Timestamp
		return true
	})
}

func (d *desk) checkMerchant(id ledger.ID) {
	d.t.Helper()
	held, cursor, more := int64(0), payments.Start, true
	for more {
		page, next, again := d.machine.TradesOf(id, cursor, 1_000)
		for i := range page {
			if err := page[i].Check(); err != nil {
				d.t.Fatalf("trade %v: %v", page[i].ID, err)
			}
			held += page[i].Held
		}
		cursor, more = next, again
	}
	if got := d.balance(id, ledger.EscrowRole); got != held {
		d.t.Fatalf("merchant %v: %d in escrow, its trades hold %d", id, got, held)
	}
}
