# A shop whose trades settle at payment, and two customers.
wallet w1 1000.00
wallet w2 5.00
merchant m2

create out_trade_no=A1 total_amount=10.00 subject=Tea buyer_id=@w1
	{"out_trade_no":"A1","trade_no":"@A1"}
create out_trade_no=A1 total_amount=10.00 subject=Tea buyer_id=@w1
	{"out_trade_no":"A1","trade_no":"@A1"}
create out_trade_no=A1 total_amount=10.01 subject=Tea buyer_id=@w1
	ACQ.CONTEXT_INCONSISTENT
create out_trade_no=A1 total_amount=10.00 subject=Coffee buyer_id=@w1
	ACQ.CONTEXT_INCONSISTENT
create out_trade_no=A1 total_amount=10.00 subject=Tea buyer_id=@w2
	ACQ.CONTEXT_INCONSISTENT
query out_trade_no=A1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"0.00","buyer_user_id":"@w1.buyer","invoice_amount":"0.00","out_trade_no":"A1","point_amount":"0.00","receipt_amount":"0.00","subject":"Tea","total_amount":"10.00","trade_no":"@A1","trade_status":"WAIT_BUYER_PAY"}
query trade_no=@A1 out_trade_no=another
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"0.00","buyer_user_id":"@w1.buyer","invoice_amount":"0.00","out_trade_no":"A1","point_amount":"0.00","receipt_amount":"0.00","subject":"Tea","total_amount":"10.00","trade_no":"@A1","trade_status":"WAIT_BUYER_PAY"}
pay out_trade_no=A1 total_amount=10.00 subject=Tea auth_code=@w2.code
	ACQ.TRADE_BUYER_NOT_MATCH
pay out_trade_no=A1 total_amount=10.00 subject=Tea buyer_id=@w2 auth_code=@w1.code
	ACQ.TRADE_BUYER_NOT_MATCH
pay out_trade_no=A1 total_amount=10.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"10.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"10.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"10.00","out_trade_no":"A1","point_amount":"0.00","receipt_amount":"10.00","total_amount":"10.00","trade_no":"@A1"}
pay out_trade_no=A1 total_amount=10.00 subject=Tea auth_code=@w1.code
	ACQ.TRADE_HAS_SUCCESS
create out_trade_no=A1 total_amount=10.00 subject=Tea buyer_id=@w1
	ACQ.TRADE_HAS_SUCCESS
query out_trade_no=A1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"10.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"10.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"10.00","out_trade_no":"A1","point_amount":"0.00","receipt_amount":"10.00","send_pay_date":"TIME","subject":"Tea","total_amount":"10.00","trade_no":"@A1","trade_status":"TRADE_SUCCESS"}
close out_trade_no=A1
	ACQ.REASON_TRADE_STATUS_INVALID
funds
	shop 10.00, escrow 0.00, w1 990.00, w2 5.00

# One step: open and pay.
pay out_trade_no=A2 total_amount=20 subject=Rice body=white auth_code=@w1.code scene=bar_code passback_params=a%3Db store_id=S1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"20.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"20.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"20.00","out_trade_no":"A2","point_amount":"0.00","receipt_amount":"20.00","store_id":"S1","total_amount":"20.00","trade_no":"@A2"}
query trade_no=@A2
	{"body":"white","buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"20.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"20.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"20.00","out_trade_no":"A2","passback_params":"a%3Db","point_amount":"0.00","receipt_amount":"20.00","send_pay_date":"TIME","store_id":"S1","subject":"Rice","total_amount":"20.00","trade_no":"@A2","trade_status":"TRADE_SUCCESS"}
pay out_trade_no=A3 total_amount=6.00 subject=Rice auth_code=@w2.code
	ACQ.BUYER_BALANCE_NOT_ENOUGH
query out_trade_no=A3
	{"buyer_pay_amount":"0.00","invoice_amount":"0.00","out_trade_no":"A3","point_amount":"0.00","receipt_amount":"0.00","subject":"Rice","total_amount":"6.00","trade_no":"@A3","trade_status":"WAIT_BUYER_PAY"}
pay out_trade_no=A3 total_amount=6.00 subject=Rice auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"6.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"6.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"6.00","out_trade_no":"A3","point_amount":"0.00","receipt_amount":"6.00","total_amount":"6.00","trade_no":"@A3"}

# Closed by the merchant, and again.
create out_trade_no=A4 total_amount=1.00 subject=Tea buyer_open_id=@w1.buyer
	{"out_trade_no":"A4","trade_no":"@A4"}
close trade_no=@A4
	{"out_trade_no":"A4","trade_no":"@A4"}
close out_trade_no=A4
	ACQ.TRADE_STATUS_ERROR
create out_trade_no=A4 total_amount=1.00 subject=Tea buyer_id=@w1
	ACQ.TRADE_HAS_CLOSE
pay out_trade_no=A4 total_amount=1.00 subject=Tea auth_code=@w1.code
	ACQ.TRADE_HAS_CLOSE
query out_trade_no=A4
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"0.00","buyer_user_id":"@w1.buyer","invoice_amount":"0.00","out_trade_no":"A4","point_amount":"0.00","receipt_amount":"0.00","subject":"Tea","total_amount":"1.00","trade_no":"@A4","trade_status":"TRADE_CLOSED"}
close out_trade_no=none
	ACQ.TRADE_NOT_EXIST

# Cancelled: never made, unpaid, paid, and again.
cancel out_trade_no=none
	{"out_trade_no":"none","retry_flag":"N"}
create out_trade_no=A5 total_amount=1.00 subject=Tea buyer_id=@w1
	{"out_trade_no":"A5","trade_no":"@A5"}
cancel out_trade_no=A5
	{"action":"close","out_trade_no":"A5","retry_flag":"N","trade_no":"@A5"}
cancel out_trade_no=A5
	{"action":"close","out_trade_no":"A5","retry_flag":"N","trade_no":"@A5"}
cancel trade_no=@A2
	{"action":"refund","out_trade_no":"A2","retry_flag":"N","trade_no":"@A2"}
cancel trade_no=@A2
	{"action":"refund","out_trade_no":"A2","retry_flag":"N","trade_no":"@A2"}
query trade_no=@A2
	{"body":"white","buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"20.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"20.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"20.00","out_trade_no":"A2","passback_params":"a%3Db","point_amount":"0.00","receipt_amount":"20.00","send_pay_date":"TIME","store_id":"S1","subject":"Rice","total_amount":"20.00","trade_no":"@A2","trade_status":"TRADE_CLOSED"}
advance 24h
cancel out_trade_no=A3
	ACQ.TRADE_CANCEL_TIME_OUT
query trade_no=@A3
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"6.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"6.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"6.00","out_trade_no":"A3","point_amount":"0.00","receipt_amount":"6.00","send_pay_date":"TIME","subject":"Rice","total_amount":"6.00","trade_no":"@A3","trade_status":"TRADE_SUCCESS"}

# A QR code, scanned and paid; another that ran out.
precreate out_trade_no=A6 total_amount=3.00 subject=Noodles
	{"out_trade_no":"A6","qr_code":"@A6.qr"}
precreate out_trade_no=A6 total_amount=3.00 subject=Noodles
	{"out_trade_no":"A6","qr_code":"@A6.qr"}
scan A6 w1
query out_trade_no=A6
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"3.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"3.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"3.00","out_trade_no":"A6","point_amount":"0.00","receipt_amount":"3.00","send_pay_date":"TIME","subject":"Noodles","total_amount":"3.00","trade_no":"@A6","trade_status":"TRADE_SUCCESS"}
precreate out_trade_no=A6 total_amount=3.00 subject=Noodles
	ACQ.TRADE_HAS_SUCCESS
precreate out_trade_no=A7 total_amount=3.00 subject=Noodles
	{"out_trade_no":"A7","qr_code":"@A7.qr"}
advance 2h
query out_trade_no=A7
	{"buyer_pay_amount":"0.00","invoice_amount":"0.00","out_trade_no":"A7","point_amount":"0.00","receipt_amount":"0.00","subject":"Noodles","total_amount":"3.00","trade_no":"@A7","trade_status":"TRADE_CLOSED"}
precreate out_trade_no=A7 total_amount=3.00 subject=Noodles
	ACQ.TRADE_HAS_CLOSE
precreate out_trade_no=A8 total_amount=3.00 subject=Noodles qr_code_timeout_express=5m timeout_express=1d
	{"out_trade_no":"A8","qr_code":"@A8.qr"}
advance 5m
query out_trade_no=A8
	{"buyer_pay_amount":"0.00","invoice_amount":"0.00","out_trade_no":"A8","point_amount":"0.00","receipt_amount":"0.00","subject":"Noodles","total_amount":"3.00","trade_no":"@A8","trade_status":"TRADE_CLOSED"}
create out_trade_no=A9 total_amount=3.00 subject=Noodles buyer_id=@w1 timeout_express=1m
	{"out_trade_no":"A9","trade_no":"@A9"}
advance 1m
query out_trade_no=A9
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"0.00","buyer_user_id":"@w1.buyer","invoice_amount":"0.00","out_trade_no":"A9","point_amount":"0.00","receipt_amount":"0.00","subject":"Noodles","total_amount":"3.00","trade_no":"@A9","trade_status":"TRADE_CLOSED"}
pay out_trade_no=A9 total_amount=3.00 subject=Noodles auth_code=@w1.code
	ACQ.TRADE_HAS_CLOSE

# Who sells, who buys.
create out_trade_no=B1 total_amount=3.00 subject=Noodles buyer_id=@m2
	ACQ.BUYER_SELLER_EQUAL
create out_trade_no=B1 total_amount=3.00 subject=Noodles buyer_id=@shop
	ACQ.BUYER_SELLER_EQUAL
create out_trade_no=B1 total_amount=3.00 subject=Noodles buyer_id=2088000000000000
	ACQ.BUYER_NOT_EXIST
create out_trade_no=B1 total_amount=3.00 subject=Noodles
	ACQ.INVALID_PARAMETER
create out_trade_no=B1 total_amount=3.00 subject=Noodles buyer_id=@w1 seller_id=@m2
	ACQ.INVALID_PARAMETER
create out_trade_no=B1 total_amount=3.00 subject=Noodles buyer_id=@w1 seller_id=@shop
	{"out_trade_no":"B1","trade_no":"@B1"}
query out_trade_no=B1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"0.00","buyer_user_id":"@w1.buyer","invoice_amount":"0.00","out_trade_no":"B1","point_amount":"0.00","receipt_amount":"0.00","subject":"Noodles","total_amount":"3.00","trade_no":"@B1","trade_status":"WAIT_BUYER_PAY"}

# What is wrong in itself.
create total_amount=3.00 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B-2 total_amount=3.00 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=1.005 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=1e2 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=0.00 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=100000000.01 subject=Noodles buyer_id=@w1
	ACQ.TOTAL_FEE_EXCEED
create out_trade_no=B2 total_amount=3.00 buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=3.00 subject=a/b buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=3.00 subject=Noodles buyer_id=@w1 timeout_express=16d
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=3.00 subject=Noodles buyer_id=@w1 timeout_express=1.5h
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=3.00 subject=Noodles buyer_id=@w1 time_expire=2001-01-01
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=3.00 subject=Noodles buyer_id=@w1 time_expire=2001-01-01~00:00:00
	ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR
create out_trade_no=B2 total_amount=3.00 subject=Noodles buyer_id=@w1 time_expire=2200-01-01~00:00:00
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=+3.00 subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=NaN subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=３.００ subject=Noodles buyer_id=@w1
	ACQ.INVALID_PARAMETER
create out_trade_no=B2 total_amount=3.00 subject=Noodles buyer_id=@w1 settle_info={"settle_period_time":"366d"}
	ACQ.INVALID_PARAMETER
query
	ACQ.INVALID_PARAMETER
query trade_no=1
	ACQ.TRADE_NOT_EXIST
query out_trade_no=none
	ACQ.TRADE_NOT_EXIST
pay out_trade_no=B2 total_amount=3.00 subject=Noodles
	ACQ.INVALID_PARAMETER
pay out_trade_no=B2 total_amount=3.00 subject=Noodles auth_code=123456789012345678
	ACQ.PAYMENT_AUTH_CODE_INVALID
pay out_trade_no=B2 total_amount=3.00 subject=Noodles auth_code=281234567890123456
	ACQ.PAYMENT_AUTH_CODE_INVALID
pay out_trade_no=B3 total_amount=3.00 subject=Noodles auth_no=1
	ACQ.AUTH_NO_ERROR

# Limits of a wallet.
wallet w3 60000.00
tier w3 basic
pay out_trade_no=B4 total_amount=10000.01 subject=Gold auth_code=@w3.code
	ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION
pay out_trade_no=B5 total_amount=10000.00 subject=Gold auth_code=@w3.code
	{"buyer_id":"@w3.buyer","buyer_logon_id":"***","buyer_open_id":"@w3.buyer","buyer_pay_amount":"10000.00","buyer_user_id":"@w3.buyer","fund_bill_list":[{"amount":"10000.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"10000.00","out_trade_no":"B5","point_amount":"0.00","receipt_amount":"10000.00","total_amount":"10000.00","trade_no":"@B5"}
pay out_trade_no=B6 total_amount=10000.00 subject=Gold auth_code=@w3.code
	{"buyer_id":"@w3.buyer","buyer_logon_id":"***","buyer_open_id":"@w3.buyer","buyer_pay_amount":"10000.00","buyer_user_id":"@w3.buyer","fund_bill_list":[{"amount":"10000.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"10000.00","out_trade_no":"B6","point_amount":"0.00","receipt_amount":"10000.00","total_amount":"10000.00","trade_no":"@B6"}
pay out_trade_no=B7 total_amount=0.01 subject=Gold auth_code=@w3.code
	ACQ.BEYOND_PER_RECEIPT_RESTRICTION

# Contacts are kept apart; one that nobody has does not stop a trade.
create out_trade_no=B8 total_amount=3.00 subject=Noodles buyer_id=@w1 receiver_address_info={"name":"Example","mobile":"10012345678","address":"1_Example_Road"}
	{"out_trade_no":"B8","trade_no":"@B8"}
create out_trade_no=B9 total_amount=3.00 subject=Noodles buyer_id=@w1 receiver_address_info={"name":"Example","mobile":"nobody"} ext_user_info={"cert_no":"x"}
	{"out_trade_no":"B9","trade_no":"@B9"}
