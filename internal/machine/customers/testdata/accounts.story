# A second account, a related colleague, or a service of one's own give nobody a
# say in his own affairs.
found handles=ada,bea,cyd
  3 founders
ask enrol eve roles=approver,support person=p1 by=ada
  approval 1 roles pending of ada by bea cyd
grant 1
  approval 1 roles granted of ada by bea(yes) cyd(yes)
enrol eve roles=approver,support person=p1 approval=1 by=ada
  eve is 0004 with [support,approver] revoked=false
enrol eva person=p1 by=ada
  refused conflict person_enrolled
enrol eva by=ada
  eva is 0005 with [] revoked=false
enrol Eva by=bea
  refused invalid invalid_handle
enrol eva by=bea
  refused conflict handle_taken
ask roles eva roles=approver by=eva
  approval 2 roles pending of eva by eve cyd
show approvals
  approval 1 roles used of ada by bea(yes) cyd(yes)
  approval 2 roles pending of eva by eve cyd
roles eva roles=approver by=ada
  refused denied approval_required
roles eva roles=approver by=eva
  refused denied not_allowed
# With three founders ada has two to decide, until one goes.
revoke cyd by=eve
  refused denied not_allowed
revoke cyd by=operator
  cyd is 0003 with [admin,approver] revoked=true
revoke cyd by=operator
  cyd is 0003 with [admin,approver] revoked=true
ask enrol fay roles=support by=ada
  refused conflict approvers_missing
ask enrol fay roles=support by=bea
  approval 3 roles pending of bea by eve ada
roles cyd roles=approver by=ada
  refused conflict staff_revoked
key cyd by=ada
  refused conflict staff_revoked
# Keys: first ones need consent, founders' do not, and nobody makes another's.
key ada
  key of ada service="" revoked=false
key ada
  refused conflict has_key
key ada by=ada
  key of ada service="" revoked=false
key ada by=bea
  refused conflict has_key
key eve by=eve
  refused denied approval_required
key eve
  refused denied approval_required
ask enrol dot roles=approver by=bea
  approval 4 roles pending of bea by eve ada
grant 4
  approval 4 roles granted of bea by eve(yes) ada(yes)
enrol dot roles=approver approval=4 by=bea
  dot is 0006 with [approver] revoked=false
ask key eve by=ada
  approval 5 first_key pending of ada by dot bea
grant 5
  approval 5 first_key granted of ada by dot(yes) bea(yes)
key bea approval=5 by=ada
  refused denied approval_mismatch
key eve approval=5 by=ada
  key of eve service="" revoked=false
key eve by=eve
  key of eve service="" revoked=false
key eve service=risk by=eve
  refused denied approval_required
ask key eve service=risk by=ada
  approval 6 first_key pending of ada by dot bea
grant 6
  approval 6 first_key granted of ada by dot(yes) bea(yes)
key eve service=rask approval=6 by=ada
  refused denied approval_mismatch
key eve service=risk approval=6 by=ada
  key of eve service="risk" revoked=false
key eve service=risk by=eve
  key of eve service="risk" revoked=false
key bea service=risk by=bea
  refused conflict service_taken
show keys eve
  service="" revoked=false
  service="" revoked=false
  service="risk" revoked=false
  service="risk" revoked=false
# Nobody decides about her own roles.
ask enrol hal roles=approver by=bea
  approval 7 roles pending of bea by eve ada
grant 7
  approval 7 roles granted of bea by eve(yes) ada(yes)
enrol hal roles=approver approval=7 by=bea
  hal is 0007 with [approver] revoked=false
ask roles bea roles=approver,support by=ada
  approval 8 roles pending of ada by bea hal
grant 8
  approval 8 roles granted of ada by bea(yes) hal(yes)
roles bea roles=approver,support approval=8 by=ada
  refused denied own_affair
ask roles bea roles=approver,support about=bea by=ada
  approval 9 roles pending of ada by dot hal
grant 9
  approval 9 roles granted of ada by dot(yes) hal(yes)
roles bea roles=approver,support approval=9 by=ada
  bea is 0002 with [support,approver] revoked=false
# What a service's key may do ends with the key, and with its owner.
register c1 fields=phone by=service:risk
  added [true]
case c1 by=service:risk
  case 1 ticket from system about c1 for bea live=true keyed
revoke_key risk by=dot
  refused denied not_allowed
revoke_key risk by=eve
  key of eve service="risk" revoked=true
show keys eve
  service="" revoked=false
  service="" revoked=false
  service="risk" revoked=false
  service="risk" revoked=true
register c2 fields=phone by=service:risk
  refused denied not_allowed
revoke eve by=operator
  eve is 0004 with [support,approver] revoked=true
show keys eve
  service="" revoked=true
  service="" revoked=true
  service="risk" revoked=true
  service="risk" revoked=true
read c1 fields=phone by=eve
  refused denied revoked
  #1 eve clear phone of c1 for support: revoked
key eve by=eve
  refused conflict staff_revoked
enrol eve by=bea
  refused denied not_allowed
