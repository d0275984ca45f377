package api

import (
	"net/http"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// walletRequest opens a wallet.
type walletRequest struct {
	Owner    hexID  `json:"owner,omitempty" doc:"The customer; left out: only operators may act for it."`
	Currency string `json:"currency" doc:"ISO 4217 code." example:"CNY"`
	Tier     string `json:"tier,omitempty" enum:"basic,verified,unlimited" doc:"Left out: basic."`
}

// outsideRequest moves money into or out of a wallet.
type outsideRequest struct {
	Instrument string `json:"instrument" enum:"card,debit_card,bank_transfer,bank_slip,voucher,other"`
	Amount     amount `json:"amount"`
}

// walletTransferRequest moves money from one wallet to another.
type walletTransferRequest struct {
	To     hexID  `json:"to" doc:"The wallet that receives."`
	Amount amount `json:"amount"`
}

// tierRequest changes a wallet's limits.
type tierRequest struct {
	Tier string `json:"tier" enum:"basic,verified,unlimited"`
}

// walletReply is a wallet as it stands.
type walletReply struct {
	ID        hexID   `json:"id"`
	Owner     hexID   `json:"owner,omitempty"`
	UserID    string  `json:"user_id,omitempty" doc:"16 digits by which gateways know it; absent while the vault is sealed."`
	Currency  string  `json:"currency"`
	Tier      string  `json:"tier"`
	CreatedAt instant `json:"created_at"`
	Version   uint32  `json:"version" doc:"Counts its changes."`
}

// walletMoneyReply is a wallet with its money.
type walletMoneyReply struct {
	ID        hexID      `json:"id"`
	Owner     hexID      `json:"owner,omitempty"`
	UserID    string     `json:"user_id,omitempty" doc:"16 digits by which gateways know it; absent while the vault is sealed."`
	Currency  string     `json:"currency"`
	Tier      string     `json:"tier"`
	CreatedAt instant    `json:"created_at"`
	Version   uint32     `json:"version" doc:"Counts its changes."`
	Balance   fundsReply `json:"balance"`
}

var tiers = []name[wallet.Tier]{
	{wallet.Basic, "basic"}, {wallet.Verified, "verified"}, {wallet.Unlimited, "unlimited"},
}

func (s *server) wallets() {
	shown := func(w wallet.Wallet) walletReply { return showWallet(s.p, w) }
	change(s, operation{
		path: "/v1/wallets", id: "openWallet", tag: "wallets", roles: operators, status: http.StatusCreated,
		summary: "Open a customer's wallet. Operators only.",
	}, (*walletRequest).command, s.p.OpenWallet, shown)
	list(s, operation{
		path: "/v1/wallets", id: "listWallets", tag: "wallets",
		summary: "List wallets by id. A customer sees the own ones.",
	}, listWallets)
	read(s, operation{
		path: "/v1/wallets/{id}", id: "getWallet", tag: "wallets",
		summary: "Read a wallet and its money.",
	}, getWallet)
	change(s, operation{
		path: "/v1/wallets/{id}/top-ups", id: "topUpWallet", tag: "wallets", roles: operators,
		summary: "Bring money into a wallet. Operators only: they vouch that the instrument was charged.",
	}, (*outsideRequest).topUp, s.p.TopUp, shown)
	change(s, operation{
		path: "/v1/wallets/{id}/withdrawals", id: "withdrawFromWallet", tag: "wallets", roles: buyers,
		summary: "Take money out of a wallet.",
	}, (*outsideRequest).withdraw, s.p.Withdraw, shown)
	change(s, operation{
		path: "/v1/wallets/{id}/transfers", id: "transferBetweenWallets", tag: "wallets", roles: buyers,
		summary: "Move money from this wallet to another; answers this one.",
	}, (*walletTransferRequest).command, s.p.TransferBetween, shown)
	change(s, operation{
		path: "/v1/wallets/{id}/tier", id: "setWalletTier", tag: "wallets", roles: operators,
		summary: "Change a wallet's limits. Operators only.",
	}, (*tierRequest).command, s.p.SetTier, shown)
}

func (b *walletRequest) command(c *call) wallet.Open {
	return wallet.Open{
		Owner:    c.optionalID("owner", b.Owner),
		Currency: c.currency("currency", b.Currency),
		Tier:     choose(c, "tier", b.Tier, tiers),
	}
}

// fields returns what moves where.
func (b *outsideRequest) fields(c *call) (id ledger.ID, instrument uint8, m money.Amount) {
	return c.self(), outside(c, b.Instrument), c.positive("amount", b.Amount)
}

func (b *outsideRequest) topUp(c *call) wallet.TopUp {
	id, instrument, m := b.fields(c)
	return wallet.TopUp{Wallet: id, Instrument: instrument, Amount: m}
}

func (b *outsideRequest) withdraw(c *call) wallet.Withdraw {
	id, instrument, m := b.fields(c)
	return wallet.Withdraw{Wallet: id, Instrument: instrument, Amount: m}
}

func (b *walletTransferRequest) command(c *call) wallet.Transfer {
	return wallet.Transfer{From: c.self(), To: c.id("to", b.To), Amount: c.positive("amount", b.Amount)}
}

func (b *tierRequest) command(c *call) wallet.SetTier {
	if b.Tier == "" {
		c.wrong("tier", CodeMissingField, "is required")
	}
	return wallet.SetTier{Wallet: c.self(), Tier: choose(c, "tier", b.Tier, tiers)}
}

func showWallet(p *platform.Platform, w wallet.Wallet) walletReply {
	return walletReply{
		ID: showID(w.ID), Owner: showID(w.Owner), UserID: userOf(p, w), Currency: w.Currency.Code(), Tier: nameOf(w.Tier, tiers),
		CreatedAt: showTime(w.CreatedAt), Version: w.Version,
	}
}

func getWallet(c *call) (walletMoneyReply, error) {
	id := c.self()
	if err := c.failure(); err != nil {
		return walletMoneyReply{}, err
	}
	v, err := c.p.Wallet(c.ctx(), c.by, id)
	if err != nil {
		return walletMoneyReply{}, err
	}
	w := showWallet(c.p, v.Wallet)
	return walletMoneyReply{
		ID: w.ID, Owner: w.Owner, UserID: w.UserID, Currency: w.Currency, Tier: w.Tier, CreatedAt: w.CreatedAt, Version: w.Version,
		Balance: showFunds(v.Balance, v.Wallet.Currency),
	}, nil
}

func listWallets(c *call) (page[walletReply], error) {
	after, limit := c.afterID(), c.limit()
	if err := c.failure(); err != nil {
		return page[walletReply]{}, err
	}
	found, err := c.p.Wallets(c.ctx(), c.by, after, min(limit+1, PageMax))
	shown := func(w wallet.Wallet) walletReply { return showWallet(c.p, w) }
	return pageByID(found, limit, func(w *wallet.Wallet) ledger.ID { return w.ID }, shown), err
}
