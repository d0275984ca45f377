bind m2
  version=1 bound=1 m2
split s1
  refused invalid invalid_parts
split s1 to=m2:0
  refused invalid amount_not_positive
split s1 to=m2:-5
  refused invalid amount_not_positive
split s1 to=m2:1000000000000001
  refused invalid amount_too_large
split s1 to=m2:1000000000000000
  refused conflict allocation_exceeds
split s1 to=m1:5
  refused invalid same_party
split s1 to=x1:5
  refused conflict receiver_not_bound
split s.1 to=m2:5
  refused invalid invalid_request_id
bind m3-30
  refused invalid invalid_receivers
bind m3-22
  version=2 bound=21 m2 m3 m4 m5
split s1 to=m2-22:1
  refused invalid invalid_parts
split s1 to=m2-21:1
  version=1 splits=1 allocated=20
  m1 > m2 1 split
  m1 > m3 1 split
  m1 > m4 1 split
  m1 > m5 1 split
  m1 > m6 1 split
  m1 > m7 1 split
  m1 > m8 1 split
  m1 > m9 1 split
  m1 > m10 1 split
  m1 > m11 1 split
  m1 > m12 1 split
  m1 > m13 1 split
  m1 > m14 1 split
  m1 > m15 1 split
  m1 > m16 1 split
  m1 > m17 1 split
  m1 > m18 1 split
  m1 > m19 1 split
  m1 > m20 1 split
  m1 > m21 1 split
  ! split.done
