package ledgertest

import (
	"fmt"
	"strings"

	"github.com/candorpay/candor/internal/ledger"
)

// Book is the least that posts movements: a balance for each account, none of
// which may be overdrawn but the house's, and a fund's custody and income. It is
// for tests of the domains that ask for movements. Its zero value is an empty book.
type Book struct {
	balances map[ledger.ID]int64
}

// Post posts the movements in order as one chain and reports whether it could;
// when it could not, it posted none. A movement of nothing, or from an account
// to itself, is an error of the domain that asked for it, and panics.
func (b *Book) Post(movements []ledger.Movement) bool {
	if b.balances == nil {
		b.balances = map[ledger.ID]int64{}
	}
	for i, m := range movements {
		if m.Minor == 0 || m.Minor > 1<<63-1 || m.Debit == m.Credit || ledger.TransferCodeName(m.Code) == "other" {
			panic(fmt.Sprintf("ledgertest: malformed movement %+v", m))
		}
		if !free(m.Debit) && b.balances[m.Debit] < int64(m.Minor) {
			for _, done := range movements[:i] {
				b.move(done.Credit, done.Debit, done.Minor)
			}
			return false
		}
		b.move(m.Debit, m.Credit, m.Minor)
	}
	return true
}

func (b *Book) move(from, to ledger.ID, minor uint64) {
	b.balances[from] -= int64(minor)
	b.balances[to] += int64(minor)
}

// Balance returns what an account has got less what it gave, in minor units.
func (b *Book) Balance(account ledger.ID) int64 { return b.balances[account] }

// Available returns the balance of an account that is never overdrawn.
func (b *Book) Available(account ledger.ID) uint64 { return uint64(b.balances[account]) }

// free reports whether an account may go either way.
func free(id ledger.ID) bool {
	_, _, _, house := ledger.ParseHouse(id)
	role := ledger.RoleOf(id)
	return house || role == ledger.CustodyRole || role == ledger.FundIncomeRole
}

// Named returns the id of the object that tests call name, which has at most 15
// bytes. The empty name is the zero id.
func Named(name string) ledger.ID {
	var id ledger.ID
	if copy(id[:15], name) < len(name) {
		panic("ledgertest: name too long: " + name)
	}
	if name != "" && len(name) < 10 {
		id[14] = '.' // no object's id looks like one of the house's
	}
	return id
}

// Name returns the name of an object or account: "w1" is a wallet or its
// account, "m1" a merchant or its balance, then "m1/escrow", "m1/reserve" and
// "m1/payout"; "f1/units", "f1/custody" and so on are a fund's; the house's are "clearing/2", "fees" and so on; the zero id is
// "nobody".
func Name(id ledger.ID) string {
	if id == (ledger.ID{}) {
		return "nobody"
	}
	if code, _, part, ok := ledger.ParseHouse(id); ok {
		if part != 0 {
			return fmt.Sprintf("%s/%d", ledger.AccountCodeName(code), part)
		}
		return ledger.AccountCodeName(code)
	}
	name := strings.TrimRight(string(id[:15]), "\x00.")
	switch ledger.RoleOf(id) {
	case ledger.EscrowRole:
		return name + "/escrow"
	case ledger.ReserveRole:
		return name + "/reserve"
	case ledger.PayoutRole:
		return name + "/payout"
	case ledger.FundRole:
		return name + "/units"
	case ledger.FundBoughtRole:
		return name + "/bought"
	case ledger.FundRedeemedRole:
		return name + "/redeemed"
	case ledger.FundAdvanceRole:
		return name + "/advance"
	case ledger.CustodyRole:
		return name + "/custody"
	case ledger.FundIncomeRole:
		return name + "/income"
	case ledger.FundPaymentRole:
		return name + "/payment"
	case ledger.BalanceRole:
		return name
	}
	return name
}

// Describe returns a line for each movement: from, to, minor units and why.
func Describe(movements []ledger.Movement) []string {
	lines := make([]string, len(movements))
	for i, m := range movements {
		lines[i] = fmt.Sprintf("%s > %s %d %s", Name(m.Debit), Name(m.Credit), m.Minor, ledger.TransferCodeName(m.Code))
	}
	return lines
}
