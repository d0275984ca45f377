# An operator may allow a merchant to release its own escrow.
merchant m1 ppm=10000
  m1 timer=3 days=10 ppm=10000
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
top_up w1 minor=1000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/2 w1
bind m1 to=m2
  m1 bound m2
trade t1 shop=m1 minor=300 buyer=w1 from=w1:300 release=payment:5
  t1 paid held=300
  w1 > m1/escrow 300 funding for t1
  ! trade.created t1/1 m1 w1
  ! trade.paid t1/1 m1 w1
trade t2 shop=m1 minor=300 buyer=w1 from=w1:300 release=payment:5
  t2 paid held=300
  w1 > m1/escrow 300 funding for t2
  ! trade.created t2/1 m1 w1
  ! trade.paid t2/1 m1 w1
trade t3 shop=m1 minor=300 buyer=w1 from=w1:300 release=payment:5
  t3 paid held=300
  w1 > m1/escrow 300 funding for t3
  ! trade.created t3/1 m1 w1
  ! trade.paid t3/1 m1 w1
trade t4 shop=m1 minor=100 buyer=w1
  t4 waiting_payment
  ! trade.created t4/1 m1 w1
app a1 shop=m1
  merchant.App
  ! app.created a1/1 m1
settle t1 request=c1 by=m1
  refused conflict settlement_not_due
app a2 shop=m1 self_release=yes
  merchant.App
  ! app.created a2/1 m1
settle t1 request=c1 minor=299 by=m1
  refused conflict amount_mismatch
settle t1 request=c1 minor=300 by=m1
  t1 splits=0 allocated=0 confirmed=c1:300
  m1/escrow > m1 300 release for t1
  m1 > fees 3 fee for t1
  ! trade.completed t1/2 m1 w1
  ! settlement.confirmed t1/2 m1
settle t1 request=c1 minor=300 by=m1
  t1 splits=0 allocated=0 confirmed=c1:300
split t1 request=s1 to=m2:297 by=m1
  t1 splits=1 allocated=297 confirmed=c1:300
  m1 > m2 297 split for t1
  ! split.done t1/2 m1
settle t4 request=c1 by=m1
  refused conflict trade_not_paid
# Not what is disputed, and not after a refund.
dispute t2 by=c1
  t2 disputed held=300
  ! trade.disputed t2/2 m1 w1
settle t2 request=c1 by=m1
  refused conflict trade_disputed
refund t3 request=r1 minor=1 by=m1
  t3 paid held=299 refunded=1
  m1/escrow > w1 1 refund_from_escrow for t3
  ! trade.refunded t3/2 m1 w1
settle t3 request=c1 by=m1
  refused conflict refunded_already
resolve t2 refund=0
  t2 completed released=300 fee=3
  m1/escrow > m1 300 release for t2
  m1 > fees 3 fee for t2
  ! trade.resolved t2/3 m1 w1
  ! trade.completed t2/3 m1 w1
settle t2 request=c1 by=m1
  t2 splits=0 allocated=0 confirmed=c1:300
  ! settlement.confirmed t2/3 m1
# A payee's account that an operator closed stops the release, and the confirmation.
trade t5 shop=m1 minor=100 shares=m2:50 from=100 release=payment:5
  t5 paid held=100
  clearing/2 > m1/escrow 100 funding for t5
  ! trade.created t5/1 m1
  ! trade.paid t5/1 m1
move x1 from=clearing to=m2 minor=0 closing=credit
  created
  clearing/2 > m2 0 adjustment for nobody
settle t5 request=c1 by=m1
  refused conflict account_closed
book t5
  none
void x2 pending=x1
  created
  clearing/2 > m2 0 adjustment for nobody
settle t5 request=c1 by=m1
  t5 splits=0 allocated=0 confirmed=c1:100
  m1/escrow > m2 50 release for t5
  m2 > fees 1 fee for t5
  m1/escrow > m1 50 release for t5
  ! trade.completed t5/2 m1
  ! settlement.confirmed t5/2 m1
# The merchant splits its own share, not another payee's.
split t5 request=s1 to=m2:51 by=m1
  refused conflict allocation_exceeds
split t5 request=s1 to=m2:50 by=m1
  t5 splits=1 allocated=50 confirmed=c1:100
  m1 > m2 50 split for t5
  ! split.done t5/2 m1
# Without the app it is as before.
revoke_app a2
  merchant.App
  ! app.changed a2/2 m1
trade t6 shop=m1 minor=100 from=100 release=payment:5
  t6 paid held=100
  clearing/2 > m1/escrow 100 funding for t6
  ! trade.created t6/1 m1
  ! trade.paid t6/1 m1
settle t6 request=c1 by=m1
  refused conflict settlement_not_due
wait 5d
  m1/escrow > m1 299 release for t3
  m1 > fees 3 fee for t3
  m1/escrow > m1 100 release for t6
  m1 > fees 1 fee for t6
  ! trade.completed t3/3 m1 w1
  ! trade.completed t6/2 m1
settle t6 request=c1 by=m1
  t6 splits=0 allocated=0 confirmed=c1:100
  ! settlement.confirmed t6/2 m1
