# Orders before and after the cut-off of 15:00. Thursday:
at 2024-03-07 14:59
buy w1 minor=100
  trade day 2024-03-07, from 2024-03-08, settles 2024-03-08
  w1 > f1/bought 100 subscription
at 2024-03-07 15:00
buy w1 minor=100
  trade day 2024-03-08, from 2024-03-11, settles 2024-03-11
  w1 > f1/bought 100 subscription
# Friday: before the cut-off it earns on Monday, afterwards on Tuesday.
at 2024-03-08 14:59
  settled 2024-03-08
  f1/bought > f1/units 100 confirmation
  f1/custody > clearing/7 100 fund_cash
buy w1 minor=100
  trade day 2024-03-08, from 2024-03-11, settles 2024-03-11
  w1 > f1/bought 100 subscription
at 2024-03-08 15:00
buy w1 minor=100
  trade day 2024-03-11, from 2024-03-12, settles 2024-03-12
  w1 > f1/bought 100 subscription
# Saturday and Sunday count as Monday.
at 2024-03-09 10:00
buy w1 minor=100
  trade day 2024-03-11, from 2024-03-12, settles 2024-03-12
  w1 > f1/bought 100 subscription
at 2024-03-10 23:59
buy w1 minor=100
  trade day 2024-03-11, from 2024-03-12, settles 2024-03-12
  w1 > f1/bought 100 subscription
redeem w1 minor=100
  trade day 2024-03-11, from 2024-03-10, settles 2024-03-12
  f1/units > f1/redeemed 100 redemption
redeem w1 minor=50 mode=instant
  refused conflict insufficient_units
# Sunday, 7 April 2024, makes up for Qingming: people work.
at 2024-04-03 15:00
  settled 2024-03-11
  settled 2024-03-12
  f1/bought > f1/units 500 confirmation
  f1/custody > clearing/7 500 fund_cash
  clearing/7 > f1/custody 100 fund_cash
  f1/redeemed > w1 100 redemption_paid
buy w1 minor=100
  trade day 2024-04-07, from 2024-04-08, settles 2024-04-08
  w1 > f1/bought 100 subscription
at 2024-04-05 12:00
buy w1 minor=100
  trade day 2024-04-07, from 2024-04-08, settles 2024-04-08
  w1 > f1/bought 100 subscription
at 2024-04-07 14:59
buy w1 minor=100
  trade day 2024-04-07, from 2024-04-08, settles 2024-04-08
  w1 > f1/bought 100 subscription
at 2024-04-07 15:00
buy w1 minor=100
  trade day 2024-04-08, from 2024-04-09, settles 2024-04-09
  w1 > f1/bought 100 subscription
# The eve of National Day, and the Saturday that makes up for it.
at 2024-09-30 14:59
  settled 2024-04-08
  settled 2024-04-09
  f1/bought > f1/units 400 confirmation
  f1/custody > clearing/7 400 fund_cash
buy w1 minor=100
  trade day 2024-09-30, from 2024-10-08, settles 2024-10-08
  w1 > f1/bought 100 subscription
redeem w1 minor=100
  trade day 2024-09-30, from 2024-09-30, settles 2024-10-08
  f1/units > f1/redeemed 100 redemption
at 2024-09-30 15:00
buy w1 minor=100
  trade day 2024-10-08, from 2024-10-09, settles 2024-10-09
  w1 > f1/bought 100 subscription
redeem w1 minor=100
  trade day 2024-10-08, from 2024-09-30, settles 2024-10-09
  f1/units > f1/redeemed 100 redemption
at 2024-10-05 12:00
redeem w1 minor=100 mode=instant
  trade day 2024-10-08, from 2024-10-05, settles 2024-10-09
  clearing/7 > f1/advance 100 advance
  f1/units > w1 100 redemption
at 2024-10-11 15:00
  settled 2024-10-08
  settled 2024-10-09
  f1/bought > f1/units 200 confirmation
  f1/custody > clearing/7 200 fund_cash
  f1/advance > f1/custody 100 advance_repaid
  clearing/7 > f1/custody 200 fund_cash
  f1/redeemed > w1 100 redemption_paid
  f1/redeemed > w1 100 redemption_paid
buy w1 minor=100
  trade day 2024-10-12, from 2024-10-14, settles 2024-10-14
  w1 > f1/bought 100 subscription
at 2024-10-12 14:59
buy w1 minor=100
  trade day 2024-10-12, from 2024-10-14, settles 2024-10-14
  w1 > f1/bought 100 subscription
at 2024-10-12 15:00
buy w1 minor=100
  trade day 2024-10-14, from 2024-10-15, settles 2024-10-15
  w1 > f1/bought 100 subscription
# The year's end, and behind the calendar's end only weekends are free.
at 2026-12-31 14:59
  settled 2024-10-14
  settled 2024-10-15
  f1/bought > f1/units 300 confirmation
  f1/custody > clearing/7 300 fund_cash
buy w1 minor=100
  trade day 2026-12-31, from 2027-01-01, settles 2027-01-01
  w1 > f1/bought 100 subscription
at 2026-12-31 15:00
buy w1 minor=100
  trade day 2027-01-01, from 2027-01-04, settles 2027-01-04
  w1 > f1/bought 100 subscription
at 2027-10-01 14:59
  settled 2027-01-01
  settled 2027-01-04
  f1/bought > f1/units 200 confirmation
  f1/custody > clearing/7 200 fund_cash
buy w1 minor=100
  trade day 2027-10-01, from 2027-10-04, settles 2027-10-04
  w1 > f1/bought 100 subscription
