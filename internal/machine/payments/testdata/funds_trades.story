# A trade is paid with units, in one step, and a refund goes back into them.
wallet w1 owner=c1 tier=2
  w1 tier=2 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2 tier=2
  w2 tier=2 day=0 year=0
  ! wallet.opened w2/1 w2
merchant m1 ppm=10000
  m1 timer=3 days=10 ppm=10000
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
merchant m3 currency=978
  m3 timer=3 days=10 ppm=0
  ! merchant.created m3/1 m3
fund f1 instant_day=1
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
fund f2
  f2 units=0 later=0 holders=0 carry=0
  ! fund.created f2/1
fund f3 currency=978
  f3 units=0 later=0 holders=0 carry=0
  ! fund.created f3/1
enter f1 holders=w1:60000
  f1 units=0 later=60000 holders=1 carry=0
  f1/custody > f1/units 60000 opening for f1
  ! fund.entered f1/2
enter f2 holders=w1:20000
  f2 units=0 later=20000 holders=1 carry=0
  f2/custody > f2/units 20000 opening for f2
  ! fund.entered f2/2
top_up w1 minor=10000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 10000 top_up for w1
  ! wallet.topped_up w1/2 w1
trade t1 shop=m1 minor=50000 buyer=w1 by=m1
  t1 waiting_payment
  ! trade.created t1/1 m1 w1
# Not another's, not more than there is, not unconfirmed, not of another currency.
pay t1 buyer=w2 from=f1:50000 by=c2
  refused not_found trade_not_found
pay t1 from=f1:50000 by=m1
  refused denied not_allowed
pay t1 buyer=w1 from=f9:50000 by=c1
  refused not_found fund_not_found
pay t1 buyer=w1 from=f3:50000 by=c1
  refused invalid currency_mismatch
pay t1 buyer=w1 from=f2:30000,f2:20000 by=c1
  refused conflict insufficient_units
trade t2 shop=m1 minor=50000
  t2 waiting_payment
  ! trade.created t2/1 m1
pay t2 from=f1:50000
  refused invalid invalid_funding
pay t1 buyer=w1 from=f1:50000 by=c1 as=p1
  t1 paid held=50000
  clearing/7 > f1/advance 50000 advance for p1
  f1/units > f1/payment 50000 fund_payment for p1
  f1/payment > m1/escrow 50000 funding for t1
  ! trade.paid t1/2 m1 w1
  ! fund.redeemed p1/1 w1
status f1
  f1 units=0 later=10000 holders=1 carry=0
  units=10000 bought=0 redeemed=0 advance=50000 custody=60000 income=0
units f1 w1
  w1 confirmed=10000 unconfirmed=0 income=0
pay t1 buyer=w1 from=f1:50000 by=c1
  refused conflict trade_already_paid
# Back before it is released, and behind that.
refund t1 request=a minor=20000 by=m1 as=a1
  t1 paid held=30000 refunded=20000
  m1/escrow > f1/payment 20000 refund_from_escrow for t1
  f1/payment > f1/bought 20000 subscription for a1
  ! trade.refunded t1/3 m1 w1
  ! fund.bought a1/1 w1
refund t1 request=a minor=20000 by=m1 as=a2
  t1 paid held=30000 refunded=20000
units f1 w1
  w1 confirmed=10000 unconfirmed=20000 income=0
confirm t1 by=c1
  t1 completed released=30000 refunded=20000 fee=300
  m1/escrow > m1 30000 release for t1
  m1 > fees 300 fee for t1
  ! trade.completed t1/4 m1 w1
refund t1 request=b minor=10000 by=m1 as=a3
  t1 completed released=30000 refunded=30000 fee=300
  m1 > f1/payment 10000 refund_from_balance for t1
  f1/payment > f1/bought 10000 subscription for a3
  ! trade.refunded t1/5 m1 w1
  ! fund.bought a3/1 w1
status f1
  f1 units=0 later=40000 holders=1 carry=0
  units=10000 bought=30000 redeemed=0 advance=50000 custody=60000 income=0
units f1 w1
  w1 confirmed=10000 unconfirmed=30000 income=0
# Out of all that she has: the last comes back first.
pay t2 buyer=w1 from=w1:10000,f2:10000,5000,f1:10000,f2:5000,10000 by=operator as=p2
  t2 paid held=50000
  clearing/7 > f2/advance 15000 advance for p2
  f2/units > f2/payment 15000 fund_payment for p2
  clearing/7 > f1/advance 10000 advance for p2
  f1/units > f1/payment 10000 fund_payment for p2
  w1 > m1/escrow 10000 funding for t2
  f2/payment > m1/escrow 10000 funding for t2
  clearing/2 > m1/escrow 5000 funding for t2
  f1/payment > m1/escrow 10000 funding for t2
  f2/payment > m1/escrow 5000 funding for t2
  clearing/2 > m1/escrow 10000 funding for t2
  ! trade.paid t2/2 m1 w1
  ! fund.redeemed p2/1 w1
  ! fund.redeemed p2/1 w1
balances w1 m1
  w1 0
  m1 balance=19700 escrow=50000 reserve=0 payout=0
units f2 w1
  w1 confirmed=5000 unconfirmed=0 income=0
refund t2 request=c minor=27000 as=a4
  t2 paid held=23000 refunded=27000
  m1/escrow > clearing/2 10000 refund_from_escrow for t2
  m1/escrow > f2/payment 5000 refund_from_escrow for t2
  m1/escrow > f1/payment 10000 refund_from_escrow for t2
  m1/escrow > clearing/2 2000 refund_from_escrow for t2
  f2/payment > f2/bought 5000 subscription for a4
  f1/payment > f1/bought 10000 subscription for a4
  ! trade.refunded t2/3 m1 w1
  ! fund.bought a4/1 w1
  ! fund.bought a4/1 w1
units f2 w1
  w1 confirmed=5000 unconfirmed=5000 income=0
# A bank takes back what it paid, and nothing else.
charge_back t2 request=d minor=3001
  refused conflict charge_back_exceeds_fundings
charge_back t2 request=d minor=1000
  t2 paid held=22000 refunded=27000 charged=1000
  m1/escrow > clearing/2 1000 charge_back_from_escrow for t2
  ! trade.charged_back t2/4 m1 w1
# No units of a fund that takes no purchases are bought, but what it gave comes back.
rules f1 closed=yes
  f1 units=0 later=40000 holders=1 carry=0
  ! fund.changed f1/8
rules f2 closed=yes
  f2 units=0 later=10000 holders=1 carry=0
  ! fund.changed f2/5
dispute t2 by=c1
  t2 disputed held=22000 refunded=27000 charged=1000
  ! trade.disputed t2/5 m1 w1
resolve t2 refund=10000 as=a5
  t2 completed released=12000 refunded=37000 charged=1000 fee=120
  m1/escrow > clearing/2 2000 refund_from_escrow for t2
  m1/escrow > f2/payment 8000 refund_from_escrow for t2
  m1/escrow > m1 12000 release for t2
  m1 > fees 120 fee for t2
  f2/payment > f2/bought 8000 subscription for a5
  ! trade.resolved t2/6 m1 w1
  ! trade.refunded t2/6 m1 w1
  ! trade.completed t2/6 m1 w1
  ! fund.bought a5/1 w1
balances w1 m1
  w1 0
  m1 balance=31580 escrow=0 reserve=0 payout=0
units f1 w1
  w1 confirmed=0 unconfirmed=40000 income=0
units f2 w1
  w1 confirmed=5000 unconfirmed=13000 income=0
# Released at once, and paid by an outside fund, of which an operator knows.
trade t3 shop=m2 minor=1000 buyer=w1 release=no_escrow
  t3 waiting_payment
  ! trade.created t3/1 m2 w1
pay t3 buyer=w1 from=f1:1000 by=c1
  refused conflict insufficient_units
pay t3 buyer=w1 from=f2:1000 by=c1 as=p3
  t3 completed released=1000
  clearing/7 > f2/advance 1000 advance for p3
  f2/units > f2/payment 1000 fund_payment for p3
  f2/payment > m2/escrow 1000 funding for t3
  m2/escrow > m2 1000 release for t3
  ! trade.paid t3/2 m2 w1
  ! trade.completed t3/2 m2 w1
  ! fund.redeemed p3/1 w1
refund t3 request=e minor=1000 by=m2 as=a6
  t3 closed released=1000 refunded=1000
  m2 > f2/payment 1000 refund_from_balance for t3
  f2/payment > f2/bought 1000 subscription for a6
  ! trade.refunded t3/3 m2 w1
  ! trade.closed t3/3 m2 w1
  ! fund.bought a6/1 w1
trade t4 shop=m2 minor=1000 buyer=w1 release=no_escrow from=f2:1000 as=p4
  t4 completed released=1000
  clearing/7 > f2/advance 1000 advance for t4
  f2/units > f2/payment 1000 fund_payment for t4
  f2/payment > m2/escrow 1000 funding for t4
  m2/escrow > m2 1000 release for t4
  ! trade.created t4/1 m2 w1
  ! trade.paid t4/1 m2 w1
  ! trade.completed t4/1 m2 w1
  ! fund.redeemed t4/1 w1
reopen
status f1
  f1 units=0 later=40000 holders=1 carry=0
  units=0 bought=40000 redeemed=0 advance=60000 custody=60000 income=0
status f2
  f2 units=0 later=17000 holders=1 carry=0
  units=3000 bought=14000 redeemed=0 advance=17000 custody=20000 income=0
orders f1 w1 limit=20
  a4 w1 refunded 10000 as of 2024-10-04, from 2024-10-07, settles 2024-10-07 for t2
  p2 w1 paid 10000 as of 2024-10-04, from 2024-10-04, settles 2024-10-07, arrived for t2
  a3 w1 refunded 10000 as of 2024-10-04, from 2024-10-07, settles 2024-10-07 for t1
  a1 w1 refunded 20000 as of 2024-10-04, from 2024-10-07, settles 2024-10-07 for t1
  p1 w1 paid 50000 as of 2024-10-04, from 2024-10-04, settles 2024-10-07, arrived for t1
clock 2024-10-09 00:00
  f1/bought > f1/units 40000 confirmation for f1
  f1/custody > clearing/7 40000 fund_cash for f1
  f1/advance > f1/custody 60000 advance_repaid for f1
  f2/bought > f2/units 14000 confirmation for f2
  f2/custody > clearing/7 14000 fund_cash for f2
  f2/advance > f2/custody 17000 advance_repaid for f2
status f1
  f1 units=0 later=40000 holders=1 carry=0
  units=40000 bought=0 redeemed=0 advance=0 custody=40000 income=0
status f2
  f2 units=0 later=17000 holders=1 carry=0
  units=17000 bought=0 redeemed=0 advance=0 custody=17000 income=0
days f1
  2024-10-04 refunded=40000 entered=60000 paid=60000
days f2
  2024-10-04 refunded=14000 entered=20000 paid=17000
# The merchant has nothing left to refund from.
payout x1 shop=m2 minor=1000
  x1 1000 of m2 in state 1
  m2 > m2/payout 1000 payout for x1
  ! payout.created x1/1 m2
refund t4 request=f minor=1000 by=m2
  refused conflict insufficient_funds
# What came back earns from when it was confirmed.
income f1 day=2024-10-07 minor=100
  f1 units=40000 later=0 holders=1 carry=0 run=2024-10-07:0/1
  f1/custody > f1/income 100 net_income for f1
  f1/income > f1/units 100 income for f1
  ! fund.distributed f1/12
units f1 w1
  w1 confirmed=40100 unconfirmed=0 income=100
status f1
  f1 units=40100 later=0 holders=1 carry=0 distributed=2024-10-07
  units=40100 bought=0 redeemed=0 advance=0 custody=40100 income=0
