# A merchant's key needs the merchant; customers are opaque here, and may come
# before their first wallet.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
key k1 role=operator
  k1 role=1 subject=nobody revoked=false
key k2 role=merchant subject=m1
  k2 role=2 subject=m1 revoked=false
key k3 role=merchant subject=m9
  refused not_found subject_not_found
key k4 role=customer subject=c1
  k4 role=3 subject=c1 revoked=false
key k5 role=customer subject=c9
  k5 role=3 subject=c9 revoked=false
key k6 role=operator subject=m1
  refused not_found subject_not_found
key k7 role=fifth subject=m1
  refused not_found subject_not_found
revoke k2
  k2 role=2 subject=m1 revoked=true
revoke k2
  k2 role=2 subject=m1 revoked=true
revoke k3
  refused not_found key_not_found
