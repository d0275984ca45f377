# The merchant confirms what was released, once, by one request.
confirm c1 by=m1
  version=1 splits=0 allocated=0 confirmed=c1:1000
  ! settlement.confirmed
confirm c1 by=m1
  unchanged
confirm c1 minor=1000 by=m1
  unchanged
confirm c1 minor=999 by=m1
  refused conflict discordant_request
confirm c2 by=m1
  refused conflict already_confirmed
# The money may have been taken back since: the same request is answered as it was.
trade completed released=1000 taken_back=400 refunded=yes
confirm c1
  unchanged
confirm c2
  refused conflict already_confirmed
