# A person has her limits over all her wallets, everybody together a quota.
rules holding=5000 day=4000 quota=6000 instant=1000 all=1500
buy w1 minor=99 by=w1
  refused invalid purchase_below_minimum
buy w1 minor=4001 by=w1
  refused exhausted daily_purchase_limit_exceeded
buy w1 minor=3000 by=w1
  trade day 2024-02-05, from 2024-02-06, settles 2024-02-06
  w1 > f1/bought 3000 subscription
buy w1b minor=1001 by=w1b
  refused exhausted daily_purchase_limit_exceeded
buy w1b minor=1000 by=w1b
  trade day 2024-02-05, from 2024-02-06, settles 2024-02-06
  w1b > f1/bought 1000 subscription
buy w2 minor=2001 by=w2
  refused exhausted daily_quota_exceeded
buy w2 minor=1000001 by=w2
  refused conflict holding_limit_exceeded
buy w2 minor=2000 by=w2
  trade day 2024-02-05, from 2024-02-06, settles 2024-02-06
  w2 > f1/bought 2000 subscription
# A new day: the counters begin again, what she holds does not.
at 2024-02-06 00:00
  settled 2024-02-06
  f1/bought > f1/units 6000 confirmation
  f1/custody > clearing/7 6000 fund_cash
buy w1b minor=1001 by=w1b
  refused conflict holding_limit_exceeded
buy w1b minor=1000 by=w1b
  trade day 2024-02-06, from 2024-02-07, settles 2024-02-07
  w1b > f1/bought 1000 subscription
redeem w1 minor=1001 mode=instant by=w1
  refused exhausted instant_limit_exceeded
redeem w1 minor=600 mode=instant by=w1
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 600 advance
  f1/units > w1 600 redemption
redeem w1b minor=401 mode=instant by=w1b
  refused exhausted instant_limit_exceeded
redeem w1b minor=400 mode=instant by=w1b
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 400 advance
  f1/units > w1b 400 redemption
redeem w2 minor=501 mode=instant by=w2
  refused exhausted instant_quota_exceeded
redeem w2 minor=500 mode=instant by=w2
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 500 advance
  f1/units > w2 500 redemption
redeem w2 minor=1 mode=instant by=w2
  refused exhausted instant_quota_exceeded
# Slowly, and for trades, there is no limit.
redeem w2 minor=700 by=w2
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  f1/units > f1/redeemed 700 redemption
pay w2 trade=t1 minor=800 by=w2
  trade day 2024-02-06, from 2024-02-06, settles 2024-02-07
  clearing/7 > f1/advance 800 advance
  f1/units > f1/payment 800 fund_payment
redeem w2 minor=1 by=w2
  refused conflict insufficient_units
# A refund knows no limit, even in a closed fund.
rules holding=1 closed=yes
buy w3 minor=100 by=w3
  refused conflict fund_closed
refund w2 trade=t1 minor=800
  trade day 2024-02-06, from 2024-02-07, settles 2024-02-07
  f1/payment > f1/bought 800 subscription
show w2
  units=0 income=0 confirmed=0 unconfirmed=800 balance=998500
  2024-02-07 +800
# Rules that are none.
rules min=0
  refused invalid invalid_rules
rules day=5 min=6
  refused invalid invalid_rules
rules holding=-1
  refused invalid invalid_rules
rules holding=9 by=w1
  refused denied not_allowed
rules holding=9 by=m1
  refused denied not_allowed
# Balances, currencies, wallets, amounts.
rules holding=0 day=0 quota=0
buy w5 minor=1000001
  refused conflict insufficient_funds
buy w5 minor=0
  refused invalid amount_not_positive
buy w5 minor=-5
  refused invalid amount_not_positive
buy w5 minor=1000000000000001
  refused invalid amount_too_large
buy w5 minor=500 currency=euro
  refused invalid currency_mismatch
buy we minor=500
  refused invalid currency_mismatch
buy wx minor=500
  refused not_found wallet_not_found
buy w5 minor=500 by=w1
  refused not_found wallet_not_found
buy w5 minor=500 by=m1
  refused denied not_allowed
redeem w5 minor=500 mode=slow
  refused invalid invalid_mode
redeem w1 minor=1 by=w5
  refused not_found wallet_not_found
redeem wx minor=1
  refused not_found wallet_not_found
pay w1 trade=t2 minor=1 by=w5
  refused not_found wallet_not_found
pay wx trade=t2 minor=1
  refused not_found wallet_not_found
pay w1 trade=t2 minor=0
  refused invalid amount_not_positive
enter w1=5
  refused conflict holder_exists
enter w7=5 w7=5
  refused conflict holder_exists
enter w7=0
  refused invalid amount_not_positive
enter
  refused invalid no_entries
enter w7=1000000000000001
  refused invalid amount_too_large
