# A merchant does not release its own escrow.
trade escrow held=1000
confirm c1 by=m1
  refused conflict settlement_not_due
split s1 to=m2:100 by=m1
  refused conflict receiver_not_bound
# Its terms with the house may allow it.
trade escrow held=1000 may_release=yes
confirm c1 minor=900 by=m1
  refused conflict amount_mismatch
confirm c1 minor=1000 by=m1
  version=1 splits=0 allocated=0 confirmed=c1:1000
  wants the release
  ! settlement.confirmed
trade completed released=1000
confirm c1 by=m1
  unchanged
