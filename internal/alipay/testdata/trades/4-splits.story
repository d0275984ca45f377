# Receivers are bound, then a trade's released money is split among them.
merchant m3
wallet w4 0 10012345679
royalty.relation.bind out_request_no=b1 receiver_list=[{"type":"userId","account":"@w2"},{"type":"userId","account":"@m2"}]
	{"result_code":"SUCCESS"}
royalty.relation.bind out_request_no=b1 receiver_list=[{"type":"userId","account":"@w2"}]
	{"result_code":"SUCCESS"}
royalty.relation.bind out_request_no=b2 receiver_list=[{"type":"loginName","account":"10012345679","name":"w4"}]
	{"result_code":"SUCCESS"}
royalty.relation.bind out_request_no=b3 receiver_list=[{"type":"loginName","account":"10012345679","name":"somebody"}]
	ACQ.ROYALTY_RECEIVER_INVALID
royalty.relation.bind out_request_no=b3 receiver_list=[{"type":"loginName","account":"10012345670","name":"w4"}]
	ACQ.ROYALTY_RECEIVER_INVALID
royalty.relation.bind out_request_no=b3 receiver_list=[{"type":"userId","account":"@shop"}]
	ACQ.ROYALTY_ACCOUNTS_EQUAL
royalty.relation.bind out_request_no=b3 receiver_list=[{"type":"userId","account":"2088"}]
	ACQ.ROYALTY_RECEIVER_INVALID
royalty.relation.bind out_request_no=b3 receiver_list=[{"type":"storeId","account":"@w2"}]
	ACQ.INVALID_PARAMETER
royalty.relation.bind out_request_no=b3 receiver_list=[]
	ACQ.INVALID_PARAMETER
royalty.relation.bind receiver_list=[{"type":"userId","account":"@w2"}]
	ACQ.INVALID_PARAMETER
royalty.relation.batchquery
	{"current_page_num":1,"current_page_size":20,"receiver_list":[{"account":"@w2.buyer","type":"userId"},{"account":"@m2","type":"userId"},{"account":"@w4.buyer","type":"userId"}],"result_code":"SUCCESS","total_page_num":1,"total_record_num":3}
royalty.relation.batchquery page_num=2 page_size=2
	{"current_page_num":2,"current_page_size":2,"receiver_list":[{"account":"@w4.buyer","type":"userId"}],"result_code":"SUCCESS","total_page_num":2,"total_record_num":3}
royalty.relation.batchquery page_num=0
	ACQ.INVALID_PARAMETER

pay out_trade_no=S1 total_amount=100.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"100.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"100.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"100.00","out_trade_no":"S1","point_amount":"0.00","receipt_amount":"100.00","total_amount":"100.00","trade_no":"@S1"}
order.settle out_request_no=d1 trade_no=@S1 royalty_parameters=[{"royalty_type":"transfer","trans_out":"@shop","trans_out_type":"userId","trans_in":"@w2","trans_in_type":"userId","amount":"10.00","desc":"part"},{"trans_in":"@m2","amount":"5.5"}]
	{"settle_no":"@settle1","trade_no":"@S1"}
order.settle out_request_no=d1 trade_no=@S1 royalty_parameters=[{"royalty_type":"transfer","trans_out":"@shop","trans_out_type":"userId","trans_in":"@w2","trans_in_type":"userId","amount":"10.00","desc":"part"},{"trans_in":"@m2","amount":"5.5"}]
	{"settle_no":"@settle1","trade_no":"@S1"}
order.settle out_request_no=d1 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"11.00"}]
	ACQ.DISCORDANT_REPEAT_REQUEST
order.settle.query settle_no=@settle1
	{"operation_dt":"TIME","out_request_no":"d1","royalty_detail_list":[{"amount":"10.00","detail_id":"@settle100","execute_dt":"TIME","operation_type":"transfer","state":"SUCCESS","trans_in":"@w2.buyer","trans_in_type":"userId","trans_out":"@shop","trans_out_type":"userId"},{"amount":"5.50","detail_id":"@settle101","execute_dt":"TIME","operation_type":"transfer","state":"SUCCESS","trans_in":"@m2","trans_in_type":"userId","trans_out":"@shop","trans_out_type":"userId"}]}
order.settle.query trade_no=@S1 out_request_no=d1
	{"operation_dt":"TIME","out_request_no":"d1","royalty_detail_list":[{"amount":"10.00","detail_id":"@settle100","execute_dt":"TIME","operation_type":"transfer","state":"SUCCESS","trans_in":"@w2.buyer","trans_in_type":"userId","trans_out":"@shop","trans_out_type":"userId"},{"amount":"5.50","detail_id":"@settle101","execute_dt":"TIME","operation_type":"transfer","state":"SUCCESS","trans_in":"@m2","trans_in_type":"userId","trans_out":"@shop","trans_out_type":"userId"}]}
order.settle.query trade_no=@S1 out_request_no=d9
	ACQ.ROYALTY_SETTLE_NOT_EXIST
order.settle.query settle_no=1
	ACQ.ROYALTY_SETTLE_NOT_EXIST
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@m3","amount":"1.00"}]
	ACQ.ROYALTY_RECEIVER_INVALID
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@shop","amount":"1.00"}]
	ACQ.ROYALTY_ACCOUNTS_EQUAL
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"84.51"}]
	ACQ.ALLOC_AMOUNT_VALIDATE_ERROR
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"0"}]
	ACQ.INVALID_PARAMETER
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00","amount_percentage":"50"}]
	ACQ.INVALID_PARAMETER
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}] extend_params={"royalty_finish":"true","royalty_finish_amount":"5.00"}
	ACQ.INVALID_PARAMETER
settle.confirm out_request_no=d2 trade_no=@S1 extend_params={"royalty_freeze":"true"}
	ACQ.INVALID_PARAMETER
settle.confirm out_request_no=d2 trade_no=@S1 settle_info={"settle_detail_infos":[{"trans_in_type":"defaultSettle","amount":"100.00","actual_amount":"90.00"}]}
	ACQ.INVALID_PARAMETER
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2"}]
	ACQ.INVALID_PARAMETER
order.settle out_request_no=d2 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00","trans_out":"@m3"}]
	ACQ.INVALID_PARAMETER
order.settle out_request_no=d2 trade_no=@S1
	ACQ.INVALID_PARAMETER
order.settle out_request_no=d2 trade_no=1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.TRADE_NOT_EXIST
order.settle trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.INVALID_PARAMETER
query out_trade_no=S1 query_options=["trade_settle_info"]
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"100.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"100.00","fund_channel":"ALIPAYACCOUNT"}],"invoice_amount":"100.00","out_trade_no":"S1","point_amount":"0.00","receipt_amount":"100.00","send_pay_date":"TIME","subject":"Tea","total_amount":"100.00","trade_no":"@S1","trade_settle_info":{"trade_settle_detail_list":[{"amount":"10.00","operation_dt":"TIME","operation_serial_no":"@settle1","operation_type":"transfer","trans_in":"@w2.buyer","trans_out":"@shop"},{"amount":"5.50","operation_dt":"TIME","operation_serial_no":"@settle1","operation_type":"transfer","trans_in":"@m2","trans_out":"@shop"}],"trade_unsettled_amount":"0.00"},"trade_status":"TRADE_SUCCESS"}
cancel out_trade_no=S1
	ACQ.CANCEL_NOT_ALLOWED
order.settle out_request_no=d3 trade_no=@S1 royalty_parameters=[{"trans_in_type":"loginName","trans_in":"10012345679","trans_in_name":"w4","amount":"1.00"}] extend_params={"royalty_finish":"true"}
	{"settle_no":"@settle2","trade_no":"@S1"}
order.settle out_request_no=d4 trade_no=@S1 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.ALREADY_FINISH_ALLOC
funds
	shop 137.50, escrow 0.00, w1 825.00, w2 15.00, w3 40000.00, w4 1.00

# Not while it lies in escrow, not after a refund, not without money.
pay out_trade_no=S2 total_amount=9.00 subject=Tea auth_code=@w1.code settle_info={"settle_period_time":"1d"}
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"9.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"9.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"9.00","out_trade_no":"S2","point_amount":"0.00","receipt_amount":"9.00","total_amount":"9.00","trade_no":"@S2"}
order.settle out_request_no=d1 trade_no=@S2 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.TRADE_SETTLE_ERROR
receive S2
refund out_trade_no=S2 refund_amount=1.00 out_request_no=q1
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_user_id":"@w1.buyer","fund_change":"Y","gmt_refund_pay":"TIME","out_trade_no":"S2","refund_detail_item_list":[{"amount":"1.00","fund_channel":"ALIPAYACCOUNT"}],"refund_fee":"1.00","send_back_fee":"1.00","trade_no":"@S2"}
order.settle out_request_no=d1 trade_no=@S2 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.ALLOC_REFUSE_AFTER_REFUND
pay out_trade_no=S3 total_amount=9.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"9.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"9.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"9.00","out_trade_no":"S3","point_amount":"0.00","receipt_amount":"9.00","total_amount":"9.00","trade_no":"@S3"}
drain
order.settle out_request_no=d1 trade_no=@S3 royalty_parameters=[{"trans_in":"@w2","amount":"1.00"}]
	ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH
royalty.relation.unbind out_request_no=b4 receiver_list=[{"type":"userId","account":"@w2"}]
	{"result_code":"SUCCESS"}
royalty.relation.unbind out_request_no=b4 receiver_list=[{"type":"userId","account":"@w2"}]
	{"result_code":"SUCCESS"}
royalty.relation.batchquery
	{"current_page_num":1,"current_page_size":20,"receiver_list":[{"account":"@m2","type":"userId"},{"account":"@w4.buyer","type":"userId"}],"result_code":"SUCCESS","total_page_num":1,"total_record_num":2}

# Shares from the beginning, with merchants that the terms name.
create out_trade_no=S4 total_amount=9.00 subject=Tea buyer_id=@w1 royalty_info={"royalty_type":"ROYALTY","royalty_detail_infos":[{"trans_in":"@m2","trans_in_type":"userId","amount":"4.00"}]}
	ACQ.ROYALTY_RECEIVER_INVALID
payees m2
create out_trade_no=S4 total_amount=9.00 subject=Tea buyer_id=@w1 royalty_info={"royalty_type":"ROYALTY","royalty_detail_infos":[{"trans_in":"@m2","trans_in_type":"userId","amount":"4.00"}]}
	{"out_trade_no":"S4","trade_no":"@S4"}
create out_trade_no=S5 total_amount=9.00 subject=Tea buyer_id=@w1 royalty_info={"royalty_type":"ROYALTY","royalty_detail_infos":[{"trans_in":"@w2","trans_in_type":"userId","amount":"4.00"}]}
	ACQ.ROYALTY_RECEIVER_INVALID
create out_trade_no=S5 total_amount=9.00 subject=Tea buyer_id=@w1 royalty_info={"royalty_type":"ROYALTY","royalty_detail_infos":[{"trans_in":"@m2","trans_in_type":"userId","amount":"9.01"}]}
	ACQ.ALLOC_AMOUNT_VALIDATE_ERROR
pay out_trade_no=S4 total_amount=9.00 subject=Tea auth_code=@w1.code royalty_info={"royalty_type":"ROYALTY","royalty_detail_infos":[{"trans_in":"@m2","trans_in_type":"userId","amount":"4.00"}]}
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"9.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"9.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"9.00","out_trade_no":"S4","point_amount":"0.00","receipt_amount":"9.00","total_amount":"9.00","trade_no":"@S4"}
funds
	shop 5.00, escrow 0.00, w1 799.00, w2 15.00, w3 40000.00, w4 1.00

# A wallet that may hold no more gets no part.
wallet w5 99999.00
tier w5 basic
royalty.relation.bind out_request_no=b5 receiver_list=[{"type":"userId","account":"@w5"}]
	{"result_code":"SUCCESS"}
pay out_trade_no=S6 total_amount=9.00 subject=Tea auth_code=@w1.code
	{"buyer_id":"@w1.buyer","buyer_logon_id":"***","buyer_open_id":"@w1.buyer","buyer_pay_amount":"9.00","buyer_user_id":"@w1.buyer","fund_bill_list":[{"amount":"9.00","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"TIME","invoice_amount":"9.00","out_trade_no":"S6","point_amount":"0.00","receipt_amount":"9.00","total_amount":"9.00","trade_no":"@S6"}
order.settle out_request_no=d1 trade_no=@S6 royalty_parameters=[{"trans_in":"@w5","amount":"0.50"},{"trans_in":"@w5","amount":"0.51"}]
	ACQ.ROYALTY_RECEIVER_INVALID
order.settle out_request_no=d1 trade_no=@S6 royalty_parameters=[{"trans_in":"@w5","amount":"0.50"},{"trans_in":"@w5","amount":"0.50"}]
	{"settle_no":"@settle3","trade_no":"@S6"}
