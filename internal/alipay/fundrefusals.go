package alipay

// Families of the methods that do not begin with alipay.trade. Their codes have no
// prefix and names of their own.
const (
	transferring family = 9
	freezing     family = 10
	billing      family = 11
)

// fundFamilies are the methods that have one of these families.
var fundFamilies = map[string]family{
	"alipay.fund.trans.uni.transfer":                 transferring,
	"alipay.fund.trans.common.query":                 transferring,
	"alipay.fund.account.query":                      transferring,
	"alipay.fund.auth.order.freeze":                  freezing,
	"alipay.fund.auth.order.app.freeze":              freezing,
	"alipay.fund.auth.order.voucher.create":          freezing,
	"alipay.fund.auth.order.unfreeze":                freezing,
	"alipay.fund.auth.operation.cancel":              freezing,
	"alipay.fund.auth.operation.detail.query":        freezing,
	"alipay.data.bill.balance.query":                 billing,
	"alipay.data.bill.accountlog.query":              billing,
	"alipay.data.dataservice.bill.downloadurl.query": billing,
}

// fundRefusals are the platform's codes as these families call them, where that is
// not what all others do.
var fundRefusals = map[family]map[string]string{
	transferring: {
		"remittance_not_found":    "ORDER_NOT_EXIST",
		"number_taken":            "BIZ_UNIQUE_EXCEPTION",
		"invalid_number":          "INVALID_PARAMETER",
		"invalid_payee_kind":      "INVALID_PARAMETER",
		"sealed_too_large":        "INVALID_PARAMETER",
		"amount_too_large":        "EXCEED_LIMIT_SM_AMOUNT",
		"user_not_found":          "PAYEE_NOT_EXIST",
		"payee_not_found":         "PAYEE_NOT_EXIST",
		"wallet_not_found":        "PAYEE_NOT_EXIST",
		"customer_not_found":      "PAYEE_NOT_EXIST",
		"currency_mismatch":       "PAYEE_NOT_EXIST", // for this amount: every amount here is in yuan
		"payee_name_differs":      "PAYEE_USERINFO_ERROR",
		"same_party":              "PAYER_PAYEE_CANNOT_SAME",
		"merchant_not_found":      "PAYER_STATUS_ERROR",
		"insufficient_funds":      "PAYER_BALANCE_NOT_ENOUGH",
		"receiver_cannot_receive": "PAYEE_TRUSTEESHIP_ACC_OVER_LIMIT",
		"account_closed":          "PAYEE_ACC_OCUPIED",
		"budget_exhausted":        "EXCEED_LIMIT_PAYEE_LOOKUPS",
		"policy_refused":          "PERMIT_PAYER_FORBIDDEN",
	},
	freezing: {
		"hold_not_found":          "AUTH_ORDER_NOT_EXIST",
		"hold_not_authorized":     "ORDER_STATUS_ERROR",
		"hold_authorized":         "ORDER_STATUS_ERROR",
		"hold_finished":           "ORDER_ALREADY_FINISH",
		"hold_closed":             "ORDER_ALREADY_CLOSED",
		"hold_paid":               "ORDER_ALREADY_PAY",
		"exceeds_hold":            "REQUEST_AMOUNT_EXCEED",
		"too_many_operations":     "ORDER_STATUS_ERROR",
		"discordant_request":      "UNIQUE_VIOLATION",
		"amount_too_large":        "REQUEST_AMOUNT_EXCEED",
		"insufficient_funds":      "PAYER_BALANCE_NOT_ENOUGH",
		"currency_mismatch":       "CURRENCY_NOT_SUPPORT",
		"merchant_not_found":      "PAYEE_NOT_EXIST",
		"wallet_not_found":        "PAYER_NOT_EXIST",
		"account_closed":          "PAYER_USER_STATUS_LIMIT",
		"transfer_limit_exceeded": "PAYER_AMOUNT_LIMIT",
		"daily_limit_exceeded":    "PAYER_AMOUNT_LIMIT",
		"yearly_limit_exceeded":   "PAYER_AMOUNT_LIMIT",
	},
	billing: {
		"invalid_bill_date": "INVAILID_ARGUMENTS",
	},
}

// fundRefusalName returns what a method of these families calls a refusal, where it
// has a name of its own for it.
func fundRefusalName(method, code string) (string, bool) {
	name, ok := fundRefusals[fundFamilies[method]][code]
	return name, ok
}
