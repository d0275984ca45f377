package platform_test

import (
	"context"
	"fmt"

	"github.com/candorpay/candor/internal/auth"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/platform"
	"github.com/candorpay/candor/internal/remit"
	"github.com/candorpay/candor/money"
)

// remit asks for a remittance under one of a few numbers, so that many are asked
// for again, the same or otherwise.
func (m *market) remit(by auth.Caller, _ platform.Once) func() heard {
	n := m.IntN(20)
	c := remit.Create{
		Merchant: m.shop(), Number: fmt.Sprint("n", n), Amount: money.Amount{Minor: int64(50 * n), Currency: yuan},
		Payee: remit.Payee{Kind: remit.PayeeKind(m.IntN(4)), ID: m.shop()},
		Mark:  [16]byte{byte(m.IntN(40) / 39)},
	}
	if c.Payee.Kind == remit.Wallet {
		c.Payee.ID = m.purse().ID
	}
	if c.Payee.Kind == remit.Bank && m.IntN(8) == 0 {
		c.Payee.ID = ledger.ID{}
	}
	if m.IntN(3) == 0 {
		c.Amount = m.amount()
	}
	switch m.IntN(60) {
	case 0:
		c.Number = "n 1"
	case 1:
		c.Sealed = make([]byte, remit.SealedMax+m.IntN(2))
	}
	if by.Role == auth.Merchant && m.IntN(3) > 0 {
		by.Subject = c.Merchant
	}
	return func() heard {
		v, err := m.Remit(context.Background(), by, c)
		if err == nil && v.Payout {
			m.mu.Lock()
			m.payouts = append(m.payouts, v.ID)
			m.mu.Unlock()
		}
		return heard{false, err}
	}
}
