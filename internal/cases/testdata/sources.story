# An objection is hers, an alert Candor's.
open c1 kind=objection from=customer about=7 to=12
  objection about 7 to 0012 live true
open c2 kind=objection from=staff about=7 to=12
  refused denied case_source
open c3 kind=objection from=system about=7 to=12
  refused denied case_source
open c4 kind=alert from=system about=7 to=12
  alert about 7 to 0012 live true
open c5 kind=alert from=staff about=7 to=12
  refused denied case_source
open c6 kind=alert from=customer about=7 to=12
  refused denied case_source
