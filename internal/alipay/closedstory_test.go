package alipay_test

import (
	"context"

	"github.com/candorpay/candor/internal/ledger"
)

// account is the ledger account of a wallet, or the shop's balance.
func (d *tradeDesk) account(name string) ledger.ID {
	if name == "shop" {
		return ledger.AccountID(d.shop.App.Merchant, ledger.BalanceRole)
	}
	return ledger.AccountID(d.wallets[name].ID, ledger.WalletRole)
}

// post posts a transfer of an operator's.
func (d *tradeDesk) post(t ledger.Transfer) {
	d.t.Helper()
	outcomes, err := d.shop.Gate.P.CreateTransfers(context.Background(), d.shop.Gate.Operator, []ledger.Transfer{t})
	d.must(err)
	if outcomes[0].Code != ledger.Created {
		d.t.Fatalf("the transfer is answered %s", outcomes[0].Code)
	}
}

// closeAccount closes an account in the ledger, from which and to which nothing
// moves then.
func (d *tradeDesk) closeAccount(w []string) {
	d.t.Helper()
	d.closings++
	closing := ledger.ID{0: 0xc1, 1: byte(d.closings)}
	d.closed[w[0]] = closing
	d.post(ledger.Transfer{
		ID: closing, DebitAccountID: d.account(w[0]), CreditAccountID: ledger.House(ledger.AccountClearing, uint32(yuanCode), 2),
		Ledger: uint32(yuanCode), Code: ledger.TransferAdjustment, Flags: ledger.Pending | ledger.ClosingDebit,
	})
}

// openAccount opens a closed account again.
func (d *tradeDesk) openAccount(w []string) {
	d.t.Helper()
	closing := d.closed[w[0]]
	d.post(ledger.Transfer{ID: ledger.ID{0: 0xc2, 1: closing[1]}, PendingID: closing, Flags: ledger.VoidPending})
}
