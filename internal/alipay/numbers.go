package alipay

import (
	"math/big"
	"strings"

	"github.com/candorpay/candor/internal/ledger"
)

// On the wire an object's number, such as a trade_no, a settle_no or an order_id,
// is the part of its id that is not always zero, as a decimal number of a fixed
// width.
const (
	numberBytes  = 13 // of an id; the rest is zero
	numberDigits = 32 // 2 to the power of 104 has as many
)

// tradeNumber returns an object's id as the wire has it: 32 digits.
func tradeNumber(id ledger.ID) string {
	digits := new(big.Int).SetBytes(id[:numberBytes]).String()
	return strings.Repeat("0", numberDigits-len(digits)) + digits
}

// parseNumber reads what tradeNumber wrote. Of any other text ok is false, and so
// of the number zero, which is nobody's.
func parseNumber(text string) (id ledger.ID, ok bool) {
	if len(text) != numberDigits {
		return id, false
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return id, false
		}
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok || n.BitLen() > 8*numberBytes {
		return id, false
	}
	n.FillBytes(id[:numberBytes])
	return id, !id.IsZero()
}
