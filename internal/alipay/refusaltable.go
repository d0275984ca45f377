package alipay

// family is methods that call a refusal by the same name.
type family uint8

// Families. Zero stands for all that have no name of their own for a refusal.
const (
	anyFamily    family = 0
	opening      family = 1 // makes a trade
	paying       family = 2 // makes a trade and pays it
	closing      family = 3
	cancelling   family = 4
	refunding    family = 5
	confirming   family = 6 // settlement
	splitting    family = 7 // and the relations that allow it
	shipping     family = 8
	transferring family = 9
	freezing     family = 10
	billing      family = 11
)

// names are what the families call one refusal.
type names map[family]string

// sellerClosed is account_closed where the account is the calling merchant's own.
const sellerClosed = "seller_account_closed"

// refusals are the platform's codes as the incumbent calls them, without the
// prefix of trades. A code without a row is told in general.
var refusals = map[string]names{
	// Requests that are wrong in themselves.
	"invalid_order":               {anyFamily: "INVALID_PARAMETER"},
	"invalid_request_id":          {anyFamily: "INVALID_PARAMETER"},
	"amount_not_positive":         {anyFamily: "INVALID_PARAMETER"},
	"amount_too_large":            {anyFamily: "TOTAL_FEE_EXCEED", transferring: "EXCEED_LIMIT_SM_AMOUNT", freezing: "REQUEST_AMOUNT_EXCEED"},
	"amount_overflow":             {anyFamily: "TOTAL_FEE_EXCEED"},
	"currency_mismatch":           {anyFamily: "INVALID_PARAMETER", transferring: "PAYEE_NOT_EXIST", freezing: "CURRENCY_NOT_SUPPORT"}, // a payee for yuan
	"too_many_shares":             {anyFamily: "INVALID_PARAMETER"},
	"invalid_share":               {anyFamily: "INVALID_PARAMETER"},
	"duplicate_share":             {anyFamily: "INVALID_PARAMETER"},
	"invalid_release":             {anyFamily: "INVALID_PARAMETER"},
	"invalid_expiry":              {anyFamily: "NOW_TIME_AFTER_EXPIRE_TIME_ERROR"},
	"invalid_days":                {anyFamily: "INVALID_PARAMETER"},
	"fundings_missing":            {anyFamily: "INVALID_PARAMETER"},
	"too_many_fundings":           {anyFamily: "INVALID_PARAMETER"},
	"invalid_funding":             {anyFamily: "INVALID_PARAMETER"},
	"fundings_differ_from_amount": {anyFamily: "INVALID_PARAMETER"},
	"amount_differs_from_bill":    {anyFamily: "INVALID_PARAMETER"},
	"note_too_long":               {anyFamily: "INVALID_PARAMETER"},
	"sealed_too_long":             {anyFamily: "INVALID_PARAMETER"},
	"sealed_too_large":            {anyFamily: "INVALID_PARAMETER"},
	"invalid_number":              {anyFamily: "INVALID_PARAMETER"},
	"invalid_payee_kind":          {anyFamily: "INVALID_PARAMETER"},
	"invalid_customer":            {anyFamily: "INVALID_PARAMETER"},
	"invalid_bill_date":           {anyFamily: "INVAILID_ARGUMENTS"},
	"invalid_currency":            {anyFamily: "INVALID_PARAMETER"},
	"invalid_tier":                {anyFamily: "INVALID_PARAMETER"},
	"invalid_instrument":          {anyFamily: "INVALID_PARAMETER"},
	"self_transfer":               {anyFamily: "PAYER_PAYEE_CANNOT_SAME"},
	"invalid_parts":               {anyFamily: "INVALID_PARAMETER"},
	"invalid_receivers":           {anyFamily: "INVALID_PARAMETER"},
	"invalid_receiver":            {anyFamily: "ROYALTY_RECEIVER_INVALID"},
	"same_party":                  {anyFamily: "ROYALTY_ACCOUNTS_EQUAL", transferring: "PAYER_PAYEE_CANNOT_SAME"},

	// Who asks, and for whom.
	"trade_not_found":           {anyFamily: "TRADE_NOT_EXIST", paying: "TRADE_BUYER_NOT_MATCH"}, // a payer to whom it is not shown
	"merchant_not_found":        {anyFamily: "SELLER_NOT_EXIST", transferring: "PAYER_STATUS_ERROR", freezing: "PAYEE_NOT_EXIST"},
	"wallet_not_found":          {anyFamily: "BUYER_NOT_EXIST", splitting: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST", freezing: "PAYER_NOT_EXIST"},
	"user_not_found":            {anyFamily: "BUYER_NOT_EXIST", splitting: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST"},
	"payee_not_found":           {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST"},
	"customer_not_found":        {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST"},
	"customer_erasing":          {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST"},
	"customer_erased":           {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST"},
	"fields_missing":            {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_NOT_EXIST"},
	"receiver_not_found":        {anyFamily: "ROYALTY_RECEIVER_INVALID"},
	"receiver_not_bound":        {anyFamily: "ROYALTY_RECEIVER_INVALID"},
	"payee_name_differs":        {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_USERINFO_ERROR"},
	"budget_exhausted":          {anyFamily: "EXCEED_LIMIT_PAYEE_LOOKUPS"},
	"policy_refused":            {anyFamily: "ACCESS_FORBIDDEN", transferring: "PERMIT_PAYER_FORBIDDEN"},
	"revoked":                   {anyFamily: "ACCESS_FORBIDDEN", transferring: "PERMIT_PAYER_FORBIDDEN"},
	"case_required":             {anyFamily: "ACCESS_FORBIDDEN", transferring: "PERMIT_PAYER_FORBIDDEN"}, // a policy may ask it of anybody
	"case_refused":              {anyFamily: "ACCESS_FORBIDDEN", transferring: "PERMIT_PAYER_FORBIDDEN"},
	"case_closed":               {anyFamily: "ACCESS_FORBIDDEN", transferring: "PERMIT_PAYER_FORBIDDEN"},
	"approval_required":         {anyFamily: "ACCESS_FORBIDDEN", transferring: "PERMIT_PAYER_FORBIDDEN"},
	"split_not_found":           {anyFamily: "ROYALTY_SETTLE_NOT_EXIST"},
	"pay_code_not_found":        {anyFamily: "PAYMENT_AUTH_CODE_INVALID"},
	"not_allowed":               {anyFamily: "ACCESS_FORBIDDEN"},
	"instrument_not_allowed":    {anyFamily: "ACCESS_FORBIDDEN"},
	"release_weaker_than_terms": {anyFamily: "ACCESS_FORBIDDEN"},
	"not_the_buyer":             {anyFamily: "TRADE_BUYER_NOT_MATCH"},
	"wallet_not_the_buyers":     {anyFamily: "TRADE_BUYER_NOT_MATCH"},

	// Where the trade stands.
	"order_exists":                 {anyFamily: "CONTEXT_INCONSISTENT"},
	"order_inconsistent":           {anyFamily: "CONTEXT_INCONSISTENT"},
	"order_of_another_buyer":       {anyFamily: "CONTEXT_INCONSISTENT", paying: "TRADE_BUYER_NOT_MATCH"},
	"trade_not_paid":               {anyFamily: "TRADE_STATUS_ERROR", confirming: "ILLEGAL_SETTLE_STATE"},
	"trade_already_paid":           {anyFamily: "TRADE_HAS_SUCCESS", closing: "REASON_TRADE_STATUS_INVALID"},
	"trade_already_shipped":        {anyFamily: "TRADE_HAS_SUCCESS"},
	"trade_completed":              {anyFamily: "TRADE_HAS_SUCCESS", closing: "REASON_TRADE_STATUS_INVALID", confirming: "ILLEGAL_SETTLE_STATE"},
	"trade_closed":                 {anyFamily: "TRADE_HAS_CLOSE", closing: "TRADE_STATUS_ERROR", confirming: "ILLEGAL_SETTLE_STATE"},
	"trade_disputed":               {anyFamily: "TRADE_STATUS_ERROR", paying: "TRADE_HAS_SUCCESS", closing: "REASON_TRADE_STATUS_INVALID", confirming: "ILLEGAL_SETTLE_STATE"},
	"trade_not_disputed":           {anyFamily: "TRADE_STATUS_ERROR"},
	"trade_expired":                {anyFamily: "TRADE_HAS_CLOSE"},
	"trade_already_extended":       {anyFamily: "TRADE_STATUS_ERROR"},
	"release_timer_not_running":    {anyFamily: "TRADE_STATUS_ERROR"},
	"refund_exceeds_paid":          {anyFamily: "REASON_TRADE_REFUND_FEE_ERR"},
	"refund_exceeds_escrow":        {anyFamily: "REASON_TRADE_REFUND_FEE_ERR"},
	"charge_back_exceeds_fundings": {anyFamily: "REASON_TRADE_REFUND_FEE_ERR"},
	"discordant_request":           {anyFamily: "DISCORDANT_REPEAT_REQUEST", freezing: "UNIQUE_VIOLATION"},
	"too_many_refunds":             {anyFamily: "TRADE_NOT_ALLOW_REFUND"},

	// Whether there is money.
	"insufficient_funds": {
		anyFamily: "SELLER_BALANCE_NOT_ENOUGH", paying: "BUYER_BALANCE_NOT_ENOUGH",
		splitting: "TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH", transferring: "PAYER_BALANCE_NOT_ENOUGH", freezing: "PAYER_BALANCE_NOT_ENOUGH",
	},
	"transfer_limit_exceeded": {anyFamily: "BEYOND_PER_RECEIPT_SINGLE_RESTRICTION", freezing: "PAYER_AMOUNT_LIMIT"},
	"daily_limit_exceeded":    {anyFamily: "BEYOND_PER_RECEIPT_RESTRICTION", freezing: "PAYER_AMOUNT_LIMIT"},
	"yearly_limit_exceeded":   {anyFamily: "BEYOND_PER_RECEIPT_RESTRICTION", freezing: "PAYER_AMOUNT_LIMIT"},
	"receiver_cannot_receive": {anyFamily: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_TRUSTEESHIP_ACC_OVER_LIMIT"},
	accountClosed: {
		anyFamily: "BUYER_ENABLE_STATUS_FORBID", refunding: "TRADE_NOT_ALLOW_REFUND", cancelling: "CANCEL_NOT_ALLOWED",
		splitting: "ROYALTY_RECEIVER_INVALID", transferring: "PAYEE_ACC_OCUPIED", freezing: "PAYER_USER_STATUS_LIMIT",
	},
	sellerClosed: {
		anyFamily: "SELLER_BEEN_BLOCKED", refunding: "REASON_TRADE_BEEN_FREEZEN", transferring: "PAYER_STATUS_ERROR",
	},
	"account_not_found":    {anyFamily: "SYSTEM_ERROR"},
	"ledger_refused":       {anyFamily: "SYSTEM_ERROR", paying: "PAYMENT_FAIL"},
	"payment_code_invalid": {anyFamily: "PAYMENT_AUTH_CODE_INVALID"},

	// Settlement.
	"settlement_not_due":  {anyFamily: "ILLEGAL_SETTLE_STATE"},
	"trade_not_settled":   {anyFamily: "TRADE_SETTLE_ERROR"},
	"refunded_already":    {anyFamily: "ALLOC_REFUSE_AFTER_REFUND", confirming: "CONFIRM_REFUSE_AFTER_REFUND"},
	"already_confirmed":   {anyFamily: "ALREADY_CONFIRM_SETTLE"},
	"amount_mismatch":     {anyFamily: "ALLOC_AMOUNT_VALIDATE_ERROR"},
	"allocation_finished": {anyFamily: "ALREADY_FINISH_ALLOC"},
	"allocation_exceeds":  {anyFamily: "ALLOC_AMOUNT_VALIDATE_ERROR"},
	"too_many_splits":     {anyFamily: "ALREADY_FINISH_ALLOC"},
	"too_many_receivers":  {anyFamily: "RECEIVERS_EXCEED_LIMIT"},

	// Pre-authorisations.
	"hold_not_found":      {anyFamily: "AUTH_NO_ERROR", freezing: "AUTH_ORDER_NOT_EXIST"},
	"hold_not_authorized": {anyFamily: "AUTH_NO_ERROR", freezing: "ORDER_STATUS_ERROR"},
	"hold_authorized":     {anyFamily: "AUTH_NO_ERROR", freezing: "ORDER_STATUS_ERROR"},
	"hold_finished":       {anyFamily: "AUTH_NO_ERROR", freezing: "ORDER_ALREADY_FINISH"},
	"hold_closed":         {anyFamily: "AUTH_NO_ERROR", freezing: "ORDER_ALREADY_CLOSED"},
	"hold_paid":           {anyFamily: "AUTH_NO_ERROR", freezing: "ORDER_ALREADY_PAY"},
	"exceeds_hold":        {anyFamily: "AUTH_AMOUNT_NOT_ENOUGH", freezing: "REQUEST_AMOUNT_EXCEED"},
	"too_many_operations": {anyFamily: "AUTH_NO_ERROR", freezing: "ORDER_STATUS_ERROR"},

	// Transfers.
	"remittance_not_found": {anyFamily: "ORDER_NOT_EXIST"},
	"number_taken":         {anyFamily: "BIZ_UNIQUE_EXCEPTION"},
}

// refusalName returns what a family of methods calls a refusal.
func refusalName(f family, code string) (string, bool) {
	row, ok := refusals[code]
	if !ok {
		return "", false
	}
	if name, ok := row[f]; ok {
		return name, true
	}
	return row[anyFamily], true
}
