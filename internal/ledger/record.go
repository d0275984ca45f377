package ledger

// position finds the row of a transfer.
func (l *Ledger) position(id ID) (uint64, bool) {
	if l.undo.open {
		if pos, ok := l.undo.ids[id]; ok {
			return pos, true
		}
	}
	return l.state.ByID.Get(id)
}

// read fills row with the transfer at pos, which an open chain may still hold.
func (l *Ledger) read(pos uint64, row []byte) {
	stored := l.transfers - uint64(len(l.undo.rows)/TransferRow)
	if pos < stored {
		l.state.Transfers.Read(pos, row)
		return
	}
	copy(row, l.undo.rows[(pos-stored)*TransferRow:])
}

// pair returns the accounts with the ordinals.
func (l *Ledger) pair(debit, credit uint32) pair {
	return pair{debit, credit, l.account(debit), l.account(credit)}
}

// record writes the transfer's row, after its accounts have changed. Pending
// is the position plus one of the transfer that it resolves.
func (l *Ledger) record(e *Transfer, pending, amount uint64, stamp int64, p pair) {
	pos := l.transfers
	row := transferRow(l.row[:])
	row.put(e, amount, stamp)
	row.putPlace(pos, pending, p)
	l.transfers++
	l.lastTransfer = stamp
	if l.undo.open {
		l.undo.rows = append(l.undo.rows, row...)
		l.undo.ids[e.ID] = pos
	} else {
		l.store(row)
	}
	l.recordBalances(p, stamp, pos<<1)
}

// store appends a row to the state with all that follows from it.
func (l *Ledger) store(row transferRow) {
	pos := l.state.Transfers.Append(row)
	l.state.ByID.Put(row.id(), pos)
	switch flags := row.flags(); {
	case flags&Pending != 0:
		l.storeStatus(pos, StatusPending)
		if due, ok := row.due(); ok {
			l.state.Expiries.Add(due, pos)
		}
	case flags&PostPending != 0:
		l.storeStatus(row.pending()-1, StatusPosted)
	case flags&VoidPending != 0:
		l.storeStatus(row.pending()-1, StatusVoided)
	}
}

// recordBalances writes a row for each of the two accounts that keeps its
// running balances, and reports whether one does. Cause is the transfer's
// position times two, plus one when it expired.
func (l *Ledger) recordBalances(p pair, stamp int64, cause uint64) bool {
	if (p.d.Flags|p.c.Flags)&History == 0 {
		return false
	}
	for _, a := range [2]*account{p.d, p.c} {
		if a.Flags&History == 0 {
			continue
		}
		row := balanceRow(l.balanceRow[:])
		row.put(a, stamp, l.balances, cause)
		l.balances++
		if l.undo.open {
			l.undo.balanceRows = append(l.undo.balanceRows, row...)
		} else {
			l.state.Balances.Append(row)
		}
	}
	return true
}

// Expire expires pending transfers whose time is at or before now (business
// time, ns), earliest first, and returns how many: at most limit. Their amounts
// leave the pending counters, and accounts that they closed are open again. The
// k-th, from 0, has the timestamp now+k, or as much later as it takes to be
// behind all that were given out before.
func (l *Ledger) Expire(now int64, limit int) int {
	expired, first := 0, max(now, l.last()+1)
	for expired < limit {
		_, pos, ok := l.state.Expiries.Pop(now)
		if !ok {
			break
		}
		// There is no cancelling: most holds were posted or voided in time.
		if l.pendings[pos] == StatusPending {
			l.expire(pos, first+int64(expired))
			expired++
		}
	}
	return expired
}

func (l *Ledger) expire(pos uint64, stamp int64) {
	p := transferRow(l.pendingRow[:])
	l.read(pos, p)
	accounts := l.pair(p.debit(), p.credit())
	l.touch(accounts)
	release(p.amount(), accounts)
	reopen(p.flags(), accounts)
	l.storeStatus(pos, StatusExpired)
	if l.recordBalances(accounts, stamp, pos<<1|1) {
		l.lastExpiry = stamp
	}
}
