# A payout is in flight until its fate is known.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
payout x1 shop=m1 minor=100 by=m1
  refused conflict insufficient_funds
trade t1 shop=m1 minor=1000 from=1000 release=no_escrow
  t1 completed released=1000
  clearing/2 > m1/escrow 1000 funding for t1
  m1/escrow > m1 1000 release for t1
  ! trade.created t1/1 m1
  ! trade.paid t1/1 m1
  ! trade.completed t1/1 m1
payout x2 shop=m1 minor=1001 by=m1
  refused conflict insufficient_funds
payout x3 shop=m1 minor=100 by=m2
  refused not_found merchant_not_found
payout x4 shop=m1 minor=100 by=c1
  refused denied not_allowed
payout x5 shop=m9 minor=100
  refused not_found merchant_not_found
payout p1 shop=m1 minor=100 by=m1
  p1 100 of m1 in state 1
  m1 > m1/payout 100 payout for p1
  ! payout.created p1/1 m1
report p1 state=sent by=m1
  refused denied not_allowed
report p1 state=sent by=m2
  refused not_found payout_not_found
report p1 state=sent
  p1 100 of m1 in state 2
  ! payout.sent p1/2 m1
report p1 state=sent
  p1 100 of m1 in state 2
report p1 state=unknown
  p1 100 of m1 in state 6
  ! payout.unknown p1/3 m1
balances m1
  m1 balance=900 escrow=0 reserve=0 payout=100
report p1 state=succeeded
  p1 100 of m1 in state 3
  m1/payout > clearing/4 100 payout_settled for p1
  ! payout.succeeded p1/4 m1
report p1 state=failed
  refused conflict payout_state
balances m1
  m1 balance=900 escrow=0 reserve=0 payout=0
report p1 state=returned
  p1 100 of m1 in state 5
  clearing/4 > m1 100 payout_returned for p1
  ! payout.returned p1/5 m1
report p1 state=returned
  p1 100 of m1 in state 5
report p9 state=sent
  refused not_found payout_not_found
report p1 state=created
  refused invalid invalid_payout_state
payout p2 shop=m1 minor=300
  p2 300 of m1 in state 1
  m1 > m1/payout 300 payout for p2
  ! payout.created p2/1 m1
report p2 state=failed
  p2 300 of m1 in state 4
  m1/payout > m1 300 payout_returned for p2
  ! payout.failed p2/2 m1
payout p3 shop=m1 minor=1000
  p3 1000 of m1 in state 1
  m1 > m1/payout 1000 payout for p3
  ! payout.created p3/1 m1
balances m1
  m1 balance=0 escrow=0 reserve=0 payout=1000
list payouts limit=9
  p1 p2 p3
list payouts of=m1 limit=1
  p1
list payouts of=m1 limit=9 after=p1
  p2 p3
list payouts of=m2 limit=9
  none
crash
list payouts of=m1 limit=9
  p1 p2 p3
events m1
  ! merchant.created m1/1 m1
  ! trade.created t1/1 m1
  ! trade.paid t1/1 m1
  ! trade.completed t1/1 m1
  ! payout.created p1/1 m1
  ! payout.sent p1/2 m1
  ! payout.unknown p1/3 m1
  ! payout.succeeded p1/4 m1
  ! payout.returned p1/5 m1
  ! payout.created p2/1 m1
  ! payout.failed p2/2 m1
  ! payout.created p3/1 m1
