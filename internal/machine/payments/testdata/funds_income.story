# Friday 4 October 2024, 08:00 in Beijing. Three holders come from elsewhere, and
# earn from today.
wallet w1 owner=c1 tier=2
  w1 tier=2 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2 tier=2
  w2 tier=2 day=0 year=0
  ! wallet.opened w2/1 w2
wallet w3 owner=c3 tier=2
  w3 tier=2 day=0 year=0
  ! wallet.opened w3/1 w3
wallet w4 owner=c4 tier=2
  w4 tier=2 day=0 year=0
  ! wallet.opened w4/1 w4
wallet w5 owner=c5 currency=978
  w5 tier=1 day=0 year=0
  ! wallet.opened w5/1 w5
top_up w4 minor=100000
  w4 tier=2 day=0 year=0
  clearing/2 > w4 100000 top_up for w4
  ! wallet.topped_up w4/2 w4
fund f1
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
enter f1 holders=w1:33333,w2:33333 by=c1
  refused denied not_allowed
enter f1
  refused invalid no_entries
enter f1 holders=w1:33333,w1:1
  refused conflict holder_exists
enter f1 holders=w1:33333,w2:0
  refused invalid amount_not_positive
enter f1 holders=w1:33333,w9:1
  refused not_found wallet_not_found
enter f1 holders=w1:33333,w5:1
  refused invalid currency_mismatch
enter f1 holders=w1:33333,w2:33333
  f1 units=0 later=66666 holders=2 carry=0
  f1/custody > f1/units 66666 opening for f1
  ! fund.entered f1/2
enter f1 holders=w3:33334,w1:5
  refused conflict holder_exists
enter f1 holders=w3:33334
  f1 units=0 later=100000 holders=3 carry=0
  f1/custody > f1/units 33334 opening for f1
  ! fund.entered f1/3
buy b1 fund=f1 wallet=w4 minor=50000 by=c4
  b1 w4 bought 50000 as of 2024-10-04, from 2024-10-07, settles 2024-10-07
  w4 > f1/bought 50000 subscription for b1
  ! fund.bought b1/1 w4
units f1 w1 w2 w3 w4
  w1 confirmed=33333 unconfirmed=0 income=0
  w2 confirmed=33333 unconfirmed=0 income=0
  w3 confirmed=33334 unconfirmed=0 income=0
  w4 confirmed=0 unconfirmed=50000 income=0
status f1
  f1 units=0 later=150000 holders=4 carry=0
  units=100000 bought=50000 redeemed=0 advance=0 custody=100000 income=0
# A day that is not over, not the fund's, or out of order.
income f1 day=2024-10-04 minor=10
  refused conflict day_not_over
income f1 day=2024-10-03 minor=10
  refused conflict income_out_of_order
clock 2024-10-05 01:00
income f1 day=2024-10-03 minor=10
  refused conflict income_out_of_order
income f1 day=2024-10-04 minor=10 by=c1
  refused denied not_allowed
income f1 day=2024-10-04 minor=10 currency=978
  refused invalid currency_mismatch
income f1 day=2024-10-04 minor=100001
  refused invalid income_exceeds_units
income f9 day=2024-10-04 minor=10
  refused not_found fund_not_found
# Ten cents for three holders: one remains, and comes on top the day after.
income f1 day=2024-10-04 minor=10
  f1 units=100000 later=50000 holders=4 carry=0 run=2024-10-04:0/4
  f1/custody > f1/income 10 net_income for f1
  f1/income > f1/units 9 income for f1
  ! fund.distributed f1/7
income f1 day=2024-10-04 minor=10
  f1 units=100009 later=50000 holders=4 carry=1 distributed=2024-10-04
income f1 day=2024-10-04 minor=11
  refused conflict income_discordant
units f1 w1 w2 w3 w4
  w1 confirmed=33336 unconfirmed=0 income=3
  w2 confirmed=33336 unconfirmed=0 income=3
  w3 confirmed=33337 unconfirmed=0 income=3
  w4 confirmed=0 unconfirmed=50000 income=0
status f1
  f1 units=100009 later=50000 holders=4 carry=1 distributed=2024-10-04
  units=100009 bought=50000 redeemed=0 advance=0 custody=100010 income=1
days f1
  2024-10-04 bought=50000 entered=100000: net=10 in=0 paid=9 out=1 of 100000 units of 3, rate=10000
income f1 day=2024-10-06 minor=10
  refused conflict day_not_over
# Redeemed on the 5th: the income of that day is the others'.
redeem r1 fund=f1 wallet=w1 minor=33336 mode=instant by=c1
  r1 w1 instant 33336 as of 2024-10-07, from 2024-10-05, settles 2024-10-08, arrived
  clearing/7 > f1/advance 33336 advance for r1
  f1/units > w1 33336 redemption for r1
  ! fund.redeemed r1/1 w1
redeem r1 fund=f1 wallet=w1 minor=33336 by=c1 mode=normal
  refused conflict insufficient_units
redeem r2 fund=f1 wallet=w2 minor=10000 mode=instant by=c2
  r2 w2 instant 10000 as of 2024-10-07, from 2024-10-05, settles 2024-10-08, arrived
  clearing/7 > f1/advance 10000 advance for r2
  f1/units > w2 10000 redemption for r2
  ! fund.redeemed r2/1 w2
crash
clock 2024-10-06 01:00
income f1 day=2024-10-05 minor=1000
  f1 units=56673 later=50000 holders=4 carry=1 distributed=2024-10-04 run=2024-10-05:0/4
  f1/custody > f1/income 1000 net_income for f1
  f1/income > f1/units 1000 income for f1
  ! fund.distributed f1/12
units f1 w1 w2 w3 w4
  w1 confirmed=0 unconfirmed=0 income=3
  w2 confirmed=23748 unconfirmed=0 income=415
  w3 confirmed=33925 unconfirmed=0 income=591
  w4 confirmed=0 unconfirmed=50000 income=0
# Late: the days of the 6th to 8th come on the 9th, when one has left.
clock 2024-10-09 10:00
  f1/bought > f1/units 50000 confirmation for f1
  f1/custody > clearing/7 50000 fund_cash for f1
  f1/advance > f1/custody 43336 advance_repaid for f1
redeem r3 fund=f1 wallet=w3 minor=30000 mode=instant by=c3
  r3 w3 instant 30000 as of 2024-10-09, from 2024-10-09, settles 2024-10-10, arrived
  clearing/7 > f1/advance 30000 advance for r3
  f1/units > w3 30000 redemption for r3
  ! fund.redeemed r3/1 w3
income f1 day=2024-10-06 minor=1000
  f1 units=57673 later=20000 holders=4 carry=1 distributed=2024-10-05 run=2024-10-06:0/4
  f1/custody > f1/income 1000 net_income for f1
  f1/income > f1/units 1000 income for f1
  ! fund.distributed f1/17
income f1 day=2024-10-07 minor=0
  f1 units=108673 later=-30000 holders=4 carry=1 distributed=2024-10-06 run=2024-10-07:0/4
  ! fund.distributed f1/20
income f1 day=2024-10-08 minor=2000
  f1 units=108673 later=-30000 holders=4 carry=1 distributed=2024-10-07 run=2024-10-08:0/4
  f1/custody > f1/income 2000 net_income for f1
  f1/income > f1/units 1999 income for f1
  ! fund.distributed f1/23
units f1 w1 w2 w3 w4
  w1 confirmed=0 unconfirmed=0 income=3
  w2 confirmed=24604 unconfirmed=0 income=1271
  w3 confirmed=5148 unconfirmed=0 income=1814
  w4 confirmed=50920 unconfirmed=0 income=920
incomes f1 w1
  2024-10-04 3 of 33333
  2024-10-05 0 of 0
  2024-10-06 0 of 0
  2024-10-07 0 of 0
  2024-10-08 0 of 0
incomes f1 w3
  2024-10-04 3 of 33334
  2024-10-05 588 of 33337
  2024-10-06 588 of 33925
  2024-10-07 0 of 34513
  2024-10-08 635 of 34513
incomes f1 w4
  2024-10-04 0 of 0
  2024-10-05 0 of 0
  2024-10-06 0 of 0
  2024-10-07 0 of 50000
  2024-10-08 920 of 50000
reopen
# A loss: nobody falls below zero, also who has redeemed since.
clock 2024-10-10 00:00
  f1/advance > f1/custody 30000 advance_repaid for f1
units f1 w1 w2 w3 w4
  w1 confirmed=0 unconfirmed=0 income=3
  w2 confirmed=24604 unconfirmed=0 income=1271
  w3 confirmed=5148 unconfirmed=0 income=1814
  w4 confirmed=50920 unconfirmed=0 income=920
redeem r4 fund=f1 wallet=w3 minor=4000 mode=instant by=c3
  r4 w3 instant 4000 as of 2024-10-10, from 2024-10-10, settles 2024-10-11, arrived
  clearing/7 > f1/advance 4000 advance for r4
  f1/units > w3 4000 redemption for r4
  ! fund.redeemed r4/1 w3
income f1 day=2024-10-09 minor=-70000
  f1 units=80672 later=-4000 holders=4 carry=2 distributed=2024-10-08 run=2024-10-09:0/4
  f1/income > f1/custody 70000 net_income for f1
  f1/units > f1/income 66680 income for f1
  ! fund.distributed f1/28
units f1 w1 w2 w3 w4
  w1 confirmed=0 unconfirmed=0 income=3
  w2 confirmed=3255 unconfirmed=0 income=-20078
  w3 confirmed=0 unconfirmed=0 income=666
  w4 confirmed=6737 unconfirmed=0 income=-43263
status f1
  f1 units=13992 later=-4000 holders=4 carry=-3318 distributed=2024-10-09
  units=9992 bought=0 redeemed=0 advance=4000 custody=10674 income=-3318
income f1 day=2024-10-10 minor=5
  refused conflict day_not_over
clock 2024-10-11 00:00
  f1/advance > f1/custody 4000 advance_repaid for f1
income f1 day=2024-10-10 minor=100
  f1 units=9992 later=0 holders=4 carry=-3318 distributed=2024-10-09 run=2024-10-10:0/4
  f1/custody > f1/income 100 net_income for f1
  f1/units > f1/income 3219 income for f1
  ! fund.distributed f1/32
clock 2024-10-12 00:00
income f1 day=2024-10-11 minor=1
  f1 units=6773 later=0 holders=4 carry=1 distributed=2024-10-10 run=2024-10-11:0/4
  f1/custody > f1/income 1 net_income for f1
  f1/income > f1/units 1 income for f1
  ! fund.distributed f1/35
days f1
  2024-10-04 bought=50000 entered=100000: net=10 in=0 paid=9 out=1 of 100000 units of 3, rate=10000
  2024-10-05 instant=43336: net=1000 in=1 paid=1000 out=1 of 56673 units of 2, rate=1764509
  2024-10-06: net=1000 in=1 paid=1000 out=1 of 57673 units of 2, rate=1733914
  2024-10-07: net=0 in=1 paid=0 out=1 of 108673 units of 3, rate=0
  2024-10-08: net=2000 in=1 paid=1999 out=2 of 108673 units of 3, rate=1840384
  2024-10-09 instant=30000: net=-70000 in=2 paid=-66680 out=-3318 of 80672 units of 3, rate=-86771123
  2024-10-10 instant=4000: net=100 in=-3318 paid=-3219 out=1 of 9992 units of 2, rate=1000801 seven=-100000
  2024-10-11: net=1 in=1 paid=1 out=1 of 6773 units of 2, rate=14765 seven=-100000
status f1
  f1 units=6774 later=0 holders=4 carry=1 distributed=2024-10-11
  units=6774 bought=0 redeemed=0 advance=0 custody=6775 income=1
units f1 w1 w2 w3 w4
  w1 confirmed=0 unconfirmed=0 income=3
  w2 confirmed=2206 unconfirmed=0 income=-21127
  w3 confirmed=0 unconfirmed=0 income=666
  w4 confirmed=4568 unconfirmed=0 income=-45432
incomes f1 w3
  2024-10-04 3 of 33334
  2024-10-05 588 of 33337
  2024-10-06 588 of 33925
  2024-10-07 0 of 34513
  2024-10-08 635 of 34513
  2024-10-09 -1148 of 5148
  2024-10-10 0 of 0
  2024-10-11 0 of 0
# Who redeemed everything does not come back as a new holder.
buy b2 fund=f1 wallet=w1 minor=100 by=c1
  b2 w1 bought 100 as of 2024-10-14, from 2024-10-15, settles 2024-10-15
  w1 > f1/bought 100 subscription for b2
  ! fund.bought b2/1 w1
units f1 w1
  w1 confirmed=0 unconfirmed=100 income=3
clock 2024-10-16 00:00
  f1/bought > f1/units 100 confirmation for f1
  f1/custody > clearing/7 100 fund_cash for f1
units f1 w1
  w1 confirmed=100 unconfirmed=0 income=3
# A fund that nobody holds has days too, and what comes in meanwhile earns later.
fund f2
  f2 units=0 later=0 holders=0 carry=0
  ! fund.created f2/1
income f2 day=2024-10-15 minor=0
  refused conflict income_out_of_order
clock 2024-10-17 00:00
income f2 day=2024-10-16 minor=1
  refused invalid income_exceeds_units
income f2 day=2024-10-16 minor=0
  f2 units=0 later=0 holders=0 carry=0 run=2024-10-16:0/0
  ! fund.distributed f2/4
enter f2 holders=w1:10000,w2:1
  f2 units=0 later=10001 holders=2 carry=0 distributed=2024-10-16
  f2/custody > f2/units 10001 opening for f2
  ! fund.entered f2/5
clock 2024-10-18 00:00
income f2 day=2024-10-17 minor=1
  f2 units=10001 later=0 holders=2 carry=0 distributed=2024-10-16 run=2024-10-17:0/2
  f2/custody > f2/income 1 net_income for f2
  ! fund.distributed f2/8
units f2 w1 w2
  w1 confirmed=10000 unconfirmed=0 income=0
  w2 confirmed=1 unconfirmed=0 income=0
days f2
  2024-10-16: net=0 in=0 paid=0 out=0 of 0 units of 0, rate=0
  2024-10-17 entered=10001: net=1 in=0 paid=0 out=1 of 10001 units of 2, rate=9999
# Of two funds at once.
income f1 day=2024-10-12 minor=0
  f1 units=6774 later=100 holders=4 carry=1 distributed=2024-10-11 run=2024-10-12:0/4
  ! fund.distributed f1/40
income f1 day=2024-10-13 minor=0
  f1 units=6774 later=100 holders=4 carry=1 distributed=2024-10-12 run=2024-10-13:0/4
  ! fund.distributed f1/43
status f1
  f1 units=6774 later=100 holders=4 carry=1 distributed=2024-10-13
  units=6874 bought=0 redeemed=0 advance=0 custody=6875 income=1
