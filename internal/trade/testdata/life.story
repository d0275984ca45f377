# An order from payment to release: the buyer's money waits in escrow until the
# buyer says that the goods have come.
deposit to=w1 minor=10000
  w1 has 10000
create t1 merchant=m1 amount=10000 buyer=w1 by=m1
  t1 waiting_payment
  ! trade.created
pay t1 fundings=wallet:w1:10000 by=w1
  t1 paid held=10000
  w1 > m1/escrow 10000 funding
  ! trade.paid
ship t1 by=m1
  t1 shipped held=10000
  ! trade.shipped
confirm t1 by=w1
  t1 completed released=10000
  m1/escrow > m1 10000 release
  ! trade.completed
# What is done is done.
confirm t1 by=w1
  refused conflict trade_completed
ship t1
  refused conflict trade_completed
pay t1 fundings=card:10000
  refused conflict trade_completed
close t1 by=m1
  refused conflict trade_completed
dispute t1 by=w1
  refused conflict trade_completed
extend t1 days=3 by=w1
  refused conflict trade_completed

# Created and paid in one step by the house, confirmed without being shipped.
create t2 merchant=m1 amount=500 fundings=card:300,voucher:200
  t2 paid held=500
  clearing/2 > m1/escrow 300 funding
  clearing/6 > m1/escrow 200 funding
  ! trade.created trade.paid
show t2
  buyer nobody
  share m1 500 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 300 refunded=0
  funding 6 200 refunded=0
confirm t2
  t2 completed released=500
  m1/escrow > m1 500 release
  ! trade.completed

# A trade without escrow settles at payment.
create t3 merchant=m1 amount=700 release=no_escrow fundings=bank:700
  t3 completed released=700
  clearing/4 > m1/escrow 700 funding
  m1/escrow > m1 700 release
  ! trade.created trade.paid trade.completed
ship t3
  refused conflict trade_completed

# Whoever pays a trade without a buyer becomes the buyer.
deposit to=w2 minor=1000
  w2 has 1000
create t4 merchant=m1 amount=1000 by=m1
  t4 waiting_payment
  ! trade.created
pay t4 fundings=wallet:w2:1000 by=w2
  t4 paid held=1000
  w2 > m1/escrow 1000 funding
  ! trade.paid
show t4
  buyer w2
  share m1 1000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 1 1000 refunded=0
confirm t4 by=w1
  refused not_found trade_not_found
confirm t4 by=w2
  t4 completed released=1000
  m1/escrow > m1 1000 release
  ! trade.completed

# An operator pays from a wallet: its owner is the buyer.
deposit to=w3 minor=1000
  w3 has 1000
create t5 merchant=m1 amount=900
  t5 waiting_payment
  ! trade.created
pay t5 fundings=card:100,wallet:w3:800
  t5 paid held=900
  clearing/2 > m1/escrow 100 funding
  w3 > m1/escrow 800 funding
  ! trade.paid
show t5
  buyer w3
  share m1 900 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 100 refunded=0
  funding 1 800 refunded=0

# The ledger, not the trade, says that the money is not there.
create t6 merchant=m1 amount=5000 buyer=w1
  t6 waiting_payment
  ! trade.created
pay t6 fundings=wallet:w1:5000 by=w1
  refused conflict overdrawn
show t6
  buyer w1
  share m1 5000 released=0 fee=0 returned=0 charged=0 fee_back=0

# Never paid: closed by the merchant, by the buyer, by an operator.
close t6 by=m1
  t6 closed
  ! trade.closed
pay t6 fundings=card:5000
  refused conflict trade_closed
refund t6 request=r1 minor=1
  refused conflict trade_closed
create t7 merchant=m1 amount=5000 buyer=w1
  t7 waiting_payment
  ! trade.created
close t7 by=w1
  t7 closed
  ! trade.closed
close t7 by=w1
  refused conflict trade_closed
ship t7
  refused conflict trade_closed
