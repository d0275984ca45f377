# Only who was drawn decides, not the requester, nor nobody.
request a1 kind=export subject=s by=1
  export pending, yes 0
decide a1 by=1 word=yes
  refused denied not_drawn
decide a1 by=4 word=yes
  refused denied not_drawn
decide a1 by=0 word=yes
  refused denied not_drawn
decide a9 by=2 word=yes
  refused not_found approval_not_found
# Only the requester withdraws.
withdraw a1 by=2
  refused denied not_requester
withdraw a9 by=1
  refused not_found approval_not_found
withdraw a1 by=1 at=1
  export withdrawn, yes 0
withdraw a1 by=1 at=1
  refused conflict approval_decided
decide a1 by=2 word=yes at=1
  refused conflict approval_decided
# Not the review of a break-glass read: it is held whatever she wants.
request a2 kind=break_glass subject=s by=1
  break_glass pending, yes 0
withdraw a2 by=1 at=1
  refused denied review_stays
decide a2 by=2 word=yes at=1
  break_glass pending, yes 1
decide a2 by=3 word=yes at=1
  break_glass granted, yes 2
withdraw a2 by=1 at=1
  refused denied review_stays
