package journal

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/money"
)

// name is an account's place in a chart: class, then what tells it apart. It is
// one for one with the account: a house account is its code, part and unit, any
// other has its id in it.
type name struct {
	class string // lower case
	kind  string
	part  string // of a house account; else ""
	rest  string // a unit for a house account, else an id
	house bool
}

func nameOf(a *account, partName func(uint16, uint8) string) name {
	n := name{class: class(a.code), kind: ledger.AccountCodeName(a.code), rest: a.id.String()}
	if n.kind == "other" {
		n.kind += "-" + strconv.Itoa(int(a.code))
	}
	code, currency, part, ok := ledger.ParseHouse(a.id)
	if !ok || code != a.code || currency != a.ledger || !money.Currency(currency).Known() || currency > currencyMax {
		return n
	}
	n.house, n.rest = true, money.Currency(currency).Code()
	if part == 0 {
		return n
	}
	if partName != nil {
		n.part = partName(code, part)
	}
	if n.part == "" {
		n.part = strconv.Itoa(int(part))
	}
	return n
}

// currencyMax is the highest number that ISO 4217 gives a currency.
const currencyMax = 999

// class returns the class of an account code in double-entry bookkeeping.
func class(code uint16) string {
	switch code {
	case ledger.AccountClearing, ledger.AccountCustody:
		return "assets"
	case ledger.AccountWallet, ledger.AccountBalance, ledger.AccountEscrow, ledger.AccountHold,
		ledger.AccountReserve, ledger.AccountPayout, ledger.AccountFund, ledger.AccountFundBought,
		ledger.AccountFundRedeemed, ledger.AccountFundAdvance, ledger.AccountFundIncome, ledger.AccountFundPayment:
		return "liabilities"
	case ledger.AccountFees, ledger.AccountRounding:
		return "income"
	case ledger.AccountLoss:
		return "expenses"
	}
	return "equity"
}

// appendTitle appends the reasons of a chain's movements, each once.
func appendTitle(b []byte, chain []ledger.Transfer) []byte {
	var said []uint16
	for i := range chain {
		t := &chain[i]
		if !moves(t) || slices.Contains(said, t.Code) {
			continue
		}
		if len(said) > 0 {
			b = append(b, ", "...)
		}
		if len(said) == titleMax {
			return append(b, "..."...)
		}
		said = append(said, t.Code)
		name := ledger.TransferCodeName(t.Code)
		b = append(b, name...)
		if name == "other" {
			b = fmt.Appendf(b, "-%d", t.Code)
		}
	}
	return b
}

// titleMax is how many reasons an entry's title names.
const titleMax = 8
