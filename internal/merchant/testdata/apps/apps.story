# Operators give merchants apps, and nobody else does.
create a1 merchant=m1 by=m1
  refused denied not_allowed
create a1 merchant=m1 by=w1
  refused denied not_allowed
create a1 merchant=m1 key=0
  refused invalid invalid_app
create a1 merchant=m1 key=2049
  refused invalid invalid_app
create a1 merchant=m1 key=270 sealed=4097
  refused invalid invalid_app
create a1 merchant=m1 key=270 sn=0123
  refused invalid invalid_app
create a1 merchant=m1 key=270 sn=0123456789abcdef0123456789abcdeF
  refused invalid invalid_app
create a1 merchant=m1 key=270 has=64
  refused exhausted too_many_apps
create a1 merchant=m1 key=270
  a1 of m1 key=270 sn= sealed=0 release=false revoked=false
  ! app.created
create a2 merchant=m1 key=2048 sealed=4096 sn=0123456789abcdef0123456789abcdef release=yes has=63 by=system
  a2 of m1 key=2048 sn=0123456789abcdef0123456789abcdef sealed=4096 release=true revoked=false
  ! app.created
# A merchant does not change its own app; another's looks like none.
set a1 release=yes by=m1
  refused denied not_allowed
set a1 release=yes by=m2
  refused not_found app_not_found
set a1 release=yes by=w1
  refused not_found app_not_found
set a9 release=yes
  refused not_found app_not_found
# What is not said stays, but for the certificate and the switches.
set a1 release=yes
  a1 of m1 key=270 sn= sealed=0 release=true revoked=false
  ! app.changed
set a2 sn=ffffffffffffffffffffffffffffffff key=550
  a2 of m1 key=550 sn=ffffffffffffffffffffffffffffffff sealed=4096 release=false revoked=false
  ! app.changed
set a2 sealed=10
  a2 of m1 key=550 sn= sealed=10 release=false revoked=false
  ! app.changed
set a2 key=2049
  refused invalid invalid_app
set a2 sealed=4097
  refused invalid invalid_app
set a2 sn=x
  refused invalid invalid_app
# Who read an app that was changed since does not take the change back.
set a2 sealed=20 version=2
  refused conflict changed_meanwhile
set a2 sealed=20 version=3
  a2 of m1 key=550 sn= sealed=20 release=false revoked=false
  ! app.changed
set a2 version=3 by=m1
  refused denied not_allowed
set a2 key=2049 version=3
  refused conflict changed_meanwhile
# Revoked is revoked for good.
set a1 revoked=yes
  a1 of m1 key=270 sn= sealed=0 release=false revoked=true
  ! app.changed
set a1
  refused conflict app_revoked
set a1 version=1
  refused conflict app_revoked
