# Outside a sandbox a customer's key, which an operator could have made, opens
# nothing: her own side comes with passkeys.
found handles=ada,bea,cyd,dot
  4 founders
register c1 fields=name,phone
  added [true]
read c1 fields=name for=herself by=customer:c1
  refused denied policy_refused
  #1 customer:self clear name of c1 for herself: policy_refused
read c1 fields=name level=masked for=herself by=customer:c1
  refused denied policy_refused
  #2 customer:self masked name of c1 for herself: policy_refused
lookup phone found=c1 for=herself by=customer:c1
  refused denied policy_refused
  #3 customer:self matched phone of nobody for herself: policy_refused
emergency c1 fields=phone by=customer:c1
  refused denied policy_refused
  #4 customer:self clear phone of c1 for emergency: policy_refused
case c1 by=customer:c1
  refused denied not_allowed
case c1 kind=objection by=customer:c1
  refused denied not_allowed
update c1 version=2 fields=phone by=customer:c1
  refused denied not_allowed
erase c1 in=1d by=customer:c1
  refused denied not_allowed
case c1
  case 1 ticket from system about c1 for nobody live=true
close 1 by=customer:c1
  refused denied not_allowed
