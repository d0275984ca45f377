# Another's trade, or merchant, looks exactly like a missing one.
bind m2 by=m2
  refused not_found merchant_not_found
bind m2 by=w1
  refused denied not_allowed
bind m2 by=system
  version=1 bound=1 m2
bind m3 by=operator
  version=2 bound=2 m2 m3
confirm c1 by=m2
  refused not_found trade_not_found
confirm c1 by=w1
  refused denied not_allowed
confirm c1 by=system
  version=1 splits=0 allocated=0 confirmed=c1:1000
  ! settlement.confirmed
split s1 to=m2:1 by=m2
  refused not_found trade_not_found
split s1 to=m2:1 by=w1
  refused denied not_allowed
split s1 to=m2:1 by=operator
  version=2 splits=1 allocated=1 confirmed=c1:1000
  m1 > m2 1 split
  ! split.done
unbind m2 by=m2
  refused not_found merchant_not_found
unbind m2 by=w1
  refused denied not_allowed
unbind m2 by=m1
  version=3 bound=1 m3
