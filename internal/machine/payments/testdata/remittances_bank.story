# A remittance to a bank card is a payout of the same id, whose fate it shares.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
trade t1 shop=m1 minor=1000 from=1000 release=no_escrow
  t1 completed released=1000
  clearing/2 > m1/escrow 1000 funding for t1
  m1/escrow > m1 1000 release for t1
  ! trade.created t1/1 m1
  ! trade.paid t1/1 m1
  ! trade.completed t1/1 m1
remit b1 shop=m1 number=T1 to=bank1 minor=300 mark=a by=m1
  b1 300 from m1 to bank1
  m1 > m1/payout 300 payout for b1
  ! remittance.created b1/1 m1
  ! payout.created b1/1 m1
remitted T1 shop=m1
  b1 in state 2
balances m1
  m1 balance=700 escrow=0 reserve=0 payout=300
list payouts of=m1 limit=9
  b1
report b1 state=unknown
  b1 300 of m1 in state 6
  ! payout.unknown b1/2 m1
remitted T1 shop=m1
  b1 in state 2
report b1 state=succeeded
  b1 300 of m1 in state 3
  m1/payout > clearing/4 300 payout_settled for b1
  ! payout.succeeded b1/3 m1
remitted T1 shop=m1
  b1 in state 1
report b1 state=returned
  b1 300 of m1 in state 5
  clearing/4 > m1 300 payout_returned for b1
  ! payout.returned b1/4 m1
remitted T1 shop=m1
  b1 in state 4
# Failed or not, the number is used: sending the money again is another remittance.
remit b2 shop=m1 number=T1 to=bank2 minor=300 mark=b by=m1
  refused conflict number_taken
remit b2 shop=m1 number=T1 to=bank1 minor=300 mark=a by=m1
  b1 300 from m1 to bank1
remit b3 shop=m1 number=T2 to=bank1 minor=1000 mark=a by=m1
  b3 1000 from m1 to bank1
  m1 > m1/payout 1000 payout for b3
  ! remittance.created b3/1 m1
  ! payout.created b3/1 m1
report b3 state=failed
  b3 1000 of m1 in state 4
  m1/payout > m1 1000 payout_returned for b3
  ! payout.failed b3/2 m1
remitted T2 shop=m1
  b3 in state 3
remit b4 shop=m1 number=T3 to=bank1 minor=1001 mark=a by=m1
  refused conflict insufficient_funds
remit b4 shop=m1 number=T3 to=bank1 minor=1000 mark=a key=k by=m1
  b4 1000 from m1 to bank1
  m1 > m1/payout 1000 payout for b4
  ! remittance.created b4/1 m1
  ! payout.created b4/1 m1
remit b5 shop=m1 number=T3 to=bank1 minor=1000 mark=a key=k by=m1
  b4 1000 from m1 to bank1 (replayed)
reopen
remitted T3 shop=m1
  b4 in state 2
remit b6 shop=m1 number=T3 to=bank1 minor=1000 mark=a by=m1
  b4 1000 from m1 to bank1
balances m1
  m1 balance=0 escrow=0 reserve=0 payout=1000
crash
remitted T3 shop=m1
  b4 in state 2
