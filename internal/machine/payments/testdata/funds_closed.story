# What a fund does by itself waits while an operator keeps one of its accounts
# closed, or a holder's, and is done later under other ids than those burnt.
wallet w1 owner=c1 tier=2
  w1 tier=2 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2 tier=2
  w2 tier=2 day=0 year=0
  ! wallet.opened w2/1 w2
top_up w2 minor=1000
  w2 tier=2 day=0 year=0
  clearing/2 > w2 1000 top_up for w2
  ! wallet.topped_up w2/2 w2
fund f1
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
enter f1 holders=w1:1000,w2:1000
  f1 units=0 later=2000 holders=2 carry=0
  f1/custody > f1/units 2000 opening for f1
  ! fund.entered f1/2
buy b1 fund=f1 wallet=w2 minor=500 by=c2
  b1 w2 bought 500 as of 2024-10-04, from 2024-10-07, settles 2024-10-07
  w2 > f1/bought 500 subscription for b1
  ! fund.bought b1/1 w2
sweep w2 fund=f1 by=c2
  w2 sweeps into f1 above 0
  ! fund.sweep_set w2/3 w2
# The sweep finds no way in, and tries again on another day.
move x1 from=clearing to=f1/bought minor=0 closing=credit
  created
  clearing/2 > f1/bought 0 adjustment for nobody
clock 2024-10-05 01:00
balances w2
  w2 500
income f1 day=2024-10-04 minor=10
  f1 units=2000 later=500 holders=2 carry=0 run=2024-10-04:0/2
  f1/custody > f1/income 10 net_income for f1
  f1/income > f1/units 10 income for f1
  ! fund.distributed f1/8
status f1
  f1 units=2010 later=500 holders=2 carry=0 distributed=2024-10-04
  units=2010 bought=500 redeemed=0 advance=0 custody=2010 income=0
# Not confirmed while it is closed; the retries are an hour apart.
clock 2024-10-07 02:30
status f1
  f1 units=2010 later=500 holders=2 carry=0 distributed=2024-10-04
  units=2010 bought=500 redeemed=0 advance=0 custody=2010 income=0
void x2 pending=x1
  created
  clearing/2 > f1/bought 0 adjustment for nobody
clock 2024-10-07 02:59
status f1
  f1 units=2010 later=500 holders=2 carry=0 distributed=2024-10-04
  units=2010 bought=500 redeemed=0 advance=0 custody=2010 income=0
clock 2024-10-07 03:30
  f1/bought > f1/units 500 confirmation for f1
  f1/custody > clearing/7 500 fund_cash for f1
  w2 > f1/bought 500 subscription for w2
  ! fund.bought w2/1 w2
status f1
  f1 units=2010 later=1000 holders=2 carry=0 distributed=2024-10-04
  units=2510 bought=500 redeemed=0 advance=0 custody=2510 income=0
# A day's income waits in the middle.
move x3 from=clearing to=f1/units minor=0 closing=credit
  created
  clearing/2 > f1/units 0 adjustment for nobody
income f1 day=2024-10-05 minor=10
  f1 units=2010 later=1000 holders=2 carry=0 distributed=2024-10-04 run=2024-10-05:0/2
  f1/custody > f1/income 10 net_income for f1
income f1 day=2024-10-06 minor=10
  refused conflict income_under_way
crash
status f1
  f1 units=2010 later=1000 holders=2 carry=0 distributed=2024-10-04 run=2024-10-05:0/2
  units=2510 bought=500 redeemed=0 advance=0 custody=2520 income=10
redeem r1 fund=f1 wallet=w1 minor=100 by=c1
  refused conflict account_closed
void x4 pending=x3
  created
  clearing/2 > f1/units 0 adjustment for nobody
clock 2024-10-07 05:00
  f1/income > f1/units 10 income for f1
  ! fund.distributed f1/14
status f1
  f1 units=2020 later=1000 holders=2 carry=0 distributed=2024-10-05
  units=2520 bought=500 redeemed=0 advance=0 custody=2520 income=0
units f1 w1 w2
  w1 confirmed=1010 unconfirmed=0 income=10
  w2 confirmed=1510 unconfirmed=500 income=10
income f1 day=2024-10-06 minor=10
  f1 units=2020 later=1000 holders=2 carry=0 distributed=2024-10-05 run=2024-10-06:0/2
  f1/custody > f1/income 10 net_income for f1
  f1/income > f1/units 10 income for f1
  ! fund.distributed f1/17
# Money that a wallet cannot take arrives with the fund's next settlement.
redeem r4 fund=f1 wallet=w1 minor=100 by=c1
  r4 w1 redeemed 100 as of 2024-10-07, from 2024-10-07, settles 2024-10-08
  f1/units > f1/redeemed 100 redemption for r4
  ! fund.redeemed r4/1 w1
redeem r2 fund=f1 wallet=w2 minor=100 by=c2
  r2 w2 redeemed 100 as of 2024-10-07, from 2024-10-07, settles 2024-10-08
  f1/units > f1/redeemed 100 redemption for r2
  ! fund.redeemed r2/1 w2
move x5 from=clearing to=w1 minor=0 closing=credit
  created
  clearing/2 > w1 0 adjustment for nobody
clock 2024-10-08 10:00
  f1/bought > f1/units 500 confirmation for f1
  f1/custody > clearing/7 500 fund_cash for f1
  clearing/7 > f1/custody 200 fund_cash for f1
  f1/redeemed > w2 100 redemption_paid for r2
  w2 > f1/bought 100 subscription for w2
  ! fund.arrived r2/2 w2
  ! fund.bought w2/1 w2
orders f1 w1
  r4 w1 redeemed 100 as of 2024-10-07, from 2024-10-07, settles 2024-10-08
void x6 pending=x5
  created
  clearing/2 > w1 0 adjustment for nobody
redeem r3 fund=f1 wallet=w2 minor=10 mode=instant by=c2
  r3 w2 instant 10 as of 2024-10-08, from 2024-10-08, settles 2024-10-09, arrived
  clearing/7 > f1/advance 10 advance for r3
  f1/units > w2 10 redemption for r3
  ! fund.redeemed r3/1 w2
clock 2024-10-09 10:00
  f1/bought > f1/units 100 confirmation for f1
  f1/custody > clearing/7 100 fund_cash for f1
  f1/advance > f1/custody 10 advance_repaid for f1
  f1/redeemed > w1 100 redemption_paid for r4
  w2 > f1/bought 10 subscription for w2
  ! fund.arrived r4/2 w1
  ! fund.bought w2/1 w2
orders f1 w1
  r4 w1 redeemed 100 as of 2024-10-07, from 2024-10-07, settles 2024-10-08, arrived
balances w1 w2
  w1 100
  w2 0
status f1
  f1 units=2030 later=900 holders=2 carry=0 distributed=2024-10-06
  units=2920 bought=10 redeemed=0 advance=0 custody=2920 income=0
