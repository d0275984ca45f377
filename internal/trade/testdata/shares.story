# Below the amount: the rest is the merchant's.
create t1 merchant=m1 amount=10000 shares=m2:6000,m3:3000 fundings=card:10000
  t1 paid held=10000
  clearing/2 > m1/escrow 10000 funding
  ! trade.created trade.paid
show t1
  buyer nobody
  share m2 6000 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m3 3000 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m1 1000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 10000 refunded=0
confirm t1
  t1 completed released=10000
  m1/escrow > m2 6000 release
  m1/escrow > m3 3000 release
  m1/escrow > m1 1000 release
  ! trade.completed
# The merchant's own share grows by the rest.
create t2 merchant=m1 amount=10000 shares=m1:1000,m2:2000 fundings=card:10000
  t2 paid held=10000
  clearing/2 > m1/escrow 10000 funding
  ! trade.created trade.paid
show t2
  buyer nobody
  share m1 8000 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m2 2000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 10000 refunded=0
# Exactly the amount, all with others.
create t3 merchant=m1 amount=10000 shares=m2:5000,m3:5000 fundings=card:10000
  t3 paid held=10000
  clearing/2 > m1/escrow 10000 funding
  ! trade.created trade.paid
show t3
  buyer nobody
  share m2 5000 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m3 5000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 10000 refunded=0
# Above: scaled down, the largest remainder first, to the cent.
create t4 merchant=m1 amount=100 shares=m2:100,m3:100,m4:100 fundings=card:100
  t4 paid held=100
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
show t4
  buyer nobody
  share m2 34 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m3 33 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m4 33 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 100 refunded=0
confirm t4
  t4 completed released=100
  m1/escrow > m2 34 release
  m1/escrow > m3 33 release
  m1/escrow > m4 33 release
  ! trade.completed
create t5 merchant=m1 amount=1 shares=m2:9223372036854775807,m3:9223372036854775807,m4:1 fundings=card:1
  t5 paid held=1
  clearing/2 > m1/escrow 1 funding
  ! trade.created trade.paid
show t5
  buyer nobody
  share m2 1 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m3 0 released=0 fee=0 returned=0 charged=0 fee_back=0
  share m4 0 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 2 1 refunded=0
# After a partial refund the rest is split in proportion to the shares.
create t6 merchant=m1 amount=1000 shares=m2:333,m3:333 fundings=card:1000
  t6 paid held=1000
  clearing/2 > m1/escrow 1000 funding
  ! trade.created trade.paid
refund t6 request=r1 minor=1
  t6 paid held=999 refunded_held=1
  m1/escrow > clearing/2 1 refund_from_escrow
  ! trade.refunded
confirm t6
  t6 completed released=999 refunded_held=1
  m1/escrow > m2 333 release
  m1/escrow > m3 333 release
  m1/escrow > m1 333 release
  ! trade.completed
show t6
  buyer nobody
  share m2 333 released=333 fee=0 returned=0 charged=0 fee_back=0
  share m3 333 released=333 fee=0 returned=0 charged=0 fee_back=0
  share m1 334 released=333 fee=0 returned=0 charged=0 fee_back=0
  funding 2 1000 refunded=1
# Refused.
create t7 merchant=m1 amount=1000 shares=m2:100,m2:100
  refused invalid duplicate_share
create t7 merchant=m1 amount=1000 shares=m2:0
  refused invalid amount_not_positive
create t7 merchant=m1 amount=1000 shares=m2:-5
  refused invalid amount_not_positive
create t7 merchant=m1 amount=1000 shares=:5
  refused invalid invalid_share
