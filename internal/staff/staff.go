// Package staff is who works here: the roster, the roles, and who enrolled whom.
//
// What it promises: a person is one number, whatever keys and sessions she has;
// a revoked person has no role from the next command on; who enrolled whom is
// kept for ever, and so is the mark of a founding approver.
//
// Vocabulary: a member is a person on the roster; a role says what her policy,
// budgets and say in approvals are; a team shares a queue of cases. Drawing is
// choosing by random bytes of a command, so that nobody chooses.
//
//	roles, ok := staff.ParseRoles("support,approver")
//	needsConsent := staff.NeedsConsent(&member, &changed)
package staff

import (
	"fmt"
	"strconv"
)

// Number is a person on the roster, from 1. Her path is staff:0042.
type Number uint32

// String returns the number with at least four digits, as paths write it.
func (n Number) String() string { return fmt.Sprintf("%04d", uint32(n)) }

// ParseNumber reads what String wrote, with or without leading zeros.
func ParseNumber(s string) (Number, bool) {
	n, err := strconv.ParseUint(s, 10, 32)
	return Number(n), err == nil && n > 0
}

// Role is one of the things a member may be. Numbers are on disk.
type Role uint8

// Roles.
const (
	Support  Role = 0 // answers customers' cases
	Privacy  Role = 1 // privacy officer: objections, erasures, incidents, traces
	Security Role = 2 // security officer: alerts, freezes, traces
	Admin    Role = 3 // enrols people; has no customer's data
	Auditor  Role = 4 // reads the ledger of disclosures; has no customer's data
	Approver Role = 5 // decides requests that need a second person
)

// RoleCount is how many roles there are.
const RoleCount = 6

// Roles is a set of roles: bit r is role r.
type Roles uint16

// Member is a person on the roster.
type Member struct {
	_           struct{} `cbor:",toarray"`
	Number      Number
	Handle      string   // what colleagues call her, at most HandleMax bytes; unique
	Person      [16]byte // who she is in the employer's books, hashed under a key; zero: unknown. Unique
	Roles       Roles
	Team        string
	EnrolledBy  Number // of one provisioned, whoever asked for her roles or first key; 0: Candor itself
	Founding    bool   // enrolled at the making of the folder
	Provisioned bool   // made by an identity provider: without roles until two people grant them
	EnrolledAt  int64  // business time, ns
	RevokedAt   int64  // 0: works here
}

// HandleMax is the longest handle and team in bytes.
const HandleMax = 64

// Works reports whether the member may do anything at all.
func (m *Member) Works() bool { return m.Number != 0 && m.RevokedAt == 0 }
