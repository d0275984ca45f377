package ledger

import "fmt"

// Code is what became of one event. Numbers are on the wire and on disk: never
// reorder or reuse. They rise in the order in which the rules are checked: of
// several rules that an event breaks, it reports the one with the lowest code.
// Accounts use those that apply to them. The zero value is no code.
type Code uint8

// Codes of events, by the name that String gives.
const (
	LinkedEventFailed                               Code = 1
	LinkedEventChainOpen                            Code = 2
	ImportedEventExpected                           Code = 3
	ImportedEventNotExpected                        Code = 4
	TimestampMustBeZero                             Code = 5
	ImportedEventTimestampOutOfRange                Code = 6
	ImportedEventTimestampMustNotAdvance            Code = 7
	ReservedFlag                                    Code = 8
	IDMustNotBeZero                                 Code = 9
	IDMustNotBeIntMax                               Code = 10
	ExistsWithDifferentFlags                        Code = 11
	ExistsWithDifferentPendingID                    Code = 12
	ExistsWithDifferentTimeout                      Code = 13
	ExistsWithDifferentDebitAccountID               Code = 14
	ExistsWithDifferentCreditAccountID              Code = 15
	ExistsWithDifferentAmount                       Code = 16
	ExistsWithDifferentUserData128                  Code = 17
	ExistsWithDifferentUserData64                   Code = 18
	ExistsWithDifferentUserData32                   Code = 19
	ExistsWithDifferentLedger                       Code = 20
	ExistsWithDifferentCode                         Code = 21
	Exists                                          Code = 22
	IDAlreadyFailed                                 Code = 23
	FlagsAreMutuallyExclusive                       Code = 24
	DebitAccountIDMustNotBeZero                     Code = 25
	DebitAccountIDMustNotBeIntMax                   Code = 26
	CreditAccountIDMustNotBeZero                    Code = 27
	CreditAccountIDMustNotBeIntMax                  Code = 28
	AccountsMustBeDifferent                         Code = 29
	PendingIDMustBeZero                             Code = 30
	PendingIDMustNotBeZero                          Code = 31
	PendingIDMustNotBeIntMax                        Code = 32
	PendingIDMustBeDifferent                        Code = 33
	TimeoutReservedForPendingTransfer               Code = 34
	ClosingTransferMustBePending                    Code = 35
	LedgerMustNotBeZero                             Code = 36
	CodeMustNotBeZero                               Code = 37
	DebitAccountNotFound                            Code = 38
	CreditAccountNotFound                           Code = 39
	AccountsMustHaveTheSameLedger                   Code = 40
	TransferMustHaveTheSameLedgerAsAccounts         Code = 41
	PendingTransferNotFound                         Code = 42
	PendingTransferNotPending                       Code = 43
	PendingTransferHasDifferentDebitAccountID       Code = 44
	PendingTransferHasDifferentCreditAccountID      Code = 45
	PendingTransferHasDifferentLedger               Code = 46
	PendingTransferHasDifferentCode                 Code = 47
	ExceedsPendingTransferAmount                    Code = 48
	PendingTransferHasDifferentAmount               Code = 49
	PendingTransferAlreadyPosted                    Code = 50
	PendingTransferAlreadyVoided                    Code = 51
	PendingTransferExpired                          Code = 52
	ImportedEventTimestampMustNotRegress            Code = 53
	ImportedEventTimestampMustPostdateDebitAccount  Code = 54
	ImportedEventTimestampMustPostdateCreditAccount Code = 55
	ImportedEventTimeoutMustBeZero                  Code = 56
	DebitAccountAlreadyClosed                       Code = 57
	CreditAccountAlreadyClosed                      Code = 58
	OverflowsDebitsPending                          Code = 59
	OverflowsCreditsPending                         Code = 60
	OverflowsDebitsPosted                           Code = 61
	OverflowsCreditsPosted                          Code = 62
	OverflowsDebits                                 Code = 63
	OverflowsCredits                                Code = 64
	OverflowsTimeout                                Code = 65
	ExceedsCredits                                  Code = 66
	ExceedsDebits                                   Code = 67
	Created                                         Code = 68
)

// CodeMax is the highest code in use; the codes are 1 to CodeMax without gaps.
const CodeMax = Created

var codeNames = [...]string{
	LinkedEventFailed:                               "linked_event_failed",
	LinkedEventChainOpen:                            "linked_event_chain_open",
	ImportedEventExpected:                           "imported_event_expected",
	ImportedEventNotExpected:                        "imported_event_not_expected",
	TimestampMustBeZero:                             "timestamp_must_be_zero",
	ImportedEventTimestampOutOfRange:                "imported_event_timestamp_out_of_range",
	ImportedEventTimestampMustNotAdvance:            "imported_event_timestamp_must_not_advance",
	ReservedFlag:                                    "reserved_flag",
	IDMustNotBeZero:                                 "id_must_not_be_zero",
	IDMustNotBeIntMax:                               "id_must_not_be_int_max",
	ExistsWithDifferentFlags:                        "exists_with_different_flags",
	ExistsWithDifferentPendingID:                    "exists_with_different_pending_id",
	ExistsWithDifferentTimeout:                      "exists_with_different_timeout",
	ExistsWithDifferentDebitAccountID:               "exists_with_different_debit_account_id",
	ExistsWithDifferentCreditAccountID:              "exists_with_different_credit_account_id",
	ExistsWithDifferentAmount:                       "exists_with_different_amount",
	ExistsWithDifferentUserData128:                  "exists_with_different_user_data_128",
	ExistsWithDifferentUserData64:                   "exists_with_different_user_data_64",
	ExistsWithDifferentUserData32:                   "exists_with_different_user_data_32",
	ExistsWithDifferentLedger:                       "exists_with_different_ledger",
	ExistsWithDifferentCode:                         "exists_with_different_code",
	Exists:                                          "exists",
	IDAlreadyFailed:                                 "id_already_failed",
	FlagsAreMutuallyExclusive:                       "flags_are_mutually_exclusive",
	DebitAccountIDMustNotBeZero:                     "debit_account_id_must_not_be_zero",
	DebitAccountIDMustNotBeIntMax:                   "debit_account_id_must_not_be_int_max",
	CreditAccountIDMustNotBeZero:                    "credit_account_id_must_not_be_zero",
	CreditAccountIDMustNotBeIntMax:                  "credit_account_id_must_not_be_int_max",
	AccountsMustBeDifferent:                         "accounts_must_be_different",
	PendingIDMustBeZero:                             "pending_id_must_be_zero",
	PendingIDMustNotBeZero:                          "pending_id_must_not_be_zero",
	PendingIDMustNotBeIntMax:                        "pending_id_must_not_be_int_max",
	PendingIDMustBeDifferent:                        "pending_id_must_be_different",
	TimeoutReservedForPendingTransfer:               "timeout_reserved_for_pending_transfer",
	ClosingTransferMustBePending:                    "closing_transfer_must_be_pending",
	LedgerMustNotBeZero:                             "ledger_must_not_be_zero",
	CodeMustNotBeZero:                               "code_must_not_be_zero",
	DebitAccountNotFound:                            "debit_account_not_found",
	CreditAccountNotFound:                           "credit_account_not_found",
	AccountsMustHaveTheSameLedger:                   "accounts_must_have_the_same_ledger",
	TransferMustHaveTheSameLedgerAsAccounts:         "transfer_must_have_the_same_ledger_as_accounts",
	PendingTransferNotFound:                         "pending_transfer_not_found",
	PendingTransferNotPending:                       "pending_transfer_not_pending",
	PendingTransferHasDifferentDebitAccountID:       "pending_transfer_has_different_debit_account_id",
	PendingTransferHasDifferentCreditAccountID:      "pending_transfer_has_different_credit_account_id",
	PendingTransferHasDifferentLedger:               "pending_transfer_has_different_ledger",
	PendingTransferHasDifferentCode:                 "pending_transfer_has_different_code",
	ExceedsPendingTransferAmount:                    "exceeds_pending_transfer_amount",
	PendingTransferHasDifferentAmount:               "pending_transfer_has_different_amount",
	PendingTransferAlreadyPosted:                    "pending_transfer_already_posted",
	PendingTransferAlreadyVoided:                    "pending_transfer_already_voided",
	PendingTransferExpired:                          "pending_transfer_expired",
	ImportedEventTimestampMustNotRegress:            "imported_event_timestamp_must_not_regress",
	ImportedEventTimestampMustPostdateDebitAccount:  "imported_event_timestamp_must_postdate_debit_account",
	ImportedEventTimestampMustPostdateCreditAccount: "imported_event_timestamp_must_postdate_credit_account",
	ImportedEventTimeoutMustBeZero:                  "imported_event_timeout_must_be_zero",
	DebitAccountAlreadyClosed:                       "debit_account_already_closed",
	CreditAccountAlreadyClosed:                      "credit_account_already_closed",
	OverflowsDebitsPending:                          "overflows_debits_pending",
	OverflowsCreditsPending:                         "overflows_credits_pending",
	OverflowsDebitsPosted:                           "overflows_debits_posted",
	OverflowsCreditsPosted:                          "overflows_credits_posted",
	OverflowsDebits:                                 "overflows_debits",
	OverflowsCredits:                                "overflows_credits",
	OverflowsTimeout:                                "overflows_timeout",
	ExceedsCredits:                                  "exceeds_credits",
	ExceedsDebits:                                   "exceeds_debits",
	Created:                                         "created",
}

var codesByName = func() map[string]Code {
	m := make(map[string]Code, len(codeNames))
	for c := Code(1); c <= CodeMax; c++ {
		m[codeNames[c]] = c
	}
	return m
}()

// String returns the code's snake_case name.
func (c Code) String() string {
	if c == 0 || c > CodeMax {
		return fmt.Sprintf("code_%d", uint8(c))
	}
	return codeNames[c]
}

// ParseCode returns the code with the name.
func ParseCode(name string) (Code, error) {
	c, ok := codesByName[name]
	if !ok {
		return 0, fmt.Errorf("parse code: no code is named %q", name)
	}
	return c, nil
}

// OK reports whether the record is there: created now, or by an earlier event
// with the same fields.
func (c Code) OK() bool { return c == Created || c == Exists }

// Burns reports whether a transfer refused with the code could have been
// accepted at another time. Its id is then spent, so that a retry cannot turn a
// reported failure into a success.
func (c Code) Burns() bool {
	switch c {
	case DebitAccountNotFound,
		CreditAccountNotFound,
		PendingTransferNotFound,
		DebitAccountAlreadyClosed,
		CreditAccountAlreadyClosed,
		ExceedsCredits,
		ExceedsDebits:
		return true
	default: // every other code says the same whenever it is asked
		return false
	}
}

// Outcome is what became of one event: the code, and the timestamp (business
// time, ns) of the record that was created or exists already; of a refused
// event, the timestamp that it would have had.
type Outcome struct {
	Code      Code
	Timestamp int64
}
