# Another's trade looks exactly like a missing one.
deposit to=w1 minor=1000
  w1 has 1000
deposit to=w2 minor=1000
  w2 has 1000
create t1 merchant=m1 amount=100 buyer=w1 by=m1
  t1 waiting_payment
  ! trade.created
pay t1 fundings=wallet:w2:100 by=w2
  refused not_found trade_not_found
close t1 by=m2
  refused not_found trade_not_found
close t1 by=w2
  refused not_found trade_not_found
pay t1 fundings=wallet:w1:100 by=m2
  refused not_found trade_not_found
pay nothing fundings=wallet:w1:100 by=w1
  refused not_found trade_not_found
confirm nothing by=w1
  refused not_found trade_not_found
refund nothing request=r1 minor=1 by=m1
  refused not_found trade_not_found
# A merchant makes its own trades only and pays nobody's; a customer makes none.
create t2 merchant=m1 amount=100 by=m2
  refused not_found merchant_not_found
create t2 merchant=m1 amount=100 buyer=w1 fundings=wallet:w1:100 by=m1
  refused denied not_allowed
create t2 merchant=m1 amount=100 by=w1
  refused denied not_allowed
pay t1 fundings=wallet:w1:100 by=m1
  refused denied not_allowed
# A customer pays from the own wallet only, for herself.
pay t1 fundings=card:100 by=w1
  refused denied instrument_not_allowed
pay t1 fundings=wallet:w2:100 by=w1
  refused denied wallet_not_the_buyers
pay t1 buyer=w2 fundings=wallet:w2:100 by=w1
  refused denied not_the_buyer
pay t1 buyer=w2 fundings=wallet:w2:100
  refused denied not_the_buyer
create t3 merchant=m1 amount=100 by=m1
  t3 waiting_payment
  ! trade.created
pay t3 buyer=w1 fundings=wallet:w1:100 by=w2
  refused denied not_the_buyer
pay t3 fundings=wallet:w1:50,wallet:w2:50
  refused denied wallet_not_the_buyers
close t3 by=w1
  refused not_found trade_not_found
pay t1 fundings=wallet:w1:100 by=w1
  t1 paid held=100
  w1 > m1/escrow 100 funding
  ! trade.paid
# Each side does its own part.
ship t1 by=w1
  refused denied not_allowed
confirm t1 by=m1
  refused denied not_allowed
extend t1 days=1 by=m1
  refused denied not_allowed
dispute t1 by=m1
  refused denied not_allowed
refund t1 request=r1 minor=1 by=w1
  refused denied not_allowed
charge_back t1 request=r1 minor=1 by=m1
  refused denied not_allowed
charge_back t1 request=r1 minor=1 by=w1
  refused denied not_allowed
charge_back t1 request=r1 minor=1 by=system
  refused denied not_allowed
dispute t1 by=w1
  t1 disputed held=100
  ! trade.disputed
resolve t1 minor=0 by=m1
  refused denied not_allowed
resolve t1 minor=0 by=w1
  refused denied not_allowed
resolve t1 minor=0 by=system
  refused denied not_allowed
resolve t1 minor=0 by=w2
  refused not_found trade_not_found
resolve t1 minor=0
  t1 completed released=100
  m1/escrow > m1 100 release
  ! trade.resolved trade.completed
# A buyer that nobody knows is nobody's.
create t4 merchant=m1 amount=100 fundings=card:100
  t4 paid held=100
  clearing/2 > m1/escrow 100 funding
  ! trade.created trade.paid
confirm t4 by=w1
  refused not_found trade_not_found
confirm t4 by=system
  t4 completed released=100
  m1/escrow > m1 100 release
  ! trade.completed
