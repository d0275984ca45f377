# Bought on a Friday before the cut-off, confirmed on Monday, earning from then.
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2
  w2 tier=1 day=0 year=0
  ! wallet.opened w2/1 w2
top_up w1 minor=100000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 100000 top_up for w1
  ! wallet.topped_up w1/2 w1
top_up w2 minor=100000
  w2 tier=1 day=0 year=0
  clearing/2 > w2 100000 top_up for w2
  ! wallet.topped_up w2/2 w2
fund f1
  f1 units=0 later=0 holders=0 carry=0
  ! fund.created f1/1
buy b1 fund=f1 wallet=w1 minor=50000 by=c1
  b1 w1 bought 50000 as of 2024-10-04, from 2024-10-07, settles 2024-10-07
  w1 > f1/bought 50000 subscription for b1
  ! fund.bought b1/1 w1
units f1 w1 w2
  w1 confirmed=0 unconfirmed=50000 income=0
  w2 never had any
