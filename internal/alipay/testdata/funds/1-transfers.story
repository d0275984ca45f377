# A shop that has 1000 yuan, customers, and another merchant.
wallet w1 5000.00 +8610012345678
wallet w2 0.00 +8610012345679
wallet w3 0.00 +8610012345670
merchant m2
pay out_trade_no=A1 total_amount=1000.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"1000.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"1000.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"1000.00","out_trade_no":"A1","point_amount":"0.00","receipt_amount":"1000.00","total_amount":"1000.00","trade_no":"@A1"}

# By a user id: one that the customer knows, one by which this shop knows her, a merchant's.
fund.trans.uni.transfer out_biz_no=T1 trans_amount=10.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER order_title=Wages remark=July payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	{"order_id":"@T1","out_biz_no":"T1","pay_fund_order_id":"@T1","status":"SUCCESS","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=T1 trans_amount=10.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER order_title=Wages remark=July payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	{"order_id":"@T1","out_biz_no":"T1","pay_fund_order_id":"@T1","status":"SUCCESS","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=T1 trans_amount=10.01 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER order_title=Wages remark=July payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	BIZ_UNIQUE_EXCEPTION
fund.trans.uni.transfer out_biz_no=T1 trans_amount=10.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER order_title=Wages remark=July payee_info={"identity":"@w3","identity_type":"ALIPAY_USER_ID"}
	BIZ_UNIQUE_EXCEPTION
fund.trans.uni.transfer out_biz_no=T1 trans_amount=10.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER order_title=Wages remark=August payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	BIZ_UNIQUE_EXCEPTION
fund.trans.uni.transfer out_biz_no=T2 trans_amount=0.10 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2.buyer","identity_type":"ALIPAY_OPEN_ID","name":"w2"}
	{"order_id":"@T2","out_biz_no":"T2","pay_fund_order_id":"@T2","status":"SUCCESS","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=T3 trans_amount=5 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@m2","identity_type":"ALIPAY_USER_ID"}
	{"order_id":"@T3","out_biz_no":"T3","pay_fund_order_id":"@T3","status":"SUCCESS","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=T4 trans_amount=1.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID","name":"w3"}
	PAYEE_USERINFO_ERROR
fund.trans.uni.transfer out_biz_no=T4 trans_amount=1.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"2088000000000000","identity_type":"ALIPAY_USER_ID"}
	PAYEE_NOT_EXIST
fund.trans.uni.transfer out_biz_no=T4 trans_amount=1.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@shop","identity_type":"ALIPAY_USER_ID"}
	PAYER_PAYEE_CANNOT_SAME

# By a phone number, with the name that goes with it.
fund.trans.uni.transfer out_biz_no=T5 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"+8610012345679","identity_type":"ALIPAY_LOGON_ID","name":"w2"}
	{"order_id":"@T5","out_biz_no":"T5","pay_fund_order_id":"@T5","status":"SUCCESS","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=T5 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"+8610012345679","identity_type":"ALIPAY_LOGON_ID","name":"w2"}
	{"order_id":"@T5","out_biz_no":"T5","pay_fund_order_id":"@T5","status":"SUCCESS","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"+8610012345679","identity_type":"ALIPAY_LOGON_ID","name":"w3"}
	PAYEE_USERINFO_ERROR
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"+8610012345699","identity_type":"ALIPAY_LOGON_ID","name":"w2"}
	PAYEE_NOT_EXIST
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"nobody","identity_type":"ALIPAY_LOGON_ID","name":"w2"}
	PAYEE_NOT_EXIST
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"+8610012345679","identity_type":"ALIPAY_LOGON_ID"}
	INVALID_PARAMETER

# Amounts, and what else can be wrong.
fund.trans.uni.transfer out_biz_no=T6 trans_amount=0.09 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	EXCEED_LIMIT_SM_MIN_AMOUNT
fund.trans.uni.transfer out_biz_no=T6 trans_amount=1.005 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=T6 trans_amount=1e2 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=T6 trans_amount=100000000.01 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	EXCEED_LIMIT_SM_AMOUNT
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2000.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	PAYER_BALANCE_NOT_ENOUGH
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"TAOBAO"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=T/6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w2","identity_type":"ALIPAY_USER_ID"}
	INVALID_PARAMETER

# What was refused left its number free.
fund.trans.uni.transfer out_biz_no=T6 trans_amount=2.00 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"@w3","identity_type":"ALIPAY_USER_ID"}
	{"order_id":"@T6","out_biz_no":"T6","pay_fund_order_id":"@T6","status":"SUCCESS","trans_date":"TIME"}

# Queries, by any of the three numbers.
fund.trans.common.query out_biz_no=T1 product_code=TRANS_ACCOUNT_NO_PWD biz_scene=DIRECT_TRANSFER
	{"order_fee":"0.00","order_id":"@T1","out_biz_no":"T1","pay_date":"TIME","pay_fund_order_id":"@T1","status":"SUCCESS","trans_amount":"10.00","trans_date":"TIME"}
fund.trans.common.query order_id=@T1
	{"order_fee":"0.00","order_id":"@T1","out_biz_no":"T1","pay_date":"TIME","pay_fund_order_id":"@T1","status":"SUCCESS","trans_amount":"10.00","trans_date":"TIME"}
fund.trans.common.query pay_fund_order_id=@T5 out_biz_no=T1
	{"order_fee":"0.00","order_id":"@T5","out_biz_no":"T5","pay_date":"TIME","pay_fund_order_id":"@T5","status":"SUCCESS","trans_amount":"2.00","trans_date":"TIME"}
fund.trans.common.query out_biz_no=T9
	ORDER_NOT_EXIST
fund.trans.common.query order_id=123
	ORDER_NOT_EXIST
fund.trans.common.query order_id=@A1
	ORDER_NOT_EXIST
fund.trans.common.query
	INVALID_PARAMETER
fund.account.query alipay_user_id=@shop account_type=ACCTRANS_ACCOUNT
	{"available_amount":"980.90","freeze_amount":"0.00"}
fund.account.query
	{"available_amount":"980.90","freeze_amount":"0.00"}
fund.account.query alipay_user_id=@m2
	INVALID_PARAMETER
fund.account.query account_type=CREDIT
	INVALID_PARAMETER
data.bill.balance.query
	{"available_amount":"980.90","freeze_amount":"0.00","settle_amount":"0.00","total_amount":"980.90"}
