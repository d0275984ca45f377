# One key, one effect, the same answer.
merchant m1 key=a
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m1 key=a
  m1 timer=3 days=10 ppm=0 (replayed)
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
top_up w1 minor=100 key=b
  w1 tier=1 day=0 year=0
  clearing/2 > w1 100 top_up for w1
  ! wallet.topped_up w1/2 w1
top_up w1 minor=100 key=b
  w1 tier=1 day=0 year=0 (replayed)
top_up w1 minor=101 key=b
  refused invalid idempotency_key_reuse
balances w1
  w1 100
# Another caller's key is another key.
withdraw w1 minor=1 key=b
  w1 tier=1 day=0 year=0
  w1 > clearing/2 1 withdrawal for w1
  ! wallet.withdrawn w1/3 w1
withdraw w1 minor=1 key=b by=c1
  w1 tier=1 day=0 year=0
  w1 > clearing/2 1 withdrawal for w1
  ! wallet.withdrawn w1/4 w1
withdraw w1 minor=1 key=b by=c1
  w1 tier=1 day=0 year=0 (replayed)
# A refusal stays one, also when it would succeed now.
withdraw w1 minor=1000 key=c
  refused conflict insufficient_funds
top_up w1 minor=5000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 5000 top_up for w1
  ! wallet.topped_up w1/5 w1
withdraw w1 minor=1000 key=c
  refused conflict insufficient_funds (replayed)
# An answer is what it was then, whatever happened since.
trade t1 shop=m1 minor=100 buyer=w1 key=d
  t1 waiting_payment
  ! trade.created t1/1 m1 w1
pay t1 from=w1:100 key=e
  t1 paid held=100
  w1 > m1/escrow 100 funding for t1
  ! trade.paid t1/2 m1 w1
refund t1 request=r1 minor=10 key=f
  t1 paid held=90 refunded=10
  m1/escrow > w1 10 refund_from_escrow for t1
  ! trade.refunded t1/3 m1 w1
refund t1 request=r1 minor=10 key=g
  t1 paid held=90 refunded=10
confirm t1
  t1 completed released=90 refunded=10
  m1/escrow > m1 90 release for t1
  ! trade.completed t1/4 m1 w1
trade t1 shop=m1 minor=100 buyer=w1 key=d
  t1 waiting_payment (replayed)
pay t1 from=w1:100 key=e
  t1 paid held=100 (replayed)
refund t1 request=r1 minor=10 key=f
  t1 paid held=90 refunded=10 (replayed)
crash
pay t1 from=w1:100 key=e
  t1 paid held=100 (replayed)
reopen
pay t1 from=w1:100 key=e
  t1 paid held=100 (replayed)
# Keys live for 24 hours of business time from the answer's instant; the
# domain's own numbers protect for ever.
top_up w1 minor=7 key=h
  w1 tier=1 day=100 year=100
  clearing/2 > w1 7 top_up for w1
  ! wallet.topped_up w1/7 w1
wait 23h
top_up w1 minor=7 key=h
  w1 tier=1 day=100 year=100 (replayed)
wait 59m
top_up w1 minor=7 key=h
  w1 tier=1 day=100 year=100 (replayed)
wait 1m
top_up w1 minor=7 key=h
  w1 tier=1 day=100 year=100
  clearing/2 > w1 7 top_up for w1
  ! wallet.topped_up w1/8 w1
refund t1 request=r1 minor=10 key=f
  t1 completed released=90 refunded=10
trade t2 shop=m1 minor=100 order=order-t1 key=d
  refused conflict order_exists
balances w1 m1
  w1 5022
  m1 balance=90 escrow=0 reserve=0 payout=0
