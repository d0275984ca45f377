# A trade from making to release, with shares, two fundings and a fee.
merchant m1 ppm=10000 refundable=yes payees=m2
  m1 timer=3 days=10 ppm=10000
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
merchant m3 currency=978
  m3 timer=3 days=10 ppm=0
  ! merchant.created m3/1 m3
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w3 owner=c1 currency=978
  w3 tier=1 day=0 year=0
  ! wallet.opened w3/1 w3
top_up w1 minor=10000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 10000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=1000 shares=m2:300 by=m1
  t1 waiting_payment
  ! trade.created t1/1 m1
trade t2 shop=m1 minor=1000 order=order-t1
  refused conflict order_exists
order order-t1 shop=m1
  t1 waiting_payment
order order-t2 shop=m1
pay t1 from=w1:1000 by=c2
  refused not_found trade_not_found
pay t1 from=w1:900,50 by=c1
  refused denied instrument_not_allowed
pay t1 from=w1:900,100
  t1 paid held=1000
  w1 > m1/escrow 900 funding for t1
  clearing/2 > m1/escrow 100 funding for t1
  ! trade.paid t1/2 m1 w1
pay t1 from=w1:900,100
  refused conflict trade_already_paid
balances m1 m2 w1
  m1 balance=0 escrow=1000 reserve=0 payout=0
  m2 balance=0 escrow=0 reserve=0 payout=0
  w1 9100
ship t1 by=m1
  t1 shipped held=1000
  ! trade.shipped t1/3 m1 w1
confirm t1 by=c1
  t1 completed released=1000 fee=10
  m1/escrow > m2 300 release for t1
  m2 > fees 3 fee for t1
  m1/escrow > m1 700 release for t1
  m1 > fees 7 fee for t1
  ! trade.completed t1/4 m1 w1
balances m1 m2 w1
  m1 balance=693 escrow=0 reserve=0 payout=0
  m2 balance=297 escrow=0 reserve=0 payout=0
  w1 9100
# Back to the fundings, last first, out of the payees' balances.
refund t1 request=r1 minor=500 by=m1
  t1 completed released=1000 refunded=500 fee=10 fee_back=4
  fees > m2 1 fee_back for t1
  fees > m1 3 fee_back for t1
  m2 > clearing/2 100 refund_from_balance for t1
  m2 > w1 50 refund_from_balance for t1
  m1 > w1 350 refund_from_balance for t1
  ! trade.refunded t1/5 m1 w1
refund t1 request=r1 minor=500 by=m1
  t1 completed released=1000 refunded=500 fee=10 fee_back=4
refund t1 request=r1 minor=501 by=m1
  refused conflict discordant_request
refund t1 request=r2 minor=501 by=m1
  refused conflict refund_exceeds_paid
charge_back t1 request=k1 minor=1
  refused conflict charge_back_exceeds_fundings
balances m1 m2 w1
  m1 balance=346 escrow=0 reserve=0 payout=0
  m2 balance=148 escrow=0 reserve=0 payout=0
  w1 9500
# Payees and buyers that are not there, or keep another currency.
trade t3 shop=m1 minor=1000 shares=m9:1
  refused not_found payee_not_found
trade t3 shop=m1 minor=1000 shares=m3:1
  refused not_found payee_not_found
trade t3 shop=m1 minor=1000 buyer=w9
  refused not_found wallet_not_found
trade t3 shop=m1 minor=1000 buyer=w3
  refused not_found wallet_not_found
trade t3 shop=m9 minor=1000
  refused not_found merchant_not_found
trade t3 shop=m1 minor=1000 from=w3:1000
  refused not_found wallet_not_found
# Money that is not there.
trade t4 shop=m1 minor=20000 buyer=w1 from=w1:20000
  refused conflict insufficient_funds
trade t5 shop=m1 minor=20000 buyer=w1
  t5 waiting_payment
  ! trade.created t5/1 m1 w1
pay t5 from=w1:20000 by=c1
  refused conflict insufficient_funds
top_up w1 minor=20000
  w1 tier=1 day=900 year=900
  clearing/2 > w1 20000 top_up for w1
  ! wallet.topped_up w1/4 w1
pay t5 from=w1:20000 by=c1
  t5 paid held=20000
  w1 > m1/escrow 20000 funding for t5
  ! trade.paid t5/2 m1 w1
refund t5 request=r1 minor=20000
  t5 closed refunded=20000
  m1/escrow > w1 20000 refund_from_escrow for t5
  ! trade.refunded t5/3 m1 w1
  ! trade.closed t5/3 m1 w1
balances m1 w1
  m1 balance=346 escrow=0 reserve=0 payout=0
  w1 29500
trades m1
  t5
  t1
trades w1
  t5
  t1
events w1
  ! wallet.opened w1/1 w1
  ! wallet.topped_up w1/2 w1
  ! trade.paid t1/2 m1 w1
  ! trade.shipped t1/3 m1 w1
  ! trade.completed t1/4 m1 w1
  ! trade.refunded t1/5 m1 w1
  ! trade.created t5/1 m1 w1
  ! wallet.topped_up w1/4 w1
  ! trade.paid t5/2 m1 w1
  ! trade.refunded t5/3 m1 w1
  ! trade.closed t5/3 m1 w1
