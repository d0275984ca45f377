# Out of escrow while it is there; the wallets' part cannot be charged back.
deposit to=w1 minor=1000
  w1 has 1000
create t1 merchant=m1 amount=1000 buyer=w1 fundings=card:400,wallet:w1:600
  t1 paid held=1000
  clearing/2 > m1/escrow 400 funding
  w1 > m1/escrow 600 funding
  ! trade.created trade.paid
charge_back t1 request=c1 minor=401
  refused conflict charge_back_exceeds_fundings
charge_back t1 request=c1 minor=150
  t1 paid held=850 charged_held=150
  m1/escrow > clearing/2 150 charge_back_from_escrow
  ! trade.charged_back
charge_back t1 request=c1 minor=150
  unchanged
charge_back t1 request=c1 minor=151
  refused conflict discordant_request
# Requests of refunds and charge-backs share one space of names.
refund t1 request=c1 minor=150
  refused conflict discordant_request
charge_back t1 request=c2 minor=0
  refused invalid amount_not_positive
charge_back t1 request=c.2 minor=1
  refused invalid invalid_request_id
charge_back t1 request=c2 minor=851
  refused conflict refund_exceeds_paid
confirm t1 by=w1
  t1 completed released=850 charged_held=150
  m1/escrow > m1 850 release
  ! trade.completed
# After release from balance and reserve; the house bears what both lack.
reserve merchant=m1 minor=100
spend merchant=m1 minor=700
charge_back t1 request=c2 minor=250
  t1 completed released=850 charged_held=150 charged_after=250 lost=100
  m1 > clearing/2 50 charge_back
  m1/reserve > clearing/2 100 charge_back
  loss > clearing/2 100 charge_back_loss
  ! trade.charged_back
show t1
  buyer w1
  share m1 1000 released=850 fee=0 returned=250 charged=250 fee_back=0
  funding 2 400 refunded=400
  funding 1 600 refunded=0
refund t1 request=r1 minor=600
  refused conflict insufficient_funds

# A charge-back gives no fee back; a refund after it gives back its own part only.
terms merchant=m2 release=none ppm=100000 refundable=yes
create t2 merchant=m2 amount=1000 fundings=card:1000
  t2 paid held=1000
  clearing/2 > m2/escrow 1000 funding
  ! trade.created trade.paid
confirm t2
  t2 completed released=1000 fee=100
  m2/escrow > m2 1000 release
  m2 > fees 100 fee
  ! trade.completed
charge_back t2 request=c1 minor=500
  t2 completed released=1000 charged_after=500 fee=100
  m2 > clearing/2 500 charge_back
  ! trade.charged_back
refund t2 request=r1 minor=445
  refused conflict insufficient_funds
refund t2 request=r2 minor=45
  t2 completed released=1000 refunded_after=45 charged_after=500 fee=100 fee_back=4
  fees > m2 4 fee_back
  m2 > clearing/2 45 refund_from_balance
  ! trade.refunded
show t2
  buyer nobody
  share m2 1000 released=1000 fee=100 returned=545 charged=500 fee_back=4
  funding 2 1000 refunded=545

# The whole of it closes the trade, and stops the timer.
create t3 merchant=m1 amount=1000 release=payment:1 fundings=card:1000
  t3 paid held=1000 release_in=24h
  clearing/2 > m1/escrow 1000 funding
  ! trade.created trade.paid
charge_back t3 request=c1 minor=1000
  t3 closed charged_held=1000
  m1/escrow > clearing/2 1000 charge_back_from_escrow
  ! trade.charged_back trade.closed
create t4 merchant=m1 amount=1000
  t4 waiting_payment
  ! trade.created
charge_back t4 request=c1 minor=1000
  refused conflict trade_not_paid
# In a dispute.
create t5 merchant=m1 amount=1000 fundings=card:1000
  t5 paid held=1000
  clearing/2 > m1/escrow 1000 funding
  ! trade.created trade.paid
dispute t5
  t5 disputed held=1000
  ! trade.disputed
charge_back t5 request=c1 minor=300
  t5 disputed held=700 charged_held=300
  m1/escrow > clearing/2 300 charge_back_from_escrow
  ! trade.charged_back
resolve t5 minor=300
  t5 completed released=400 refunded_held=300 charged_held=300
  m1/escrow > clearing/2 300 refund_from_escrow
  m1/escrow > m1 400 release
  ! trade.resolved trade.refunded trade.completed
