# An attempt counts once, in order, and Candor alone reports it.
make
  pending attempts=0 v1 next in 0s
report refused n=1 by=m2
  refused not_found delivery_not_found
report refused n=1 by=m1
  refused denied not_allowed
report refused n=1 by=operator
  refused denied not_allowed
report refused n=0
  refused invalid invalid_delivery_report
report refused n=2
  refused invalid invalid_delivery_report
report seventh n=1
  refused invalid invalid_delivery_report
report refused n=1
  pending attempts=1 v2 next in 4m0s
report acknowledged n=1
  unchanged
# Brought forward, the next attempt is the one of the schedule.
wait 1m
resend by=m1
  refused denied not_allowed
resend by=w1
  refused not_found delivery_not_found
resend
  pending attempts=1 v3 next in 0s
report refused n=2
  pending attempts=2 v4 next in 10m0s
report acknowledged n=3
  delivered attempts=3 v5
report refused n=4
  refused invalid invalid_delivery_report
# Nobody is there any more.
make
  pending attempts=0 v1 next in 0s
give_up
  exhausted attempts=0 v2
report acknowledged n=1
  refused invalid invalid_delivery_report
