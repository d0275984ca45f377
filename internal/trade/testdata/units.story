# The buyer's units of a fund pay: out of the fund's account for payments, and back
# into it. What an outside fund pays only an operator vouches for.
deposit to=f1 minor=1000
  f1 has 1000
create t1 merchant=m1 amount=1000
  t1 waiting_payment
  ! trade.created
pay t1 fundings=fund:1000 by=w1
  refused denied instrument_not_allowed
pay t1 fundings=fund:f1:1000
  refused invalid invalid_funding
pay t1 fundings=fund:f1:1000 by=m1
  refused denied not_allowed
pay t1 fundings=card:f1:1000
  refused invalid invalid_funding
pay t1 buyer=w2 fundings=fund:f1:1000 by=w1
  refused denied not_the_buyer
pay t1 fundings=fund:f1:600,card:400 by=w1
  refused denied instrument_not_allowed
pay t1 fundings=fund:f1:600,wallet:w2:400 by=w1
  refused denied wallet_not_the_buyers
pay t1 fundings=fund:f1:1001 by=w1
  refused invalid fundings_differ_from_amount
pay t1 buyer=w1 fundings=card:400,fund:f1:600
  t1 paid held=1000
  clearing/2 > m1/escrow 400 funding
  f1/payment > m1/escrow 600 funding
  ! trade.paid
show t1
  buyer w1
  share m1 1000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 400 refunded=0
  funding 7 600 refunded=0
# A bank takes back what it paid, and no units.
charge_back t1 request=c1 minor=401
  refused conflict charge_back_exceeds_fundings
charge_back t1 request=c1 minor=300
  t1 paid held=700 charged_held=300
  m1/escrow > clearing/2 300 charge_back_from_escrow
  ! trade.charged_back
refund t1 request=r1 minor=650
  t1 paid held=50 refunded_held=650 charged_held=300
  m1/escrow > f1/payment 600 refund_from_escrow
  m1/escrow > clearing/2 50 refund_from_escrow
  ! trade.refunded
refund t1 request=r2 minor=50
  t1 closed refunded_held=700 charged_held=300
  m1/escrow > clearing/2 50 refund_from_escrow
  ! trade.refunded trade.closed
show t1
  buyer w1
  share m1 1000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 400 refunded=400
  funding 7 600 refunded=600
# By her own word, without a wallet's money.
create t2 merchant=m1 amount=400 release=no_escrow
  t2 waiting_payment
  ! trade.created
pay t2 fundings=fund:f1:400 by=w1
  t2 completed released=400
  f1/payment > m1/escrow 400 funding
  m1/escrow > m1 400 release
  ! trade.paid trade.completed
show t2
  buyer w1
  share m1 400 released=400 fee=0 returned=0 charged=0 fee_back=0
  funding 7 400 refunded=0
refund t2 request=r1 minor=400
  t2 closed released=400 refunded_after=400
  m1 > f1/payment 400 refund_from_balance
  ! trade.refunded trade.closed
# The buyer is she whose wallet pays besides.
deposit to=w1 minor=100
  w1 has 100
create t3 merchant=m1 amount=300
  t3 waiting_payment
  ! trade.created
pay t3 fundings=fund:f1:200,wallet:w1:100
  t3 paid held=300
  f1/payment > m1/escrow 200 funding
  w1 > m1/escrow 100 funding
  ! trade.paid
show t3
  buyer w1
  share m1 300 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 7 200 refunded=0
  funding 1 100 refunded=0
# When the trade is made, and by a fund that lacks it.
create t4 merchant=m1 amount=300 buyer=w1 fundings=fund:f1:300
  t4 paid held=300
  f1/payment > m1/escrow 300 funding
  ! trade.created trade.paid
create t5 merchant=m1 amount=900 buyer=w1 fundings=fund:f1:900
  refused conflict overdrawn
