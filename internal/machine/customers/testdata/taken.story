# Who takes approvers away asks for nothing while the draw could be forced by it.
found handles=ada,bea,cyd,dot,eve
  5 founders
ask policy second by=ada
  approval 1 policy pending of ada by bea cyd
revoke eve by=ada
  eve is 0005 with [admin,approver] revoked=true
ask policy second by=ada
  refused conflict approvers_missing
ask policy third by=bea
  approval 2 policy pending of bea by dot cyd
roles dot roles= by=bea
  dot is 0004 with [] revoked=false
ask policy third by=bea
  refused conflict approvers_missing
wait 6d
ask policy second by=ada
  refused conflict approvers_missing
wait 25h
ask policy second by=ada
  approval 3 policy pending of ada by bea cyd
