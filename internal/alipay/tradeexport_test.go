package alipay

// What tests outside need of the tables and the numbers.
var (
	Families    = families
	Methods     = methods
	Refusals    = refusals
	RefusalName = refusalName
	Number      = tradeNumber
	ParseNumber = parseNumber
)
