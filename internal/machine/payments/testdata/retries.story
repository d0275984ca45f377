# A release that a closed account stopped is tried again every day.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
trade t1 shop=m1 minor=100 shares=m2:50 from=100 release=payment:1
  t1 paid held=100
  clearing/2 > m1/escrow 100 funding for t1
  ! trade.created t1/1 m1
  ! trade.paid t1/1 m1
trade t2 shop=m1 minor=100 shares=m2:50 from=100 release=payment:1
  t2 paid held=100
  clearing/2 > m1/escrow 100 funding for t2
  ! trade.created t2/1 m1
  ! trade.paid t2/1 m1
move x1 from=clearing to=m2 minor=0 closing=credit
  created
  clearing/2 > m2 0 adjustment for nobody
wait 1d
  ! trade.release_failed t1/2 m1
  ! trade.release_failed t2/2 m1
wait 1d
  ! trade.release_failed t1/3 m1
  ! trade.release_failed t2/3 m1
extend t2 days=3
  t2 paid held=100
  ! trade.extended t2/4 m1
wait 23h
wait 1h
  ! trade.release_failed t1/4 m1
void x2 pending=x1
  created
  clearing/2 > m2 0 adjustment for nobody
wait 1d
  m1/escrow > m2 50 release for t1
  m1/escrow > m1 50 release for t1
  ! trade.completed t1/5 m1
show t1
  t1 completed released=100
wait 60h
  m1/escrow > m2 50 release for t2
  m1/escrow > m1 50 release for t2
  ! trade.completed t2/5 m1
show t2
  t2 completed released=100
balances m1 m2
  m1 balance=100 escrow=0 reserve=0 payout=0
  m2 balance=100 escrow=0 reserve=0 payout=0
# Time that passes at once is one attempt.
trade t3 shop=m1 minor=100 shares=m2:50 from=100 release=payment:1
  t3 paid held=100
  clearing/2 > m1/escrow 100 funding for t3
  ! trade.created t3/1 m1
  ! trade.paid t3/1 m1
move x3 from=clearing to=m2 minor=0 closing=credit
  created
  clearing/2 > m2 0 adjustment for nobody
wait 10d
  ! trade.release_failed t3/2 m1
void x4 pending=x3
  created
  clearing/2 > m2 0 adjustment for nobody
wait 1d
  m1/escrow > m2 50 release for t3
  m1/escrow > m1 50 release for t3
  ! trade.completed t3/3 m1
crash
show t3
  t3 completed released=100
