# Two people say yes, and it is used once.
request a1 kind=export subject=s by=1
  export pending, yes 0
use a1 kind=export subject=s
  refused conflict approval_pending
decide a1 by=2 word=yes at=1
  export pending, yes 1
use a1 kind=export subject=s at=1
  refused conflict approval_pending
decide a1 by=2 word=yes at=2
  export pending, yes 1
decide a1 by=3 word=yes at=2
  export granted, yes 2
covers a1 kind=export subject=s at=3
  export granted, yes 2
covers a1 kind=export subject=s at=3
  export granted, yes 2
use a1 kind=export subject=s at=4
  export used, yes 2
use a1 kind=export subject=s at=4
  refused conflict approval_used
covers a1 kind=export subject=s at=4
  refused conflict approval_used
look a1 at=99
  export used, yes 2

# One no is enough, also after one's own yes; nobody is asked again.
request a2 kind=bulk subject=s by=1
  bulk pending, yes 0
decide a2 by=2 word=yes at=1
  bulk pending, yes 1
decide a2 by=2 word=no at=2
  bulk refused, yes 1
decide a2 by=3 word=yes at=3
  refused conflict approval_decided
use a2 kind=bulk subject=s at=3
  refused conflict approval_refused

# Nobody says no to what is granted.
request a3 kind=bulk subject=s by=1
  bulk pending, yes 0
decide a3 by=2 word=yes at=1
  bulk pending, yes 1
decide a3 by=3 word=yes at=1
  bulk granted, yes 2
decide a3 by=3 word=no at=2
  refused conflict approval_decided
