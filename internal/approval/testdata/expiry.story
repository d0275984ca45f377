# After 24 hours a request is decided by nobody.
request a1 kind=trace subject=s by=1
  trace pending, yes 0
decide a1 by=2 word=yes at=23
  trace pending, yes 1
decide a1 by=3 word=yes at=24
  refused conflict approval_expired
look a1 at=24
  trace expired, yes 1
withdraw a1 by=1 at=24
  refused conflict approval_expired
# And what it granted is good for nothing: consent does not lie about.
request a2 kind=trace subject=s by=1
  trace pending, yes 0
decide a2 by=2 word=yes at=22
  trace pending, yes 1
decide a2 by=3 word=yes at=22
  trace granted, yes 2
covers a2 kind=trace subject=s at=23
  trace granted, yes 2
use a2 kind=trace subject=s at=24
  refused conflict approval_expired
withdraw a2 by=1 at=24
  refused conflict approval_expired
look a2 at=24
  trace expired, yes 2
# What was refused or withdrawn in time stays that.
request a3 kind=trace subject=s by=1
  trace pending, yes 0
decide a3 by=2 word=no at=1
  trace refused, yes 0
look a3 at=48
  trace refused, yes 0
# A review allows nothing that could lie about: it stays granted.
request a4 kind=break_glass subject=s by=1
  break_glass pending, yes 0
decide a4 by=2 word=yes at=22
  break_glass pending, yes 1
decide a4 by=3 word=yes at=23
  break_glass granted, yes 2
look a4 at=48
  break_glass granted, yes 2
request a5 kind=break_glass subject=s by=1
  break_glass pending, yes 0
decide a5 by=2 word=yes at=22
  break_glass pending, yes 1
look a5 at=48
  break_glass expired, yes 1
