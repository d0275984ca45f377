# Another's hold, merchant or wallet looks exactly like a missing one.
create h1 minor=100 by=m2
  refused not_found merchant_not_found
create h1 minor=100 by=w1
  refused denied not_allowed
create h1 minor=100 by=m1
  h1 waiting
  ! preauth.created
accept h1 wallet=w1 by=w2
  refused not_found wallet_not_found
accept h1 wallet=w1 by=m2
  refused not_found hold_not_found
accept h1 wallet=w1 by=m1
  refused denied not_allowed
accept h9 wallet=w1 by=m1
  refused not_found hold_not_found
accept h1 wallet=w1 by=w1
  h1 authorized rest=100
  w1 > h1 100 freeze
  ! preauth.frozen
accept h1 wallet=w2 by=w2
  refused not_found hold_not_found
accept h1 wallet=w2 by=operator
  refused conflict hold_authorized
release h1 request=r2 minor=10 by=m2
  refused not_found hold_not_found
release h1 request=r2 minor=10 by=w2
  refused not_found hold_not_found
release h1 request=r2 minor=10 by=w1
  refused denied not_allowed
release h1 request=r2 minor=10 by=system
  h1 authorized rest=90 unfrozen=10
  h1 > w1 10 unfreeze
  ! preauth.unfrozen
cancel h1 by=m2
  refused not_found hold_not_found
cancel h1 by=w2
  refused not_found hold_not_found
cancel h1 by=w1
  refused denied not_allowed
pay h1 trade=t1 minor=10 by=m2
  refused not_found hold_not_found
pay h1 trade=t1 minor=10 by=w2
  refused not_found hold_not_found
pay h1 trade=t1 minor=10 by=w1
  refused denied not_allowed
pay h1 trade=t1 minor=10
  h1 authorized rest=80 unfrozen=10 paid=10
  h1 > w1 10 hold_paid
  ! preauth.paid
# What is wrong in itself.
create h2 minor=0
  refused invalid amount_not_positive
create h2 minor=-1
  refused invalid amount_not_positive
create h2 minor=1000000000000001
  refused invalid amount_too_large
create h2 minor=1 currency=euro
  refused invalid currency_mismatch
create h2 minor=1 order=a/b
  refused invalid invalid_order
create h2 minor=1 order=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
  refused invalid invalid_order
create h2 minor=1 request=a.b
  refused invalid invalid_request_id
create h2 minor=1 sealed=8193
  refused invalid sealed_too_long
create h2 minor=1 sealed=8192
  h2 waiting
  ! preauth.created
release h1 request=r2x/ minor=1
  refused invalid invalid_request_id
release h1 minor=1
  refused invalid invalid_request_id
release h1 request=r5 minor=0
  refused invalid amount_not_positive
cancel h1 request=a/b
  refused invalid invalid_request_id
pay h1 trade=t2 minor=0
  refused invalid amount_not_positive
# A hold with very many operations can still be ended.
create h3 minor=2000 code=w3
  h3 authorized rest=2000
  w3 > h3 2000 freeze
  ! preauth.created
  ! preauth.frozen
many h3 times=999
release h3 request=z1 minor=1000 by=m1
  refused exhausted too_many_operations
pay h3 trade=t3 minor=1000 by=m1
  refused exhausted too_many_operations
pay h3 trade=t3 minor=1000 finish=yes by=m1
  h3 finished unfrozen=1000 paid=1000
  h3 > w3 1000 hold_paid
  h3 > w3 1 unfreeze
  ! preauth.paid
  ! preauth.unfrozen
pay h3 trade=t3 minor=1001 by=m1
  refused conflict discordant_request
create h4 minor=2000 code=w3
  h4 authorized rest=2000
  w3 > h4 2000 freeze
  ! preauth.created
  ! preauth.frozen
many h4 times=999
release h4 request=z1 minor=1001 by=m1
  h4 finished unfrozen=2000
  h4 > w3 1001 unfreeze
  ! preauth.unfrozen
