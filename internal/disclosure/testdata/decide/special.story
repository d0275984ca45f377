# Lookups by staff need no case. customer=none: nobody has the value.
read level=matched fields=phone case=none
  allowed
read level=matched fields=phone case=none customer=none
  missed
# What is refused is refused alike, found or not.
read level=matched fields=phone case=none room=no
  budget_exhausted
read level=matched fields=phone case=none room=no customer=none
  budget_exhausted
read level=matched fields=phone case=none purpose=review
  policy_refused
read level=matched fields=phone case=none purpose=review customer=none
  policy_refused
read level=matched fields=phone working=no
  revoked
read level=matched fields=phone working=no customer=none
  revoked
read level=matched fields=none case=none
  policy_refused
read level=matched fields=phone case=none approval=named
  approval_required
read level=matched fields=phone case=none approval=named customer=none
  approval_required
# A case that a lookup names is a true one, about whomever.
read level=matched fields=phone
  allowed
read level=matched fields=phone customer=none
  missed
read level=matched fields=phone about=8
  allowed
read level=matched fields=phone assignee=43 customer=none
  case_refused
read level=matched fields=phone closed=yes
  case_closed
read level=matched fields=phone case=missing
  case_required
read level=matched fields=phone case=dispute
  case_refused
# Who is being erased is nobody to a lookup, and so is she who was; an index that
# is older than her record tells no more than the index.
read level=matched fields=phone case=none state=erasing
  missed
read level=matched fields=phone case=none state=erased
  missed
read level=matched fields=email case=none
  allowed
# Break-glass: no case, its own purpose, its own budget, which no approval replaces.
read emergency=yes purpose=emergency case=none
  allowed
read emergency=yes purpose=emergency case=none who=privacy,security
  allowed
read emergency=yes purpose=emergency case=none room=no
  budget_exhausted
read emergency=yes purpose=emergency case=none room=no approval=covers
  budget_exhausted
read emergency=yes purpose=emergency case=none fields=card
  policy_refused
read emergency=yes purpose=emergency case=none who=admin
  policy_refused
read emergency=yes purpose=emergency case=none customer=none
  customer_not_found
read emergency=yes purpose=emergency case=none state=erasing
  customer_not_found
read emergency=yes purpose=emergency case=none working=no
  revoked
read emergency=yes purpose=emergency case=none has=card
  fields_missing
read emergency=yes case=none
  policy_refused
read emergency=yes
  policy_refused
# An export has an approval, which names everybody in it, and no case.
read level=exported who=privacy purpose=review case=none approval=covers
  allowed
read level=exported who=privacy purpose=review case=none approval=covers room=no
  allowed
read level=exported who=privacy purpose=review case=none
  approval_required
read level=exported who=privacy purpose=review case=none approval=named
  approval_required
read level=exported who=privacy purpose=review case=none approval=covers state=erased
  customer_not_found
read level=exported who=privacy purpose=review case=none approval=covers has=none
  fields_missing
read level=exported who=support purpose=support approval=covers
  policy_refused
