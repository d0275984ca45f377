# From the balance into flight, and to clearing.
create p1 merchant=m1 minor=600 by=m1
  p1 created
  m1 > m1/payout 600 payout
  ! payout.created
  balance=400 in_flight=600
report p1 state=sent
  p1 sent
  ! payout.sent
  balance=400 in_flight=600
report p1 state=sent
  unchanged
report p1 state=succeeded by=system
  p1 succeeded
  m1/payout > clearing/4 600 payout_settled
  ! payout.succeeded
  balance=400 in_flight=0
report p1 state=succeeded
  unchanged
report p1 state=failed
  refused conflict payout_state
# The receiving bank sends it back after all.
report p1 state=returned
  p1 returned
  clearing/4 > m1 600 payout_returned
  ! payout.returned
  balance=1000 in_flight=0
report p1 state=succeeded
  refused conflict payout_state
# Nobody knows: the money stays in flight until somebody does.
create p2 merchant=m1 minor=300
  p2 created
  m1 > m1/payout 300 payout
  ! payout.created
  balance=700 in_flight=300
report p2 state=unknown
  p2 unknown
  ! payout.unknown
  balance=700 in_flight=300
report p2 state=sent
  refused conflict payout_state
create p3 merchant=m1 minor=701
  refused conflict overdrawn
report p2 state=failed
  p2 failed
  m1/payout > m1 300 payout_returned
  ! payout.failed
  balance=1000 in_flight=0
report p2 state=succeeded
  refused conflict payout_state
# Wrong in themselves.
create p4 merchant=m1 minor=0
  refused invalid amount_not_positive
create p4 merchant=m1 minor=-5
  refused invalid amount_not_positive
create p4 merchant=m1 minor=1000000000000000
  refused conflict overdrawn
create p4 merchant=m1 minor=1000000000000001
  refused invalid amount_too_large
create p4 merchant=m1 minor=5 currency=usd
  refused invalid currency_mismatch
create p4 merchant=m1 minor=5 to=1
  refused invalid invalid_instrument
create p4 merchant=m1 minor=5 to=9
  refused invalid invalid_instrument
create p4 merchant=m1 minor=5 to=8
  p4 created
  m1 > m1/payout 5 payout
  ! payout.created
  balance=995 in_flight=5
report p4 state=created
  refused invalid invalid_payout_state
report p4 state=seventh
  refused invalid invalid_payout_state
