# Another's payout, or merchant, looks exactly like a missing one.
create p1 merchant=m1 minor=100 by=m2
  refused not_found merchant_not_found
create p1 merchant=m1 minor=100 by=w1
  refused denied not_allowed
create p1 merchant=m1 minor=100 by=m1
  p1 created
  m1 > m1/payout 100 payout
  ! payout.created
  balance=900 in_flight=100
report p1 state=succeeded by=m2
  refused not_found payout_not_found
report p9 state=succeeded by=m2
  refused not_found payout_not_found
report p1 state=succeeded by=w1
  refused not_found payout_not_found
report p1 state=succeeded by=m1
  refused denied not_allowed
