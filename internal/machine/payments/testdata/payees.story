# A merchant's own key names only payees that an operator recorded in its terms:
# else it could pay others' balances out to its buyers by refunds.
merchant m1 ppm=100000
  m1 timer=3 days=10 ppm=100000
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
merchant m3 currency=978
  m3 timer=3 days=10 ppm=0
  ! merchant.created m3/1 m3
trade t1 shop=m1 minor=1000 shares=m2:600 by=m1
  refused not_found payee_not_found
trade t1 shop=m1 minor=1000 shares=m9:600 by=m1
  refused not_found payee_not_found
trade t1 shop=m1 minor=1000 shares=m1:600 by=m1
  t1 waiting_payment
  ! trade.created t1/1 m1
# The house vouches for whom it names.
trade t2 shop=m1 minor=1000 shares=m2:600
  t2 waiting_payment
  ! trade.created t2/1 m1
trade t3 shop=m1 minor=1000 shares=m2:600 by=system
  t3 waiting_payment
  ! trade.created t3/1 m1
terms m1 payees=m2,m3 by=m1
  refused denied not_allowed
terms m1 payees=m2,m2
  refused invalid invalid_payees
terms m1 payees=m2,m3
  m1 timer=3 days=10 ppm=0
  ! merchant.terms_changed m1/2 m1
trade t4 shop=m1 minor=1000 shares=m2:600 by=m1
  t4 waiting_payment
  ! trade.created t4/1 m1
trade t5 shop=m1 minor=1000 shares=m3:600 by=m1
  refused not_found payee_not_found
# The consent goes one way, and ends with the terms.
trade t5 shop=m2 minor=1000 shares=m1:600 by=m2
  refused not_found payee_not_found
terms m1
  m1 timer=3 days=10 ppm=0
  ! merchant.terms_changed m1/3 m1
trade t5 shop=m1 minor=1000 shares=m2:600 by=m1
  refused not_found payee_not_found
