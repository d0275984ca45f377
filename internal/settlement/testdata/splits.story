# Receivers are bound first; parts go to a merchant's balance or to a wallet.
split s1 to=m2:100 by=m1
  refused conflict receiver_not_bound
bind m2,w1 by=m1
  version=1 bound=2 m2 w1
split s1 to=m2:100,w1:50 by=m1
  version=1 splits=1 allocated=150
  m1 > m2 100 split
  m1 > w1 50 split
  ! split.done
split s1 to=m2:100,w1:50 by=m1
  unchanged
split s1 to=m2:100 by=m1
  refused conflict discordant_request
split s1 to=w1:50,m2:100 by=m1
  refused conflict discordant_request
split s1 to=m2:100,w1:50 finish=yes by=m1
  refused conflict discordant_request
split s2 to=m3:1 by=m1
  refused conflict receiver_not_bound
# Together they stay within what was released, less the fee.
trade completed released=1000 fee=10
split s2 to=m2:841 by=m1
  refused conflict allocation_exceeds
split s2 to=m2:840 finish=yes by=m1
  version=2 splits=2 allocated=990 finished
  m1 > m2 840 split
  ! split.done
split s3 to=m2:1 by=m1
  refused conflict allocation_finished
split s2 to=m2:840 finish=yes by=m1
  unchanged
