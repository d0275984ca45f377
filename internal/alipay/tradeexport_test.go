package alipay

// What tests outside need of the tables and the numbers.
var (
	Methods     = methods
	Refusals    = refusals
	Number      = tradeNumber
	ParseNumber = parseNumber
)
