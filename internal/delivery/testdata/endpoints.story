endpoint by=w1
  refused denied not_allowed
endpoint by=m2
  refused not_found merchant_not_found
endpoint scheme=3
  refused invalid invalid_scheme
endpoint sealed=0
  refused invalid invalid_endpoint
endpoint sealed=5000
  refused invalid invalid_endpoint
endpoint types=trade.paid,trade.paid
  refused invalid invalid_event_types
endpoint types=Trade
  refused invalid invalid_event_types
endpoint types=trade.paid,
  refused invalid invalid_event_types
endpoint by=m1 version=1
  refused conflict changed_meanwhile
endpoint by=m1
  v1 enabled=true types=[] sealed=6
wants trade.paid
  true
set by=m2
  refused not_found endpoint_not_found
set scheme=2
  refused invalid invalid_scheme
set version=0
  refused conflict changed_meanwhile
set version=2
  refused conflict changed_meanwhile
set types=trade.paid,trade.closed
  v2 enabled=true types=[trade.paid trade.closed] sealed=6
wants trade.paid
  true
wants trade.refunded
  false
set enabled=no
  v3 enabled=false types=[] sealed=6
wants trade.paid
  false
replay limit=1
  refused conflict endpoint_disabled
set
  v4 enabled=true types=[] sealed=6
replay limit=0
  refused invalid invalid_replay_limit
replay limit=1001
  refused invalid invalid_replay_limit
replay limit=1 by=m2
  refused not_found endpoint_not_found
replay limit=1000 by=m1
  may
drop by=m2
  refused not_found endpoint_not_found
drop by=m1
  v5 enabled=false types=[] sealed=0
wants trade.paid
  false
set
  refused not_found endpoint_not_found
drop
  refused not_found endpoint_not_found
replay limit=1
  refused not_found endpoint_not_found
