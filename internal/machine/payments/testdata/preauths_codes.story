# A payment code is the consent, once, and gone when it was taken in vain.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w3 owner=c1 currency=978
  w3 tier=1 day=0 year=0
  ! wallet.opened w3/1 w3
top_up w1 minor=1000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/2 w1
code w1 number=1
  wallet.Code
hold h1 shop=m1 minor=600 code=1 by=m1
  h1 state=2 rest=600 unfrozen=0 paid=0 operations=1
  w1 > h1 600 freeze for h1
  ! preauth.created h1/1 m1 w1
  ! preauth.frozen h1/1 m1 w1
hold h2 shop=m1 minor=100 code=1 by=m1
  refused conflict payment_code_invalid
hold h2 shop=m1 minor=600 order=order-h1 code=1 by=m1
  h1 state=2 rest=600 unfrozen=0 paid=0 operations=1
code w1 number=2
  wallet.Code
hold h2 shop=m1 minor=500 code=2 by=m1
  refused conflict insufficient_funds
hold h2 shop=m1 minor=400 code=2 by=m1
  refused conflict payment_code_invalid
code w3 number=3
  wallet.Code
hold h2 shop=m1 minor=400 code=3 by=m1
  refused invalid currency_mismatch
code w1 number=4
  wallet.Code
wait 1m
hold h2 shop=m1 minor=400 code=4 by=m1
  refused conflict payment_code_invalid
code w1 number=5
  wallet.Code
hold h2 shop=m1 minor=400 code=5 by=m1
  h2 state=2 rest=400 unfrozen=0 paid=0 operations=1
  w1 > h2 400 freeze for h2
  ! preauth.created h2/1 m1 w1
  ! preauth.frozen h2/1 m1 w1
balances w1 h1 h2
  w1 0
  h1 600
  h2 400
# Requests are an order's, whichever of its holds they are for.
code w1 number=6
  wallet.Code
unfreeze h2 request=u1 minor=300 by=m1
  h2 state=2 rest=100 unfrozen=300 paid=0 operations=2
  h2 > w1 300 unfreeze for h2
  ! preauth.unfrozen h2/2 m1 w1
hold h3 shop=m1 minor=10 order=order-h2 request=f2 code=6 by=m1
  h3 state=2 rest=10 unfrozen=0 paid=0 operations=1
  w1 > h3 10 freeze for h3
  ! preauth.created h3/1 m1 w1
  ! preauth.frozen h3/1 m1 w1
unfreeze h3 request=u1 minor=10 by=m1
  refused conflict discordant_request
unfreeze h3 request=f minor=10 by=m1
  refused conflict discordant_request
hold h4 shop=m1 minor=10 order=order-h2 request=u1 by=m1
  refused conflict discordant_request
call_off h3 request=f2 by=m1
  h3 state=4 rest=0 unfrozen=10 paid=0 operations=2
  h3 > w1 10 unfreeze for h3
  ! preauth.unfrozen h3/2 m1 w1
  ! preauth.closed h3/2 m1 w1
call_off h3 request=f2 by=m1
  h3 state=4 rest=0 unfrozen=10 paid=0 operations=2
call_off h1 request=x1 by=c1
  refused denied not_allowed
call_off h1 request=x1 by=m1
  h1 state=4 rest=0 unfrozen=600 paid=0 operations=2
  h1 > w1 600 unfreeze for h1
  ! preauth.unfrozen h1/2 m1 w1
  ! preauth.closed h1/2 m1 w1
found shop=m1 order=order-h1 request=x1
  h1 state=4 rest=0 unfrozen=600 paid=0 operations=2
unfreeze h2 request=u2 minor=100 by=m1
  h2 state=3 rest=0 unfrozen=400 paid=0 operations=3
  h2 > w1 100 unfreeze for h2
  ! preauth.unfrozen h2/3 m1 w1
call_off h2 by=m1
  refused conflict hold_finished
balances w1 h1 h2 h3
  w1 1000
  h1 0
  h2 0
  h3 0
# One that waits is over when its time is, and frees its numbers for nobody.
hold h5 shop=m1 minor=100 expires=1h by=m1
  h5 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h5/1 m1
wait 1h
accept h5 wallet=w1 by=c1
  refused conflict hold_closed
call_off h5 by=m1
  h5 state=1 rest=0 unfrozen=0 paid=0 operations=0
hold h6 shop=m1 minor=100 order=order-h5 by=m1
  h5 state=1 rest=0 unfrozen=0 paid=0 operations=0
found shop=m1 order=order-h5 request=f
  h5 state=4 rest=0 unfrozen=0 paid=0 operations=0
# The limits of a wallet count what it pays, not what is frozen.
top_up w1 minor=4000000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 4000000 top_up for w1
  ! wallet.topped_up w1/3 w1
hold h7 shop=m1 minor=1500000 by=m1
  h7 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h7/1 m1
accept h7 wallet=w1 by=c1
  h7 state=2 rest=1500000 unfrozen=0 paid=0 operations=1
  w1 > h7 1500000 freeze for h7
  ! preauth.frozen h7/2 m1 w1
trade t1 shop=m1 minor=1000001
  t1 waiting_payment
  ! trade.created t1/1 m1
pay_from h7 trade=t1 minor=1000001 by=m1
  refused conflict transfer_limit_exceeded
trade t2 shop=m1 minor=1000000 release=no_escrow
  t2 waiting_payment
  ! trade.created t2/1 m1
pay_from h7 trade=t2 minor=1000000 finish=yes by=m1
  t2 completed released=1000000
  h7 > w1 1000000 hold_paid for h7
  h7 > w1 500000 unfreeze for h7
  w1 > m1/escrow 1000000 funding for t2
  m1/escrow > m1 1000000 release for t2
  ! preauth.paid h7/3 m1 w1
  ! preauth.unfrozen h7/3 m1 w1
  ! trade.paid t2/2 m1 w1
  ! trade.completed t2/2 m1 w1
show t2
  t2 completed released=1000000
balances w1 h7 m1
  w1 3001000
  h7 0
  m1 balance=1000000 escrow=0 reserve=0 payout=0
# A trade whose time is over is closed first.
hold h8 shop=m1 minor=100 by=m1
  h8 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h8/1 m1
accept h8 wallet=w1 by=c1
  h8 state=2 rest=100 unfrozen=0 paid=0 operations=1
  w1 > h8 100 freeze for h8
  ! preauth.frozen h8/2 m1 w1
trade t3 shop=m1 minor=100 expires=1h
  t3 waiting_payment
  ! trade.created t3/1 m1
wait 2h
  ! trade.closed t3/2 m1
pay_from h8 trade=t3 minor=100 by=m1
  refused conflict trade_closed
found shop=m1 order=order-h8 request=f
  h8 state=2 rest=100 unfrozen=0 paid=0 operations=1
# Kept over a restart, and over a crash.
crash
found shop=m1 order=order-h8 request=f
  h8 state=2 rest=100 unfrozen=0 paid=0 operations=1
call_off h8 key=k1 by=m1
  h8 state=4 rest=0 unfrozen=100 paid=0 operations=2
  h8 > w1 100 unfreeze for h8
  ! preauth.unfrozen h8/3 m1 w1
  ! preauth.closed h8/3 m1 w1
call_off h8 key=k1 by=m1
  h8 state=4 rest=0 unfrozen=100 paid=0 operations=2 (replayed)
reopen
found shop=m1 order=order-h8 request=f
  h8 state=4 rest=0 unfrozen=100 paid=0 operations=2
