# Another's wallet looks exactly like a missing one.
open w1
  w1 tier=1 day=0 year=0 balance=0
  ! wallet.opened
open w2
  w2 tier=1 day=0 year=0 balance=0
  ! wallet.opened
top_up w1 by_instrument=4 minor=1000
  w1 tier=1 day=0 year=0 balance=1000
  clearing/4 > w1 1000 top_up
  ! wallet.topped_up
transfer w1 to=w2 minor=1 by=w2
  refused not_found wallet_not_found
transfer w9 to=w2 minor=1 by=w2
  refused not_found wallet_not_found
transfer w1 to=w2 minor=1 by=m1
  refused not_found wallet_not_found
withdraw w1 by_instrument=4 minor=1 by=w2
  refused not_found wallet_not_found
top_up w1 by_instrument=4 minor=1 by=w2
  refused not_found wallet_not_found
tier w1 tier=3 by=w2
  refused not_found wallet_not_found
transfer w1 to=w9 minor=1 by=w1
  refused not_found receiver_not_found
# What only the house does.
top_up w1 by_instrument=4 minor=1 by=w1
  refused denied not_allowed
tier w1 tier=3 by=w1
  refused denied not_allowed
open w3 by=w3
  refused denied not_allowed
open w3 by=m1
  refused denied not_allowed
