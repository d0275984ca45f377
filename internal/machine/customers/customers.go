// Package customers is the machine of the customers' side: it composes records,
// roster, cases, approvals and disclosures into one deterministic state.
//
// What it promises: a read is decided and recorded in one step; budgets are
// spent in that step, so that parallel readers cannot beat them; a revocation
// holds from the next command on. It holds ciphertext alone and moves no money.
package customers
