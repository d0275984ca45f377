package payments

import (
	"github.com/candorpay/candor/internal/errkind"
	"github.com/candorpay/candor/internal/ledger"
	"github.com/candorpay/candor/internal/machine"
)

// Refusals of API keys.
var (
	RefusedKeySubject = errkind.Refusal{Kind: errkind.NotFound, Code: "subject_not_found"}
	RefusedKeyMissing = errkind.Refusal{Kind: errkind.NotFound, Code: "key_not_found"}
)

// Key is an API key: who holds it, and how to recognise it. The secret itself
// is nowhere; Hash is its SHA-256.
type Key struct {
	_         struct{} `cbor:",toarray"`
	ID        ledger.ID
	Hash      [32]byte
	Role      machine.Role
	Subject   ledger.ID // the merchant or wallet; zero for operators
	CreatedAt int64     // business time
	ExpiresAt int64     // wall time; zero: never
	Revoked   bool
}

// CreateKey makes a key. Its id is the command's.
type CreateKey struct {
	_         struct{} `cbor:",toarray"`
	Hash      [32]byte
	Role      machine.Role
	Subject   ledger.ID
	ExpiresAt int64
}

// RevokeKey ends a key for good.
type RevokeKey struct {
	_  struct{} `cbor:",toarray"`
	ID ledger.ID
}

func (m *Machine) createKey(c *machine.Command, cmd CreateKey, at int64) (Key, errkind.Refusal) {
	if !m.subjectExists(cmd.Role, cmd.Subject) {
		return Key{}, RefusedKeySubject
	}
	k := Key{
		ID: ledger.ID(c.ID), Hash: cmd.Hash, Role: cmd.Role, Subject: cmd.Subject,
		CreatedAt: at, ExpiresAt: cmd.ExpiresAt,
	}
	m.keys.set(k.ID, k)
	return k, errkind.Refusal{}
}

func (m *Machine) revokeKey(_ *machine.Command, cmd RevokeKey, _ int64) (Key, errkind.Refusal) {
	k, ok := m.keys.load(cmd.ID)
	if !ok {
		return Key{}, RefusedKeyMissing
	}
	k.Revoked = true
	m.keys.set(k.ID, k)
	return k, errkind.Refusal{}
}

func (m *Machine) subjectExists(role machine.Role, id ledger.ID) bool {
	switch role {
	case machine.RoleMerchant:
		_, ok := m.merchants.load(id)
		return ok
	case machine.RoleCustomer:
		// Customers are opaque here: this side knows the ids that own wallets,
		// and a key may be made before the first wallet is opened.
		return id != ledger.ID{}
	case machine.RoleOperator, machine.RoleSystem:
		return id == ledger.ID{}
	case machine.RoleStaff, machine.RoleService:
		return false // their keys are on the customers' side
	}
	return false
}

// Key returns the key with the id.
func (m *Machine) Key(id ledger.ID) (Key, bool) { return m.keys.get(id) }
