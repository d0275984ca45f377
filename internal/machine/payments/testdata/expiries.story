# Holds that expire and trades that are released fall due in one block, each at
# times of its own.
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
trade t1 shop=m1 minor=100 buyer=w1 from=w1:100 release=payment:1
  t1 paid held=100
  w1 > m1/escrow 100 funding for t1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
trade t2 shop=m1 minor=100 buyer=w1 from=w1:100 release=payment:1
  t2 paid held=100
  w1 > m1/escrow 100 funding for t2
  ! trade.created t2/1 m1 w1
  ! trade.paid t2/1 m1 w1
move x1 from=w1 to=m1 minor=300 timeout=12h
  created
  w1 > m1 300 adjustment for nobody
move x2 from=w1 to=m1 minor=300 timeout=12h
  created
  w1 > m1 300 adjustment for nobody
withdraw w1 minor=300
  refused conflict insufficient_funds
wait 1d
  m1/escrow > m1 100 release for t1
  m1/escrow > m1 100 release for t2
  ! trade.completed t1/2 m1 w1
  ! trade.completed t2/2 m1 w1
withdraw w1 minor=800
  w1 tier=1 day=200 year=200
  w1 > clearing/2 800 withdrawal for w1
  ! wallet.withdrawn w1/5 w1
balances w1 m1
  w1 0
  m1 balance=200 escrow=0 reserve=0 payout=0
