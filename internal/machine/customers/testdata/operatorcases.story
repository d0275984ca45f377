# Operators and services open what customers bring them, and nothing else.
found handles=ada,bea,cyd,dot sandbox=yes
  4 founders
register c1 fields=name,phone
  added [true]
ask enrol pam roles=privacy
  approval 1 roles granted of nobody by nobody nobody
enrol pam roles=privacy approval=1
  pam is 0005 with [privacy] revoked=false
ask key pam service=desk
  approval 2 first_key granted of nobody by nobody nobody
key pam service=desk approval=2
  key of pam service="desk" revoked=false
case c1 kind=ticket by=operator
  case 1 ticket from system about c1 for nobody live=true keyed
case c1 kind=dispute by=operator
  case 2 dispute from system about c1 for nobody live=true keyed
case c1 kind=call by=operator
  case 3 call from system about c1 for nobody live=true keyed
case c1 kind=objection by=operator
  refused denied case_source
case c1 kind=review by=operator
  refused denied case_source
case c1 kind=erasure by=operator
  refused denied case_source
case c1 kind=alert by=operator
  refused denied case_source
case c1 kind=ticket by=service:desk
  case 4 ticket from system about c1 for nobody live=true keyed
case c1 kind=review by=service:desk
  refused denied case_source
case c1 kind=erasure by=service:desk
  refused denied case_source
case c1 kind=alert by=service:desk
  refused denied case_source
case c1 kind=review
  case 5 review from system about c1 for pam live=true
# What a customer objects to is not an operator's to close.
case c1 kind=objection by=customer:c1
  case 6 objection from customer about c1 for pam live=true
close 6 by=operator
  refused denied not_allowed
close 1 by=operator
  case 1 ticket from system about c1 for nobody live=false keyed
show cases
  case 1 ticket from system about c1 for nobody live=false keyed
  case 2 dispute from system about c1 for nobody live=true keyed
  case 3 call from system about c1 for nobody live=true keyed
  case 4 ticket from system about c1 for nobody live=true keyed
  case 5 review from system about c1 for pam live=true
  case 6 objection from customer about c1 for pam live=true
close 6 by=pam
  case 6 objection from customer about c1 for pam live=false
