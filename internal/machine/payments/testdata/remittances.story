# A remittance to a wallet or a merchant is there at once, and known to who got it.
merchant m1
  m1 timer=3 days=10 ppm=0
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
wallet w2 owner=c2 tier=1
  w2 tier=1 day=0 year=0
  ! wallet.opened w2/1 w2
remit r1 shop=m1 number=T1 to=w1 minor=100 mark=a by=m1
  refused conflict insufficient_funds
trade t1 shop=m1 minor=20000000 from=20000000 release=no_escrow
  t1 completed released=20000000
  clearing/2 > m1/escrow 20000000 funding for t1
  m1/escrow > m1 20000000 release for t1
  ! trade.created t1/1 m1
  ! trade.paid t1/1 m1
  ! trade.completed t1/1 m1
remit r2 shop=m1 number=T1 to=w1 minor=100 mark=a by=m1
  r2 100 from m1 to w1
  m1 > w1 100 remittance for r2
  ! remittance.succeeded r2/1 m1
  ! wallet.received w1/2 w1
remit r3 shop=m1 number=T1 to=w1 minor=100 mark=a by=m1
  r2 100 from m1 to w1
remit r4 shop=m1 number=T1 to=w1 minor=100 mark=b by=m1
  refused conflict number_taken
remit r5 shop=m1 number=T2 to=m2 minor=50 by=m1
  r5 50 from m1 to m2
  m1 > m2 50 remittance for r5
  ! remittance.succeeded r5/1 m1
remit r5x shop=m2 number=T1 to=w1 minor=50 by=m2
  r5x 50 from m2 to w1
  m2 > w1 50 remittance for r5x
  ! remittance.succeeded r5x/1 m2
  ! wallet.received w1/3 w1
remitted T1 shop=m1
  r2 in state 1
remitted T1 shop=m2
  r5x in state 1
remitted T1 shop=m3
balances m1 m2 w1
  m1 balance=19999850 escrow=0 reserve=0 payout=0
  m2 balance=0 escrow=0 reserve=0 payout=0
  w1 150
# Refusals leave nothing, and the number free.
remit r6 shop=m1 number=T3 to=m1 minor=1 by=m1
  refused invalid same_party
remit r6 shop=m1 number=T3 to=m3 minor=1 by=m1
  refused invalid currency_mismatch
remit r6 shop=m1 number=T3 to=w9 minor=1 by=m1
  refused not_found payee_not_found
remit r6 shop=m1 number=T3 to=w2 minor=10000001 by=m1
  refused conflict receiver_cannot_receive
remit r6 shop=m1 number=T3 to=w2 minor=10000000 by=m2
  refused not_found merchant_not_found
remit r6 shop=m1 number=T3 to=w2 minor=10000000 by=c2
  refused denied not_allowed
remit r6 shop=m9 number=T3 to=w2 minor=10000000
  refused not_found merchant_not_found
remit r6 shop=m1 number=T3 to=w2 minor=10000000 by=m1
  r6 10000000 from m1 to w2
  m1 > w2 10000000 remittance for r6
  ! remittance.succeeded r6/1 m1
  ! wallet.received w2/2 w2
remit r7 shop=m1 number=T4 to=w2 minor=1 by=m1
  refused conflict receiver_cannot_receive
events w1
  ! wallet.opened w1/1 w1
  ! wallet.received w1/2 w1
  ! wallet.received w1/3 w1
