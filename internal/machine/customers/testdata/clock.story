# Nobody gets a year of budgets by moving the clock.
found handles=ada,bea,cyd,dot
  4 founders
ask enrol sue roles=support by=ada
  approval 1 roles pending of ada by bea dot
grant 1
  approval 1 roles granted of ada by bea(yes) dot(yes)
enrol sue roles=support approval=1 by=ada
  sue is 0005 with [support] revoked=false
ask budgets support=1 by=ada
  approval 2 budget pending of ada by dot cyd
grant 2
  approval 2 budget granted of ada by dot(yes) cyd(yes)
budgets support=1 approval=2 by=ada
  disclosure.Budgets
register c1 c2 c3 c4 fields=phone
  added [true true true true]
case c1
  case 1 ticket from system about c1 for sue live=true
case c2
  case 2 ticket from system about c2 for sue live=true
case c3
  case 3 ticket from system about c3 for sue live=true
case c4
  case 4 ticket from system about c4 for sue live=true
read c1 fields=phone case=1 by=sue
  1 rows from 1, 1 to open, left [0 0 0 0]
  #1 sue clear phone of c1 for support: allowed case=1 nc=1 ma=1
read c2 fields=phone case=2 by=sue
  refused exhausted budget_exhausted
  #2 sue clear phone of c2 for support: budget_exhausted case=2
jump 365d
wait 1s
held
  held=true
read c2 fields=phone case=2 by=sue
  refused exhausted budget_exhausted
  #3 sue clear phone of c2 for support: budget_exhausted case=2
show budget staff:0005
  clear [1 1 1 1] masked [0 0 0 0] missed [0 0 0 0] emergency [0 0 0 0]
# Time goes on meanwhile as the monotonic clock has it, across a restart a minute.
wait 30d
jump 400d
restart
read c2 fields=phone case=2 by=sue
  refused exhausted budget_exhausted
  #4 sue clear phone of c2 for support: budget_exhausted case=2
show budget staff:0005
  clear [0 0 1 1] masked [0 0 0 0] missed [0 0 0 0] emergency [0 0 0 0]
held
  held=true
# Draws are kept by the same time: asking a year later by the wall gets the same.
ask clock by=ada
  approval 3 clock pending of ada by cyd dot
ask clock by=bea
  approval 4 clock pending of bea by cyd dot
grant 3
  approval 3 clock granted of ada by cyd(yes) dot(yes)
clock approval=3 by=bea
  refused denied not_requester
clock approval=3 by=ada
  ConfirmClock
held
  held=false
read c2 fields=phone case=2 by=sue
  1 rows from 5, 1 to open, left [0 0 0 0]
  #5 sue clear phone of c2 for support: allowed case=2 nc=1 ma=2
# Backwards is no better, nor are many small steps.
jump 59s
wait 1s
held
  held=false
jump 59s
wait 1s
held
  held=true
