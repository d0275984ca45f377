# Outside a sandbox operators ask for nothing and use nothing: their own member
# accounts could decide it. Candor itself carries out what a member asked for.
found handles=ada,bea,cyd,dot
  4 founders
ask policy second by=operator
  refused denied not_allowed
ask enrol sue roles=support by=operator
  refused denied not_allowed
ask clock by=operator
  refused denied not_allowed
ask policy second
  refused denied not_allowed
ask policy second by=ada
  approval 1 policy pending of ada by dot cyd
policy second approval=1 by=operator
  refused denied not_requester
policy second approval=1
  refused denied not_requester
grant 1
  approval 1 policy granted of ada by dot(yes) cyd(yes)
policy second approval=1 by=operator
  refused denied not_requester
policy second approval=1
  SetPolicy
budgets support=2 by=operator
  refused denied approval_required
clock by=operator
  refused denied approval_required
trace dump by=operator
  refused denied policy_refused
  #1 operator:6f70657261746f720000000000000000 matched  of nobody for security: policy_refused
import dump by=operator
  refused denied not_allowed
export subjects=c1 fields=phone to=age1 approval=1 count=1 by=operator
  refused denied policy_refused
  #2 operator:6f70657261746f720000000000000000 exported phone of nobody for review: policy_refused approval=1
incident dump by=operator
  refused denied not_allowed
