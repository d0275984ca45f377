# A merchant settles what was released to it, on its own word.
merchant m1 ppm=10000 refundable=yes
  m1 timer=3 days=10 ppm=10000
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
wallet w3 owner=c3 currency=978
  w3 tier=1 day=0 year=0
  ! wallet.opened w3/1 w3
top_up w1 minor=1000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/2 w1
# Receivers are there and keep the merchant's currency.
bind m1 to=m2,w1 by=m1
  m1 bound m2 w1
bind m1 to=m3 by=m1
  refused not_found receiver_not_found
bind m1 to=w3 by=m1
  refused not_found receiver_not_found
bind m1 to=m9 by=m1
  refused not_found receiver_not_found
bind m1 to=w9 by=m1
  refused not_found receiver_not_found
bind m1 to=w2 by=m2
  refused not_found merchant_not_found
bind m9 to=m2
  refused not_found merchant_not_found
bind m1 to=m2 by=c1
  refused denied not_allowed
bind m9 to=m2 by=c1
  refused denied not_allowed
bind m1 to=w1 by=m1
  m1 bound m2 w1
# In escrow nothing is due, and a merchant's word does not make it so.
trade t1 shop=m1 minor=1000 buyer=w1 from=w1:1000
  t1 paid held=1000
  w1 > m1/escrow 1000 funding for t1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
settle t1 request=c1 by=m1
  refused conflict settlement_not_due
split t1 request=s1 to=m2:100 by=m1
  refused conflict trade_not_settled
settle t1 request=c1 by=m2
  refused not_found trade_not_found
settle t1 request=c1 by=c1
  refused denied not_allowed
settle t1 request=c1 by=c2
  refused not_found trade_not_found
settle t9 request=c1
  refused not_found trade_not_found
confirm t1 by=c1
  t1 completed released=1000 fee=10
  m1/escrow > m1 1000 release for t1
  m1 > fees 10 fee for t1
  ! trade.completed t1/2 m1 w1
settle t1 request=c1 minor=999 by=m1
  refused conflict amount_mismatch
settle t1 request=c1 minor=1000 by=m1
  t1 splits=0 allocated=0 confirmed=c1:1000
  ! settlement.confirmed t1/2 m1
settle t1 request=c1 by=m1 key=k1
  t1 splits=0 allocated=0 confirmed=c1:1000
settle t1 request=c1 by=m1 key=k1
  t1 splits=0 allocated=0 confirmed=c1:1000 (replayed)
settle t1 request=c2 by=m1
  refused conflict already_confirmed
# The fee of ten is not the merchant's to split.
split t1 request=s1 to=m2:100,w1:50,w1:5 by=m1
  t1 splits=1 allocated=155 confirmed=c1:1000
  m1 > m2 100 split for t1
  m1 > w1 50 split for t1
  m1 > w1 5 split for t1
  ! split.done t1/2 m1
  ! wallet.received w1/4 w1
split t1 request=s1 to=m2:100,w1:50,w1:5 by=m1
  t1 splits=1 allocated=155 confirmed=c1:1000
split t1 request=s1 to=m2:100 by=m1
  refused conflict discordant_request
split t1 request=s2 to=m2:836 by=m1
  refused conflict allocation_exceeds
split t1 request=s2 to=m3:1 by=m1
  refused conflict receiver_not_bound
unbind m1 to=m2 by=m1
  m1 bound w1
split t1 request=s2 to=m2:1 by=m1
  refused conflict receiver_not_bound
split t1 request=s2 to=w1:835 finish=yes by=m1
  t1 splits=2 allocated=990 confirmed=c1:1000 finished
  m1 > w1 835 split for t1
  ! split.done t1/2 m1
  ! wallet.received w1/5 w1
split t1 request=s3 to=w1:1 by=m1
  refused conflict allocation_finished
balances m1 m2 w1
  m1 balance=0 escrow=0 reserve=0 payout=0
  m2 balance=100 escrow=0 reserve=0 payout=0
  w1 890
# What was split is gone: a refund needs other money, and refuses the next split.
refund t1 request=r1 minor=10 by=m1
  refused conflict insufficient_funds
trade t2 shop=m1 minor=500 from=500 release=no_escrow
  t2 completed released=500 fee=5
  clearing/2 > m1/escrow 500 funding for t2
  m1/escrow > m1 500 release for t2
  m1 > fees 5 fee for t2
  ! trade.created t2/1 m1
  ! trade.paid t2/1 m1
  ! trade.completed t2/1 m1
refund t1 request=r1 minor=10 by=m1
  t1 completed released=1000 refunded=10 fee=10
  m1 > w1 10 refund_from_balance for t1
  ! trade.refunded t1/3 m1 w1
split t2 request=s1 to=w1:1 by=m1
  t2 splits=1 allocated=1
  m1 > w1 1 split for t2
  ! split.done t2/1 m1
  ! wallet.received w1/6 w1
refund t2 request=r1 minor=1 by=m1
  t2 completed released=500 refunded=1 fee=5
  m1 > clearing/2 1 refund_from_balance for t2
  ! trade.refunded t2/2 m1
split t2 request=s2 to=w1:1 by=m1
  refused conflict refunded_already
settle t2 request=c1 by=m1
  refused conflict refunded_already
book t1
  t1 splits=2 allocated=990 confirmed=c1:1000 finished
  s1 of t1: 3 parts, finish=false, the same again: true
  s2 of t1: 1 parts, finish=true, the same again: true
book t2
  t2 splits=1 allocated=1
  s1 of t2: 1 parts, finish=false, the same again: true
book t3
  none
reopen
book t1
  t1 splits=2 allocated=990 confirmed=c1:1000 finished
  s1 of t1: 3 parts, finish=false, the same again: true
  s2 of t1: 1 parts, finish=true, the same again: true
crash
book t1
  t1 splits=2 allocated=990 confirmed=c1:1000 finished
  s1 of t1: 3 parts, finish=false, the same again: true
  s2 of t1: 1 parts, finish=true, the same again: true
split t1 request=s1 to=m2:100,w1:50,w1:5 by=m1
  t1 splits=2 allocated=990 confirmed=c1:1000 finished
