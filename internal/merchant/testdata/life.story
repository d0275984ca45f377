# Terms that leave the timer open get ten days from shipping.
create m1
  m1 timer=3 days=10 fee=0/0/0/0/false balance=0 reserve=0
  ! merchant.created
create m2 release=2:7 ppm=6000 fixed=30 min=10 cap=50 refundable=yes
  m2 timer=2 days=7 fee=6000/30/10/50/true balance=0 reserve=0
  ! merchant.created
terms m1 release=4
  m1 timer=4 days=0 fee=0/0/0/0/false balance=0 reserve=0
  ! merchant.terms_changed
terms m1 release=1 ppm=1000000
  m1 timer=1 days=0 fee=1000000/0/0/0/false balance=0 reserve=0
  ! merchant.terms_changed
terms m1 release=3:365
  m1 timer=3 days=365 fee=0/0/0/0/false balance=0 reserve=0
  ! merchant.terms_changed
# The reserve is a part of the balance, set aside.
reserve m1 minor=1 by=m1
  refused conflict overdrawn
earn m1 minor=1000
reserve m1 minor=400 by=m1
  m1 timer=3 days=365 fee=0/0/0/0/false balance=600 reserve=400
  m1 > m1/reserve 400 reserve
  ! merchant.reserved
reserve m1 minor=601 by=m1
  refused conflict overdrawn
withdraw m1 minor=401
  refused conflict overdrawn
withdraw m1 minor=150
  m1 timer=3 days=365 fee=0/0/0/0/false balance=750 reserve=250
  m1/reserve > m1 150 reserve_back
  ! merchant.reserve_returned
# Wrong in themselves.
create m3 currency=0
  refused invalid invalid_currency
reserve m1 minor=0
  refused invalid amount_not_positive
withdraw m1 minor=-1
  refused invalid amount_not_positive
reserve m1 minor=1000000000000000
  refused conflict overdrawn
reserve m1 minor=1000000000000001
  refused invalid amount_too_large
withdraw m1 minor=9223372036854775807
  refused invalid amount_too_large
terms m1 release=2
  refused invalid invalid_release
terms m1 release=2:0
  refused invalid invalid_release
terms m1 release=3:366
  refused invalid invalid_release
terms m1 release=1:1
  refused invalid invalid_release
terms m1 release=4:1
  refused invalid invalid_release
terms m1 release=0:1
  refused invalid invalid_release
terms m1 release=5
  refused invalid invalid_release
terms m1 ppm=1000001
  refused invalid invalid_fee
terms m1 fixed=-1
  refused invalid invalid_fee
terms m1 min=-1
  refused invalid invalid_fee
terms m1 cap=-1
  refused invalid invalid_fee
terms m1 min=10 cap=9
  refused invalid invalid_fee
terms m1 min=10 cap=10
  m1 timer=3 days=10 fee=0/0/10/10/false balance=750 reserve=250
  ! merchant.terms_changed
terms m1 fixed=1000000000000001
  refused invalid invalid_fee
# Terms name payees, each once and no more than 64.
terms m1 payees=m2,m3
  m1 timer=3 days=10 fee=0/0/0/0/false balance=750 reserve=250 payee=m2 payee=m3
  ! merchant.terms_changed
terms m1 payees=m2,m2
  refused invalid invalid_payees
terms m1 payees=nobody
  refused invalid invalid_payees
terms m1 payees=many
  refused invalid invalid_payees
terms m1 payees=m2 by=m1
  refused denied not_allowed
terms m1
  m1 timer=3 days=10 fee=0/0/0/0/false balance=750 reserve=250
  ! merchant.terms_changed
