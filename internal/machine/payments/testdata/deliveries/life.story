# Events owe those who want them, and nobody else.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
trade t0 shop=m1 minor=10
  t0 waiting_payment
  ! trade.created t0/1 m1
endpoint e1 shop=m1 types=trade.created,trade.paid
  e1 v1 enabled=true dropped=false
endpoint e2 shop=m1 types=trade.closed
  e2 v1 enabled=true dropped=false
trade t1 shop=m1 minor=10
  t1 waiting_payment
  ! trade.created t1/1 m1
trade t2 shop=m2 minor=10
  t2 waiting_payment
  ! trade.created t2/1 m2
pay t1 from=10
  t1 paid held=10
  clearing/2 > m1/escrow 10 funding for t1
  ! trade.paid t1/2 m1
list m1
  5@e1 trade.paid t1 in 0s after 0
  3@e1 trade.created t1 in 0s after 0
list m2
due
  3@e1 trade.created t1 in 0s after 0
  5@e1 trade.paid t1 in 0s after 0
due busy=m1
due underway=3@e1
  5@e1 trade.paid t1 in 0s after 0
# An attempt that failed is made again later; one that was acknowledged is not.
attempt 3@e1 n=1 outcome=2
  3@e1 trade.created t1 in 4m0s after 1
attempt 3@e1 n=1 outcome=1
  3@e1 trade.created t1 in 4m0s after 1
attempt 3@e1 n=2 outcome=1 by=operator
  refused denied not_allowed
attempt 9@e1 n=1 outcome=1
  refused not_found delivery_not_found
due
  5@e1 trade.paid t1 in 0s after 0
attempt 5@e1 n=1 outcome=1
  5@e1 trade.paid t1 delivered after 1
due
crash
wait 4m
due
  3@e1 trade.created t1 in 0s after 1
attempt 3@e1 n=2 outcome=4
  3@e1 trade.created t1 in 10m0s after 2
wait 10m
attempt 3@e1 n=3 outcome=1
  3@e1 trade.created t1 delivered after 3
due
attempts 3@e1
  3 outcome=1 status=500 0s ago
  2 outcome=4 status=500 10m0s ago
  1 outcome=2 status=500 14m0s ago
list m1
  5@e1 trade.paid t1 delivered after 1
  3@e1 trade.created t1 delivered after 3
# Asked for, it is sent once more.
resend 3@e1 by=m1
  refused denied not_allowed
resend 3@e1
  3@e1 trade.created t1 in 0s after 3
due
  3@e1 trade.created t1 in 0s after 3
attempt 3@e1 n=4 outcome=3
  3@e1 trade.created t1 delivered after 4
due
attempts 3@e1
  4 outcome=3 status=500 0s ago
  3 outcome=1 status=500 0s ago
  2 outcome=4 status=500 10m0s ago
  1 outcome=2 status=500 14m0s ago
