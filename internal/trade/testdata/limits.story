# Requests that are wrong in themselves.
create t1 merchant=m1 amount=0
  refused invalid amount_not_positive
create t1 merchant=m1 amount=-100
  refused invalid amount_not_positive
create t1 merchant=m1 amount=1000000000000001
  refused invalid amount_too_large
create t1 merchant=m1 amount=9223372036854775807
  refused invalid amount_too_large
create t1 merchant=m1 amount=100 currency=840
  refused invalid currency_mismatch
create t1 merchant=m1 amount=100 order=has/slash
  refused invalid invalid_order
create t1 merchant=m1 amount=100 order=a234567890123456789012345678901234567890123456789012345678901234-
  refused invalid invalid_order
create t1 merchant=m1 amount=100 order=a23456789012345678901234567890123456789012345678901234567890123-
  t1 waiting_payment
  ! trade.created
create t2 merchant=m1 amount=100 release=payment:0
  refused invalid invalid_release
create t2 merchant=m1 amount=100 release=payment:366
  refused invalid invalid_release
create t2 merchant=m1 amount=100 release=shipping
  refused invalid invalid_release
create t2 merchant=m1 amount=100 release=none:1
  refused invalid invalid_release
create t2 merchant=m1 amount=100 release=no_escrow:1
  refused invalid invalid_release
create t2 merchant=m1 amount=100 release=fifth
  refused invalid invalid_release
create t2 merchant=m1 amount=100 release=:1
  refused invalid invalid_release
create t2 merchant=m1 amount=100 expires=-1
  refused invalid invalid_expiry
create t2 merchant=m1 amount=100 expires=8761
  refused invalid invalid_expiry
create t2 merchant=m1 amount=100 expires=8760 release=payment:365
  t2 waiting_payment
  ! trade.created
# Fundings sum to the amount exactly.
create t3 merchant=m1 amount=1000000000000000
  t3 waiting_payment
  ! trade.created
pay t3
  refused invalid fundings_missing
pay t3 fundings=card:99
  refused invalid fundings_differ_from_amount
pay t3 fundings=card:9223372036854775807,card:1
  refused invalid fundings_differ_from_amount
pay t3 fundings=card:999999999999999,card:2
  refused invalid fundings_differ_from_amount
pay t3 fundings=card:0,card:1000000000000000
  refused invalid amount_not_positive
pay t3 fundings=card:-1,card:1000000000000000
  refused invalid amount_not_positive
pay t3 fundings=wallet:1000000000000000
  refused invalid invalid_funding
pay t3 fundings=card:w1:1000000000000000
  refused invalid invalid_funding
pay t3 fundings=ninth:1000000000000000
  refused invalid invalid_funding
pay t3 fundings=card:999999999999999,card:1
  t3 paid held=1000000000000000
  clearing/2 > m1/escrow 999999999999999 funding
  clearing/2 > m1/escrow 1 funding
  ! trade.paid
confirm t3
  t3 completed released=1000000000000000
  m1/escrow > m1 1000000000000000 release
  ! trade.completed
refund t3 request=r1 minor=1000000000000000
  t3 closed released=1000000000000000 refunded_after=1000000000000000
  m1 > clearing/2 1 refund_from_balance
  m1 > clearing/2 999999999999999 refund_from_balance
  ! trade.refunded trade.closed
