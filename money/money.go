// Package money is amounts of money: whole minor units of a currency, in
// checked integer arithmetic. There is no float in it, and no rounding without
// a name at the call.
package money

// Currency is an ISO 4217 currency by its numeric code. The zero value is none.
type Currency uint16

// Amount is a number of minor units (cents, fen, yen) of a currency.
type Amount struct {
	_        struct{} `cbor:",toarray"`
	Minor    int64
	Currency Currency
}
