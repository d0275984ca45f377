package alipay

// methods are all that the gateway answers, by name, one line each.
var methods = map[string]methodSpec{
	"alipay.trade.create":                      {do: tradeCreate},
	"alipay.trade.precreate":                   {do: tradePrecreate},
	"alipay.trade.pay":                         {do: tradePay},
	"alipay.trade.page.pay":                    {do: tradePage, page: true},
	"alipay.trade.wap.pay":                     {do: tradePage, page: true},
	"alipay.trade.app.pay":                     {do: tradePage, page: true},
	"alipay.trade.query":                       {do: tradeQuery},
	"alipay.trade.close":                       {do: tradeClose},
	"alipay.trade.cancel":                      {do: tradeCancel},
	"alipay.trade.refund":                      {do: tradeRefund},
	"alipay.trade.refund.apply":                {do: tradeRefundApply},
	"alipay.trade.fastpay.refund.query":        {do: tradeRefundQuery},
	"alipay.trade.order.settle":                {do: orderSettle},
	"alipay.trade.order.settle.query":          {do: orderSettleQuery, get: true},
	"alipay.trade.royalty.relation.bind":       {do: relationBind},
	"alipay.trade.royalty.relation.unbind":     {do: relationUnbind},
	"alipay.trade.royalty.relation.batchquery": {do: relationQuery},
	"alipay.trade.settle.confirm":              {do: settleConfirm},
	"alipay.trade.orderinfo.sync":              {do: orderSync},

	"alipay.fund.trans.uni.transfer":          {do: fundTransfer},
	"alipay.fund.trans.common.query":          {do: transferFind, get: true},
	"alipay.fund.account.query":               {do: fundAccount, get: true},
	"alipay.fund.auth.order.freeze":           {do: authFreeze},
	"alipay.fund.auth.order.app.freeze":       {do: authPage, page: true},
	"alipay.fund.auth.order.voucher.create":   {do: authVoucher},
	"alipay.fund.auth.order.unfreeze":         {do: authUnfreeze},
	"alipay.fund.auth.operation.cancel":       {do: authCancel},
	"alipay.fund.auth.operation.detail.query": {do: authQuery},

	"alipay.data.bill.balance.query":                 {do: billBalance, get: true},
	"alipay.data.bill.accountlog.query":              {do: billEntries, get: true},
	"alipay.data.dataservice.bill.downloadurl.query": {do: billDownload, get: true},
}
