# Whose first roles or key somebody asked for is as near to him as whom he
# enrolled, whoever made the account.
found handles=ada,bea,cyd,dot,eve
  5 founders
enrol puppet provisioned=yes by=operator
  puppet is 0006 with [] revoked=false
ask roles puppet roles=approver about=puppet by=ada
  approval 1 roles pending of ada by cyd dot
grant 1
  approval 1 roles granted of ada by cyd(yes) dot(yes)
roles puppet roles=approver approval=1 by=ada
  puppet is 0006 with [approver] revoked=false
enrol doll provisioned=yes by=operator
  doll is 0007 with [] revoked=false
ask key doll by=bea
  approval 2 first_key pending of bea by eve cyd
grant 2
  approval 2 first_key granted of bea by eve(yes) cyd(yes)
key doll approval=2 by=bea
  key of doll service="" revoked=false
ask roles doll roles=approver about=doll by=cyd
  approval 3 roles pending of cyd by ada dot
grant 3
  approval 3 roles granted of cyd by ada(yes) dot(yes)
roles doll roles=approver approval=3 by=cyd
  doll is 0007 with [approver] revoked=false
# Three of the founders go: so each of the others is left with the other one, and
# whose puppet it is not.
revoke cyd by=operator
  cyd is 0003 with [admin,approver] revoked=true
revoke eve by=operator
  eve is 0005 with [admin,approver] revoked=true
revoke dot by=operator
  dot is 0004 with [admin,approver] revoked=true
ask policy second by=ada
  approval 4 policy pending of ada by bea doll
ask policy second by=bea
  approval 5 policy pending of bea by puppet ada
# Who has a key makes her others herself.
ask key doll by=ada
  refused conflict approvers_missing
key doll by=ada
  refused conflict has_key
key doll by=doll
  key of doll service="" revoked=false
key bea
  key of bea service="" revoked=false
key bea
  refused conflict has_key
key bea by=bea
  key of bea service="" revoked=false
