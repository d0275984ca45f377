# A split brings no wallet above its tier's limit: all of its parts count, and the ledger.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
trade t1 shop=m1 minor=20000000 from=20000000 release=no_escrow
  t1 completed released=20000000
  clearing/2 > m1/escrow 20000000 funding for t1
  m1/escrow > m1 20000000 release for t1
  ! trade.created t1/1 m1
  ! trade.paid t1/1 m1
  ! trade.completed t1/1 m1
trade t2 shop=m1 minor=5000 from=5000 release=no_escrow
  t2 completed released=5000
  clearing/2 > m1/escrow 5000 funding for t2
  m1/escrow > m1 5000 release for t2
  ! trade.created t2/1 m1
  ! trade.paid t2/1 m1
  ! trade.completed t2/1 m1
bind m1 to=w1,m2 by=m1
  m1 bound w1 m2
remit r1 shop=m1 number=T1 to=w1 minor=6000000 by=m1
  r1 6000000 from m1 to w1
  m1 > w1 6000000 remittance for r1
  ! remittance.succeeded r1/1 m1
  ! wallet.received w1/2 w1
split t1 request=s1 to=w1:4000001 by=m1
  refused conflict receiver_cannot_receive
split t1 request=s1 to=w1:2000000,m2:1,w1:2000001 by=m1
  refused conflict receiver_cannot_receive
split t1 request=s1 to=w1:2000000,m2:1,w1:2000000 by=m1
  t1 splits=1 allocated=4000001
  m1 > w1 2000000 split for t1
  m1 > m2 1 split for t1
  m1 > w1 2000000 split for t1
  ! split.done t1/1 m1
  ! wallet.received w1/3 w1
split t1 request=s1 to=w1:2000000,m2:1,w1:2000000 by=m1
  t1 splits=1 allocated=4000001
split t1 request=s2 to=w1:1 by=m1
  refused conflict receiver_cannot_receive
# A merchant that has less than it would split learns nothing of the wallet.
remit r2 shop=m1 number=T2 to=m2 minor=10004989 by=m1
  r2 10004989 from m1 to m2
  m1 > m2 10004989 remittance for r2
  ! remittance.succeeded r2/1 m1
split t2 request=s1 to=w1:11 by=m1
  refused conflict insufficient_funds
split t2 request=s1 to=w1:10 by=m1
  refused conflict receiver_cannot_receive
split t2 request=s1 to=m2:10 by=m1
  t2 splits=1 allocated=10
  m1 > m2 10 split for t2
  ! split.done t2/1 m1
balances m1 m2 w1
  m1 balance=0 escrow=0 reserve=0 payout=0
  m2 balance=10005000 escrow=0 reserve=0 payout=0
  w1 10000000
