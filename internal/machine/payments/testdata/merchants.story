# A merchant is made with its accounts; terms left open get the defaults.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2 release=payment:3 ppm=10000
  m2 timer=2 days=3 ppm=10000
  ! merchant.created m2/1 m2
merchant m1
  refused conflict ledger_refused
merchant m3 by=m1
  refused denied not_allowed
merchant m3 currency=978
  m3 timer=3 days=10 ppm=0
  ! merchant.created m3/1 m3
balances m1 m2
  m1 balance=0 escrow=0 reserve=0 payout=0
  m2 balance=0 escrow=0 reserve=0 payout=0
terms m1 release=none ppm=5000
  m1 timer=1 days=0 ppm=5000
  ! merchant.terms_changed m1/2 m1
terms m1 release=none by=m1
  refused denied not_allowed
terms m9
  refused not_found merchant_not_found
reserve m1 minor=10
  refused conflict insufficient_funds
# What a refusal burnt does not stand in the way of the next attempt.
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
top_up w1 minor=1000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=1000 buyer=w1 from=w1:1000 release=no_escrow
  t1 completed released=1000 fee=5
  w1 > m1/escrow 1000 funding for t1
  m1/escrow > m1 1000 release for t1
  m1 > fees 5 fee for t1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
  ! trade.completed t1/1 m1 w1
reserve m1 minor=10
  m1 timer=1 days=0 ppm=5000
  m1 > m1/reserve 10 reserve for m1
  ! merchant.reserved m1/3 m1
reserve m1 minor=10 back=yes
  m1 timer=1 days=0 ppm=5000
  m1/reserve > m1 10 reserve_back for m1
  ! merchant.reserve_returned m1/4 m1
reserve m1 minor=10 back=yes
  refused conflict insufficient_funds
reserve m1 minor=10 back=yes by=m1
  refused denied not_allowed
reserve m1 minor=20 by=m1
  m1 timer=1 days=0 ppm=5000
  m1 > m1/reserve 20 reserve for m1
  ! merchant.reserved m1/5 m1
reserve m1 minor=20 by=m2
  refused not_found merchant_not_found
reserve m1 minor=1 by=c1
  refused not_found merchant_not_found
balances m1
  m1 balance=975 escrow=0 reserve=20 payout=0
events m1
  ! merchant.created m1/1 m1
  ! merchant.terms_changed m1/2 m1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
  ! trade.completed t1/1 m1 w1
  ! merchant.reserved m1/3 m1
  ! merchant.reserve_returned m1/4 m1
  ! merchant.reserved m1/5 m1
list merchants limit=10
  m1 m2 m3
list merchants limit=1 after=m1
  m2
reopen
list merchants limit=10
  m1 m2 m3
terms m1 release=shipping:1
  m1 timer=3 days=1 ppm=0
  ! merchant.terms_changed m1/6 m1
list merchants limit=10
  m1 m2 m3
list merchants limit=2 after=m1
  m2 m3
