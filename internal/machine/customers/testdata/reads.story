# Every read is a row, allowed or refused; counters go up on the allowed alone.
read c1 fields=phone by=sue
  refused conflict not_founded
found handles=ada,bea,cyd,dot sandbox=yes
  4 founders
found handles=ada sandbox=yes
  refused conflict already_founded
ask enrol sue roles=support by=ada
  approval 1 roles pending of ada by bea cyd
grant 1
  approval 1 roles granted of ada by bea(yes) cyd(yes)
enrol sue roles=support approval=1 by=ada
  sue is 0005 with [support] revoked=false
ask enrol tim roles=support by=ada
  approval 2 roles pending of ada by bea cyd
grant 2
  approval 2 roles granted of ada by bea(yes) cyd(yes)
enrol tim roles=support approval=2 by=ada
  tim is 0006 with [support] revoked=false
register c1 c2 region=CN-ZJ fields=name,phone,card
  added [true true]
register c1 c3 region=SG fields=phone
  added [false true]
show people
  3 registered 0 erased ["" "CN-ZJ" "SG"] [0 2 1] due [] gone []
# Without a case there is no reason; the lookup tells who is a customer.
read c1 fields=phone by=sue
  refused denied case_required
  #1 sue clear phone of c1 for support: case_required
lookup phone found=c1 by=sue
  1 rows from 2, 1 to open, left [99 299 1999 9999]
  #2 sue matched phone of c1 for support: allowed nc=1 ma=1
lookup phone by=sue
  1 rows from 3, 0 to open, left [99 299 1999 9999]
  #3 sue matched phone of nobody for support: missed
lookup name found=c1,c2,c1,c9 by=sue
  2 rows from 4, 2 to open, left [98 298 1998 9998]
  #4 sue matched name of c1 for support: allowed nc=2 ma=2
  #5 sue matched name of c2 for support: allowed nc=1 ma=3
case c1
  case 1 ticket from system about c1 for tim live=true
case c2
  case 2 ticket from system about c2 for sue live=true
read c1 fields=phone,card level=masked case=1 by=sue
  refused denied case_refused
  #6 sue masked phone,card of c1 for support: case_refused case=1
read c1 fields=phone,card level=masked case=1 by=tim
  1 rows from 7, 1 to open, left [99 299 1999 9999]
  #7 tim masked phone,card of c1 for support: allowed case=1 nc=3 ma=1
read c2 fields=phone case=1 by=sue
  refused denied case_refused
  #8 sue clear phone of c2 for support: case_refused case=1
read c1 fields=phone case=1 by=sue
  refused denied case_refused
  #9 sue clear phone of c1 for support: case_refused case=1
read c1 fields=phone case=1 by=tim
  1 rows from 10, 1 to open, left [19 59 399 1999]
  #10 tim clear phone of c1 for support: allowed case=1 nc=4 ma=2
read c2 fields=phone case=2 by=sue
  1 rows from 11, 1 to open, left [19 59 399 1999]
  #11 sue clear phone of c2 for support: allowed case=2 nc=2 ma=4
read c2 fields=phone case=2 by=tim
  refused denied case_refused
  #12 tim clear phone of c2 for support: case_refused case=2
# The policy, what she has, whom there is, and what the case is for.
read c2 fields=card case=2 by=tim
  refused denied case_refused
  #13 tim clear card of c2 for support: case_refused case=2
read c2 fields=card case=2 by=sue
  refused denied policy_refused
  #14 sue clear card of c2 for support: policy_refused case=2
read c2 fields=phone case=2 for=dispute by=tim
  refused denied case_refused
  #15 tim clear phone of c2 for dispute: case_refused case=2
read c2 fields=phone case=2 for=dispute by=sue
  refused denied case_refused
  #16 sue clear phone of c2 for dispute: case_refused case=2
read c3 fields=name case=2 by=sue
  refused denied case_refused
  #17 sue clear name of c3 for support: case_refused case=2
read c9 fields=name case=2 by=sue
  refused not_found customer_not_found
  #18 sue clear name of nobody for support: customer_not_found case=2
read c2 fields=email,phone case=2 by=tim
  refused denied case_refused
  #19 tim clear phone,email of c2 for support: case_refused case=2
read c2 fields=email,phone case=2 by=sue
  1 rows from 20, 1 to open, left [19 59 399 1999]
  #20 sue clear phone of c2 for support: allowed case=2 nc=3 ma=5
read c2 fields=phone case=7 by=sue
  refused denied case_required
  #21 sue clear phone of c2 for support: case_required case=7
read c2 fields=phone level=exported case=2 by=sue
  refused denied policy_refused
  #22 sue exported phone of c2 for support: policy_refused case=2
read c2 fields=phone level=exported case=2 by=tim
  refused denied policy_refused
  #23 tim exported phone of c2 for support: policy_refused case=2
close 2 by=sue
  case 2 ticket from system about c2 for sue live=false
close 2 by=tim
  refused denied not_allowed
close 1
  case 1 ticket from system about c1 for tim live=false
read c2 fields=phone case=2 by=sue
  refused conflict case_closed
  #24 sue clear phone of c2 for support: case_closed case=2
read c2 fields=phone case=2 by=tim
  refused denied case_refused
  #25 tim clear phone of c2 for support: case_refused case=2
# Others: an operator and Candor itself read nothing, she herself everything.
read c1 fields=phone by=operator
  refused denied policy_refused
  #26 operator:6f70657261746f720000000000000000 clear phone of c1 for support: policy_refused
read c1 fields=phone
  refused denied policy_refused
  #27 operator:candor clear phone of c1 for support: policy_refused
read c1 fields=phone,card for=herself by=customer:c1
  1 rows from 28, 1 to open, left [0 0 0 0]
  #28 customer:self clear phone,card of c1 for herself: allowed nc=5 ma=1
read c2 fields=phone for=herself by=customer:c1
  refused not_found customer_not_found
  #29 customer:self clear phone of nobody for herself: customer_not_found
read c1 fields=phone for=payment by=merchant:m1
  refused denied policy_refused
  #30 merchant:6d310000000000000000000000000000 clear phone of c1 for payment: policy_refused
lookup phone found=c1 for=payment by=merchant:m1
  1 rows from 31, 1 to open, left [99 499 4999 19999]
  #31 merchant:6d310000000000000000000000000000 matched phone of c1 for payment: allowed nc=6 ma=1
lookup phone for=payment by=merchant:m1
  1 rows from 32, 0 to open, left [49 199 999 3999]
  #32 merchant:6d310000000000000000000000000000 matched phone of nobody for payment: missed
lookup phone found=c1 by=operator
  refused denied policy_refused
  #33 operator:6f70657261746f720000000000000000 matched phone of nobody for support: policy_refused
show budget staff:0005
  clear [1 1 1 1] masked [2 2 2 2] missed [1 1 1 1] emergency [0 0 0 0]
show budget staff:0006
  clear [1 1 1 1] masked [1 1 1 1] missed [0 0 0 0] emergency [0 0 0 0]
