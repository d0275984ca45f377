package alipay

import (
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/settlement"
)

// flag is a yes or no that SDKs send as a string or as a boolean.
type flag bool

// UnmarshalJSON reads true, "true" and, in any case, what else is no.
func (f *flag) UnmarshalJSON(text []byte) error {
	*f = flag(strings.EqualFold(strings.Trim(string(text), `"`), "true"))
	return nil
}

// confirmRequest is what settle.confirm asks for.
type confirmRequest struct {
	Request loose      `json:"out_request_no"`
	TradeNo loose      `json:"trade_no"`
	Settle  settleInfo `json:"settle_info"`
	Extend  struct {
		Freeze unheeded `json:"royalty_freeze"`
	} `json:"extend_params"`
}

// settleConfirm confirms that a trade is settled. What lies in escrow it releases
// for nobody but a merchant that an operator allowed it: else the buyer confirms
// first, or the period ends.
func settleConfirm(c *Call) (any, error) {
	var r confirmRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if err := c.heeded(askedField{"extend_params.royalty_freeze", r.Extend.Freeze}); err != nil {
		return nil, err
	}
	id, err := c.settling(r.TradeNo, r.Request)
	if err != nil {
		return nil, err
	}
	minor, err := c.confirmed(&r.Settle)
	if err != nil {
		return nil, err
	}
	book, err := c.P.ConfirmSettlement(c.Ctx, c.By, settlement.Confirm{Trade: id, Request: string(r.Request), Minor: minor})
	if err != nil {
		return nil, err
	}
	return struct {
		TradeNo string `json:"trade_no"`
		Request string `json:"out_request_no"`
		Amount  string `json:"settle_amount"`
	}{tradeNumber(id), book.Confirmed, yuan(book.ConfirmedMinor)}, nil
}

// settling checks the numbers of a request about a trade's settlement, and returns
// the trade's id.
func (c *Call) settling(number, request loose) (ledger.ID, error) {
	switch {
	case number == "":
		return ledger.ID{}, c.invalid("trade_no", "is missing")
	case !requestName(string(request)):
		return ledger.ID{}, c.invalid("out_request_no", "must be 1 to 64 letters, digits, underscores and hyphens, beginning without one")
	}
	o, err := c.find(tradeName{TradeNo: number})
	return o.Trade.ID, err
}

// confirmed returns the amount that a confirmation names in its parts, 0 if it
// names none.
func (c *Call) confirmed(s *settleInfo) (total int64, err error) {
	if _, err := c.release(&settleInfo{Details: s.Details}, 0); err != nil {
		return 0, err
	}
	for _, d := range s.Details {
		minor, err := c.optionalAmount("settle_info.settle_detail_infos.amount", d.Amount)
		if err != nil {
			return 0, err
		}
		if total += minor; total > fenMax {
			return 0, business(c.sub("TOTAL_FEE_EXCEED"), "settle_info.settle_detail_infos: sums to more than any trade")
		}
	}
	return total, nil
}

// royaltyPart is a part of a split as a request has it.
type royaltyPart struct {
	Type         string `json:"royalty_type"`
	TransOut     loose  `json:"trans_out"`
	TransOutType string `json:"trans_out_type"`
	TransIn      loose  `json:"trans_in"`
	TransInOpen  loose  `json:"trans_in_open_id"`
	TransInType  string `json:"trans_in_type"`
	TransInName  string `json:"trans_in_name"`
	Amount       loose  `json:"amount"`

	Percentage unheeded `json:"amount_percentage"`
}

// splitRequest is what order.settle asks for.
type splitRequest struct {
	Request loose         `json:"out_request_no"`
	TradeNo loose         `json:"trade_no"`
	Parts   []royaltyPart `json:"royalty_parameters"`
	Extend  struct {
		Finish flag     `json:"royalty_finish"`
		Rest   unheeded `json:"royalty_finish_amount"`
	} `json:"extend_params"`
}

// orderSettle splits a trade's released money among receivers that were bound.
func orderSettle(c *Call) (any, error) {
	var r splitRequest
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	if err := c.heeded(askedField{"extend_params.royalty_finish_amount", r.Extend.Rest}); err != nil {
		return nil, err
	}
	id, err := c.settling(r.TradeNo, r.Request)
	if err != nil {
		return nil, err
	}
	if len(r.Parts) < 1 || len(r.Parts) > settlement.PartsMax {
		return nil, c.invalid("royalty_parameters", "must be 1 to 20 parts")
	}
	cmd := settlement.Allocate{Trade: id, Request: string(r.Request), Finish: bool(r.Extend.Finish)}
	for i := range r.Parts {
		part, err := c.part(&r.Parts[i])
		if err != nil {
			return nil, err
		}
		cmd.Parts = append(cmd.Parts, part)
	}
	book, err := c.P.SplitTrade(c.Ctx, c.By, cmd)
	if err != nil {
		return nil, err
	}
	split, _ := book.Split(cmd.Request)
	return struct {
		TradeNo  string `json:"trade_no"`
		SettleNo string `json:"settle_no"`
	}{tradeNumber(id), tradeNumber(split.ID)}, nil
}

// part reads a part of a split.
func (c *Call) part(r *royaltyPart) (p settlement.Part, err error) {
	switch {
	case r.Type != "" && r.Type != "transfer":
		return p, c.invalid("royalty_parameters.royalty_type", "must be transfer")
	case r.TransOut != "" && string(r.TransOut) != c.App.Seller:
		return p, c.invalid("royalty_parameters.trans_out", "must be this app's seller")
	case bool(r.Percentage):
		return p, c.invalid("royalty_parameters.amount_percentage", "percentages are not taken, give an amount alone")
	}
	if p.Minor, err = c.amount("royalty_parameters.amount", r.Amount); err != nil {
		return p, err
	}
	p.To, err = c.receiver(r.TransInType, first(string(r.TransIn), string(r.TransInOpen)), r.TransInName)
	return p, err
}

// receiver returns who gets a part: by a user id, or by a phone number or e-mail
// address, which is looked up on the merchant's path. A name is checked there too.
func (c *Call) receiver(kind, id, name string) (settlement.Party, error) {
	if id == "" {
		return settlement.Party{}, c.invalid("royalty receiver", "is missing")
	}
	switch kind {
	case "", "userId", "openId":
		return c.receiverByID(id, name)
	case "loginName":
		wallet, err := c.P.PayeeByLogon(c.Ctx, c.By, id, name, yuanCurrency)
		return settlement.Party{Kind: settlement.PartyWallet, ID: wallet}, err
	}
	return settlement.Party{}, c.invalid("royalty receiver", "must be a userId, an openId or a loginName")
}

// receiverByID returns whom a user id names. A merchant has no name to check.
func (c *Call) receiverByID(id, name string) (settlement.Party, error) {
	party, err := c.party(id)
	if err != nil {
		return settlement.Party{}, err
	}
	if !party.Merchant.IsZero() {
		return settlement.Party{Kind: settlement.PartyMerchant, ID: party.Merchant}, nil
	}
	if name != "" {
		err = c.P.CheckPayeeName(c.Ctx, c.By, party.Wallet, name)
	}
	return settlement.Party{Kind: settlement.PartyWallet, ID: party.Wallet}, err
}

// partyID returns a receiver's user id as the calling merchant knows it.
func (c *Call) partyID(p settlement.Party) (string, error) {
	if p.Kind == settlement.PartyMerchant {
		return c.P.SellerID(p.ID)
	}
	return c.P.UserID(c.By, p.ID)
}

// splitQuery is what order.settle.query asks for.
type splitQuery struct {
	SettleNo loose `json:"settle_no"`
	Request  loose `json:"out_request_no"`
	TradeNo  loose `json:"trade_no"`
}

// royaltyDetail is a part of a split as its query tells it.
type royaltyDetail struct {
	Operation    string `json:"operation_type"`
	ExecutedAt   string `json:"execute_dt"`
	TransOut     string `json:"trans_out"`
	TransOutType string `json:"trans_out_type"`
	TransIn      string `json:"trans_in"`
	TransInType  string `json:"trans_in_type"`
	Amount       string `json:"amount"`
	State        string `json:"state"`
	DetailID     string `json:"detail_id"`
}

// orderSettleQuery tells what a split did: all of it, as it is done or refused
// whole.
func orderSettleQuery(c *Call) (any, error) {
	var r splitQuery
	if err := c.decode(&r); err != nil {
		return nil, err
	}
	split, err := c.splitNamed(&r)
	if err != nil {
		return nil, err
	}
	var list []royaltyDetail
	for i, part := range split.Parts {
		to, err := c.partyID(part.To)
		if err != nil {
			return nil, err
		}
		list = append(list, royaltyDetail{
			Operation: "transfer", ExecutedAt: wireTime(split.At), TransOut: c.App.Seller, TransOutType: "userId",
			TransIn: to, TransInType: "userId", Amount: yuan(part.Minor), State: "SUCCESS",
			DetailID: detailNumber(split.ID, i),
		})
	}
	return struct {
		Request     string          `json:"out_request_no"`
		OperationAt string          `json:"operation_dt"`
		Details     []royaltyDetail `json:"royalty_detail_list"`
	}{split.Request, wireTime(split.At), list}, nil
}

// detailNumber is the number of a split's i-th part.
func detailNumber(id ledger.ID, i int) string {
	return fmt.Sprintf("%s%02d", tradeNumber(id), i)
}

// splitNamed returns the split that a query names.
func (c *Call) splitNamed(r *splitQuery) (settlement.Split, error) {
	if r.SettleNo != "" {
		id, ok := parseNumber(string(r.SettleNo))
		if !ok {
			return settlement.Split{}, settlement.RefusedSplit.Err()
		}
		_, split, err := c.P.Split(c.Ctx, c.By, id)
		return split, err
	}
	id, err := c.settling(r.TradeNo, r.Request)
	if err != nil {
		return settlement.Split{}, err
	}
	book, err := c.P.Settlement(c.Ctx, c.By, id)
	if err != nil {
		return settlement.Split{}, err
	}
	split, ok := book.Split(string(r.Request))
	if !ok {
		return split, settlement.RefusedSplit.Err()
	}
	return split, nil
}
