package alipay

// methods are all that the gateway answers, by name, one line each.
var methods = map[string]methodSpec{
	"alipay.trade.create":                      {do: tradeCreate, family: opening},
	"alipay.trade.precreate":                   {do: tradePrecreate, family: opening},
	"alipay.trade.pay":                         {do: tradePay, family: paying},
	"alipay.trade.page.pay":                    {do: tradePage, page: true, family: opening},
	"alipay.trade.wap.pay":                     {do: tradePage, page: true, family: opening},
	"alipay.trade.app.pay":                     {do: tradePage, page: true, family: opening},
	"alipay.trade.query":                       {do: tradeQuery},
	"alipay.trade.close":                       {do: tradeClose, family: closing},
	"alipay.trade.cancel":                      {do: tradeCancel, family: cancelling},
	"alipay.trade.refund":                      {do: tradeRefund, family: refunding},
	"alipay.trade.refund.apply":                {do: tradeRefundApply, family: refunding},
	"alipay.trade.fastpay.refund.query":        {do: tradeRefundQuery},
	"alipay.trade.order.settle":                {do: orderSettle, family: splitting},
	"alipay.trade.order.settle.query":          {do: orderSettleQuery, get: true, family: splitting},
	"alipay.trade.royalty.relation.bind":       {do: relationBind, family: splitting},
	"alipay.trade.royalty.relation.unbind":     {do: relationUnbind, family: splitting},
	"alipay.trade.royalty.relation.batchquery": {do: relationQuery, family: splitting},
	"alipay.trade.settle.confirm":              {do: settleConfirm, family: confirming},
	"alipay.trade.orderinfo.sync":              {do: orderSync, family: shipping},

	"alipay.fund.trans.uni.transfer":          {do: fundTransfer, family: transferring},
	"alipay.fund.trans.common.query":          {do: transferFind, get: true, family: transferring},
	"alipay.fund.account.query":               {do: fundAccount, get: true, family: transferring},
	"alipay.fund.auth.order.freeze":           {do: authFreeze, family: freezing},
	"alipay.fund.auth.order.app.freeze":       {do: authPage, page: true, family: freezing},
	"alipay.fund.auth.order.voucher.create":   {do: authVoucher, family: freezing},
	"alipay.fund.auth.order.unfreeze":         {do: authUnfreeze, family: freezing},
	"alipay.fund.auth.operation.cancel":       {do: authCancel, family: freezing},
	"alipay.fund.auth.operation.detail.query": {do: authQuery, family: freezing},

	"alipay.data.bill.balance.query":                 {do: billBalance, get: true, family: billing},
	"alipay.data.bill.accountlog.query":              {do: billEntries, get: true, family: billing},
	"alipay.data.dataservice.bill.downloadurl.query": {do: billDownload, get: true, family: billing},
}
