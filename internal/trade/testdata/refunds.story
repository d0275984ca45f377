# Refunds out of escrow go to the last funding first.
deposit to=w1 minor=10000
  w1 has 10000
create t1 merchant=m1 amount=10000 buyer=w1 fundings=wallet:w1:4000,card:3000,voucher:3000
  t1 paid held=10000
  w1 > m1/escrow 4000 funding
  clearing/2 > m1/escrow 3000 funding
  clearing/6 > m1/escrow 3000 funding
  ! trade.created trade.paid
refund t1 request=r1 minor=3500 by=m1
  t1 paid held=6500 refunded_held=3500
  m1/escrow > clearing/6 3000 refund_from_escrow
  m1/escrow > clearing/2 500 refund_from_escrow
  ! trade.refunded
show t1
  buyer w1
  share m1 10000 released=0 fee=0 returned=0 charged=0 fee_back=0
  funding 1 4000 refunded=0
  funding 2 3000 refunded=500
  funding 6 3000 refunded=3000
# The same request again changes nothing; with another amount it is refused.
refund t1 request=r1 minor=3500 by=m1
  unchanged
refund t1 request=r1 minor=3501 by=m1
  refused conflict discordant_request
refund t1 request=r2 minor=6501 by=m1
  refused conflict refund_exceeds_paid
refund t1 request=r2 minor=0 by=m1
  refused invalid amount_not_positive
refund t1 request=r2 minor=-1 by=m1
  refused invalid amount_not_positive
refund t1 request= minor=1 by=m1
  refused invalid invalid_request_id
refund t1 request=r/2 minor=1 by=m1
  refused invalid invalid_request_id
# What is left is released to the cent.
confirm t1 by=w1
  t1 completed released=6500 refunded_held=3500
  m1/escrow > m1 6500 release
  ! trade.completed
# After release the balance pays, and the last cent closes the trade.
refund t1 request=r3 minor=6000 by=m1
  t1 completed released=6500 refunded_held=3500 refunded_after=6000
  m1 > clearing/2 2500 refund_from_balance
  m1 > w1 3500 refund_from_balance
  ! trade.refunded
refund t1 request=r4 minor=501 by=m1
  refused conflict refund_exceeds_paid
refund t1 request=r4 minor=500 by=m1
  t1 closed released=6500 refunded_held=3500 refunded_after=6500
  m1 > w1 500 refund_from_balance
  ! trade.refunded trade.closed
show t1
  buyer w1
  share m1 10000 released=6500 fee=0 returned=6500 charged=0 fee_back=0
  funding 1 4000 refunded=4000
  funding 2 3000 refunded=3000
  funding 6 3000 refunded=3000
refund t1 request=r5 minor=1 by=m1
  refused conflict refund_exceeds_paid
refund t1 request=r3 minor=6000 by=m1
  unchanged

# Refunded whole out of escrow: closed, and no timer is left.
create t2 merchant=m1 amount=100 release=payment:7 fundings=card:100
  t2 paid held=100 release_in=168h
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
refund t2 request=r1 minor=60
  t2 paid held=40 refunded_held=60 release_in=168h
  m1/escrow > clearing/2 60 refund_from_escrow
  ! trade.refunded
refund t2 request=r2 minor=60
  refused conflict refund_exceeds_paid
refund t2 request=r3 minor=40
  t2 closed refunded_held=100
  m1/escrow > clearing/2 40 refund_from_escrow
  ! trade.refunded trade.closed
wait hours=1000

# After release the reserve covers what the balance lacks, and no more.
create t3 merchant=m2 amount=1000 fundings=card:1000
  t3 paid held=1000
  clearing/2 > m2/escrow 1000 funding
  ! trade.created trade.paid
confirm t3
  t3 completed released=1000
  m2/escrow > m2 1000 release
  ! trade.completed
reserve merchant=m2 minor=300
spend merchant=m2 minor=500
refund t3 request=r1 minor=501
  refused conflict insufficient_funds
refund t3 request=r1 minor=450
  t3 completed released=1000 refunded_after=450
  m2 > clearing/2 200 refund_from_balance
  m2/reserve > clearing/2 250 refund_from_reserve
  ! trade.refunded
refund t3 request=r2 minor=50
  t3 completed released=1000 refunded_after=500
  m2/reserve > clearing/2 50 refund_from_reserve
  ! trade.refunded
refund t3 request=r3 minor=1
  refused conflict insufficient_funds

# Several payees give back in proportion to what each still has; nobody gives
# more than it got, however small the refunds.
create t4 merchant=m3 amount=5 shares=m4:2,m5:2,m3:1 fundings=card:5
  t4 paid held=5
  clearing/2 > m3/escrow 5 funding
  ! trade.created trade.paid
confirm t4
  t4 completed released=5
  m3/escrow > m4 2 release
  m3/escrow > m5 2 release
  m3/escrow > m3 1 release
  ! trade.completed
refund t4 request=r1 minor=1
  t4 completed released=5 refunded_after=1
  m4 > clearing/2 1 refund_from_balance
  ! trade.refunded
refund t4 request=r2 minor=1
  t4 completed released=5 refunded_after=2
  m5 > clearing/2 1 refund_from_balance
  ! trade.refunded
refund t4 request=r3 minor=1
  t4 completed released=5 refunded_after=3
  m4 > clearing/2 1 refund_from_balance
  ! trade.refunded
refund t4 request=r4 minor=1
  t4 completed released=5 refunded_after=4
  m5 > clearing/2 1 refund_from_balance
  ! trade.refunded
show t4
  buyer nobody
  share m4 2 released=2 fee=0 returned=2 charged=0 fee_back=0
  share m5 2 released=2 fee=0 returned=2 charged=0 fee_back=0
  share m3 1 released=1 fee=0 returned=0 charged=0 fee_back=0
  funding 2 5 refunded=4
refund t4 request=r5 minor=1
  t4 closed released=5 refunded_after=5
  m3 > clearing/2 1 refund_from_balance
  ! trade.refunded trade.closed

# One payee that has nothing stops the whole refund.
create t5 merchant=m6 amount=100 shares=m7:50,m6:50 fundings=card:100
  t5 paid held=100
  clearing/2 > m6/escrow 100 funding
  ! trade.created trade.paid
confirm t5
  t5 completed released=100
  m6/escrow > m7 50 release
  m6/escrow > m6 50 release
  ! trade.completed
spend merchant=m7 minor=50
refund t5 request=r1 minor=10
  refused conflict insufficient_funds
show t5
  buyer nobody
  share m7 50 released=50 fee=0 returned=0 charged=0 fee_back=0
  share m6 50 released=50 fee=0 returned=0 charged=0 fee_back=0
  funding 2 100 refunded=0
