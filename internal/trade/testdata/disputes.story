# A dispute freezes the timer, release and shipping; refunds stay possible.
deposit to=w1 minor=100000
  w1 has 100000
create t1 merchant=m1 amount=10000 buyer=w1 release=payment:7
  t1 waiting_payment
  ! trade.created
dispute t1 by=w1
  refused conflict trade_not_paid
pay t1 fundings=wallet:w1:10000 by=w1
  t1 paid held=10000 release_in=168h
  w1 > m1/escrow 10000 funding
  ! trade.paid
dispute t1 by=w1
  t1 disputed held=10000
  ! trade.disputed
wait hours=1000
dispute t1 by=w1
  refused conflict trade_disputed
ship t1 by=m1
  refused conflict trade_disputed
confirm t1 by=w1
  refused conflict trade_disputed
extend t1 days=1 by=w1
  refused conflict trade_disputed
pay t1 fundings=wallet:w1:10000 by=w1
  refused conflict trade_disputed
close t1 by=m1
  refused conflict trade_disputed
refund t1 request=r1 minor=1000 by=m1
  t1 disputed held=9000 refunded_held=1000
  m1/escrow > w1 1000 refund_from_escrow
  ! trade.refunded
# The decision: any split of what is held.
resolve t1 minor=-1
  refused invalid refund_exceeds_escrow
resolve t1 minor=9001
  refused invalid refund_exceeds_escrow
resolve t1 minor=4000
  t1 completed released=5000 refunded_held=5000
  m1/escrow > w1 4000 refund_from_escrow
  m1/escrow > m1 5000 release
  ! trade.resolved trade.refunded trade.completed
resolve t1 minor=0
  refused conflict trade_not_disputed

# All to the buyer, and all to the merchant.
create t2 merchant=m1 amount=500 buyer=w1 fundings=wallet:w1:500
  t2 paid held=500
  w1 > m1/escrow 500 funding
  ! trade.created trade.paid
ship t2
  t2 shipped held=500
  ! trade.shipped
dispute t2 by=w1
  t2 disputed held=500
  ! trade.disputed
resolve t2 minor=500
  t2 closed refunded_held=500
  m1/escrow > w1 500 refund_from_escrow
  ! trade.resolved trade.refunded trade.closed
create t3 merchant=m1 amount=500 buyer=w1 fundings=wallet:w1:500
  t3 paid held=500
  w1 > m1/escrow 500 funding
  ! trade.created trade.paid
dispute t3
  t3 disputed held=500
  ! trade.disputed
resolve t3 minor=0
  t3 completed released=500
  m1/escrow > m1 500 release
  ! trade.resolved trade.completed

# A decision is no request: a merchant's refund may use any name after it.
create t4 merchant=m1 amount=500 buyer=w1 fundings=wallet:w1:500
  t4 paid held=500
  w1 > m1/escrow 500 funding
  ! trade.created trade.paid
dispute t4 by=w1
  t4 disputed held=500
  ! trade.disputed
resolve t4 minor=100
  t4 completed released=400 refunded_held=100
  m1/escrow > w1 100 refund_from_escrow
  m1/escrow > m1 400 release
  ! trade.resolved trade.refunded trade.completed
refund t4 request=decision minor=100 by=m1
  t4 completed released=400 refunded_held=100 refunded_after=100
  m1 > w1 100 refund_from_balance
  ! trade.refunded

# Refunded whole while disputed: closed, nothing to decide.
create t5 merchant=m1 amount=500 buyer=w1 fundings=wallet:w1:500
  t5 paid held=500
  w1 > m1/escrow 500 funding
  ! trade.created trade.paid
dispute t5 by=w1
  t5 disputed held=500
  ! trade.disputed
refund t5 request=r1 minor=500 by=m1
  t5 closed refunded_held=500
  m1/escrow > w1 500 refund_from_escrow
  ! trade.refunded trade.closed
resolve t5 minor=0
  refused conflict trade_not_disputed
