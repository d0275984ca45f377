# Registering, changing and erasing customers.
found handles=ada,bea,cyd sandbox=yes
  3 founders
ask enrol pam roles=privacy
  approval 1 roles granted of nobody by nobody nobody
enrol pam roles=privacy approval=1
  pam is 0004 with [privacy] revoked=false
register c1 c2 region=CN-ZJ fields=name,phone key=k1
  added [true true]
register c1 c2 region=CN-ZJ fields=name,phone key=k1
  added [true true] (replayed)
register c1 region=CN-ZJ fields=name,phone
  added [false]
register c3 region=Zhejiang fields=name,phone
  refused invalid malformed_command
register c3 region=SG fields=name,phone by=pam
  refused denied not_allowed
register c3 region=SG fields=name,phone by=customer:c3
  refused denied not_allowed
register c3 region=SG fields=name,phone by=operator
  added [true]
update c1 version=2 fields=phone,email region=SG by=customer:c1
  version 2 active sealed=0
update c1 version=2 fields=phone by=customer:c1
  refused conflict customer_version
update c1 version=3 removed=name by=operator
  version 3 active sealed=0
update c1 version=4 fields=phone by=customer:c2
  refused not_found customer_not_found
update c1 version=4 fields=phone by=pam
  refused denied not_allowed
update c9 version=4 fields=phone
  refused not_found customer_not_found
show customer c1
  true version 3 active [phone,email] in "SG", nothing before false
show people
  3 registered 0 erased ["" "CN-ZJ" "SG"] [0 1 2] due [] gone []
restart
show customer c1
  true version 3 active [phone,email] in "SG", nothing before false
show people
  3 registered 0 erased ["" "CN-ZJ" "SG"] [0 1 2] due [] gone []
# An erasure waits until it is due, and what is left is no data.
erase c1 in=3d by=operator
  refused denied not_allowed
erase c1 in=3d by=customer:c2
  refused not_found customer_not_found
erase c1 in=3d by=customer:c1
  version 3 erasing sealed=0
erase c1 in=3d by=pam
  refused conflict erasing_already
update c1 version=4 fields=phone
  refused conflict customer_erasing
read c1 fields=phone for=herself by=customer:c1
  refused not_found customer_not_found
  #1 customer:self clear phone of c1 for herself: customer_not_found
case c1 kind=erasure
  case 1 erasure from system about c1 for pam live=true
read c1 fields=phone case=1 for=erasure by=pam
  1 rows from 2, 1 to open, left [49 199 999 4999]
  #2 pam clear phone of c1 for erasure: allowed case=1 nc=1 ma=1
erased c1
  refused conflict erasure_not_due
show people
  3 registered 0 erased ["" "CN-ZJ" "SG"] [0 1 2] due [] gone []
wait 3d
show people
  3 registered 0 erased ["" "CN-ZJ" "SG"] [0 1 2] due [1] gone []
erased c1 by=pam
  refused denied not_allowed
erased c1
  version 3 erased sealed=0
erased c1
  version 3 erased sealed=0
erased c9
  refused not_found customer_not_found
show people
  3 registered 1 erased ["" "CN-ZJ" "SG"] [0 1 2] due [] gone [1]
show customer c1
  true version 3 erased [] in "SG", nothing before true
read c1 fields=phone case=1 for=erasure by=pam
  refused not_found customer_not_found
  #3 pam clear phone of c1 for erasure: customer_not_found case=1
case c1
  refused not_found customer_not_found
register c1 fields=phone
  added [false]
