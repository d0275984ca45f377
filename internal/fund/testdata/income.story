# Three holders since Monday: shares are rounded down and cents stay behind.
enter w1=333333 w2=333333 w3=333334
buy w4 minor=100000
  trade day 2024-02-05, from 2024-02-06, settles 2024-02-06
  w4 > f1/bought 100000 subscription
distribute day=2024-02-05 minor=100
  refused conflict day_not_over
at 2024-02-06 00:30
  settled 2024-02-06
  f1/bought > f1/units 100000 confirmation
  f1/custody > clearing/7 100000 fund_cash
distribute day=2024-02-04 minor=100
  refused conflict income_out_of_order
distribute day=2024-02-06 minor=100
  refused conflict day_not_over
distribute day=2024-02-05 minor=1000001
  refused invalid income_exceeds_units
distribute day=2024-02-05 minor=100 currency=euro
  refused invalid currency_mismatch
distribute day=2024-02-05 minor=100 by=w1
  refused denied not_allowed
distribute day=2024-02-05 minor=100 by=m1
  refused denied not_allowed
distribute day=2024-02-05 minor=1000000000000001
  refused invalid amount_too_large
distribute day=2024-02-05 minor=100
show fund
  units=1000000 holders=4 carry=0 run=2024-02-05 0/4 paid=0 of 100
  2024-02-06 +100000
# A run is cut off half way. The same again changes nothing, another amount or day
# has to wait, and orders go on.
run 2
show fund
  units=1000066 holders=4 carry=0 run=2024-02-05 2/4 paid=66 of 100
  2024-02-06 +100000
distribute day=2024-02-05 minor=100
  unchanged
distribute day=2024-02-05 minor=101
  refused conflict income_discordant
redeem w1 minor=33 mode=instant by=w1
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 33 advance
  f1/units > w1 33 redemption
redeem w3 minor=333334 mode=instant by=w3
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 333334 advance
  f1/units > w3 333334 redemption
show w3
  units=0 income=0 confirmed=0 unconfirmed=0 balance=1333334
  2024-02-05 +333334
  2024-02-06 -333334
at 2024-02-07 00:30
  settled 2024-02-07
  f1/advance > f1/custody 333367 advance_repaid
distribute day=2024-02-06 minor=5
  refused conflict income_under_way
run 10
show fund
  units=1000099 holders=4 carry=1 distributed=2024-02-05
  2024-02-06 -233367
show w1
  units=333366 income=33 confirmed=333333 unconfirmed=0 balance=1000033
  2024-02-06 -33
# Whoever redeemed everything meanwhile has that day's income.
show w3
  units=333367 income=33 confirmed=33 unconfirmed=0 balance=1333334
  2024-02-06 -333334
show 2024-02-05
  in=1100000 out=0
  net=100 in=0 paid=99 out=1 units=1000000 earners=3/4 rate=10000
distribute day=2024-02-05 minor=100
  unchanged
distribute day=2024-02-05 minor=99
  refused conflict income_discordant
# The remainder goes into the next day; w4 earns too.
distribute day=2024-02-06 minor=72
run 10
show 2024-02-06
  in=0 out=333367
  net=72 in=1 paid=71 out=2 units=766732 earners=4/4 rate=9391
show w4
  units=100009 income=9 confirmed=100009 unconfirmed=0 balance=900000
# A loss is shared rounding away from nothing; the surplus is carried.
at 2024-02-08 00:30
distribute day=2024-02-07 minor=-100
run 1
show fund
  units=766760 holders=4 carry=2 distributed=2024-02-06 run=2024-02-07 1/4 paid=-43 of -98
run 10
show 2024-02-07
  in=0 out=0
  net=-100 in=2 paid=-100 out=2 units=766803 earners=4/4 rate=-13041
show w1
  units=333321 income=21 confirmed=333321 unconfirmed=0 balance=1000033
show w2
  units=333354 income=21 confirmed=333354 unconfirmed=0 balance=1000000
show w3
  units=32 income=32 confirmed=32 unconfirmed=0 balance=1333334
show w4
  units=99996 income=-4 confirmed=99996 unconfirmed=0 balance=900000
# Days without income, and a whole week's yield.
at 2024-02-13 08:00
distribute day=2024-02-09 minor=5
  refused conflict income_out_of_order
distribute day=2024-02-08 minor=100
run 10
distribute day=2024-02-09 minor=100
run 10
distribute day=2024-02-10 minor=100
run 10
distribute day=2024-02-11 minor=0
run 10
show 2024-02-11
  in=0 out=0
  net=0 in=1 paid=0 out=1 units=767004 earners=4/4 rate=0 seven=2399
distribute day=2024-02-12 minor=100
run 10
show 2024-02-12
  in=0 out=0
  net=100 in=1 paid=99 out=2 units=767004 earners=4/4 rate=13038 seven=2562
