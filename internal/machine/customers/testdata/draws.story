# Nobody chooses who decides by naming whom a request is about.
found handles=ada,bea,cyd,dot,eve,fay
  6 founders
ask case c1 by=ada
  approval 1 open_case pending of ada by cyd fay
ask case c1 about=bea by=ada
  refused invalid invalid_about
ask trace dump about=bea by=ada
  refused invalid invalid_about
ask policy second about=bea by=ada
  refused invalid invalid_about
# Her own affair is decided by somebody else for once: again the same, and what
# is not her affair has who was drawn first.
ask enrol gus roles=support by=ada
  approval 2 roles pending of ada by eve cyd
ask roles bea roles=approver,support about=bea by=ada
  approval 3 roles pending of ada by eve cyd
ask roles bea roles=approver,support about=bea by=ada
  approval 4 roles pending of ada by eve cyd
ask roles cyd roles=approver,support about=cyd by=ada
  approval 5 roles pending of ada by eve fay
ask roles dot roles=approver,support about=dot by=ada
  approval 6 roles pending of ada by eve cyd
ask roles eve roles=approver,support about=eve by=ada
  approval 7 roles pending of ada by fay cyd
ask roles fay roles=approver,support about=fay by=ada
  approval 8 roles pending of ada by eve cyd
ask roles bea roles=approver,privacy about=bea by=ada
  approval 9 roles pending of ada by eve cyd
ask enrol hal roles=support by=ada
  approval 10 roles pending of ada by eve cyd
ask roles bea roles=approver,support about=bea by=cyd
  approval 11 roles pending of cyd by eve fay
ask roles bea roles=approver,support by=cyd
  approval 12 roles pending of cyd by eve fay
