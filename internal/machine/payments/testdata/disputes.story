# A dispute freezes the release; the merchant may still give back.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
top_up w1 minor=1000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=1000 buyer=w1 from=w1:1000 release=payment:1
  t1 paid held=1000
  w1 > m1/escrow 1000 funding for t1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
dispute t1 by=m1
  refused denied not_allowed
dispute t1 by=c2
  refused not_found trade_not_found
dispute t1 by=c1
  t1 disputed held=1000
  ! trade.disputed t1/2 m1 w1
dispute t1 by=c1
  refused conflict trade_disputed
confirm t1 by=c1
  refused conflict trade_disputed
extend t1 days=3 by=c1
  refused conflict trade_disputed
ship t1 by=m1
  refused conflict trade_disputed
wait 30d
refund t1 request=r1 minor=100 by=m1
  t1 disputed held=900 refunded=100
  m1/escrow > w1 100 refund_from_escrow for t1
  ! trade.refunded t1/3 m1 w1
charge_back t1 request=k1 minor=1
  refused conflict charge_back_exceeds_fundings
resolve t1 refund=901
  refused invalid refund_exceeds_escrow
resolve t1 refund=-1
  refused invalid refund_exceeds_escrow
resolve t1 refund=300 by=m1
  refused denied not_allowed
resolve t1 refund=300 by=c1
  refused denied not_allowed
resolve t1 refund=300
  t1 completed released=600 refunded=400
  m1/escrow > w1 300 refund_from_escrow for t1
  m1/escrow > m1 600 release for t1
  ! trade.resolved t1/4 m1 w1
  ! trade.refunded t1/4 m1 w1
  ! trade.completed t1/4 m1 w1
resolve t1 refund=300
  refused conflict trade_not_disputed
balances m1 w1
  m1 balance=600 escrow=0 reserve=0 payout=0
  w1 400
# A decision that gives all back closes, one that gives nothing releases.
trade t2 shop=m1 minor=100 from=100
  t2 paid held=100
  clearing/2 > m1/escrow 100 funding for t2
  ! trade.created t2/1 m1
  ! trade.paid t2/1 m1
dispute t2
  t2 disputed held=100
  ! trade.disputed t2/2 m1
resolve t2 refund=100
  t2 closed refunded=100
  m1/escrow > clearing/2 100 refund_from_escrow for t2
  ! trade.resolved t2/3 m1
  ! trade.refunded t2/3 m1
  ! trade.closed t2/3 m1
trade t3 shop=m1 minor=100 from=100
  t3 paid held=100
  clearing/2 > m1/escrow 100 funding for t3
  ! trade.created t3/1 m1
  ! trade.paid t3/1 m1
dispute t3
  t3 disputed held=100
  ! trade.disputed t3/2 m1
resolve t3
  t3 completed released=100
  m1/escrow > m1 100 release for t3
  ! trade.resolved t3/3 m1
  ! trade.completed t3/3 m1
balances m1
  m1 balance=700 escrow=0 reserve=0 payout=0
