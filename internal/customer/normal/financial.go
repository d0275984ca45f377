package normal

import "strings"

// bankAccount is an IBAN (ISO 13616) when it begins with two letters, else
// digits alone.
func bankAccount(text string) (string, bool) {
	account, ok := compact(text, " -")
	if !ok {
		return "", false
	}
	if digits(account) {
		return account, len(account) >= 8 && len(account) <= 30
	}
	account = strings.ToUpper(account)
	return account, iban(account)
}

// iban checks length, country, and that the whole, its first four characters put
// last and letters read as 10 to 35, leaves 1 divided by 97. Check digits are 02
// to 98, the only ones that come of making them.
func iban(account string) bool {
	if len(account) < 15 || len(account) > 34 || !capital(account[0]) || !capital(account[1]) {
		return false
	}
	if check := account[2:4]; !digits(check) || check < "02" || check > "98" {
		return false
	}
	rest := 0
	for i := range len(account) {
		c := account[(i+4)%len(account)]
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case capital(c):
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

func capital(c byte) bool { return c >= 'A' && c <= 'Z' }

// card is digits alone, of a known issuer, with the check digit of ISO/IEC 7812.
func card(text string) (string, bool) {
	number, ok := compact(text, " -")
	return number, ok && len(number) >= 12 && len(number) <= 19 && digits(number) && luhn(number) && Issuer(number) != ""
}

func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// issuers are ranges of the first six digits, in ascending order.
var issuers = []struct {
	from, to int
	name     string
}{
	{220000, 220499, "mir"},
	{222100, 272099, "mastercard"},
	{300000, 305999, "diners"},
	{309500, 309599, "diners"},
	{340000, 349999, "amex"},
	{352800, 358999, "jcb"},
	{360000, 369999, "diners"},
	{370000, 379999, "amex"},
	{380000, 399999, "diners"},
	{400000, 499999, "visa"},
	{510000, 559999, "mastercard"},
	{601100, 601199, "discover"},
	{620000, 629999, "unionpay"},
	{644000, 659999, "discover"},
	{810000, 819999, "unionpay"},
}

// Issuer returns the network of a card's number by its range: visa, mastercard,
// unionpay, amex, jcb, discover, diners or mir; "" is none of these. Cards of
// Discover in UnionPay's range count as UnionPay's.
func Issuer(card string) string {
	if len(card) < 6 || !digits(card[:6]) {
		return ""
	}
	first := number(card[:6])
	for i := range issuers {
		if first >= issuers[i].from && first <= issuers[i].to {
			return issuers[i].name
		}
	}
	return ""
}
