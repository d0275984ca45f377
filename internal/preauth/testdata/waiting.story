# Whoever does not come in time does not come at all.
create h1 minor=100
  h1 waiting
  ! preauth.created
wait 14
show h1
  h1 waiting
wait 1
show h1
  h1 closed
accept h1 wallet=w1 by=w1
  refused conflict hold_closed
release h1 request=r2 minor=1
  refused conflict hold_closed
cancel h1
  h1 closed (unchanged)
create h2 minor=100 expires=21600
  h2 waiting
  ! preauth.created
wait 21599
accept h2 wallet=w1 by=w1
  h2 authorized rest=100
  w1 > h2 100 freeze
  ! preauth.frozen
wait 1
show h2
  h2 authorized rest=100
  op6 freeze 100 as r1
create h3 minor=100 expires=21601
  refused invalid invalid_expiry
create h3 minor=100 expires=0
  refused invalid invalid_expiry
create h3 minor=100 expires=-1
  refused invalid invalid_expiry
# Nobody paid anything yet.
create h4 minor=100
  h4 waiting
  ! preauth.created
release h4 request=r2 minor=1
  refused conflict hold_not_authorized
pay h4 trade=t1 minor=1
  refused conflict hold_not_authorized
cancel h4
  h4 closed
  ! preauth.closed
accept h4 wallet=w1 by=w1
  refused conflict hold_closed
# A wallet that cannot.
create h5 minor=1001
  h5 waiting
  ! preauth.created
accept h5 wallet=w1 by=w1
  refused conflict insufficient_funds
accept h5 wallet=we by=we
  refused invalid currency_mismatch
accept h5 wallet=w9
  refused not_found wallet_not_found
create h6 minor=1001 code=w1
  refused conflict insufficient_funds
create h6 minor=100 code=we
  refused invalid currency_mismatch
create h6 minor=100 code=w9
  refused not_found wallet_not_found
