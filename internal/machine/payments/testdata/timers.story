# An unpaid trade closes when its time is over, not a nanosecond before.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
top_up w1 minor=10000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 10000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=100 expires=1h
  t1 waiting_payment
  ! trade.created t1/1 m1
trade t2 shop=m1 minor=100
  t2 waiting_payment
  ! trade.created t2/1 m1
until t1 -1ns
show t1
  t1 waiting_payment
until t1 0s
  ! trade.closed t1/2 m1
show t1
  t1 closed
pay t1 from=100
  refused conflict trade_closed
until t2 0s
  ! trade.closed t2/2 m1
show t2
  t2 closed
# Release some days after payment.
trade t3 shop=m1 minor=100 from=100 release=payment:2
  t3 paid held=100
  clearing/2 > m1/escrow 100 funding for t3
  ! trade.created t3/1 m1
  ! trade.paid t3/1 m1
until t3 -1ns
show t3
  t3 paid held=100
until t3 0s
  m1/escrow > m1 100 release for t3
  ! trade.completed t3/2 m1
balances m1
  m1 balance=100 escrow=0 reserve=0 payout=0
# Release some days after shipping; the buyer may extend once.
trade t4 shop=m1 minor=100 buyer=w1 from=w1:100 release=shipping:2
  t4 paid held=100
  w1 > m1/escrow 100 funding for t4
  ! trade.created t4/1 m1 w1
  ! trade.paid t4/1 m1 w1
wait 5d
show t4
  t4 paid held=100
ship t4
  t4 shipped held=100
  ! trade.shipped t4/2 m1 w1
wait 1d
extend t4 days=3 by=c1
  t4 shipped held=100
  ! trade.extended t4/3 m1 w1
extend t4 days=3 by=c1
  refused conflict trade_already_extended
wait 3d
show t4
  t4 shipped held=100
wait 1d
  m1/escrow > m1 100 release for t4
  ! trade.completed t4/4 m1 w1
show t4
  t4 completed released=100
# A payment puts the expiry out of force.
trade t5 shop=m1 minor=100 expires=1h
  t5 waiting_payment
  ! trade.created t5/1 m1
pay t5 from=100
  t5 paid held=100
  clearing/2 > m1/escrow 100 funding for t5
  ! trade.paid t5/2 m1
wait 2h
show t5
  t5 paid held=100
# Whoever comes first: a refund of all, a confirmation, a dispute.
trade t6 shop=m1 minor=100 from=100 release=payment:1
  t6 paid held=100
  clearing/2 > m1/escrow 100 funding for t6
  ! trade.created t6/1 m1
  ! trade.paid t6/1 m1
refund t6 request=r1 minor=100
  t6 closed refunded=100
  m1/escrow > clearing/2 100 refund_from_escrow for t6
  ! trade.refunded t6/2 m1
  ! trade.closed t6/2 m1
trade t7 shop=m1 minor=100 from=100 release=payment:1
  t7 paid held=100
  clearing/2 > m1/escrow 100 funding for t7
  ! trade.created t7/1 m1
  ! trade.paid t7/1 m1
confirm t7
  t7 completed released=100
  m1/escrow > m1 100 release for t7
  ! trade.completed t7/2 m1
trade t8 shop=m1 minor=100 from=100 release=payment:1
  t8 paid held=100
  clearing/2 > m1/escrow 100 funding for t8
  ! trade.created t8/1 m1
  ! trade.paid t8/1 m1
dispute t8
  t8 disputed held=100
  ! trade.disputed t8/2 m1
wait 2d
show t8
  t8 disputed held=100
resolve t8 refund=40
  t8 completed released=60 refunded=40
  m1/escrow > clearing/2 40 refund_from_escrow for t8
  m1/escrow > m1 60 release for t8
  ! trade.resolved t8/3 m1
  ! trade.refunded t8/3 m1
  ! trade.completed t8/3 m1
balances m1
  m1 balance=360 escrow=100 reserve=0 payout=0
# Timers survive a crash, and fire once.
trade t9 shop=m1 minor=100 from=100 release=payment:1
  t9 paid held=100
  clearing/2 > m1/escrow 100 funding for t9
  ! trade.created t9/1 m1
  ! trade.paid t9/1 m1
crash
wait 23h
reopen
wait 1h
  m1/escrow > m1 100 release for t9
  ! trade.completed t9/2 m1
crash
show t9
  t9 completed released=100
balances m1
  m1 balance=460 escrow=100 reserve=0 payout=0
