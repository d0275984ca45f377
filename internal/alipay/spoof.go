package alipay

import "strings"

// told are the names of what notifications and returns say. Their signed text is
// name=value joined with &, unescaped, and every merchant verifies it with one
// key: a value that holds &name= could be cut there, and would then say something
// of another merchant's trade under our signature.
var told = []string{
	"app_id", "auth_app_id", "buyer_id", "buyer_logon_id", "buyer_open_id", "buyer_pay_amount", "charset",
	"fund_bill_list", "gmt_close", "gmt_create", "gmt_payment", "gmt_refund", "invoice_amount", "method", "notify_id",
	"notify_time", "notify_type", "out_biz_no", "out_trade_no", "passback_params", "point_amount", "receipt_amount",
	"refund_fee", "seller_email", "seller_id", "send_back_fee", "subject", "timestamp", "total_amount", "trade_no",
	"trade_status", "version", "voucher_detail_list",
}

// spoofs reports whether a merchant's text could pass for another part of a
// notification.
func spoofs(text string) bool {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "&")
		if !found {
			return false
		}
		for _, name := range told {
			if strings.HasPrefix(after, name+"=") {
				return true
			}
		}
		rest = after
	}
}
