# A payee's account that an operator closed stops a release; the trade waits.
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
move x1 from=clearing to=m2 minor=0 closing=credit
  created
  clearing/2 > m2 0 adjustment for nobody
wait 1d
  ! trade.release_failed t1/2 m1
confirm t1
  refused conflict account_closed
balances m1 m2
  m1 balance=0 escrow=100 reserve=0 payout=0
  m2 balance=0 escrow=0 reserve=0 payout=0
# An extended timer tries again, under other ids than those burnt.
extend t1 days=1
  t1 paid held=100
  ! trade.extended t1/3 m1
void x2 pending=x1
  created
  clearing/2 > m2 0 adjustment for nobody
wait 2d
  m1/escrow > m2 50 release for t1
  m1/escrow > m1 50 release for t1
  ! trade.completed t1/4 m1
show t1
  t1 completed released=100
confirm t1
  refused conflict trade_completed
balances m1 m2
  m1 balance=50 escrow=0 reserve=0 payout=0
  m2 balance=50 escrow=0 reserve=0 payout=0
