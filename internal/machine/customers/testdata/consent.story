# Consent to many reads, and to an export: to the letter, each subject once.
found handles=ada,bea,cyd,dot
  4 founders
ask enrol pam roles=privacy by=ada
  approval 1 roles pending of ada by bea dot
grant 1
  approval 1 roles granted of ada by bea(yes) dot(yes)
enrol pam roles=privacy approval=1 by=ada
  pam is 0005 with [privacy] revoked=false
ask enrol sue roles=support by=ada
  approval 2 roles pending of ada by bea dot
grant 2
  approval 2 roles granted of ada by bea(yes) dot(yes)
enrol sue roles=support approval=2 by=ada
  sue is 0006 with [support] revoked=false
register c1 c2 c3 c4 fields=name,phone
  added [true true true true]
ask bulk subjects=c1,c3 fields=phone,name by=pam
  approval 3 bulk pending of pam by bea cyd
read c1 fields=phone,name for=review approval=3 by=pam
  refused denied approval_required
  #1 pam clear name,phone of c1 for review: approval_required approval=3
grant 3
  approval 3 bulk granted of pam by bea(yes) cyd(yes)
read c1 fields=phone for=review approval=3 by=pam
  refused denied approval_required
  #2 pam clear phone of c1 for review: approval_required approval=3
read c1 fields=phone,name,card for=review approval=3 by=pam
  refused denied approval_required
  #3 pam clear name,phone,card of c1 for review: approval_required approval=3
read c2 fields=phone,name for=review approval=3 by=pam
  refused denied approval_required
  #4 pam clear name,phone of c2 for review: approval_required approval=3
read c1 fields=phone,name for=review approval=3 by=sue
  refused denied approval_required
  #5 sue clear name,phone of c1 for review: approval_required approval=3
read c1 fields=phone,name for=support approval=3 by=pam
  refused denied approval_required
  #6 pam clear name,phone of c1 for support: approval_required approval=3
read c1 fields=phone,name for=review approval=3 by=pam
  1 rows from 7, 1 to open, left [50 200 1000 5000]
  #7 pam clear name,phone of c1 for review: allowed approval=3 nc=1 ma=1
read c1 fields=phone,name for=review approval=3 by=pam
  refused denied approval_required
  #8 pam clear name,phone of c1 for review: approval_required approval=3
read c3 fields=phone,name for=review approval=3 by=pam
  1 rows from 9, 1 to open, left [50 200 1000 5000]
  #9 pam clear name,phone of c3 for review: allowed approval=3 nc=1 ma=2
read c3 fields=phone,name for=review approval=3 by=pam
  refused denied approval_required
  #10 pam clear name,phone of c3 for review: approval_required approval=3
show budget staff:0005
  clear [0 0 0 0] masked [0 0 0 0] missed [0 0 0 0] emergency [0 0 0 0]
# Expired consent is none.
ask bulk subjects=c1 fields=phone by=pam
  approval 4 bulk pending of pam by bea cyd
grant 4
  approval 4 bulk granted of pam by bea(yes) cyd(yes)
wait 25h
read c1 fields=phone for=review approval=4 by=pam
  refused denied approval_required
  #11 pam clear phone of c1 for review: approval_required approval=4
# An export goes on where it stopped.
ask export subjects=c1,c2,c4,c9 fields=phone,card to=age1 by=pam
  approval 5 export pending of pam by dot bea
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 count=2 by=pam
  refused denied approval_required
  #12 pam exported phone,card of nobody for review: approval_required approval=5
grant 5
  approval 5 export granted of pam by dot(yes) bea(yes)
export subjects=c1,c2,c4,c9 fields=phone to=age1 approval=5 count=2 by=pam
  refused denied approval_required
  #13 pam exported phone of nobody for review: approval_required approval=5
export subjects=c1,c2,c4,c9 fields=phone,card to=age2 approval=5 count=2 by=pam
  refused denied approval_required
  #14 pam exported phone,card of nobody for review: approval_required approval=5
export subjects=c1,c2,c3,c4,c9 fields=phone,card to=age1 approval=5 count=2 by=pam
  refused denied approval_required
  #15 pam exported phone,card of nobody for review: approval_required approval=5
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 count=2 by=sue
  refused denied policy_refused
  #16 sue exported phone,card of nobody for review: policy_refused approval=5
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 from=2 count=2 by=pam
  refused denied approval_required
  #17 pam exported phone,card of nobody for review: approval_required approval=5
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 count=2 by=pam
  2 rows from 18, 2 to open, left [0 0 0 0]
  #18 export:0005 exported phone of c1 for review: allowed approval=5 nc=2 ma=1
  #19 export:0005 exported phone of c2 for review: allowed approval=5 nc=1 ma=2
erase c4 by=pam
  version 1 erasing sealed=0
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 count=2 by=pam
  refused denied approval_required
  #20 pam exported phone,card of nobody for review: approval_required approval=5
restart
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 from=2 count=9
  2 rows from 21, 2 to open, left [0 0 0 0]
  #21 export:0005 exported phone,card of c4 for review: customer_not_found approval=5
  #22 export:0005 exported phone,card of nobody for review: customer_not_found approval=5
export subjects=c1,c2,c4,c9 fields=phone,card to=age1 approval=5 from=4 count=9
  refused denied approval_required
  #23 operator:candor exported phone,card of nobody for review: approval_required approval=5
# Traces and backups are rows without a customer.
trace dump by=pam
  refused denied approval_required
  #24 pam matched  of nobody for security: approval_required
ask trace dump by=pam
  approval 6 trace pending of pam by bea dot
grant 6
  approval 6 trace granted of pam by bea(yes) dot(yes)
trace other approval=6 by=pam
  refused denied approval_mismatch
  #25 pam matched  of nobody for security: approval_required approval=6
trace dump approval=6 by=sue
  refused denied policy_refused
  #26 sue matched  of nobody for security: policy_refused approval=6
trace dump approval=6 by=pam
  1 rows from 27, 0 to open, left [250 1000 5000 25000]
  #27 pam matched  of nobody for security: allowed approval=6
trace dump approval=6 by=pam
  refused conflict approval_used
  #28 pam matched  of nobody for security: approval_required approval=6
backup 2030-01 by=pam
  refused denied policy_refused
  #29 pam ciphertext name,national_id,phone,email,address,birth_date,bank_account,card of nobody for recovery: policy_refused
backup 2030-01
  1 rows from 30, 0 to open, left [0 0 0 0]
  #30 backup:2030-01 ciphertext name,national_id,phone,email,address,birth_date,bank_account,card of nobody for recovery: allowed
show budget export:0005
  clear [0 0 0 0] masked [0 0 0 0] missed [0 0 0 0] emergency [0 0 0 0]
