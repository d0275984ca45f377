# What is granted is exactly what was asked for, and its kind.
request a1 kind=export subject=forty by=1
  export pending, yes 0
decide a1 by=2 word=yes at=1
  export pending, yes 1
decide a1 by=3 word=yes at=1
  export granted, yes 2
use a1 kind=export subject=forty-one at=1
  refused denied approval_mismatch
use a1 kind=bulk subject=forty at=1
  refused denied approval_mismatch
use a1 kind=export at=1
  refused denied approval_mismatch
use a1 kind=export subject=forty at=1
  export used, yes 2
use a9 kind=export subject=forty at=1
  refused not_found approval_not_found
