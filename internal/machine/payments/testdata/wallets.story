# Top-ups, withdrawals and transfers; what is not there cannot go out.
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2
  w2 tier=1 day=0 year=0
  ! wallet.opened w2/1 w2
wallet w3 owner=c1 currency=978
  w3 tier=1 day=0 year=0
  ! wallet.opened w3/1 w3
wallet w4 owner=c1 by=c1
  refused denied not_allowed
top_up w1 minor=500
  w1 tier=1 day=0 year=0
  clearing/2 > w1 500 top_up for w1
  ! wallet.topped_up w1/2 w1
top_up w1 minor=500 by=c1
  refused denied not_allowed
withdraw w1 minor=501 by=c1
  refused conflict insufficient_funds
withdraw w1 minor=100 by=c1
  w1 tier=1 day=0 year=0
  w1 > clearing/2 100 withdrawal for w1
  ! wallet.withdrawn w1/3 w1
send w1 to=w2 minor=401 by=c1
  refused conflict insufficient_funds
send w1 to=w2 minor=400 by=c1
  w1 tier=1 day=400 year=400
  w1 > w2 400 wallet_transfer for w1
  ! wallet.transferred w1/4 w1
  ! wallet.received w2/2 w2
send w1 to=w3 minor=1 by=c1
  refused invalid currency_mismatch
send w1 to=w1 minor=1 by=c1
  refused invalid self_transfer
send w1 to=w9 minor=1 by=c1
  refused not_found receiver_not_found
balances w1 w2
  w1 0
  w2 400
# The refused attempts left nothing behind that stops the next.
top_up w1 minor=50
  w1 tier=1 day=400 year=400
  clearing/2 > w1 50 top_up for w1
  ! wallet.topped_up w1/5 w1
withdraw w1 minor=50
  w1 tier=1 day=400 year=400
  w1 > clearing/2 50 withdrawal for w1
  ! wallet.withdrawn w1/6 w1
# Limits of the tier: 10,000.00 at once, 20,000.00 a Beijing day.
top_up w1 minor=5000000
  w1 tier=1 day=400 year=400
  clearing/2 > w1 5000000 top_up for w1
  ! wallet.topped_up w1/7 w1
send w1 to=w2 minor=1000001
  refused conflict transfer_limit_exceeded
send w1 to=w2 minor=1000000
  w1 tier=1 day=1000400 year=1000400
  w1 > w2 1000000 wallet_transfer for w1
  ! wallet.transferred w1/8 w1
  ! wallet.received w2/3 w2
send w1 to=w2 minor=1000000
  refused exhausted daily_limit_exceeded
send w1 to=w2 minor=1
  w1 tier=1 day=1000401 year=1000401
  w1 > w2 1 wallet_transfer for w1
  ! wallet.transferred w1/9 w1
  ! wallet.received w2/4 w2
wait 24h
send w1 to=w2 minor=1
  w1 tier=1 day=1 year=1000402
  w1 > w2 1 wallet_transfer for w1
  ! wallet.transferred w1/10 w1
  ! wallet.received w2/5 w2
tier w1 tier=2
  w1 tier=2 day=1 year=1000402
  ! wallet.tier_changed w1/11 w1
tier w1 tier=2 by=c1
  refused denied not_allowed
tier w1 tier=9
  refused invalid invalid_tier
send w1 to=w2 minor=2000000
  w1 tier=2 day=2000001 year=3000402
  w1 > w2 2000000 wallet_transfer for w1
  ! wallet.transferred w1/12 w1
  ! wallet.received w2/6 w2
# Everybody has a list of the own wallets.
list wallets limit=9
  w1 w2 w3
list wallets of=c1 limit=9
  w1 w3
list wallets of=c1 limit=1 after=w1
  w3
list wallets of=c2 limit=9
  w2
list wallets of=c9 limit=9
  none
crash
list wallets of=c1 limit=9
  w1 w3
balances w1 w2
  w1 1999998
  w2 3000402
events w2
  ! wallet.opened w2/1 w2
  ! wallet.received w2/2 w2
  ! wallet.received w2/3 w2
  ! wallet.received w2/4 w2
  ! wallet.received w2/5 w2
  ! wallet.received w2/6 w2
