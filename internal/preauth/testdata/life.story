# A hold waits for a customer, who accepts it.
create h1 minor=600 by=m1
  h1 waiting
  ! preauth.created
accept h1 wallet=w1 by=w1
  h1 authorized rest=600
  w1 > h1 600 freeze
  ! preauth.frozen
accept h1 wallet=w1 by=w1
  h1 authorized rest=600 (unchanged)
create h1 minor=600 by=m1
  h1 authorized rest=600 (unchanged)
create h1 minor=601 by=m1
  refused conflict discordant_request
create h1 minor=600 request=r7 by=m1
  refused conflict discordant_request
# A part goes back, a trade is paid, the rest pays another.
release h1 request=r2 minor=100 by=m1
  h1 authorized rest=500 unfrozen=100
  h1 > w1 100 unfreeze
  ! preauth.unfrozen
release h1 request=r2 minor=100 by=m1
  h1 authorized rest=500 unfrozen=100 (unchanged)
release h1 request=r2 minor=99 by=m1
  refused conflict discordant_request
release h1 request=r1 minor=600 by=m1
  refused conflict discordant_request
release h1 request=r3 minor=501 by=m1
  refused conflict exceeds_hold
pay h1 trade=t1 minor=200 by=m1
  h1 authorized rest=300 unfrozen=100 paid=200
  h1 > w1 200 hold_paid
  ! preauth.paid
pay h1 trade=t1 minor=200 by=m1
  h1 authorized rest=300 unfrozen=100 paid=200 (unchanged)
pay h1 trade=t1 minor=201 by=m1
  refused conflict discordant_request
cancel h1 by=m1
  refused conflict hold_paid
pay h1 trade=t2 minor=301 by=m1
  refused conflict exceeds_hold
pay h1 trade=t2 minor=300 by=m1
  h1 finished unfrozen=100 paid=500
  h1 > w1 300 hold_paid
  ! preauth.paid
show h1
  h1 finished unfrozen=100 paid=500
  op2 freeze 600 as r1
  op7 unfreeze 100 as r2
  op12 pay 200 for t1
  op17 pay 300 for t2
release h1 request=r2 minor=100 by=m1
  h1 finished unfrozen=100 paid=500 (unchanged)
release h1 request=r4 minor=1 by=m1
  refused conflict hold_finished
# What a payment leaves comes back with it when the merchant says so.
create h2 minor=100 code=w2
  h2 authorized rest=100
  w2 > h2 100 freeze
  ! preauth.created
  ! preauth.frozen
pay h2 trade=t3 minor=30 finish=yes
  h2 finished unfrozen=70 paid=30
  h2 > w2 30 hold_paid
  h2 > w2 70 unfreeze
  ! preauth.paid
  ! preauth.unfrozen
show h2
  h2 finished unfrozen=70 paid=30
  h2 freeze 100 as r1
  op21 pay 30 for t3
  op21 unfreeze 70
# With nothing left to come back it says so in vain.
create h3 minor=100 code=w2
  h3 authorized rest=100
  w2 > h3 100 freeze
  ! preauth.created
  ! preauth.frozen
pay h3 trade=t4 minor=100 finish=yes
  h3 finished paid=100
  h3 > w2 100 hold_paid
  ! preauth.paid
# Called off: all of it goes back, once.
create h4 minor=100 code=w2 by=m1
  h4 authorized rest=100
  w2 > h4 100 freeze
  ! preauth.created
  ! preauth.frozen
cancel h4 request=r2 by=m1
  h4 closed unfrozen=100
  h4 > w2 100 unfreeze
  ! preauth.unfrozen
  ! preauth.closed
cancel h4 request=r3 by=m1
  h4 closed unfrozen=100 (unchanged)
release h4 request=r2 minor=100 by=m1
  h4 closed unfrozen=100 (unchanged)
release h4 request=r4 minor=100 by=m1
  refused conflict hold_closed
pay h4 trade=t9 minor=1 by=m1
  refused conflict hold_closed
