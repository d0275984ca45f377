# Merchants ask whether there is somebody, and see nobody.
read who=merchant staff=0 case=none purpose=payment level=matched fields=phone
  allowed
read who=merchant staff=0 case=none purpose=payment level=matched fields=phone customer=none
  missed
read who=merchant staff=0 case=none purpose=payment level=matched fields=phone customer=none room=no
  budget_exhausted
read who=merchant staff=0 case=none purpose=payment level=masked fields=phone
  policy_refused
read who=merchant staff=0 case=none purpose=payment level=clear fields=phone
  policy_refused
read who=merchant staff=0 case=none purpose=support level=matched fields=phone
  policy_refused
read who=merchant staff=0 case=none purpose=payment level=matched fields=phone working=no
  revoked
# A case gives a merchant nothing.
read who=merchant staff=0 level=clear fields=phone
  policy_refused
# Services.
read who=service staff=0 case=none purpose=payment fields=phone
  allowed
read who=service staff=0 case=none purpose=payment fields=phone,name
  policy_refused
read who=service staff=0 case=none purpose=payment level=masked fields=phone,name,card
  allowed
read who=service staff=0 case=none purpose=payment fields=phone room=no
  budget_exhausted
read who=service staff=0 case=none purpose=payment fields=phone customer=none
  customer_not_found
read who=service staff=0 case=none purpose=payment fields=email
  fields_missing
# A customer reads of herself: of another there is none.
read who=customer staff=0 case=none purpose=herself fields=name,phone,card
  allowed
read who=customer staff=0 case=none purpose=herself fields=name,email
  allowed
read who=customer staff=0 case=none purpose=herself fields=email
  fields_missing
read who=customer staff=0 case=none purpose=herself customer=none
  customer_not_found
read who=customer staff=0 case=none purpose=support
  policy_refused
read who=customer staff=0 case=none purpose=herself state=erasing
  customer_not_found
read who=customer staff=0 case=none purpose=emergency emergency=yes
  policy_refused
