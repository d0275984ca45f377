# Every day at nine what is above the floor buys units.
sweep w1 floor=400000 by=w1
  due 2024-02-06 09:00
sweep w1 floor=400000 by=w1
  unchanged
sweep w2 floor=999901 by=w2
  due 2024-02-06 09:00
sweep w3 floor=-1 by=w3
  refused invalid invalid_floor
sweep w3 floor=5 by=w1
  refused not_found wallet_not_found
sweep w3 floor=5 by=m1
  refused denied not_allowed
at 2024-02-06 08:59
at 2024-02-06 09:00
  w1 > f1/bought 600000 subscription
show w1
  units=0 income=0 confirmed=0 unconfirmed=600000 balance=400000
  2024-02-07 +600000
show w2
  units=0 income=0 confirmed=0 unconfirmed=0 balance=1000000
show 2024-02-06
  in=600000 out=0
# As far as limits let it.
rules day=300000
sweep w1 floor=0 by=w1
  due 2024-02-07 09:00
at 2024-02-07 12:00
  settled 2024-02-07
  f1/bought > f1/units 600000 confirmation
  f1/custody > clearing/7 600000 fund_cash
  w1 > f1/bought 300000 subscription
rules closed=yes
at 2024-02-08 09:00
  settled 2024-02-08
  f1/bought > f1/units 300000 confirmation
  f1/custody > clearing/7 300000 fund_cash
# Days that were missed are not made up for.
rules closed=no day=0
at 2024-02-20 12:00
  w1 > f1/bought 100000 subscription
sweep w2 off=yes by=w2
  due 2024-02-21 09:00
sweep w2 off=yes by=w2
  unchanged
sweep w1 off=yes by=w1
  no sweep is due
at 2024-02-21 12:00
  settled 2024-02-21
  f1/bought > f1/units 100000 confirmation
  f1/custody > clearing/7 100000 fund_cash
