# The machine assigns cases, and nobody takes one.
found handles=ada,bea,cyd,dot sandbox=yes
  4 founders
register c1 c2 c3 fields=name,phone
  added [true true true]
case c1
  case 1 ticket from system about c1 for nobody live=true
show cases
  case 1 ticket from system about c1 for nobody live=true
ask enrol sue roles=support team=night
  approval 1 roles granted of nobody by nobody nobody
enrol sue roles=support team=night approval=1
  sue is 0005 with [support] revoked=false
show cases
  case 1 ticket from system about c1 for sue live=true
ask enrol tim roles=support
  approval 2 roles granted of nobody by nobody nobody
enrol tim roles=support approval=2
  tim is 0006 with [support] revoked=false
ask enrol pam roles=privacy
  approval 3 roles granted of nobody by nobody nobody
enrol pam roles=privacy approval=3
  pam is 0007 with [privacy] revoked=false
case c2 team=night
  case 2 ticket from system about c2 for sue live=true
case c2 team=day
  case 3 ticket from system about c2 for sue live=true
case c9
  refused not_found customer_not_found
case c1 kind=objection by=customer:c1
  case 4 objection from customer about c1 for pam live=true
case c1 kind=objection by=customer:c2
  refused not_found customer_not_found
case c1 kind=objection
  refused denied case_source
case c1 kind=alert by=operator
  refused denied case_source
case c1 kind=alert
  case 5 alert from system about c1 for nobody live=true
case c1 kind=dispute by=customer:c1
  case 6 dispute from customer about c1 for tim live=true
# Staff needs consent, and does not get her own case.
case c3 by=sue
  refused denied approval_required
ask case c3 by=sue
  approval 4 open_case pending of sue by pam dot
grant 4
  approval 4 open_case granted of sue by pam(yes) dot(yes)
case c2 approval=4 by=sue
  refused denied approval_mismatch
case c3 kind=dispute approval=4 by=sue
  refused denied approval_mismatch
case c3 approval=4 by=sue
  case 7 ticket from staff about c3 for tim live=true
case c3 approval=4 by=sue
  refused conflict approval_used
case c1 by=merchant:m1
  refused denied not_allowed
# Whoever loses the role loses the cases, too.
show cases
  case 1 ticket from system about c1 for sue live=true
  case 2 ticket from system about c2 for sue live=true
  case 3 ticket from system about c2 for sue live=true
  case 4 objection from customer about c1 for pam live=true
  case 5 alert from system about c1 for nobody live=true
  case 6 dispute from customer about c1 for tim live=true
  case 7 ticket from staff about c3 for tim live=true
roles tim roles=
  tim is 0006 with [] revoked=false
show cases
  case 1 ticket from system about c1 for sue live=true
  case 2 ticket from system about c2 for sue live=true
  case 3 ticket from system about c2 for sue live=true
  case 4 objection from customer about c1 for pam live=true
  case 5 alert from system about c1 for nobody live=true
  case 6 dispute from customer about c1 for sue live=true
  case 7 ticket from staff about c3 for nobody live=true
revoke sue
  sue is 0005 with [support] revoked=true
show cases
  case 1 ticket from system about c1 for nobody live=true
  case 2 ticket from system about c2 for nobody live=true
  case 3 ticket from system about c2 for nobody live=true
  case 4 objection from customer about c1 for pam live=true
  case 5 alert from system about c1 for nobody live=true
  case 6 dispute from customer about c1 for nobody live=true
  case 7 ticket from staff about c3 for nobody live=true
read c1 fields=phone case=1 by=sue
  refused denied revoked
  #1 sue clear phone of c1 for support: revoked case=1
ask roles tim roles=support
  approval 5 roles granted of nobody by nobody nobody
roles tim roles=support approval=5
  tim is 0006 with [support] revoked=false
show cases
  case 1 ticket from system about c1 for tim live=true
  case 2 ticket from system about c2 for tim live=true
  case 3 ticket from system about c2 for tim live=true
  case 4 objection from customer about c1 for pam live=true
  case 5 alert from system about c1 for nobody live=true
  case 6 dispute from customer about c1 for tim live=true
  case 7 ticket from staff about c3 for tim live=true
close 4 by=customer:c2
  refused not_found case_not_found
close 4 by=pam
  case 4 objection from customer about c1 for pam live=false
close 4 by=pam
  refused conflict case_closed
close 77 by=pam
  refused not_found case_not_found
close 6 by=customer:c1
  case 6 dispute from customer about c1 for tim live=false
close 7 by=customer:c3
  refused not_found case_not_found
# Disputes on the money side open cases once, and end them.
relay from=0 to=5 opens=c1:t8,c9:t9,c2:t7
  cursor 5 opened [8 9]
relay from=0 to=6
  refused conflict relay_cursor
relay from=5 to=6 opens=c1:t8 closes=t7,t6 by=pam
  refused denied not_allowed
relay from=5 to=6 opens=c1:t8 closes=t7,t6
  cursor 6 opened []
relay from=6 to=4
  refused conflict relay_cursor
show cases
  case 1 ticket from system about c1 for tim live=true
  case 2 ticket from system about c2 for tim live=true
  case 3 ticket from system about c2 for tim live=true
  case 4 objection from customer about c1 for pam live=false
  case 5 alert from system about c1 for nobody live=true
  case 6 dispute from customer about c1 for tim live=false
  case 7 ticket from staff about c3 for tim live=true
  case 8 dispute from customer about c1 for tim live=true
  case 9 dispute from customer about c2 for tim live=false
