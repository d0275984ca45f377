// Package money is amounts of money: whole minor units of a currency, in
// checked integer arithmetic. There is no float in it, and no rounding without
// a name at the call.
//
// What it promises: no operation overflows silently, none loses or makes a
// minor unit, and none mixes two currencies. Text that is not exactly an amount
// is refused, never rounded or guessed. The same inputs give the same outputs
// on every machine, so that a replay of old commands gives the old results.
//
// Vocabulary: a minor unit is the smallest unit of a currency (cent, fen, yen);
// the exponent is how many decimals it stands behind the point, as ISO 4217 has
// it: 2 for CNY, 0 for JPY, 3 for KWD. A decimal is an amount's text without
// its currency, such as "12.34". A weight is a part's claim in a split.
//
//	cny, err := money.ParseCurrency("CNY")
//	paid, err := money.Parse("100.00", cny)         // 10000 minor units
//	parts, err := money.Split(paid.Minor, []int64{1, 1, 1}) // 3334, 3333, 3333
//	fee, err := money.MulDiv(paid.Minor, 60, 10_000, money.HalfEven)
package money

import "errors"

// Errors of this package. They are matched with errors.Is.
var (
	// ErrCurrency says that a currency is not in ISO 4217 as we know it.
	ErrCurrency = errors.New("money: unknown currency")
	// ErrMismatch says that two amounts are of different currencies.
	ErrMismatch = errors.New("money: currencies differ")
	// ErrSyntax says that text is not an amount.
	ErrSyntax = errors.New("money: not an amount")
	// ErrPrecision says that an amount has more decimals than its currency.
	ErrPrecision = errors.New("money: more decimals than the currency has")
	// ErrOverflow says that a result does not fit in 64 bits.
	ErrOverflow = errors.New("money: overflow")
	// ErrDivision says that a divisor is zero.
	ErrDivision = errors.New("money: division by zero")
	// ErrWeights says that weights are negative, or all zero where there is
	// something to split.
	ErrWeights = errors.New("money: weights must not be negative, nor all zero")
)

// Currency is an ISO 4217 currency by its numeric code. The zero value is none.
type Currency uint16

// Amount is a number of minor units (cents, fen, yen) of a currency. Its CBOR
// form is the array of the two numbers, its JSON form is an object with a
// decimal string: {"amount":"12.34","currency":"CNY"}.
type Amount struct {
	_        struct{} `cbor:",toarray"`
	Minor    int64
	Currency Currency
}
