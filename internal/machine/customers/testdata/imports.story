# Access logs of an older system: paths of the file's own, counted by nobody.
found handles=ada,bea,cyd,dot sandbox=yes
  4 founders
ask enrol pam roles=privacy by=ada
  approval 1 roles pending of ada by bea dot
grant 1
  approval 1 roles granted of ada by bea(yes) dot(yes)
enrol pam roles=privacy approval=1 by=ada
  pam is 0005 with [privacy] revoked=false
register c1 c2 fields=name,phone
  added [true true]
import old rows=0:c1,1:c2,0:c9,0:c1 by=pam
  refused denied approval_required
ask import old by=pam
  approval 2 import pending of pam by bea dot
grant 2
  approval 2 import granted of pam by bea(yes) dot(yes)
import new rows=0:c1 approval=2 by=pam
  refused denied approval_mismatch
import old rows=9:c1 approval=2 by=pam
  refused invalid malformed_command
import old rows=0:c1,1:c2,0:c9,0:c1 approval=2 by=ada
  refused denied not_allowed
import old rows=0:c1,1:c2,0:c9,0:c1 from=1 approval=2 by=pam
  refused conflict import_position
import old rows=0:c1,1:c2,0:c9,0:c1 approval=2 by=pam
  4 lines 3 rows done=false
  #1 import:cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4:staff:a clear phone of c1 for other: allowed case=3 approval=2
  #2 import:cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4:staff:b clear phone of c2 for other: allowed case=3 approval=2
  #3 import:cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4:staff:a clear phone of c1 for other: allowed case=3 approval=2
import old rows=0:c1,1:c2,0:c9,0:c1 approval=2 by=pam
  4 lines 3 rows done=false
import old rows=2:c2 from=5 approval=2
  refused conflict import_position
import old rows=2:c2 from=4 approval=3
  refused denied approval_mismatch
import old rows=2:c2 from=4 approval=2 last=yes
  5 lines 4 rows done=true
  #4 import:cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4:service:c clear phone of c2 for other: allowed case=3 approval=2
import old rows=2:c2 from=5 approval=2
  5 lines 4 rows done=true
case c1
  case 1 ticket from system about c1 for nobody live=true
read c1 fields=name for=herself by=customer:c1
  1 rows from 5, 1 to open, left [0 0 0 0]
  #5 customer:self clear name of c1 for herself: allowed nc=1 ma=1
show budget import:old:staff:a
  clear [0 0 0 0] masked [0 0 0 0] missed [0 0 0 0] emergency [0 0 0 0]
# What was given out and lost stays lost.
gap to=4 by=pam
  refused denied not_allowed
gap to=4
  lost 0 to 0
gap to=9
  lost 6 to 9
gap to=9
  lost 0 to 0
read c1 fields=name for=herself by=customer:c1
  1 rows from 10, 1 to open, left [0 0 0 0]
  #10 customer:self clear name of c1 for herself: allowed nc=2 ma=2
restart
read c2 fields=name for=herself by=customer:c2
  1 rows from 11, 1 to open, left [0 0 0 0]
  #11 customer:self clear name of c2 for herself: allowed nc=1 ma=3
gap to=20
  lost 12 to 20
read c1 fields=name for=herself by=customer:c1
  1 rows from 21, 1 to open, left [0 0 0 0]
  #21 customer:self clear name of c1 for herself: allowed nc=3 ma=4
