package platform_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/merchant"
	"github.com/candorpay/candor/internal/payout"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/trade"
	"github.com/candorpay/candor/internal/wallet"
	"github.com/candorpay/candor/money"
)

// request is a use-case with all that it takes, so that it can be written down
// and asked again.
type request struct {
	Once  platform.Once
	Do    string
	ID    ledger.ID // the trade, payout, wallet or merchant
	Shop  ledger.ID
	Buyer ledger.ID
	Minor int64
	Until int64 // business time at which an unpaid trade closes
}

// answer is what came of a request, in a form that compares.
type answer struct {
	Text     string // the digest of the reply, or how it was refused
	ID       ledger.ID
	Replayed bool
}

// useCases are the requests by name.
var useCases = map[string]func(p *platform.Platform, by auth.Caller, r request) answer{
	"top_up": func(p *platform.Platform, by auth.Caller, r request) answer {
		c := wallet.TopUp{Wallet: r.Buyer, Instrument: 2, Amount: r.amount()}
		w, again, err := p.TopUp(context.Background(), by, r.Once, c)
		return answered(w, w.ID, again, err)
	},
	"withdraw": func(p *platform.Platform, by auth.Caller, r request) answer {
		c := wallet.Withdraw{Wallet: r.Buyer, Instrument: 2, Amount: r.amount()}
		w, again, err := p.Withdraw(context.Background(), by, r.Once, c)
		return answered(w, w.ID, again, err)
	},
	"transfer": func(p *platform.Platform, by auth.Caller, r request) answer {
		c := wallet.Transfer{From: r.Buyer, To: r.ID, Amount: r.amount()}
		w, again, err := p.TransferBetween(context.Background(), by, r.Once, c)
		return answered(w, w.ID, again, err)
	},
	"create": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.CreateTrade(context.Background(), by, r.Once, r.trade())
		return answered(t, t.ID, again, err)
	},
	"create_paid": func(p *platform.Platform, by auth.Caller, r request) answer {
		c := r.trade()
		c.Fundings = r.fundings()
		t, again, err := p.CreateTrade(context.Background(), by, r.Once, c)
		return answered(t, t.ID, again, err)
	},
	"pay": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.PayTrade(context.Background(), by, r.Once, trade.Pay{Trade: r.ID, Buyer: r.Buyer, Fundings: r.fundings()})
		return answered(t, t.ID, again, err)
	},
	"ship": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.ShipTrade(context.Background(), by, r.Once, trade.Ship{Trade: r.ID})
		return answered(t, t.ID, again, err)
	},
	"confirm": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.ConfirmTrade(context.Background(), by, r.Once, trade.Confirm{Trade: r.ID})
		return answered(t, t.ID, again, err)
	},
	"refund": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.RefundTrade(context.Background(), by, r.Once, trade.Refund{Trade: r.ID, Request: string(r.Once), Minor: r.Minor})
		return answered(t, t.ID, again, err)
	},
	"close": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.CloseTrade(context.Background(), by, r.Once, trade.Close{Trade: r.ID})
		return answered(t, t.ID, again, err)
	},
	"dispute": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.DisputeTrade(context.Background(), by, r.Once, trade.Dispute{Trade: r.ID})
		return answered(t, t.ID, again, err)
	},
	"resolve": func(p *platform.Platform, by auth.Caller, r request) answer {
		t, again, err := p.ResolveTrade(context.Background(), by, r.Once, trade.Resolve{Trade: r.ID, RefundMinor: r.Minor})
		return answered(t, t.ID, again, err)
	},
	"reserve": func(p *platform.Platform, by auth.Caller, r request) answer {
		m, again, err := p.MoveReserve(context.Background(), by, r.Once, merchant.Reserve{Merchant: r.Shop, Minor: r.Minor})
		return answered(m, m.ID, again, err)
	},
	"payout": func(p *platform.Platform, by auth.Caller, r request) answer {
		c := payout.Create{Merchant: r.Shop, Amount: r.amount(), Instrument: 4}
		v, again, err := p.CreatePayout(context.Background(), by, r.Once, c)
		return answered(v, v.ID, again, err)
	},
	"batch": func(p *platform.Platform, by auth.Caller, r request) answer { return r.batch(p, by, 5) },
	"large": func(p *platform.Platform, by auth.Caller, r request) answer { return r.batch(p, by, ledger.BatchMax) },
}

// batch makes n transfers in the ledger.
func (r request) batch(p *platform.Platform, by auth.Caller, n int) answer {
	outcomes, err := p.CreateTransfers(context.Background(), by, r.transfers(n))
	again := false
	for i := range outcomes { // a batch's own ids protect it, and tell that they did
		if outcomes[i].Code == ledger.Exists {
			again, outcomes[i].Code = true, ledger.Created
		}
	}
	return answered(outcomes, ledger.ID{}, again, err)
}

func (r request) do(p *platform.Platform, by auth.Caller) answer { return useCases[r.Do](p, by, r) }

func (r request) amount() money.Amount { return money.Amount{Minor: r.Minor, Currency: yuan} }

func (r request) fundings() []trade.Funding {
	return []trade.Funding{{Instrument: trade.Wallet, Wallet: r.Buyer, Minor: r.Minor}}
}

// trade is a trade's request.
func (r request) trade() trade.Create {
	return trade.Create{Merchant: r.Shop, Order: string(r.Once), Buyer: r.Buyer, Amount: r.amount(), ExpiresAt: r.Until}
}

// transfers is a batch between the house's clearing accounts, whose ids follow
// from the request's name.
func (r request) transfers(n int) []ledger.Transfer {
	list := make([]ledger.Transfer, n)
	for i := range list {
		sum := sha256.Sum256(fmt.Append(nil, r.Once, i))
		list[i] = ledger.Transfer{
			ID: ledger.ID(sum[:16]), Amount: uint64(r.Minor), Ledger: uint32(yuan), Code: ledger.TransferAdjustment,
			DebitAccountID:  ledger.House(ledger.AccountClearing, uint32(yuan), 2),
			CreditAccountID: ledger.House(ledger.AccountClearing, uint32(yuan), 3),
		}
	}
	return list
}

func answered(reply any, id ledger.ID, replayed bool, err error) answer {
	if err != nil {
		return answer{Text: fmt.Sprintf("refused %v %s", errkind.Of(err), errkind.CodeOf(err)), Replayed: replayed}
	}
	b, err := json.Marshal(reply)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(b)
	return answer{Text: fmt.Sprintf("%x", sum[:8]), ID: id, Replayed: replayed}
}
