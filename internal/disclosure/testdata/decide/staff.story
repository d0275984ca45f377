# Each read is the one that is right in every way, but for what is said of it:
#   who=support staff=42 working=yes
#   customer=7 state=active has=name,phone,card
#   level=clear fields=name,phone purpose=support
#   case=ticket about=7 assignee=42 closed=no
#   approval=none emergency=no room=yes
# The policy is that of the test: see policy in decide_test.go.
read
  allowed
read level=masked fields=name,card
  allowed
# Who is revoked is told nothing else, whatever is wrong besides.
read working=no
  revoked
read working=no customer=none case=none level=exported room=no
  revoked
# Nobody there, or her data is on its way out.
read customer=none
  customer_not_found
read customer=none case=none fields=card room=no
  customer_not_found
read state=erasing
  customer_not_found
read state=erased
  customer_not_found
read state=erasing purpose=erasure case=erasure who=privacy
  allowed
read state=erasing purpose=review case=review who=privacy
  allowed
read state=erased purpose=erasure case=erasure who=privacy
  customer_not_found
# A reason is a live case of the reader's about this customer.
read case=none
  case_required
read case=missing
  case_required
read case=none fields=card room=no
  case_required
read about=8
  case_refused
read assignee=43
  case_refused
read assignee=0
  case_refused
read assignee=43 closed=yes
  case_refused
read closed=yes
  case_closed
read closed=yes purpose=dispute
  case_closed
read closed=yes fields=card room=no
  case_closed
# The case says what for; another purpose is another case.
read purpose=dispute
  case_refused
read case=dispute
  case_refused
read case=call
  allowed
read case=dispute purpose=dispute fields=card
  allowed
read purpose=emergency
  case_refused
read purpose=herself
  case_refused
# Role, purpose, class and level go together.
read fields=card
  policy_refused
read fields=name,card
  policy_refused
read fields=none
  policy_refused
read who=admin
  policy_refused
read who=none
  policy_refused
read who=support,approver
  allowed
read fields=card room=no
  policy_refused
read level=ciphertext
  policy_refused
read who=privacy
  policy_refused
# One role alone allows all of what is asked for.
read who=support,security fields=name,card
  policy_refused
read who=privacy,security purpose=review case=review fields=name,card
  allowed
# Of what is asked for she has something.
read fields=email
  fields_missing
read fields=email,phone
  allowed
read has=none
  fields_missing
read has=none room=no
  fields_missing
read has=none approval=named
  fields_missing
# An approval stands in for the budget and for nothing else.
read approval=covers
  allowed
read approval=covers room=no
  allowed
read approval=named
  approval_required
read approval=named room=no
  approval_required
read approval=covers room=no case=none
  case_required
read approval=covers room=no closed=yes
  case_closed
read approval=covers fields=card
  policy_refused
# The budget is the last that anybody hears of.
read room=no
  budget_exhausted
read room=no level=masked
  budget_exhausted
