# Consent to read many is for a review, and for nothing else.
found handles=ada,bea,cyd,dot
  4 founders
register c1 c2 fields=name,phone
  added [true true]
ask enrol pam roles=privacy by=ada
  approval 1 roles pending of ada by bea dot
grant 1
  approval 1 roles granted of ada by bea(yes) dot(yes)
enrol pam roles=privacy approval=1 by=ada
  pam is 0005 with [privacy] revoked=false
ask bulk subjects=c1,c2 fields=phone by=pam
  approval 2 bulk pending of pam by cyd bea
grant 2
  approval 2 bulk granted of pam by cyd(yes) bea(yes)
read c1 fields=phone for=erasure approval=2 by=pam
  refused denied approval_required
  #1 pam clear phone of c1 for erasure: approval_required approval=2
read c1 fields=phone for=objection approval=2 by=pam
  refused denied approval_required
  #2 pam clear phone of c1 for objection: approval_required approval=2
read c1 fields=phone for=review approval=2 by=pam
  1 rows from 3, 1 to open, left [50 200 1000 5000]
  #3 pam clear phone of c1 for review: allowed approval=2 nc=1 ma=1
read c2 fields=phone for=review approval=2 by=pam
  1 rows from 4, 1 to open, left [50 200 1000 5000]
  #4 pam clear phone of c2 for review: allowed approval=2 nc=1 ma=2
