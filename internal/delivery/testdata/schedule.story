# Eight attempts in 25 hours, then no more.
make
  pending attempts=0 v1 next in 0s
report refused n=1
  pending attempts=1 v2 next in 4m0s
wait 4m
report unreachable n=2
  pending attempts=2 v3 next in 10m0s
wait 10m
report timed_out n=3
  pending attempts=3 v4 next in 10m0s
wait 10m
report forbidden n=4
  pending attempts=4 v5 next in 1h0m0s
wait 1h
report unbuildable n=5
  pending attempts=5 v6 next in 2h0m0s
wait 2h
report refused n=6
  pending attempts=6 v7 next in 6h0m0s
wait 6h
report refused n=7
  pending attempts=7 v8 next in 15h0m0s
wait 15h
report refused n=8
  exhausted attempts=8 v9
report refused n=9
  refused invalid invalid_delivery_report
# One more, asked for: refused, it is exhausted as before.
resend
  pending attempts=8 v10 next in 0s was exhausted
report refused n=9
  exhausted attempts=9 v11
resend
  pending attempts=9 v12 next in 0s was exhausted
report acknowledged n=10
  delivered attempts=10 v13
# And one more of what was delivered.
wait 1h
resend
  pending attempts=10 v14 next in 0s was delivered
report refused n=11
  delivered attempts=11 v15
