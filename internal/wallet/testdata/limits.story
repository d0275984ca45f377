# Once, day and year of the lowest tier; the day turns at midnight in Beijing.
at 2024-05-01T00:00:00+08:00
open w1
  w1 tier=1 day=0 year=0 balance=0
  ! wallet.opened
open w2 tier=3
  w2 tier=3 day=0 year=0 balance=0
  ! wallet.opened
top_up w2 by_instrument=4 minor=900000000
  w2 tier=3 day=0 year=0 balance=900000000
  clearing/4 > w2 900000000 top_up
  ! wallet.topped_up
top_up w1 by_instrument=4 minor=10000000
  w1 tier=1 day=0 year=0 balance=10000000
  clearing/4 > w1 10000000 top_up
  ! wallet.topped_up
top_up w1 by_instrument=4 minor=1
  refused conflict balance_limit_exceeded
transfer w2 to=w1 minor=1 by=w2
  refused conflict receiver_cannot_receive
transfer w1 to=w2 minor=1000001 by=w1
  refused conflict transfer_limit_exceeded
transfer w1 to=w2 minor=1000000 by=w1
  w1 tier=1 day=1000000 year=1000000 balance=9000000
  w1 > w2 1000000 wallet_transfer
  ! wallet.transferred
spend w1 minor=1000000
  w1 tier=1 day=2000000 year=2000000 balance=9000000
  ! spent
transfer w1 to=w2 minor=1 by=w1
  refused exhausted daily_limit_exceeded
at 2024-05-01T23:59:59.999999999+08:00
spend w1 minor=1
  refused exhausted daily_limit_exceeded
at 2024-05-02T00:00:00+08:00
spend w1 minor=1000000
  w1 tier=1 day=1000000 year=3000000 balance=9000000
  ! spent
# A withdrawal of one's own money does not count.
withdraw w1 by_instrument=4 minor=5000000 by=w1
  w1 tier=1 day=1000000 year=3000000 balance=4000000
  w1 > clearing/4 5000000 withdrawal
  ! wallet.withdrawn
# A higher tier at once allows more; what went out still counts.
tier w1 tier=2
  w1 tier=2 day=1000000 year=3000000 balance=4000000
  ! wallet.tier_changed
spend w1 minor=5000000
  w1 tier=2 day=6000000 year=8000000 balance=4000000
  ! spent
tier w1 tier=1
  w1 tier=1 day=6000000 year=8000000 balance=4000000
  ! wallet.tier_changed
spend w1 minor=1
  refused exhausted daily_limit_exceeded
# The year turns at midnight in Beijing too, eight hours before UTC's.
at 2024-12-31T15:59:59.999999999Z
spend w1 minor=1000000
  w1 tier=1 day=1000000 year=9000000 balance=4000000
  ! spent
at 2024-12-31T16:00:00Z
spend w1 minor=1000000
  w1 tier=1 day=1000000 year=1000000 balance=4000000
  ! spent
# The year's limit.
open w5
  w5 tier=1 day=0 year=0 balance=0
  ! wallet.opened
at 2025-02-01T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=1000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=2000000 balance=0
  ! spent
at 2025-02-02T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=3000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=4000000 balance=0
  ! spent
at 2025-02-03T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=5000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=6000000 balance=0
  ! spent
at 2025-02-04T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=7000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=8000000 balance=0
  ! spent
at 2025-02-05T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=9000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=10000000 balance=0
  ! spent
at 2025-02-06T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=11000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=12000000 balance=0
  ! spent
at 2025-02-07T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=13000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=14000000 balance=0
  ! spent
at 2025-02-08T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=15000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=16000000 balance=0
  ! spent
at 2025-02-09T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=17000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=18000000 balance=0
  ! spent
at 2025-02-10T00:00:00+08:00
spend w5 minor=1000000
  w5 tier=1 day=1000000 year=19000000 balance=0
  ! spent
spend w5 minor=1000000
  w5 tier=1 day=2000000 year=20000000 balance=0
  ! spent
at 2025-02-11T00:00:00+08:00
spend w5 minor=1
  refused exhausted yearly_limit_exceeded
at 2026-01-01T00:00:00+08:00
spend w5 minor=1
  w5 tier=1 day=1 year=1 balance=0
  ! spent
