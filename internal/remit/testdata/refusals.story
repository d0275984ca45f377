# Another's merchant looks exactly like a missing one; customers do not remit.
remit r1 to=w1 minor=1 by=m2
  refused not_found merchant_not_found
remit r1 to=w1 minor=1 by=w1
  refused denied not_allowed
remit r1 to=w1 minor=0
  refused invalid amount_not_positive
remit r1 to=w1 minor=-1
  refused invalid amount_not_positive
remit r1 to=w1 minor=1000000000000001
  refused invalid amount_too_large
remit r1 to=w1 minor=1 currency=euro
  refused invalid currency_mismatch
remit r1 to=w3 minor=1
  refused invalid currency_mismatch
remit r1 to=w9 minor=1
  refused not_found payee_not_found
remit r1 to=m9 minor=1
  refused not_found payee_not_found
remit r1 to=m1 minor=1
  refused invalid same_party
remit r1 to=x1 minor=1
  refused invalid invalid_payee_kind
remit r1 to=- minor=1
  refused not_found payee_not_found
remit r1 to=w1 minor=1 sealed=8193
  refused invalid sealed_too_large
remit r1 to=w1 minor=1 sealed=8192
  r1 payout=false ! remittance.succeeded
  m1 > w1 1 remittance
  balance=999
