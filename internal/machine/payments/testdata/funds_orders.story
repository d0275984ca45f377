# The clock starts on Friday 4 October 2024 at 08:00 in Beijing. Monday is a
# holiday, and the Saturday before it is worked.
wallet w1 owner=c1 tier=2
  w1 tier=2 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2 tier=2
  w2 tier=2 day=0 year=0
  ! wallet.opened w2/1 w2
wallet w3 owner=c1 tier=2
  w3 tier=2 day=0 year=0
  ! wallet.opened w3/1 w3
wallet w4 owner=c4 currency=978
  w4 tier=1 day=0 year=0
  ! wallet.opened w4/1 w4
top_up w1 minor=100000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 100000 top_up for w1
  ! wallet.topped_up w1/2 w1
top_up w2 minor=100000
  w2 tier=2 day=0 year=0
  clearing/2 > w2 100000 top_up for w2
  ! wallet.topped_up w2/2 w2
top_up w3 minor=100000
  w3 tier=2 day=0 year=0
  clearing/2 > w3 100000 top_up for w3
  ! wallet.topped_up w3/2 w3
top_up w4 minor=100000 currency=978
  w4 tier=1 day=0 year=0
  clearing/2 > w4 100000 top_up for w4
  ! wallet.topped_up w4/2 w4
# Whom a fund is made by, and what of.
fund f1 by=c1
  refused denied not_allowed
fund f1 by=m1
  refused denied not_allowed
fund f1 min=0
  refused invalid invalid_rules
fund f1 holidays=2024-10-05
  refused invalid invalid_calendar
fund f1 holidays=2024-10-07 workdays=2024-10-05 purchase_day=70000 quota_day=120000 holding_max=90000 instant_day=30000 instant_all=40000 min=100
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
fund f2 currency=978
  f2 units=0 later=0 holders=0 carry=0
  ! fund.created f2/1
# Before the cut-off and behind it.
buy b1 fund=f1 wallet=w1 minor=20000 by=c1
  b1 w1 bought 20000 as of 2024-10-04, from 2024-10-05, settles 2024-10-05
  w1 > f1/bought 20000 subscription for b1
  ! fund.bought b1/1 w1
clock 2024-10-04 14:59
buy b2 fund=f1 wallet=w1 minor=10000 by=c1 key=k1
  b2 w1 bought 10000 as of 2024-10-04, from 2024-10-05, settles 2024-10-05
  w1 > f1/bought 10000 subscription for b2
  ! fund.bought b2/1 w1
buy b2 fund=f1 wallet=w1 minor=10000 by=c1 key=k1
  b2 w1 bought 10000 as of 2024-10-04, from 2024-10-05, settles 2024-10-05 (replayed)
clock 2024-10-04 15:00
buy b3 fund=f1 wallet=w1 minor=10000 by=c1
  b3 w1 bought 10000 as of 2024-10-05, from 2024-10-08, settles 2024-10-08
  w1 > f1/bought 10000 subscription for b3
  ! fund.bought b3/1 w1
# Of others, of too little, too much, what nobody has, and the wrong currency.
buy b4 fund=f1 wallet=w1 minor=500 by=c2
  refused not_found wallet_not_found
buy b4 fund=f1 wallet=w1 minor=500 by=m1
  refused denied not_allowed
buy b4 fund=f9 wallet=w1 minor=500 by=c1
  refused not_found fund_not_found
buy b4 fund=f1 wallet=w9 minor=500 by=c1
  refused not_found wallet_not_found
buy b4 fund=f1 wallet=w9 minor=500
  refused not_found wallet_not_found
buy b4 fund=f1 wallet=w1 minor=99 by=c1
  refused invalid purchase_below_minimum
buy b4 fund=f1 wallet=w1 minor=-5 by=c1
  refused invalid amount_not_positive
buy b4 fund=f1 wallet=w1 minor=500 currency=978 by=c1
  refused invalid currency_mismatch
buy b4 fund=f2 wallet=w1 minor=500 currency=978 by=c1
  refused invalid currency_mismatch
buy b4 fund=f1 wallet=w4 minor=500 by=c4
  refused invalid currency_mismatch
# A person's limits hold for all wallets of hers together, and the fund's for all.
buy b4 fund=f1 wallet=w3 minor=30001 by=c1
  refused exhausted daily_purchase_limit_exceeded
buy b4 fund=f1 wallet=w3 minor=30000 by=c1
  b4 w3 bought 30000 as of 2024-10-05, from 2024-10-08, settles 2024-10-08
  w3 > f1/bought 30000 subscription for b4
  ! fund.bought b4/1 w3
buy b5 fund=f1 wallet=w2 minor=50001 by=c2
  refused exhausted daily_quota_exceeded
buy b5 fund=f1 wallet=w2 minor=50000 by=c2
  b5 w2 bought 50000 as of 2024-10-05, from 2024-10-08, settles 2024-10-08
  w2 > f1/bought 50000 subscription for b5
  ! fund.bought b5/1 w2
# Nothing of it is confirmed yet.
units f1 w1 w2 w3 w4
  w1 confirmed=0 unconfirmed=40000 income=0
  w2 confirmed=0 unconfirmed=50000 income=0
  w3 confirmed=0 unconfirmed=30000 income=0
  w4 never had any
redeem r1 fund=f1 wallet=w1 minor=1 by=c1
  refused conflict insufficient_units
status f1
  f1 units=0 later=120000 holders=3 carry=0
  units=0 bought=120000 redeemed=0 advance=0 custody=0 income=0
# Saturday is worked: what came before Friday's cut-off is confirmed.
clock 2024-10-05 00:00
  f1/bought > f1/units 30000 confirmation for f1
  f1/custody > clearing/7 30000 fund_cash for f1
units f1 w1 w2 w3
  w1 confirmed=30000 unconfirmed=10000 income=0
  w2 confirmed=0 unconfirmed=50000 income=0
  w3 confirmed=0 unconfirmed=30000 income=0
status f1
  f1 units=0 later=120000 holders=3 carry=0
  units=30000 bought=90000 redeemed=0 advance=0 custody=30000 income=0
# The next day's limits are fresh but for what she may hold: 70000 of 90000.
buy b6 fund=f1 wallet=w3 minor=20001 by=c1
  refused conflict holding_limit_exceeded
buy b6 fund=f1 wallet=w3 minor=20000 by=c1
  b6 w3 bought 20000 as of 2024-10-05, from 2024-10-08, settles 2024-10-08
  w3 > f1/bought 20000 subscription for b6
  ! fund.bought b6/1 w3
redeem r1 fund=f1 wallet=w1 minor=30001 by=c1
  refused conflict insufficient_units
redeem r1 fund=f1 wallet=w1 minor=0 by=c1
  refused invalid amount_not_positive
redeem r1 fund=f1 wallet=w1 minor=5000 by=c2
  refused not_found wallet_not_found
redeem r1 fund=f1 wallet=w1 minor=5000 by=c1
  r1 w1 redeemed 5000 as of 2024-10-05, from 2024-10-05, settles 2024-10-08
  f1/units > f1/redeemed 5000 redemption for r1
  ! fund.redeemed r1/1 w1
status f1
  f1 units=0 later=135000 holders=3 carry=0
  units=25000 bought=110000 redeemed=5000 advance=0 custody=30000 income=0
# Instantly, to the person's cap and to everybody's.
redeem r2 fund=f1 wallet=w1 minor=20000 mode=instant by=c1
  r2 w1 instant 20000 as of 2024-10-05, from 2024-10-05, settles 2024-10-08, arrived
  clearing/7 > f1/advance 20000 advance for r2
  f1/units > w1 20000 redemption for r2
  ! fund.redeemed r2/1 w1
redeem r3 fund=f1 wallet=w1 minor=10001 mode=instant by=c1
  refused conflict insufficient_units
balances w1
  w1 80000
status f1
  f1 units=0 later=115000 holders=3 carry=0
  units=5000 bought=110000 redeemed=5000 advance=20000 custody=30000 income=0
reopen
# Sunday: an order counts as Tuesday's, as Monday is a holiday; nothing settles.
clock 2024-10-06 10:00
redeem r4 fund=f1 wallet=w1 minor=5000 mode=instant by=c1
  r4 w1 instant 5000 as of 2024-10-08, from 2024-10-06, settles 2024-10-09, arrived
  clearing/7 > f1/advance 5000 advance for r4
  f1/units > w1 5000 redemption for r4
  ! fund.redeemed r4/1 w1
buy b7 fund=f1 wallet=w2 minor=1000 by=c2
  b7 w2 bought 1000 as of 2024-10-08, from 2024-10-09, settles 2024-10-09
  w2 > f1/bought 1000 subscription for b7
  ! fund.bought b7/1 w2
status f1
  f1 units=0 later=111000 holders=3 carry=0
  units=0 bought=111000 redeemed=5000 advance=25000 custody=30000 income=0
clock 2024-10-07 12:00
status f1
  f1 units=0 later=111000 holders=3 carry=0
  units=0 bought=111000 redeemed=5000 advance=25000 custody=30000 income=0
# Tuesday: what was bought on Friday behind the cut-off and on Saturday is
# confirmed, what was redeemed on Saturday arrives, the bank is repaid.
clock 2024-10-08 00:00
  f1/bought > f1/units 110000 confirmation for f1
  f1/custody > clearing/7 110000 fund_cash for f1
  f1/advance > f1/custody 20000 advance_repaid for f1
  clearing/7 > f1/custody 5000 fund_cash for f1
  f1/redeemed > w1 5000 redemption_paid for r1
  ! fund.arrived r1/2 w1
status f1
  f1 units=0 later=111000 holders=3 carry=0
  units=110000 bought=1000 redeemed=0 advance=5000 custody=115000 income=0
units f1 w1 w2 w3
  w1 confirmed=10000 unconfirmed=0 income=0
  w2 confirmed=50000 unconfirmed=1000 income=0
  w3 confirmed=50000 unconfirmed=0 income=0
balances w1 w2
  w1 90000
  w2 49000
crash
status f1
  f1 units=0 later=111000 holders=3 carry=0
  units=110000 bought=1000 redeemed=0 advance=5000 custody=115000 income=0
# Wednesday: what was ordered on Sunday.
clock 2024-10-09 00:00
  f1/bought > f1/units 1000 confirmation for f1
  f1/custody > clearing/7 1000 fund_cash for f1
  f1/advance > f1/custody 5000 advance_repaid for f1
status f1
  f1 units=0 later=111000 holders=3 carry=0
  units=111000 bought=0 redeemed=0 advance=0 custody=111000 income=0
redeem r5 fund=f1 wallet=w2 minor=40000 mode=instant by=c2
  refused exhausted instant_limit_exceeded
redeem r5 fund=f1 wallet=w2 minor=30000 mode=instant by=c2
  r5 w2 instant 30000 as of 2024-10-09, from 2024-10-09, settles 2024-10-10, arrived
  clearing/7 > f1/advance 30000 advance for r5
  f1/units > w2 30000 redemption for r5
  ! fund.redeemed r5/1 w2
redeem r6 fund=f1 wallet=w3 minor=10001 mode=instant by=c1
  refused exhausted instant_quota_exceeded
redeem r6 fund=f1 wallet=w3 minor=10000 mode=instant by=c1
  r6 w3 instant 10000 as of 2024-10-09, from 2024-10-09, settles 2024-10-10, arrived
  clearing/7 > f1/advance 10000 advance for r6
  f1/units > w3 10000 redemption for r6
  ! fund.redeemed r6/1 w3
redeem r7 fund=f1 wallet=w2 minor=1 mode=instant
  refused exhausted instant_limit_exceeded
# A fund that takes no purchases lets everybody go.
rules f1 closed=yes by=c1
  refused denied not_allowed
rules f1 closed=yes
  f1 units=0 later=71000 holders=3 carry=0
  ! fund.changed f1/18
buy b8 fund=f1 wallet=w2 minor=1000 by=c2
  refused conflict fund_closed
redeem r7 fund=f1 wallet=w2 minor=1000 mode=instant by=c2
  r7 w2 instant 1000 as of 2024-10-09, from 2024-10-09, settles 2024-10-10, arrived
  clearing/7 > f1/advance 1000 advance for r7
  f1/units > w2 1000 redemption for r7
  ! fund.redeemed r7/1 w2
clock 2024-10-09 16:00
redeem r8 fund=f1 wallet=w2 minor=20000 by=c2
  r8 w2 redeemed 20000 as of 2024-10-10, from 2024-10-09, settles 2024-10-11
  f1/units > f1/redeemed 20000 redemption for r8
  ! fund.redeemed r8/1 w2
calendar f1 holidays=2024-10-11
  f1 units=0 later=50000 holders=3 carry=0
  ! fund.changed f1/21
rules f9
  refused not_found fund_not_found
calendar f9
  refused not_found fund_not_found
orders f1 w1 limit=9
  r4 w1 instant 5000 as of 2024-10-08, from 2024-10-06, settles 2024-10-09, arrived
  r2 w1 instant 20000 as of 2024-10-05, from 2024-10-05, settles 2024-10-08, arrived
  r1 w1 redeemed 5000 as of 2024-10-05, from 2024-10-05, settles 2024-10-08, arrived
  b3 w1 bought 10000 as of 2024-10-05, from 2024-10-08, settles 2024-10-08
  b2 w1 bought 10000 as of 2024-10-04, from 2024-10-05, settles 2024-10-05
  b1 w1 bought 20000 as of 2024-10-04, from 2024-10-05, settles 2024-10-05
orders f1 w1 limit=2 after=b4
orders f1 w1 limit=2 after=r1
  b3 w1 bought 10000 as of 2024-10-05, from 2024-10-08, settles 2024-10-08
  b2 w1 bought 10000 as of 2024-10-04, from 2024-10-05, settles 2024-10-05
orders f1 w1 limit=2 after=r4
  r2 w1 instant 20000 as of 2024-10-05, from 2024-10-05, settles 2024-10-08, arrived
  r1 w1 redeemed 5000 as of 2024-10-05, from 2024-10-05, settles 2024-10-08, arrived
# The order keeps its day though that is a holiday now.
clock 2024-10-12 00:00
  f1/advance > f1/custody 41000 advance_repaid for f1
  clearing/7 > f1/custody 20000 fund_cash for f1
  f1/redeemed > w2 20000 redemption_paid for r8
  ! fund.arrived r8/2 w2
orders f1 w2
  r8 w2 redeemed 20000 as of 2024-10-10, from 2024-10-09, settles 2024-10-11, arrived
days f1
  2024-10-04 bought=120000
  2024-10-05 bought=20000 redeemed=5000 instant=20000
  2024-10-06 bought=1000 instant=5000
  2024-10-09 redeemed=20000 instant=41000
status f1
  f1 units=0 later=50000 holders=3 carry=0
  units=50000 bought=0 redeemed=0 advance=0 custody=50000 income=0
units f1 w1 w2 w3
  w1 confirmed=10000 unconfirmed=0 income=0
  w2 confirmed=0 unconfirmed=0 income=0
  w3 confirmed=40000 unconfirmed=0 income=0
