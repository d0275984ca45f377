package ledger

import "fmt"

const (
	accountFlagsAll  = AccountLinked | DebitsMustNotExceedCredits | CreditsMustNotExceedDebits | History | AccountImported | Closed
	transferFlagsAll = Linked | Pending | PostPending | VoidPending | BalancingDebit | BalancingCredit | ClosingDebit | ClosingCredit | TransferImported
)

// accountFlagNames holds the name of each bit, lowest first.
var accountFlagNames = []string{
	"linked", "debits_must_not_exceed_credits", "credits_must_not_exceed_debits", "history", "imported", "closed",
}

var transferFlagNames = []string{
	"linked", "pending", "post_pending", "void_pending", "balancing_debit", "balancing_credit",
	"closing_debit", "closing_credit", "imported",
}

// Names returns the names of the flags that are set, lowest bit first. Bits
// that mean nothing have none.
func (f AccountFlags) Names() []string { return flagNames(uint16(f), accountFlagNames) }

// Names returns the names of the flags that are set, lowest bit first. Bits
// that mean nothing have none.
func (f TransferFlags) Names() []string { return flagNames(uint16(f), transferFlagNames) }

// ParseAccountFlags returns the flags with the names; the error is for the
// first name that is none.
func ParseAccountFlags(names []string) (AccountFlags, error) {
	f, err := parseFlags(names, accountFlagNames)
	return AccountFlags(f), err
}

// ParseTransferFlags returns the flags with the names; the error is for the
// first name that is none.
func ParseTransferFlags(names []string) (TransferFlags, error) {
	f, err := parseFlags(names, transferFlagNames)
	return TransferFlags(f), err
}

func flagNames(f uint16, names []string) []string {
	set := []string{}
	for bit, name := range names {
		if f&(1<<bit) != 0 {
			set = append(set, name)
		}
	}
	return set
}

func parseFlags(set, names []string) (uint16, error) {
	var f uint16
next:
	for _, s := range set {
		for bit, name := range names {
			if s == name {
				f |= 1 << bit
				continue next
			}
		}
		return 0, fmt.Errorf("parse flags: no flag is named %q", s)
	}
	return f, nil
}
