package ledger

// resolve checks and makes a post or void of a pending transfer.
func (l *Ledger) resolve(e *Transfer, stamp int64) Code {
	if c := checkResolve(e); c != 0 {
		return c
	}
	pos, ok := l.position(e.PendingID)
	if !ok {
		return PendingTransferNotFound
	}
	p := transferRow(l.pendingRow[:])
	l.read(pos, p)
	if p.flags()&Pending == 0 {
		return PendingTransferNotPending
	}
	accounts := l.pair(p.debit(), p.credit())
	if code := checkInherited(e, p, accounts); code != 0 {
		return code
	}
	amount, code := resolvedAmount(e, p)
	if code != 0 {
		return code
	}
	if code := checkOpen(l.status(pos), p, stamp); code != 0 {
		return code
	}
	if code := l.checkResolveAccounts(e, accounts); code != 0 {
		return code
	}
	l.touch(accounts)
	release(p.amount(), accounts)
	if e.Flags&PostPending != 0 {
		post(amount, accounts)
		l.setStatus(pos, StatusPosted)
	} else {
		reopen(p.flags(), accounts)
		l.setStatus(pos, StatusVoided)
	}
	t := inherit(e, p)
	l.record(&t, pos+1, amount, stamp, accounts)
	return Created
}

// checkResolve checks what needs nothing but the event.
func checkResolve(e *Transfer) Code {
	const exclusive = Pending | BalancingDebit | BalancingCredit | ClosingDebit | ClosingCredit
	switch {
	case e.Flags&exclusive != 0 || e.Flags&PostPending != 0 && e.Flags&VoidPending != 0:
		return FlagsAreMutuallyExclusive
	case e.PendingID == ID{}:
		return PendingIDMustNotBeZero
	case e.PendingID == idMax:
		return PendingIDMustNotBeIntMax
	case e.PendingID == e.ID:
		return PendingIDMustBeDifferent
	case e.Timeout != 0:
		return TimeoutReservedForPendingTransfer
	}
	return 0
}

// checkInherited checks the fields that are zero or equal those of the pending
// transfer.
func checkInherited(e *Transfer, p transferRow, accounts pair) Code {
	switch {
	case e.DebitAccountID != ID{} && e.DebitAccountID != accounts.d.ID:
		return PendingTransferHasDifferentDebitAccountID
	case e.CreditAccountID != ID{} && e.CreditAccountID != accounts.c.ID:
		return PendingTransferHasDifferentCreditAccountID
	case e.Ledger != 0 && e.Ledger != p.ledger():
		return PendingTransferHasDifferentLedger
	case e.Code != 0 && e.Code != p.code():
		return PendingTransferHasDifferentCode
	}
	return 0
}

// resolvedAmount returns how much of the pending amount the event posts or
// voids.
func resolvedAmount(e *Transfer, p transferRow) (uint64, Code) {
	amount, whole := e.Amount, AmountMax
	if e.Flags&VoidPending != 0 {
		whole = 0
	}
	if amount == whole {
		amount = p.amount()
	}
	switch {
	case amount > p.amount():
		return 0, ExceedsPendingTransferAmount
	case e.Flags&VoidPending != 0 && amount != p.amount():
		return 0, PendingTransferHasDifferentAmount
	}
	return amount, 0
}

// checkOpen checks that the pending transfer can still be resolved. One whose
// time has come has expired, even if Expire has not reached it yet.
func checkOpen(s Status, p transferRow, stamp int64) Code {
	switch s {
	case StatusPosted:
		return PendingTransferAlreadyPosted
	case StatusVoided:
		return PendingTransferAlreadyVoided
	case StatusExpired:
		return PendingTransferExpired
	case StatusNone:
		panic("ledger: a pending transfer has no status")
	case StatusPending:
	}
	if due, ok := p.due(); ok && due <= stamp {
		return PendingTransferExpired
	}
	return 0
}

// checkResolveAccounts checks an imported event's time, which postdates the
// accounts because it postdates the pending transfer, and that only a void
// touches a closed account.
func (l *Ledger) checkResolveAccounts(e *Transfer, accounts pair) Code {
	switch {
	case e.Flags&TransferImported != 0 && l.regresses(e.Timestamp):
		return ImportedEventTimestampMustNotRegress
	case e.Flags&VoidPending != 0:
		return 0
	case accounts.d.Flags&Closed != 0:
		return DebitAccountAlreadyClosed
	case accounts.c.Flags&Closed != 0:
		return CreditAccountAlreadyClosed
	}
	return 0
}

// inherit returns the event with what it takes over from the pending transfer.
func inherit(e *Transfer, p transferRow) Transfer {
	t := *e
	t.Ledger, t.Code = p.ledger(), p.code()
	if t.UserData128.IsZero() {
		t.UserData128 = p.userData128()
	}
	if t.UserData64 == 0 {
		t.UserData64 = p.userData64()
	}
	if t.UserData32 == 0 {
		t.UserData32 = p.userData32()
	}
	return t
}

// transferExists compares an event with the transfer that has its id. What a
// post or void inherits, and what a balancing transfer left of its amount, is
// no difference.
func (l *Ledger) transferExists(e *Transfer, row transferRow) Code {
	var pendingID ID
	want := *e
	resolves := row.flags()&(PostPending|VoidPending) != 0
	if resolves {
		p := transferRow(l.pendingRow[:])
		l.read(row.pending()-1, p)
		pendingID = p.id()
		want = l.inheritAll(e, p)
	}
	switch {
	case e.Flags != row.flags():
		return ExistsWithDifferentFlags
	case e.PendingID != pendingID:
		return ExistsWithDifferentPendingID
	case e.Timeout != row.timeout():
		return ExistsWithDifferentTimeout
	case want.DebitAccountID != l.account(row.debit()).ID:
		return ExistsWithDifferentDebitAccountID
	case want.CreditAccountID != l.account(row.credit()).ID:
		return ExistsWithDifferentCreditAccountID
	case differentAmount(&want, row):
		return ExistsWithDifferentAmount
	case want.UserData128 != row.userData128():
		return ExistsWithDifferentUserData128
	case want.UserData64 != row.userData64():
		return ExistsWithDifferentUserData64
	case want.UserData32 != row.userData32():
		return ExistsWithDifferentUserData32
	case want.Ledger != row.ledger():
		return ExistsWithDifferentLedger
	case want.Code != row.code():
		return ExistsWithDifferentCode
	}
	return Exists
}

// inheritAll returns the event as it would be recorded if it resolved p, with
// the fields that it names kept even where they differ.
func (l *Ledger) inheritAll(e *Transfer, p transferRow) Transfer {
	t := inherit(e, p)
	if t.DebitAccountID.IsZero() {
		t.DebitAccountID = l.account(p.debit()).ID
	}
	if t.CreditAccountID.IsZero() {
		t.CreditAccountID = l.account(p.credit()).ID
	}
	if e.Ledger != 0 {
		t.Ledger = e.Ledger
	}
	if e.Code != 0 {
		t.Code = e.Code
	}
	if amount, code := resolvedAmount(e, p); code == 0 {
		t.Amount = amount
	}
	return t
}

// differentAmount reports whether the event could not have been recorded with
// the row's amount.
func differentAmount(e *Transfer, row transferRow) bool {
	if row.flags()&(BalancingDebit|BalancingCredit) != 0 {
		return e.Amount < row.amount()
	}
	return e.Amount != row.amount()
}
