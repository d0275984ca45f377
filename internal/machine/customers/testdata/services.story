# A service spends its owner's budget besides its own, and goes with its owner.
found handles=ada,bea,cyd,dot sandbox=yes
  4 founders
ask enrol sue roles=support
  approval 1 roles granted of nobody by nobody nobody
enrol sue roles=support approval=1
  sue is 0005 with [support] revoked=false
ask key sue service=risk
  approval 2 first_key granted of nobody by nobody nobody
key sue service=risk approval=2
  key of sue service="risk" revoked=false
register c1 c2 c3 fields=name,phone by=service:risk
  added [true true true]
ask budgets support=2
  approval 3 budget granted of nobody by nobody nobody
budgets support=2 approval=3
  disclosure.Budgets
read c1 fields=phone for=payment by=service:risk
  1 rows from 1, 1 to open, left [1 1 1 1]
  #1 service:risk clear phone of c1 for payment: allowed nc=1 ma=1
case c2
  case 1 ticket from system about c2 for sue live=true
read c2 fields=phone case=1 by=sue
  1 rows from 2, 1 to open, left [0 0 0 0]
  #2 sue clear phone of c2 for support: allowed case=1 nc=1 ma=1
read c2 fields=phone for=payment by=service:risk
  1 rows from 3, 1 to open, left [0 0 0 0]
  #3 service:risk clear phone of c2 for payment: allowed nc=2 ma=2
read c3 fields=phone for=payment by=service:risk
  refused exhausted budget_exhausted
  #4 service:risk clear phone of c3 for payment: budget_exhausted
read c2 fields=name for=payment by=service:risk
  refused denied policy_refused
  #5 service:risk clear name of c2 for payment: policy_refused
read c3 fields=name level=masked for=payment by=service:risk
  1 rows from 6, 1 to open, left [99 299 1999 9999]
  #6 service:risk masked name of c3 for payment: allowed nc=1 ma=3
show budget service:risk
  clear [2 2 2 2] masked [1 1 1 1] missed [0 0 0 0] emergency [0 0 0 0]
show budget staff:0005
  clear [2 2 2 2] masked [1 1 1 1] missed [0 0 0 0] emergency [0 0 0 0]
lookup phone found=c1,c2,c3 for=payment by=service:risk
  3 rows from 7, 3 to open, left [97 297 1997 9997]
  #7 service:risk matched phone of c1 for payment: allowed nc=2 ma=4
  #8 service:risk matched phone of c2 for payment: allowed nc=3 ma=5
  #9 service:risk matched phone of c3 for payment: allowed nc=2 ma=6
lookup phone for=payment by=service:risk
  1 rows from 10, 0 to open, left [99 299 1999 9999]
  #10 service:risk matched phone of nobody for payment: missed
wait 70m
read c3 fields=phone for=payment by=service:risk
  refused exhausted budget_exhausted
  #11 service:risk clear phone of c3 for payment: budget_exhausted
restart
wait 26h
read c3 fields=phone for=payment by=service:risk
  refused exhausted budget_exhausted
  #12 service:risk clear phone of c3 for payment: budget_exhausted
wait 366d
read c3 fields=phone for=payment by=service:risk
  1 rows from 13, 1 to open, left [1 1 1 1]
  #13 service:risk clear phone of c3 for payment: allowed nc=3 ma=7
revoke sue
  sue is 0005 with [support] revoked=true
read c3 fields=phone for=payment by=service:risk
  refused denied revoked
  #14 service:risk clear phone of c3 for payment: revoked
lookup phone found=c1 for=payment by=service:risk
  refused denied revoked
  #15 service:risk matched phone of nobody for payment: revoked
