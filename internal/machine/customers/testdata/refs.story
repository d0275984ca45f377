# Nobody keeps a dispute from getting its case by naming its trade before.
found handles=ada,bea,cyd,dot sandbox=yes
  4 founders
register c1 c2 fields=name,phone
  added [true true]
case c2 kind=dispute ref=t1 by=customer:c2
  refused invalid invalid_ref
case c1 kind=dispute ref=t1 by=customer:c1
  refused invalid invalid_ref
case c1 kind=dispute ref=t1 by=operator
  case 1 dispute from system about c1 for nobody live=true keyed
case c1 kind=objection ref=d1 by=customer:c1
  case 2 objection from customer about c1 for nobody live=true
relay from=0 to=1 opens=c1:t1
  cursor 1 opened [3]
relay from=1 to=2 opens=c1:t1,c2:t1
  cursor 2 opened [4]
relay from=2 to=3 closes=t1
  cursor 3 opened []
show cases
  case 1 dispute from system about c1 for nobody live=false keyed
  case 2 objection from customer about c1 for nobody live=true
  case 3 dispute from customer about c1 for nobody live=false
  case 4 dispute from customer about c2 for nobody live=false
