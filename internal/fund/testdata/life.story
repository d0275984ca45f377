# Monday, 5 February 2024: w1 buys before the cut-off. She earns from Tuesday on.
buy w1 minor=600000 by=w1
  trade day 2024-02-05, from 2024-02-06, settles 2024-02-06
  w1 > f1/bought 600000 subscription
show fund
  units=0 holders=1 carry=0
  2024-02-06 +600000
show w1
  units=0 income=0 confirmed=0 unconfirmed=600000 balance=400000
  2024-02-06 +600000
# What is not confirmed can neither be redeemed nor pay.
redeem w1 minor=100 by=w1
  refused conflict insufficient_units
pay w1 trade=t1 minor=100 by=w1
  refused conflict insufficient_units
at 2024-02-06 00:00
  settled 2024-02-06
  f1/bought > f1/units 600000 confirmation
  f1/custody > clearing/7 600000 fund_cash
show w1
  units=0 income=0 confirmed=600000 unconfirmed=0 balance=400000
  2024-02-06 +600000
# At once: a bank advances it.
at 2024-02-06 10:00
redeem w1 minor=100000 mode=instant by=w1
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 100000 advance
  f1/units > w1 100000 redemption
# The next day, before and after the cut-off.
redeem w1 minor=50000 by=w1
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  f1/units > f1/redeemed 50000 redemption
at 2024-02-06 15:00
redeem w1 minor=50000 by=w1
  trade day 2024-02-07, from 2024-02-06, settles 2024-02-08
  f1/units > f1/redeemed 50000 redemption
# A trade is paid, and a part of it comes back.
pay w1 trade=t1 minor=40000 by=w1
  trade day 2024-02-07, from 2024-02-06, settles 2024-02-08
  clearing/7 > f1/advance 40000 advance
  f1/units > f1/payment 40000 fund_payment
refund w1 trade=t1 minor=10000
  trade day 2024-02-07, from 2024-02-08, settles 2024-02-08
  f1/payment > f1/bought 10000 subscription
show w1
  units=0 income=0 confirmed=360000 unconfirmed=10000 balance=500000
  2024-02-06 +360000
  2024-02-08 +10000
at 2024-02-07 08:00
  settled 2024-02-07
  f1/advance > f1/custody 100000 advance_repaid
  clearing/7 > f1/custody 50000 fund_cash
  f1/redeemed > w1 50000 redemption_paid
show w1
  units=0 income=0 confirmed=360000 unconfirmed=10000 balance=550000
  2024-02-06 +360000
  2024-02-08 +10000
# What was redeemed after the cut-off counts as of Wednesday. Friday begins before
# the holiday, so it comes on Thursday.
at 2024-02-08 08:00
  settled 2024-02-08
  f1/bought > f1/units 10000 confirmation
  f1/custody > clearing/7 10000 fund_cash
  f1/advance > f1/custody 40000 advance_repaid
  clearing/7 > f1/custody 50000 fund_cash
  f1/redeemed > w1 50000 redemption_paid
show w1
  units=0 income=0 confirmed=370000 unconfirmed=0 balance=600000
  2024-02-06 +360000
  2024-02-08 +10000
show fund
  units=0 holders=1 carry=0
  2024-02-06 +360000
  2024-02-08 +10000
show 2024-02-06
  in=10000 out=240000
# Two more sell everything they have.
enter w2=7777 w3=1
redeem w2 minor=7777 mode=instant
  trade day 2024-02-08, from 2024-02-08, settles 2024-02-09
  clearing/7 > f1/advance 7777 advance
  f1/units > w2 7777 redemption
redeem w3 minor=2
  refused conflict insufficient_units
redeem w3 minor=1
  trade day 2024-02-08, from 2024-02-08, settles 2024-02-09
  f1/units > f1/redeemed 1 redemption
show fund
  units=0 holders=3 carry=0
  2024-02-06 +360000
  2024-02-08 +10000
at 2024-02-18 00:00
  settled 2024-02-09
  f1/advance > f1/custody 7777 advance_repaid
  clearing/7 > f1/custody 1 fund_cash
  f1/redeemed > w3 1 redemption_paid
show fund
  units=0 holders=3 carry=0
  2024-02-06 +360000
  2024-02-08 +10000
# A single cent.
enter w5=1
redeem w5 minor=1 mode=instant by=w5
  trade day 2024-02-18, from 2024-02-18, settles 2024-02-19
  clearing/7 > f1/advance 1 advance
  f1/units > w5 1 redemption
at 2024-02-20 00:00
  settled 2024-02-19
  f1/advance > f1/custody 1 advance_repaid
