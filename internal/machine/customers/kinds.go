package customers

import "github.com/candorpay/candor/internal/machine"

// Version of this machine. Blocks carry it; an older program refuses newer
// blocks. 2 has KindContact.
const Version = 2

// Kinds of commands. Bodies are deterministic CBOR of the struct named beside
// each. Numbers are on disk: never reorder or reuse.
const (
	KindFound  machine.Kind = 1 // Found: the founding approvers and the first policy
	KindPolicy machine.Kind = 2 // SetPolicy
	KindBudget machine.Kind = 3 // SetBudgets
	KindClock  machine.Kind = 4 // ConfirmClock

	KindEnrol     machine.Kind = 10 // Enrol
	KindRoles     machine.Kind = 11 // SetRoles
	KindRevoke    machine.Kind = 12 // Revoke
	KindReinstate machine.Kind = 13 // Reinstate
	KindKeyCreate machine.Kind = 14 // CreateKey
	KindKeyRevoke machine.Kind = 15 // RevokeKey

	KindCaseOpen  machine.Kind = 20 // OpenCase
	KindCaseClose machine.Kind = 21 // CloseCase
	KindRelay     machine.Kind = 22 // Relay: cases that the money side's events open

	KindRequest  machine.Kind = 30 // RequestApproval
	KindDecide   machine.Kind = 31 // DecideApproval
	KindWithdraw machine.Kind = 32 // WithdrawApproval

	KindRegister machine.Kind = 40 // Register: one customer or many
	KindUpdate   machine.Kind = 41 // Update
	KindErase    machine.Kind = 42 // Erase: asks for an erasure
	KindErased   machine.Kind = 43 // Erased: it is due; her keys go as soon as this is durable
	KindContact  machine.Kind = 44 // KeepContact: somebody who is no customer

	KindRead      machine.Kind = 50 // Read
	KindLookup    machine.Kind = 51 // Lookup
	KindExport    machine.Kind = 52 // ExportRows
	KindTrace     machine.Kind = 53 // RecordTrace
	KindBackup    machine.Kind = 54 // RecordBackup
	KindEmergency machine.Kind = 55 // Emergency: a break-glass read

	KindImport machine.Kind = 60 // ImportRows
	KindGap    machine.Kind = 61 // Gap

	KindIncident machine.Kind = 70 // OpenIncident
	KindAct      machine.Kind = 71 // ActIncident
	KindNotice   machine.Kind = 72 // DeliverNotices
	KindAffected machine.Kind = 73 // AddAffected: what of a scope one OpenIncident has no room for
)
