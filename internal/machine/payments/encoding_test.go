package payments_test

import (
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candorpay/candor/internal/delivery"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// TestEncodingOfCommands holds the bytes of every kind of command fast: they are
// in the command logs of every installation. A new field is a new kind, or a new
// version of the machine that still reads the old one.
func TestEncodingOfCommands(t *testing.T) {
	var (
		a, b   = ledger.ID{1}, ledger.ID{2}
		amount = money.Amount{Minor: 300, Currency: 156}
		paid   = []trade.Funding{{Instrument: trade.Wallet, Wallet: b, Minor: 300}}
		create = trade.Create{
			Merchant: a, Order: "A-1", Buyer: b, Amount: amount, Shares: []trade.Share{{Merchant: a, Minor: 300}},
			Release: trade.Release{Timer: trade.FromPayment, Days: 7}, ExpiresAt: 5, Fundings: paid,
		}
		terms = merchant.Terms{
			Release: merchant.Release{Timer: merchant.FromShipping, Days: 10},
			Fee:     merchant.Fee{PartsPerMillion: 6000, Fixed: 1, Min: 2, Cap: 3, Refundable: true},
		}
		account  = ledger.Account{ID: a, Ledger: 156, Code: 1, Flags: ledger.History}
		transfer = ledger.Transfer{ID: a, DebitAccountID: a, CreditAccountID: b, Amount: 300, Ledger: 156, Code: 1}
	)
	bodies := map[machine.Kind][]byte{
		payments.KindAccounts:        ledger.AppendAccount(nil, &account),
		payments.KindTransfers:       ledger.AppendTransfer(nil, &transfer),
		payments.KindTradeCreate:     trade.AppendCreate(nil, &create),
		payments.KindKeyCreate:       payments.Encode(payments.CreateKey{Hash: [32]byte{9}, Role: machine.RoleMerchant, Subject: a, ExpiresAt: 5}),
		payments.KindKeyRevoke:       payments.Encode(payments.RevokeKey{ID: a}),
		payments.KindMerchantCreate:  payments.Encode(merchant.Create{Currency: 156, Terms: terms}),
		payments.KindMerchantTerms:   payments.Encode(merchant.SetTerms{Merchant: a, Terms: terms}),
		payments.KindMerchantReserve: payments.Encode(merchant.Reserve{Merchant: a, Minor: 300, Withdraw: true}),
		payments.KindWalletOpen:      payments.Encode(wallet.Open{Owner: a, Currency: 156, Tier: wallet.Verified}),
		payments.KindWalletTopUp:     payments.Encode(wallet.TopUp{Wallet: a, Instrument: 2, Amount: amount}),
		payments.KindWalletWithdraw:  payments.Encode(wallet.Withdraw{Wallet: a, Instrument: 2, Amount: amount}),
		payments.KindWalletTransfer:  payments.Encode(wallet.Transfer{From: a, To: b, Amount: amount}),
		payments.KindWalletTier:      payments.Encode(wallet.SetTier{Wallet: a, Tier: wallet.Unlimited}),
		payments.KindWalletCode:      payments.Encode(wallet.IssueCode{Wallet: a, Hash: b}),
		payments.KindEndpointSet: payments.Encode(delivery.SetEndpoint{
			ID: a, Merchant: b, Scheme: delivery.Ed25519, Sealed: []byte{7}, Types: []string{"trade.paid"}, Enabled: true, Version: 3,
		}),
		payments.KindEndpointDrop: payments.Encode(delivery.DropEndpoint{ID: a}),
		payments.KindDeliveryReport: payments.Encode(delivery.Report{
			Delivery: a, Number: 2, Status: 503, Outcome: delivery.Refused,
		}),
		payments.KindDeliveryResend: payments.Encode(delivery.Resend{Delivery: a}),
		payments.KindEndpointReplay: payments.Encode(delivery.Replay{Endpoint: a, After: 5, Limit: 10}),
		payments.KindTradeOpen: payments.Encode(trade.Open{
			Create: trade.AppendCreate(nil, &create), Note: trade.Note{Sealed: []byte{7}, Mark: a, App: 4, Notify: true},
		}),
		payments.KindTradeNote: payments.Encode(trade.Renote{
			Trade: a, Was: b, Note: trade.Note{Sealed: []byte{7}, Mark: a, App: 4, Notify: true},
		}),
		payments.KindTradePayByCode:  payments.Encode(trade.PayByCode{Trade: a, Code: b}),
		payments.KindTradePay:        payments.Encode(trade.Pay{Trade: a, Buyer: b, Fundings: paid}),
		payments.KindTradeShip:       payments.Encode(trade.Ship{Trade: a}),
		payments.KindTradeConfirm:    payments.Encode(trade.Confirm{Trade: a}),
		payments.KindTradeExtend:     payments.Encode(trade.Extend{Trade: a, Days: 3}),
		payments.KindTradeRefund:     payments.Encode(trade.Refund{Trade: a, Request: "r-1", Minor: 300}),
		payments.KindTradeChargeBack: payments.Encode(trade.ChargeBack{Trade: a, Request: "c-1", Minor: 300}),
		payments.KindTradeClose:      payments.Encode(trade.Close{Trade: a}),
		payments.KindTradeDispute:    payments.Encode(trade.Dispute{Trade: a}),
		payments.KindTradeResolve:    payments.Encode(trade.Resolve{Trade: a, RefundMinor: 100}),
		payments.KindPayoutCreate:    payments.Encode(payout.Create{Merchant: a, Amount: amount, Instrument: 4}),
		payments.KindPayoutReport:    payments.Encode(payout.Report{Payout: a, State: payout.Succeeded}),
		payments.KindRemit: payments.Encode(remit.Create{
			Merchant: a, Number: "T-1", Payee: remit.Payee{Kind: remit.Bank, ID: b}, Amount: amount,
			Mark: [16]byte{7}, Sealed: []byte{1, 2},
		}),
	}
	maps.Copy(bodies, settlingBodies(a, b))
	maps.Copy(bodies, holdingBodies(a, b))
	maps.Copy(bodies, appBodies(a, b))
	maps.Copy(bodies, fundBodies(a, b))
	checkComplete(t, len(bodies))
	compareBodies(t, bodies)
}

// compareBodies compares the bodies, by kind, with those of old logs.
func compareBodies(t *testing.T, bodies map[machine.Kind][]byte) {
	t.Helper()
	var got strings.Builder
	for kind := range machine.Kind(256) {
		if body, ok := bodies[kind]; ok {
			fmt.Fprintf(&got, "%d %s\n", kind, hex.EncodeToString(body))
			delete(bodies, kind)
		}
	}
	for kind := range bodies {
		t.Errorf("kind %d is not in the file", kind)
	}
	checkGolden(t, got.String())
}

// checkGolden compares what was encoded with what is in the file.
func checkGolden(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", "commands.golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("what old logs hold would no longer be read (-want +got):\n%s", diff)
	}
}

// checkComplete fails when kinds.go names another number of kinds.
func checkComplete(t *testing.T, bodies int) {
	t.Helper()
	source, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	if kinds := strings.Count(string(source), " machine.Kind = "); kinds != bodies {
		t.Errorf("%d kinds of commands, %d in this test", kinds, bodies)
	}
}
