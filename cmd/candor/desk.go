package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/replay"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/money"
)

// desk is an open platform as a replay drives it. Commands carry no
// idempotency key: keys live a day of business time and a replay runs through
// years. What protects a second run is where the trades stand.
type desk struct {
	platform *platform.Platform
	currency money.Currency
	by       auth.Caller
}

func deskOf(p *platform.Platform, c money.Currency) replay.Desk {
	d := &desk{platform: p, currency: c, by: auth.Candor()}
	return replay.Desk{Market: d, Trades: d, Currency: c}
}

// Now implements replay.Market.
func (d *desk) Now() int64 { return d.platform.Now() }

// Begin implements replay.Market: the folder was opened with its clock held, so
// that one in which nothing has happened yet stands before any real time.
func (d *desk) Begin(ctx context.Context, at int64) error { return d.AdvanceTo(ctx, at) }

// AdvanceTo implements replay.Market.
func (d *desk) AdvanceTo(_ context.Context, at int64) error {
	d.platform.AdvanceTo(at)
	return nil
}

// Merchant implements replay.Market.
func (d *desk) Merchant(ctx context.Context, seller string) (ledger.ID, bool, error) {
	id := merchantID(d.currency, seller)
	_, made, err := d.platform.EnsureMerchant(ctx, d.by, id, merchant.Create{
		Currency: d.currency,
		Terms:    merchant.Terms{Release: merchant.Release{Timer: merchant.NoTimer}},
	})
	return id, made, err
}

// merchantID returns the id of the merchant that stands for a seller of order
// files: by its name, so that every run of every file finds the same one. Like
// every object's, it ends in three zero bytes.
func merchantID(c money.Currency, seller string) ledger.ID {
	sum := sha256.Sum256([]byte("candor replay\x00" + c.Code() + "\x00" + seller))
	var id ledger.ID
	copy(id[:13], sum[:])
	return id
}

// Find implements replay.Trades.
func (d *desk) Find(ctx context.Context, shop ledger.ID, order string) (trade.Trade, bool, error) {
	t, err := d.platform.TradeByOrder(ctx, d.by, shop, order)
	if errkind.Of(err) == errkind.NotFound {
		return trade.Trade{}, false, nil
	}
	return t, err == nil, err
}

// Create implements replay.Trades.
func (d *desk) Create(ctx context.Context, c trade.Create) (trade.Trade, error) {
	return do(ctx, d, d.platform.CreateTrade, c)
}

// Pay implements replay.Trades.
func (d *desk) Pay(ctx context.Context, c trade.Pay) (trade.Trade, error) {
	return do(ctx, d, d.platform.PayTrade, c)
}

// Ship implements replay.Trades.
func (d *desk) Ship(ctx context.Context, c trade.Ship) (trade.Trade, error) {
	return do(ctx, d, d.platform.ShipTrade, c)
}

// Confirm implements replay.Trades.
func (d *desk) Confirm(ctx context.Context, c trade.Confirm) (trade.Trade, error) {
	return do(ctx, d, d.platform.ConfirmTrade, c)
}

// Refund implements replay.Trades.
func (d *desk) Refund(ctx context.Context, c trade.Refund) (trade.Trade, error) {
	return do(ctx, d, d.platform.RefundTrade, c)
}

// Close implements replay.Trades.
func (d *desk) Close(ctx context.Context, c trade.Close) (trade.Trade, error) {
	return do(ctx, d, d.platform.CloseTrade, c)
}

// useCase is one of the platform's that change a trade.
type useCase[C any] func(context.Context, auth.Caller, platform.Once, C) (trade.Trade, bool, error)

func do[C any](ctx context.Context, d *desk, use useCase[C], c C) (trade.Trade, error) {
	t, _, err := use(ctx, d.by, "", c)
	return t, err
}

// errCurrency says which currencies there are.
var errCurrency = errors.New("--currency: three capitals of ISO 4217, such as BRL")

func parseCurrency(code string) (money.Currency, error) {
	c, err := money.ParseCurrency(code)
	if err != nil {
		return 0, usage(fmt.Errorf("%w: %w", errCurrency, err))
	}
	return c, nil
}
