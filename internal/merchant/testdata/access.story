# Only the house takes on merchants, sets fees and lets a reserve go; another's
# merchant looks exactly like a missing one.
create m1 by=m1
  refused denied not_allowed
create m1 by=w1
  refused denied not_allowed
create m1 by=system
  m1 timer=3 days=10 fee=0/0/0/0/false balance=0 reserve=0
  ! merchant.created
earn m1 minor=100
terms m1 ppm=0 by=m1
  refused denied not_allowed
terms m1 ppm=0 by=m2
  refused not_found merchant_not_found
terms m9 ppm=0 by=m2
  refused not_found merchant_not_found
terms m1 ppm=0 by=w1
  refused not_found merchant_not_found
reserve m1 minor=50 by=m2
  refused not_found merchant_not_found
reserve m1 minor=50 by=w1
  refused not_found merchant_not_found
reserve m1 minor=50 by=m1
  m1 timer=3 days=10 fee=0/0/0/0/false balance=50 reserve=50
  m1 > m1/reserve 50 reserve
  ! merchant.reserved
withdraw m1 minor=50 by=m1
  refused denied not_allowed
withdraw m1 minor=50 by=m2
  refused not_found merchant_not_found
