# A merchant and a wallet know their holds: a wallet those that its customer consented to.
merchant m1
  m1 timer=3 days=10 ppm=0
  ! merchant.created m1/1 m1
merchant m2
  m2 timer=3 days=10 ppm=0
  ! merchant.created m2/1 m2
wallet w1 owner=c1
  w1 tier=1 day=0 year=0
  ! wallet.opened w1/1 w1
wallet w2 owner=c2
  w2 tier=1 day=0 year=0
  ! wallet.opened w2/1 w2
top_up w1 minor=2000
  w1 tier=1 day=0 year=0
  clearing/2 > w1 2000 top_up for w1
  ! wallet.topped_up w1/2 w1
code w1 number=1 by=c1
  wallet.Code
hold h1 shop=m1 minor=100 by=m1
  h1 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h1/1 m1
hold h2 shop=m1 minor=100 by=m1
  h2 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h2/1 m1
hold h3 shop=m1 minor=100 code=1 by=m1
  h3 state=2 rest=100 unfrozen=0 paid=0 operations=1
  w1 > h3 100 freeze for h3
  ! preauth.created h3/1 m1 w1
  ! preauth.frozen h3/1 m1 w1
hold h4 shop=m2 minor=100 by=m2
  h4 state=1 rest=0 unfrozen=0 paid=0 operations=0
  ! preauth.created h4/1 m2
hold h5 shop=m1 minor=100 order=order-h1 by=m1
  h1 state=1 rest=0 unfrozen=0 paid=0 operations=0
accept h2 wallet=w1 by=c1
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
  w1 > h2 100 freeze for h2
  ! preauth.frozen h2/2 m1 w1
accept h2 wallet=w1 by=c1
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
accept h4 wallet=w1 by=c1
  h4 state=2 rest=100 unfrozen=0 paid=0 operations=1
  w1 > h4 100 freeze for h4
  ! preauth.frozen h4/2 m2 w1
holds m1
  h1 state=1 rest=0 unfrozen=0 paid=0 operations=0
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
  h3 state=2 rest=100 unfrozen=0 paid=0 operations=1
holds m2
  h4 state=2 rest=100 unfrozen=0 paid=0 operations=1
holds w1
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
  h3 state=2 rest=100 unfrozen=0 paid=0 operations=1
  h4 state=2 rest=100 unfrozen=0 paid=0 operations=1
holds w2
call_off h3 request=x by=m1
  h3 state=4 rest=0 unfrozen=100 paid=0 operations=2
  h3 > w1 100 unfreeze for h3
  ! preauth.unfrozen h3/2 m1 w1
  ! preauth.closed h3/2 m1 w1
holds w1
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
  h3 state=4 rest=0 unfrozen=100 paid=0 operations=2
  h4 state=2 rest=100 unfrozen=0 paid=0 operations=1
reopen
holds w1
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
  h3 state=4 rest=0 unfrozen=100 paid=0 operations=2
  h4 state=2 rest=100 unfrozen=0 paid=0 operations=1
crash
holds m1
  h1 state=1 rest=0 unfrozen=0 paid=0 operations=0
  h2 state=2 rest=100 unfrozen=0 paid=0 operations=1
  h3 state=4 rest=0 unfrozen=100 paid=0 operations=2
