# A charge-back leaves less to split; after a refund nothing is split.
bind m2
  version=1 bound=1 m2
trade completed released=1000 taken_back=300
split s1 to=m2:701
  refused conflict allocation_exceeds
split s1 to=m2:700
  version=1 splits=1 allocated=700
  m1 > m2 700 split
  ! split.done
trade completed released=1000 taken_back=400 refunded=yes
split s2 to=m2:1
  refused conflict refunded_already
split s1 to=m2:700
  unchanged
confirm c1
  refused conflict refunded_already
