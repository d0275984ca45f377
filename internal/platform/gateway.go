package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// What a merchant's gateway refuses about a trade that it opens again.
var (
	// RefusedInconsistent says that the order has a trade of other data.
	RefusedInconsistent = errkind.Refusal{Kind: errkind.Conflict, Code: "order_inconsistent"}
	// RefusedOtherBuyer says that the order's trade has another buyer.
	RefusedOtherBuyer = errkind.Refusal{Kind: errkind.Conflict, Code: "order_of_another_buyer"}
)

// OpenTrade asks for a trade in a merchant's own words. Create names the merchant
// and has no fundings.
type OpenTrade struct {
	App    uint64 // number of the app that asks
	Create trade.Create
	Text   Text
}

// OpenedTrade is a trade with what its merchant said about it.
type OpenedTrade struct {
	Trade   trade.Trade
	Text    Text // of a trade that OpenTrade finds, only if the request has a contact or an address
	Existed bool // of OpenTrade: it was there before the request, of the same data
}

// sameTrade is what two requests for one order share when they ask for the same
// trade.
type sameTrade struct {
	_        struct{} `cbor:",toarray"`
	Merchant ledger.ID
	Order    string
	Minor    int64
	Subject  string
	Release  trade.Release
	Shares   []trade.Share
}

// OpenTrade makes a trade for a merchant's gateway, or finds the one that the same
// request made before: the order's number protects it for ever. An order whose
// trade differs is RefusedInconsistent or RefusedOtherBuyer; a trade that is found
// may be in any state. While it waits to be paid, its notices and its buyer go
// where the last request says.
func (p *Platform) OpenTrade(ctx context.Context, by auth.Caller, r OpenTrade) (o OpenedTrade, err error) {
	if err := require(by, auth.Merchant); err != nil {
		return o, err
	}
	mark, err := p.people.vault.Fingerprint(payments.Encode(sameTrade{
		Merchant: r.Create.Merchant, Order: r.Create.Order, Minor: r.Create.Amount.Minor,
		Subject: r.Text.Subject, Release: r.Create.Release, Shares: r.Create.Shares,
	}))
	if err != nil {
		return o, err
	}
	// What is there already costs no command; who opens it at the same time is told
	// by the machine.
	if o, err = p.reopened(ctx, by, &r, mark); errkind.CodeOf(err) != trade.RefusedMissing.Code {
		return o, err
	}
	c := command(request{by: by, kind: payments.KindTradeOpen}, nil)
	note := trade.Note{App: r.App, Mark: mark, Notify: r.Text.NotifyURL != ""}
	if note.Sealed, err = p.sealOwn(r.Create.Merchant, noteOf(c.ID), payments.Encode(r.Text)); err != nil {
		return o, err
	}
	c.Body = payments.Encode(trade.Open{Create: trade.AppendCreate(nil, &r.Create), Note: note})
	made, _, err := sendTrade(ctx, p, c)
	if errkind.CodeOf(err) != trade.RefusedOrderTaken.Code {
		return OpenedTrade{Trade: made, Text: r.Text}, err
	}
	return p.reopened(ctx, by, &r, mark)
}

// reopened returns the trade that an order has, if it is what is asked for now.
func (p *Platform) reopened(ctx context.Context, by auth.Caller, r *OpenTrade, mark [16]byte) (o OpenedTrade, err error) {
	var note trade.Note
	c := &r.Create
	p.view(&err, func() {
		var ok bool
		if o.Trade, ok = p.machine.TradeByOrder(c.Merchant, c.Order); !ok || !o.Trade.Visible(actor(by)) {
			err = trade.RefusedMissing.Err()
			return
		}
		note, _ = p.machine.Note(o.Trade.ID)
	})
	none := ledger.ID{}
	switch {
	case err != nil:
		return OpenedTrade{}, err
	case note.Mark != mark:
		return OpenedTrade{}, RefusedInconsistent.Err()
	case c.Buyer != none && o.Trade.Buyer != none && c.Buyer != o.Trade.Buyer:
		return OpenedTrade{}, RefusedOtherBuyer.Err()
	}
	o.Existed = true
	again := Renote{Trade: o.Trade.ID, App: r.App}
	if o.Trade.Payable(p.Now()).OK() { // else it is as it was, whatever is asked for now
		again.NotifyURL, again.ReturnURL = r.Text.NotifyURL, r.Text.ReturnURL
	}
	if again.NotifyURL == "" && again.ReturnURL == "" && r.Text.Contact == "" {
		return o, nil // nobody needs the words opened
	}
	o.Text, err = p.renoted(ctx, by, &again)
	return o, err
}

// TradeName names a merchant's trade: by its id or, where that is zero, by its
// order number.
type TradeName struct {
	ID    trade.ID
	Order string
}

// TradeWithText returns a trade and the merchant's words, to that merchant and to
// the trade's buyer.
func (p *Platform) TradeWithText(_ context.Context, by auth.Caller, name TradeName) (o OpenedTrade, err error) {
	var note trade.Note
	if o.Trade, err = p.named(by, name, func(t *trade.Trade) { note, _ = p.machine.Note(t.ID) }); err != nil {
		return OpenedTrade{}, err
	}
	o.Text, err = p.words(&o.Trade, note)
	return o, err
}

// TradeNamed is TradeWithText without the words, which it does not open.
func (p *Platform) TradeNamed(_ context.Context, by auth.Caller, name TradeName) (trade.Trade, error) {
	return p.named(by, name, func(*trade.Trade) {})
}

// named returns the trade of a name, to those who may read its words, and calls also
// with it under the same view.
func (p *Platform) named(by auth.Caller, name TradeName, also func(*trade.Trade)) (t trade.Trade, err error) {
	p.view(&err, func() {
		found := false
		if name.ID != (trade.ID{}) {
			t, found = p.machine.Trade(name.ID)
		} else if by.Role == auth.Merchant {
			t, found = p.machine.TradeByOrder(by.Subject, name.Order)
		}
		if as := p.actorFor(by, t.Buyer); !found || !t.Visible(as) || !readsWords(by, &t, as) {
			err = trade.RefusedMissing.Err()
			return
		}
		also(&t)
	})
	if err != nil {
		return trade.Trade{}, err
	}
	return t, nil
}

// RefundChanged is RefundTrade for callers who must know whether the request moved
// money, or had been done before.
func (p *Platform) RefundChanged(ctx context.Context, by auth.Caller, r trade.Refund) (t trade.Trade, changed bool, err error) {
	result, err := p.payments.Submit(ctx, command(request{by: by, kind: payments.KindTradeRefund}, payments.Encode(r)))
	if t, _, err = tradeOf(result, err); err != nil {
		return t, false, err
	}
	for i := range t.Returns {
		if back := &t.Returns[i]; back.Request == r.Request && back.Cause == trade.Refunded {
			return t, back.At >= result.At, nil // of an earlier command, it would be from before this one's time
		}
	}
	return t, false, nil
}

// CancelAction says what a cancellation did.
type CancelAction uint8

// What a cancellation did.
const (
	CancelNothing  CancelAction = 0 // it was closed before, or is not there
	CancelClosed   CancelAction = 1 // nobody had paid
	CancelRefunded CancelAction = 2 // what was paid went back
)

// cancelRequest is the refund request under which a cancellation gives money back.
// Merchants' own requests have no hyphen in front at the gateway.
const cancelRequest = "-cancel-"

// cancelTries is how often a cancellation looks again, because the trade was paid
// or refunded in between.
const cancelTries = 16

// CancelTrade undoes a trade whose outcome its merchant does not know: it closes
// an unpaid one and gives back what is left of a paid one. Again, it changes
// nothing. It returns the trade as it then is.
func (p *Platform) CancelTrade(ctx context.Context, by auth.Caller, id trade.ID) (t trade.Trade, done CancelAction, err error) {
	for range cancelTries {
		if t, err = p.Trade(ctx, by, id); err != nil {
			return t, CancelNothing, err
		}
		switch left := t.Refundable(); {
		case t.State == trade.WaitingPayment:
			done = CancelClosed
			t, _, err = p.CloseTrade(ctx, by, "", trade.Close{Trade: id})
		case left == 0:
			return t, actionOf(&t), nil
		default:
			done = CancelRefunded
			t, _, err = p.RefundChanged(ctx, by, trade.Refund{Trade: id, Request: cancelRequest, Minor: left})
		}
		if err == nil || !overtaken(errkind.CodeOf(err)) {
			return t, done, err
		}
	}
	return t, done, err
}

// overtaken reports whether a cancellation was refused because somebody else's
// request came between its look and its act.
func overtaken(code string) bool {
	switch code {
	case trade.RefusedPaid.Code, trade.RefusedCompleted.Code, trade.RefusedClosed.Code, trade.RefusedExcess.Code,
		trade.RefusedDiscordant.Code, trade.RefusedShipped.Code:
		return true
	}
	return false
}

// actionOf says what became of a trade of which nothing is left.
func actionOf(t *trade.Trade) CancelAction {
	if t.Paid == 0 {
		return CancelClosed
	}
	return CancelRefunded
}
