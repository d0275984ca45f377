# Who has not the money learns nothing of the wallet that it would go to: full or
# not, the answer is the same.
at 2024-05-01T00:00:00+08:00
open w1
  w1 tier=1 day=0 year=0 balance=0
  ! wallet.opened
open w2
  w2 tier=1 day=0 year=0 balance=0
  ! wallet.opened
open w3
  w3 tier=1 day=0 year=0 balance=0
  ! wallet.opened
top_up w1 by_instrument=4 minor=10000000
  w1 tier=1 day=0 year=0 balance=10000000
  clearing/4 > w1 10000000 top_up
  ! wallet.topped_up
top_up w2 by_instrument=4 minor=5
  w2 tier=1 day=0 year=0 balance=5
  clearing/4 > w2 5 top_up
  ! wallet.topped_up
transfer w2 to=w1 minor=6 by=w2
  refused conflict insufficient_funds
transfer w2 to=w3 minor=6 by=w2
  refused conflict insufficient_funds
transfer w2 to=w1 minor=5 by=w2
  refused conflict receiver_cannot_receive
