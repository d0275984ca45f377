# Half-even: 0.6 % of 250 is 1.5, thus 2; 1 % of 250 is 2.5, thus 2; 1 % of 350
# is 3.5, thus 4.
terms merchant=m1 release=none ppm=6000 refundable=yes
create t1 merchant=m1 amount=250 fundings=card:250
  t1 paid held=250
  clearing/2 > m1/escrow 250 funding
  ! trade.created trade.paid
confirm t1
  t1 completed released=250 fee=2
  m1/escrow > m1 250 release
  m1 > fees 2 fee
  ! trade.completed
terms merchant=m2 release=none ppm=10000
create t2 merchant=m2 amount=250 fundings=card:250
  t2 paid held=250
  clearing/2 > m2/escrow 250 funding
  ! trade.created trade.paid
confirm t2
  t2 completed released=250 fee=2
  m2/escrow > m2 250 release
  m2 > fees 2 fee
  ! trade.completed
create t3 merchant=m2 amount=350 fundings=card:350
  t3 paid held=350
  clearing/2 > m2/escrow 350 funding
  ! trade.created trade.paid
confirm t3
  t3 completed released=350 fee=4
  m2/escrow > m2 350 release
  m2 > fees 4 fee
  ! trade.completed
# Minimum, cap and fixed part; never more than what is released.
terms merchant=m3 release=none ppm=6000 min=10 cap=50
create t4 merchant=m3 amount=100 fundings=card:100
  t4 paid held=100
  clearing/2 > m3/escrow 100 funding
  ! trade.created trade.paid
confirm t4
  t4 completed released=100 fee=10
  m3/escrow > m3 100 release
  m3 > fees 10 fee
  ! trade.completed
create t5 merchant=m3 amount=100000 fundings=card:100000
  t5 paid held=100000
  clearing/2 > m3/escrow 100000 funding
  ! trade.created trade.paid
confirm t5
  t5 completed released=100000 fee=50
  m3/escrow > m3 100000 release
  m3 > fees 50 fee
  ! trade.completed
create t6 merchant=m3 amount=7 fundings=card:7
  t6 paid held=7
  clearing/2 > m3/escrow 7 funding
  ! trade.created trade.paid
confirm t6
  t6 completed released=7 fee=7
  m3/escrow > m3 7 release
  m3 > fees 7 fee
  ! trade.completed
terms merchant=m4 release=none ppm=29000 fixed=30
create t7 merchant=m4 amount=1000 fundings=card:1000
  t7 paid held=1000
  clearing/2 > m4/escrow 1000 funding
  ! trade.created trade.paid
confirm t7
  t7 completed released=1000 fee=59
  m4/escrow > m4 1000 release
  m4 > fees 59 fee
  ! trade.completed
create t8 merchant=m4 amount=20 fundings=card:20
  t8 paid held=20
  clearing/2 > m4/escrow 20 funding
  ! trade.created trade.paid
confirm t8
  t8 completed released=20 fee=20
  m4/escrow > m4 20 release
  m4 > fees 20 fee
  ! trade.completed
# The fee is on what is released, not on what was refunded before.
create t9 merchant=m4 amount=1000 fundings=card:1000
  t9 paid held=1000
  clearing/2 > m4/escrow 1000 funding
  ! trade.created trade.paid
refund t9 request=r1 minor=500
  t9 paid held=500 refunded_held=500
  m4/escrow > clearing/2 500 refund_from_escrow
  ! trade.refunded
confirm t9
  t9 completed released=500 refunded_held=500 fee=44
  m4/escrow > m4 500 release
  m4 > fees 44 fee
  ! trade.completed
# A schedule is fixed when the trade is made.
create t10 merchant=m4 amount=1000 fundings=card:1000
  t10 paid held=1000
  clearing/2 > m4/escrow 1000 funding
  ! trade.created trade.paid
terms merchant=m4 release=none ppm=500000
confirm t10
  t10 completed released=1000 fee=59
  m4/escrow > m4 1000 release
  m4 > fees 59 fee
  ! trade.completed
# Payees bear the fee in proportion to what they get.
terms merchant=m5 release=none ppm=100000 refundable=yes
create t11 merchant=m5 amount=1000 shares=m6:333,m7:333 fundings=card:1000
  t11 paid held=1000
  clearing/2 > m5/escrow 1000 funding
  ! trade.created trade.paid
confirm t11
  t11 completed released=1000 fee=100
  m5/escrow > m6 333 release
  m6 > fees 33 fee
  m5/escrow > m7 333 release
  m7 > fees 33 fee
  m5/escrow > m5 334 release
  m5 > fees 34 fee
  ! trade.completed
show t11
  buyer nobody
  share m6 333 released=333 fee=33 returned=0 charged=0 fee_back=0
  share m7 333 released=333 fee=33 returned=0 charged=0 fee_back=0
  share m5 334 released=334 fee=34 returned=0 charged=0 fee_back=0
  funding 2 1000 refunded=0
# Refunds give it back pro rata, rounded down in total: never more than charged.
refund t11 request=r1 minor=100
  t11 completed released=1000 refunded_after=100 fee=100 fee_back=9
  fees > m6 3 fee_back
  fees > m7 3 fee_back
  fees > m5 3 fee_back
  m6 > clearing/2 33 refund_from_balance
  m7 > clearing/2 33 refund_from_balance
  m5 > clearing/2 34 refund_from_balance
  ! trade.refunded
refund t11 request=r2 minor=15
  t11 completed released=1000 refunded_after=115 fee=100 fee_back=9
  m6 > clearing/2 5 refund_from_balance
  m7 > clearing/2 5 refund_from_balance
  m5 > clearing/2 5 refund_from_balance
  ! trade.refunded
refund t11 request=r3 minor=15
  t11 completed released=1000 refunded_after=130 fee=100 fee_back=12
  fees > m6 1 fee_back
  fees > m7 1 fee_back
  fees > m5 1 fee_back
  m6 > clearing/2 5 refund_from_balance
  m7 > clearing/2 5 refund_from_balance
  m5 > clearing/2 5 refund_from_balance
  ! trade.refunded
refund t11 request=r4 minor=870
  t11 closed released=1000 refunded_after=1000 fee=100 fee_back=100
  fees > m6 29 fee_back
  fees > m7 29 fee_back
  fees > m5 30 fee_back
  m6 > clearing/2 290 refund_from_balance
  m7 > clearing/2 290 refund_from_balance
  m5 > clearing/2 290 refund_from_balance
  ! trade.refunded trade.closed
show t11
  buyer nobody
  share m6 333 released=333 fee=33 returned=333 charged=0 fee_back=33
  share m7 333 released=333 fee=33 returned=333 charged=0 fee_back=33
  share m5 334 released=334 fee=34 returned=334 charged=0 fee_back=34
  funding 2 1000 refunded=1000
# The fee that comes back may pay the refund.
create t12 merchant=m1 amount=1000 fundings=card:1000
  t12 paid held=1000
  clearing/2 > m1/escrow 1000 funding
  ! trade.created trade.paid
confirm t12
  t12 completed released=1000 fee=6
  m1/escrow > m1 1000 release
  m1 > fees 6 fee
  ! trade.completed
spend merchant=m1 minor=248
refund t12 request=r1 minor=1000
  t12 closed released=1000 refunded_after=1000 fee=6 fee_back=6
  fees > m1 6 fee_back
  m1 > clearing/2 1000 refund_from_balance
  ! trade.refunded trade.closed
# A schedule that keeps its fee: the merchant lacks what the fee took.
create t13 merchant=m2 amount=1000 fundings=card:1000
  t13 paid held=1000
  clearing/2 > m2/escrow 1000 funding
  ! trade.created trade.paid
confirm t13
  t13 completed released=1000 fee=10
  m2/escrow > m2 1000 release
  m2 > fees 10 fee
  ! trade.completed
spend merchant=m2 minor=594
refund t13 request=r1 minor=991
  refused conflict insufficient_funds
refund t13 request=r1 minor=990
  t13 completed released=1000 refunded_after=990 fee=10
  m2 > clearing/2 990 refund_from_balance
  ! trade.refunded
