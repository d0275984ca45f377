package platform

import (
	"context"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
	"github.com/candorpay/candor/internal/machine/customers"
	"github.com/candorpay/candor/internal/machine/payments"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/wallet"
)

// PageMax is the most objects that one page holds.
const PageMax = 200

// Funds are an account's money in minor units: what can be spent, and what is
// pending towards or away from it.
type Funds struct {
	Available  int64
	PendingIn  int64
	PendingOut int64
}

// MerchantView is a merchant with its money.
type MerchantView struct {
	Merchant                           merchant.Merchant
	Balance, Escrow, Reserve, InPayout Funds
}

// WalletView is a wallet with its money.
type WalletView struct {
	Wallet  wallet.Wallet
	Balance Funds
}

// CreateMerchant makes a merchant. Operators only.
func (p *Platform) CreateMerchant(ctx context.Context, by auth.Caller, once Once, c merchant.Create) (merchant.Merchant, bool, error) {
	return send[merchant.Merchant](ctx, p, request{by, once, payments.KindMerchantCreate}, c)
}

// SetTerms changes the terms of a merchant's trades to come. Operators only.
func (p *Platform) SetTerms(ctx context.Context, by auth.Caller, once Once, c merchant.SetTerms) (merchant.Merchant, bool, error) {
	return send[merchant.Merchant](ctx, p, request{by, once, payments.KindMerchantTerms}, c)
}

// MoveReserve moves money between a merchant's balance and its reserve. A
// merchant may only add to it.
func (p *Platform) MoveReserve(ctx context.Context, by auth.Caller, once Once, c merchant.Reserve) (merchant.Merchant, bool, error) {
	return send[merchant.Merchant](ctx, p, request{by, once, payments.KindMerchantReserve}, c)
}

// Merchant returns a merchant and its money, to itself and to operators.
func (p *Platform) Merchant(_ context.Context, by auth.Caller, id ledger.ID) (v MerchantView, err error) {
	p.view(&err, func() {
		m, ok := p.machine.Merchant(id)
		if !ok || !m.Visible(actor(by)) {
			err = merchant.RefusedMissing.Err()
			return
		}
		v = MerchantView{
			Merchant: m,
			Balance:  p.funds(ledger.AccountID(id, ledger.BalanceRole)),
			Escrow:   p.funds(ledger.AccountID(id, ledger.EscrowRole)),
			Reserve:  p.funds(ledger.AccountID(id, ledger.ReserveRole)),
			InPayout: p.funds(ledger.AccountID(id, ledger.PayoutRole)),
		}
	})
	return v, err
}

// Merchants lists merchants by id above after. A merchant sees itself.
func (p *Platform) Merchants(_ context.Context, by auth.Caller, after ledger.ID, limit int) (list []merchant.Merchant, err error) {
	if err := require(by, auth.Operator, auth.Merchant); err != nil {
		return nil, err
	}
	p.view(&err, func() {
		if by.Role != auth.Merchant {
			list = p.machine.Merchants(after, clamp(limit))
			return
		}
		if m, ok := p.machine.Merchant(by.Subject); ok && after == (ledger.ID{}) {
			list = []merchant.Merchant{m}
		}
	})
	return list, err
}

// OpenWallet makes a customer's wallet. Operators only.
func (p *Platform) OpenWallet(ctx context.Context, by auth.Caller, once Once, c wallet.Open) (wallet.Wallet, bool, error) {
	return send[wallet.Wallet](ctx, p, request{by, once, payments.KindWalletOpen}, c)
}

// TopUp moves money from an instrument's clearing account into a wallet.
// Operators only: they vouch that the instrument was charged.
func (p *Platform) TopUp(ctx context.Context, by auth.Caller, once Once, c wallet.TopUp) (wallet.Wallet, bool, error) {
	return send[wallet.Wallet](ctx, p, request{by, once, payments.KindWalletTopUp}, c)
}

// Withdraw moves money from a wallet to an instrument's clearing account.
func (p *Platform) Withdraw(ctx context.Context, by auth.Caller, once Once, c wallet.Withdraw) (wallet.Wallet, bool, error) {
	return send[wallet.Wallet](ctx, p, request{by, once, payments.KindWalletWithdraw}, c)
}

// TransferBetween moves money from one wallet to another and returns the one
// that paid.
func (p *Platform) TransferBetween(ctx context.Context, by auth.Caller, once Once, c wallet.Transfer) (wallet.Wallet, bool, error) {
	return send[wallet.Wallet](ctx, p, request{by, once, payments.KindWalletTransfer}, c)
}

// SetTier changes a wallet's limits. Operators only.
func (p *Platform) SetTier(ctx context.Context, by auth.Caller, once Once, c wallet.SetTier) (wallet.Wallet, bool, error) {
	return send[wallet.Wallet](ctx, p, request{by, once, payments.KindWalletTier}, c)
}

// Wallet returns a wallet and its money, to its customer and to operators.
func (p *Platform) Wallet(_ context.Context, by auth.Caller, id ledger.ID) (v WalletView, err error) {
	p.view(&err, func() {
		w, ok := p.machine.Wallet(id)
		if !ok || !seesWallet(by, w) {
			err = wallet.RefusedMissing.Err()
			return
		}
		v = WalletView{Wallet: w, Balance: p.funds(ledger.AccountID(id, ledger.WalletRole))}
	})
	return v, err
}

// Wallets lists wallets by id above after: a customer's own, or all to
// operators.
func (p *Platform) Wallets(_ context.Context, by auth.Caller, after ledger.ID, limit int) (list []wallet.Wallet, err error) {
	if err := require(by, auth.Operator, auth.Customer); err != nil {
		return nil, err
	}
	owner := ledger.ID{}
	if by.Role == auth.Customer {
		owner = by.Subject
	}
	p.view(&err, func() { list = p.machine.Wallets(owner, after, clamp(limit)) })
	return list, err
}

// CreatePayout moves a part of a merchant's balance on its way to a bank.
func (p *Platform) CreatePayout(ctx context.Context, by auth.Caller, once Once, c payout.Create) (payout.Payout, bool, error) {
	return send[payout.Payout](ctx, p, request{by, once, payments.KindPayoutCreate}, c)
}

// ReportPayout records what became of a payout. Operators only.
func (p *Platform) ReportPayout(ctx context.Context, by auth.Caller, once Once, c payout.Report) (payout.Payout, bool, error) {
	return send[payout.Payout](ctx, p, request{by, once, payments.KindPayoutReport}, c)
}

// Payout returns a payout, to its merchant and to operators.
func (p *Platform) Payout(_ context.Context, by auth.Caller, id ledger.ID) (v payout.Payout, err error) {
	p.view(&err, func() {
		var ok bool
		if v, ok = p.machine.Payout(id); !ok || !v.Visible(actor(by)) {
			v, err = payout.Payout{}, payout.RefusedMissing.Err()
		}
	})
	return v, err
}

// Payouts lists a merchant's payouts by id above after; merchant zero:
// everybody's, to operators.
func (p *Platform) Payouts(_ context.Context, by auth.Caller, shop, after ledger.ID, limit int) (list []payout.Payout, err error) {
	if err := require(by, auth.Operator, auth.Merchant); err != nil {
		return nil, err
	}
	if by.Role == auth.Merchant {
		if shop != (ledger.ID{}) && shop != ledger.ID(by.Subject) {
			return nil, merchant.RefusedMissing.Err()
		}
		shop = by.Subject
	}
	p.view(&err, func() { list = p.machine.Payouts(shop, after, clamp(limit)) })
	return list, err
}

// actor is the caller as the domains see it.
func actor(by auth.Caller) ledger.Actor {
	return ledger.Actor{Kind: ledger.ActorKind(by.Role), ID: by.Subject}
}

func seesWallet(by auth.Caller, w wallet.Wallet) bool {
	switch by.Role {
	case auth.System, auth.Operator:
		return true
	case auth.Customer:
		return w.Owner == ledger.ID(by.Subject)
	case auth.Merchant, auth.Staff, auth.Service:
		return false
	}
	return false
}

// funds returns the money of an account that cannot be overdrawn.
func (p *Platform) funds(id ledger.ID) Funds {
	a, ok := p.machine.Ledger().Account(id)
	if !ok {
		return Funds{}
	}
	return Funds{
		// Neither sum nor pending money can wrap: the ledger keeps the sum of what
		// is posted and pending on a side within 64 bits.
		Available:  owed(a.CreditsPosted, a.DebitsPosted+a.DebitsPending),
		PendingIn:  owed(a.CreditsPending, 0),
		PendingOut: owed(a.DebitsPending, 0),
	}
}

func clamp(limit int) int { return max(1, min(limit, PageMax)) }

// KeyRequest asks for an API key.
type KeyRequest struct {
	Role      auth.Role
	Subject   [16]byte // merchant or customer id; zero for operators
	ExpiresAt int64    // wall time in ns; zero: never
}

// NewKey is a key that was just made. The secret is shown this once: a replay
// of the request has none.
type NewKey struct {
	ID     ledger.ID
	Secret auth.Secret
}

// CreateKey makes an API key. Operators only.
func (p *Platform) CreateKey(ctx context.Context, by auth.Caller, once Once, r KeyRequest) (NewKey, bool, error) {
	if err := require(by, auth.Operator); err != nil {
		return NewKey{}, false, err
	}
	if r.Role == auth.System || r.Role == auth.Staff || r.Role == auth.Service {
		return NewKey{}, false, errkind.New(errkind.Invalid, "invalid_role", "keys made here are operators', merchants' and customers'")
	}
	c := command(request{by, once, payments.KindKeyCreate}, payments.Encode(r))
	secret := auth.NewSecret(c.ID)
	c.Body = payments.Encode(payments.CreateKey{
		Hash: secret.Hash(), Role: machine.Role(r.Role), Subject: r.Subject, ExpiresAt: r.ExpiresAt,
	})
	k, replayed, err := submit[payments.Key](ctx, p, c)
	if err != nil || replayed {
		return NewKey{ID: k.ID}, replayed, err
	}
	return NewKey{ID: k.ID, Secret: secret}, false, nil
}

// RevokeKey ends a key for good, from the next request on. Operators only.
func (p *Platform) RevokeKey(ctx context.Context, by auth.Caller, once Once, id ledger.ID) (bool, error) {
	if err := require(by, auth.Operator); err != nil {
		return false, err
	}
	_, replayed, err := send[payments.Key](ctx, p, request{by, once, payments.KindKeyRevoke}, payments.RevokeKey{ID: id})
	return replayed, err
}

// Authenticate returns the caller who holds an API key, or
// auth.ErrUnauthenticated.
func (p *Platform) Authenticate(bearer string) (by auth.Caller, err error) {
	if refused := p.payments.View(func() {
		by, err = auth.Authenticate(keys{p.machine}, bearer, p.wall())
	}); refused != nil {
		return auth.Caller{}, refused
	}
	if err == nil {
		return by, nil
	}
	if refused := p.people.runner.View(func() {
		by, err = auth.Authenticate(staffKeys{p.people.machine}, bearer, p.wall())
	}); refused != nil {
		return auth.Caller{}, refused
	}
	return by, err
}

// staffKeys finds the keys of staff and of services, which are on the side where
// people are revoked.
type staffKeys struct{ machine *customers.Machine }

func (k staffKeys) Key(id [16]byte) (auth.Key, bool) {
	stored, ok := k.machine.Key(id)
	role := auth.Staff
	if stored.Service != "" {
		role = auth.Service
	}
	return auth.Key{
		Hash: stored.Hash, Role: role, Subject: auth.StaffSubject(uint32(stored.Owner)),
		ExpiresAt: stored.ExpiresAt, Revoked: stored.Revoked,
	}, ok
}

// keys finds API keys in the machine.
type keys struct{ machine *payments.Machine }

func (k keys) Key(id [16]byte) (auth.Key, bool) {
	stored, ok := k.machine.Key(id)
	return auth.Key{
		Hash: stored.Hash, Role: auth.Role(stored.Role), Subject: stored.Subject,
		ExpiresAt: stored.ExpiresAt, Revoked: stored.Revoked,
	}, ok
}
