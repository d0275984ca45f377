# Money comes in by the house's word, goes to another customer, and goes out.
at 2024-05-01T10:00:00+08:00
open w1
  w1 tier=1 day=0 year=0 balance=0
  ! wallet.opened
open w2 tier=2
  w2 tier=2 day=0 year=0 balance=0
  ! wallet.opened
top_up w1 by_instrument=4 minor=500000
  w1 tier=1 day=0 year=0 balance=500000
  clearing/4 > w1 500000 top_up
  ! wallet.topped_up
transfer w1 to=w2 minor=120000 by=w1
  w1 tier=1 day=120000 year=120000 balance=380000
  w1 > w2 120000 wallet_transfer
  ! wallet.transferred
withdraw w2 by_instrument=4 minor=20000 by=w2
  w2 tier=2 day=0 year=0 balance=100000
  w2 > clearing/4 20000 withdrawal
  ! wallet.withdrawn
withdraw w2 by_instrument=4 minor=100001 by=w2
  refused conflict overdrawn
transfer w1 to=w2 minor=380001 by=w1
  refused conflict insufficient_funds
# An operator may act for a customer, Candor itself too.
transfer w1 to=w2 minor=1
  w1 tier=1 day=120001 year=120001 balance=379999
  w1 > w2 1 wallet_transfer
  ! wallet.transferred
transfer w2 to=w1 minor=1 by=system
  w2 tier=2 day=1 year=1 balance=100000
  w2 > w1 1 wallet_transfer
  ! wallet.transferred
withdraw w1 by_instrument=2 minor=1
  w1 tier=1 day=120001 year=120001 balance=379999
  w1 > clearing/2 1 withdrawal
  ! wallet.withdrawn
# Wrong in themselves.
open w3 currency=0
  refused invalid invalid_currency
open w3 tier=4
  refused invalid invalid_tier
transfer w1 to=w1 minor=1 by=w1
  refused invalid self_transfer
transfer w1 to=w2 minor=0 by=w1
  refused invalid amount_not_positive
transfer w1 to=w2 minor=-1 by=w1
  refused invalid amount_not_positive
transfer w1 to=w2 minor=1000000000000001 by=w1
  refused invalid amount_too_large
transfer w1 to=w2 minor=1 currency=840 by=w1
  refused invalid currency_mismatch
top_up w1 by_instrument=4 minor=0
  refused invalid amount_not_positive
top_up w1 by_instrument=1 minor=1
  refused invalid invalid_instrument
top_up w1 by_instrument=9 minor=1
  refused invalid invalid_instrument
top_up w1 by_instrument=4 minor=1 currency=840
  refused invalid currency_mismatch
withdraw w1 by_instrument=0 minor=1
  refused invalid invalid_instrument
withdraw w1 by_instrument=4 minor=-1
  refused invalid amount_not_positive
top_up w1 by_instrument=4 minor=1000000000000001
  refused invalid amount_too_large
withdraw w1 by_instrument=4 minor=9223372036854775807
  refused invalid amount_too_large
tier w1 tier=0
  refused invalid invalid_tier
tier w1 tier=4
  refused invalid invalid_tier
spend w1 minor=0
  refused invalid amount_not_positive
# Two currencies do not meet.
open w4 currency=840
  w4 tier=1 day=0 year=0 balance=0
  ! wallet.opened
transfer w1 to=w4 minor=1 by=w1
  refused invalid currency_mismatch
