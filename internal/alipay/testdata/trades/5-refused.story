# What would move other money than is asked for is refused, and not ignored.
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 settle_info={"settle_period_time":"7d","settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"9.00"}]}
	ACQ.INVALID_PARAMETER
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 settle_info={"settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"10.00","actual_amount":"9.00"}]}
	ACQ.INVALID_PARAMETER
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 trans_currency=USD
	ACQ.INVALID_PARAMETER
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 settle_currency=USD
	ACQ.INVALID_PARAMETER
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 royalty_info={"royalty_detail_infos":[{"trans_in":"@m2","amount":"1.00","amount_percentage":"10"}]}
	ACQ.INVALID_PARAMETER
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 royalty_info={"royalty_detail_infos":[{"trans_out":"@m2","trans_in":"@m2","amount":"1.00"}]}
	ACQ.INVALID_PARAMETER
pay out_trade_no=U1 total_amount=10.00 subject=Tea auth_code=@w1.code agreement_params={"agreement_no":"20990000"}
	ACQ.INVALID_PARAMETER
create out_trade_no=U1 total_amount=10.00 subject=Tea buyer_id=@w1 trans_currency=CNY agreement_params={} settle_info={"settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"10.00"}]}
	{"out_trade_no":"U1","trade_no":"@U1"}

# Accounts that operators have closed: a buyer's, the shop's, and a receiver's.
pay out_trade_no=K1 total_amount=10.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"10.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"10.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"10.00","out_trade_no":"K1","point_amount":"0.00","receipt_amount":"10.00","total_amount":"10.00","trade_no":"@K1"}
royalty.relation.bind out_request_no=k1 receiver_list=[{"type":"userId","account":"@w2"}]
	{"result_code":"SUCCESS"}
close-account w1
pay out_trade_no=K2 total_amount=10.00 subject=Tea auth_code=@w1.code
	ACQ.BUYER_ENABLE_STATUS_FORBID
refund out_trade_no=K1 refund_amount=1.00 out_request_no=q1
	ACQ.TRADE_NOT_ALLOW_REFUND
open-account w1
close-account shop
pay out_trade_no=K2 total_amount=10.00 subject=Tea auth_code=@w1.code
	ACQ.SELLER_BEEN_BLOCKED
refund out_trade_no=K1 refund_amount=1.00 out_request_no=q1
	ACQ.REASON_TRADE_BEEN_FREEZEN
order.settle out_request_no=k1 trade_no=@K1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.SELLER_BEEN_BLOCKED
open-account shop
close-account w2
order.settle out_request_no=k1 trade_no=@K1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.ROYALTY_RECEIVER_INVALID
open-account w2
pay out_trade_no=K2 total_amount=10.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"10.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"10.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"10.00","out_trade_no":"K2","point_amount":"0.00","receipt_amount":"10.00","total_amount":"10.00","trade_no":"@K2"}
