# What somebody may not see is answered as what is not there.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2
  w2 tier=1 day=0 year=0
  ! wallet.opened w2/1 w2
top_up w1 minor=1000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=100 buyer=w1 from=w1:100
  t1 paid held=100
  w1 > m1/escrow 100 funding for t1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
# Whether another's merchant is there shows neither to a merchant nor to a
# customer, whatever else is wrong.
trade t2 shop=m1 minor=0 shares=m9:1 buyer=w9 by=m2
  refused not_found merchant_not_found
trade t2 shop=m9 minor=0 shares=m9:1 buyer=w9 by=m2
  refused not_found merchant_not_found
trade t2 shop=m1 order=order-t1 minor=100 by=m2
  refused not_found merchant_not_found
trade t2 shop=m1 minor=100 by=c1
  refused denied not_allowed
trade t2 shop=m9 minor=100 by=c1
  refused denied not_allowed
payout p1 shop=m1 minor=100 by=c1
  refused denied not_allowed
payout p1 shop=m9 minor=100 by=c1
  refused denied not_allowed
