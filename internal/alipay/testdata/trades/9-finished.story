# A year after its payment a trade is finished.
pay out_trade_no=F1 total_amount=1.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"1.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"1.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"1.00","out_trade_no":"F1","point_amount":"0.00","receipt_amount":"1.00","total_amount":"1.00","trade_no":"@F1"}
refund out_trade_no=F1 refund_amount=0.50 out_request_no=q1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"F1","refund_detail_item_list":[{"amount":"0.50","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"0.50","send_back_fee":"0.50","trade_no":"@F1"}
advance 8759h
query out_trade_no=F1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"1.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"1.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"1.00","out_trade_no":"F1","point_amount":"0.00","receipt_amount":"1.00","send_pay_date":"TIME","subject":"Tea","total_amount":"1.00","trade_no":"@F1","trade_status":"TRADE_SUCCESS"}
advance 1h
query out_trade_no=F1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"1.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"1.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"1.00","out_trade_no":"F1","point_amount":"0.00","receipt_amount":"1.00","send_pay_date":"TIME","subject":"Tea","total_amount":"1.00","trade_no":"@F1","trade_status":"TRADE_FINISHED"}
refund out_trade_no=F1 refund_amount=0.50 out_request_no=q2
	ACQ.TRADE_HAS_FINISHED
refund out_trade_no=F1 refund_amount=0.50 out_request_no=q1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"N","gmt_refund_pay":"TIME","out_trade_no":"F1","refund_detail_item_list":[{"amount":"0.50","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"0.50","send_back_fee":"0.50","trade_no":"@F1"}
cancel out_trade_no=F1
	ACQ.TRADE_HAS_FINISHED
close out_trade_no=F1
	ACQ.REASON_TRADE_STATUS_INVALID
