confirm c1 minor=-1
  refused invalid amount_not_positive
confirm c1 minor=999
  refused conflict amount_mismatch
confirm c1 minor=1001
  refused conflict amount_mismatch
confirm c.1
  refused invalid invalid_request_id
confirm 12345678901234567890123456789012345678901234567890123456789012345
  refused invalid invalid_request_id
confirm 1234567890123456789012345678901234567890123456789012345678901234 minor=1000
  version=1 splits=0 allocated=0 confirmed=1234567890123456789012345678901234567890123456789012345678901234:1000
  ! settlement.confirmed
