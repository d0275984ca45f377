# A number is one remittance for ever; a refused attempt leaves it free.
remit r1 to=w1 minor=5000 mark=a number=T by=m1
  refused conflict insufficient_funds
remit r2 to=w1 minor=500 mark=a number=T by=m1
  r2 payout=false ! remittance.succeeded
  m1 > w1 500 remittance
  balance=500
remit r3 to=w1 minor=500 mark=a number=T by=m1
  unchanged r2
remit r4 to=w1 minor=500 mark=b number=T by=m1
  refused conflict number_taken
# A careless mark does not answer for another amount.
remit r5 to=w1 minor=400 mark=a number=T by=m1
  refused conflict number_taken
remit r6 to=w1 minor=500 mark=a number=T
  unchanged r2
# A number is 1 to 64 letters, digits, _ and -.
remit r7 to=m2 minor=1 number=~1234 by=m1
  r7 payout=false ! remittance.succeeded
  m1 > m2 1 remittance
  balance=499
remit r8 to=m2 minor=1 number=~12345 by=m1
  refused invalid invalid_number
remit r9 to=m2 minor=1 number=a.b by=m1
  refused invalid invalid_number
remit r10 to=m2 minor=1 number=单 by=m1
  refused invalid invalid_number
