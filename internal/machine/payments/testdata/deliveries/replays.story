# A replay owes what was never owed, and once more what was, under its id.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
trade t1 shop=m1 minor=10
  t1 waiting_payment
  ! trade.created t1/1 m1
trade t2 shop=m1 minor=10
  t2 waiting_payment
  ! trade.created t2/1 m1
endpoint e1 shop=m1
  e1 v1 enabled=true dropped=false
trade t3 shop=m1 minor=10
  t3 waiting_payment
  ! trade.created t3/1 m1
attempt 3@e1 n=1 outcome=1
  3@e1 trade.created t3 delivered after 1
replay e1 limit=2 by=m9
  refused not_found endpoint_not_found
replay e1 limit=0
  refused invalid invalid_replay_limit
replay e1 limit=2 by=m1
  2 of 2, then 1
replay e1 limit=2 after=1 by=m1
  2 of 2, then 3
replay e1 limit=2 after=3 by=m1
  0 of 0, then 3
list m1
  3@e1 trade.created t3 in 0s after 1
  2@e1 trade.created t2 in 0s after 0
  1@e1 trade.created t1 in 0s after 0
  0@e1 merchant.created m1 in 0s after 0
# What a disabled or dropped endpoint is owed ends when that is found out.
reset e1 shop=m1 enabled=no
  e1 v2 enabled=false dropped=false
replay e1 limit=2
  refused conflict endpoint_disabled
trade t4 shop=m1 minor=10
  t4 waiting_payment
  ! trade.created t4/1 m1
list m1
  3@e1 trade.created t3 in 0s after 1
  2@e1 trade.created t2 in 0s after 0
  1@e1 trade.created t1 in 0s after 0
  0@e1 merchant.created m1 in 0s after 0
attempt 0@e1 n=1 outcome=3
  0@e1 merchant.created m1 in 4m0s after 1
attempt 1@e1 n=1 outcome=6
  1@e1 trade.created t1 exhausted after 0
drop e1
  e1 v3 enabled=false dropped=true
attempt 2@e1 n=1 outcome=6
  2@e1 trade.created t2 exhausted after 0
attempt 3@e1 n=2 outcome=6
  3@e1 trade.created t3 exhausted after 1
due
list m1
  3@e1 trade.created t3 exhausted after 1
  2@e1 trade.created t2 exhausted after 0
  1@e1 trade.created t1 exhausted after 0
  0@e1 merchant.created m1 in 4m0s after 1
replay e1 limit=2
  refused not_found endpoint_not_found
