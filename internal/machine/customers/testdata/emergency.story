# Break-glass: at once, small, and reviewed by two within a day.
found handles=ada,bea,cyd
  3 founders
ask enrol sue roles=support by=ada
  approval 1 roles pending of ada by bea cyd
grant 1
  approval 1 roles granted of ada by bea(yes) cyd(yes)
enrol sue roles=support approval=1 by=ada
  sue is 0004 with [support] revoked=false
ask enrol tim roles=support by=ada
  approval 2 roles pending of ada by bea cyd
grant 2
  approval 2 roles granted of ada by bea(yes) cyd(yes)
enrol tim roles=support approval=2 by=ada
  tim is 0005 with [support] revoked=false
register c1 c2 c3 c4 fields=name,phone,card
  added [true true true true]
emergency c1 fields=phone,name by=sue
  1 rows from 1, 1 to open, left [2 4 9 19], review 3
  #1 sue clear name,phone of c1 for emergency: allowed approval=3 nc=1 ma=1
emergency c1 fields=phone,card by=sue
  refused denied policy_refused
  #2 sue clear phone,card of c1 for emergency: policy_refused
emergency c9 fields=phone by=sue
  refused not_found customer_not_found
  #3 sue clear phone of nobody for emergency: customer_not_found
emergency c1 fields=email by=sue
  refused not_found fields_missing
  #4 sue clear email of c1 for emergency: fields_missing
emergency c1 fields=phone by=operator
  refused denied policy_refused
  #5 operator:6f70657261746f720000000000000000 clear phone of c1 for emergency: policy_refused
emergency c1 fields=phone by=customer:c1
  refused denied policy_refused
  #6 customer:self clear phone of c1 for emergency: policy_refused
withdraw 3 by=sue
  refused denied review_stays
decide 3 yes by=bea
  approval 3 break_glass pending of sue by cyd bea(yes)
decide 3 yes by=cyd
  approval 3 break_glass granted of sue by cyd(yes) bea(yes)
ask clock by=sue
  approval 4 clock pending of sue by cyd bea
emergency c1 fields=phone by=sue
  1 rows from 7, 1 to open, left [2 4 9 19], review 5
  #7 sue clear phone of c1 for emergency: allowed approval=5 nc=2 ma=2
emergency c2 fields=phone by=sue
  1 rows from 8, 1 to open, left [1 3 8 18], review 6
  #8 sue clear phone of c2 for emergency: allowed approval=6 nc=1 ma=3
emergency c3 fields=phone by=sue
  1 rows from 9, 1 to open, left [0 2 7 17], review 7
  #9 sue clear phone of c3 for emergency: allowed approval=7 nc=1 ma=4
emergency c4 fields=phone by=sue
  refused exhausted budget_exhausted
  #10 sue clear phone of c4 for emergency: budget_exhausted
show budget staff:0004
  clear [0 0 0 0] masked [0 0 0 0] missed [0 0 0 0] emergency [3 3 3 3]
# One no ends it for her, not for the other.
decide 5 no by=bea
  approval 5 break_glass refused of sue by cyd bea
emergency c1 fields=phone by=sue
  refused denied review_missing
  #11 sue clear phone of c1 for emergency: approval_required
emergency c4 fields=phone by=tim
  1 rows from 12, 1 to open, left [2 4 9 19], review 8
  #12 tim clear phone of c4 for emergency: allowed approval=8 nc=1 ma=1
# A review that is not granted in a day ends it as well.
wait 25h
emergency c4 fields=phone by=tim
  refused denied review_missing
  #13 tim clear phone of c4 for emergency: approval_required
# Nor does a day help that the clock was moved over.
revoke sue by=ada
  sue is 0004 with [support] revoked=true
ask reinstate sue by=ada
  approval 9 reinstate pending of ada by cyd bea
grant 9
  approval 9 reinstate granted of ada by cyd(yes) bea(yes)
reinstate sue approval=9 by=ada
  sue is 0004 with [support] revoked=false
emergency c2 fields=phone by=sue
  1 rows from 14, 1 to open, left [2 4 7 17], review 10
  #14 sue clear phone of c2 for emergency: allowed approval=10 nc=2 ma=5
# Where fewer than two could review, there is no such read.
revoke bea by=ada
  bea is 0002 with [admin,approver] revoked=true
revoke cyd by=ada
  cyd is 0003 with [admin,approver] revoked=true
emergency c3 fields=phone by=sue
  refused conflict approvers_missing
  #15 sue clear phone of c3 for emergency: approval_required
show approvals
  approval 1 roles used of ada by bea(yes) cyd(yes)
  approval 2 roles used of ada by bea(yes) cyd(yes)
  approval 3 break_glass granted of sue by cyd(yes) bea(yes)
  approval 4 clock expired of sue by cyd bea
  approval 5 break_glass refused of sue by cyd bea
  approval 6 break_glass expired of sue by cyd bea
  approval 7 break_glass expired of sue by cyd bea
  approval 8 break_glass expired of tim by cyd bea
  approval 9 reinstate used of ada by cyd(yes) bea(yes)
  approval 10 break_glass pending of sue by cyd bea
