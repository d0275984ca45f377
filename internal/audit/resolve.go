package audit

import "math"

// resolve carries out a post or a void of a pending transfer.
func (a *Auditor) resolve(e *transferEvent, env envelope) string {
	if malformed := e.malformedResolve(); malformed != "" {
		return malformed
	}
	place, ok := a.byID[e.pending]
	if !ok {
		return "pending_transfer_not_found"
	}
	p := &a.transfers[place]
	amount := e.resolved(p)
	switch {
	case p.flags&pending == 0:
		return "pending_transfer_not_pending"
	case e.debit != ID{} && e.debit != p.debit.id:
		return "pending_transfer_has_different_debit_account_id"
	case e.credit != ID{} && e.credit != p.credit.id:
		return "pending_transfer_has_different_credit_account_id"
	case e.ledger != 0 && e.ledger != p.ledger:
		return "pending_transfer_has_different_ledger"
	case e.code != 0 && e.code != p.code:
		return "pending_transfer_has_different_code"
	case amount > p.amount:
		return "exceeds_pending_transfer_amount"
	case e.flags&voidPending != 0 && amount < p.amount:
		return "pending_transfer_has_different_amount"
	}
	if over := p.over(env.time()); over != "" {
		return over
	}
	switch {
	case env.event && a.regresses(e.timestamp):
		return "imported_event_timestamp_must_not_regress"
	case e.flags&postPending != 0 && p.debit.flags&accountClosed != 0:
		return "debit_account_already_closed"
	case e.flags&postPending != 0 && p.credit.flags&accountClosed != 0:
		return "credit_account_already_closed"
	}
	a.settle(e, place, amount, env)
	return created
}

func (e *transferEvent) malformedResolve() string {
	const alone = pending | balancingDebit | balancingCredit | closingDebit | closingCredit
	switch {
	case e.flags&alone != 0, e.flags&postPending != 0 && e.flags&voidPending != 0:
		return "flags_are_mutually_exclusive"
	case e.pending == ID{}:
		return "pending_id_must_not_be_zero"
	case e.pending == idMax:
		return "pending_id_must_not_be_int_max"
	case e.pending == e.id:
		return "pending_id_must_be_different"
	case e.timeout != 0:
		return "timeout_reserved_for_pending_transfer"
	}
	return ""
}

// resolved returns how much of the pending transfer the event asks for.
func (e *transferEvent) resolved(p *transfer) uint64 {
	if e.flags&voidPending != 0 && e.amount == 0 || e.flags&postPending != 0 && e.amount == math.MaxUint64 {
		return p.amount
	}
	return e.amount
}

// over says why a pending transfer cannot be resolved any more. At exactly its
// time it has expired, whether or not that was booked.
func (t *transfer) over(at int64) string {
	switch t.status {
	case statusPosted:
		return "pending_transfer_already_posted"
	case statusVoided:
		return "pending_transfer_already_voided"
	case statusExpired:
		return "pending_transfer_expired"
	case statusOpen, statusNone:
	}
	if due, ok := t.due(); ok && due <= at {
		return "pending_transfer_expired"
	}
	return ""
}

// settle books a post or a void that nothing speaks against.
func (a *Auditor) settle(e *transferEvent, place uint32, amount uint64, env envelope) {
	p := a.transfers[place]
	t := transfer{
		id: e.id, userData128: e.userData128, userData64: e.userData64, userData32: e.userData32,
		debit: p.debit, credit: p.credit, amount: amount, ledger: p.ledger, code: p.code, flags: e.flags,
		resolves: place + 1, timestamp: a.stamp(env),
	}
	t.inherit(&p)
	a.record(t)
	a.change(p.debit, p.credit, func() {
		p.unhold()
		if e.flags&postPending != 0 {
			p.debit.debitsPosted += amount
			p.credit.creditsPosted += amount
		} else {
			p.reopen()
		}
	})
	become := statusVoided
	if e.flags&postPending != 0 {
		become = statusPosted
	}
	a.transfers[place].status = become
	a.onUndo(func() { a.transfers[place].status = statusOpen })
}

// inherit takes the user data that the transfer does not have over from p.
func (t *transfer) inherit(p *transfer) {
	if (t.userData128 == ID{}) {
		t.userData128 = p.userData128
	}
	if t.userData64 == 0 {
		t.userData64 = p.userData64
	}
	if t.userData32 == 0 {
		t.userData32 = p.userData32
	}
}

// unhold takes a pending transfer's amount out of what is pending.
func (t *transfer) unhold() {
	t.debit.debitsPending -= t.amount
	t.credit.creditsPending -= t.amount
}

// reopen opens the accounts that a pending transfer closed.
func (t *transfer) reopen() {
	if t.flags&closingDebit != 0 {
		t.debit.flags &^= accountClosed
	}
	if t.flags&closingCredit != 0 {
		t.credit.flags &^= accountClosed
	}
}

// armExpiries puts the expiry of new pending transfers into the queue. It runs
// when no chain is open, so that what is taken back never was in it.
func (a *Auditor) armExpiries() {
	for ; a.armed < len(a.transfers); a.armed++ {
		t := &a.transfers[a.armed]
		if due, ok := t.due(); ok && t.flags&pending != 0 {
			a.expiries.push(due, uint32(a.armed))
		}
	}
}

// expire books the expiry of pending transfers that fell due at or before now,
// each with a timestamp of its own, and returns how many, at most dueMax.
func (a *Auditor) expire(now int64) int {
	n := 0
	for n < dueMax {
		_, place, ok := a.expiries.pop(now)
		if !ok {
			break
		}
		t := &a.transfers[place]
		if t.status != statusOpen {
			continue
		}
		t.status = statusExpired
		if at := a.stamp(envelope{at: now, place: n}); (t.debit.flags|t.credit.flags)&accountHistory != 0 {
			a.expired = at
		}
		a.change(t.debit, t.credit, func() {
			t.unhold()
			t.reopen()
		})
		n++
	}
	return n
}

// repeated compares an event with the transfer that has its id. What a post or
// void leaves to its pending transfer is no difference, nor what a balancing
// transfer did not find of its amount.
func (a *Auditor) repeated(e *transferEvent, t *transfer) string {
	want := transfer{
		userData128: e.userData128, userData64: e.userData64, userData32: e.userData32,
		amount: e.amount, ledger: e.ledger, code: e.code,
	}
	debit, credit, resolved := e.debit, e.credit, ID{}
	if t.resolves != 0 {
		p := &a.transfers[t.resolves-1]
		resolved = p.id
		want.inherit(p)
		want.amount = e.resolved(p)
		debit, credit = or(debit, p.debit.id), or(credit, p.credit.id)
		want.ledger, want.code = or(want.ledger, p.ledger), or(want.code, p.code)
	}
	balancing := t.flags&(balancingDebit|balancingCredit) != 0
	switch {
	case e.flags != t.flags:
		return "exists_with_different_flags"
	case e.pending != resolved:
		return "exists_with_different_pending_id"
	case e.timeout != t.timeout:
		return "exists_with_different_timeout"
	case debit != t.debit.id:
		return "exists_with_different_debit_account_id"
	case credit != t.credit.id:
		return "exists_with_different_credit_account_id"
	case want.amount < t.amount, want.amount > t.amount && !balancing:
		return "exists_with_different_amount"
	case want.userData128 != t.userData128:
		return "exists_with_different_user_data_128"
	case want.userData64 != t.userData64:
		return "exists_with_different_user_data_64"
	case want.userData32 != t.userData32:
		return "exists_with_different_user_data_32"
	case want.ledger != t.ledger:
		return "exists_with_different_ledger"
	case want.code != t.code:
		return "exists_with_different_code"
	}
	return exists
}

// or returns v, or instead when v is zero.
func or[T comparable](v, instead T) T {
	var zero T
	if v == zero {
		return instead
	}
	return v
}
