# A merchant may leave the release rule to its terms or protect the buyer more;
# only an operator may protect her less.
terms merchant=m1 release=payment:5
create t1 merchant=m1 amount=10 by=m1
  t1 waiting_payment
  ! trade.created
create t2 merchant=m1 amount=10 release=payment:5 by=m1
  t2 waiting_payment
  ! trade.created
create t3 merchant=m1 amount=10 release=payment:6 by=m1
  t3 waiting_payment
  ! trade.created
create t4 merchant=m1 amount=10 release=none by=m1
  t4 waiting_payment
  ! trade.created
create t5 merchant=m1 amount=10 release=payment:4 by=m1
  refused denied release_weaker_than_terms
create t5 merchant=m1 amount=10 release=shipping:9 by=m1
  refused denied release_weaker_than_terms
create t5 merchant=m1 amount=10 release=no_escrow by=m1
  refused denied release_weaker_than_terms
create t5 merchant=m1 amount=10 release=no_escrow:1 by=m1
  refused invalid invalid_release
create t5 merchant=m1 amount=10 release=no_escrow
  t5 waiting_payment
  ! trade.created
create t6 merchant=m1 amount=10 release=payment:1 by=system
  t6 waiting_payment
  ! trade.created
terms merchant=m2 release=none
create t11 merchant=m2 amount=10 by=m2
  t11 waiting_payment
  ! trade.created
create t12 merchant=m2 amount=10 release=none by=m2
  t12 waiting_payment
  ! trade.created
create t13 merchant=m2 amount=10 release=payment:365 by=m2
  refused denied release_weaker_than_terms
create t13 merchant=m2 amount=10 release=no_escrow by=m2
  refused denied release_weaker_than_terms
terms merchant=m3 release=no_escrow
create t21 merchant=m3 amount=10 release=shipping:1 by=m3
  t21 waiting_payment
  ! trade.created
create t22 merchant=m3 amount=10 release=no_escrow by=m3
  t22 waiting_payment
  ! trade.created
