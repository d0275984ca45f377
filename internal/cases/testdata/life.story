# Closing a case ends the access: its assignee does.
open c1 kind=ticket from=customer about=7 to=12
  ticket about 7 to 0012 live true
close c1 staff=12 roles=support
  ticket about 7 to 0012 live false
close c1 staff=12 roles=support
  refused conflict case_closed
hand c1 to=13
  refused conflict case_closed
# A colleague may not, whatever she is but a privacy officer.
open c2 kind=dispute from=customer about=7 to=12
  dispute about 7 to 0012 live true
close c2 staff=13 roles=support
  refused denied not_allowed
close c2 staff=14 roles=security,admin,auditor,approver
  refused denied not_allowed
close c2 staff=15 roles=privacy
  dispute about 7 to 0012 live false
# Candor closes those of disputes that ended.
open c3 kind=dispute from=customer about=7 to=12
  dispute about 7 to 0012 live true
close c3 by=system
  dispute about 7 to 0012 live false
# A case that nobody was there to take is nobody's to close, but is handed on.
open c4 kind=call from=customer about=7
  call about 7 to 0000 live true
close c4 staff=12 roles=support
  refused denied not_allowed
close c4 roles=support
  refused denied not_allowed
hand c4 to=12
  call about 7 to 0012 live true
close c4 staff=12 roles=support
  call about 7 to 0012 live false
# Who is handed a case has it; who had it has it no more.
open c5 kind=ticket from=system about=7 to=12
  ticket about 7 to 0012 live true
hand c5 to=13
  ticket about 7 to 0013 live true
close c5 staff=12 roles=support
  refused denied not_allowed
close c5 staff=13 roles=support
  ticket about 7 to 0013 live false
close c9 staff=12 roles=support
  refused not_found case_not_found
hand c9 to=12
  refused not_found case_not_found
