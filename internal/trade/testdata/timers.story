# From payment: at exactly the time, not a nanosecond before.
create t1 merchant=m1 amount=100 release=payment:2 fundings=card:100
  t1 paid held=100 release_in=48h
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
wait hours=47
wait hours=1 ns=-1
wait ns=1
  t1 completed released=100
  m1/escrow > m1 100 release
  ! trade.completed
# From shipping: nothing runs before it.
create t2 merchant=m1 amount=100 buyer=w1 release=shipping:1 fundings=card:100
  t2 paid held=100
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
extend t2 days=1 by=w1
  refused conflict release_timer_not_running
wait hours=500
ship t2 by=m1
  t2 shipped held=100 release_in=572h
  ! trade.shipped
# The buyer extends once.
extend t2 days=0 by=w1
  refused invalid invalid_days
extend t2 days=31 by=w1
  refused invalid invalid_days
extend t2 days=30 by=w1
  t2 shipped held=100 release_in=1292h
  ! trade.extended
extend t2 days=1 by=w1
  refused conflict trade_already_extended
wait hours=743
wait hours=1
  t2 completed released=100
  m1/escrow > m1 100 release
  ! trade.completed
# Without a timer only the buyer releases.
create t3 merchant=m1 amount=100 buyer=w1 release=none fundings=card:100
  t3 paid held=100
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
extend t3 days=1 by=w1
  refused conflict release_timer_not_running
ship t3
  t3 shipped held=100
  ! trade.shipped
wait hours=100000
confirm t3 by=w1
  t3 completed released=100
  m1/escrow > m1 100 release
  ! trade.completed
# The merchant's terms, when the request leaves it to them.
terms merchant=m2 release=payment:1
create t4 merchant=m2 amount=100 fundings=card:100
  t4 paid held=100 release_in=101316h
  clearing/2 > m2/escrow 100 funding
  ! trade.created trade.paid
wait hours=24
  t4 completed released=100
  m2/escrow > m2 100 release
  ! trade.completed
# A trade that nobody pays closes: after 15 days, or when the request says.
create t5 merchant=m1 amount=100 buyer=w1
  t5 waiting_payment
  ! trade.created
create t6 merchant=m1 amount=100 buyer=w1 expires=2
  t6 waiting_payment
  ! trade.created
wait hours=2 ns=-1
wait ns=1
  t6 closed
  ! trade.closed
wait hours=358
  t5 closed
  ! trade.closed
pay t5 fundings=card:100
  refused conflict trade_closed
# Shipping does not move a timer from payment.
create t7 merchant=m1 amount=100 release=payment:3 fundings=card:100
  t7 paid held=100 release_in=101748h
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
wait hours=24
ship t7
  t7 shipped held=100 release_in=101748h
  ! trade.shipped
wait hours=47
wait hours=1
  t7 completed released=100
  m1/escrow > m1 100 release
  ! trade.completed
