# Who may have endpoints, and how many.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
endpoint e1 shop=m1 by=c1
  refused denied not_allowed
endpoint e1 shop=m1 by=m2
  refused not_found merchant_not_found
endpoint e1 shop=m9
  refused not_found merchant_not_found
endpoint e1 shop=m1 by=m1
  e1 v1 enabled=true dropped=false
reset e1 shop=m1 by=m2
  refused not_found endpoint_not_found
reset e1 shop=m2
  refused not_found endpoint_not_found
reset e9 shop=m1
  refused not_found endpoint_not_found
reset e1 shop=m1 by=m1 version=2
  refused conflict changed_meanwhile
reset e1 shop=m1 by=m1
  e1 v2 enabled=true dropped=false
reset e1 shop=m1 by=m1
  refused conflict changed_meanwhile
endpoint e01 shop=m1
  e01 v1 enabled=true dropped=false
endpoint e02 shop=m1
  e02 v1 enabled=true dropped=false
endpoint e03 shop=m1
  e03 v1 enabled=true dropped=false
endpoint e04 shop=m1
  e04 v1 enabled=true dropped=false
endpoint e05 shop=m1
  e05 v1 enabled=true dropped=false
endpoint e06 shop=m1
  e06 v1 enabled=true dropped=false
endpoint e07 shop=m1
  e07 v1 enabled=true dropped=false
endpoint e08 shop=m1
  e08 v1 enabled=true dropped=false
endpoint e09 shop=m1
  e09 v1 enabled=true dropped=false
endpoint e10 shop=m1
  e10 v1 enabled=true dropped=false
endpoint e11 shop=m1
  e11 v1 enabled=true dropped=false
endpoint e12 shop=m1
  e12 v1 enabled=true dropped=false
endpoint e13 shop=m1
  e13 v1 enabled=true dropped=false
endpoint e14 shop=m1
  e14 v1 enabled=true dropped=false
endpoint e15 shop=m1
  e15 v1 enabled=true dropped=false
endpoint e16 shop=m1
  refused exhausted too_many_endpoints
drop e08 by=m2
  refused not_found endpoint_not_found
drop e08 by=m1
  e08 v2 enabled=false dropped=true
drop e08
  refused not_found endpoint_not_found
endpoint e16 shop=m1
  e16 v1 enabled=true dropped=false
reopen
endpoints m1
  e01
  e02
  e03
  e04
  e05
  e06
  e07
  e09
  e1
  e10
  e11
  e12
  e13
  e14
  e15
  e16
endpoints m2
