# Her own request is hers to close.
open c1 kind=ticket from=customer about=7 to=12
  ticket about 7 to 0012 live true
close c1 customer=8
  refused not_found case_not_found
close c1 customer=7
  ticket about 7 to 0012 live false
close c1 customer=7
  refused conflict case_closed
# Another's case looks like a missing one, and so does one that is not hers: a
# review may be one that the law keeps secret.
open c2 kind=review from=staff about=7 to=12
  review about 7 to 0012 live true
close c2 customer=7
  refused not_found case_not_found
open c3 kind=alert from=system about=7 to=12
  alert about 7 to 0012 live true
close c3 customer=7
  refused not_found case_not_found
close c9 customer=7
  refused not_found case_not_found
