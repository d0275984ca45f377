# By the payment code that a customer shows.
wallet h1 100.00
wallet h2 100.00
fund.auth.order.freeze auth_code=@h1.code out_order_no=H1 out_request_no=R1 order_title=Deposit amount=60.00 product_code=PRE_AUTH
	{"amount":"60.00","auth_no":"@H1","fund_amount":"60.00","gmt_trans":"TIME","operation_id":"@H1","out_order_no":"H1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","status":"SUCCESS"}
fund.auth.order.freeze auth_code=@h1.code out_order_no=H1 out_request_no=R1 order_title=Deposit amount=60.00 product_code=PRE_AUTH
	{"amount":"60.00","auth_no":"@H1","fund_amount":"60.00","gmt_trans":"TIME","operation_id":"@H1","out_order_no":"H1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","status":"SUCCESS"}
fund.auth.order.freeze auth_code=@h1.code out_order_no=H1 out_request_no=R1 order_title=Deposit amount=60.01 product_code=PRE_AUTH
	UNIQUE_VIOLATION
fund.auth.order.freeze auth_code=@h1.code out_order_no=H2 out_request_no=R1 order_title=Deposit amount=60.00
	PAYER_BALANCE_NOT_ENOUGH
fund.auth.order.freeze auth_code=2812345678901234 out_order_no=H2 out_request_no=R1 order_title=Deposit amount=1.00
	PAYMENT_AUTH_CODE_INVALID
fund.auth.order.freeze auth_code=12 out_order_no=H2 out_request_no=R1 order_title=Deposit amount=1.00
	PAYMENT_AUTH_CODE_INVALID
fund.auth.order.freeze out_order_no=H2 out_request_no=R1 order_title=Deposit amount=1.00
	INVALID_PARAMETER
fund.auth.order.freeze auth_code=@h1.code out_order_no=H2 out_request_no=R1 amount=1.00
	INVALID_PARAMETER
fund.auth.operation.detail.query auth_no=@H1 operation_id=@H1
	{"amount":"60.00","auth_no":"@H1","fund_amount":"60.00","gmt_create":"TIME","gmt_trans":"TIME","operation_id":"@H1","operation_type":"FREEZE","order_status":"AUTHORIZED","order_title":"Deposit","out_order_no":"H1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","rest_amount":"60.00","status":"SUCCESS","total_freeze_amount":"60.00","total_pay_amount":"0.00"}
fund.auth.operation.detail.query out_order_no=H1 out_request_no=R1
	{"amount":"60.00","auth_no":"@H1","fund_amount":"60.00","gmt_create":"TIME","gmt_trans":"TIME","operation_id":"@H1","operation_type":"FREEZE","order_status":"AUTHORIZED","order_title":"Deposit","out_order_no":"H1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","rest_amount":"60.00","status":"SUCCESS","total_freeze_amount":"60.00","total_pay_amount":"0.00"}
fund.auth.operation.detail.query out_order_no=H1 out_request_no=R9
	AUTH_ORDER_NOT_EXIST
fund.auth.operation.detail.query auth_no=@H1 operation_id=12
	AUTH_OPERATION_NOT_EXIST
fund.auth.operation.detail.query
	INVALID_PARAMETER

# A part goes back, once for each request, and no more than is frozen.
fund.auth.order.unfreeze auth_no=@H1 out_request_no=U1 amount=10.00 remark=part
	{"amount":"10.00","auth_no":"@H1","fund_amount":"10.00","gmt_trans":"TIME","operation_id":"@H1.U1","out_order_no":"H1","out_request_no":"U1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","status":"SUCCESS"}
fund.auth.order.unfreeze auth_no=@H1 out_request_no=U1 amount=10.00 remark=part
	{"amount":"10.00","auth_no":"@H1","fund_amount":"10.00","gmt_trans":"TIME","operation_id":"@H1.U1","out_order_no":"H1","out_request_no":"U1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","status":"SUCCESS"}
fund.auth.order.unfreeze auth_no=@H1 out_request_no=U1 amount=11.00 remark=part
	UNIQUE_VIOLATION
fund.auth.order.unfreeze auth_no=@H1 out_request_no=U2 amount=50.01 remark=part
	REQUEST_AMOUNT_EXCEED
fund.auth.order.unfreeze auth_no=12 out_request_no=U2 amount=1.00
	AUTH_ORDER_NOT_EXIST
fund.auth.operation.detail.query out_order_no=H1 out_request_no=U1
	{"amount":"10.00","auth_no":"@H1","fund_amount":"10.00","gmt_create":"TIME","gmt_trans":"TIME","operation_id":"@H1.UNFREEZEU1","operation_type":"UNFREEZE","order_status":"AUTHORIZED","order_title":"Deposit","out_order_no":"H1","out_request_no":"U1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","rest_amount":"50.00","status":"SUCCESS","total_freeze_amount":"60.00","total_pay_amount":"0.00"}

# A trade is paid out of the rest, and what is left goes back with the last.
pay out_trade_no=P1 total_amount=20.00 subject=Room auth_no=@H1 auth_confirm_mode=NOT_COMPLETE
	{"buyer_id":"@h1.buyer","buyer_logon_id":"***","buyer_open_id":"@h1.buyer","buyer_pay_amount":"20.00","buyer_user_id":"@h1.buyer","fund_bill_list":[{"amount":"20.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"20.00","out_trade_no":"P1","point_amount":"0.00","receipt_amount":"20.00","total_amount":"20.00","trade_no":"@P1"}
fund.auth.operation.cancel auth_no=@H1 operation_id=@H1 remark=off
	ORDER_ALREADY_PAY
pay out_trade_no=P2 total_amount=20.00 subject=Room auth_no=@H1 auth_confirm_mode=COMPLETE
	{"buyer_id":"@h1.buyer","buyer_logon_id":"***","buyer_open_id":"@h1.buyer","buyer_pay_amount":"20.00","buyer_user_id":"@h1.buyer","fund_bill_list":[{"amount":"20.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"20.00","out_trade_no":"P2","point_amount":"0.00","receipt_amount":"20.00","total_amount":"20.00","trade_no":"@P2"}
fund.auth.operation.detail.query auth_no=@H1 operation_id=@H1
	{"amount":"60.00","auth_no":"@H1","fund_amount":"60.00","gmt_create":"TIME","gmt_trans":"TIME","operation_id":"@H1","operation_type":"FREEZE","order_status":"FINISH","order_title":"Deposit","out_order_no":"H1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h1.buyer","payer_user_id":"@h1.buyer","rest_amount":"0.00","status":"SUCCESS","total_freeze_amount":"60.00","total_pay_amount":"40.00"}
fund.auth.order.unfreeze auth_no=@H1 out_request_no=U3 amount=1.00 remark=late
	ORDER_ALREADY_FINISH

# By a QR code that waits for a customer.
fund.auth.order.voucher.create out_order_no=V1 out_request_no=R1 order_title=Deposit amount=30.00 product_code=PRE_AUTH extra_param=xyz
	{"code_type":"qr_code","code_value":"@V1.qr","out_order_no":"V1","out_request_no":"R1"}
fund.auth.operation.detail.query out_order_no=V1 out_request_no=R1
	{"amount":"30.00","auth_no":"@V1","extra_param":"xyz","gmt_create":"TIME","operation_id":"@V1","operation_type":"FREEZE","order_status":"INIT","order_title":"Deposit","out_order_no":"V1","out_request_no":"R1","rest_amount":"0.00","status":"INIT","total_freeze_amount":"0.00","total_pay_amount":"0.00"}
fund.auth.order.freeze auth_code=@h2.code out_order_no=V1 out_request_no=R1 order_title=Deposit amount=30.00 product_code=PRE_AUTH
	UNIQUE_VIOLATION
accept V1 h2
fund.auth.operation.detail.query out_order_no=V1 out_request_no=R1
	{"amount":"30.00","auth_no":"@V1","extra_param":"xyz","fund_amount":"30.00","gmt_create":"TIME","gmt_trans":"TIME","operation_id":"@V1","operation_type":"FREEZE","order_status":"AUTHORIZED","order_title":"Deposit","out_order_no":"V1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h2.buyer","payer_user_id":"@h2.buyer","rest_amount":"30.00","status":"SUCCESS","total_freeze_amount":"30.00","total_pay_amount":"0.00"}
fund.auth.operation.cancel out_order_no=V1 out_request_no=R1 remark=off
	{"action":"unfreeze","auth_no":"@V1","operation_id":"@V1","out_order_no":"V1","out_request_no":"R1"}
fund.auth.operation.cancel out_order_no=V1 out_request_no=R1 remark=off
	{"action":"unfreeze","auth_no":"@V1","operation_id":"@V1","out_order_no":"V1","out_request_no":"R1"}
fund.auth.operation.detail.query out_order_no=V1 out_request_no=R1
	{"amount":"30.00","auth_no":"@V1","extra_param":"xyz","fund_amount":"30.00","gmt_create":"TIME","gmt_trans":"TIME","operation_id":"@V1","operation_type":"FREEZE","order_status":"CLOSED","order_title":"Deposit","out_order_no":"V1","out_request_no":"R1","payer_logon_id":"***","payer_open_id":"@h2.buyer","payer_user_id":"@h2.buyer","rest_amount":"0.00","status":"SUCCESS","total_freeze_amount":"30.00","total_pay_amount":"0.00"}
fund.auth.order.unfreeze auth_no=@V1 out_request_no=U1 amount=1.00
	ORDER_ALREADY_CLOSED

# Called off, or over, before anybody came.
fund.auth.order.voucher.create out_order_no=V2 out_request_no=R1 order_title=Deposit amount=30.00
	{"code_type":"qr_code","code_value":"@V2.qr","out_order_no":"V2","out_request_no":"R1"}
fund.auth.operation.cancel out_order_no=V2 out_request_no=R1 remark=off
	{"action":"close","auth_no":"@V2","operation_id":"@V2","out_order_no":"V2","out_request_no":"R1"}
fund.auth.order.voucher.create out_order_no=V2 out_request_no=R1 order_title=Deposit amount=30.00
	ORDER_ALREADY_CLOSED
fund.auth.order.voucher.create out_order_no=V3 out_request_no=R1 order_title=Deposit amount=30.00 pay_timeout=5m
	{"code_type":"qr_code","code_value":"@V3.qr","out_order_no":"V3","out_request_no":"R1"}
advance 5m
fund.auth.operation.detail.query out_order_no=V3 out_request_no=R1
	{"amount":"30.00","auth_no":"@V3","gmt_create":"TIME","operation_id":"@V3","operation_type":"FREEZE","order_status":"CLOSED","order_title":"Deposit","out_order_no":"V3","out_request_no":"R1","rest_amount":"0.00","status":"CLOSED","total_freeze_amount":"0.00","total_pay_amount":"0.00"}
