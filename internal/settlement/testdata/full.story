# A wallet gets no more than it has room for: w500 may have 500, and its parts count together.
bind m2,w500 by=m1
  version=1 bound=2 m2 w500
split s1 to=w500:300,m2:10,w500:201 by=m1
  refused conflict receiver_cannot_receive
split s1 to=w500:300,m2:10,w500:200 by=m1
  version=1 splits=1 allocated=510
  m1 > w500 300 split
  m1 > m2 10 split
  m1 > w500 200 split
  ! split.done
split s2 to=w500:1 by=m1
  refused conflict receiver_cannot_receive
# The same again is the same, whether or not there is still room.
split s1 to=w500:300,m2:10,w500:200 by=m1
  unchanged
# A merchant has no limit.
split s3 to=m2:90 by=m1
  version=2 splits=2 allocated=600
  m1 > m2 90 split
  ! split.done
# What the merchant does not have is told before what the wallet has no room for:
# else the answer would tell how full it is.
spend 300
split s4 to=w500:101 by=m1
  refused conflict insufficient_funds
split s4 to=w500:100 by=m1
  refused conflict receiver_cannot_receive
split s4 to=m2:101 by=m1
  refused conflict insufficient_funds
split s4 to=m2:100 by=m1
  version=3 splits=3 allocated=700
  m1 > m2 100 split
  ! split.done
