# Idle balances are swept in every day at 20:00 in Beijing.
wallet w1 owner=c1 tier=2
  w1 tier=2 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2 tier=2
  w2 tier=2 day=0 year=0
  ! wallet.opened w2/1 w2
wallet w3 owner=c3 tier=2
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
fund f1 min=100 purchase_day=60000
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
fund f2 sweep_at=1260
  f2 units=0 later=0 holders=0 carry=0
  ! fund.created f2/1
sweep w1 fund=f1 floor=5000 by=c2
  refused not_found wallet_not_found
sweep w1 fund=f1 floor=5000 by=m1
  refused denied not_allowed
sweep w9 fund=f1 floor=5000
  refused not_found wallet_not_found
sweep w1 fund=f9 floor=5000 by=c1
  refused not_found fund_not_found
sweep w1 fund=f1 floor=-1 by=c1
  refused invalid invalid_floor
sweep w4 fund=f1 floor=1 by=c4
  refused invalid currency_mismatch
sweep w1 fund=f1 off=yes by=c1
  nobody sweeps into nobody above 0
sweep w1 fund=f1 floor=5000 by=c1
  w1 sweeps into f1 above 5000
  ! fund.sweep_set w1/3 w1
sweep w1 fund=f1 floor=5000 by=c1
  w1 sweeps into f1 above 5000
sweep w2 fund=f1 floor=99950 by=c2
  w2 sweeps into f1 above 99950
  ! fund.sweep_set w2/3 w2
sweep w3 fund=f1 by=c3
  w3 sweeps into f1 above 0
  ! fund.sweep_set w3/2 w3
clock 2024-10-04 19:59
# To the limit of a day; what is less than the least purchase stays.
clock 2024-10-04 20:00
  w1 > f1/bought 60000 subscription for w1
  ! fund.bought w1/1 w1
balances w1 w2 w3
  w1 40000
  w2 100000
  w3 0
top_up w1 minor=1000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 1000 top_up for w1
  ! wallet.topped_up w1/4 w1
sweep w2 fund=f1 floor=1000 by=c2
  w2 sweeps into f1 above 1000
  ! fund.sweep_set w2/4 w2
clock 2024-10-05 19:59
balances w1 w2 w3
  w1 41000
  w2 100000
  w3 0
# The rest, and the new floor.
clock 2024-10-05 20:00
  w1 > f1/bought 36000 subscription for w1
  w2 > f1/bought 60000 subscription for w2
  ! fund.bought w1/1 w1
  ! fund.bought w2/1 w2
balances w1 w2 w3
  w1 5000
  w2 40000
  w3 0
units f1 w1 w2 w3
  w1 confirmed=0 unconfirmed=96000 income=0
  w2 confirmed=0 unconfirmed=60000 income=0
  w3 never had any
crash
# Into another fund from now on; the day's sweep of the first was at 20:00.
clock 2024-10-06 20:30
  w2 > f1/bought 39000 subscription for w2
  ! fund.bought w2/1 w2
top_up w1 minor=3000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 3000 top_up for w1
  ! wallet.topped_up w1/5 w1
sweep w1 fund=f2 floor=0 by=c1
  w1 sweeps into f2 above 0
  ! fund.sweep_set w1/6 w1
clock 2024-10-06 21:00
  w1 > f2/bought 8000 subscription for w1
  ! fund.bought w1/1 w1
units f2 w1
  w1 confirmed=0 unconfirmed=8000 income=0
clock 2024-10-07 20:00
top_up w1 minor=3000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 3000 top_up for w1
  ! wallet.topped_up w1/7 w1
clock 2024-10-07 21:00
  w1 > f2/bought 3000 subscription for w1
  ! fund.bought w1/1 w1
units f2 w1
  w1 confirmed=0 unconfirmed=11000 income=0
balances w1
  w1 0
# Missed sweeps are not made up for.
top_up w1 minor=3000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 3000 top_up for w1
  ! wallet.topped_up w1/8 w1
clock 2024-10-11 12:00
  f1/bought > f1/units 195000 confirmation for f1
  f1/custody > clearing/7 195000 fund_cash for f1
  f2/bought > f2/units 11000 confirmation for f2
  f2/custody > clearing/7 11000 fund_cash for f2
  w1 > f2/bought 3000 subscription for w1
  ! fund.bought w1/1 w1
units f2 w1
  w1 confirmed=11000 unconfirmed=3000 income=0
sweep w1 fund=f2 off=yes by=c1
  nobody sweeps into nobody above 0
  ! fund.sweep_set w1/9 w1
top_up w1 minor=3000
  w1 tier=2 day=0 year=0
  clearing/2 > w1 3000 top_up for w1
  ! wallet.topped_up w1/10 w1
sweep w2 fund=f1 off=yes
  nobody sweeps into nobody above 0
  ! fund.sweep_set w2/5 w2
sweep w3 fund=f1 off=yes
  nobody sweeps into nobody above 0
  ! fund.sweep_set w3/3 w3
clock 2024-10-14 12:00
  f2/bought > f2/units 3000 confirmation for f2
  f2/custody > clearing/7 3000 fund_cash for f2
balances w1 w2
  w1 3000
  w2 1000
days f1
  2024-10-04 swept=60000
  2024-10-05 swept=96000
  2024-10-06 swept=39000
days f2
  2024-10-06 swept=8000
  2024-10-07 swept=3000
  2024-10-11 swept=3000
status f1
  f1 units=0 later=195000 holders=2 carry=0
  units=195000 bought=0 redeemed=0 advance=0 custody=195000 income=0
