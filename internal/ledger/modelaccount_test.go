package ledger_test

import "github.com/candorpay/candor/internal/ledger"

func (m *model) createAccounts(at int64, events []ledger.Account) []ledger.Outcome {
	stamp := func(k int) int64 {
		if events[k].Flags&ledger.AccountImported != 0 {
			return events[k].Timestamp
		}
		return at + int64(k)
	}
	imports := len(events) > 0 && events[0].Flags&ledger.AccountImported != 0
	return m.batch(len(events),
		func(k int) bool { return events[k].Flags&ledger.AccountLinked != 0 },
		func(k int) ledger.Outcome {
			e := events[k]
			c := envelopeCode(imports, e.Flags&ledger.AccountImported != 0, e.Timestamp, at)
			if c != 0 {
				return ledger.Outcome{Code: c, Timestamp: stamp(k)}
			}
			return m.createAccount(e, stamp(k))
		},
		func(k int, c ledger.Code) ledger.Outcome { return ledger.Outcome{Code: c, Timestamp: stamp(k)} })
}

func (m *model) createAccount(e ledger.Account, stamp int64) ledger.Outcome {
	old := m.account(e.ID)
	differs := func(f func() bool) func() bool { return func() bool { return old != nil && f() } }
	c := first([]rule{
		{func() bool { return e.Flags >= 1<<6 }, ledger.ReservedFlag},
		{func() bool { return e.ID == ledger.ID{} }, ledger.IDMustNotBeZero},
		{func() bool { return e.ID == maxID }, ledger.IDMustNotBeIntMax},
		{differs(func() bool { return e.Flags != old.Flags }), ledger.ExistsWithDifferentFlags},
		{differs(func() bool { return e.UserData128 != old.UserData128 }), ledger.ExistsWithDifferentUserData128},
		{differs(func() bool { return e.UserData64 != old.UserData64 }), ledger.ExistsWithDifferentUserData64},
		{differs(func() bool { return e.UserData32 != old.UserData32 }), ledger.ExistsWithDifferentUserData32},
		{differs(func() bool { return e.Ledger != old.Ledger }), ledger.ExistsWithDifferentLedger},
		{differs(func() bool { return e.Code != old.Code }), ledger.ExistsWithDifferentCode},
		{differs(func() bool { return true }), ledger.Exists},
		{func() bool {
			return e.Flags&ledger.DebitsMustNotExceedCredits != 0 && e.Flags&ledger.CreditsMustNotExceedDebits != 0
		}, ledger.FlagsAreMutuallyExclusive},
		{func() bool { return e.Ledger == 0 }, ledger.LedgerMustNotBeZero},
		{func() bool { return e.Code == 0 }, ledger.CodeMustNotBeZero},
		{func() bool { return e.Flags&ledger.AccountImported != 0 && m.accountRegresses(stamp) }, ledger.ImportedEventTimestampMustNotRegress},
	})
	if c >= ledger.ExistsWithDifferentFlags && c <= ledger.Exists {
		return ledger.Outcome{Code: c, Timestamp: old.Timestamp}
	}
	if c != 0 {
		return ledger.Outcome{Code: c, Timestamp: stamp}
	}
	e.Timestamp = stamp
	m.accounts = append(m.accounts, e)
	return ledger.Outcome{Code: ledger.Created, Timestamp: stamp}
}

func (m *model) accountRegresses(stamp int64) bool {
	for _, a := range m.accounts {
		if a.Timestamp >= stamp {
			return true
		}
	}
	for _, t := range m.transfers {
		if t.Timestamp == stamp {
			return true
		}
	}
	return false
}
