# To a wallet and to a merchant the money goes at once; to a bank with its payout.
remit r1 to=w1 minor=300 by=m1
  r1 payout=false ! remittance.succeeded
  m1 > w1 300 remittance
  balance=700
remit r2 to=m2 minor=100 by=m1
  r2 payout=false ! remittance.succeeded
  m1 > m2 100 remittance
  balance=600
remit r3 to=b1 minor=50 by=m1
  r3 payout=true ! remittance.created
  balance=600
# A wallet gets no more than it may have, and the house is held to that as well.
remit r4 to=w1 minor=201
  refused conflict receiver_cannot_receive
remit r5 to=w1 minor=200
  r5 payout=false ! remittance.succeeded
  m1 > w1 200 remittance
  balance=400
remit r6 to=w1 minor=1
  refused conflict receiver_cannot_receive
# Who has too little learns nothing of the payee.
remit r7 to=w1 minor=401 by=m1
  refused conflict insufficient_funds
remit r8 to=m2 minor=401 by=m1
  refused conflict insufficient_funds
remit r9 to=b1 minor=401 by=m1
  refused conflict insufficient_funds
remit r10 to=m2 minor=400 by=system
  r10 payout=false ! remittance.succeeded
  m1 > m2 400 remittance
  balance=0
