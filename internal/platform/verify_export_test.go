package platform

// LedgerCheck reads the rows of a ledger of disclosures.
type LedgerCheck = ledgerCheck
