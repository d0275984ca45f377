# A transfer to a bank is on its way until the bank has told what became of it.
fund.trans.uni.transfer out_biz_no=B1 trans_amount=20.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	{"order_id":"@B1","out_biz_no":"B1","pay_fund_order_id":"@B1","status":"DEALING","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=B1 trans_amount=20.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	{"order_id":"@B1","out_biz_no":"B1","pay_fund_order_id":"@B1","status":"DEALING","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=B1 trans_amount=20.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"5555555555554444","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	BIZ_UNIQUE_EXCEPTION
fund.trans.uni.transfer out_biz_no=B2 trans_amount=0.01 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111112","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=B2 trans_amount=0.01 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT"}
	INVALID_PARAMETER
fund.trans.uni.transfer out_biz_no=B2 trans_amount=0.01 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"00012345678","identity_type":"BANKCARD_ACCOUNT","name":"w3","bankcard_ext_info":{"account_type":"1"}}
	{"order_id":"@B2","out_biz_no":"B2","pay_fund_order_id":"@B2","status":"DEALING","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=B3 trans_amount=3.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	{"order_id":"@B3","out_biz_no":"B3","pay_fund_order_id":"@B3","status":"DEALING","trans_date":"TIME"}
fund.trans.uni.transfer out_biz_no=B4 trans_amount=9999.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"4111111111111111","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	PAYER_BALANCE_NOT_ENOUGH
fund.trans.uni.transfer out_biz_no=B4 trans_amount=1.00 product_code=TRANS_BANKCARD_NO_PWD biz_scene=DIRECT_TRANSFER payee_info={"identity":"5555555555554444","identity_type":"BANKCARD_ACCOUNT","name":"w3"}
	{"order_id":"@B4","out_biz_no":"B4","pay_fund_order_id":"@B4","status":"DEALING","trans_date":"TIME"}
fund.trans.common.query out_biz_no=B1
	{"order_fee":"0.00","order_id":"@B1","out_biz_no":"B1","pay_fund_order_id":"@B1","status":"DEALING","trans_amount":"20.00","trans_date":"TIME"}
report B1 sent
fund.trans.common.query out_biz_no=B1
	{"order_fee":"0.00","order_id":"@B1","out_biz_no":"B1","pay_fund_order_id":"@B1","status":"DEALING","trans_amount":"20.00","trans_date":"TIME"}
report B1 succeeded
fund.trans.common.query out_biz_no=B1
	{"order_fee":"0.00","order_id":"@B1","out_biz_no":"B1","pay_date":"TIME","pay_fund_order_id":"@B1","status":"SUCCESS","trans_amount":"20.00","trans_date":"TIME"}
report B1 returned
fund.trans.common.query out_biz_no=B1
	{"error_code":"BANK_CARD_REFUNDED","fail_reason":"the receiving bank sent the money back: it is in the balance again","order_fee":"0.00","order_id":"@B1","out_biz_no":"B1","pay_date":"TIME","pay_fund_order_id":"@B1","status":"REFUND","trans_amount":"20.00","trans_date":"TIME"}
report B2 sent
report B2 failed
fund.trans.common.query out_biz_no=B2
	{"error_code":"BANK_RESPONSE_ERROR","fail_reason":"the bank did not take the money: it is in the balance again","order_fee":"0.00","order_id":"@B2","out_biz_no":"B2","pay_date":"TIME","pay_fund_order_id":"@B2","status":"FAIL","trans_amount":"0.01","trans_date":"TIME"}
report B3 sent
report B3 succeeded
fund.trans.common.query out_biz_no=B3
	{"order_fee":"0.00","order_id":"@B3","out_biz_no":"B3","pay_date":"TIME","pay_fund_order_id":"@B3","status":"SUCCESS","trans_amount":"3.00","trans_date":"TIME"}
fund.account.query
	{"available_amount":"976.90","freeze_amount":"0.00"}
