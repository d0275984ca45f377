# Paid into escrow: the merchant cannot let go of it, the buyer can.
pay out_trade_no=E1 total_amount=50.00 subject=Lamp auth_code=@w1.code settle_info={"settle_period_time":"7d"}
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"50.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"50.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"50.00","out_trade_no":"E1","point_amount":"0.00","receipt_amount":"50.00","total_amount":"50.00","trade_no":"@E1"}
query out_trade_no=E1
	{"additional_status":"SELLER_NOT_RECEIVED","buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"50.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"50.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"50.00","out_trade_no":"E1","point_amount":"0.00","receipt_amount":"50.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"50.00","trade_no":"@E1","trade_settle_info":{"trade_unsettled_amount":"50.00"},"trade_status":"TRADE_SUCCESS"}
funds
	shop 0.00, escrow 50.00, w1 929.00, w2 5.00, w3 40000.00
settle.confirm trade_no=@E1 out_request_no=s1
	ACQ.ILLEGAL_SETTLE_STATE
orderinfo.sync trade_no=@E1 out_request_no=o1 biz_type=SHIP
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","out_trade_no":"E1","trade_no":"@E1"}
orderinfo.sync trade_no=@E1 out_request_no=o1 biz_type=SHIP
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","out_trade_no":"E1","trade_no":"@E1"}
orderinfo.sync out_trade_no=none out_request_no=o1 biz_type=SHIP
	ACQ.TRADE_NOT_EXIST
orderinfo.sync trade_no=@E1 biz_type=SHIP
	ACQ.INVALID_PARAMETER
settle.confirm trade_no=@E1 out_request_no=s1
	ACQ.ILLEGAL_SETTLE_STATE
receive E1
query out_trade_no=E1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"50.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"50.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"50.00","out_trade_no":"E1","point_amount":"0.00","receipt_amount":"50.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"50.00","trade_no":"@E1","trade_status":"TRADE_SUCCESS"}
settle.confirm trade_no=@E1 out_request_no=s1 settle_info={"settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"49.00"}]}
	ACQ.ALLOC_AMOUNT_VALIDATE_ERROR
settle.confirm trade_no=@E1 out_request_no=s1 settle_info={"settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"50.00"}]}
	{"out_request_no":"s1","settle_amount":"50.00","trade_no":"@E1"}
settle.confirm trade_no=@E1 out_request_no=s1
	{"out_request_no":"s1","settle_amount":"50.00","trade_no":"@E1"}
settle.confirm trade_no=@E1 out_request_no=s1 settle_info={"settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"49.00"}]}
	ACQ.DISCORDANT_REPEAT_REQUEST
settle.confirm trade_no=@E1 out_request_no=s2
	ACQ.ALREADY_CONFIRM_SETTLE
settle.confirm trade_no=@E1
	ACQ.INVALID_PARAMETER
settle.confirm out_request_no=s2
	ACQ.INVALID_PARAMETER
settle.confirm trade_no=@E1 out_request_no=s1 settle_info={"settle_detail_infos":[{"trans_in_type":"userId","trans_in":"@w1"}]}
	ACQ.INVALID_PARAMETER
orderinfo.sync trade_no=@E1 out_request_no=o2 biz_type=SHIP
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","out_trade_no":"E1","trade_no":"@E1"}
funds
	shop 50.00, escrow 0.00, w1 929.00, w2 5.00, w3 40000.00

# What was confirmed is refunded by who names the confirmation.
refund out_trade_no=E1 refund_amount=1.00 out_request_no=q1
	ACQ.INVALID_PARAMETER
refund out_trade_no=E1 refund_amount=1.00 out_request_no=q1 related_settle_confirm_no=s9
	ACQ.INVALID_PARAMETER
refund out_trade_no=E1 refund_amount=1.00 out_request_no=q1 related_settle_confirm_no=s1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"E1","refund_detail_item_list":[{"amount":"1.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"1.00","send_back_fee":"1.00","trade_no":"@E1"}
cancel out_trade_no=E1
	ACQ.CANCEL_NOT_ALLOWED

# Released by itself at the end of the period.
pay out_trade_no=E2 total_amount=5.00 subject=Lamp auth_code=@w1.code settle_info={"settle_period_time":"1d"}
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"5.00","out_trade_no":"E2","point_amount":"0.00","receipt_amount":"5.00","total_amount":"5.00","trade_no":"@E2"}
query out_trade_no=E2 query_options=["trade_settle_info"]
	{"additional_status":"SELLER_NOT_RECEIVED","buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"5.00","out_trade_no":"E2","point_amount":"0.00","receipt_amount":"5.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"5.00","trade_no":"@E2","trade_settle_info":{"trade_unsettled_amount":"5.00"},"trade_status":"TRADE_SUCCESS"}
advance 24h
query out_trade_no=E2 query_options=["trade_settle_info"]
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"5.00","out_trade_no":"E2","point_amount":"0.00","receipt_amount":"5.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"5.00","trade_no":"@E2","trade_settle_info":{"trade_unsettled_amount":"0.00"},"trade_status":"TRADE_SUCCESS"}
settle.confirm trade_no=@E2 out_request_no=s1
	{"out_request_no":"s1","settle_amount":"5.00","trade_no":"@E2"}

# Refunded out of escrow, and not confirmed after that.
pay out_trade_no=E3 total_amount=5.00 subject=Lamp auth_code=@w1.code settle_info={"settle_period_time":"1d"}
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"5.00","out_trade_no":"E3","point_amount":"0.00","receipt_amount":"5.00","total_amount":"5.00","trade_no":"@E3"}
refund out_trade_no=E3 refund_amount=1.00 out_request_no=q1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"E3","refund_detail_item_list":[{"amount":"1.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"1.00","send_back_fee":"1.00","trade_no":"@E3"}
query out_trade_no=E3
	{"additional_status":"SELLER_NOT_RECEIVED","buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"5.00","out_trade_no":"E3","point_amount":"0.00","receipt_amount":"5.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"5.00","trade_no":"@E3","trade_settle_info":{"trade_unsettled_amount":"4.00"},"trade_status":"TRADE_SUCCESS"}
settle.confirm trade_no=@E3 out_request_no=s1
	ACQ.CONFIRM_REFUSE_AFTER_REFUND
cancel out_trade_no=E3
	{"action":"refund","out_trade_no":"E3","retry_flag":"N","trade_no":"@E3"}
settle.confirm trade_no=@E3 out_request_no=s1
	ACQ.CONFIRM_REFUSE_AFTER_REFUND
create out_trade_no=E4 total_amount=5.00 subject=Lamp buyer_id=@w1 settle_info={"settle_period_time":"1d"}
	{"out_trade_no":"E4","trade_no":"@E4"}
settle.confirm trade_no=@E4 out_request_no=s1
	ACQ.ILLEGAL_SETTLE_STATE
orderinfo.sync trade_no=@E4 out_request_no=o1
	ACQ.TRADE_STATUS_ERROR

# Disputed: frozen for the merchant, who may still refund.
pay out_trade_no=E4 total_amount=5.00 subject=Lamp auth_code=@w1.code settle_info={"settle_period_time":"1d"}
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"5.00","out_trade_no":"E4","point_amount":"0.00","receipt_amount":"5.00","total_amount":"5.00","trade_no":"@E4"}
dispute E4
query out_trade_no=E4
	{"additional_status":"SELLER_NOT_RECEIVED","buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"5.00","out_trade_no":"E4","point_amount":"0.00","receipt_amount":"5.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"5.00","trade_no":"@E4","trade_settle_info":{"trade_unsettled_amount":"5.00"},"trade_status":"TRADE_SUCCESS"}
settle.confirm trade_no=@E4 out_request_no=s1
	ACQ.ILLEGAL_SETTLE_STATE
close trade_no=@E4
	ACQ.REASON_TRADE_STATUS_INVALID
refund trade_no=@E4 refund_amount=5.00
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"E4","refund_detail_item_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"5.00","send_back_fee":"5.00","trade_no":"@E4"}
query out_trade_no=E4
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"5.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"5.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"5.00","out_trade_no":"E4","point_amount":"0.00","receipt_amount":"5.00","send_pay_date":"TIME","subject":"Lamp","total_amount":"5.00","trade_no":"@E4","trade_status":"TRADE_CLOSED"}
