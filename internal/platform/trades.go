package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/trade"
)

// CreateTrade makes a trade and, with fundings, pays it in the same step.
func (p *Platform) CreateTrade(ctx context.Context, by auth.Caller, once Once, c trade.Create) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeCreate}, trade.AppendCreate(nil, &c)))
}

// sendTrade records a command about a trade and returns the trade as it then
// was.
func sendTrade(ctx context.Context, p *Platform, c machine.Command) (trade.Trade, bool, error) {
	return tradeOf(p.payments.Submit(ctx, c))
}

func tradeOf(r machine.Result, err error) (trade.Trade, bool, error) {
	t, replayed, err := answer[*trade.Trade](r, err)
	if err != nil {
		return trade.Trade{}, replayed, err
	}
	return *t, replayed, nil
}

// PendingTrade is a request about a trade that was handed in.
type PendingTrade struct{ call *machine.Call }

// BeginTrade hands in what CreateTrade does and returns at once, so that one
// goroutine may have many requests under way. Nothing is promised before Wait.
func (p *Platform) BeginTrade(by auth.Caller, once Once, c trade.Create) PendingTrade {
	return PendingTrade{p.payments.Go(command(request{by, once, payments.KindTradeCreate}, trade.AppendCreate(nil, &c)))}
}

// Wait returns what CreateTrade returns.
func (t PendingTrade) Wait(ctx context.Context) (trade.Trade, bool, error) {
	return tradeOf(t.call.Wait(ctx))
}

// PayTrade pays a trade whole, into escrow.
func (p *Platform) PayTrade(ctx context.Context, by auth.Caller, once Once, c trade.Pay) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradePay}, payments.Encode(c)))
}

// ShipTrade records that the goods are on their way.
func (p *Platform) ShipTrade(ctx context.Context, by auth.Caller, once Once, c trade.Ship) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeShip}, payments.Encode(c)))
}

// ConfirmTrade releases a trade's money to its payees.
func (p *Platform) ConfirmTrade(ctx context.Context, by auth.Caller, once Once, c trade.Confirm) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeConfirm}, payments.Encode(c)))
}

// ExtendTrade moves the release timer, once.
func (p *Platform) ExtendTrade(ctx context.Context, by auth.Caller, once Once, c trade.Extend) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeExtend}, payments.Encode(c)))
}

// RefundTrade gives back a part of what was paid.
func (p *Platform) RefundTrade(ctx context.Context, by auth.Caller, once Once, c trade.Refund) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeRefund}, payments.Encode(c)))
}

// ChargeBackTrade takes back what a card network or bank demands.
func (p *Platform) ChargeBackTrade(ctx context.Context, by auth.Caller, once Once, c trade.ChargeBack) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeChargeBack}, payments.Encode(c)))
}

// CloseTrade ends a trade that was never paid.
func (p *Platform) CloseTrade(ctx context.Context, by auth.Caller, once Once, c trade.Close) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeClose}, payments.Encode(c)))
}

// DisputeTrade freezes a trade until an operator decides.
func (p *Platform) DisputeTrade(ctx context.Context, by auth.Caller, once Once, c trade.Dispute) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeDispute}, payments.Encode(c)))
}

// ResolveTrade decides a dispute.
func (p *Platform) ResolveTrade(ctx context.Context, by auth.Caller, once Once, c trade.Resolve) (trade.Trade, bool, error) {
	return sendTrade(ctx, p, command(request{by, once, payments.KindTradeResolve}, payments.Encode(c)))
}

// Trade returns a trade, to its merchant, its buyer and operators.
func (p *Platform) Trade(_ context.Context, by auth.Caller, id trade.ID) (t trade.Trade, err error) {
	return p.visible(by, func() (trade.Trade, bool) { return p.machine.Trade(id) })
}

// TradeByOrder returns a merchant's trade for one of its order numbers.
func (p *Platform) TradeByOrder(_ context.Context, by auth.Caller, merchant ledger.ID, order string) (trade.Trade, error) {
	return p.visible(by, func() (trade.Trade, bool) { return p.machine.TradeByOrder(merchant, order) })
}

// visible returns the trade that find finds, if the caller may know of it.
func (p *Platform) visible(by auth.Caller, find func() (trade.Trade, bool)) (t trade.Trade, err error) {
	p.view(&err, func() {
		var ok bool
		if t, ok = find(); !ok || !t.Visible(p.actorFor(by, t.Buyer)) {
			t, err = trade.Trade{}, trade.RefusedMissing.Err()
		}
	})
	return t, err
}

// actorFor is the caller as a trade sees it: a customer acts with the wallet if
// it is the own one. Called inside View.
func (p *Platform) actorFor(by auth.Caller, id ledger.ID) ledger.Actor {
	if by.Role != auth.Customer {
		return actor(by)
	}
	if w, ok := p.machine.Wallet(id); ok && w.Owner == ledger.ID(by.Subject) {
		return ledger.Actor{Kind: ledger.ActorCustomer, ID: id}
	}
	return ledger.Actor{Kind: ledger.ActorCustomer}
}

// TradeFilter says whose trades to list: one of Merchant and Wallet. A merchant
// that names neither means itself. Before is the cursor of the page before,
// payments.Start for the newest.
type TradeFilter struct {
	Merchant ledger.ID
	Wallet   ledger.ID
	Before   uint64
	Limit    int
}

// Trades lists a merchant's or a wallet's trades, newest first, with the cursor
// to go on from.
func (p *Platform) Trades(_ context.Context, by auth.Caller, f TradeFilter) (list []trade.Trade, next uint64, more bool, err error) {
	owner, err := ownerFor(by, f.Merchant, f.Wallet)
	if err != nil {
		return nil, 0, false, err
	}
	p.view(&err, func() {
		if err = p.mayList(by, owner); err == nil {
			list, next, more = p.machine.TradesOf(owner.id, f.Before, clamp(f.Limit))
		}
	})
	return list, next, more, err
}

// owner is a merchant or a wallet whose objects are listed.
type owner struct {
	id     ledger.ID
	wallet bool
}

// ownerFor returns whose objects a caller would list who named a merchant or a
// wallet. A merchant that names neither means itself.
func ownerFor(by auth.Caller, shop, purse ledger.ID) (owner, error) {
	if by.Role == auth.Merchant && shop.IsZero() && purse.IsZero() {
		shop = by.Subject
	}
	if shop.IsZero() == purse.IsZero() {
		return owner{}, errkind.New(errkind.Invalid, "invalid_filter", "name a merchant or a wallet")
	}
	if shop.IsZero() {
		return owner{purse, true}, nil
	}
	return owner{shop, false}, nil
}

// mayList refuses callers who may not know of the owner.
func (p *Platform) mayList(by auth.Caller, o owner) error {
	missing := errkind.New(errkind.NotFound, "owner_not_found", "no such merchant or wallet")
	if o.wallet {
		if w, ok := p.machine.Wallet(o.id); !ok || !seesWallet(by, w) {
			return missing
		}
		return nil
	}
	if m, ok := p.machine.Merchant(o.id); !ok || !m.Visible(actor(by)) {
		return missing
	}
	return nil
}
