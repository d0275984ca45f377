package platform

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/preauth"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// PaymentCode is what a customer shows a merchant: who has its digits may take one
// payment from her wallet until it expires.
type PaymentCode struct {
	Digits    string // 18: a prefix and sixteen
	ExpiresAt int64  // business time, ns
}

// String hides the digits.
func (PaymentCode) String() string { return "platform.PaymentCode[hidden]" }

const (
	codePrefix = "28"
	codeDigits = 16
)

// IssueCode makes a payment code of a wallet, for its customer and operators. A
// replay gives the same digits, which may have been used.
func (p *Platform) IssueCode(ctx context.Context, by auth.Caller, once Once, id ledger.ID) (PaymentCode, bool, error) {
	r := request{by, once, payments.KindWalletCode}
	c := command(r, nil)
	seed := c.Key // whoever repeats the request gets the same digits, so that they need not be kept
	if once == "" {
		seed = c.ID
	}
	drawn, err := p.people.vault.Pseudonym("payment codes", id.String()+string(seed[:]))
	if err != nil {
		return PaymentCode{}, false, err
	}
	// 64 bits into sixteen digits: the likeliest are less than one in a thousand
	// more likely than the others.
	digits := fmt.Sprintf("%s%0*d", codePrefix, codeDigits, binary.BigEndian.Uint64(drawn[:])%10_000_000_000_000_000)
	hash, err := p.codeHash(digits)
	if err != nil {
		return PaymentCode{}, false, err
	}
	c.Body = payments.Encode(wallet.IssueCode{Wallet: id, Hash: hash})
	if once != "" {
		c.Fingerprint = hash
	}
	code, replayed, err := submit[wallet.Code](ctx, p, c)
	if err != nil {
		return PaymentCode{}, replayed, err
	}
	return PaymentCode{digits, code.ExpiresAt}, replayed, nil
}

// codeHash is what the machine knows digits by.
func (p *Platform) codeHash(digits string) ([16]byte, error) {
	return p.people.vault.Fingerprint([]byte("payment code " + digits))
}

// PayByCode pays a trade out of the wallet whose payment code the merchant was
// shown. The code serves once.
func (p *Platform) PayByCode(ctx context.Context, by auth.Caller, id trade.ID, digits string) (trade.Trade, error) {
	if err := require(by, auth.Merchant); err != nil {
		return trade.Trade{}, err
	}
	if !validCode(digits) {
		return trade.Trade{}, wallet.RefusedCode.Err()
	}
	hash, err := p.codeHash(digits)
	if err != nil {
		return trade.Trade{}, err
	}
	body := payments.Encode(trade.PayByCode{Trade: id, Code: hash})
	t, _, err := sendTrade(ctx, p, command(request{by: by, kind: payments.KindTradePayByCode}, body))
	return t, err
}

func validCode(digits string) bool {
	return len(digits) == len(codePrefix)+codeDigits && strings.HasPrefix(digits, codePrefix) &&
		strings.Trim(digits, "0123456789") == ""
}

// CodeHash returns what a payment code's digits are known by in commands.
func (p *Platform) CodeHash(digits string) ([16]byte, error) {
	if !validCode(digits) {
		return [16]byte{}, wallet.RefusedCode.Err()
	}
	return p.codeHash(digits)
}

// A pay code is what a QR code holds: the id of what it pays and a MAC of it, so
// that nobody makes one up. It keeps nothing: a trade's expiry is the code's.
const (
	payTrade    byte = 1 // one trade, by whoever is first
	payMerchant byte = 2 // a merchant, any amount
	payHold     byte = 3 // a pre-authorisation, by whoever is first

	payIDBytes  = 13 // of an object's id; the rest is zero
	payTagBytes = 10
)

// RefusedPayCode says that a pay code is nobody's.
var RefusedPayCode = errkind.Refusal{Kind: errkind.NotFound, Code: "pay_code_not_found"}

// Payable is what a pay code pays: one of the three is not zero.
type Payable struct {
	Trade    trade.ID
	Merchant ledger.ID
	Hold     ledger.ID
}

// TradePayCode returns the pay code of a trade.
func (p *Platform) TradePayCode(id trade.ID) (string, error) { return p.payCode(payTrade, id) }

// HoldPayCode returns the pay code of a pre-authorisation that waits for a
// customer.
func (p *Platform) HoldPayCode(id ledger.ID) (string, error) { return p.payCode(payHold, id) }

// MerchantPayCode returns a merchant's static pay code, to itself and operators.
func (p *Platform) MerchantPayCode(ctx context.Context, by auth.Caller, id ledger.ID) (string, error) {
	if _, err := p.Merchant(ctx, by, id); err != nil {
		return "", err
	}
	return p.payCode(payMerchant, id)
}

func (p *Platform) payCode(kind byte, id ledger.ID) (string, error) {
	b := append([]byte{kind}, id[:payIDBytes]...)
	tag, err := p.people.vault.Pseudonym("pay codes", string(b))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(b, tag[:payTagBytes]...)), nil
}

// PayableOf returns what a pay code pays.
func (p *Platform) PayableOf(code string) (what Payable, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(code)
	if err != nil || len(b) != 1+payIDBytes+payTagBytes {
		return what, RefusedPayCode.Err()
	}
	var id ledger.ID
	copy(id[:payIDBytes], b[1:])
	genuine, err := p.payCode(b[0], id)
	if err != nil {
		return what, err
	}
	if subtle.ConstantTimeCompare([]byte(genuine), []byte(code)) != 1 {
		return what, RefusedPayCode.Err()
	}
	switch b[0] {
	case payTrade:
		what.Trade = id
	case payMerchant:
		what.Merchant = id
	case payHold:
		what.Hold = id
	default:
		return what, RefusedPayCode.Err()
	}
	return what, nil
}

// Bill is what somebody who holds a pay code is shown before she pays.
type Bill struct {
	Payable
	Payee     string       // the shop's name, or its user id where it has none
	Amount    money.Amount // zero minor units: the payer says how much
	Subject   string
	State     trade.State // of a trade
	ExpiresAt int64       // business time, ns; 0: never
	ReturnURL string      // of a trade's merchant

	HoldState preauth.State // of a pre-authorisation
}

// BillOf shows what a pay code asks for to whoever holds it: the code is the right
// to see it. The merchant's words are opened for the buyer who is about to pay, or
// paid.
func (p *Platform) BillOf(_ context.Context, code string) (b Bill, err error) {
	if b.Payable, err = p.PayableOf(code); err != nil {
		return b, err
	}
	shop := b.Merchant
	switch {
	case b.Trade != (trade.ID{}):
		shop, err = p.billTrade(&b)
	case b.Hold != (ledger.ID{}):
		shop, err = p.billHold(&b)
	default:
		b.Amount, err = p.billMerchant(shop)
	}
	if err != nil {
		return Bill{}, err
	}
	b.Payee, err = p.shopName(shop)
	return b, err
}

// billTrade fills in what a trade asks for and returns its merchant.
func (p *Platform) billTrade(b *Bill) (ledger.ID, error) {
	var t trade.Trade
	var note trade.Note
	var err error
	found := false
	p.view(&err, func() {
		t, found = p.machine.Trade(b.Trade)
		note, _ = p.machine.Note(b.Trade)
	})
	if err == nil && !found {
		err = RefusedPayCode.Err()
	}
	if err != nil {
		return ledger.ID{}, err
	}
	text, err := p.words(&t, note)
	b.Amount, b.Subject, b.State = t.Amount, text.Subject, t.State
	b.ExpiresAt, b.ReturnURL = t.ExpiresAt, text.ReturnURL
	return t.Merchant, err
}

// billMerchant returns nothing of the merchant's currency, to be filled in.
func (p *Platform) billMerchant(id ledger.ID) (a money.Amount, err error) {
	p.view(&err, func() {
		m, ok := p.machine.Merchant(id)
		if !ok {
			err = merchant.RefusedMissing.Err()
		}
		a.Currency = m.Currency
	})
	return a, err
}

// PayBill is a customer's payment of what a pay code asks for.
type PayBill struct {
	Code   string
	Wallet ledger.ID
	Amount money.Amount // of a merchant's static code alone
}

// PayBill pays a trade's or a merchant's pay code from the caller's wallet.
func (p *Platform) PayBill(ctx context.Context, by auth.Caller, once Once, r PayBill) (trade.Trade, bool, error) {
	if err := require(by, auth.Customer, auth.Operator); err != nil {
		return trade.Trade{}, false, err
	}
	what, err := p.PayableOf(r.Code)
	if err != nil {
		return trade.Trade{}, false, err
	}
	switch {
	case what.Merchant != (ledger.ID{}):
		what.Trade, r.Amount, err = p.billTo(ctx, by, once, what.Merchant, r)
	case what.Hold != (ledger.ID{}):
		err = RefusedPayCode.Err() // it is accepted, not paid
	default:
		if err = p.ownsWallet(ctx, by, r.Wallet); err == nil { // else the trade would seem not to be there
			r.Amount, err = p.billed(what.Trade, r.Amount)
		}
	}
	if err != nil {
		return trade.Trade{}, false, err
	}
	return p.PayTrade(ctx, by, once, trade.Pay{
		Trade: what.Trade, Buyer: r.Wallet,
		Fundings: []trade.Funding{{Instrument: trade.Wallet, Wallet: r.Wallet, Minor: r.Amount.Minor}},
	})
}

// RefusedBilled says that the payer named another amount than the pay code's.
var RefusedBilled = errkind.Refusal{Kind: errkind.Invalid, Code: "amount_differs_from_bill"}

// billed returns a trade's amount, which a payer need not name.
func (p *Platform) billed(id trade.ID, named money.Amount) (a money.Amount, err error) {
	p.view(&err, func() {
		t, ok := p.machine.Trade(id)
		switch {
		case !ok:
			err = RefusedPayCode.Err()
		case named != (money.Amount{}) && named != t.Amount:
			err = RefusedBilled.Err()
		}
		a = t.Amount
	})
	return a, err
}

// billTo makes the trade of a payment to a merchant's static code. Its order number
// follows from what makes the payment's retry safe: a retry finds the trade.
func (p *Platform) billTo(ctx context.Context, by auth.Caller, once Once, shop ledger.ID, r PayBill) (trade.ID, money.Amount, error) {
	if err := p.ownsWallet(ctx, by, r.Wallet); err != nil {
		return trade.ID{}, r.Amount, err
	}
	key := keyOf(request{by, once, payments.KindTradeOpen}, by.Key)
	if once == "" {
		key = newID()
	}
	create := trade.Create{
		Merchant: shop, Order: "QR" + fmt.Sprintf("%x", key[:]), Buyer: r.Wallet, Amount: r.Amount,
	}
	made, _, err := p.CreateTrade(ctx, auth.Candor(), "", create)
	if errkind.CodeOf(err) != trade.RefusedOrderTaken.Code {
		return made.ID, r.Amount, err
	}
	there, err := p.TradeByOrder(ctx, auth.Candor(), shop, create.Order)
	if err == nil && there.Amount != r.Amount {
		err = RefusedBilled.Err()
	}
	return there.ID, r.Amount, err
}

// ownsWallet refuses a caller to whom the wallet is nobody's.
func (p *Platform) ownsWallet(ctx context.Context, by auth.Caller, id ledger.ID) error {
	_, err := p.Wallet(ctx, by, id)
	return err
}
