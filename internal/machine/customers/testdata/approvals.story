# Two people who are drawn decide; nobody near the requester, and nobody again by
# asking again.
found handles=ada,bea,cyd,dot
  4 founders
ask enrol eve roles=approver by=ada
  approval 1 roles pending of ada by bea dot
# The same subject from the same and from another requester.
ask enrol eve roles=approver by=ada
  approval 2 roles pending of ada by bea dot
withdraw 2 by=bea
  refused denied not_requester
withdraw 2 by=ada
  approval 2 roles withdrawn of ada by bea dot
ask enrol eve roles=approver by=ada
  approval 3 roles pending of ada by bea dot
ask enrol eve roles=approver by=bea
  approval 4 roles pending of bea by ada dot
ask enrol eve roles=approver by=bea
  approval 5 roles pending of bea by ada dot
# Another subject keeps the requester's draw.
ask enrol fay roles=approver by=ada
  approval 6 roles pending of ada by bea dot
ask enrol fay roles=approver,privacy by=ada
  approval 7 roles pending of ada by bea dot
decide 1 yes by=ada
  refused denied not_drawn
decide 1 yes by=cyd
  refused denied not_drawn
decide 1 yes by=bea
  approval 1 roles pending of ada by bea(yes) dot
decide 1 yes by=dot
  approval 1 roles granted of ada by bea(yes) dot(yes)
# Granted to the letter, once.
enrol eve roles=approver,privacy approval=1 by=ada
  refused denied approval_mismatch
enrol eve roles=approver approval=1 by=bea
  refused denied not_requester
enrol eve roles=approver by=ada
  refused denied approval_required
enrol eve roles=approver approval=99 by=ada
  refused not_found approval_not_found
enrol eve roles=approver approval=1 by=ada
  eve is 0005 with [approver] revoked=false
enrol gus roles=approver approval=1 by=ada
  refused denied approval_mismatch
decide 5 no by=bea
  refused denied not_drawn
decide 5 no by=cyd
  refused denied not_drawn
decide 5 no by=dot
  approval 5 roles refused of bea by ada dot
enrol eve roles=approver approval=5 by=bea
  refused conflict handle_taken
# Whom ada enrolled does not decide about ada's requests, however often she asks.
wait 8d
ask enrol hal roles=support by=ada
  approval 8 roles pending of ada by cyd bea
ask enrol hal roles=support by=bea
  approval 9 roles pending of bea by cyd eve
ask enrol hal roles=support by=cyd
  approval 10 roles pending of cyd by eve bea
ask enrol hal roles=support by=dot
  approval 11 roles pending of dot by cyd bea
ask enrol hal roles=support by=eve
  approval 12 roles pending of eve by cyd bea
enrol hal provisioned=yes by=operator
  hal is 0006 with [] revoked=false
enrol ivy roles=support provisioned=yes by=operator
  refused denied provider_grants_nothing
enrol ivy by=operator
  refused denied not_allowed
ask roles hal roles=approver by=bea
  approval 13 roles pending of bea by cyd eve
wait 25h
show approvals
  approval 1 roles used of ada by bea(yes) dot(yes)
  approval 2 roles withdrawn of ada by bea dot
  approval 3 roles expired of ada by bea dot
  approval 4 roles expired of bea by ada dot
  approval 5 roles refused of bea by ada dot
  approval 6 roles expired of ada by bea dot
  approval 7 roles expired of ada by bea dot
  approval 8 roles expired of ada by cyd bea
  approval 9 roles expired of bea by cyd eve
  approval 10 roles expired of cyd by eve bea
  approval 11 roles expired of dot by cyd bea
  approval 12 roles expired of eve by cyd bea
  approval 13 roles expired of bea by cyd eve
decide 13 yes by=bea
  refused denied not_drawn
# A revoked requester's requests lapse, granted or not.
ask policy second by=eve
  approval 14 policy pending of eve by cyd dot
grant 14
  approval 14 policy granted of eve by cyd(yes) dot(yes)
ask budgets support=5 by=eve
  approval 15 budget pending of eve by dot bea
revoke eve by=operator
  eve is 0005 with [approver] revoked=true
policy second approval=14 by=eve
  refused conflict approval_withdrawn
policy second approval=14
  refused conflict approval_withdrawn
ask reinstate eve by=bea
  approval 16 reinstate pending of bea by ada dot
grant 16
  approval 16 reinstate granted of bea by ada(yes) dot(yes)
reinstate eve by=bea approval=16
  eve is 0005 with [approver] revoked=false
reinstate eve by=bea approval=16
  refused conflict staff_working
policy second approval=14 by=eve
  refused conflict approval_withdrawn
ask policy second by=dot
  approval 17 policy pending of dot by cyd ada
grant 17
  approval 17 policy granted of dot by cyd(yes) ada(yes)
policy third approval=17
  refused denied approval_mismatch
policy second approval=17
  SetPolicy
policy second approval=17
  refused conflict approval_used
ask budgets support=5 by=dot
  approval 18 budget pending of dot by eve bea
grant 18
  approval 18 budget granted of dot by eve(yes) bea(yes)
budgets support=6 approval=18 by=dot
  refused denied approval_mismatch
budgets support=5 approval=18 by=dot
  disclosure.Budgets
ask bulk subjects=c1 fields=phone by=customer:c1
  refused denied not_allowed
ask bulk fields=phone by=dot
  refused invalid malformed_set
# An approver whose role was taken away decides nothing any more.
ask policy fourth by=dot
  approval 19 policy pending of dot by cyd ada
roles cyd roles= by=dot
  cyd is 0003 with [] revoked=false
roles cyd roles=admin,approver by=dot
  refused denied approval_required
decide 19 yes by=cyd
  refused denied not_drawn
decide 19 yes by=ada
  approval 19 policy pending of dot by cyd ada(yes)
show approvals
  approval 1 roles used of ada by bea(yes) dot(yes)
  approval 2 roles withdrawn of ada by bea dot
  approval 3 roles expired of ada by bea dot
  approval 4 roles expired of bea by ada dot
  approval 5 roles refused of bea by ada dot
  approval 6 roles expired of ada by bea dot
  approval 7 roles expired of ada by bea dot
  approval 8 roles expired of ada by cyd bea
  approval 9 roles expired of bea by cyd eve
  approval 10 roles expired of cyd by eve bea
  approval 11 roles expired of dot by cyd bea
  approval 12 roles expired of eve by cyd bea
  approval 13 roles expired of bea by cyd eve
  approval 14 policy withdrawn of eve by cyd(yes) dot(yes)
  approval 15 budget withdrawn of eve by dot bea
  approval 16 reinstate used of bea by ada(yes) dot(yes)
  approval 17 policy used of dot by cyd(yes) ada(yes)
  approval 18 budget used of dot by eve(yes) bea(yes)
  approval 19 policy pending of dot by cyd ada(yes)
