package alipay

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/candorpay/candor/internal/customer"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/money"
)

// Limits of a transfer.
const (
	titleMax       = 128 // characters of an order_title
	remarkMax      = 200 // characters of a remark
	identityMax    = 128 // bytes of a payee's identity
	payeeNameMax   = 128 // characters
	transferMin    = 10  // fen, to a wallet or a merchant
	productAccount = "TRANS_ACCOUNT_NO_PWD"
	productBank    = "TRANS_BANKCARD_NO_PWD"
	sceneDirect    = "DIRECT_TRANSFER"
)

// Ways to name a payee.
const (
	byUserID  = "ALIPAY_USER_ID"
	byOpenID  = "ALIPAY_OPEN_ID"
	byLogonID = "ALIPAY_LOGON_ID"
	byCard    = "BANKCARD_ACCOUNT"
)

// transferRequest is what fund.trans.uni.transfer asks for.
type transferRequest struct {
	Number  loose  `json:"out_biz_no"`
	Amount  loose  `json:"trans_amount"`
	Product string `json:"product_code"`
	Scene   string `json:"biz_scene"`
	Title   string `json:"order_title"`
	Remark  string `json:"remark"`
	Payee   payee  `json:"payee_info"`
}

// payee is whom a transfer is for, as the wire has it. Of the bank only that an
// account is a company's is needed: what else there is a card's number says.
type payee struct {
	Identity loose  `json:"identity"`
	Type     string `json:"identity_type"`
	Name     string `json:"name"`
	Bank     struct {
		Account loose `json:"account_type"`
	} `json:"bankcard_ext_info"`
}

// companyAccount is the account_type of a company's bank account, which is no card.
const companyAccount = "1"

// madeTransfer is the answer of fund.trans.uni.transfer. What the incumbent calls
// the order and its payment are one here, with one number.
type madeTransfer struct {
	Number    string `json:"out_biz_no"`
	OrderID   string `json:"order_id"`
	PaymentID string `json:"pay_fund_order_id"`
	Status    string `json:"status"`
	TransDate string `json:"trans_date"`
}

// fundTransfer moves money of the merchant's to whom the request names. Its number
// protects it for ever: the same again is answered as it was, and nobody is looked
// up for it again.
func fundTransfer(c *Call) (any, error) {
	var r transferRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if err := c.checkTransfer(&r); err != nil {
		return nil, err
	}
	fen, err := c.transferAmount(&r)
	if err != nil {
		return nil, err
	}
	asked := platform.AskedRemit{
		Number: string(r.Number), Amount: money.Amount{Minor: fen, Currency: yuanCurrency},
		Text:  platform.RemitText{Title: r.Title, Remark: r.Remark},
		Payee: []string{r.Payee.Type, string(r.Payee.Identity), r.Payee.Name, string(r.Payee.Bank.Account)},
	}
	made, err := c.P.RemitInWords(c.Ctx, c.By, asked, func(mark [16]byte) (remit.Payee, error) {
		return c.payee(&r.Payee, fen, mark)
	})
	if err != nil {
		return nil, err
	}
	return madeTransfer{
		Number: made.Number, OrderID: tradeNumber(made.ID), PaymentID: tradeNumber(made.ID),
		Status: transferStatus(made.State), TransDate: wireTime(made.CreatedAt),
	}, nil
}

// checkTransfer checks what a transfer says besides its amount.
func (c *Call) checkTransfer(r *transferRequest) error {
	product := productAccount
	if r.Payee.Type == byCard {
		product = productBank
	}
	switch {
	case !plain(strings.ReplaceAll(string(r.Number), "-", "_")):
		return c.invalid("out_biz_no", "must be 1 to 64 letters, digits, underscores and hyphens")
	case r.Product != product:
		return c.invalid("product_code", "must be "+product+" for this kind of payee")
	case r.Scene != sceneDirect:
		return c.invalid("biz_scene", "must be "+sceneDirect)
	case utf8.RuneCountInString(r.Title) > titleMax:
		return c.invalid("order_title", "must be 128 characters or less")
	case utf8.RuneCountInString(r.Remark) > remarkMax:
		return c.invalid("remark", "must be 200 characters or less")
	case r.Payee.Identity == "" || len(r.Payee.Identity) > identityMax:
		return c.invalid("payee_info.identity", "must be 1 to 128 bytes")
	case utf8.RuneCountInString(r.Payee.Name) > payeeNameMax:
		return c.invalid("payee_info.name", "must be 128 characters or less")
	}
	switch r.Payee.Type {
	case byUserID, byOpenID:
		return nil
	case byLogonID, byCard:
		if strings.TrimSpace(r.Payee.Name) == "" {
			return c.invalid("payee_info.name", "is missing: it is needed with "+r.Payee.Type)
		}
		return nil
	}
	return c.invalid("payee_info.identity_type", "must be one of "+strings.Join([]string{byUserID, byOpenID, byLogonID, byCard}, ", "))
}

// transferAmount reads a transfer's amount, as fen.
func (c *Call) transferAmount(r *transferRequest) (int64, error) {
	fen, ok := parseYuan(string(r.Amount))
	if ok && fen > fenMax {
		return 0, business(c.sub("EXCEED_LIMIT_SM_AMOUNT"), "trans_amount: must be 100000000 or less")
	}
	fen, err := c.amount("trans_amount", r.Amount)
	if err == nil && fen < transferMin && r.Payee.Type != byCard {
		return 0, business(c.sub("EXCEED_LIMIT_SM_MIN_AMOUNT"), "trans_amount: must be 0.1 or more")
	}
	return fen, err
}

// payee returns whom a transfer of so many fen is for; mark stands for all that it
// asks for.
func (c *Call) payee(p *payee, fen int64, mark [16]byte) (remit.Payee, error) {
	switch p.Type {
	case byLogonID:
		wallet, err := c.P.PayeeByLogon(c.Ctx, c.By, string(p.Identity), p.Name, yuanCurrency)
		if errkind.Of(err) == errkind.Invalid { // nobody's phone number or address
			err = platform.RefusedPayee.Err()
		}
		return remit.Payee{Kind: remit.Wallet, ID: wallet}, err
	case byCard:
		if v, err := c.purse(); err != nil || v.Balance.Available < fen {
			return remit.Payee{}, cmp.Or(err, remit.RefusedFunds.Err()) // nobody's card is kept for nothing
		}
		return c.cardholder(p, mark)
	}
	return c.payeeByID(p)
}

// payeeByID returns whom a user id names. A name that is given beside it is checked;
// a merchant has none to check.
func (c *Call) payeeByID(p *payee) (remit.Payee, error) {
	party, err := c.party(string(p.Identity))
	switch {
	case err != nil:
		return remit.Payee{}, err
	case !party.Merchant.IsZero():
		return remit.Payee{Kind: remit.Merchant, ID: party.Merchant}, nil
	case p.Name != "":
		err = c.P.CheckPayeeName(c.Ctx, c.By, party.Wallet, p.Name)
	}
	return remit.Payee{Kind: remit.Wallet, ID: party.Wallet}, err
}

// cardholder seals a bank card's number and its holder's name in a record of their
// own and returns its token. The record is of these very values: a number that is
// tried again for another card, because the first was refused, has another one. It
// is kept before the money moves, so that no payout is on its way to a card that
// nobody knows; of a transfer that is then refused it stays, and nothing names it.
func (c *Call) cardholder(p *payee, mark [16]byte) (remit.Payee, error) {
	var values customer.Values
	values.Set(customer.Name, p.Name)
	field := customer.Card
	if p.Bank.Account == companyAccount {
		field = customer.BankAccount
	}
	values.Set(field, string(p.Identity))
	holder, err := c.P.ContactOf(c.By, "transfer-"+ledger.ID(mark).String(), values)
	if errkind.Of(err) == errkind.Invalid {
		return remit.Payee{}, c.invalid("payee_info", "identity must be a card's or an account's number, and name a name")
	}
	if err == nil {
		err = c.P.KeepContact(c.Ctx, holder)
	}
	return remit.Payee{Kind: remit.Bank, ID: ledger.ID(holder.Token)}, err
}

// transferStatus returns what a remittance's state is called on the wire.
func transferStatus(s remit.State) string {
	switch s {
	case remit.Succeeded:
		return "SUCCESS"
	case remit.InFlight:
		return "DEALING"
	case remit.Failed:
		return "FAIL"
	case remit.Returned:
		return "REFUND"
	}
	return ""
}
