package alipay

import "github.com/candorpay/candor/money"

// What a trade's amounts may be, in fen: 0.01 to 100,000,000 yuan.
const (
	fenMin = 1
	fenMax = 100_000_000_00
)

// parseYuan reads an amount in yuan, such as 12.34, as fen. It takes at most two
// decimals and nothing that is not exactly a decimal, as money.Parse has it: no
// sign, exponent, space, leading zero, bare point or digit beyond ASCII.
func parseYuan(text string) (fen int64, ok bool) {
	amount, err := money.Parse(text, yuanCurrency)
	return amount.Minor, err == nil
}

// yuan writes fen as yuan with two decimals: 1234 is 12.34.
func yuan(fen int64) string {
	text, err := money.Amount{Minor: fen, Currency: yuanCurrency}.Format()
	if err != nil {
		panic(err) // the currency is known
	}
	return text
}

var yuanCurrency = mustCNY()

func mustCNY() money.Currency {
	c, err := money.ParseCurrency("CNY")
	if err != nil {
		panic(err) // it is in the table of ISO 4217
	}
	return c
}

// amount reads a field that must hold an amount from 0.01 to 100,000,000 yuan,
// as fen. Text, or a number as the request wrote it: it never becomes a float.
func (c *Call) amount(field string, text loose) (fen int64, err error) {
	if text == "" {
		return 0, c.invalid(field, "is missing")
	}
	fen, ok := parseYuan(string(text))
	switch {
	case !ok:
		return 0, c.invalid(field, "must be an amount in yuan with at most two decimals")
	case fen < fenMin:
		return 0, c.invalid(field, "must be 0.01 or more")
	case fen > fenMax:
		return 0, business(c.sub("TOTAL_FEE_EXCEED"), field+": must be 100000000 or less")
	}
	return fen, nil
}

// optionalAmount is amount of a field that may be missing: then it is 0.
func (c *Call) optionalAmount(field string, text loose) (fen int64, err error) {
	if text == "" {
		return 0, nil
	}
	return c.amount(field, text)
}
