# An incident freezes its scope; what is done about it is added.
found handles=ada,bea,cyd sandbox=yes
  3 founders
ask enrol pam roles=privacy
  approval 1 roles granted of nobody by nobody nobody
enrol pam roles=privacy approval=1
  pam is 0004 with [privacy] revoked=false
ask enrol sue roles=support
  approval 2 roles granted of nobody by nobody nobody
enrol sue roles=support approval=2
  sue is 0005 with [support] revoked=false
incident dump set=c1,c2,c3 by=sue
  refused denied not_allowed
incident dump set=c1,c2,c3 by=pam
  incident 1 of 3 customers, 0 acts
affected 1 set=c3,c4 by=pam
  incident 1 of 4 customers, 0 acts
affected 1 set=c3,c4
  refused denied not_allowed
act 1 by=pam
  incident 1 of 4 customers, 1 acts
affected 1 set=c9 by=pam
  refused denied not_allowed
notices 1 arrived=c1,c7 lost=c2,c4 by=pam
  incident 1 of 4 customers, 1 acts
notices 1 arrived=c2 lost=c3 by=pam
  incident 1 of 4 customers, 1 acts
show incident 1
  dump affected [1 2 3 4] delivered [1 2] failed [3 4]
act 1 kind=closed by=pam
  incident 1 of 4 customers, 2 acts
act 1 kind=notices by=pam
  refused conflict incident_closed
notices 1 arrived=c3 by=pam
  refused conflict incident_closed
act 7 by=pam
  refused not_found incident_not_found
show incident 1
  dump affected [1 2 3 4] delivered [1 2] failed [3 4]
