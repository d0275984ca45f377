# Who a merchant's request names: no customer, found by nobody, read like anybody.
found handles=ada,bea,cyd sandbox=yes
  3 founders
ask enrol pam roles=privacy
  approval 1 roles granted of nobody by nobody nobody
enrol pam roles=privacy approval=1
  pam is 0004 with [privacy] revoked=false
contact c3 fields=name
  kept true
show people
  0 registered 0 erased [""] [0] due [] gone [] and 1 contacts
register c1 region=SG fields=name,phone
  added [true]
contact c2 fields=name,card by=operator
  refused denied not_allowed
contact c2 fields=name,card by=merchant:m
  refused denied not_allowed
contact c2 fields=name,card by=pam
  refused denied not_allowed
contact c2
  refused invalid invalid_customer
contact c2 fields=name,card
  kept true
contact c2 fields=name,card
  kept false
contact c1 fields=name,card
  kept false
register c2 region=SG fields=name,phone
  added [false]
show people
  1 registered 0 erased ["" "SG"] [0 1] due [] gone [] and 2 contacts
show customer c2
  true version 1 active [name,card] in "", nothing before false
restart
show people
  1 registered 0 erased ["" "SG"] [0 1] due [] gone [] and 2 contacts
show customer c2
  true version 1 active [name,card] in "", nothing before false
# By what the key store resolves it is not found, and nobody's budget pays for it.
lookup name found=c2 for=payment by=merchant:m
  1 rows from 1, 0 to open, left [49 199 999 3999]
  #1 merchant:6d000000000000000000000000000000 matched name of nobody for payment: missed
lookup name found=c1,c2 for=payment by=merchant:m
  1 rows from 2, 1 to open, left [99 499 4999 19999]
  #2 merchant:6d000000000000000000000000000000 matched name of c1 for payment: allowed nc=1 ma=1
# Nobody changes it, whoever asks, and it is nobody's own.
update c2 version=2 fields=name by=operator
  refused not_found customer_not_found
update c2 version=2 fields=name by=customer:c2
  refused not_found customer_not_found
read c2 fields=name for=herself by=customer:c2
  refused not_found customer_not_found
  #3 customer:self clear name of nobody for herself: customer_not_found
read c2 fields=card for=payment by=merchant:m
  refused denied policy_refused
  #4 merchant:6d000000000000000000000000000000 clear card of c2 for payment: policy_refused
# What leaves of it is recorded, and it can be erased.
case c2 kind=erasure
  case 1 erasure from system about c2 for pam live=true
read c2 fields=name,card case=1 for=erasure by=pam
  1 rows from 5, 1 to open, left [49 199 999 4999]
  #5 pam clear name,card of c2 for erasure: allowed case=1 nc=1 ma=1
erase c2 in=0d by=pam
  version 1 erasing sealed=0
wait 1d
erased c2
  version 1 erased sealed=0
show people
  1 registered 0 erased ["" "SG"] [0 1] due [] gone [2] and 2 contacts
show customer c2
  true version 1 erased [] in "", nothing before true
