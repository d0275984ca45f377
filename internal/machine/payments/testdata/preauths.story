# Frozen by acceptance, and spent on trades of the same merchant.
merchant m1 ppm=10000 release=payment:3
  m1 timer=2 days=3 ppm=10000
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
wallet w3 owner=c1 currency=978
  w3 tier=1 day=0 year=0
  ! wallet.opened w3/1 w3
top_up w1 minor=2000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 2000 top_up for w1
  ! wallet.topped_up w1/2 w1
hold h1 shop=m1 minor=1000 by=m1
  h1 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h1/1 m1
hold h2 shop=m1 minor=1000 order=order-h1 by=m1
  h1 state=1 rest=0 unfrozen=0 paid=0 operations=0
hold h3 shop=m1 minor=999 order=order-h1 by=m1
  refused conflict discordant_request
hold h3 shop=m1 minor=1000 by=m2
  refused not_found merchant_not_found
hold h3 shop=m9 minor=1000 by=m1
  refused not_found merchant_not_found
hold h3 shop=m9 minor=1000 by=c1
  refused denied not_allowed
accept h1 wallet=w1 by=c2
  refused not_found wallet_not_found
accept h9 wallet=w1 by=c2
  refused not_found wallet_not_found
accept h9 wallet=w1 by=c1
  refused not_found hold_not_found
accept h1 wallet=w9
  refused not_found wallet_not_found
accept h1 wallet=w3 by=c1
  refused invalid currency_mismatch
accept h1 wallet=w2 by=c2
  refused conflict insufficient_funds
accept h1 wallet=w1 by=c1
  h1 state=2 rest=1000 unfrozen=0 paid=0 operations=1
  w1 > h1 1000 freeze for h1
  ! preauth.frozen h1/2 m1 w1
accept h1 wallet=w1 by=c1
  h1 state=2 rest=1000 unfrozen=0 paid=0 operations=1
balances w1 h1
  w1 1000
  h1 1000
withdraw w1 minor=1001
  refused conflict insufficient_funds
trade t1 shop=m1 minor=300
  t1 waiting_payment
  ! trade.created t1/1 m1
pay_from h1 trade=t1 minor=300 by=c1
  refused denied not_allowed
pay_from h1 trade=t1 minor=300 by=m2
  refused not_found hold_not_found
pay_from h1 trade=t1 minor=299 by=m1
  refused invalid fundings_differ_from_amount
pay_from h1 trade=t1 minor=300 by=m1
  t1 paid held=300
  h1 > w1 300 hold_paid for h1
  w1 > m1/escrow 300 funding for t1
  ! preauth.paid h1/3 m1 w1
  ! trade.paid t1/2 m1 w1
pay_from h1 trade=t1 minor=300 by=m1
  t1 paid held=300
pay_from h1 trade=t1 minor=301 by=m1
  refused conflict discordant_request
balances w1 h1 m1
  w1 1000
  h1 700
  m1 balance=0 escrow=300 reserve=0 payout=0
# Not another merchant's trade, nor another buyer's, nor one that was paid.
trade t2 shop=m2 minor=100
  t2 waiting_payment
  ! trade.created t2/1 m2
pay_from h1 trade=t2 minor=100 by=m1
  refused not_found trade_not_found
trade t3 shop=m1 minor=100 buyer=w2
  t3 waiting_payment
  ! trade.created t3/1 m1 w2
pay_from h1 trade=t3 minor=100 by=m1
  refused denied not_the_buyer
trade t4 shop=m1 minor=100 from=100
  t4 paid held=100
  clearing/2 > m1/escrow 100 funding for t4
  ! trade.created t4/1 m1
  ! trade.paid t4/1 m1
pay_from h1 trade=t4 minor=100 by=m1
  refused conflict trade_already_paid
trade t5 shop=m1 minor=100 buyer=w1 expires=1h
  t5 waiting_payment
  ! trade.created t5/1 m1 w1
pay_from h1 trade=t9 minor=100 by=m1
  refused not_found trade_not_found
pay_from h1 trade=t5 minor=701 by=m1
  refused conflict exceeds_hold
# What the ledger refuses is refused whole, and the next try has fresh ids.
move x1 from=clearing to=w1 minor=0 closing=credit
  created
  clearing/2 > w1 0 adjustment for nobody
pay_from h1 trade=t5 minor=100 by=m1
  refused conflict account_closed
unfreeze h1 request=u1 minor=50 by=m1
  refused conflict account_closed
void x2 pending=x1
  created
  clearing/2 > w1 0 adjustment for nobody
unfreeze h1 request=u1 minor=50 by=m1
  h1 state=2 rest=650 unfrozen=50 paid=300 operations=3
  h1 > w1 50 unfreeze for h1
  ! preauth.unfrozen h1/4 m1 w1
unfreeze h1 request=u1 minor=50 by=m1
  h1 state=2 rest=650 unfrozen=50 paid=300 operations=3
unfreeze h1 request=u1 minor=51 by=m1
  refused conflict discordant_request
pay_from h1 trade=t5 minor=100 finish=yes by=m1
  t5 paid held=100
  h1 > w1 100 hold_paid for h1
  h1 > w1 550 unfreeze for h1
  w1 > m1/escrow 100 funding for t5
  ! preauth.paid h1/5 m1 w1
  ! preauth.unfrozen h1/5 m1 w1
  ! trade.paid t5/2 m1 w1
found shop=m1 order=order-h1 request=f
  h1 state=3 rest=0 unfrozen=600 paid=400 operations=5
found shop=m1 order=order-h1 request=u1
  h1 state=3 rest=0 unfrozen=600 paid=400 operations=5
found shop=m2 order=order-h1 request=f
balances w1 h1 m1
  w1 1600
  h1 0
  m1 balance=0 escrow=500 reserve=0 payout=0
refund t1 request=r1 minor=300 by=m1
  t1 closed refunded=300
  m1/escrow > w1 300 refund_from_escrow for t1
  ! trade.refunded t1/3 m1 w1
  ! trade.closed t1/3 m1 w1
events w1
  ! wallet.opened w1/1 w1
  ! wallet.topped_up w1/2 w1
  ! preauth.frozen h1/2 m1 w1
  ! preauth.paid h1/3 m1 w1
  ! trade.paid t1/2 m1 w1
  ! trade.created t5/1 m1 w1
  ! preauth.unfrozen h1/4 m1 w1
  ! preauth.paid h1/5 m1 w1
  ! preauth.unfrozen h1/5 m1 w1
  ! trade.paid t5/2 m1 w1
  ! trade.refunded t1/3 m1 w1
  ! trade.closed t1/3 m1 w1
