# What the buyer's units pay counts against her wallet's tier, as what the wallet
# pays does: a basic one pays 10,000 yuan once and 20,000 a day.
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
fund f1
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
fund f2
  f2 units=0 later=0 holders=0 carry=0
  ! fund.created f2/1
enter f1 holders=w1:5000000
  f1 units=0 later=5000000 holders=1 carry=0
  f1/custody > f1/units 5000000 opening for f1
  ! fund.entered f1/2
enter f2 holders=w1:5000000
  f2 units=0 later=5000000 holders=1 carry=0
  f2/custody > f2/units 5000000 opening for f2
  ! fund.entered f2/2
top_up w1 minor=1000000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 1000000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=1000001 buyer=w1
  t1 waiting_payment
  ! trade.created t1/1 m1 w1
pay t1 from=f1:1000001 by=c1
  refused conflict transfer_limit_exceeded
pay t1 from=f1:500000,f2:500001 by=c1
  refused conflict transfer_limit_exceeded
pay t1 from=w1:500000,f1:500001 by=c1
  refused conflict transfer_limit_exceeded
trade t2 shop=m1 minor=1000000 buyer=w1
  t2 waiting_payment
  ! trade.created t2/1 m1 w1
pay t2 from=f1:500000,w1:300000,f2:200000 by=c1 as=p2
  t2 paid held=1000000
  clearing/7 > f1/advance 500000 advance for p2
  f1/units > f1/payment 500000 fund_payment for p2
  clearing/7 > f2/advance 200000 advance for p2
  f2/units > f2/payment 200000 fund_payment for p2
  f1/payment > m1/escrow 500000 funding for t2
  w1 > m1/escrow 300000 funding for t2
  f2/payment > m1/escrow 200000 funding for t2
  ! trade.paid t2/2 m1 w1
  ! fund.redeemed p2/1 w1
  ! fund.redeemed p2/1 w1
# An operator's outside instrument is none of hers.
trade t3 shop=m1 minor=1500000 buyer=w1
  t3 waiting_payment
  ! trade.created t3/1 m1 w1
pay t3 from=f1:900000,600000 as=p3
  t3 paid held=1500000
  clearing/7 > f1/advance 900000 advance for p3
  f1/units > f1/payment 900000 fund_payment for p3
  f1/payment > m1/escrow 900000 funding for t3
  clearing/2 > m1/escrow 600000 funding for t3
  ! trade.paid t3/2 m1 w1
  ! fund.redeemed p3/1 w1
top_up w1 minor=1
  w1 tier=1 day=1900000 year=1900000
  clearing/2 > w1 1 top_up for w1
  ! wallet.topped_up w1/5 w1
trade t4 shop=m1 minor=100001 buyer=w1
  t4 waiting_payment
  ! trade.created t4/1 m1 w1
pay t4 from=f2:100001 by=c1
  refused exhausted daily_limit_exceeded
trade t5 shop=m1 minor=100000 buyer=w1
  t5 waiting_payment
  ! trade.created t5/1 m1 w1
pay t5 from=f2:100000 by=c1 as=p5
  t5 paid held=100000
  clearing/7 > f2/advance 100000 advance for p5
  f2/units > f2/payment 100000 fund_payment for p5
  f2/payment > m1/escrow 100000 funding for t5
  ! trade.paid t5/2 m1 w1
  ! fund.redeemed p5/1 w1
top_up w1 minor=1
  w1 tier=1 day=2000000 year=2000000
  clearing/2 > w1 1 top_up for w1
  ! wallet.topped_up w1/7 w1
# A refund gives no room back; another day does.
refund t5 request=a minor=100000 as=a5
  t5 closed refunded=100000
  m1/escrow > f2/payment 100000 refund_from_escrow for t5
  f2/payment > f2/bought 100000 subscription for a5
  ! trade.refunded t5/3 m1 w1
  ! trade.closed t5/3 m1 w1
  ! fund.bought a5/1 w1
top_up w1 minor=1
  w1 tier=1 day=2000000 year=2000000
  clearing/2 > w1 1 top_up for w1
  ! wallet.topped_up w1/8 w1
units f2 w1
  w1 confirmed=4700000 unconfirmed=100000 income=0
clock 2024-10-05 01:00
top_up w1 minor=1
  w1 tier=1 day=2000000 year=2000000
  clearing/2 > w1 1 top_up for w1
  ! wallet.topped_up w1/9 w1
# What a fund refuses is not counted.
trade t6 shop=m1 minor=900000 buyer=w1
  t6 waiting_payment
  ! trade.created t6/1 m1 w1
pay t6 from=f9:900000 by=c1
  refused not_found fund_not_found
pay t6 from=f1:900000 by=c1 as=p6
  t6 paid held=900000
  clearing/7 > f1/advance 900000 advance for p6
  f1/units > f1/payment 900000 fund_payment for p6
  f1/payment > m1/escrow 900000 funding for t6
  ! trade.paid t6/2 m1 w1
  ! fund.redeemed p6/1 w1
top_up w1 minor=1
  w1 tier=1 day=900000 year=2900000
  clearing/2 > w1 1 top_up for w1
  ! wallet.topped_up w1/11 w1
