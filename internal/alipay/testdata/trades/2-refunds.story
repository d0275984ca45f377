# Refunds in parts, their replay, and what is too much.
pay out_trade_no=R1 total_amount=100.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"100.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"100.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"100.00","out_trade_no":"R1","point_amount":"0.00","receipt_amount":"100.00","total_amount":"100.00","trade_no":"@R1"}
refund out_trade_no=R1 refund_amount=30.00 out_request_no=q1 refund_reason=broken
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"R1","refund_detail_item_list":[{"amount":"30.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"30.00","send_back_fee":"30.00","trade_no":"@R1"}
refund out_trade_no=R1 refund_amount=30.00 out_request_no=q1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"N","gmt_refund_pay":"TIME","out_trade_no":"R1","refund_detail_item_list":[{"amount":"30.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"30.00","send_back_fee":"30.00","trade_no":"@R1"}
refund out_trade_no=R1 refund_amount=31.00 out_request_no=q1
	ACQ.DISCORDANT_REPEAT_REQUEST
refund trade_no=@R1 refund_amount=20.5 out_request_no=q-2
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"R1","refund_detail_item_list":[{"amount":"20.50","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"50.50","send_back_fee":"20.50","trade_no":"@R1"}
refund trade_no=@R1 refund_amount=60.00 out_request_no=q3
	ACQ.REASON_TRADE_REFUND_FEE_ERR
refund trade_no=@R1 refund_amount=0 out_request_no=q3
	ACQ.REFUND_FEE_ERROR
refund trade_no=@R1 refund_amount=1 out_request_no=-cancel-
	ACQ.INVALID_PARAMETER
refund trade_no=@R1 refund_amount=1 out_request_no=q3 refund_royalty_parameters=[{"trans_out":"x"}]
	ACQ.INVALID_PARAMETER
refund trade_no=@R1 refund_amount=1 out_request_no=q3 refund_currency=USD
	ACQ.INVALID_PARAMETER
refund trade_no=@R1 refund_amount=1.005 out_request_no=q3
	ACQ.REFUND_FEE_ERROR
refund trade_no=@R1 refund_amount=100000000.01 out_request_no=q3
	ACQ.REFUND_FEE_ERROR
refund trade_no=@R1 out_request_no=q3
	ACQ.INVALID_PARAMETER
query trade_no=@R1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"100.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"100.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"100.00","out_trade_no":"R1","point_amount":"0.00","receipt_amount":"100.00","send_pay_date":"TIME","subject":"Tea","total_amount":"100.00","trade_no":"@R1","trade_status":"TRADE_SUCCESS"}
fastpay.refund.query trade_no=@R1 out_request_no=q1
	{"gmt_refund_pay":"TIME","out_request_no":"q1","out_trade_no":"R1","refund_amount":"30.00","refund_detail_item_list":[{"amount":"30.00","fund_channel":"ALIPAYACCOUNT"}],"refund_status":"REFUND_SUCCESS","send_back_fee":"30.00","total_amount":"100.00","trade_no":"@R1"}
fastpay.refund.query trade_no=@R1 out_request_no=q3
	{}
fastpay.refund.query trade_no=@R1
	ACQ.INVALID_PARAMETER
fastpay.refund.query out_trade_no=none out_request_no=q3
	ACQ.TRADE_NOT_EXIST
refund.apply trade_no=@R1 refund_amount=49.50 out_request_no=q3
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_request_no":"q3","out_trade_no":"R1","refund_amount":"49.50","refund_detail_item_list":[{"amount":"49.50","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"100.00","refund_status":"REFUND_SUCCESS","send_back_fee":"49.50","trade_no":"@R1"}
refund.apply trade_no=@R1 refund_amount=49.50 out_request_no=q3
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"N","gmt_refund_pay":"TIME","out_request_no":"q3","out_trade_no":"R1","refund_amount":"49.50","refund_detail_item_list":[{"amount":"49.50","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"100.00","refund_status":"REFUND_SUCCESS","send_back_fee":"49.50","trade_no":"@R1"}
refund trade_no=@R1 refund_amount=49.50 out_request_no=q4
	ACQ.TRADE_HAS_CLOSE
query trade_no=@R1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"100.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"100.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"100.00","out_trade_no":"R1","point_amount":"0.00","receipt_amount":"100.00","send_pay_date":"TIME","subject":"Tea","total_amount":"100.00","trade_no":"@R1","trade_status":"TRADE_CLOSED"}
refund out_trade_no=none refund_amount=1 out_request_no=q1
	ACQ.TRADE_NOT_EXIST
funds
	shop 20019.00, escrow 0.00, w1 981.00, w2 5.00, w3 40000.00

# Without a number of its own a refund has the order's.
pay out_trade_no=R2 total_amount=2.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"2.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"2.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"2.00","out_trade_no":"R2","point_amount":"0.00","receipt_amount":"2.00","total_amount":"2.00","trade_no":"@R2"}
refund out_trade_no=R2 refund_amount=2.00
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"R2","refund_detail_item_list":[{"amount":"2.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"2.00","send_back_fee":"2.00","trade_no":"@R2"}
refund out_trade_no=R2 refund_amount=2.00
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"N","gmt_refund_pay":"TIME","out_trade_no":"R2","refund_detail_item_list":[{"amount":"2.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"2.00","send_back_fee":"2.00","trade_no":"@R2"}
refund out_trade_no=R2 refund_amount=1.00
	ACQ.DISCORDANT_REPEAT_REQUEST

# Unpaid, closed, and with a shop that has paid its money out.
create out_trade_no=R3 total_amount=2.00 subject=Tea buyer_id=@w1
	{"out_trade_no":"R3","trade_no":"@R3"}
refund out_trade_no=R3 refund_amount=2.00
	ACQ.TRADE_STATUS_ERROR
close out_trade_no=R3
	{"out_trade_no":"R3","trade_no":"@R3"}
refund out_trade_no=R3 refund_amount=2.00
	ACQ.TRADE_HAS_CLOSE
pay out_trade_no=R4 total_amount=2.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"2.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"2.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"2.00","out_trade_no":"R4","point_amount":"0.00","receipt_amount":"2.00","total_amount":"2.00","trade_no":"@R4"}
drain
refund out_trade_no=R4 refund_amount=2.00
	ACQ.SELLER_BALANCE_NOT_ENOUGH
cancel out_trade_no=R4
	ACQ.SELLER_BALANCE_NOT_ENOUGH
pay out_trade_no=R5 total_amount=2.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"2.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"2.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"2.00","out_trade_no":"R5","point_amount":"0.00","receipt_amount":"2.00","total_amount":"2.00","trade_no":"@R5"}
refund out_trade_no=R4 refund_amount=2.00
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"R4","refund_detail_item_list":[{"amount":"2.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"2.00","send_back_fee":"2.00","trade_no":"@R4"}
