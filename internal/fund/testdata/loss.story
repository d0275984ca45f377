# Nobody bears more than she still has; the rest of a loss is carried.
enter w1=1000 w2=1000
at 2024-02-06 10:00
redeem w2 minor=1000 mode=instant by=w2
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 1000 advance
  f1/units > w2 1000 redemption
distribute day=2024-02-05 minor=-500
run 1
run 1
show w1
  units=750 income=-250 confirmed=750 unconfirmed=0 balance=1000000
show w2
  units=1000 income=0 confirmed=0 unconfirmed=0 balance=1001000
  2024-02-06 -1000
show 2024-02-05
  in=2000 out=0
  net=-500 in=0 paid=-250 out=-250 units=2000 earners=2/2 rate=-25000000
# What was carried is taken from those of the next day.
at 2024-02-07 10:00
  settled 2024-02-07
  f1/advance > f1/custody 1000 advance_repaid
distribute day=2024-02-06 minor=0
run 5
show 2024-02-06
  in=0 out=1000
  net=0 in=-250 paid=-250 out=0 units=750 earners=1/2 rate=0
show w1
  units=500 income=-500 confirmed=500 unconfirmed=0 balance=1000000
# Everybody leaves. A remainder does not hold the fund up, an income does not fit.
redeem w1 minor=500 mode=instant by=w1
  trade day 2024-02-07, from 2024-02-07, settles 2024-02-08
  clearing/7 > f1/advance 500 advance
  f1/units > w1 500 redemption
at 2024-02-08 10:00
  settled 2024-02-08
  f1/advance > f1/custody 500 advance_repaid
distribute day=2024-02-07 minor=1
  refused invalid income_exceeds_units
distribute day=2024-02-07 minor=0
run 5
show 2024-02-07
  in=0 out=500
  net=0 in=0 paid=0 out=0 units=0 earners=0/2 rate=0
# A step that comes later does not count before, but what leaves later does.
enter w5=300
buy w5 minor=700
  trade day 2024-02-08, from 2024-02-09, settles 2024-02-09
  w5 > f1/bought 700 subscription
at 2024-02-19 10:00
  settled 2024-02-09
  f1/bought > f1/units 700 confirmation
  f1/custody > clearing/7 700 fund_cash
redeem w5 minor=950 mode=instant by=w5
  trade day 2024-02-19, from 2024-02-19, settles 2024-02-20
  clearing/7 > f1/advance 950 advance
  f1/units > w5 950 redemption
distribute day=2024-02-08 minor=-100
run 5
show w5
  units=250 income=-50 confirmed=0 unconfirmed=0 balance=1000250
  2024-02-09 +700
  2024-02-19 -950
show 2024-02-08
  in=1000 out=0
  net=-100 in=0 paid=-50 out=-50 units=300 earners=1/3 rate=-33333333
# Everything is lost.
distribute day=2024-02-09 minor=-150
run 5
distribute day=2024-02-10 minor=0
run 5
show w5
  units=950 income=-50 confirmed=0 unconfirmed=0 balance=1000250
  2024-02-19 -950
show fund
  units=950 holders=3 carry=-200 distributed=2024-02-10
  2024-02-19 -950
# Nobody is left to bear the rest. That is no reason to stop: days go on without
# income, and those who come later bear it.
at 2024-02-20 10:00
  settled 2024-02-20
  f1/advance > f1/custody 950 advance_repaid
distribute day=2024-02-11 minor=0
run 5
distribute day=2024-02-12 minor=0
run 5
distribute day=2024-02-13 minor=0
run 5
distribute day=2024-02-14 minor=0
run 5
distribute day=2024-02-15 minor=0
run 5
distribute day=2024-02-16 minor=0
run 5
distribute day=2024-02-17 minor=0
run 5
distribute day=2024-02-18 minor=0
run 5
# What is carried can be covered, and be too much for those who are there; it does
# not grow.
distribute day=2024-02-19 minor=-1
  refused invalid income_exceeds_units
distribute day=2024-02-19 minor=401
  refused invalid income_exceeds_units
distribute day=2024-02-19 minor=5
run 5
enter w6=150
at 2024-02-21 10:00
distribute day=2024-02-20 minor=0
run 5
show 2024-02-20
  in=150 out=0
  net=0 in=-195 paid=-150 out=-45 units=150 earners=1/4 rate=0 seven=0
show w6
  units=0 income=-150 confirmed=0 unconfirmed=0 balance=1000000
show fund
  units=0 holders=4 carry=-45 distributed=2024-02-20
